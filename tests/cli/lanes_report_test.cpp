// What reports of simulations say of lanes that do not compute.
#include "cli/report/simulation_report.hpp"
#include "tests/support/catch.hpp"

using namespace repetend;

namespace {

// F, then C in the other lane or in the same, then B.
app::SimulatedPlan played(bool lane) {
  Problem problem;
  problem.devices = {{.name = "gpu0"}};
  if (lane) problem.machines = {{"comm", DeviceId{0}}};
  for (const char* name : {"F", "C", "B"})
    problem.blocks.push_back({.name = name, .time = 2, .uses = {{.device = DeviceId{0}}}});
  const Instance f{BlockId{0}, 0}, c{BlockId{1}, 0}, b{BlockId{2}, 0};
  problem.blocks[1].kind = BlockKind::communication;
  if (lane) problem.blocks[1].machines = {MachineId{1}};
  problem.edges = {{f.block, c.block}, {c.block, b.block}};
  const Orders orders = lane ? Orders{{f, b}, {c}} : Orders{{f, c, b}};
  return app::simulated(std::make_shared<const Plan>(
      Plan{std::make_shared<const Problem>(std::move(problem)), "test", orders, {}, {}}));
}

}  // namespace

TEST_CASE("reports of lanes say how much of them is exposed") {
  const app::SimulatedPlan run = played(true);
  const auto json = cli::simulation_json({run});
  CHECK(json["exposed_ns"] == nlohmann::json{{"gpu0.comm", 2}});
  CHECK(json["devices"][0]["idle"]["communication"] == 2);
  CHECK(json["devices"][0]["idle"]["host"] == 0);
  CHECK(cli::simulation_text({run}).find("gpu0.comm  33.3 %   33.3 %") != std::string::npos);
}

TEST_CASE("reports of plain problems say nothing of lanes or of causes that they do not have") {
  const app::SimulatedPlan run = played(false);
  const auto json = cli::simulation_json({run});
  CHECK_FALSE(json.contains("exposed_ns"));
  CHECK(json["devices"][0]["idle"].size() == first_further_cause);
  CHECK(cli::simulation_text({run}).find("exposed") == std::string::npos);
}
