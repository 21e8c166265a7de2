// What the search is measured on: every kind of work it does, small and large.
#pragma once

#include <vector>

#include "search/search.hpp"

namespace repetend::bench {

struct Case {
  const char* name;
  Scenario (*make)();
  void (*run)(const Scenario&, const search::Options&);
};

const std::vector<Case>& cases();

}  // namespace repetend::bench
