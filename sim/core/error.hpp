// The errors a user can cause. The command line turns RequestError into exit 1 and UsageError into exit 2;
// anything else that escapes is a defect of ours.
#pragma once

#include <stdexcept>
#include <string>

namespace repetend {

// The request cannot be met: a bad file, an infeasible problem, a name that is not there.
struct RequestError : std::runtime_error {
  using std::runtime_error::runtime_error;
};

// The command line itself is wrong.
struct UsageError : std::runtime_error {
  using std::runtime_error::runtime_error;
};

// A file that is wrong at one place; what() is "file:line:column: what, and what was expected".
struct SourceError : RequestError {
  SourceError(const std::string& file, int at_line, int column, const std::string& wrong)
      : RequestError(file + ":" + std::to_string(at_line) + ":" + std::to_string(column) + ": " + wrong),
        line(at_line),
        message(wrong) {}
  int line;
  std::string message;  // without the place
};

}  // namespace repetend
