// What attaching to a program found, for people and for programs.
#pragma once

#include <nlohmann/json_fwd.hpp>

#include "data/costs/records.hpp"
#include "profiler/attach/attach.hpp"

namespace repetend::profiler {

// Adds the blocks of all processes, each name once, what was dropped and what there is to doubt. Other ranges
// and blocks without work on the device are no costs.
void add_blocks(const Attached&, data::Run&);

// By its first letters: F0 is forward, B backward, I input gradient, W weight gradient, OPT optimizer.
BlockKind block_kind(std::string_view block);

// Blocks first, then, if wanted, the other ranges; losses and notices after each process's table.
std::string in_words(const Attached&, bool all_ranges);

// Times in ns, memory in bytes; every occurrence of every range.
nlohmann::ordered_json to_json(const Attached&);

// Why there is nothing to show: "the program used no CUDA ...". Empty when there is something.
std::string nothing_recorded(const Attached&);

}  // namespace repetend::profiler
