// A view keeps this when its plans are replaced: folds and the reference by the plans' keys, the selection
// by key, block and micro-batch.
#pragma once

#include <set>
#include <string>

#include "gui/chart/geometry/layout.hpp"

namespace repetend::gui {

class Remembered {
 public:
  Remembered(const Scene&, std::optional<Marked> selected);
  void restore(Scene&, Marks&) const;
  const std::optional<Marked>& selected() const { return selected_; }

 private:
  std::set<std::string> folded_;
  std::optional<std::string> reference_;
  std::optional<Marked> selected_;
  std::string plan_, block_;  // of the selection
};

}  // namespace repetend::gui
