// A phase of the search over one placement, and the order in which phases run.
#pragma once

#include <cstdint>
#include <limits>
#include <span>

#include "search/phases/placement_search.hpp"

namespace repetend::search {

// What a phase asks of the problem, besides that it applies.
enum class Needs {
  nothing,
  period  // that its schedules can repeat: the instances of a block take the same time
};

struct Phase {
  const char* name;
  Needs needs;
  // Whether it can be of use, given what the phases before have found.
  bool (*applies)(const PlacementSearch&);
  // The states it may expand, of those that are left.
  std::uint64_t (*effort)(const PlacementSearch&);
  // Looks for better plans and offers them to the incumbent; within those states.
  void (*run)(PlacementSearch&, Budget&);
  // Instead of that: looks around the best plan.
  const struct Look* look = nullptr;
};

// A look around a plan changes nothing but its budget, and what it finds is kept afterwards. So phases of
// looks that follow each other look side by side, as if none found anything, and those after one that did
// look again around what it found.
struct Look {
  Candidate (*around)(const PlacementSearch&, const Plan& best, std::uint64_t round, Budget&);
  void (*keep)(PlacementSearch&, Candidate, Budget&);
  std::uint64_t rounds;  // that it looks in, while each finds a better plan
};

// The effort of a phase that may use all the states left, and of one that expands none.
inline std::uint64_t all_states(const PlacementSearch&) { return std::numeric_limits<std::uint64_t>::max(); }
inline std::uint64_t no_states(const PlacementSearch&) { return 0; }

// The phases that every placement goes through before any is given up, those that only placements go through
// whose bound leaves them a chance, and those of the best placement alone; all in order.
std::span<const Phase* const> first_phases();
std::span<const Phase* const> further_phases();
std::span<const Phase* const> last_phases();

// How many of the phases, the first one at least, are run at once.
std::size_t at_once(std::span<const Phase* const>);
// Runs them on a placement that has what they need, where they apply.
void run(std::span<const Phase* const>, PlacementSearch&);
void run(const Phase&, PlacementSearch&);

}  // namespace repetend::search
