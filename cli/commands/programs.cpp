// Commands that are programs beside this one: it needs neither Qt nor CUDA, and they run alone as well.

#include <algorithm>
#include <cstdlib>
#include <filesystem>

#include "cli/command.hpp"
#include "sim/core/process.hpp"

namespace repetend::cli {
namespace {

constexpr const char* gui_help =
    "repetend gui [FILE]\n\n"
    "Opens the desktop program on a scenario or a plan; without a file, on what was open last.\n\n"
    "  repetend gui scenarios/gpt-4.yaml\n"
    "  repetend gui plan.json\n";

bool is_set(const char* variable) {
  const char* const value = std::getenv(variable);
  return value && *value;
}

// Qt would abort without a word that helps.
void require_display() {
  if (!is_set("DISPLAY") && !is_set("WAYLAND_DISPLAY") && !is_set("QT_QPA_PLATFORM"))
    throw RequestError(
        "no display to open a window on: neither DISPLAY nor WAYLAND_DISPLAY is set. `repetend compare "
        "SCENARIO --svg FILE` draws without one");
}

// The program beside this one with these words; `missing` says what to do where there is none.
std::vector<std::string> command_of(const char* program, const char* missing,
                                    const std::vector<std::string>& words) {
  std::vector<std::string> command{beside_this_program(program)};
  if (!std::filesystem::exists(command.front())) throw RequestError(missing);
  command.insert(command.end(), words.begin(), words.end());
  return command;
}

int run_gui(const std::vector<std::string>& words, Console& console) {
  if (std::ranges::any_of(words, [](const std::string& w) { return w == "--help" || w == "-h"; })) {
    console.out << gui_help;
    return 0;
  }
  if (words.size() > 1) throw UsageError(fmt::format("expected at most one FILE, got {}", words.size()));
  const auto command = command_of("repetend-gui",
                                  "the desktop program repetend-gui is not beside this one: it was built "
                                  "without Qt 6 (Debian: qt6-base-dev and qt6-svg-dev)",
                                  words);
  for (const std::string& file : words)
    if (!std::filesystem::exists(file)) throw RequestError(fmt::format("{}: no such file", file));
  require_display();
  console.out.flush();
  return run_program(command);
}

int run_profile(const std::vector<std::string>& words, Console& console) {
  console.out.flush();
  return run_program(command_of(
      "repetend-profile",
      "measuring needs the program repetend-profile, which is not beside this one: it was built without "
      "CUDA's toolkit. Build where nvcc and CUPTI are (docs/profiler.md), or import what another machine "
      "measured",
      words));
}

}  // namespace

const Command profile_command{.name = "profile",
                              .operands = "operators|attach ...",
                              .summary = "measure operator costs on this GPU, or attach to a program",
                              .run_words = run_profile};

const Command gui_command{.name = "gui",
                          .operands = "[FILE]",
                          .summary = "see it, change it, understand it: the desktop program",
                          .run_words = run_gui};

}  // namespace repetend::cli
