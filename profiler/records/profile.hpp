// From activity records to costs: what every range of a program cost on the device.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "profiler/records/record.hpp"
#include "sim/core/units.hpp"

namespace repetend::profiler {

// The convention by which a range becomes a block: `F0@3` is block F0, micro-batch 3.
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

// What was launched while a range was open once, ranges inside it included, wherever and whenever it ran.
struct RangeCost {
  Time host = 0;  // from the range's begin to its end in the program
  Time busy = 0;  // length of the union of the times its work ran; on several devices the longest one's
  std::uint64_t kernels = 0, copies = 0, sets = 0;
  Bytes copied = 0, written = 0;  // by copies and sets
  Bytes peak = 0;  // most device memory taken and not given back at one time, from the range's begin on
  Bytes kept = 0;  // taken less given back by its end; below 0 where it frees what others took
};

// All ranges of one name; of block ranges all micro-batches of one block.
struct NamedCosts {
  std::string name;  // the block's, or the range's
  bool block = false;
  std::vector<RangeCost> occurrences;  // by begin
};

// What a reader must know before trusting the costs. Lost records make them too small.
struct Losses {
  std::uint64_t dropped = 0;   // records lost
  std::uint64_t orphans = 0;   // device work and memory operations whose launch is not among the records
  std::uint64_t untimed = 0;   // device work without times
  std::uint64_t unclosed = 0;  // ranges without an end
  std::uint64_t unopened = 0;  // ends without a range
  auto operator<=>(const Losses&) const = default;
};

struct Profile {
  std::vector<NamedCosts> ranges;  // in order of their first begin
  RangeCost outside;               // launched in no range, or with no known launch
  RangeCost whole;                 // everything; host: from the first record to the last
  Losses losses;
  std::uint64_t records = 0;
  Time overhead = 0;  // that recording took from the program's threads
  std::vector<std::string> notices;
};

Profile profile(RecordSource&);

// The losses in words, one a line; empty when there are none.
std::vector<std::string> in_words(const Losses&);

}  // namespace repetend::profiler
