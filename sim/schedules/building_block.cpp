#include "sim/schedules/building_block.hpp"

#include <algorithm>
#include <functional>
#include <limits>
#include <queue>
#include <utility>

#include "sim/schedules/action_list.hpp"
#include "sim/schedules/layouts.hpp"

namespace repetend {
namespace {

constexpr int interval = 6;  // slots from one micro-batch to the next
constexpr Time not_run = std::numeric_limits<Time>::max();

// One pass of the walk, in the order in which a micro-batch takes them.
struct Step {
  StageId stage;
  Pass pass = Pass::forward;
  std::size_t position = 0;  // of the rank, down the V
  int slot = 0;              // of micro-batch 0
  Time time = 0;
  Time weight_time = 0;  // of the stage's weight gradient
};

Time time_of(const Problem& problem, const Stage& stage, Pass pass) {
  Time time = 0;
  for (BlockId block : blocks_of(stage, pass)) time += duration(problem, block);
  return time;
}

std::vector<Step> walk(const Problem& problem, const PipelineView& view, const BuildingBlock& block) {
  const std::vector<StageId>& stages = view.chains.front().stages;
  const std::size_t p = view.ranks.size();
  std::vector<Step> steps;
  int slot = 0;
  for (std::size_t i = 0; i < 4 * p; ++i) {
    const std::size_t leg = i / p;
    if (i > 0) slot += i % p > 0 ? block.hops[leg] : block.turns[leg - 1];
    const Pass pass = leg < 2 ? Pass::forward : Pass::input_gradient;
    const std::size_t s = leg < 2 ? i : 4 * p - 1 - i;
    const Stage& stage = view.stage(stages[s]);
    steps.push_back({stages[s], pass, std::min(s, 2 * p - 1 - s), slot, time_of(problem, stage, pass),
                     time_of(problem, stage, Pass::weight_gradient)});
  }
  return steps;
}

// Plays the walks of all micro-batches in time. It cannot get stuck: forwards start in the order of the
// building block, input gradients only ever earlier, and the block's own memory is within the capacity.
class Squeeze {
 public:
  Squeeze(const Problem&, const PipelineView&, const BuildingBlock&);
  ActionLists run();

 private:
  struct Rank {
    std::array<std::size_t, 4> steps{};               // of the walk, by leg
    std::array<int, 4> next{};                        // the micro-batch that takes the step next
    std::queue<std::pair<std::size_t, int>> weights;  // put off: step of the input gradient, micro-batch
    int held = 0;                                     // chunks
    Time free = 0;
    std::vector<Action> actions;
  };

  bool start_step(Rank&, Time now);
  void start_weight(Rank&, Time now);
  void take(Rank&, std::size_t leg, Time now);
  bool ready(std::size_t step, int micro_batch, Time now) const;
  int due(const Rank& rank, std::size_t leg) const {
    return walk_[rank.steps[leg]].slot + interval * rank.next[leg];
  }

  const int micro_batches_;
  const PipelineView& view_;
  const BuildingBlock& block_;
  const std::vector<Step> walk_;
  std::vector<Rank> ranks_;                     // by position
  std::vector<std::vector<Time>> ends_;         // by step and micro-batch
  using WakeUp = std::pair<Time, std::size_t>;  // when, position
  std::priority_queue<WakeUp, std::vector<WakeUp>, std::greater<>> wake_ups_;
};

Squeeze::Squeeze(const Problem& problem, const PipelineView& view, const BuildingBlock& block)
    : micro_batches_(problem.micro_batches),
      view_(view),
      block_(block),
      walk_(walk(problem, view, block)),
      ranks_(view.ranks.size()),
      ends_(walk_.size(), std::vector<Time>(static_cast<std::size_t>(problem.micro_batches), not_run)) {
  const std::size_t p = ranks_.size();
  for (std::size_t r = 0; r < p; ++r) {
    ranks_[r].steps = {r, 2 * p - 1 - r, 2 * p + r, 4 * p - 1 - r};
    wake_ups_.emplace(0, r);
  }
}

bool Squeeze::ready(std::size_t step, int micro_batch, Time now) const {
  return step == 0 || ends_[step - 1][static_cast<std::size_t>(micro_batch)] <= now;
}

void Squeeze::take(Rank& rank, std::size_t leg, Time now) {
  const std::size_t index = rank.steps[leg];
  const Step& step = walk_[index];
  const int n = rank.next[leg]++;
  rank.actions.push_back({step.stage, step.pass, n});
  if (step.pass == Pass::forward)
    ++rank.held;
  else
    rank.weights.emplace(index, n);
  rank.free = ends_[index][static_cast<std::size_t>(n)] = now + step.time;
  if (index + 1 < walk_.size()) wake_ups_.emplace(rank.free, walk_[index + 1].position);
}

bool Squeeze::start_step(Rank& rank, Time now) {
  std::array<std::size_t, 4> legs{0, 1, 2, 3};
  std::ranges::sort(legs, {}, [&](std::size_t leg) { return due(rank, leg); });
  bool next_in_order = true;
  for (std::size_t leg : legs) {
    if (rank.next[leg] == micro_batches_) continue;
    const bool forward = leg < 2;
    const bool may_start = (next_in_order || (!forward && block_.gradients_overtake)) &&
                           (!forward || rank.held < block_.capacity);
    if (may_start && ready(rank.steps[leg], rank.next[leg], now)) {
      take(rank, leg, now);
      return true;
    }
    next_in_order = false;
  }
  return false;
}

void Squeeze::start_weight(Rank& rank, Time now) {
  if (rank.weights.empty()) return;
  const auto [index, n] = rank.weights.front();
  rank.weights.pop();
  rank.actions.push_back({walk_[index].stage, Pass::weight_gradient, n});
  --rank.held;
  rank.free = now + walk_[index].weight_time;
}

ActionLists Squeeze::run() {
  while (!wake_ups_.empty()) {
    const auto [now, position] = wake_ups_.top();
    wake_ups_.pop();
    Rank& rank = ranks_[position];
    if (rank.free > now) continue;  // it wakes when it is free
    if (!start_step(rank, now)) start_weight(rank, now);
    if (rank.free > now) wake_ups_.emplace(rank.free, position);
  }
  ActionLists lists(ranks_.size());
  for (Rank& rank : ranks_)
    lists[view_.stage(walk_[rank.steps[0]].stage).rank().index()] = std::move(rank.actions);
  return lists;
}

}  // namespace

ScheduleResult repeat_building_block(const Problem& problem, BuildingBlock (*block_for)(int ranks)) {
  return schedule_pipeline(problem, [&](const PipelineView& view) -> PipelineSchedule {
    if (!is_split_vee(view)) return not_applicable(split_vee_needed, view);
    return Squeeze(problem, view, block_for(static_cast<int>(view.ranks.size()))).run();
  });
}

}  // namespace repetend
