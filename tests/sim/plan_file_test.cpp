#include "sim/formats/plan/plan_file.hpp"

#include <unistd.h>

#include <filesystem>

#include "sim/core/error.hpp"
#include "sim/engine/engine.hpp"
#include "sim/formats/scenario/scenario.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/plan_errors.hpp"
#include "tests/support/problems.hpp"

using namespace repetend;

namespace {

Plan small_plan() {
  Problem problem = test::pipeline(2, 2, 3, 5, 7);
  problem.devices[0].memory = 100;
  Plan plan{std::make_shared<const Problem>(problem), "by hand", {}, {}, Repetend{8, 1, 3, 11}};
  const BlockId f0{0}, f1{1}, b1{2}, b0{3};
  plan.orders = {{{f0, 0}, {f0, 1}, {b0, 0}, {b0, 1}}, {{f1, 0}, {b1, 0}, {f1, 1}, {b1, 1}}};
  return time_plan(plan);
}

std::string error_with(const std::string& from, const std::string& to) {
  return test::plan_error_with(small_plan(), from, to);
}

void check_same(const Plan& a, const Plan& b) {
  CHECK(a.schedule == b.schedule);
  CHECK(a.orders == b.orders);
  CHECK(a.start == b.start);
  CHECK(plan_hash(a) == plan_hash(b));
  CHECK(a.repetend.has_value() == b.repetend.has_value());
  CHECK(write_plan(a) == write_plan(b));
}

struct Folder {
  std::filesystem::path path =
      std::filesystem::temp_directory_path() / ("repetend-" + std::to_string(::getpid()));
  Folder() { std::filesystem::create_directories(path); }
  ~Folder() { std::filesystem::remove_all(path); }
  std::string file(const char* name) const { return (path / name).string(); }
  auto count() const { return std::distance(std::filesystem::directory_iterator(path), {}); }
};

}  // namespace

TEST_CASE("a plan file is what the header says") {
  const std::string text = write_plan(small_plan());
  const auto problem = text.find("\"problem\": {");
  const auto orders = text.find("\"orders\"");
  CHECK(text.substr(0, problem) ==
        "{\"format\": \"repetend-plan\", \"version\": 1, \"schedule\": \"by hand\",\n");
  CHECK(text.substr(orders) == R"("orders": [
  {"device": "gpu0", "block": [0,0,3,3], "micro_batch": [0,1,0,1]},
  {"device": "gpu1", "block": [1,2,1,2], "micro_batch": [0,0,1,1]}
],
"start_ns": [
  [0,3],
  [3,11],
  [6,14],
  [11,19]
],
"repetend": {"period_ns": 8, "micro_batches": 1, "first_ns": 3, "last_ns": 11}}
)");
}

TEST_CASE("a plan comes back as it was written") {
  check_same(small_plan(), parse_plan(write_plan(small_plan()), "plan.json"));
  std::mt19937_64 random(5);
  for (int round = 0; round < 200; ++round)
    for (TransferMode mode : {TransferMode::none, TransferMode::async}) {
      auto problem = std::make_shared<Problem>(test::random_problem(random, {.transfer = mode}));
      problem->devices[0].name = round % 2 ? "7" : "card-\"\\\xc3\xa9";  // names that need care
      Plan plan{problem, round % 3 ? "search" : "1", test::random_orders(random, *problem), {}, {}};
      if (round % 5) plan = time_plan(plan);
      check_same(plan, parse_plan(write_plan(plan), "plan.json"));
    }
}

TEST_CASE("a plan's keys and white space may come in any order") {
  std::string text = write_plan(small_plan());
  const std::string repetend =
      R"("repetend": {"period_ns": 8, "micro_batches": 1, "first_ns": 3, "last_ns": 11})";
  text.replace(text.find(repetend) - 2, repetend.size() + 2, "");
  text.replace(
      0, 1, "\r\n{\t \"repetend\" : {\"last_ns\":11,\"first_ns\":3 ,\"period_ns\":8,\"micro_batches\":1}\n,");
  check_same(small_plan(), parse_plan(text, "plan.json"));
}

TEST_CASE("what is not a plan is refused at its place") {
  CHECK(test::plan_error_of("") == "plan.json:1:1: the text ends, expected the plan, an object");
  CHECK(test::plan_error_of("[1]") == "plan.json:1:1: found [, expected the plan, an object");
  CHECK(test::plan_error_of("{}") == "plan.json:1:1: the plan has no 'format', expected one");
  CHECK(test::plan_error_of("{\"format\": \"x\"}") ==
        "plan.json:1:12: another format, expected \"repetend-plan\"");
  CHECK(test::plan_error_of("{\"format\": 3}") == "plan.json:1:12: found 3, expected the format");
  CHECK(error_with("\"version\": 1", "\"version\": 3") ==
        "plan.json:1:40: version 3 is newer than this program, expected at most 2");
  CHECK(error_with("\"version\": 1", "\"version\": 0") ==
        "plan.json:1:40: found 0, expected the version, an integer from 1 to 4611686018427387903");
  CHECK(error_with("\"by hand\"", "null") == "plan.json:1:55: found null, expected the name of a schedule");
  CHECK(error_with("\"schedule\"", "\"Schedule\"") ==
        "plan.json:1:43: unknown key 'Schedule' of the plan, expected one of format, version, schedule, "
        "problem, "
        "orders, start_ns, repetend, model");
  CHECK(error_with("\"schedule\"", "\"version\"") ==
        "plan.json:1:43: duplicate key 'version', expected it once");
  CHECK(error_with("}}\n", "}} x") ==
        "plan.json:13:81: found x, expected nothing behind the end of the plan");
  CHECK(error_with("}}\n", "}") == "plan.json:13:79: the text ends, expected ',' or '}'");
  CHECK(error_with("by hand\"", "by hand") == "plan.json:2:2: found problem, expected ',' or '}'");
}

TEST_CASE("bad orders are refused at their place") {
  CHECK(error_with("{\"device\": \"gpu1\", \"block\"", "{\"device\": \"gpu7\", \"block\"") ==
        "plan.json:5:14: unknown device 'gpu7', expected one of the problem's");
  CHECK(error_with("{\"device\": \"gpu1\", \"block\"", "{\"device\": \"gpu0\", \"block\"") ==
        "plan.json:5:14: a second order of gpu0, expected one");
  CHECK(error_with(",\n  {\"device\": \"gpu1\", \"block\": [1,2,1,2], \"micro_batch\": [0,0,1,1]}", "") ==
        "plan.json:3:11: no order of gpu1, expected one of every device");
  CHECK(error_with("[1,2,1,2]", "[1,2,4,2]") ==
        "plan.json:5:36: found 4, expected a block index, an integer from 0 to 3");
  CHECK(error_with("[1,2,1,2]", "[1,2.0,1,2]") ==
        "plan.json:5:34: found 2.0, expected a block index, an integer from 0 to 3");
  CHECK(error_with("[1,2,1,2]", "[01,2,1,2]") ==
        "plan.json:5:32: found 01, expected a block index, an integer from 0 to 3");
  CHECK(error_with("[1,2,1,2]", "[1,\"2\",1,2]") ==
        "plan.json:5:34: found \", expected a block index, an integer from 0 to 3");
  CHECK(error_with("[1,2,1,2]", "[1,2,1,2,]") ==
        "plan.json:5:40: found ], expected a block index, an integer from 0 to 3");
  CHECK(error_with("[1,2,1,2]", "[1,2,1 2]") == "plan.json:5:38: found 2, expected ',' or ']'");
  CHECK(error_with("[0,0,1,1]", "[0,0,2,1]") ==
        "plan.json:5:62: found 2, expected a micro-batch, an integer from 0 to 1");
  CHECK(error_with("[0,0,1,1]", "[0,0,-1,1]") ==
        "plan.json:5:62: found -1, expected a micro-batch, an integer from 0 to 1");
  CHECK(error_with("[0,0,1,1]", "[0,0,1]") ==
        "plan.json:5:57: 3 micro-batches, expected one for each of 4 blocks");
  CHECK(error_with("[0,0,1,1]", "[0,0,1,1,1]") ==
        "plan.json:5:57: 5 micro-batches, expected one for each of 4 blocks");
  CHECK(error_with(", \"micro_batch\": [0,0,1,1]", "") ==
        "plan.json:5:3: an order has no 'micro_batch', expected one");
}

TEST_CASE("bad times and repetends are refused at their place") {
  constexpr const char* time = ", expected a start time, an integer from 0 to 4611686018427387903";
  CHECK(error_with("[3,11]", "[3,-11]") == std::string("plan.json:9:6: found -11") + time);
  CHECK(error_with("[3,11]", "[3,1e9]") == std::string("plan.json:9:6: found 1e9") + time);
  CHECK(error_with("[3,11]", "[3,4611686018427387904]") ==
        std::string("plan.json:9:6: found 4611686018427387904") + time);
  CHECK(error_with("[3,11]", "[3,99999999999999999999999999]") ==
        std::string("plan.json:9:6: found 999999999999999999999999...") + time);
  CHECK(error_with("[3,11]", "[3]") ==
        "plan.json:9:3: 1 start times, expected one for each of 2 micro-batches");
  CHECK(error_with("[3,11]", "3") == "plan.json:9:3: found 3, expected an array of start times");
  CHECK(error_with(",\n  [3,11]", "") == "plan.json:7:13: start times of 3 blocks, expected 4");
  CHECK(error_with("\"period_ns\": 8", "\"period_ns\": 0") ==
        "plan.json:13:27: found 0, expected the period, an integer from 1 to 4611686018427387903");
  CHECK(error_with("\"last_ns\": 11", "\"last_ns\": 2") ==
        "plan.json:13:76: found 2, expected a time, an integer from 3 to 4611686018427387903");
  CHECK(error_with("{\"period_ns\": 8, ", "{") ==
        "plan.json:13:13: the repetend has no 'period_ns', expected one");
  CHECK(error_with("{\"period_ns\"", "nul {\"period_ns\"") ==
        "plan.json:13:17: found {, expected ',' or '}'");
}

TEST_CASE("a bad problem is refused where it stands in the plan") {
  CHECK_THAT(error_with("\"time\": 3", "\"time\": -3"), ContainsSubstring("plan.json:2:"));
  CHECK_THAT(error_with("\"problem\": {", "\"problem\": 3, \"x\": {"), ContainsSubstring("unknown key 'x'"));
  CHECK_THAT(error_with("\"acquire\": 7", "\"acquire\": 8"),
             ContainsSubstring("a micro-batch acquires 8 B and releases 7 B on gpu0"));
}

TEST_CASE("a plan of a priced model says what it means for the model, others say nothing") {
  Plan plan = small_plan();
  CHECK(write_plan(plan).find("\"model\"") == std::string::npos);
  Problem priced = *plan.problem;
  priced.model = ModelFacts{.samples = 4,
                            .tokens = 8192,
                            .flop = 1.25e18,
                            .peak_flops = 3.124e14,
                            .gradient_exchange = 5,
                            .optimizer_step = 7,
                            .costs = "costs: \"all\" measured"};
  plan.problem = std::make_shared<const Problem>(priced);
  const std::string text = write_plan(plan);
  const Plan read = parse_plan(text, "plan.json");
  check_same(plan, read);
  REQUIRE(read.problem->model);
  CHECK(read.problem->model->flop == 1.25e18);
  CHECK(read.problem->model->costs == "costs: \"all\" measured");
  CHECK(with_overrides(*read.problem, {{"micro_batches", "3"}}).model->tokens == 8192);
  const auto error = [&](const std::string& from, const std::string& to) {
    return test::plan_error_of(std::string(text).replace(text.find(from), from.size(), to));
  };
  CHECK_THAT(error("1.25e+18", "-1"),
             ContainsSubstring("found -1, expected a number of FLOP, a number of 0 or more"));
  CHECK_THAT(error("1.25e+18", "1e999"), ContainsSubstring("expected a number of FLOP"));
  CHECK_THAT(error("312400000000000", "0"), ContainsSubstring("no FLOP/s at all, expected more than 0"));
  CHECK_THAT(error("\"samples\"", "\"sample\""), ContainsSubstring("unknown key 'sample' of the model"));
  CHECK_THAT(error("\"samples\": 4, ", ""), ContainsSubstring("the model has no 'samples', expected one"));
}

TEST_CASE("no damaged plan does worse than a SourceError") {
  const std::string sound = write_plan(small_plan());
  std::mt19937_64 random(3);
  int accepted = 0;
  for (int round = 0; round < 6000; ++round) {
    std::string text = sound;
    for (auto edits = test::uniform(random, 1, 3); edits > 0; --edits) {
      const auto at = static_cast<std::size_t>(test::uniform(random, 0, std::ssize(text) - 1));
      const auto length = static_cast<std::size_t>(test::uniform(random, 0, 3));
      const char byte = "{}[]:,\"\\0129.-eunl \n\xff\x01"[test::uniform(random, 0, 21)];
      switch (test::uniform(random, 0, 3)) {
        case 0:
          text.erase(at, length);
          break;
        case 1:
          text.insert(at, 1, byte);
          break;
        case 2:
          text[at] = byte;
          break;
        default:
          text.resize(at);
          text += sound.substr(at / 2);
          break;
      }
      if (text.empty()) text = " ";
    }
    try {
      parse_plan(text, "plan.json");
      ++accepted;
    } catch (const SourceError& error) {
      CHECK_THAT(error.what(), ContainsSubstring("plan.json:"));
    }
  }
  CHECK(accepted > 100);  // a changed digit is another plan
}

TEST_CASE("files are written whole or not at all") {
  const Folder folder;
  const std::string file = folder.file("plan.json");
  write_file(file, "old");
  write_file(file, "new");
  CHECK(read_file(file) == "new");
  CHECK(folder.count() == 1);
  std::filesystem::create_symlink(file, folder.file("link"));
  write_file(folder.file("link"), "linked");
  CHECK(read_file(file) == "linked");
  CHECK(std::filesystem::is_symlink(folder.file("link")));
  write_file("/dev/null", "gone");
  CHECK_THROWS_WITH(write_file(folder.file("none/plan.json"), ""),
                    ContainsSubstring("cannot write ") && ContainsSubstring("No such file or directory"));
  CHECK_THROWS_WITH(write_file(folder.path.string(), ""), ContainsSubstring("Is a directory"));
  CHECK(folder.count() == 2);
}

TEST_CASE("unreadable files are named") {
  const Folder folder;
  CHECK_THROWS_AS(read_file(folder.file("missing")), RequestError);
  CHECK_THROWS_WITH(read_plan(folder.file("missing")),
                    "cannot read " + folder.file("missing") + ": No such file or directory");
  CHECK_THROWS_WITH(read_file(folder.path.string()), ContainsSubstring("Is a directory"));
}

TEST_CASE("plans are told from scenarios by their text") {
  CHECK(looks_like_plan("\n {\"format\": 1}"));
  CHECK_FALSE(looks_like_plan("name: x"));
  CHECK_FALSE(looks_like_plan("{\"name\": \"x\", \"blocks\": []}"));
  CHECK_FALSE(looks_like_plan(""));
}
