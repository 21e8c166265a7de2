// A person moves one instance along its device by hand.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <variant>

#include "sim/plan/plan.hpp"

namespace repetend::gui {

struct Refusal {
  std::string words;  // the wait cycle, or the rule that it breaks
};

// The plan's orders with `moved` before another instance of that device (nothing: at the end), simulated to
// make sure that they can run. Memory is not asked about: what does not fit can still be looked at.
std::variant<std::shared_ptr<const Orders>, Refusal> reordered(const Plan&, DeviceId, Instance moved,
                                                               std::optional<Instance> before);

}  // namespace repetend::gui
