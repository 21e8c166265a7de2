// The sources of this project as text, for tests that guard how it is built up.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace repetend::house {

struct Source {
  std::string file;    // "sim/plan/plan.hpp"
  std::string folder;  // "sim/plan"
  std::size_t lines = 0;
  std::vector<std::string> includes;  // of ours, as written, in order
  bool is_header() const { return file.ends_with(".hpp") || file.ends_with(".cuh"); }
};

// Every C++ and CUDA source of the product, tests not included, by name.
const std::vector<Source>& sources();

// The headers that others may include: what CMake publishes.
const std::vector<std::string>& public_headers();

}  // namespace repetend::house
