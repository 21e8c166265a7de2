#include "sim/schedules/building_block.hpp"

namespace repetend {
namespace {

// With hops of one slot, walks in the same direction keep their distance, 2p slots with the shortest turns,
// and opposite ones differ by an odd number. 2p must not be a multiple of 6: p a multiple of 3 needs longer
// turns.
BuildingBlock minimal(int p) {
  const int turn = p % 3 == 0 ? 3 : 1;
  return {{1, 1, 1, 1}, {turn, turn, turn}, 2 * ((p + 4) / 3), true};
}

}  // namespace

ScheduleResult v_min(const Problem& problem) { return repeat_building_block(problem, minimal); }

}  // namespace repetend
