// A partial cyclic schedule, as the beam extends it.
#pragma once

#include <compare>
#include <optional>
#include <vector>

#include "search/control/stop.hpp"
#include "search/modulo/reservation_table.hpp"
#include "search/modulo/steps.hpp"

namespace repetend::search {

inline constexpr Time unplaced = std::numeric_limits<Time>::min();

struct Score {
  Bytes excess = 0;  // memory above the capacities
  Time span = 0;     // of one micro-batch
  Time sum = 0;      // of all starts, less those of blocks that are placed backward
  auto operator<=>(const Score&) const = default;
};

class Partial {
 public:
  Partial(const CyclicModel& model, Time period)
      : model_(&model),
        table_(model.on_machine.size(), period),
        start_(model.block_count(), unplaced),
        slot_(model.block_count(), unplaced) {}

  Time period() const { return table_.period(); }
  void reserve(BlockId block, Time slot);  // of a block that is placed later
  void place(BlockId block, Time start);
  void remove(BlockId block);

  // The result holds the times at which a block may be tried (beam.hpp), best first.
  std::vector<Time> places(Step, std::size_t count);

  // The score is that of the schedule in which every block to come is at its first place, as if each were the
  // only one to come; of no use when it is told to stop on the way.
  Score look_ahead(const Steps&, const Stop&) const;
  CyclicSchedule schedule() const { return {period(), start_}; }

 private:
  using Starts = IdVector<BlockId, Time>;

  Time ready(BlockId block, const Starts& start) const;
  Time due(BlockId block, const Starts& start) const;
  Time limit(Step step, const Starts& start) const {
    return step.backward ? due(step.block, start) : ready(step.block, start);
  }
  Time at_slot(Step, Time limit, Time slot) const;
  std::optional<Time> first_place(Step, Time limit) const;
  bool obeys_dependences(BlockId block, Time start) const;
  bool leaves_room(BlockId block, Time start);
  std::vector<Time> to_come(MachineId machine, BlockId except) const;
  std::vector<Time> anchors(BlockId block) const;

  const CyclicModel* model_;
  ReservationTable table_;
  Starts start_;
  IdVector<BlockId, Time> slot_;  // of reserved blocks
};

}  // namespace repetend::search
