// All records of a source, by kind, in order of time.
#pragma once

#include <string>
#include <vector>

#include "profiler/records/record.hpp"
#include "sim/core/units.hpp"

namespace repetend::profiler {

// Timestamps here are relative to the first record that came, so that a wrapped clock needs no more thought.
struct RecordSet {
  struct Call {
    Correlation correlation = 0;
    ThreadId thread = 0;
    Time time = 0;
  };
  struct Work {
    WorkKind kind = WorkKind::kernel;
    Correlation correlation = 0;
    std::uint32_t device = 0;
    Time start = 0, end = 0;
    Bytes bytes = 0;
  };
  struct Memory {
    Correlation correlation = 0;
    std::uint32_t device = 0;
    Time time = 0;
    Bytes bytes = 0;  // below 0: given back
  };
  struct Range {
    RangeAction action = RangeAction::push;
    ThreadId thread = 0;
    Time time = 0;
    std::uint64_t id = 0;
    std::string name;
  };

  std::vector<Call> calls;     // by correlation; one each, the earliest
  std::vector<Work> work;      // by device, start
  std::vector<Memory> memory;  // by time
  std::vector<Range> ranges;   // by time, then as they came
  Time first = 0, last = 0;    // the earliest and the latest time of any record
  Time overhead = 0;           // that recording took
  std::vector<std::string> notices;
  std::uint64_t records = 0;  // read, dropped ones apart
  std::uint64_t dropped = 0;  // lost
  std::uint64_t untimed = 0;  // device work without usable times, left out of `work`
};

RecordSet collect(RecordSource&);

}  // namespace repetend::profiler
