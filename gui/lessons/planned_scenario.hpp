// This is a scenario with the plans that facts ask of it, each of which is made once.
#pragma once

#include <map>
#include <string>

#include "app/simulated.hpp"
#include "sim/formats/scenario/scenario.hpp"

namespace repetend::gui {

class PlannedScenario {
 public:
  explicit PlannedScenario(Scenario scenario) : scenario_(std::move(scenario)) {}

  const Problem& problem() const { return *scenario_.problem; }
  Time bound();  // of any plan's makespan

  struct Made : app::SimulatedPlan {
    bool feasible = false;
  };
  // The plan is of the placement where the schedule is best. Throws RequestError when there is none.
  const Made& made(const std::string& schedule);

 private:
  Made make(const std::string& schedule);
  Made search();

  Scenario scenario_;
  Time bound_ = 0;
  std::map<std::string, Made> made_;
};

// These throw RequestError, which says what there is instead.
DeviceId find_device(const Problem&, const std::string& name);
BlockId find_block(const Problem&, const std::string& name);
PoolId find_pool(const Problem&, const std::string& name);         // "host"; that of a device by its name
MachineId find_lane(const Problem&, const std::string& name);      // "gpu0.comm"; the computing one as "gpu0"
std::size_t find_choice(const Problem&, const std::string& name);  // of Problem::chosen: those that are made
std::size_t find_instance(const Problem&, const std::string& name);  // "F1@2", by instance_index()

}  // namespace repetend::gui
