// A timing graph flattened for speed: slots in topological order, each with two predecessors.
#pragma once

#include <optional>
#include <span>
#include <vector>

#include "sim/semantics/timing_graph.hpp"

namespace repetend {

class FlatTiming {
 public:
  // Nothing when the graph has a cycle. Loose arcs are left out.
  static std::optional<FlatTiming> compile(const TimingGraph&);

  // Durations by instance, empty for the graph's own; of a fused group that of its first instance counts.
  // Returns the makespan.
  Time run(std::span<const Time> durations = {});

  // Of the last run, by instance; 0 where there is none.
  Time end(std::int32_t instance) const { return values_[slot(instance)]; }
  std::vector<Time> starts() const;
  std::vector<Time> durations() const;
  std::vector<Time> slack() const;

 private:
  friend class Flattening;

  // value = max(value[a] + delay_a, value[b] + delay_b) + weight. Value 0 is always 0: the start of time,
  // which stands in for missing predecessors.
  struct Slot {
    std::int32_t a = 0, b = 0;
    Time delay_a = 0, delay_b = 0;
  };
  std::size_t slot(std::int32_t instance) const {
    return static_cast<std::size_t>(slot_of_instance_[static_cast<std::size_t>(instance)]);
  }
  void weigh(std::span<const Time> durations);
  template <class Value>
  std::vector<Time> by_instance(Value) const;  // value(slot)

  std::vector<Slot> slots_;                     // slots_[k] gives values_[k]; slot 0 is the start of time
  std::vector<Time> weights_;                   // by slot; 0 where it is no instance
  std::vector<Time> own_weights_;               // with the problem's durations
  std::vector<Time> values_;                    // by slot
  std::vector<std::int32_t> slot_of_instance_;  // 0: there is no such instance
  std::vector<std::int32_t> slot_of_start_;  // of instances whose start others wait for; else 0; may be empty
  std::vector<std::size_t> first_of_group_;  // instances
  std::vector<std::int32_t> sinks_;          // slots that no other follows
  bool weighed_ = false;                     // weights_ are not the problem's own
};

}  // namespace repetend
