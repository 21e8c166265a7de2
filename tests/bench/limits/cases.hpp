// What the search is measured on: every kind of work it does, small and large.
#pragma once

#include <vector>

#include "search/search.hpp"

namespace repetend::bench {

struct Case {
  const char* name;
  search::Placements (*make)();
  void (*run)(const search::Placements&, const search::Options&);
};

const std::vector<Case>& cases();

}  // namespace repetend::bench
