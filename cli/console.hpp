// Where a command writes: results to out, messages and progress to err. Passed in, so that tests can read
// them.
#pragma once

#include <ostream>

namespace repetend::cli {

struct Console {
  std::ostream& out;
  std::ostream& err;
  bool colour = false;         // out is a terminal that wants colours
  bool show_progress = false;  // err is a terminal
  int columns = 100;           // of the terminal
};

}  // namespace repetend::cli
