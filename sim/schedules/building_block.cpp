// Schedules that repeat a building block on the V placement: "Pipeline Parallelism with Controllable Memory"
// (Qi et al., NeurIPS 2024). Rank r holds chunks r and 2p-1-r; a micro-batch walks down the ranks and back up
// with its forwards, then down and up again with its input gradients.
#include <algorithm>
#include <array>
#include <functional>
#include <limits>
#include <queue>
#include <utility>

#include "sim/problem/durations.hpp"
#include "sim/schedules/action_list.hpp"
#include "sim/schedules/layouts.hpp"

namespace repetend {
namespace {

// The walk of one micro-batch in slots of a chunk's pass (F = I = W = 1); gradients are input gradients, or
// whole backwards where these are not split. The next micro-batch follows six
// slots later, which is the work of a rank on one micro-batch. The four walks of a rank must fall on
// different residues modulo 6, and then two residues are left for the weight gradients. A chunk is held from
// its forward to its weight gradient, so by Little's law the sum of the hops sets the memory: (sum of hops) p
// / 6 chunks.
struct BuildingBlock {
  using Hops = std::array<int, 4>;  // slots between neighbours: forward down, forward up, gradient down, up
  std::array<Hops, 3> hops;         // by the position of the upper one, modulo 3
  std::array<int, 3> turns;         // slots between two walks, on the rank where one ends and the next begins
  int capacity;                     // chunks that a rank may hold
  bool gradients_overtake;  // an input gradient may start before forwards that are due earlier and not ready
  Pass gradient = Pass::input_gradient;  // or the whole backward, two slots

  static std::array<Hops, 3> everywhere(const Hops& hops) { return {hops, hops, hops}; }
};

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

Time time_of(const IdVector<BlockId, Time>& least, const Stage& stage, Pass pass) {
  Time time = 0;
  for (BlockId block : blocks_of(stage, pass)) time += least[block];
  return time;
}

std::vector<Step> walk(const Problem& problem, const PipelineView& view, const BuildingBlock& block) {
  const std::vector<StageId>& stages = view.chains.front().stages;
  const std::size_t p = view.ranks.size();
  const auto least = least_durations(problem);
  std::vector<Step> steps;
  int slot = 0;
  for (std::size_t i = 0; i < 4 * p; ++i) {
    const std::size_t leg = i / p;
    const Pass pass = leg < 2 ? Pass::forward : block.gradient;
    const std::size_t s = leg < 2 ? i : 4 * p - 1 - i, position = std::min(s, 2 * p - 1 - s);
    const std::size_t upper = leg % 2 == 0 ? position - 1 : position;  // of the two that a hop joins
    if (i > 0) slot += i % p > 0 ? block.hops[upper % 3][leg] : block.turns[leg - 1];
    const Stage& stage = view.stage(stages[s]);
    steps.push_back({stages[s], pass, position, slot, time_of(least, stage, pass),
                     time_of(least, stage, Pass::weight_gradient)});
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
  else if (step.pass == Pass::input_gradient)
    rank.weights.emplace(index, n);
  else
    --rank.held;
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

// Every rank takes its passes in the order of the building block, as early as they are ready and as memory
// allows, and weight gradients whenever it would be idle: the paper's "squeezing", with the problem's own
// durations instead of slots.
ScheduleResult repeat_building_block(const Problem& problem, const Recognition& pipeline,
                                     BuildingBlock (*block_for)(int ranks)) {
  return schedule_pipeline(problem, pipeline, [&](const PipelineView& view) -> PipelineSchedule {
    const BuildingBlock block = block_for(static_cast<int>(view.ranks.size()));
    if (block.gradient == Pass::input_gradient && !is_split_vee(view))
      return not_applicable(split_vee_needed, view);
    if (!view.training || !is_vee(view))
      return not_applicable("a backward pass, and two stages a device, placed down the devices and back up",
                            view);
    return Squeeze(problem, view, block).run();
  });
}

// All walks of ZB-V move on by 4 slots modulo 6 from rank to rank, and the turns set them one slot apart. The
// memory is 1F1B's.
BuildingBlock zero_bubble_block(int p) {
  return {BuildingBlock::everywhere({4, 2, 4, 2}), {1, 1, 1}, 2 * p, false};
}

// Opposite walks pass each other in steps of three slots, so they must differ modulo 3, and walks in the same
// direction keep their distance. Turns of 1, 1 and 2 slots see to both for odd p. For even p the two upward
// walks would meet; three slots more at the first and the second turn part them, and leave the shortest
// bubble of the turns up to four slots (found by trying them all).
BuildingBlock half_memory_block(int p) {
  const int extra = p % 2 == 0 ? 3 : 0;
  return {BuildingBlock::everywhere({2, 1, 2, 1}), {1 + extra, 1 + extra, 2}, 2 * ((p + 2) / 2), true};
}

// With hops of one slot, walks in the same direction keep their distance, 2p slots with the shortest turns,
// and opposite ones differ by an odd number. 2p must not be a multiple of 6: p a multiple of 3 needs longer
// turns.
BuildingBlock least_memory_block(int p) {
  const int turn = p % 3 == 0 ? 3 : 1;
  return {BuildingBlock::everywhere({1, 1, 1, 1}), {turn, turn, turn}, 2 * ((p + 4) / 3), true};
}

// Whole backwards take two slots, so the passes fill all six residues and must fit without a gap on every
// rank. Walks with the shortest hops, six slots in all, would meet on the second rank already. Of all
// sequences of hops those with the least mean, eight slots, put off a backward by three on two ranks of
// three, once on its way down and once up (found by a shortest path through the ways to fill six residues).
// That is two thirds of 1F1B's memory; the turns close the gaps where the walk begins and ends. The bubble
// is 1F1B's.
BuildingBlock whole_backward_block(int p) {
  constexpr std::array<BuildingBlock::Hops, 3> hops{{{1, 1, 2, 2}, {1, 1, 5, 2}, {1, 1, 2, 5}}};
  const int extra = (2 * p + 1) % 3;  // rounds of the hops that the ranks leave open
  return {hops, {1 + 2 * extra, 1, 2 + extra}, (4 * p + 4) / 3, false, Pass::backward};
}

}  // namespace

ScheduleResult zb_v(const Problem& problem, const Recognition& pipeline) {
  return repeat_building_block(problem, pipeline, zero_bubble_block);
}
ScheduleResult one_f_one_b_v(const Problem& problem, const Recognition& pipeline) {
  return repeat_building_block(problem, pipeline, whole_backward_block);
}
ScheduleResult v_half(const Problem& problem, const Recognition& pipeline) {
  return repeat_building_block(problem, pipeline, half_memory_block);
}
ScheduleResult v_min(const Problem& problem, const Recognition& pipeline) {
  return repeat_building_block(problem, pipeline, least_memory_block);
}

}  // namespace repetend
