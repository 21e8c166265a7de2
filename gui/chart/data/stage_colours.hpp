// The colours of a pipeline's stages. Few stages have names, many have an order: up to eight get a colour
// each, the same in every plan; more get a place on a ramp from the first stage to the last.
#pragma once

#include <qrgb.h>

#include "sim/plan/plan.hpp"

namespace repetend::gui {

// More than these are on the ramp.
constexpr int named_stages = 8;

// -1 where no block has one.
int last_stage(const Problem&);

// Of a block of stage `stage` of those up to `last`: the forward pass is light, the backward of weights alone
// dark.
QRgb stage_colour(int stage, int last, BlockKind);

}  // namespace repetend::gui
