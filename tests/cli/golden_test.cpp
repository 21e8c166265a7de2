// What the commands print, word for word. REPETEND_UPDATE_GOLDEN=1 writes the files anew; read the difference
// before committing it. What the search finds is tested by its properties (commands_test.cpp): it improves.
#include <cstdlib>
#include <regex>

#include "sim/core/file.hpp"
#include "tests/cli/command_line.hpp"
#include "tests/support/catch.hpp"

using namespace repetend;

namespace {

// The machine's speed must not show.
std::string masked(const std::string& text) {
  static const std::regex json("\"search_seconds\": [-+.e0-9]+"), words("search       [.0-9]+ [mun]?s,");
  return std::regex_replace(std::regex_replace(text, json, "\"search_seconds\": 0"), words,
                            "search       ... ms,");
}

void expect_golden(const std::string& name, const std::string& text) {
  const std::string file = REPETEND_SOURCE_DIR "/tests/cli/golden/" + name;
  if (std::getenv("REPETEND_UPDATE_GOLDEN")) write_file(file, text);
  CHECK(read_file(file) == text);
}

}  // namespace

TEST_CASE("commands print what they printed", "[golden]") {
  const auto [name, line, code] = GENERATE(table<std::string, std::string, int>({
      {"help.txt", "--help", 0},
      {"help-search.txt", "search --help", 0},
      {"help-compare.txt", "compare --help", 0},
      {"help-simulate.txt", "simulate --help", 0},
      {"help-verify.txt", "help verify", 0},
      {"help-explain.txt", "explain --help", 0},
      {"help-import.txt", "import --help", 0},
      {"help-costs.txt", "costs --help", 0},
      {"help-price.txt", "price --help", 0},
      {"simulate-v.txt", "simulate scenarios/tessel/v-4.yaml --schedule 1f1b --gantt", 0},
      {"simulate-v.json", "simulate scenarios/tessel/v-4.yaml --schedule 1f1b --format json", 0},
      {"simulate-too-large.txt", "simulate scenarios/tessel/v-4.yaml --schedule gpipe", 1},
      {"simulate-too-large.json", "simulate scenarios/tessel/v-4.yaml --schedule gpipe --format json", 1},
      {"simulate-simgrid.txt", "simulate scenarios/simgrid-8.yaml --schedule 1f1b --transfer rendezvous", 0},
      {"simulate-simgrid.json", "simulate scenarios/simgrid-8.yaml --schedule 1f1b --format json", 0},
      {"simulate-deadlock.txt", "simulate scenarios/simgrid-8.yaml -n 8 --schedule 1f1b --transfer blocking",
       1},
      {"simulate-deadlock.json",
       "simulate scenarios/simgrid-8.yaml -n 8 --schedule 1f1b --transfer blocking --format json", 1},
      {"simulate-zero-bubble.txt", "simulate scenarios/zero-bubble-4.yaml --schedule zb-h1 -n 6 --gantt", 0},
      {"simulate-gpt.txt",
       "simulate scenarios/gpt-4.yaml --schedule 1f1b+ --set devices.gpu1.speed=0.8 --jitter 0.1 --runs 50",
       0},
      {"compare-v.txt", "compare scenarios/tessel/v-4.yaml --schedules gpipe,1f1b,1f1b-limited,zb-h1", 0},
      {"compare-v.json", "compare scenarios/tessel/v-4.yaml --schedules gpipe,1f1b,zb-h1 --format json", 0},
      {"compare-all.txt",
       "compare scenarios/zero-bubble-4.yaml --all --schedules gpipe,1f1b,zb-h1,zb-v,chimera", 0},
      {"compare-gpt.txt", "compare scenarios/gpt-4.yaml --schedules gpipe,1f1b,1f1b+,tensor-parallel", 0},
      {"compare-model.txt",
       "compare scenarios/models/gpt-8-v100.yaml --schedules gpipe,1f1b,1f1b+,interleaved,tensor-parallel",
       0},
      {"compare-model.json", "compare scenarios/models/mt5-16-v100.yaml --schedules 1f1b,1f1b+ --format json",
       0},
      {"simulate-model.txt",
       "simulate scenarios/models/gpt-4-v100.yaml --schedule 1f1b+ --set model.optimizer=adam --set "
       "model.data_parallel=4 --set devices.memory=48GiB",
       0},
      {"simulate-model.json", "simulate scenarios/models/gpt-4-v100.yaml --schedule 1f1b+ --format json", 0},
      {"price-model.txt", "price scenarios/models/gpt-4-v100.yaml --set model.alternatives=[]", 0},
      {"price-model.json", "price scenarios/models/gpt-4-v100.yaml --set model.alternatives=[] --format json",
       0},
      // Inference of a plain pipeline: nothing can be better, so nothing will change.
      {"search-inference.txt", "search scenarios/tessel/v-4-inference.yaml --explain", 0},
      {"search-inference.json", "search scenarios/tessel/v-4-inference.yaml --format json", 0},
  }));
  CAPTURE(line);
  const test::TemporaryFolder home;  // not what was measured on this machine
  setenv("XDG_DATA_HOME", home.file("").c_str(), 1);
  const test::Ran ran = test::run_line(line);
  CHECK(ran.code == code);
  CHECK(ran.err.empty());
  expect_golden(name, masked(ran.out));
}

TEST_CASE("plans are explained and verified as before", "[golden]") {
  const test::TemporaryFolder folder;
  const std::string plan = folder.file("plan.json");
  REQUIRE(test::run_line("simulate scenarios/gpt-4.yaml --schedule 1f1b+ -n 8 -o " + plan).code == 0);
  expect_golden("explain-gpt.txt", test::run_line("explain " + plan).out);
  expect_golden("explain-gpt.json", test::run_line("explain --format json " + plan).out);
  expect_golden("verify-gpt.txt", test::run_line("verify " + plan).out);
  expect_golden("verify-gpt.json", test::run_line("verify --format json " + plan).out);
  CHECK_THAT(read_file(REPETEND_SOURCE_DIR "/tests/cli/golden/simulate-simgrid.json"),
             ContainsSubstring("\"makespan_ns\": 30782650000,"));  // SimGrid's own answer
}

TEST_CASE("the cost database is listed, shown, exported and compared as before", "[golden][costs]") {
  const test::TemporaryFolder folder;
  const std::string costs = "tests/cli/costs/", database = folder.file("costs.sqlite");
  const auto printed = [&](const std::string& line) {
    const test::Ran ran = test::run_line("costs " + line + " --db " + database);
    CHECK(ran.code == 0);
    CHECK(ran.err.empty());
    static const std::regex date_of_import("\\(repetend costs\\), [-0-9]+|\"date\": \"[^\"]+\"\n    *}");
    const std::regex file(database);
    return std::regex_replace(std::regex_replace(ran.out, date_of_import, "(today)"), file, "costs.sqlite");
  };
  expect_golden("costs-import.txt", printed("import " + costs + "before.yaml " + costs + "after.yaml"));
  expect_golden("costs-ls.txt", printed("ls"));
  expect_golden("costs-ls.json", printed("ls --format json"));
  expect_golden("costs-show.txt", printed("show"));
  expect_golden("costs-show.json", printed("show 2 --format json"));
  expect_golden("costs-diff.txt", printed("diff 1 3"));
  expect_golden("costs-diff.json", printed("diff " + costs + "before.yaml 3 --format json"));
  expect_golden("costs-export.txt", printed("export 3"));
}
