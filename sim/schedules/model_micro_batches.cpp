#include <boost/pending/disjoint_sets.hpp>
#include <vector>

#include "sim/schedules/layouts.hpp"

namespace repetend {
namespace {

// Cheap beside the recognition of a pipeline, and nearly always the answer.
bool falls_in_two(const Problem& problem) {
  const std::size_t count = problem.blocks.size();
  std::vector<std::size_t> rank(count), parent(count);
  boost::disjoint_sets sets(rank.data(), parent.data());
  for (std::size_t b = 0; b < count; ++b) sets.make_set(b);
  std::size_t parts = count;
  for (const Edge& e : problem.edges) {
    const std::size_t from = sets.find_set(e.from.index()), to = sets.find_set(e.to.index());
    if (from == to) continue;
    sets.link(from, to);
    --parts;
  }
  return parts == 2;
}

}  // namespace

int model_micro_batches(const Problem& problem) {
  if (!falls_in_two(problem)) return 1;
  const Recognition pipeline = recognise_pipeline(problem);
  return pipeline.view && is_opposite(*pipeline.view) ? 2 : 1;
}

}  // namespace repetend
