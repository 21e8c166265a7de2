// Whole plans of wide problems as sequences of units: who comes first has its machines and its room in the
// pools first. A sequence decides everything else, and for each plan of earliest starts there is one.
#pragma once

#include <optional>
#include <vector>

#include "search/wide/model.hpp"
#include "search/wide/pool_profile.hpp"

namespace repetend::search {

// Each unit comes after all that its instances wait for.
using Sequence = std::vector<Unit>;

struct TimedSequence {
  Sequence units;
  std::vector<Time> start;  // by unit
  Time end = 0;             // of the last of them
};

// Appends one unit after the other, each as early as those before it allow.
class SequenceTimer {
 public:
  explicit SequenceTimer(const WideModel&);

  // When the unit would start; none where the pools never have room for it.
  std::optional<Time> earliest(const Unit&) const;
  void append(const Unit&, Time start);
  Time end_of(InstanceIndex i) const { return end_[i]; }
  Time end() const { return latest_; }
  // What the earliest start of a unit is decided by: who ends last of those before it in a machine or along
  // an arc; none where it waits for nothing, or for memory.
  std::optional<InstanceIndex> binding(const Unit&, Time start) const;

 private:
  std::optional<Time> when_there_is_room(const Unit&, Time from) const;
  template <class Visit>
  void for_demands(const Unit&, Visit) const;

  const WideModel* model_;
  bool released_at_start_;
  IdVector<MachineId, Time> free_;
  IdVector<MachineId, InstanceIndex> last_;  // on the machine
  std::vector<Time> end_;                    // by instance
  IdVector<PoolId, PoolProfile> pools_;
  Time latest_ = 0;
};

// The times of a sequence, if the pools have room for it: the starts of its units, and with them all of it.
std::optional<std::vector<Time>> starts(const WideModel&, const Sequence&);
Time end_of(const Sequence&, const std::vector<Time>& starts);
// By micro-batch: the end of the last of its instances.
std::vector<Time> completions_of(const WideModel&, const Sequence&, const std::vector<Time>& starts);
std::optional<TimedSequence> timed(const WideModel&, Sequence);

// The units by their times, and where these are equal in an order in which each comes after what it waits
// for: what takes no time would else come too early. Of `times` that break arcs those count as late as the
// arcs ask.
Sequence ordered(const WideModel&, Sequence units, const std::vector<Time>& times);

// The sequence by which a plan starts its instances. The plan may be of the same problem with other
// micro-batches in their places, where the model's feed says so.
Sequence sequence_of(const WideModel&, const Plan&);

// The plan that runs the units in this order on every machine, with waits that keep the pools within their
// capacities whatever they take, timed by the evaluator. Starts need not be the earliest. None where
// transfers deadlock in these orders, or the plan is not valid.
std::optional<Plan> to_plan(const WideModel&, const TimedSequence&);

}  // namespace repetend::search
