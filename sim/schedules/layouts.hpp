// The layouts of stages on ranks that schedules ask for; p is the number of ranks. A single rank of several
// devices is tensor parallelism and no pipeline: only is_everything_everywhere() is true for it.
#pragma once

#include <string_view>

#include "sim/schedules/pipeline_view.hpp"

namespace repetend {

// One chain without gangs, one stage a rank: v, zb.
bool is_linear(const PipelineView&);

// Every chain has at most one stage on a rank, gangs aside: v, zb, x, m, nn, k, ...
bool has_one_stage_a_rank_in_every_chain(const PipelineView&);

// One chain, one stage a rank, and gangs in it: m, nn, nn-eager, mllm.
bool is_linear_with_gangs(const PipelineView&);

// One chain without gangs, chunks() * p stages, stage s on the rank of stage s mod p, at least two a rank.
bool is_round_robin(const PipelineView&);

// One chain without gangs, 2p stages: down the ranks and back up (zbv, dualpipev).
bool is_vee(const PipelineView&);

// What schedules on a split vee say they need, where it is not.
inline constexpr std::string_view split_vee_needed =
    "two stages a device, placed down the devices and back up, the backward split in input and weight "
    "gradient";
inline bool is_split_vee(const PipelineView& view) { return view.split && is_vee(view); }

// Two chains without gangs, one stage a rank in each, the second in the opposite direction (x, dualpipe).
bool is_opposite(const PipelineView&);

// How many of the model's micro-batches one of the problem's is: two where one goes down the devices and
// another up (x, dualpipe), as users of Chimera and DualPipe count them, else one.
int model_micro_batches(const Problem&);

// Everything on all devices: tensor parallel.
bool is_everything_everywhere(const PipelineView&, const Problem&);

// Whether a forward and a backward of a device can overlap: there are pairs, or both are of several blocks,
// between which other lanes work.
bool overlaps(const PipelineView&, const Problem&);
// What schedules whose passes overlap say they need, where they cannot.
inline constexpr std::string_view overlap_needed =
    "needs pairs of forwards and backwards, or stages of several blocks; here nothing can overlap";

// Stages a rank, rounded down.
std::size_t chunks(const PipelineView&);

}  // namespace repetend
