// Reading what a user names: scenarios, priced with the costs that were measured, and plans. Both front ends
// read with these functions, so that a scenario takes as long in one as in the other.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "data/models/scenario.hpp"
#include "sim/plan/plan.hpp"

namespace repetend::app {

// A scenario from its text; `name` is what errors call it. A `model:` is priced from the cost database that
// is given, else from the user's own where there is one; it is opened only when a cost is asked for.
data::PricedScenario load_scenario(const std::string& text, const std::string& name,
                                   const std::vector<Override>& = {},
                                   const std::optional<std::filesystem::path>& database = {});

// A plan or a scenario, told apart by their contents. The overrides are for a scenario.
using PlanOrScenario = std::variant<Plan, data::PricedScenario>;
PlanOrScenario load(const std::string& text, const std::string& name, const std::vector<Override>& = {},
                    const std::optional<std::filesystem::path>& database = {});

// Files that are written: what their names may say, and which they must not be.
enum class Content { plan, scenario, costs, svg };

// What is wrong with the name's ending for this content: "my.pdf: this is an SVG picture, expected a name
// that ends with .svg"; empty where nothing is. Endings that name no other kind of file, and none, are fine.
std::string wrong_ending(const std::string& file, Content);

}  // namespace repetend::app
