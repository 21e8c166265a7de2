#include <fmt/ostream.h>

#include <algorithm>
#include <array>
#include <new>

#include "cli/command.hpp"
#include "cli/searching.hpp"
#include "repetend/version.hpp"
#include "sim/core/suggest.hpp"

namespace repetend::cli {

std::span<const Command* const> all_commands() {
#define COMMAND(symbol) &symbol,
  static const std::array commands{
#include "cli/commands.def"
  };
#undef COMMAND
  return commands;
}

void print_json(const Json& json, Console& console) { console.out << json.dump(2) << '\n'; }

namespace {

void print_help(Console& console) {
  print(console.out,
        "Repetend {} plans how large neural networks run across many accelerators.\n\n"
        "usage: repetend COMMAND ... ; repetend COMMAND --help tells more\n\n",
        REPETEND_VERSION);
  const auto operands_size = [](const Command* command) { return command->operands.size(); };
  const std::size_t width = operands_size(*std::ranges::max_element(all_commands(), {}, operands_size));
  for (const Command* command : all_commands())
    print(console.out, "  {:<10} {:<{}}  {}\n", command->name, command->operands, width, command->summary);
  print(console.out,
        "\nA SCENARIO is a YAML file (docs/scenario.md), a PLAN the JSON that search -o writes.\n"
        "Exit codes: 0 success, 1 the request cannot be met, 2 wrong usage, 130 interrupted (what was found "
        "until then\nis printed and written; a second Ctrl-C ends at once).\n\n"
        "Start with: repetend compare scenarios/gpt-4.yaml\n");
}

po::options_description options_of(const Command& command, Console& console) {
  po::options_description options("options", static_cast<unsigned>(std::clamp(console.columns, 60, 120)));
  options.add_options()("help,h", "this text");
  options.add_options()("format", value("text|json")->default_value("text"),
                        "json: for programs, on standard output alone");
  if (command.add_options) command.add_options(options);
  return options;
}

int run_words(const Command& command, const std::vector<std::string>& words, Console& console) {
  if (command.run_words) return command.run_words(words, console);
  const po::options_description options = options_of(command, console);
  const Arguments arguments = parse_arguments(words, command.operands, options);
  if (!arguments.has("help")) return command.run(arguments, console);
  print(console.out, "repetend {} {} [options]\n\n{}\n\n{}\n", command.name, command.operands,
        command.details, fmt::streamed(options));
  return 0;
}

int run_command(const Command& command, const std::vector<std::string>& words, Console& console) {
  try {
    return run_words(command, words, console);
  } catch (const UsageError& error) {
    print(console.err, "repetend {}: {}; see 'repetend {} --help'\n", command.name, error.what(),
          command.name);
    return 2;
  } catch (const Interrupted& error) {
    print(console.err, "repetend: {}\n", error.what());
    return exit_interrupted;
  } catch (const RequestError& error) {
    print(console.err, "repetend: {}\n", error.what());
    return 1;
  } catch (const std::bad_alloc&) {
    print(console.err, "repetend: not enough memory on this machine; try fewer micro-batches\n");
    return 1;
  }
}

int unknown_command(const std::string& name, Console& console) {
  std::vector<std::string_view> names;
  for (const Command* command : all_commands()) names.push_back(command->name);
  print(console.err, "repetend: unknown command '{}'{}; see 'repetend --help'\n", name,
        did_you_mean(name, names));
  return 2;
}

int dispatch(const std::vector<std::string>& arguments, Console& console) {
  if (arguments.empty()) {
    print_help(console);
    return 2;
  }
  const std::string& name = arguments.front();
  const bool help = name == "help";
  if (name == "--help" || name == "-h" || (help && arguments.size() == 1)) return print_help(console), 0;
  if (help) return dispatch({arguments[1], "--help"}, console);
  if (name == "--version") return print(console.out, "repetend {}\n", REPETEND_VERSION), 0;
  const auto commands = all_commands();
  const auto found = std::ranges::find(commands, name, &Command::name);
  if (found == commands.end()) return unknown_command(name, console);
  return run_command(**found, {arguments.begin() + 1, arguments.end()}, console);
}

}  // namespace

// A full disk must not look like success: a script would go on with half a JSON document.
int run(const std::vector<std::string>& arguments, Console& console) {
  const int code = dispatch(arguments, console);
  if (console.out.flush()) return code;
  print(console.err, "repetend: cannot write to standard output\n");
  return code ? code : 1;
}

}  // namespace repetend::cli
