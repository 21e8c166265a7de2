// The order in which unlike micro-batches are fed, where a problem leaves it free.
#pragma once

#include "search/control/budget.hpp"
#include "search/wide/sequence.hpp"

namespace repetend::search {

// A feed: by position, which micro-batch.
using Feed = std::vector<std::int32_t>;

// Whether another feed than the numbers is looked for: the problem leaves it free, and no edge counts
// micro-batches, whose numbers would then say more than their place.
bool feeds_freely(const Problem&);

// By number; and where it is free by falling and by rising work of a micro-batch, with the longest
// between the others, after half and after a quarter of them.
std::vector<Feed> first_feeds(const Problem&);

// The problem whose micro-batch k is the feed's k-th, in their order: what only knows numbers can schedule
// it.
Problem fed(const Problem&, const Feed&);

// The sequence that runs, in the place of each micro-batch that `from` feeds, the one that `to` feeds there.
Sequence refed(const WideModel& from, const WideModel& to, const Sequence&);

struct FedSequence {
  Feed feed;
  TimedSequence sequence;
};

// Swaps micro-batches in the feed while the units stay in their places; ends no later than the given one.
FedSequence with_better_feed(const std::shared_ptr<const Problem>&, FedSequence, std::uint64_t seed, Budget&);

}  // namespace repetend::search
