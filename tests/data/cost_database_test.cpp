// What is stored comes back, and what pricing is answered.
#include "data/costs/cost_database.hpp"

#include "sim/core/error.hpp"
#include "tests/data/runs.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/temporary_folder.hpp"

using namespace repetend;
using namespace repetend::data;
using test::example_run;
using test::product;
using test::TemporaryFolder;

namespace {

CostDatabase create(const TemporaryFolder& folder) {
  return CostDatabase::open_or_create(folder.file("costs"));
}

std::vector<CostSample> products(const CostDatabase& database, std::string_view gpu) {
  return database.samples(gpu, OperatorKind::matmul, Phase::forward, Precision::bf16);
}

Run run_of(const std::string& date, Provenance provenance, std::vector<OperatorSamples> operators) {
  Run run = example_run();
  run.date = date;
  run.provenance = provenance;
  run.operators = std::move(operators);
  return run;
}

}  // namespace

TEST_CASE("times are summed up", "[costs]") {
  const Summary one = summarise(std::vector<Time>{7});
  CHECK(one == Summary{1, 7, 7, 0, 7, 7, 7, 7, 7, 7, 7, 7});
  std::vector<Time> hundred(100);
  for (std::size_t i = 0; i < 100; ++i) hundred[(i * 37) % 100] = static_cast<Time>(i) + 1;
  // 1 .. 100: mean 50.5, deviation sqrt(100 * 101 / 12) = 29.01; the 40th and 61st of 100 values hold the
  // true median with 95 % probability, as tables of the sign test say
  CHECK(summarise(hundred) == Summary{100, 51, 50, 29, 1, 5, 25, 75, 95, 100, 40, 61});
  CHECK_THROWS_AS(summarise({}), std::invalid_argument);
}

TEST_CASE("a run comes back from the file as it was", "[costs]") {
  const TemporaryFolder folder;
  {
    CostDatabase database = create(folder);
    CHECK(database.store(example_run(), Import{"h100.yaml", "repetend costs", "2026-12-01T00:00:00Z"}) == 1);
  }
  const CostDatabase database = CostDatabase::open(folder.file("costs"));
  CHECK(database.run(1) == canonical(example_run()));
  const StoredRun stored = database.summary(1);
  REQUIRE(stored.import);
  CHECK(stored.import->file == "h100.yaml");
  CHECK(stored.run.driver == "580.65.06");
  REQUIRE(stored.operators.size() == 2);
  CHECK(stored.operators[0].op == product(512, 512, 512));
  CHECK(stored.operators[0].summary == summarise(example_run().operators[0].times));
  REQUIRE(stored.blocks.size() == 2);
  CHECK(stored.blocks[0].block.kept == -4096);
  CHECK(stored.blocks[0].summary.count == 2);
  CHECK(database.gpus() == std::vector{example_run().gpu});
  CHECK(database.runs("nvidia h100 pcie") == std::vector<RunId>{1});
  CHECK(database.runs("H100").empty());
  CHECK_THROWS_WITH(database.run(2), folder.file("costs") + " has no run 2");
}

TEST_CASE("whatever the run: stored and read, it is the same", "[costs]") {
  const TemporaryFolder folder;
  CostDatabase database = create(folder);
  CHECK(rc::check([&] {
    const Run run = test::random_run();
    const RunId id = database.store(run);
    RC_ASSERT(database.run(id) == canonical(run));
    RC_ASSERT(database.holds(run));
    Run other = run;
    other.dropped += 1;
    RC_ASSERT(!database.holds(other));
  }));
}

TEST_CASE("pricing gets the latest of each shape, and measured before imported", "[costs]") {
  const TemporaryFolder folder;
  CostDatabase database = create(folder);
  const auto measured = Provenance::measured, imported = Provenance::imported;
  database.store(run_of("2026-03-01T00:00:00Z", measured, {{product(8, 8, 8), {10, 30, 20}}}));
  database.store(
      run_of("2026-05-01T00:00:00Z", imported, {{product(8, 8, 8), {999}}, {product(9, 8, 8), {40}}}));
  database.store(
      run_of("2026-01-01T00:00:00Z", measured, {{product(8, 8, 8), {999}}, {product(4, 99, 8), {5}}}));
  const auto found = products(database, "nvidia h100 PCIe");
  REQUIRE(found.size() == 3);
  CHECK(found[0].op == product(4, 99, 8));
  CHECK(found[1].op == product(8, 8, 8));
  CHECK(found[1].median == 20);
  CHECK(found[1].provenance == measured);
  CHECK(found[1].source == "run 1 on NVIDIA H100 PCIe, 2026-03-01");
  CHECK(found[2].provenance == imported);
  CHECK(products(database, "NVIDIA H100").empty());
  CHECK(database.samples("NVIDIA H100 PCIe", OperatorKind::matmul, Phase::forward, Precision::fp16).empty());
}

TEST_CASE("a run that makes no sense is refused and nothing of it stored", "[costs]") {
  const TemporaryFolder folder;
  CostDatabase database = create(folder);
  Run run = example_run();
  std::string message;
  SECTION("no times") { run.operators[0].times.clear(), message = "no times of matmul forward bf16 m=512"; }
  SECTION("twice") { run.operators[1].op = run.operators[0].op, message = "k=512 batch=1 twice in one run"; }
  SECTION("shape") {
    run.operators[0].op.shape.pop_back(), message = "a shape of 3 numbers, expected 4: m, n, k, batch";
  }
  SECTION("size") { run.operators[0].op.shape[2] = 0, message = "expected every dimension to be 1 or more"; }
  SECTION("negative") {
    run.blocks[1].times[0] = -5, message = "a time of -5 ns of block opt, expected 0 to";
  }
  SECTION("names") { run.blocks[1].name = "F0", message = "block F0 twice in one run"; }
  SECTION("date") { run.date = "yesterday", message = "'yesterday' is no date, expected one such as"; }
  SECTION("nothing estimated") {
    run.provenance = Provenance::estimated, message = "a run that is estimated";
  }
  SECTION("gpu") { run.gpu.name.clear(), message = "without the name of its GPU"; }
  CHECK_THROWS_WITH(database.store(run), ContainsSubstring(message));
  CHECK(database.runs().empty());
  CHECK(database.gpus().empty());
}

TEST_CASE("shapes are written and read", "[costs]") {
  CHECK(shape_text({2048, 1, 7}) == "2048x1x7");
  CHECK(shape_from("2048x1x7") == std::vector<std::int64_t>{2048, 1, 7});
  for (const auto* const bad :
       {"", "x", "1x", "x1", "1xx2", "0", "1x-2", "1.5", "99999999999999999999", "1 x2"}) {
    CAPTURE(bad);
    CHECK_FALSE(shape_from(bad));
  }
}

TEST_CASE("the default place follows XDG_DATA_HOME, then HOME", "[costs]") {
  const auto place = [](const char* data_home, const char* home) {
    const auto set = [](const char* name, const char* value) {
      value ? ::setenv(name, value, 1) : ::unsetenv(name);
    };
    const std::string old_data = std::getenv("XDG_DATA_HOME") ? std::getenv("XDG_DATA_HOME") : "";
    const std::string old_home = std::getenv("HOME") ? std::getenv("HOME") : "";
    set("XDG_DATA_HOME", data_home), set("HOME", home);
    std::string result;
    try {
      result = CostDatabase::default_file();
    } catch (const RequestError& error) {
      result = error.what();
    }
    set("XDG_DATA_HOME", old_data.c_str()), set("HOME", old_home.c_str());
    return result;
  };
  CHECK(place("/data", "/home/me") == "/data/repetend/costs.sqlite");
  CHECK(place(nullptr, "/home/me") == "/home/me/.local/share/repetend/costs.sqlite");
  CHECK(place("relative", "/home/me") == "/home/me/.local/share/repetend/costs.sqlite");
  CHECK_THAT(place(nullptr, nullptr), ContainsSubstring("name the cost database with --db"));
}
