// Which instances an edge connects, and which of them by a message: docs/semantics.md, "Problem" and
// "Transfers", in the words of verify alone.
#pragma once

#include <optional>

#include "sim/problem/instance.hpp"

namespace repetend {

inline bool once(const Problem& problem, BlockId b) { return problem.block(b).repeat != Repeat::each; }

// The instances that wait along the edge for one of its producer. A block that runs once an iteration waits
// for all of each micro-batch, and holds all of them back.
template <class Visit>
void followers(const Problem& problem, const Edge& edge, std::int32_t producer, Visit visit) {
  if (once(problem, edge.from) || once(problem, edge.to)) {
    for (std::int32_t n : micro_batches_of(problem, edge.to).numbers()) visit(Instance{edge.to, n});
  } else if (producer + edge.distance < problem.micro_batches) {
    visit(Instance{edge.to, producer + edge.distance});
  }
}

// The instance that an instance of the producer sends its message to, where it sends one: between a block of
// each micro-batch and one of the iteration there is one, of the micro-batch that the latter belongs to.
inline std::optional<Instance> message_to(const Problem& problem, const Edge& edge, std::int32_t producer) {
  const bool from_once = once(problem, edge.from), to_once = once(problem, edge.to);
  const MicroBatches to = micro_batches_of(problem, edge.to);
  const std::int32_t consumer = to_once ? to.first : from_once ? producer : producer + edge.distance;
  if (!to.has(consumer) || (to_once && !from_once && producer != consumer)) return std::nullopt;
  return Instance{edge.to, consumer};
}

// The instance that an instance of the consumer has its message from.
inline std::optional<Instance> message_from(const Problem& problem, const Edge& edge, std::int32_t consumer) {
  const bool from_once = once(problem, edge.from), to_once = once(problem, edge.to);
  const MicroBatches from = micro_batches_of(problem, edge.from);
  const std::int32_t producer = from_once ? from.first : to_once ? consumer : consumer - edge.distance;
  if (!from.has(producer) || (from_once && !to_once && producer != consumer)) return std::nullopt;
  return Instance{edge.from, producer};
}

}  // namespace repetend
