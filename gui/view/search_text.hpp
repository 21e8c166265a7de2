// Instances are found by what people type.
#pragma once

#include <QString>
#include <optional>

#include "gui/chart/geometry/layout.hpp"

namespace repetend::gui {

// "B3": a block; "5": a micro-batch; "B3@5", "B3 5": both. Block names regardless of case.
struct Wanted {
  QString block;                            // empty: any
  std::optional<std::int32_t> micro_batch;  // nothing: any
};
std::optional<Wanted> wanted(const QString& words);

// The next one after `after` in time, then in the plans below, then from the top again; the first in time
// without an `after`. Nothing when no instance that ran fits.
std::optional<Marked> find_next(const Charts&, const QString& words, const std::optional<Marked>& after);

}  // namespace repetend::gui
