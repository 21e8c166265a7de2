#include "tests/cli/command_line.hpp"

#include <cstdlib>
#include <sstream>

#include "cli/command.hpp"
#include "tests/support/catch.hpp"

namespace repetend::test {

namespace {

// What the user of this machine has measured must not show in a test.
[[maybe_unused]] const bool isolated = ::setenv("XDG_DATA_HOME", "/nonexistent", 1) == 0;

}  // namespace

Ran run_words(const std::vector<std::string>& words) {
  std::ostringstream out, err;
  cli::Console console{out, err};
  const int code = cli::run(words, console);
  return {code, out.str(), err.str()};
}

Ran run_line(const std::string& line) {
  std::istringstream stream(line);
  return run_words({std::istream_iterator<std::string>(stream), {}});
}

nlohmann::ordered_json run_json(const std::string& line, int expected_code) {
  const Ran ran = run_line(line + " --format json");
  INFO(line << "\n" << ran.err);
  REQUIRE(ran.code == expected_code);
  return nlohmann::ordered_json::parse(ran.out);  // refuses anything before or after
}

std::vector<std::string> keys(const nlohmann::ordered_json& object) {
  std::vector<std::string> names;
  for (const auto& [name, value] : object.items()) names.push_back(name);
  return names;
}

}  // namespace repetend::test
