// The cost database through the command line: in, out and around again, and what is said when it cannot be.
#include <filesystem>

#include "sim/core/file.hpp"
#include "tests/cli/command_line.hpp"
#include "tests/support/catch.hpp"

using namespace repetend;
using test::Ran;
using test::TemporaryFolder;

namespace {

const std::string before = "tests/cli/costs/before.yaml", after = "tests/cli/costs/after.yaml";

class Costs {
 public:
  Ran run(const std::string& line) const { return test::run_line("costs " + line + " --db " + file()); }
  std::string file() const { return folder.file("costs.sqlite"); }
  // The one line on standard error.
  std::string refusal(const std::string& line, int code = 1) const {
    const Ran ran = run(line);
    CHECK(ran.code == code);
    CHECK(ran.out.empty());
    CHECK(ran.err.find('\n') == ran.err.size() - 1);
    return ran.err;
  }
  TemporaryFolder folder;
};

}  // namespace

TEST_CASE("text and database become each other without a difference", "[costs]") {
  const Costs costs;
  CHECK(costs.run("import " + before).out == "2 runs read into " + costs.file() + "\n");
  const std::string text = costs.run("export").out;
  CHECK(costs.run("export -o " + costs.folder.file("all.yaml")).out.empty());
  CHECK(read_file(costs.folder.file("all.yaml")) == text);
  const std::string other = " --db " + costs.folder.file("other.sqlite");
  CHECK(test::run_line("costs import " + costs.folder.file("all.yaml") + other).code == 0);
  CHECK(test::run_line("costs export" + other).out == text);
  CHECK_THAT(test::run_line("costs import " + costs.file() + other).out,  // a database is read as well
             ContainsSubstring("0 runs read into") && ContainsSubstring("; 2 there already"));
}

TEST_CASE("a file that is wrong is not imported in part", "[costs]") {
  const Costs costs;
  const std::string bad = costs.folder.write("bad.yaml", "repetend_costs: 1\nruns: [{}]\n");
  CHECK_THAT(costs.refusal("import " + before + " " + bad),
             ContainsSubstring("bad.yaml:2:8: a run has no gpu"));
  CHECK_FALSE(std::filesystem::exists(costs.file()));
}

TEST_CASE("runs are selected by number and GPU", "[costs]") {
  const Costs costs;
  REQUIRE(costs.run("import " + before + " " + after).code == 0);
  const auto numbers = [&](const std::string& line) {
    std::vector<int> result;
    const auto json = test::run_json("costs " + line + " --db " + costs.file());
    for (const auto& run : json["runs"]) result.push_back(run["run"]);
    return result;
  };
  CHECK(numbers("ls") == std::vector{1, 2, 3});
  CHECK(numbers("ls --gpu 40GB") == std::vector{2});
  CHECK(numbers("show 3 1") == std::vector{3, 1});
  CHECK(test::run_words({"costs", "ls", "--db", costs.file(), "--gpu", "example gpu 80gb"}).code == 0);
  CHECK_THAT(costs.refusal("show 1 --gpu 40GB"),
             ContainsSubstring("has no run 1 on Example GPU 40GB; `repetend costs ls`"));
  CHECK_THAT(
      costs.refusal("ls --gpu Example"),
      ContainsSubstring("'Example' is a part of several GPUs' names: Example GPU 40GB, Example GPU 80GB"));
  CHECK_THAT(
      costs.refusal("ls --gpu Exmple.GPU.40GB"),
      ContainsSubstring("has no costs of GPU 'Exmple.GPU.40GB'; did you mean 'Example GPU 40GB'?; it has"));
}

TEST_CASE("where there are no costs, it is said how to come by some", "[costs]") {
  const Costs costs;
  const std::string advice =
      "measure with `repetend profile operators` where a GPU is, or read a measured set with "
      "`repetend costs import FILE`";
  for (const std::string action : {"ls", "show", "export", "diff 1 2"}) {
    CAPTURE(action);
    CHECK_THAT(costs.refusal(action), ContainsSubstring(": there is no cost database yet; " + advice));
  }
  REQUIRE(costs.run("import " + costs.folder.write("none.yaml", "repetend_costs: 1\nruns: []\n")).code == 0);
  CHECK_THAT(costs.refusal("show"), ContainsSubstring("the cost database is empty; " + advice));
  CHECK(costs.run("ls").out == costs.file() + "\n\nno runs yet: " + advice + "\n");
  CHECK(test::run_json("costs ls --db " + costs.file())["runs"].empty());
}

TEST_CASE("a fresh installation has no runs yet, which is no mistake", "[costs]") {
  const Ran ran = test::run_line("costs ls");
  CHECK(ran.code == 0);
  CHECK(ran.err.empty());
  CHECK_THAT(ran.out,
             ContainsSubstring("costs.sqlite\n\nno runs yet: measure with `repetend profile operators`"));
  CHECK(test::run_json("costs ls")["runs"].empty());
}

TEST_CASE("files that are no costs are refused", "[costs]") {
  const Costs costs;
  CHECK_THAT(costs.refusal("import none.yaml"), ContainsSubstring("cannot read none.yaml: No such file"));
  CHECK_THAT(costs.refusal("import scenarios/gpt-4.yaml"), ContainsSubstring("scenarios/gpt-4.yaml:"));
  CHECK_THAT(costs.refusal("diff " + before + " scenarios"),
             ContainsSubstring("cannot read scenarios: Is a directory"));
  const Ran ran = test::run_line("costs ls --db " + before);
  CHECK(ran.code == 1);
  CHECK(ran.err == "repetend: " + before + ": not a cost database\n");
  CHECK_THAT(costs.refusal("export -o " + costs.folder.file("no/such/file")),
             ContainsSubstring("cannot write"));
}

TEST_CASE("wrong usage of costs", "[costs]") {
  const Costs costs;
  REQUIRE(costs.run("import " + before).code == 0);
  const auto [line, message] = GENERATE(table<std::string, std::string>({
      {"", "ls|show|export is missing"},
      {"shw", "unknown action 'shw'; did you mean 'show'?; expected ls, show, export, import, diff"},
      {"ls 1", "ls takes no more arguments; show takes runs' numbers"},
      {"show one", "'one' is no run, expected a number as `repetend costs ls` lists them"},
      {"import", "FILE is missing"},
      {"diff 1", "diff compares two: a run's number or a file, and another"},
      {"diff 1 2 --threshold -1", "--threshold is 0 or more"},
      {"export --format json", "export writes YAML that import reads; for JSON there is show"},
  }));
  CAPTURE(line);
  CHECK_THAT(costs.refusal(line, 2), ContainsSubstring(message));
}

TEST_CASE("diff says what changed beyond the noise", "[costs]") {
  const auto json = test::run_json("costs diff " + before + " " + after + " --gpu 80GB");
  REQUIRE(json["changed"].size() == 1);
  CHECK(json["changed"][0]["what"] == "attention forward bf16 batch=1 heads=32 sequence=2048 head_size=128");
  CHECK(json["unchanged"].size() == 4);
  CHECK(json["only_before"].size() == 2);
  CHECK(
      test::run_json("costs diff " + before + " " + after + " --gpu 80GB --threshold 30")["changed"].empty());
  CHECK(test::run_json("costs diff " + before + " " + before)["changed"].empty());
}

TEST_CASE("a trace of PyTorch's profiler becomes block costs, called imported", "[costs][import]") {
  const Costs costs;
  const auto import = [&](const std::string& words) {
    return test::run_line("import " + words + " --db " + costs.file());
  };
  const std::string trace = "tests/cli/costs/trace.json";
  CHECK(import("kineto " + trace).out == "1 run read into " + costs.file() + "\n");
  CHECK(import("kineto " + trace).out == "0 runs read into " + costs.file() + "; 1 there already\n");
  const auto run = test::run_json("costs show --db " + costs.file())["runs"][0];
  CHECK(run["provenance"] == "imported");
  CHECK(run["import"]["tool"] == "kineto");
  CHECK(run["blocks"][0]["name"] == "B0");
  CHECK(run["blocks"][0]["median_ns"] == 209'250);
  CHECK(run["blocks"][0]["peak"].is_null());
  CHECK_THAT(costs.run("show").out, ContainsSubstring("imported, run 1"));

  CHECK(import("nsys " + trace).code == 2);
  CHECK_THAT(import("nsys " + trace).err, ContainsSubstring("unknown kind of file 'nsys'; expected kineto"));
  CHECK_THAT(import("kineto").err, ContainsSubstring("FILE is missing"));
  CHECK_THAT(import("kineto none.json").err, ContainsSubstring("cannot read none.json: No such file"));
  CHECK_THAT(import("kineto " + before).err, ContainsSubstring("before.yaml: no JSON trace: "));
}
