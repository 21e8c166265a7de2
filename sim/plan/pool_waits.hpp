// The waits that keep a plan within its pools whatever its instances take (docs/semantics.md, "Plan").
#pragma once

#include <compare>
#include <cstdint>
#include <vector>

#include "sim/plan/plan.hpp"

namespace repetend {

// In which order the instances of a plan started and ended, by instance_index(): what came later has a larger
// number. Of what happens at one instant it says what came first, as times do not where something takes none.
struct Succession {
  std::vector<std::uint64_t> started, ended;
};

// The start or the end of an instance. At one instant the lower turn comes first, then the lower place, then
// starts; what has all of it the same happens together, as in a fused group.
struct Moment {
  Time at = 0;
  int turn = 0;
  std::size_t place = 0;
  bool ends = false;
  std::size_t instance = 0;  // by instance_index()

  bool together(const Moment& other) const;
  friend auto operator<=>(const Moment&, const Moment&) = default;
};
// Of instances with indices below `size`.
Succession succession_of(std::size_t size, std::vector<Moment>);

// For a plan within its pools. Of each pool that several machines change the acquisitions as they came: the
// k-th waits for the shortest prefix of the releases after which the first k fit, which have come before it.
// Workspace is acquired and released. Then acquisitions may come in any other order that the waits allow: the
// level is never more than the first k less those releases, for the last k that has started. As they
// came; some of them the plan's orders and edges may imply.
std::vector<Wait> pool_waits(const Plan&, const Succession&);

// Adds those of the waits that the plan's orders, edges and waits, and the ones before, do not imply.
void add_waits(Plan&, const std::vector<Wait>&);

}  // namespace repetend
