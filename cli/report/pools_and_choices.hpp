// What reports of plans gain where a problem has pools beside its devices' memories, or choices.
#pragma once

#include "cli/command.hpp"
#include "sim/plan/plan.hpp"

namespace repetend::cli {

// "peak_pools": bytes by pool; "choices": option by choice. Nothing where the problem has neither.
void add_pools_and_choices(const Plan&, Json&);

}  // namespace repetend::cli
