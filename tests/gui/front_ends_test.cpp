// One scenario, one answer: the window says what the command line says.
#include <array>
#include <cstdio>
#include <cstdlib>
#include <nlohmann/json.hpp>

#include "app/load/load.hpp"
#include "data/costs/cost_database.hpp"
#include "sim/core/error.hpp"
#include "sim/core/file.hpp"
#include "tests/gui/open_window.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/temporary_folder.hpp"

namespace repetend::test {
namespace {

const std::string model = REPETEND_SOURCE_DIR "/scenarios/models/gpt-4-v100.yaml";

// A home whose cost database knows every operator of the model, each twice as slow as its estimate.
class MeasuredHome {
 public:
  MeasuredHome() {
    const std::string text = read_file(model);
    const data::Pricing pricing = *data::parse_scenario(text, model).pricing;
    data::Run run;
    run.date = "2026-11-28T12:00:00Z";
    run.gpu = {pricing.request.gpu.device, Bytes{32} << 30, 80, 1530, 877};
    run.tool = "test";
    for (const auto& [op, cost] : pricing.operators) run.operators.push_back({op, {2 * cost.time}});
    setenv("XDG_DATA_HOME", folder_.file("").c_str(), 1);
    data::CostDatabase::open_or_create(data::CostDatabase::default_file()).store(run);
  }
  ~MeasuredHome() { before_ ? setenv("XDG_DATA_HOME", before_->c_str(), 1) : unsetenv("XDG_DATA_HOME"); }

 private:
  const char* const previous_ = std::getenv("XDG_DATA_HOME");
  const std::optional<std::string> before_ = previous_ ? std::optional<std::string>(previous_) : std::nullopt;
  TemporaryFolder folder_;
};

Time work(const Problem& problem) {
  Time sum = 0;
  for (const Block& block : problem.blocks) sum += block.time;
  return sum;
}

nlohmann::json printed_by(const std::string& arguments) {
  std::FILE* const pipe = ::popen((REPETEND_PROGRAM " " + arguments).c_str(), "r");
  std::string text;
  std::array<char, 4096> part{};
  while (const std::size_t read = std::fread(part.data(), 1, part.size(), pipe))
    text.append(part.data(), read);
  CHECK(::pclose(pipe) == 0);
  return nlohmann::json::parse(text);
}

}  // namespace

TEST_CASE("a model takes as long in the window as on the command line, which price it as it was measured") {
  const Problem estimated = *data::parse_scenario(read_file(model), model).scenario.problem;
  const MeasuredHome home;
  OpenWindow open(gui::MainWindow::Start::empty);
  open.session().set_schedules({"1f1b+"});
  open.session().open_file(QString::fromStdString(model));
  REQUIRE(eventually([&] { return !open.session().busy() && !open.session().plans().empty(); }));
  const gui::Row& row = open.session().rows().front();
  const auto json = printed_by("simulate " + model + " --schedule 1f1b+ --format json");
  CHECK(row.metrics.makespan == json["makespan_ns"]);
  CHECK(2 * work(*row.plan->problem) > 3 * work(estimated));
  const auto priced = app::load_scenario(read_file(model), model);
  CHECK(work(*row.plan->problem) == work(*priced.scenario.problem));
}

TEST_CASE("the window says of a plan and of a comparison what the command line says") {
  const std::string file = REPETEND_SOURCE_DIR "/scenarios/tessel/v-4.yaml";
  OpenWindow open(gui::MainWindow::Start::empty);
  open.session().set_schedules({"1f1b", "gpipe", "zb-h1"});
  open.session().open_file(QString::fromStdString(file));
  REQUIRE(eventually([&] { return !open.session().busy() && !open.session().plans().empty(); }));
  const auto json = printed_by("compare " + file + " --schedules 1f1b,gpipe,zb-h1 --format json");
  for (std::size_t i = 0; i < 3; ++i) {
    const gui::Row& row = open.session().rows()[i];
    const auto& said = json["rows"][i];
    CAPTURE(row.key);
    CHECK(row.key == said["schedule"]);
    CHECK(row.reason == said["reason"]);
    CHECK(row.feasible == said["feasible"]);
    if (!row.plan) continue;
    CHECK(row.metrics.makespan == said["makespan_ns"]);
    CHECK(row.metrics.bubble == said["bubble_ratio"]);
    CHECK(row.metrics.throughput == said["throughput_per_s"]);
  }
}

TEST_CASE("the window writes no file under a name that says another content") {
  const TemporaryFolder folder;
  OpenWindow open;
  CHECK_THROWS_AS(open.session().save_plan(0, QString::fromStdString(folder.file("plan.svg"))), RequestError);
  CHECK_THROWS_AS(open.session().save_scenario(QString::fromStdString(folder.file("mine.json"))),
                  RequestError);
  CHECK(folder.entries() == 0);
  open.session().save_plan(0, QString::fromStdString(folder.file("plan.json")));
  open.session().save_scenario(QString::fromStdString(folder.file("mine.yaml")));
  CHECK(folder.entries() == 2);
}

}  // namespace repetend::test
