// What the reader of plan files says of a file that is wrong.
#pragma once

#include <string>

#include "sim/core/error.hpp"
#include "sim/formats/plan/plan_file.hpp"
#include "tests/support/catch.hpp"

namespace repetend::test {

inline std::string plan_error_of(const std::string& text) {
  try {
    parse_plan(text, "plan.json");
  } catch (const SourceError& error) {
    return error.what();
  }
  return "no error";
}

// The message for the plan's file with the first `from` replaced.
inline std::string plan_error_with(const Plan& plan, const std::string& from, const std::string& to) {
  std::string text = write_plan(plan);
  const auto at = text.find(from);
  REQUIRE(at != std::string::npos);
  return plan_error_of(text.replace(at, from.size(), to));
}

}  // namespace repetend::test
