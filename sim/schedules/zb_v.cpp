#include "sim/schedules/building_block.hpp"

namespace repetend {

// All walks move on by 4 slots modulo 6 from rank to rank, and the turns set them one slot apart. The memory
// is 1F1B's.
ScheduleResult zb_v(const Problem& problem) {
  return repeat_building_block(problem, [](int p) {
    return BuildingBlock{{4, 2, 4, 2}, {1, 1, 1}, 2 * p, false};
  });
}

}  // namespace repetend
