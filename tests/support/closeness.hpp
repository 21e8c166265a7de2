// Repetends whose blocks follow each other closely: where others exist, one of these does.
#pragma once

#include <vector>

#include "tests/support/separations.hpp"

namespace repetend::test {

// Take the blocks that depend on an edge's consumer. Where no other edge leads to them, and they do not take
// more memory than they give back, each of them may run in the places of the micro-batch before: devices and
// links are as busy as they were, and every level of memory changes by what these blocks take. Do so again
// until what the edge moves would come too late for some copy, which then starts before that ends for the
// next micro-batch. So every copy starts less than a period after what it waits for can have come.
//
// A transfer that waits for its receiver comes when that is ready: no such edge, to these blocks or from
// them.
std::vector<Separation> closeness(const Problem&, int u);

// How far apart blocks that follow each other in time need to start. Sort one micro-batch of each copy by
// start. Where the next starts farther than this after the one before, move all from there on a period
// earlier: no edge leads back so far, and what blocking transfers connect lies closer together. Memory is
// then held for less time where what is released had been acquired by a block that it depends on. With
// rendezvous this is a limit of what is tried: transfers that wait for others on their link may not let go.
Time farthest(const Problem&, int u, Time period);

}  // namespace repetend::test
