// Scenarios (docs/scenario.md): a problem to plan, and alternative placements of the same model.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "sim/problem/problem.hpp"

namespace repetend {

// A placement of a model that cannot run at all: what never leaves a device is more than its memory.
struct Unfit {
  std::string placement, reason;
};

struct Scenario {
  std::shared_ptr<const Problem> problem;
  std::vector<std::shared_ptr<const Problem>> alternatives;  // Problem::placement is the name
  // Of a `model:`; when its main placement is among them, the first that fits leads.
  std::vector<Unfit> unfit = {};

  // The main problem, then the alternatives.
  std::vector<std::shared_ptr<const Problem>> placements() const;
};

// One `--set KEY=VALUE`: a path into the scenario ("links.default.bandwidth", "blocks.B*.time") and its new
// value, with units, or "*1.1" to scale what is there.
struct Override {
  std::string key, value;
};
Override parse_override(const std::string& key_value);  // throws UsageError

class Expansion;  // sim/formats/scenario/expansion.hpp; without one a `model:` is refused

// Reads, expands generators, applies the overrides and checks the result; throws SourceError at the line that
// is to blame (an override: RequestError naming it).
Scenario read_scenario(const std::string& file, const std::vector<Override>& = {}, Expansion* = nullptr);
Scenario parse_scenario(const std::string& text, const std::string& file, const std::vector<Override>& = {},
                        Expansion* = nullptr);

// The same keys on a problem that is already there (the one inside a plan).
Problem with_overrides(const Problem&, const std::vector<Override>&);

}  // namespace repetend
