// Runs commands as a user would, with what they print in strings.
#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "cli/command.hpp"
#include "tests/support/temporary_folder.hpp"

namespace repetend::test {

inline const std::string v4 = "scenarios/tessel/v-4.yaml";  // a scenario for commands that need one

struct Ran {
  int code = 0;
  std::string out, err;
};

// Words as after the program's name; "a b" splits at blanks. The console is no terminal and 100 columns wide.
Ran run_words(const std::vector<std::string>& words);
Ran run_line(const std::string& line);

// What a command with --format json prints, which must be one JSON document and nothing else.
nlohmann::ordered_json run_json(const std::string& line, int expected_code = 0);

std::vector<std::string> keys(const nlohmann::ordered_json&);

}  // namespace repetend::test
