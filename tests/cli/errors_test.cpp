// Exit codes and messages: 2 for wrong usage, 1 for what cannot be met, one line that says what is wrong.
#include <sstream>

#include "cli/command.hpp"
#include "sim/core/file.hpp"
#include "tests/cli/command_line.hpp"
#include "tests/support/catch.hpp"

using namespace repetend;
using test::Ran;
using test::run_line;
using test::run_words;
using test::v4;

namespace {

bool is_one_line(const std::string& text) { return !text.empty() && text.find('\n') == text.size() - 1; }

}  // namespace

TEST_CASE("wrong usage: exit 2, one line on standard error, nothing on standard output", "[errors]") {
  const auto [line, message] = GENERATE(table<std::string, std::string>({
      {"serch " + v4, "repetend: unknown command 'serch'; did you mean 'search'?; see 'repetend --help'"},
      {"--helpp", "repetend: unknown command '--helpp'; see 'repetend --help'"},
      {"search", "SCENARIO is missing"},
      {"simulate", "PLAN|SCENARIO is missing"},
      {"verify", "PLAN is missing"},
      {"search a b", "'b' is one argument too many; expected SCENARIO"},
      {"search " + v4 + " --fomat json", "unknown option '--fomat'; did you mean '--format'?"},
      {"search " + v4 + " --form json", "unknown option '--form'"},  // no guessing
      {"verify plan.json --gantt", "unknown option '--gantt'"},
      {"search " + v4 + " --format yaml", "--format is 'text' or 'json', not 'yaml'"},
      {"search " + v4 + " -n", "the required argument for option '--micro-batches' is missing"},
      {"search " + v4 + " -n many", "the argument ('many') for option '--micro-batches' is invalid"},
      {"search " + v4 + " -n -3", "--micro-batches is 1 or more, not -3"},
      {"search " + v4 + " -n 0", "--micro-batches is 1 or more, not 0"},
      {"search " + v4 + " -n 9999999999",
       "the argument ('9999999999') for option '--micro-batches' is invalid"},
      {"search " + v4 + " --set nonsense", "--set nonsense: expected KEY=VALUE, such as micro_batches=32"},
      {"search " + v4 + " --objective speed",
       "--objective is makespan, period, latency or memory, not 'speed'"},
      {"search " + v4 + " --objective perod", "did you mean 'period'?"},
      {"search " + v4 + " --time-limit soon", "--time-limit: "},
      {"search " + v4 + " --time-limit 3parsecs",
       "--time-limit: 'parsecs' is not a unit of time, expected one of ns us ms s min h d"},
      {"search " + v4 + " --time-limit -1s", "--time-limit is more than 0, not -1s"},
      {"search " + v4 + " --time-limit 0", "--time-limit is more than 0, not 0"},
      {"search " + v4 + " --effort hihg",
       "--effort is low, normal, high or a number of states, not 'hihg'; did you mean 'high'?"},
      {"search " + v4 + " --effort -1", "--effort is low, normal, high or a number of states, not '-1'"},
      {"search " + v4 + " --beam 0", "--beam and --threads are 1 or more"},
      {"search " + v4 + " --threads -2", "--beam and --threads are 1 or more"},
      {"search " + v4 + " --seed -1", "--seed is 0 or more, not -1"},
      {"compare " + v4 + " --schedules gpip",
       "unknown schedule 'gpip'; did you mean 'gpipe'?; known are search, gpipe"},
      {"compare " + v4 + " --schedules gpipe,", "unknown schedule ''"},
      {"compare " + v4 + " --schedules gpipe,interleaved:g=0",
       "schedule 'interleaved:g=0': expected interleaved:g=NUMBER, the micro-batches of a group, a whole "
       "number from 1"},
      {"simulate " + v4 + " --schedule gpipe:g=4", "schedule 'gpipe:g=4': gpipe has no parameters"},
      {"simulate " + v4 + " --schedule serch", "unknown schedule 'serch'; did you mean 'search'?"},
      {"simulate " + v4 + " --schedules 1f1b", "unknown option '--schedules'; did you mean '--schedule'?"},
      {"simulate " + v4 + " --runs 5", "--runs needs --jitter"},
      {"simulate " + v4 + " --jitter 11", "--jitter is a coefficient of variation from 0 to 10"},
      {"simulate " + v4 + " --jitter -0.1", "--jitter is a coefficient of variation from 0 to 10"},
      {"simulate " + v4 + " --jitter nan", "--jitter is a coefficient of variation from 0 to 10"},
      {"simulate " + v4 + " --jitter 0.1 --runs 0", "--runs is a number from 1 to 1000000"},
      {"simulate " + v4 + " --orders o.csv --schedule 1f1b", "--orders and --schedule exclude each other"},
  }));
  CAPTURE(line);
  const Ran ran = run_line(line);
  CHECK(ran.code == 2);
  CHECK(ran.out.empty());
  CHECK_THAT(ran.err, ContainsSubstring(message));
  CHECK_THAT(ran.err, ContainsSubstring("--help'"));
  CHECK(is_one_line(ran.err));
}

TEST_CASE("what cannot be met: exit 1, one line on standard error, nothing on standard output", "[errors]") {
  const auto [line, message] = GENERATE(table<std::string, std::string>({
      {"search none.yaml", "repetend: cannot read none.yaml: No such file or directory"},
      {"verify none.json", "repetend: cannot read none.json: No such file or directory"},
      {"simulate none", "repetend: cannot read none: No such file or directory"},
      {"search scenarios", "repetend: cannot read scenarios: Is a directory"},
      {"search scenarios/rejected/cycle.yaml",
       "repetend: scenarios/rejected/cycle.yaml:4:5: blocks F0 -> B0 -> F0"},
      {"compare scenarios/rejected/tab-indentation.yaml",
       "repetend: scenarios/rejected/tab-indentation.yaml:"},
      {"simulate scenarios/rejected/unknown-key.yaml", "repetend: scenarios/rejected/unknown-key.yaml:"},
      {"verify " + v4,
       "repetend: scenarios/tessel/v-4.yaml:1:1: found #, expected the plan, an object; a scenario? "
       "repetend search scenarios/tessel/v-4.yaml -o plan.json makes a plan of it"},
      {"search " + v4 + " --set devces.gpu0.speed=2", "unknown key 'devces'"},
      {"search " + v4 + " --set blocks.Q.time=2ms", "--set blocks.Q.time=2ms"},
      {"search " + v4 + " -n 2000000000", "2000000000 is out of range, expected 1 to 1000000000"},
      {"simulate " + v4 + " --schedule 1f1b --transfer sometimes", "sometimes"},
      {"simulate " + v4 + " --schedule zb-h1", "repetend: zb-h1 does not apply: main: "},
      {"simulate " + v4 + " --orders none.csv", "repetend: cannot read none.csv: No such file or directory"},
      {"search " + v4 + " --set devices.*.memory=0", "repetend: no plan fits the memory"},
  }));
  CAPTURE(line);
  const Ran ran = run_line(line);
  CHECK(ran.code == 1);
  CHECK(ran.out.empty());
  CHECK_THAT(ran.err, ContainsSubstring(message));
  CHECK(is_one_line(ran.err));
}

TEST_CASE("a plan file that is no plan is refused with its place", "[errors]") {
  const test::TemporaryFolder folder;
  const auto [text, message] = GENERATE(table<std::string, std::string>({
      {"", ":1:1: "},
      {"{", ":1:2: "},
      {"{}", ":1:1: "},
      {"{\n  \"plan\": 1\n", ":"},
      {"[]", ":1:1: found [, expected the plan, an object"},
  }));
  const std::string file = folder.write("plan.json", text);
  for (const std::string command : {"verify", "explain"}) {
    CAPTURE(command, text);
    const Ran ran = run_words({command, file});
    CHECK(ran.code == 1);
    CHECK(ran.out.empty());
    CHECK_THAT(ran.err, ContainsSubstring("repetend: " + file + message));
    CHECK(is_one_line(ran.err));
  }
}

TEST_CASE("an output that cannot be written is refused before the work", "[errors]") {
  const test::TemporaryFolder folder;
  const std::string nowhere = folder.file("no/such/plan.json");
  for (const std::string command : {"search", "compare", "simulate"}) {
    const Ran ran = run_words({command, v4, "-o", nowhere});
    CHECK(ran.code == 1);
    CHECK(ran.out.empty());
    CHECK(ran.err == "repetend: cannot write " + nowhere + ": No such file or directory\n");
  }
  CHECK(run_words({"compare", v4, "--svg", folder.file("no/such/picture.svg")}).code == 1);
  CHECK_THAT(run_words({"search", v4, "-o", folder.file("")}).err, ContainsSubstring("Is a directory"));
  CHECK(folder.entries() == 0);
}

TEST_CASE("an old output survives a failure", "[errors]") {
  const test::TemporaryFolder folder;
  const std::string old = folder.write("old", "precious"), picture = folder.write("picture", "precious");
  const std::string none_fits = "devices.*.memory=0";
  CHECK(run_words({"search", v4, "--set", none_fits, "-o", old}).code == 1);
  CHECK(run_words({"search", "scenarios/rejected/cycle.yaml", "-o", old}).code == 1);
  CHECK(run_words({"simulate", "scenarios/simgrid-8.yaml", "-n", "8", "--schedule", "1f1b", "--transfer",
                   "blocking", "-o", old})
            .code == 1);
  const Ran compared = run_words({"compare", v4, "--set", none_fits, "-o", old, "--svg", picture});
  CHECK(compared.code == 1);
  CHECK_THAT(compared.err, ContainsSubstring("nothing was written: no schedule can run"));
  CHECK_THAT(compared.out, ContainsSubstring("cannot run"));
  CHECK(read_file(old) == "precious");
  CHECK(read_file(picture) == "precious");
  CHECK(folder.entries() == 2);
}

TEST_CASE("a standard output that takes nothing is a failure", "[errors]") {
  std::ostream full(nullptr);  // no buffer: every write fails
  std::ostringstream err;
  cli::Console console{full, err};
  for (const auto& words : std::vector<std::vector<std::string>>{
           {"--help"}, {"simulate", v4, "--schedule", "1f1b", "--format", "json"}})
    CHECK(cli::run(words, console) == 1);
  CHECK_THAT(err.str(), ContainsSubstring("repetend: cannot write to standard output\n"));
}

TEST_CASE("the option -n overrides --set micro_batches", "[errors]") {
  const Ran ran = run_line("simulate " + v4 + " --schedule 1f1b --set micro_batches=4 -n 5");
  CHECK(ran.code == 0);
  CHECK_THAT(ran.out, ContainsSubstring(", 5 micro-batches\n"));
}

TEST_CASE("a deadlock: exit 1, the circle in text and JSON", "[errors]") {
  const std::string line = "simulate scenarios/simgrid-8.yaml -n 8 --schedule 1f1b --transfer blocking";
  const Ran text = run_line(line);
  CHECK(text.code == 1);
  CHECK_THAT(text.out, ContainsSubstring(
                           "deadlock: each waits for the next, and the last for the first\n  gpu6 waits"));
  const auto json = test::run_json(line, 1);
  CHECK(json["makespan_ns"].is_null());
  CHECK(json["bubble_ratio"].is_null());
  CHECK(json["deadlock"].size() == 2);
  CHECK(json["out_of_memory"].is_null());
}

TEST_CASE("out of memory: exit 1, the instance, the device and the bytes in text and JSON", "[errors]") {
  const std::string line = "simulate " + v4 + " --schedule gpipe";
  const Ran text = run_line(line);
  CHECK(text.code == 1);
  CHECK_THAT(text.out, ContainsSubstring("out of memory: F0@4 "));
  const auto json = test::run_json(line, 1);
  CHECK(json["makespan_ns"] == 44'000);
  CHECK(json["out_of_memory"] ==
        nlohmann::ordered_json(
            {{"instance", "F0@4"}, {"device", "gpu0"}, {"needed", 5 << 20}, {"capacity", 4 << 20}}));
}

TEST_CASE("a plan that does not hold: verify names the constraint and exits 1", "[errors]") {
  const test::TemporaryFolder folder;
  const std::string file = folder.file("plan.json");
  REQUIRE(run_words({"simulate", v4, "--schedule", "gpipe", "-o", file}).code ==
          1);  // too large, and written
  const Ran text = run_words({"verify", file});
  CHECK(text.code == 1);
  CHECK_THAT(text.out, ContainsSubstring("not valid:\n  memory: F0@4 "));
  const auto json = test::run_json("verify " + file, 1);
  CHECK(json["valid"] == false);
  CHECK(json["violations"][0]["constraint"] == "memory");
}
