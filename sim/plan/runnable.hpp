// What orders must be before they can be run: the engine's precondition, and that of everything else that
// walks them.
#pragma once

#include <optional>
#include <string>

#include "sim/plan/plan.hpp"

namespace repetend {

// What keeps the orders from being run, in words: "gpu0 runs F0@1 twice". Nothing when every machine runs
// every instance of its blocks once and no other; such orders may still deadlock or need too much memory. It
// takes time and memory in proportion to the orders, not to what the problem promises: a plan file may name a
// billion micro-batches and order none of them.
// With `open`, machines without any order may have blocks all the same.
std::optional<std::string> find_misplaced(const Problem&, const Orders&, bool open = false);
// The same of what couples the instances of such orders: a wait between instances that there are, a fused
// group whose instances stand next to each other, in its order, on all their machines, and in no other group.
std::optional<std::string> find_uncoupled(const Problem&, const Orders&, const Couplings&);

// Throws a RequestError that says so.
void require_runnable(const Problem&, const Orders&, const Couplings& = {});

}  // namespace repetend
