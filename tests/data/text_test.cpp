// Runs as text: the same back, the same bytes again, and an error at its place.
#include "data/costs/text.hpp"

#include "data/costs/cost_database.hpp"
#include "sim/core/error.hpp"
#include "tests/data/runs.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/temporary_folder.hpp"

using namespace repetend;
using namespace repetend::data;

namespace {

std::string replaced(std::string text, const std::string& old, const std::string& now) {
  const std::size_t at = text.find(old);
  REQUIRE(at != std::string::npos);
  return text.replace(at, old.size(), now);
}

const std::string example = R"yaml(# Measured costs, made by `repetend costs export`.
repetend_costs: 1
runs:
  - gpu: {name: "NVIDIA H100 PCIe", memory: 85017755648, compute_units: 114, clock_limit: 1755, memory_clock_limit: 1593}
    provenance: "measured"
    date: "2026-11-23T06:12:45Z"
    driver: "580.65.06"
    cuda: "13.0"
    tool: "repetend-profile 0.1.0"
    command: "repetend profile operators --hidden 4096"
    clock: 1410
    memory_clock: 1593
    temperature: 61
    throttling: "power cap"
    overhead: 0.0125
    dropped: 3
    notes:
      - "2 ranges were never closed"
      - "\"quotes\": # and, commas\x0aand lines"
    operators:
      - {kind: matmul, phase: forward, precision: bf16, shape: 512x512x512x1, times: 1003 1001 1002 1001}
      - {kind: matmul, phase: forward, precision: bf16, shape: 1024x512x512x1, times: 2000}
    blocks:
      - {name: "F0", kind: forward, kernels: 12, peak: 1073741824, kept: -4096, times: 5000 4000}
      - {name: "opt", kind: optimizer, kernels: 0, times: 700}
)yaml";

}  // namespace

TEST_CASE("runs are written as the format says", "[costs][text]") {
  CHECK(write_costs(std::vector{test::example_run()}) == example);
  CHECK(parse_costs(example, "f") == std::vector{test::example_run()});
  CHECK(parse_costs(write_costs({}), "f").empty());
}

TEST_CASE("whatever the runs: text, database and text again are the same", "[costs][text]") {
  const test::TemporaryFolder folder;
  CHECK(rc::check([&] {
    const std::vector<Run> runs{test::random_run(), test::random_run()};
    const std::string text = write_costs(runs);
    const auto read = parse_costs(text, "f");
    RC_ASSERT(read == (std::vector{canonical(runs[0]), canonical(runs[1])}));
    CostDatabase database = CostDatabase::open_or_create(folder.file("costs"));
    std::vector<Run> stored;
    for (const Run& run : read) stored.push_back(database.run(database.store(run)));
    RC_ASSERT(write_costs(stored) == text);
  }));
}

TEST_CASE("what is wrong in a text is said with its place", "[costs][text]") {
  const auto [old, now, message] = GENERATE(table<std::string, std::string, std::string>({
      {"repetend_costs: 1", "repetend_costs: 2",
       "f:2:17: version 2 is newer than this program, expected at most 1"},
      {"repetend_costs: 1\n", "", "f:2:1: measured costs has no repetend_costs, expected `repetend_costs:`"},
      {"runs:", "run:",
       "f:3:1: unknown key 'run' of measured costs, expected repetend_costs or runs; did you mean"},
      {"\"measured\"", "estimated", "f:5:17: 'estimated', expected measured or imported"},
      {"2026-11-23T", "2026-11-23 ", "f:4:5: '2026-11-23 06:12:45Z' is no date"},
      {"clock: 1410", "clock: fast", "f:11:12: 'fast' is not a whole number"},
      {"0.0125", "small", "f:15:15: 'small', expected a number such as 0.02"},
      {"kind: matmul", "kind: matmull", "f:21:16: 'matmull', expected matmul, attention"},
      {"512x512x512x1", "512x512x512", "f:21:9: a shape of 3 numbers, expected 4: m, n, k, batch"},
      {"512x512x512x1", "512*512", "f:21:64: '512*512', expected a shape such as 2048x4096x4096x1"},
      {"1003 1001", "1003  1001", "'' is no time, expected whole numbers of ns, separated by a blank"},
      {"1003 1001", "1003 10.1", "'10.1' is no time"},
      {"1003 1001", "1003 -1", "a time of -1 ns of matmul forward bf16"},
      {"times: 2000", "times: 2000 ", ""},  // YAML drops a blank at the end
      {"times: 2000", "times: \"2000 \"", "f:22:87: '2000' is no time"},
      {"times: 2000", "times: \"\"", "no times of matmul"},
      {", times: 2000", "", "f:22:9: an operator has no times, expected `times:`"},
      {"1024x512x512x1", "512x512x512x1",
       "f:4:5: matmul forward bf16 m=512 n=512 k=512 batch=1 twice in one run"},
      {"kernels: 12", "kernels: -12", "f:24:46: -12 is out of range"},
      {"name: \"F0\"", "name: \"\"", "f:24:9: a block without a name"},
  }));
  CAPTURE(now);
  std::string found;
  try {
    parse_costs(replaced(example, old, now), "f");
  } catch (const SourceError& error) {
    found = error.what();
  }
  CHECK_THAT(found, ContainsSubstring(message));
  CHECK(found.empty() == message.empty());
}

TEST_CASE("a run that says nothing of lost records has lost none", "[costs][text]") {
  Run expected = test::example_run();
  expected.dropped = 0;
  CHECK(parse_costs(replaced(example, "    dropped: 3\n", ""), "f") == std::vector{expected});
}

TEST_CASE("a text without costs is refused", "[costs][text]") {
  CHECK_THROWS_WITH(parse_costs("# nothing\n", "f"), "f:1:1: the file is empty, expected measured costs");
  CHECK_THROWS_WITH(parse_costs("- 1\n", "f"),
                    ContainsSubstring("f:1:1: a list, expected measured costs: a map"));
}
