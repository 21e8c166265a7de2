// A partial cyclic schedule, as the beam extends it.
#pragma once

#include <compare>
#include <optional>
#include <vector>

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
        circles_(model.on_device.size(), period),
        start_(model.blocks(), unplaced),
        residue_(model.blocks(), unplaced) {}

  Time period() const { return circles_.period(); }
  void reserve(std::size_t block, Time residue);  // of a block that is placed later
  void place(std::size_t block, Time start);
  void remove(std::size_t block);

  // The times at which a block may be tried, best first: see beam.hpp.
  std::vector<Time> places(Step, std::size_t count);

  // What this would be with every block to come at its first place, as if each were the only one to come.
  Score look_ahead(const Steps&) const;
  CyclicSchedule schedule() const { return {period(), start_}; }

 private:
  Time ready(std::size_t block, const std::vector<Time>& start) const;
  Time due(std::size_t block, const std::vector<Time>& start) const;
  Time limit(Step step, const std::vector<Time>& start) const {
    return step.backward ? due(step.block, start) : ready(step.block, start);
  }
  Time at_residue(Step, Time limit, Time residue) const;
  std::optional<Time> first_place(Step, Time limit) const;
  bool obeys_arcs(std::size_t block, Time start) const;
  bool leaves_room(std::size_t block, Time start);
  std::vector<Time> to_come(std::size_t device, std::size_t except) const;
  std::vector<Time> anchors(std::size_t block) const;

  const CyclicModel* model_;
  Circles circles_;
  std::vector<Time> start_;
  std::vector<Time> residue_;  // of reserved blocks
};

}  // namespace repetend::search
