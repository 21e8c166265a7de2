#include "cli/run.hpp"

#include <fmt/core.h>

namespace repetend::cli {

int run(int, const char* const*) {
  fmt::print("repetend {}\n", REPETEND_VERSION);
  return 0;
}

}  // namespace repetend::cli
