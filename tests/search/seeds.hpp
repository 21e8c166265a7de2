// How many random problems a test tries.
#pragma once

#include <cstdlib>

namespace repetend::search {

// REPETEND_SEEDS, or as many as usual; sanitizers take ten times as long and get fewer.
inline int seeds(int usual, int sanitized) {
  const char* const given = std::getenv("REPETEND_SEEDS");
#ifdef __SANITIZE_ADDRESS__
  usual = sanitized;
#endif
  static_cast<void>(sanitized);
  return given ? std::atoi(given) : usual;
}

}  // namespace repetend::search
