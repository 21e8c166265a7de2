#include <algorithm>
#include <array>
#include <iostream>
#include <new>

#include "profiler/program/command.hpp"
#include "repetend/version.hpp"
#include "sim/core/file.hpp"
#include "sim/core/suggest.hpp"

namespace repetend::profiler {

std::span<const Command* const> all_commands() {
  static const std::array commands{&operators_command, &attach_command, &check_command};
  return commands;
}

void print_result(const po::variables_map& values, const std::string& text) {
  if (values.count("output")) return write_file(values["output"].as<std::string>(), text);
  std::cout << text << std::flush;
  if (!std::cout) throw RequestError("cannot write to standard output");
}

namespace {

void print_help() {
  fmt::print("repetend-profile {} measures what models cost on this machine's GPU.\n\n", REPETEND_VERSION);
  fmt::print("usage: repetend-profile COMMAND ... ; repetend-profile COMMAND --help tells more\n\n");
  for (const Command* command : all_commands())
    fmt::print("  {:<10} {:<18}  {}\n", command->name, command->operands, command->summary);
  fmt::print("\nIt is one file and runs wherever CUDA's driver and libraries are.\n");
}

po::options_description options_of(const Command& command) {
  po::options_description options("options", 100);
  options.add_options()("help,h", "this text")("output,o", value("FILE"),
                                               "write the result there instead of to standard output")(
      "format", value("text|json")->default_value("text"), "json: for programs");
  command.add_options(options);
  return options;
}

po::variables_map parse(const po::options_description& options, const std::vector<std::string>& words) {
  po::variables_map values;
  try {
    constexpr int style = po::command_line_style::unix_style & ~po::command_line_style::allow_guessing;
    po::store(po::command_line_parser(words)
                  .options(options)
                  .positional(po::positional_options_description())
                  .style(style)
                  .run(),
              values);
    po::notify(values);
  } catch (const po::error& error) {
    throw UsageError(error.what());
  }
  const auto format = values["format"].as<std::string>();
  if (format != "text" && format != "json")
    throw UsageError(fmt::format("--format is 'text' or 'json', not '{}'", format));
  return values;
}

// Known before a long measurement: what its results go to can be written, and is not one file twice. A
// database makes its folder.
void expect_outputs(const po::variables_map& values) {
  std::vector<std::string> files;
  for (const std::string option : {"output", "text", "db"}) {
    if (!values.count(option)) continue;
    const auto file = values[option].as<std::string>();
    if (std::ranges::any_of(files, [&](const std::string& other) { return same_file(file, other); }))
      throw UsageError(fmt::format("--{} {} would be written to twice, expected another name", option, file));
    if (option != "db") expect_writable(file);
    files.push_back(file);
  }
}

// Splits at the first `--`: what follows belongs to another program.
int run_command(const Command& command, const std::vector<std::string>& words) {
  const auto dashes = std::ranges::find(words, "--");
  const std::vector<std::string> operands(dashes == words.end() ? dashes : dashes + 1, words.end());
  const po::options_description options = options_of(command);
  const po::variables_map values = parse(options, {words.begin(), dashes});
  if (!values.count("help")) {
    expect_outputs(values);
    return command.run(values, operands);
  }
  std::cout << fmt::format("repetend-profile {} {}\n\n{}\n\n", command.name, command.operands,
                           command.details)
            << options << '\n';
  return 0;
}

int unknown_command(const std::string& name) {
  std::vector<std::string_view> names;
  for (const Command* command : all_commands()) names.push_back(command->name);
  fmt::print(stderr, "repetend-profile: unknown command '{}'{}; see 'repetend-profile --help'\n", name,
             did_you_mean(name, names));
  return 2;
}

int run(const std::vector<std::string>& words) {
  if (words.empty()) return print_help(), 2;
  const std::string& name = words.front();
  if (name == "--help" || name == "-h" || name == "help") return print_help(), 0;
  if (name == "--version") return fmt::print("repetend-profile {}\n", REPETEND_VERSION), 0;
  const auto found = std::ranges::find(all_commands(), name, &Command::name);
  if (found == all_commands().end()) return unknown_command(name);
  return run_command(**found, {words.begin() + 1, words.end()});
}

}  // namespace

}  // namespace repetend::profiler

int main(int argc, char** argv) {
  using namespace repetend;
  try {
    return profiler::run({argv + 1, argv + argc});
  } catch (const UsageError& error) {
    fmt::print(stderr, "repetend-profile: {}; see 'repetend-profile --help'\n", error.what());
    return 2;
  } catch (const RequestError& error) {
    fmt::print(stderr, "repetend-profile: {}\n", error.what());
  } catch (const std::bad_alloc&) {
    fmt::print(stderr, "repetend-profile: not enough memory on this machine\n");
  }
  return 1;
}
