#include "search/wide/feed.hpp"

#include <algorithm>
#include <numeric>
#include <random>

#include "search/control/effort.hpp"
#include "sim/problem/durations.hpp"

namespace repetend::search {
namespace {

std::vector<Time> work_of_micro_batches(const Problem& problem) {
  std::vector<Time> work(static_cast<std::size_t>(problem.micro_batches));
  const Durations durations(problem);
  for (const Instance i : instances_of(problem))
    work[static_cast<std::size_t>(i.micro_batch)] += durations[i];
  return work;
}

// The longest between the others: of rising ones every k-th comes before it, all others after it. With
// backwards twice as long as forwards a quarter before it is about best: a device that gets the forwards one
// after the other works three times as long at each, so that they may soon be longer, but they should not get
// shorter as fast.
Feed around_longest(const Feed& rising, std::size_t every) {
  Feed front, back;
  for (std::size_t k = 0; k < rising.size(); ++k) (k % every == 0 ? front : back).push_back(rising[k]);
  front.insert(front.end(), back.rbegin(), back.rend());
  return front;
}

}  // namespace

bool feeds_freely(const Problem& problem) {
  return problem.micro_batch_order == MicroBatchOrder::free && !is_periodic(problem) &&
         std::ranges::all_of(problem.edges, [](const Edge& e) { return e.distance == 0; });
}

std::vector<Feed> first_feeds(const Problem& problem) {
  Feed numbers(static_cast<std::size_t>(problem.micro_batches));
  std::iota(numbers.begin(), numbers.end(), 0);
  if (!feeds_freely(problem)) return {numbers};
  const std::vector<Time> work = work_of_micro_batches(problem);
  Feed rising = numbers;
  std::ranges::stable_sort(rising, {}, [&](std::int32_t n) { return work[static_cast<std::size_t>(n)]; });
  const Feed falling(rising.rbegin(), rising.rend());
  return {numbers, falling, rising, around_longest(rising, 2), around_longest(rising, 4)};
}

Problem fed(const Problem& problem, const Feed& feed) {
  Problem result = problem;
  result.micro_batch_order = MicroBatchOrder::given;
  for (std::size_t k = 0; k < feed.size(); ++k) {
    const auto n = static_cast<std::size_t>(feed[k]);
    if (!problem.scale.empty()) result.scale[k] = problem.scale[n];
    for (std::size_t b = 0; b < problem.blocks.size(); ++b)
      if (!problem.blocks[b].times.empty()) result.blocks[b].times[k] = problem.blocks[b].times[n];
  }
  return result;
}

Sequence refed(const WideModel& from, const WideModel& to, const Sequence& sequence) {
  const Problem& problem = to.problem();
  std::vector<std::int32_t> instead(from.feed().size());
  for (std::size_t k = 0; k < instead.size(); ++k)
    instead[static_cast<std::size_t>(from.feed()[k])] = to.feed()[k];
  Sequence result;
  for (Unit unit : sequence) {
    FusedGroup group;
    for (InstanceIndex& i : unit.instances) {
      Instance instance = instance_at(problem, i);
      if (problem.block(instance.block).repeat == Repeat::each)
        instance.micro_batch = instead[static_cast<std::size_t>(instance.micro_batch)];
      i = instance_index(problem, instance);
      group.push_back(instance);
    }
    const Pair* pair = unit.fused() ? find_pair(problem, group) : nullptr;
    unit.duration = pair ? fused_duration(problem, *pair, group) : to.duration(unit.instances.front());
    result.push_back(std::move(unit));
  }
  return result;
}

FedSequence with_better_feed(const std::shared_ptr<const Problem>& problem, FedSequence best,
                             std::uint64_t seed, Budget& budget) {
  if (!feeds_freely(*problem)) return best;
  // To compile the model for a feed takes as long as to time some sequences.
  const std::uint64_t cost = 4 * (1 + best.sequence.units.size() / effort.wide.units_a_state);
  std::mt19937_64 random(seed);
  WideModel model(problem, best.feed);
  while (budget.left() >= cost && !budget.stopped()) {
    for (std::uint64_t k = 0; k < cost; ++k) budget.spend();
    Feed feed = best.feed;
    const auto [low, high] = std::minmax({static_cast<std::ptrdiff_t>(random() % feed.size()),
                                          static_cast<std::ptrdiff_t>(random() % feed.size())});
    if (random() % 2 == 0)
      std::swap(feed[static_cast<std::size_t>(low)], feed[static_cast<std::size_t>(high)]);
    else
      std::rotate(feed.begin() + low, feed.begin() + high, feed.begin() + high + 1);
    if (feed == best.feed) continue;
    WideModel other(problem, feed);
    auto next = timed(other, refed(model, other, best.sequence.units));
    if (!next || next->end > best.sequence.end) continue;
    best = {std::move(feed), std::move(*next)};
    model = std::move(other);
  }
  return best;
}

}  // namespace repetend::search
