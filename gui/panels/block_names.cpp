#include "gui/panels/block_names.hpp"

#include <set>

namespace repetend::gui {

std::vector<std::string> backward_globs(const Scenario& scenario) {
  std::set<std::string> backward, others;
  for (const auto& problem : scenario.placements())
    for (const Block& block : problem->blocks)
      (is_backward(block.kind) ? backward : others).insert(block.name);
  std::set<char> ambiguous;
  for (const std::string& name : others) ambiguous.insert(name.front());
  std::set<std::string> globs;
  for (const std::string& name : backward)
    globs.insert(ambiguous.contains(name.front()) ? name : name.substr(0, 1) + "*");
  return {globs.begin(), globs.end()};
}

double backward_ratio(const Problem& problem) {
  double forward = 0, backward = 0;
  for (const Block& block : problem.blocks) {
    if (block.kind == BlockKind::forward) forward += static_cast<double>(block.time);
    if (is_backward(block.kind)) backward += static_cast<double>(block.time);
  }
  return forward > 0 ? backward / forward : 0;
}

}  // namespace repetend::gui
