// What reports of plans gain where a problem has pools beside its devices' memories, or choices. Peaks are in
// bytes, by pool, devices first.
#pragma once

#include <span>
#include <string>
#include <utility>
#include <vector>

#include "cli/command.hpp"
#include "sim/plan/plan.hpp"

namespace repetend::cli {

// "peak_pools": bytes by pool; "choices": option by choice. Nothing where the problem has neither.
void add_pools_and_choices(const Problem&, std::span<const Bytes> peaks, Json&);
void add_pools_and_choices(const Plan&, Json&);

// The same as lines of what it is and its value: "pools", "host 9 GiB of 64 GiB"; "choices", "stage0 offload,
// stage1 keep".
using SummaryLine = std::pair<std::string, std::string>;
std::vector<SummaryLine> pools_and_choices_in_words(const Problem&, std::span<const Bytes> peaks);
std::vector<SummaryLine> pools_and_choices_in_words(const Plan&);

}  // namespace repetend::cli
