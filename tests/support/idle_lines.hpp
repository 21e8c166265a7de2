// Idle intervals as lines to compare.
#pragma once

#include <string>

#include "sim/engine/idle.hpp"

namespace repetend::test {

// "block 0-3 b@0 for a@0".
inline std::string idle_line(const Problem& problem, const IdleInterval& i) {
  std::string text =
      std::string(to_string(i.cause)) + " " + std::to_string(i.begin) + "-" + std::to_string(i.end);
  if (i.waiting.block != BlockId{}) text += " " + instance_name(problem, i.waiting);
  if (i.waited_for) text += " for " + instance_name(problem, *i.waited_for);
  return text;
}

}  // namespace repetend::test
