#include <algorithm>

#include "sim/formats/scenario/generator.hpp"

namespace repetend {
namespace {

class Expander {
 public:
  Expander(const Generator& generator, Problem& problem) : generator_(generator), problem_(problem) {
    std::size_t gangs = 0;
    for (const Step& step : generator.pattern.steps) gang_.push_back(step.gang ? gangs++ : 0);
    next_.resize(steps().size());
    for (std::size_t i = 0; i < steps().size(); ++i)
      for (const std::size_t before : steps()[i].after) next_[before].push_back(i);
  }

  void forward() {
    for (std::size_t i = 0; i < steps().size(); ++i) {
      forward_.push_back(add_forward(i));
      for (const std::size_t before : steps()[i].after) connect(forward_[before], forward_[i], before);
    }
  }

  // The mirror of a step follows the mirrors of the steps that follow it; where none does, the forward turns
  // around.
  void backward() {
    mirror_.resize(steps().size());
    for (std::size_t i = steps().size(); i-- > 0;) {
      mirror_[i] = add_mirror(i);
      for (const std::size_t next : next_[i]) connect(mirror_[next], mirror_[i], i);
      if (next_[i].empty()) connect(forward_[i], mirror_[i], i);
      if (generator_.pattern.split && steps()[i].stage) add_weight_gradient(i);
    }
  }

  std::vector<Origin> origins() { return std::move(origins_); }

 private:
  const std::vector<Step>& steps() const { return generator_.pattern.steps; }
  const GangCosts& gang(std::size_t i) const { return generator_.gangs[gang_[i]]; }

  BlockId add(std::size_t i, std::string name, BlockKind kind, Time time, Bytes acquire, Bytes release) {
    origins_.push_back({i, !mirror_.empty()});
    const Step& step = steps()[i];
    Block block{std::move(name), kind, step.stage, time, {}};
    const auto use = [&](int device) { block.uses.push_back({DeviceId{device}, acquire, release, 0}); };
    if (step.stage)
      use(step.device);
    else
      for (int d = 0; d < static_cast<int>(problem_.devices.size()); ++d) use(d);
    problem_.blocks.push_back(std::move(block));
    return BlockId{problem_.blocks.size() - 1};
  }

  BlockId add_forward(std::size_t i) {
    const Step& step = steps()[i];
    if (!step.stage) return add(i, step.name, BlockKind::other, gang(i).forward, gang(i).activation, 0);
    return add(i, "F" + step.name, BlockKind::forward, generator_.forward[step.cost],
               generator_.activation[step.cost], 0);
  }

  // The backward or input-gradient block of a stage, or a gang's mirror.
  BlockId add_mirror(std::size_t i) {
    const Step& step = steps()[i];
    if (!step.stage)
      return add(i, step.name + "b", BlockKind::other, gang(i).backward, 0, gang(i).activation);
    if (generator_.pattern.split)
      return add(i, "I" + step.name, BlockKind::input_gradient, generator_.input_gradient[step.cost], 0, 0);
    return add(i, "B" + step.name, BlockKind::backward, generator_.backward[step.cost], 0,
               generator_.activation[step.cost]);
  }

  void add_weight_gradient(std::size_t i) {
    const Step& step = steps()[i];
    const BlockId block = add(i, "W" + step.name, BlockKind::weight_gradient,
                              generator_.weight_gradient[step.cost], 0, generator_.activation[step.cost]);
    connect(mirror_[i], block, i);
  }

  // An edge with the output of `step`, or its gradient; no bytes where the consumer's devices have them
  // anyway.
  void connect(BlockId from, BlockId to, std::size_t step) {
    const bool stays = std::ranges::all_of(problem_.block(to).uses, [&](const DeviceUse& use) {
      return find_use(problem_.block(from), use.device) != nullptr;
    });
    problem_.edges.push_back({from, to, stays ? 0 : generator_.bytes[steps()[step].cost], 0});
  }

  const Generator& generator_;
  Problem& problem_;
  std::vector<std::vector<std::size_t>> next_;  // by step: the steps after it
  std::vector<std::size_t> gang_;               // by step: which of the generator's gangs
  std::vector<BlockId> forward_, mirror_;       // by step; no mirrors yet in the forward pass
  std::vector<Origin> origins_;
};

}  // namespace

std::vector<Origin> expand(const Generator& generator, Problem& problem) {
  Expander expander(generator, problem);
  expander.forward();
  if (generator.training) expander.backward();
  return expander.origins();
}

}  // namespace repetend
