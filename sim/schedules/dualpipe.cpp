// The eight steps of DualPipe and DualPipeV (DeepSeek-AI, 2024 and 2025), which are one schedule: every rank
// has two stages, and a micro-batch that enters at one comes back to it through the other.
#include <algorithm>
#include <array>
#include <queue>

#include "sim/schedules/action_list.hpp"
#include "sim/schedules/layouts.hpp"

namespace repetend {
namespace {

struct DualPipeRank {
  std::array<StageId, 2> stages;  // the one whose forwards arrive first, then the other
  int rank = 0;                   // 0 .. ranks - 1: how far down the (half) V
  int ranks = 1;
  int micro_batches = 1;  // of each stage
};

class Steps {
 public:
  explicit Steps(const DualPipeRank& at)
      : at_(at),
        outer_(at.ranks - 1 - at.rank),
        inner_(at.rank + 1),
        planned_(std::max(at.micro_batches, 2 * at.ranks)) {}

  std::vector<Action> run() {
    fill();
    // Step 4: overlapped pairs. The rank at the turn of the V does not overlap the first: its backward would
    // wait for its forward, and the whole V for that.
    for (int i = 0; i < planned_ - 2 * at_.ranks + inner_; ++i) {
      if (i == 0 && outer_ == 0)
        forward(0), backward(1);
      else
        overlapped([&] { forward(0), backward(1); });
      overlapped([&] { forward(1), backward(0); });
    }
    drain();
    return std::move(actions_);
  }

 private:
  static void repeat(int times, auto&& body) {
    for (int i = 0; i < times; ++i) body();
  }

  // Of which one may be missing, where there are fewer micro-batches than the steps need.
  void overlapped(auto&& both) {
    const std::size_t before = actions_.size();
    both();
    if (actions_.size() == before + 2) actions_[before].overlaps_next = true;
  }

  void add(int which, Pass pass, int n) {
    if (n < at_.micro_batches) actions_.push_back({at_.stages[static_cast<std::size_t>(which)], pass, n});
  }
  void forward(int which) { add(which, Pass::forward, forwards_[static_cast<std::size_t>(which)]++); }
  void backward(int which) { add(which, Pass::backward, backwards_[static_cast<std::size_t>(which)]++); }
  void input_gradient(int which) {
    const int n = backwards_[static_cast<std::size_t>(which)]++;
    add(which, Pass::input_gradient, n);
    weights_.emplace(which, n);
  }
  void weight_gradient() {
    const auto [which, n] = weights_.front();
    weights_.pop();
    add(which, Pass::weight_gradient, n);
  }

  void fill() {
    repeat(2 * outer_, [&] { forward(0); });          // step 1
    repeat(inner_, [&] { forward(0), forward(1); });  // step 2
    repeat(outer_, [&] {                              // step 3
      input_gradient(1), weight_gradient(), forward(1);
    });
  }

  void drain() {
    repeat(outer_, [&] {  // step 5
      backward(1);
      overlapped([&] { forward(1), backward(0); });
    });
    for (int i = 0; i < 2 * inner_; ++i) {  // step 6: the second half puts its weight gradients off
      const int which = 1 - i % 2;
      i < inner_ ? backward(which) : input_gradient(which);
    }
    repeat(outer_, [&] { weight_gradient(), input_gradient(0); });  // step 7
    repeat(inner_, [&] { weight_gradient(); });                     // step 8
  }

  const DualPipeRank& at_;
  const int outer_, inner_;  // ranks further down, and down to this one
  const int planned_;
  std::array<int, 2> forwards_{}, backwards_{};
  std::queue<std::pair<int, int>> weights_;  // put off: which stage, micro-batch
  std::vector<Action> actions_;
};

// An overlapped pair of DualPipe (a forward and a backward) runs fused where the problem has such a pair;
// else it is the forward and then the backward. Fewer micro-batches than the 2 x ranks that the steps need
// are cut out of those of 2 x ranks: what is left of orders that can finish can finish.
std::vector<Action> dualpipe_steps(const DualPipeRank& at) { return Steps(at).run(); }

}  // namespace

// Each half of the ranks is a V: micro-batches of its own direction come in at the end, the others from the
// middle.
ScheduleResult dualpipe(const Problem& problem, const Recognition& pipeline) {
  return schedule_pipeline(problem, pipeline, [&](const PipelineView& view) -> PipelineSchedule {
    const std::size_t p = view.ranks.size();
    if (!view.split || p % 2 != 0 || !is_opposite(view))
      return not_applicable(
          "two opposite chains over an even number of devices, the backward split in input and weight "
          "gradient",
          view);
    ActionLists lists(p);
    for (std::size_t r = 0; r < p; ++r) {
      const StageId down = view.chains[0].stages[r], up = view.chains[1].stages[p - 1 - r];
      const bool near = r < p / 2;
      lists[view.stage(down).rank().index()] =
          dualpipe_steps({.stages = near ? std::array{down, up} : std::array{up, down},
                          .rank = static_cast<int>(near ? r : p - 1 - r),
                          .ranks = static_cast<int>(p / 2),
                          .micro_batches = problem.micro_batches});
    }
    return lists;
  });
}

ScheduleResult dualpipev(const Problem& problem, const Recognition& pipeline) {
  return schedule_pipeline(problem, pipeline, [&](const PipelineView& view) -> PipelineSchedule {
    if (!is_split_vee(view)) return not_applicable(split_vee_needed, view);
    const std::vector<StageId>& stages = view.chains.front().stages;
    const std::size_t p = view.ranks.size();
    ActionLists lists(p);
    for (std::size_t r = 0; r < p; ++r)
      lists[view.stage(stages[r]).rank().index()] =
          dualpipe_steps({.stages = {stages[r], stages[2 * p - 1 - r]},
                          .rank = static_cast<int>(r),
                          .ranks = static_cast<int>(p),
                          .micro_batches = problem.micro_batches});
    return lists;
  });
}

}  // namespace repetend
