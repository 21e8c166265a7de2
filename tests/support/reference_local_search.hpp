// Two simple local searches over the orders of a plan, as judges of search/completion/local_search.hpp: it
// must be at least as good as either. They time every plan anew.
#pragma once

#include <cstdint>

#include "sim/plan/plan.hpp"

namespace repetend::test {

// Moves to the first shorter plan that a swap of neighbours without slack leads to, until there is none or
// that many swaps have been tried. Exact in every transfer mode.
Orders reference_descent(const Problem&, Orders, int trials);

// Swaps neighbours on a critical path at random, and perhaps another pair of that device, with transfers
// taken for delays as if every link were free, and accepts plans that are longer by a threshold that falls
// with the states left, of four trials each. The shortest by that measure, which may be longer or deadlock in
// truth.
Orders reference_threshold(const Problem&, const Orders&, Time enough, std::uint64_t seed, int states);

}  // namespace repetend::test
