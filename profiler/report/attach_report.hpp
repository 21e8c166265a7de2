// What attaching to a program found, for people and for programs.
#pragma once

#include <nlohmann/json_fwd.hpp>

#include "profiler/attach/attach.hpp"

namespace repetend::profiler {

// Blocks first, then, if wanted, the other ranges; losses and notices after each process's table.
std::string in_words(const Attached&, bool all_ranges);

// Times in ns, memory in bytes; every occurrence of every range.
nlohmann::ordered_json to_json(const Attached&);

// Why there is nothing to show: "the program used no CUDA ...". Empty when there is something.
std::string nothing_recorded(const Attached&);

}  // namespace repetend::profiler
