#include "app/simulated.hpp"

#include "data/models/scenario.hpp"
#include "search/search.hpp"
#include "sim/verify/verify.hpp"
#include "tests/support/catch.hpp"

using namespace repetend;

TEST_CASE("a plan with the times of its simulation is valid, whatever its repetend was found for") {
  const Scenario scenario =
      data::read_scenario(REPETEND_SOURCE_DIR "/scenarios/tessel/v-4.yaml", {{"micro_batches", "12"}})
          .scenario;
  search::Options options;
  options.objective = search::Objective::period;
  const search::Result found = search::search(scenario.placements(), options);
  REQUIRE(found.plan);
  const app::SimulatedPlan run = app::simulated(std::make_shared<const Plan>(*found.plan));
  CHECK(verify(app::timed(run)).empty());
  CHECK(app::timed(run).start == run.simulation.start);

  // A repetend of other times is left out, and nothing else is.
  Plan shifted = *found.plan;
  REQUIRE(shifted.repetend);
  ++shifted.repetend->period;
  const Plan timed = app::timed(app::simulated(std::make_shared<const Plan>(shifted)));
  CHECK_FALSE(timed.repetend);
  CHECK(verify(timed).empty());
}

TEST_CASE("bubbles by cause add up to the bubble") {
  const Scenario scenario =
      data::read_scenario(REPETEND_SOURCE_DIR "/scenarios/simgrid-8.yaml", {{"micro_batches", "4"}}).scenario;
  const search::Result found = search::search(scenario.placements());
  REQUIRE(found.plan);
  const app::SimulatedPlan run = app::simulated(std::make_shared<const Plan>(*found.plan));
  double sum = 0;
  for (const double ratio : app::bubble_by_cause(run)) sum += ratio;
  CHECK(sum == Approx(run.bubble));
}
