// `--set` on what problems have beyond plain ones.
#include <algorithm>

#include "sim/core/error.hpp"
#include "sim/formats/scenario/scenario.hpp"
#include "sim/problem/machines.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/problems.hpp"
#include "tests/support/widened.hpp"

using namespace repetend;

namespace {

constexpr Bytes GiB = Bytes{1} << 30;

Problem widened(const std::vector<std::string>& settings, const std::string& more = "") {
  std::vector<Override> overrides;
  for (const std::string& setting : settings) overrides.push_back(parse_override(setting));
  return *parse_scenario(test::widened_scenario + more, "w.yaml", overrides).problem;
}

std::string error_of_setting(const std::string& setting) {
  try {
    widened({setting});
  } catch (const RequestError& error) {
    return error.what();
  }
  return "applied";
}

const Block& named(const Problem& problem, const std::string& name) {
  return *std::ranges::find(problem.blocks, name, &Block::name);
}

Speed speed(const Problem& problem, const std::string& machine) {
  return speed_of(problem, *find_machine(problem, machine));
}

}  // namespace

TEST_CASE("overrides of lanes, machines and pools") {
  CHECK(speed(widened({"devices.gpu0.lanes.comm.speed=0.5"}), "gpu0.comm") == unit_speed / 2);
  CHECK(speed(widened({"devices.gpu0.lanes.comm.speed=0.5"}), "gpu1.comm") == unit_speed);
  const Problem all = widened({"devices.*.lanes.comm.speed=2"});
  CHECK(speed(all, "gpu0.comm") == 2 * unit_speed);
  CHECK(speed(all, "gpu1.comm") == 2 * unit_speed);
  CHECK(speed(widened({"devices.0.lanes.h2d.speed=*1.1"}), "gpu0.h2d") == 550'000'000);
  CHECK(speed(widened({"machines.pcie01.speed=0.25"}), "pcie01") == unit_speed / 4);
  CHECK(speed(widened({"machines.*.speed=*2"}), "nic") == 4 * unit_speed);
  CHECK(widened({"pools.host0.capacity=100"}).pools[0].capacity == 100 * GiB);
  CHECK(widened({"pools.host0.capacity=*0.5"}).pools[0].capacity == 256 * GiB);
  CHECK(widened({"pools.host0.capacity=unlimited"}).pools[0].capacity == unlimited);
  CHECK(widened({"pools.*.static=*2"}).pools[0].static_memory == 2 * GiB);
  CHECK(widened({"devices.gpu1.lanes=[comm, nvl]"}).machines[4].name == "nvl");
}

TEST_CASE("overrides of what a block occupies, takes and holds") {
  CHECK(named(widened({"blocks.C1.lane=comm"}), "C1").machines == std::vector{MachineId{5}});
  CHECK(named(widened({"blocks.C1.lane=[compute, comm]"}), "C1").machines ==
        std::vector{MachineId{1}, MachineId{5}});
  CHECK(named(widened({"blocks.B0.lane=compute"}), "B0").machines.empty());
  CHECK(named(widened({"blocks.O0.machines=[nic]"}), "O0").machines ==
        std::vector{MachineId{3}, MachineId{7}});
  CHECK(named(widened({"blocks.F0.time=[1, 2, 3, 4]"}), "F0").times ==
        std::vector<Time>{1'000'000, 2'000'000, 3'000'000, 4'000'000});
  CHECK(named(widened({"blocks.F1.time=*1.1"}), "F1").times ==
        std::vector<Time>{1'100'000, 2'200'000, 3'300'000, 4'400'000});
  CHECK(named(widened({"blocks.F1.time.2=7"}), "F1").times[2] == 7'000'000);
  CHECK(named(widened({"blocks.F1.time=2"}), "F1").times.empty());
  CHECK(named(widened({"blocks.G0.repeat=each", "blocks.U0.repeat=each"}), "U0").repeat == Repeat::each);
  const Problem more = widened({"blocks.O0.acquire.host0=3", "blocks.R0.release.host0=3"});
  CHECK(named(more, "O0").elsewhere[0].acquire == 3 * GiB);
  CHECK(named(more, "R0").elsewhere[0].release == 3 * GiB);
  CHECK(named(widened({"blocks.F1.workspace=*2"}), "F1").elsewhere[0].workspace == 2 * GiB);
}

TEST_CASE("overrides of micro-batches") {
  CHECK(widened({"micro_batch_scale=[1, 1, 1, 3]"}).scale[3] == 3 * unit_speed);
  CHECK(widened({"micro_batch_scale=*2"}).scale[2] == 4'200'000'000);
  CHECK(widened({"micro_batch_scale.3=0.5"}).scale ==
        std::vector<Speed>{unit_speed, 800'000'000, 2'100'000'000, unit_speed / 2});
  CHECK(widened({"micro_batch_scale.0=*1.1"}).scale[0] == 1'100'000'000);
  CHECK(widened({"micro_batch_order=given"}).micro_batch_order == MicroBatchOrder::given);
  const Problem plain = test::pipeline(2, 4, 1, 2);
  CHECK(with_overrides(plain, {{"micro_batch_scale.3", "2"}}).scale ==
        std::vector<Speed>{unit_speed, unit_speed, unit_speed, 2 * unit_speed});
  CHECK(with_overrides(plain, {{"micro_batches", "2"}, {"micro_batch_scale.1", "2"}}).scale.size() == 2);
}

TEST_CASE("overrides of pairs, choices and interference") {
  CHECK(widened({"pairs.F1-I1+W1.time=5"}).pairs[0].time == 5'000'000);
  CHECK(widened({"pairs.W1-F1.time=*2"}).pairs[1].time == 7'000'000);
  CHECK(widened({"pairs.*.time=*2"}).pairs[0].time == 8'000'000);
  CHECK(widened({"pairs.1.time=9"}).pairs[1].time == 9'000'000);
  CHECK(widened({"pairs=[]"}).pairs.empty());
  CHECK(widened({"interference.compute-comm.factor=1.2"}).interference[0].factor == 1'200'000'000);
  CHECK(widened({"interference.compute-comm.factor=*1.1"}).interference[0].factor == 1'177'000'000);
  CHECK(widened({"interference=[]"}).interference.empty());
  const Problem set = widened({"choices.stage0.options.offload.set.F0.time=*2"});
  CHECK(set.choices[0].options[1].set[0].second.time == 10'000'000);
  CHECK(widened({"choices.stage0.options.offload.set.B0.time=3"}).choices[0].options[1].set[1].second.time ==
        3'000'000);
}

TEST_CASE("a setting makes a choice") {
  using Chosen = std::vector<std::pair<std::string, std::string>>;
  const auto has = [](const Problem& problem, const std::string& name) {
    return std::ranges::find(problem.blocks, name, &Block::name) != problem.blocks.end();
  };
  const Problem offload = widened({"choices.stage0=offload"});
  CHECK(offload.chosen == Chosen{{"stage0", "offload"}});
  CHECK(offload.choices.size() == 1);
  CHECK(has(offload, "O0"));
  CHECK(named(offload, "F0").time == 5'000'000);
  const Problem keep = widened({"choices.*=keep"});
  CHECK(keep.chosen == Chosen{{"stage0", "keep"}, {"stage1", "keep"}});
  CHECK(keep.choices.empty());
  CHECK_FALSE(has(keep, "O0"));
  CHECK_FALSE(has(keep, "C1"));
  CHECK(widened({}, "set: {choices.stage1: recompute}\n").chosen == Chosen{{"stage1", "recompute"}});
  CHECK(widened({}, "chosen: {stage1: recompute, other: way}\n").chosen ==
        Chosen{{"other", "way"}, {"stage1", "recompute"}});
  CHECK(widened({"choices.stage0=offload", "choices.stage0=keep"}).chosen == Chosen{{"stage0", "keep"}});
  // Other settings find what the option leaves out, and what it sets.
  CHECK(widened({"choices.stage0=keep", "blocks.O0.time=1"}).chosen.size() == 1);
  CHECK(
      named(widened({"choices.stage0.options.offload.set.F0.time=7", "choices.stage0=offload"}), "F0").time ==
      7'000'000);
}

TEST_CASE("settings of a problem whose choices were made keep what was chosen") {
  const Problem made = widened({"choices.*=keep"});
  const Problem changed = with_overrides(made, {{"blocks.F0.time", "3ms"}});
  CHECK(changed.chosen == made.chosen);
  CHECK(named(changed, "F0").time == 3'000'000);
}

TEST_CASE("an override of what is beyond plain problems that is wrong is named") {
  CHECK(
      error_of_setting("choices.stage0=offlaod") ==
      "--set choices.stage0=offlaod: no option 'offlaod' of choice stage0, expected keep or offload; did you "
      "mean 'offload'?");
  CHECK(
      error_of_setting("choices.stage2=keep") ==
      "--set choices.stage2=keep: no 'stage2' in choices, expected stage0 or stage1; did you mean 'stage0'?");
  CHECK(error_of_setting("choices.stage0=[keep]") ==
        "--set choices.stage0=[keep]: a list, expected an option's name");
  CHECK(
      error_of_setting("pairs.F1-I1.time=5") ==
      "--set pairs.F1-I1.time=5: no 'F1-I1' in pairs, expected F1-I1+W1 or W1-F1; did you mean 'F1-I1+W1'?");
  CHECK(error_of_setting("devices.gpu1.lanes.d2h.speed=2") ==
        "--set devices.gpu1.lanes.d2h.speed=2: no 'd2h' in devices.gpu1.lanes, expected comm");
  CHECK(error_of_setting("machines.pcie10.speed=2") ==
        "--set machines.pcie10.speed=2: no 'pcie10' in machines, expected pcie01 or nic; did you mean "
        "'pcie01'?");
  CHECK(error_of_setting("micro_batches=8") ==
        "--set micro_batches=8: 4 scales, expected 8: one a micro-batch");
  CHECK(error_of_setting("micro_batch_scale.4=2") ==
        "--set micro_batch_scale.4=2: no '4' in micro_batch_scale, expected 0, 1, 2 or 3");
  CHECK(
      error_of_setting("micro_batch_scale.1=0") ==
      "--set micro_batch_scale.1=0: a scale of 0, expected a positive decimal such as 0.8 (1: as long as the "
      "times say)");
  CHECK(error_of_setting("blocks.F1.time=[1, 2]") ==
        "--set blocks.F1.time=[1, 2]: 2 times, expected one, or a list of 4: one a micro-batch");
  CHECK(error_of_setting("blocks.F1.lane=h2d") ==
        "--set blocks.F1.lane=h2d: gpu1 has no lane 'h2d', expected compute or comm");
  CHECK(
      error_of_setting("interference.compute-comm.factor=*0.9") ==
      "--set interference.compute-comm.factor=*0.9: a factor of 0.963, expected 1 or more: how many times as "
      "long it takes");
  CHECK(
      error_of_setting("blocks.F0.lane=*2") ==
      "--set blocks.F0.lane=*2: only times, amounts of memory, bandwidths, speeds and counts can be scaled, "
      "expected a value");
}
