// The starts that the orders of a repetend allow, with everything that transfers ask for.
#pragma once

#include <optional>

#include "tests/support/repetends.hpp"

namespace repetend::test {

// The same orders and micro-batch shifts, every instance as early as edges, devices and transfers in the
// problem's mode allow; none where they do not allow that period, or deadlock.
std::optional<Repeating> with_transfers(const Problem&, const Repeating&);

}  // namespace repetend::test
