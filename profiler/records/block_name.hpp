// The convention by which a range becomes a block: `F0@3` is block F0, micro-batch 3.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "sim/core/units.hpp"

namespace repetend::profiler {

struct BlockName {
  std::string_view block;  // what stands before the last '@', not empty and without blanks
  std::int32_t micro_batch = 0;
};

// Empty for a range that does not follow it.
std::optional<BlockName> block_name(std::string_view range);

// A mark `repetend.memory peak=BYTES kept=BYTES` says what CUPTI cannot see of an allocator that keeps memory
// in stock, such as PyTorch's; it stands for the memory of the range it is set in.
struct ReportedMemory {
  Bytes peak = 0, kept = 0;
};
std::optional<ReportedMemory> reported_memory(std::string_view mark);

}  // namespace repetend::profiler
