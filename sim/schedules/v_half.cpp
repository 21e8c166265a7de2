#include "sim/schedules/building_block.hpp"

namespace repetend {
namespace {

// Opposite walks pass each other in steps of three slots, so they must differ modulo 3, and walks in the same
// direction keep their distance. Turns of 1, 1 and 2 slots see to both for odd p. For even p the two upward
// walks would meet; three slots more at the first and the second turn part them, and leave the shortest
// bubble of the turns up to four slots (found by trying them all).
BuildingBlock half(int p) {
  const int extra = p % 2 == 0 ? 3 : 0;
  return {{2, 1, 2, 1}, {1 + extra, 1 + extra, 2}, 2 * ((p + 2) / 2), true};
}

}  // namespace

ScheduleResult v_half(const Problem& problem) { return repeat_building_block(problem, half); }

}  // namespace repetend
