// List schedules of wide problems: one unit after the other, by a rule of which comes first.
#pragma once

#include <optional>

#include "search/control/stop.hpp"
#include "search/wide/sequence.hpp"

namespace repetend::search {

// Of units that compete for a machine, the one that comes first.
enum class ListRule {
  longest_tail,    // what most must follow
  releases_first,  // what gives memory back, then what most must follow
  oldest_first     // of the micro-batch that was fed first, then what most must follow
};
inline constexpr ListRule all_list_rules[] = {ListRule::longest_tail, ListRule::releases_first,
                                              ListRule::oldest_first};

// An active schedule (Giffler and Thompson 1960): of the units that can start before the first one to end
// could, on a machine of its, the rule takes one. No micro-batch begins before all but `in_flight` - 1 of
// those before it have been taken to their end; with 1 the list comes to its end wherever each unit fits the
// pools alone. Pairs run fused where that takes no longer than one after the other. The model must have a
// feed. None where the pools leave no way on, or it was stopped.
std::optional<TimedSequence> list_sequence(const WideModel&, ListRule, int in_flight, const Stop&);

// The shortest of the lists of all rules; each with as many micro-batches in flight as there are, and while
// the pools leave no way on with half of them.
std::optional<TimedSequence> best_list(const WideModel&, const Stop&);

}  // namespace repetend::search
