#include "gui/view/remembered.hpp"

#include <algorithm>

namespace repetend::gui {

namespace {

std::optional<std::size_t> plan_of(const Charts& plans, const std::string& key) {
  const auto found = std::ranges::find_if(plans, [&](const auto& plan) { return plan->key == key; });
  if (found == plans.end()) return {};
  return static_cast<std::size_t>(found - plans.begin());
}

std::optional<Instance> instance_called(const ChartedPlan& plan, const std::string& block, std::int32_t n) {
  const auto& blocks = plan.problem().blocks;
  const auto found = std::ranges::find(blocks, block, &Block::name);
  if (found == blocks.end() || n >= plan.problem().micro_batches) return {};
  const Instance i{BlockId{static_cast<std::size_t>(found - blocks.begin())}, n};
  if (plan.end(i) == never) return {};
  return i;
}

}  // namespace

Remembered::Remembered(const Scene& scene, std::optional<Marked> selected) : selected_(selected) {
  for (std::size_t p = 0; p < scene.plans.size(); ++p)
    if (scene.is_folded(p)) folded_.insert(scene.plans[p]->key);
  if (scene.style.reference && *scene.style.reference < scene.plans.size())
    reference_ = scene.plans[*scene.style.reference]->key;
  if (!selected) return;
  const ChartedPlan& plan = *scene.plans[selected->plan];
  plan_ = plan.key;
  block_ = plan.problem().block(selected->instance.block).name;
}

void Remembered::restore(Scene& scene, Marks& marks) const {
  scene.folded.assign(scene.plans.size(), false);
  for (std::size_t p = 0; p < scene.plans.size(); ++p)
    scene.folded[p] = folded_.contains(scene.plans[p]->key);
  if (reference_) scene.style.reference = plan_of(scene.plans, *reference_);
  marks.hovered.reset();
  marks.dragged.reset();
  marks.selected.reset();
  if (!selected_) return;
  const auto plan = plan_of(scene.plans, plan_);
  if (!plan) return;
  if (const auto i = instance_called(*scene.plans[*plan], block_, selected_->instance.micro_batch))
    marks.selected = Marked{*plan, *i};
}

}  // namespace repetend::gui
