#include "sim/schedules/dualpipe_steps.hpp"

#include <algorithm>
#include <queue>

namespace repetend {
namespace {

class Steps {
 public:
  explicit Steps(const DualPipeRank& at)
      : at_(at),
        outer_(at.ranks - 1 - at.rank),
        inner_(at.rank + 1),
        planned_(std::max(at.micro_batches, 2 * at.ranks)) {}

  std::vector<Action> run() {
    fill();
    repeat(planned_ - 2 * at_.ranks + inner_, [&] {  // step 4: overlapped pairs
      forward(0), backward(1);
      forward(1), backward(0);
    });
    drain();
    return std::move(actions_);
  }

 private:
  static void repeat(int times, auto&& body) {
    for (int i = 0; i < times; ++i) body();
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
    repeat(outer_, [&] { backward(1), forward(1), backward(0); });  // step 5
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

}  // namespace

std::vector<Action> dualpipe_steps(const DualPipeRank& at) { return Steps(at).run(); }

}  // namespace repetend
