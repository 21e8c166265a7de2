// Whatever is wrong with a plan file, every command that takes one ends with an answer or one line that says
// what is wrong; nothing aborts, and no picture does.
#include "app/chart/gantt_svg.hpp"
#include "app/chart/gantt_text.hpp"
#include "cli/report/comparison.hpp"
#include "sim/core/error.hpp"
#include "sim/engine/engine.hpp"
#include "sim/formats/plan/plan_file.hpp"
#include "tests/cli/command_line.hpp"
#include "tests/cli/damage.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/mutation.hpp"
#include "tests/support/pipelines.hpp"
#include "tests/support/problems.hpp"

using namespace repetend;

namespace {

// A plan of a small problem of any kind, with or without times, and with a repetend that is mostly wrong.
Plan random_plan(std::mt19937_64& random) {
  const TransferMode mode = test::transfer_modes[random() % std::size(test::transfer_modes)];
  auto problem = std::make_shared<Problem>(test::random_problem(random, {.transfer = mode}));
  problem->name = "damaged";
  Plan plan{problem, "by hand", test::random_orders(random, *problem), {}, {}};
  const Simulation simulation = simulate(*problem, plan.orders);
  if (!simulation.deadlock && random() % 4 != 0) plan.start = simulation.start;
  if (random() % 2 == 0) plan.repetend = Repetend{1 + simulation.makespan / 2, 1, 0, simulation.makespan};
  return plan;
}

// Runs the words, which must end with an answer or with one line on standard error.
void survives(const std::string& line) {
  const test::Ran ran = test::run_line(line);
  CAPTURE(line, ran.code, ran.out, ran.err);
  REQUIRE((ran.code == 0 || ran.code == 1 || ran.code == 2));
  const bool one_line = !ran.err.empty() && ran.err.find('\n') == ran.err.size() - 1;
  REQUIRE((one_line || (ran.err.empty() && !ran.out.empty())));
}

void pictures_survive(const Plan& plan) {
  if (!plan.timed()) return;
  REQUIRE_FALSE(app::gantt_text(plan, {.columns = 60}).empty());
  REQUIRE_FALSE(app::gantt_svg("damaged", {{&plan, "damaged", ""}}).empty());
}

void comparison_survives(const Plan& plan) {
  if (plan.problem->micro_batches > 1'000) return;  // no schedule plans a billion of them
  std::vector<app::ComparisonRow> rows;
  for (const char* name : {"1f1b", "gpipe", "tensor-parallel"})
    rows.push_back(app::schedule_row(*find_schedule(name), plan.problem));
  for (const app::ComparisonRow& row : rows) REQUIRE_FALSE(cli::row_json(row).empty());
  REQUIRE_FALSE(cli::comparison_text(rows, true).empty());
}

}  // namespace

TEST_CASE("a plan that runs an instance twice is refused with its name", "[damaged]") {
  const test::TemporaryFolder folder;
  Plan plan{std::make_shared<const Problem>(test::pipeline(1, 2, 3, 5)), "by hand", {}, {}, {}};
  const BlockId f{0}, b{1};
  plan.orders = {{{f, 0}, {f, 0}, {b, 0}, {b, 1}}};
  plan.start = {0, 3, 6, 11};
  const std::string file = folder.write("plan.json", write_plan(plan));
  for (const std::string command : {"simulate ", "explain "}) {
    const test::Ran ran = test::run_line(command + file);
    CHECK(ran.code == 1);
    CHECK(ran.out.empty());
    CHECK(ran.err == "repetend: the plan cannot be run: gpu0 runs F0@0 twice\n");
  }
  const test::Ran ran = test::run_line("verify " + file);
  CHECK(ran.code == 1);
  CHECK_THAT(ran.out, ContainsSubstring("shape: gpu0 runs F0@0 twice"));
}

TEST_CASE("rates and times at the limit of 64 bits are survived", "[damaged]") {
  const test::TemporaryFolder folder;
  Problem problem = test::pipeline(2, 2, 1'000'000'000, 1'000'000'000);
  problem.transfer = TransferMode::async;
  problem.links.fallback = Link{1, std::numeric_limits<Bytes>::max()};
  for (Device& device : problem.devices) device.speed = std::numeric_limits<Speed>::max();
  const auto plan_of = [&](Problem changed) {
    const auto shared = std::make_shared<const Problem>(std::move(changed));
    return folder.write(
        "plan.json",
        write_plan(time_plan({shared, "by hand", test::one_forward_one_backward(*shared), {}, {}})));
  };
  CHECK(test::run_line("explain " + plan_of(problem)).code == 0);
  for (Device& device : problem.devices) device.speed = unit_speed;
  for (Block& block : problem.blocks) block.time = sum_limit / 20;
  const std::string slow = plan_of(problem);
  CHECK(test::run_line("explain " + slow).code == 0);
  const test::Ran ran = test::run_line("simulate --jitter 10 --runs 10000 " + slow);
  CHECK(ran.code == 1);
  CHECK(ran.err == "repetend: random durations add up to 2^62 ns (146 years) or more, expected less\n");
}

TEST_CASE("every command survives every plan that the reader accepts, and those it refuses", "[damaged]") {
  const test::TemporaryFolder folder;
  std::mt19937_64 random(2026);
  int read = 0, refused = 0;
  for (int round = 0; round < 1'200; ++round) {
    const Plan plan = random_plan(random);
    std::string text = write_plan(plan);
    if (round % 4 == 0)
      test::mutate(random, text);
    else
      text = test::damaged_plan(random, text);
    CAPTURE(round, text);
    const std::string file = folder.write("plan.json", text);
    try {
      const Plan damaged = read_plan(file);
      ++read;
      pictures_survive(damaged);
      comparison_survives(damaged);
    } catch (const RequestError&) {
      ++refused;
    }
    survives("verify " + file);
    survives("explain " + file);
    survives("simulate --gantt " + file);
    if (round % 3 == 0) survives("simulate --format json --jitter 2 --runs 2 " + file);
    if (round % 3 == 1) survives("explain --format json " + file);
    if (round % 3 == 2) survives("simulate --transfer blocking " + file);
  }
  CHECK(read > 300);
  CHECK(refused > 100);
}
