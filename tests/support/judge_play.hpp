// What the parts of the judge share.
#pragma once

#include "sim/plan/plan.hpp"

namespace repetend::test {

struct Play {
  explicit Play(const Plan&);

  const Plan& plan;
  const Problem& problem;
  std::vector<Time> lengths;  // of the blocks
  std::vector<Instance> all;

  Time start(Instance) const;
  Time end(Instance) const;
  bool uses(BlockId, std::size_t device) const;
  Time horizon() const;  // the last end
};

bool transfers_arrive(const Play&);

}  // namespace repetend::test
