// What scripts depend on: the keys of the JSON, and how the commands hand plans on.
#include <algorithm>

#include "sim/core/file.hpp"
#include "sim/formats/plan/plan_file.hpp"
#include "sim/verify/verify.hpp"
#include "tests/cli/command_line.hpp"
#include "tests/support/catch.hpp"

using namespace repetend;
using test::keys;
using test::Ran;
using test::run_json;
using test::run_line;
using test::v4;
using Names = std::vector<std::string>;

namespace {

const std::string m4 = "scenarios/tessel/m-4.yaml";

void expect_keys(const nlohmann::ordered_json& json, const Names& names) {
  for (const std::string& name : names) {
    CAPTURE(name);
    CHECK(json.contains(name));
  }
}

}  // namespace

TEST_CASE("search writes a valid plan and says the same of it in JSON", "[commands]") {
  const test::TemporaryFolder folder;
  const std::string file = folder.file("plan.json");
  const auto json = run_json("search " + m4 + " -o " + file);
  expect_keys(json, {"scenario", "devices", "blocks", "micro_batches", "schedule", "period_ns",
                     "period_bound_ns", "period_optimal", "repetend_micro_batches", "makespan_ns",
                     "makespan_bound_ns", "makespan_optimal", "bubble_ratio", "peak_memory", "search_seconds",
                     "states_expanded", "plan_hash"});
  CHECK(json["scenario"] == "m-4");
  CHECK(json["devices"] == 4);
  CHECK(json["blocks"] == 10);
  CHECK(json["micro_batches"] == 8);
  CHECK(json["peak_memory"].size() == 4);
  const Plan plan = read_plan(file);
  CHECK(verify(plan).empty());
  CHECK(json["makespan_ns"] == makespan(plan));
  CHECK(json["plan_hash"] == plan_hash(plan));
  CHECK(json["makespan_ns"] >= json["makespan_bound_ns"]);
  CHECK(run_line("verify " + file).code == 0);
  CHECK(run_json("simulate " + file)["makespan_ns"] == json["makespan_ns"]);
}

TEST_CASE("periods that are not whole are exact fractions in JSON", "[commands]") {
  const auto json = run_json("search scenarios/tessel/v-4.yaml -n 32 --set devices.*.memory=3MiB");
  CHECK(json["period_exact_ns"] == nlohmann::ordered_json({{"numerator", 16000}, {"denominator", 3}}));
  CHECK(json["period_bound_exact_ns"] == nlohmann::ordered_json({{"numerator", 16000}, {"denominator", 3}}));
  CHECK(json["period_bound_ns"] == 5333);
  CHECK(json["period_optimal"] == true);
  const auto whole = run_json("search " + m4);
  CHECK(whole["period_exact_ns"] == nlohmann::ordered_json({{"numerator", 6000}, {"denominator", 1}}));
  CHECK(run_json("search " + m4 + " -n 1")["period_exact_ns"].is_null());
}

TEST_CASE("a reserve is the same as less memory, and refused where nothing is left", "[commands]") {
  const std::string four = "scenarios/tessel/v-4.yaml -n 32 --set devices.*.memory=4MiB";
  for (const std::string command : {"search ", "compare "}) {
    const auto reserved = run_line(command + four + " --reserve 25%");
    CHECK(reserved.code == 0);
    CHECK_THAT(reserved.out, ContainsSubstring("MiB of 3 MiB"));
    CHECK_THAT(run_line(command + four + " --reserve 0%").out, ContainsSubstring("MiB of 4 MiB"));
  }
  CHECK(run_json("search " + four + " --reserve 25%")["plan_hash"] ==
        run_json("search scenarios/tessel/v-4.yaml -n 32 --set devices.*.memory=3MiB")["plan_hash"]);
  for (const std::string wrong : {"5", "100%", "-1%", "x%", "2.5%"})
    CHECK(run_line("search " + four + " --reserve " + wrong).code == 2);
  const auto full = run_line("search " + four + " --set devices.*.static=4MiB --reserve 5%");
  CHECK(full.code == 1);
  CHECK_THAT(full.err, ContainsSubstring("--reserve 5% leaves 3.80 MiB of the memory of gpu0, less than its "
                                         "static 4 MiB"));
}

TEST_CASE("search for the latency or the memory says what that comes to and how good it is", "[commands]") {
  const auto latency = run_json("search " + m4 + " --objective latency --effort low"),
             memory = run_json("search " + m4 + " --objective memory --effort low");
  expect_keys(latency, {"mean_completion_ns", "mean_completion_bound_ns", "mean_completion_optimal"});
  CHECK(latency["mean_completion_bound_ns"] <= latency["mean_completion_ns"]);
  expect_keys(memory, {"highest_peak", "highest_peak_bound", "highest_peak_optimal"});
  CHECK(memory["highest_peak_bound"] <= memory["highest_peak"]);
  CHECK(memory["highest_peak"] == *std::ranges::max_element(memory["peak_memory"]));
  CHECK_FALSE(run_json("search " + m4).contains("mean_completion_ns"));
  CHECK_THAT(run_line("search " + m4 + " --objective latency --effort low --explain").out,
             ContainsSubstring("\n  completion   ") && ContainsSubstring("\n  completion      "));
}

TEST_CASE("a plan file keeps what it means for the priced model", "[commands]") {
  const test::TemporaryFolder folder;
  const std::string plan = folder.file("plan.json"), scenario = "scenarios/models/gpt-4-h100.yaml";
  const auto priced = run_json("simulate " + scenario + " --schedule 1f1b -o " + plan)["model"];
  REQUIRE(priced["tokens_per_s"] > 0);
  const auto rows = run_json("compare " + scenario + " --schedules 1f1b")["rows"];
  const std::string placement = read_plan(plan).problem->placement;
  const auto row = std::ranges::find_if(rows, [&](const auto& r) { return r["placement"] == placement; });
  REQUIRE(row != rows.end());
  CHECK((*row)["model"] == priced);
  CHECK(run_json("simulate " + plan)["model"] == priced);
  CHECK(run_json("explain " + plan)["model"] == priced);
  for (const std::string command : {"simulate ", "explain "})
    CHECK_THAT(run_line(command + plan).out,
               ContainsSubstring(" tokens/s, MFU ") && ContainsSubstring("\n  costs: "));
  const auto slower = run_json("simulate " + plan + " --set devices.gpu0.speed=0.5")["model"];
  CHECK(slower["tokens_per_s"] < priced["tokens_per_s"]);
  REQUIRE(run_line("simulate " + v4 + " --schedule 1f1b -o " + plan).code == 0);
  CHECK_FALSE(run_json("simulate " + plan).contains("model"));
}

TEST_CASE("search and simulate name the placement that deadlocks where another one runs", "[commands]") {
  const test::TemporaryFolder folder;
  const std::string file = folder.write("branches.yaml", R"(
name: branches
micro_batches: 2
transfer: blocking
devices: {count: 4}
links: {default: {bandwidth: 1GB/s, latency: 1us}}
placement: {shape: k, mode: inference}
alternatives: [{name: pipeline, placement: {shape: v, mode: inference}}]
)");
  for (const std::string command : {"search ", "simulate "}) {
    const Ran ran = run_line(command + file);
    CHECK(ran.code == 0);
    CHECK_THAT(ran.out, ContainsSubstring("placement pipeline"));
    CHECK_THAT(ran.err,
               ContainsSubstring("placement main: no plan was found: with blocking transfers every order") &&
                   ContainsSubstring("waits to send the data of Fa1@0 to gpu3"));
  }
  const auto without = run_json("search " + file)["without_plan"];
  REQUIRE(without.size() == 1);
  CHECK_THAT(without[0].get<std::string>(), ContainsSubstring("placement main: no plan was found"));
  CHECK_FALSE(run_json("search " + m4).contains("without_plan"));
}

TEST_CASE("search finds the same on every run and number of threads", "[commands]") {
  const auto one = run_json("search " + m4), two = run_json("search " + m4 + " --threads 2");
  CHECK(one["plan_hash"] == run_json("search " + m4)["plan_hash"]);
  CHECK(one["plan_hash"] == two["plan_hash"]);
}

TEST_CASE("every objective gives a plan", "[commands]") {
  for (const std::string objective : {"makespan", "period", "latency", "memory"})
    CHECK(run_json("search " + v4 + " --objective " + objective)["micro_batches"] == 8);
}

TEST_CASE("simulate runs a schedule on the placement where it is shortest and can run", "[commands]") {
  const test::TemporaryFolder folder;
  const std::string file = folder.file("placements.yaml"), plan = folder.file("plan.json");
  write_file(file,
             "name: placements\nmicro_batches: 4\ntime_unit: ms\nmemory_unit: GiB\n"
             "devices: {count: 2, memory: 4}\n"
             "placement: {shape: v, forward: 2, backward: 4, activation: 1}\n"
             "alternatives:\n"
             "  - {name: quick, placement: {shape: v, forward: 1, backward: 3, activation: 1}}\n"
             "  - {name: too-large, placement: {shape: v, forward: 1, backward: 1, activation: 3}}\n");
  const auto json = run_json("simulate " + file + " --schedule 1f1b -o " + plan);
  CHECK(read_plan(plan).problem->placement == "quick");
  const auto compared = run_json("compare " + file + " --schedules 1f1b");
  for (const auto& row : compared["rows"])
    if (row["schedule"] == "1f1b" && row["feasible"]) CHECK(json["makespan_ns"] <= row["makespan_ns"]);
}

TEST_CASE("compare has a row for every schedule on every placement, none better than the search",
          "[commands]") {
  const auto json = run_json("compare scenarios/zero-bubble-4.yaml -n 6");
  REQUIRE(json["rows"].size() > 10);
  for (const auto& row : json["rows"]) {
    CHECK(keys(row) == Names{"schedule", "placement", "applicable", "reason", "feasible", "makespan_ns",
                             "bubble_ratio", "throughput_per_s", "peak_memory"});
    if (row["feasible"] == true) CHECK(json["rows"][0]["makespan_ns"] <= row["makespan_ns"]);
    if (row["feasible"] == false) CHECK(row["reason"] != "");
    CHECK(row["applicable"] == !row["peak_memory"].is_null());
  }
  CHECK(json["rows"][0]["schedule"] == "search");
}

TEST_CASE("compare counts the micro-batches of the model where one of the placement is two", "[commands]") {
  const auto json = run_json("compare scenarios/chimera-4.yaml --schedules chimera,1f1b");
  int both_ways = 0;
  for (const auto& row : json["rows"]) {
    if (row["feasible"] == false) continue;
    CHECK(row["throughput_per_s"].get<double>() * row["makespan_ns"].get<double>() / 1e9 == Approx(16));
    CHECK(row.contains("model_micro_batches") == (row["placement"] == "main"));
    if (row["placement"] != "main") continue;
    CHECK(row["model_micro_batches"] == 2);
    ++both_ways;
  }
  CHECK(both_ways == 1);
}

TEST_CASE("compare without the search leaves its answer out", "[commands]") {
  const auto json = run_json("compare " + v4 + " --schedules 1f1b");
  CHECK(keys(json) == Names{"rows"});
  CHECK(json["rows"].size() == 1);
}

TEST_CASE("compare draws and writes the best plan", "[commands]") {
  const test::TemporaryFolder folder;
  const std::string svg = folder.file("c.svg"), plan = folder.file("c.json");
  const auto json = run_json("compare " + v4 + " --schedules 1f1b,search --svg " + svg + " -o " + plan);
  CHECK_THAT(read_file(svg), ContainsSubstring("</svg>"));
  CHECK_THAT(read_file(svg), ContainsSubstring("1f1b"));
  CHECK(makespan(read_plan(plan)) == json["rows"][0]["makespan_ns"]);
  CHECK(folder.entries() == 2);
}

TEST_CASE("simulate has the keys of the design, and a distribution where asked", "[commands]") {
  const auto json = run_json("simulate " + v4 + " --schedule 1f1b");
  CHECK(keys(json) ==
        Names{"makespan_ns", "bubble_ratio", "peak_memory", "devices", "deadlock", "out_of_memory"});
  Time total = json["devices"][3]["busy"];
  for (const auto& [cause, time] : json["devices"][3]["idle"].items()) total += time.get<Time>();
  CHECK(total == json["makespan_ns"]);
  const auto noisy = run_json("simulate " + v4 + " --schedule 1f1b --jitter 0.2 --runs 30");
  CHECK(keys(noisy["distribution"]) == Names{"runs", "mean", "p5", "p50", "p95"});
  CHECK(noisy["distribution"]["runs"] == 30);
  CHECK(noisy["makespan_ns"] == json["makespan_ns"]);
}

TEST_CASE("a plan keeps its orders on a changed problem", "[commands]") {
  const test::TemporaryFolder folder;
  const std::string plan = folder.file("plan.json");
  const auto before = run_json("simulate " + v4 + " --schedule 1f1b -o " + plan);
  CHECK(run_json("simulate " + plan) == before);
  CHECK(run_json("simulate " + plan + " --set devices.gpu1.speed=0.5")["makespan_ns"] >
        before["makespan_ns"]);
  CHECK(run_json("simulate " + plan + " --set blocks.*.time=*2")["makespan_ns"] ==
        2 * before["makespan_ns"].get<Time>());
}

TEST_CASE("another number of micro-batches or schedule is planned anew, and said so", "[commands]") {
  const test::TemporaryFolder folder;
  const std::string plan = folder.file("plan.json");
  REQUIRE(run_line("simulate " + v4 + " --schedule 1f1b -o " + plan).code == 0);
  const std::string anew = GENERATE(as<std::string>(), " --set micro_batches=16", " -n 16");
  const Ran ran = run_line("simulate " + plan + anew + " --format json");
  CHECK(ran.code == 0);
  CHECK(ran.err == "1f1b is planned anew for 16 micro-batches\n");
  CHECK(ran.out == run_line("simulate " + v4 + " --schedule 1f1b -n 16 --format json").out);
  CHECK(run_line("simulate " + plan + " --schedule 1f1b").err.empty());  // what it holds already
  const Ran other = run_line("simulate " + plan + " --schedule 1f1b-limited --format json");
  CHECK(other.out == run_line("simulate " + v4 + " --schedule 1f1b-limited --format json").out);
}

TEST_CASE("orders made elsewhere are timed on a scenario or on a plan's problem", "[commands]") {
  const test::TemporaryFolder folder;
  const std::string set = " --set devices.count=2 --set devices.memory=8";
  const std::string csv = folder.write("o\xFF.csv", "0F0,0F1,,0B0,0F2,0B1,,0B2\n,1F0,1B0,1F1,1B1,1F2,1B2\n");
  const std::string plan = folder.file("plan.json"), orders = " --orders " + csv;
  const auto json = run_json("simulate " + v4 + set + orders + " -o " + plan);
  CHECK(json["makespan_ns"] == 16'000);  // (m + p - 1)(F + B)
  CHECK(run_line("verify " + plan).code == 0);
  CHECK(run_json("simulate " + v4 + set + orders + " -n 3") == json);
  CHECK(run_json("simulate " + plan + orders) == json);
  const Ran other = run_line("simulate " + v4 + set + orders + " -n 5");
  CHECK(other.code == 1);
  CHECK(other.err == "repetend: " + csv + ": has 3 micro-batches, not 5\n");
  const Ran anew = run_line("simulate " + plan + " -n 5");
  CHECK(anew.code == 1);
  CHECK_THAT(anew.err, ContainsSubstring("--schedule NAME plans 5 anew"));
  CHECK(run_line("simulate " + plan + " -n 5 --schedule 1f1b").code == 0);
  folder.write("o\xFF.csv", "0F0\n");
  CHECK(run_line("simulate " + v4 + set + orders).err ==
        "repetend: " + csv + ":2:1: the row of gpu1 is missing, expected one for each of the 2 devices\n");
}

TEST_CASE("explain adds the critical path and what to speed up to what simulate says", "[commands]") {
  const test::TemporaryFolder folder;
  const std::string plan = folder.file("plan.json");
  const auto simulated = run_json("simulate scenarios/gpt-4.yaml --schedule 1f1b+ -n 8 -o " + plan);
  auto explained = run_json("explain " + plan);
  const auto path = explained["critical_path"];
  CHECK(path["computing_ns"].get<Time>() + path["transfers_ns"].get<Time>() == simulated["makespan_ns"]);
  Time blocks = 0;
  for (const auto& [name, time] : path["blocks_ns"].items()) blocks += time.get<Time>();
  CHECK(path["computing_ns"] == blocks);
  CHECK(explained["speedups"][0]["makespan_ns"] < simulated["makespan_ns"]);
  explained.erase("critical_path");
  explained.erase("speedups");
  CHECK(explained == simulated);
}

TEST_CASE("pools and choices are told in words and numbers", "[commands]") {
  const std::string offload = "simulate scenarios/offload-4.yaml --schedule 1f1b";
  const auto json = run_json(offload);
  CHECK(json["peak_memory"].size() == 4);  // of devices alone
  CHECK(json["peak_pools"]["host"] == Bytes{9} << 30);
  CHECK_THAT(run_line(offload).out, ContainsSubstring("\n  pools: host 9 GiB of 64 GiB\n"));
  CHECK_THAT(run_line("search scenarios/offload-4.yaml").out,
             ContainsSubstring("\n  pools        host 9 GiB of 64 GiB\n"));
  const std::string options = "scenarios/lessons/10-offload-or-recompute.yaml --set choices.stage2=keep";
  CHECK_THAT(run_line("search " + options).out,
             ContainsSubstring("\n  choices      stage0 offload, stage1 offload, stage2 keep\n"));
  CHECK(run_json("simulate " + options + " --schedule 1f1b")["choices"]["stage2"] == "keep");
}

TEST_CASE("pictures mark what is exposed of the times that the engine gives", "[commands]") {
  const test::TemporaryFolder folder;
  const std::string svg = folder.file("plans.svg"),
                    line = "compare scenarios/iteration-4.yaml --schedules 1f1b --svg ";
  const auto marks = [&](const std::string& more) {
    REQUIRE(run_line(line + svg + more).code == 0);
    return read_file(svg).find("url(#exposed)") != std::string::npos;
  };
  CHECK(marks(""));
  CHECK_FALSE(marks(" --fold"));
}

TEST_CASE("orders of the computing lanes alone are played with what is ready on the others", "[commands]") {
  const test::TemporaryFolder folder;
  const std::string csv = folder.write("o.csv",
                                       "0F0,0F1,0F2,0F3,0B0,0B1,0B2,0B3\n1F0,1F1,1F2,1B0,1F3,1B1,1B2,1B3\n"
                                       "2F0,2F1,2B0,2F2,2B1,2F3,2B2,2B3\n3F0,3B0,3F1,3B1,3F2,3B2,3F3,3B3\n");
  const auto json = run_json("simulate scenarios/iteration-4.yaml -n 4 --orders " + csv);
  CHECK(json["makespan_ns"] == (4 + 3) * 3'000'000 + 2'000'000);
  CHECK(json["exposed_ns"]["gpu0.comm"] == 2'000'000);
}

TEST_CASE("plans are reported with and without interference", "[commands]") {
  const std::string file = "scenarios/iteration-4.yaml";
  const test::TemporaryFolder folder;
  const std::string slowed =
      folder.write("slowed.yaml", read_file(file) + "interference: [{lanes: [compute, comm], factor: 2}]\n" +
                                      "set: {blocks.G3.after: [F3], blocks.G3.repeat: each}\n");
  const auto one = run_json("search " + slowed);
  const auto played = run_json("simulate " + slowed + " --schedule 1f1b");
  CHECK(one["interfered_makespan_ns"] > one["makespan_ns"]);
  CHECK(run_json("compare " + slowed + " --schedules 1f1b")["rows"][0]["interfered_makespan_ns"] ==
        played["makespan_ns"]);
  CHECK_THAT(run_line("search " + slowed).out, ContainsSubstring("\n  interference "));
  CHECK_THAT(run_line("compare " + slowed + " --schedules 1f1b").out, ContainsSubstring("with interference"));
  CHECK_FALSE(run_json("search " + file).contains("interfered_makespan_ns"));
}

TEST_CASE("no period's bound is told where micro-batches differ", "[commands]") {
  const std::string uneven = "search scenarios/tessel/v-4.yaml -n 2 --set micro_batch_scale=[1,2]";
  CHECK_THAT(run_line(uneven).out, ContainsSubstring("a micro-batch on average\n"));
}

TEST_CASE("explain tells other lanes on the critical path from computing", "[commands]") {
  const test::TemporaryFolder folder;
  const std::string plan = folder.file("plan.json");
  run_json("simulate scenarios/iteration-4.yaml --schedule 1f1b -o " + plan);
  const auto path = run_json("explain " + plan)["critical_path"];
  CHECK(path["computing_ns"] == 33'000'000);
  CHECK(path["elsewhere_ns"] == 2'000'000);  // the first stage's exchange
  const std::string text = run_line("explain " + plan).out;
  CHECK_THAT(text, ContainsSubstring("94.3 % computing, 5.7 % on other lanes and machines, 0.0 % transfers"));
  CHECK_THAT(text, ContainsSubstring("G0     gpu0.comm"));
  CHECK_THAT(text, ContainsSubstring("lane gpu0.comm"));
}

TEST_CASE("explain says which machine binds, what is exposed and which choice each stage took",
          "[commands]") {
  const test::TemporaryFolder folder;
  const std::string plan = folder.file("plan.json");
  run_json("simulate scenarios/iteration-4.yaml --schedule 1f1b -o " + plan);
  const auto json = run_json("explain " + plan);
  CHECK(json["critical_path"]["machines_ns"]["gpu0.comm"] == 2'000'000);
  REQUIRE(json["exposed"].size() == 1);  // the first stage's exchange, after all is computed
  CHECK(json["exposed"][0] ==
        nlohmann::ordered_json{
            {"block", "G0"}, {"machine", "gpu0.comm"}, {"exposed_ns", 2'000'000}, {"waiting", nullptr}});
  CHECK(json["more_memory"].empty());
  const std::string text = run_line("explain " + plan).out;
  CHECK_THAT(text, ContainsSubstring("\n  gpu1 binds: 25.7 % of the critical path; then "));
  CHECK_THAT(text, ContainsSubstring("G0     gpu0.comm    5.7 %  nothing is left to compute\n"));
  run_json(
      "simulate scenarios/lessons/10-offload-or-recompute.yaml --set choices.stage2=keep --schedule 1f1b "
      "-o " +
      plan);
  const std::string chosen = run_line("explain " + plan).out;
  CHECK_THAT(chosen, ContainsSubstring("\n  choices: stage0 offload, stage1 offload, stage2 keep\n"));
  CHECK_THAT(chosen, ContainsSubstring("gpu2 is full by the order of work: more needs another plan\n"));
}

TEST_CASE("explain says what more room in a pool gains that the critical path waits for", "[commands]") {
  const test::TemporaryFolder folder;
  const std::string plan = folder.file("plan.json");
  run_json("simulate scenarios/offload-4.yaml --set pools.host.capacity=5GiB --schedule 1f1b -o " + plan);
  const auto json = run_json("explain " + plan);
  CHECK(json["critical_path"]["waits_for_pools"] == nlohmann::ordered_json{{"host", 2}});
  const auto& host = json["more_memory"].back();
  CHECK(host["pool"] == "host");
  CHECK(host["bytes"] == Bytes{1} << 30);
  CHECK(host["makespan_ns"] < json["makespan_ns"]);
  CHECK_THAT(run_line("explain " + plan).out, ContainsSubstring("\n  it waits for room in host: 2 times\n"));
}

TEST_CASE("the version is printed", "[commands]") {
  CHECK(run_line("--version").out.starts_with("repetend "));
  CHECK(run_line("").code == 2);  // no command: the help, as wrong usage
}
