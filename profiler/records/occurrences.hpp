// Which ranges a call into CUDA was made in.
#pragma once

#include <string>
#include <vector>

#include "profiler/records/record_set.hpp"

namespace repetend::profiler {

// One time a range was open, from begin up to but not including end. Thread ranges (push, pop) nest; process
// ranges (start, end) hold the calls of every thread.
struct Occurrence {
  static constexpr std::int32_t none = -1;

  std::string name;
  Time begin = 0, end = 0;
  std::int32_t parent = none;      // of a thread range, the one it was pushed in
  std::vector<std::string> marks;  // set in it and in no range further in
};

// The ranges that were open at one call: a thread range with its parents, and some process ranges.
struct Scope {
  std::int32_t innermost = Occurrence::none;  // thread range
  std::int32_t open = 0;                      // index into Occurrences::open_sets
};

struct Occurrences {
  std::vector<Occurrence> all;                       // by begin
  std::vector<std::vector<std::int32_t>> open_sets;  // process ranges, oldest first; open_sets[0] is empty
  std::vector<Scope> scopes;                         // of RecordSet::calls, in the same order
  std::uint64_t unclosed = 0;                        // ranges without an end; they end with the recording
  std::uint64_t unopened = 0;                        // pops and ends without a beginning
};

Occurrences find_occurrences(const RecordSet&);

// Calls fn(index into all) for every range that the scope is in, each once.
template <class Function>
void for_each_range(const Occurrences& occurrences, const Scope& scope, Function fn) {
  for (auto i = scope.innermost; i != Occurrence::none;
       i = occurrences.all[static_cast<std::size_t>(i)].parent)
    fn(static_cast<std::size_t>(i));
  for (const auto i : occurrences.open_sets[static_cast<std::size_t>(scope.open)])
    fn(static_cast<std::size_t>(i));
}

}  // namespace repetend::profiler
