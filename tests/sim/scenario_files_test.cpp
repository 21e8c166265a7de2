// Every scenario file of the repository: those that must read, and those that must be refused, each with the
// exact message that scenarios/rejected/expected.txt lists for it.
#include <algorithm>
#include <filesystem>
#include <fstream>
#include <map>

#include "sim/core/file.hpp"
#include "sim/formats/scenario/explicit.hpp"
#include "sim/formats/scenario/scenario.hpp"
#include "sim/problem/check.hpp"
#include "tests/support/catch.hpp"

using namespace repetend;
namespace fs = std::filesystem;

namespace {

const fs::path folder = fs::path(REPETEND_SOURCE_DIR) / "scenarios";
const fs::path rejected = folder / "rejected";

// Those with a `model:` are read by data (tests/data).
bool has_model(const fs::path& file) { return file.string().find("/models/") != std::string::npos; }

std::vector<fs::path> scenario_files() {
  std::vector<fs::path> files;
  for (const auto& entry : fs::recursive_directory_iterator(folder))
    if (entry.path().extension() == ".yaml" && entry.path().parent_path() != rejected &&
        !has_model(entry.path()))
      files.push_back(entry.path());
  std::ranges::sort(files);
  return files;
}

std::string said_of(const fs::path& file) {
  try {
    parse_scenario(read_file(file), file.filename());
  } catch (const SourceError& error) {
    return error.what();
  }
  return "accepted";
}

}  // namespace

TEST_CASE("every scenario reads, is sound and survives its explicit form") {
  CHECK(scenario_files().size() >= 40);
  for (const fs::path& file : scenario_files()) {
    CAPTURE(file);
    const Scenario scenario = read_scenario(file);
    const bool numbered =
        file.parent_path().filename() == "lessons";  // in the order in which they are taught
    if (!numbered) CHECK(fs::path(file).stem() == scenario.problem->name);
    CHECK(scenario.problem->placement == "main");
    for (const auto& problem : scenario.placements()) {
      CHECK(check(*problem).empty());
      const std::string json = to_json(problem_document(*problem));
      const Problem again = read_problem(parse_json(json, "p.json"), "p.json");
      CHECK(to_json(problem_document(again)) == json);
      CHECK(again.placement == problem->placement);
    }
  }
}

TEST_CASE("Tessel's scenarios have the sizes, costs and capacities of its paper") {
  for (const std::string shape : {"v", "x", "m", "nn", "nn-eager", "k", "mllm"})
    for (const int n : {4, 8}) {
      const std::string stem = shape + "-" + std::to_string(n);
      CAPTURE(stem);
      const auto problem = read_scenario(folder / "tessel" / (stem + ".yaml")).problem;
      const int capacity = shape == "v" || shape == "x" ? n : n * 3 / 2;
      REQUIRE(problem->devices.size() == static_cast<std::size_t>(n));
      for (const Device& device : problem->devices) CHECK(device.memory == Bytes{capacity} << 20);
      CHECK(problem->memory_release == MemoryRelease::start);
      for (const Block& block : problem->blocks)
        CHECK(block.time == (block.kind == BlockKind::backward ? 3'000 : 1'000));
      const auto inference = read_scenario(folder / "tessel" / (stem + "-inference.yaml")).problem;
      CHECK(inference->blocks.size() * 2 == problem->blocks.size());
      for (const Block& block : inference->blocks) CHECK(block.time == 1'000);
    }
}

TEST_CASE("every rejected scenario is refused with its message") {
  std::map<std::string, std::string> expected;
  std::ifstream lines(rejected / "expected.txt");
  for (std::string line; std::getline(lines, line);)
    if (!line.empty() && line[0] != '#') expected[line.substr(0, line.find(':'))] = line;
  CHECK(expected.size() >= 30);
  for (const auto& entry : fs::directory_iterator(rejected)) {
    if (entry.path().extension() != ".yaml") continue;
    CHECK(expected[entry.path().filename()] == said_of(entry.path()));
    expected.erase(entry.path().filename());
  }
  CHECK(expected.empty());
}

TEST_CASE("the grammar's document and the table of scenarios are true") {
  const std::string grammar = read_file(REPETEND_SOURCE_DIR "/docs/scenario.md");
  const std::size_t begin = grammar.find("```yaml\n") + 8;
  std::string example = grammar.substr(begin, grammar.find("```", begin) - begin);
  CHECK(parse_scenario(example, "m.yaml").problem->blocks.size() == 3);
  example.replace(example.find("  default"), 9, "  defualt");
  try {
    parse_scenario(example, "m.yaml");
    FAIL("accepted");
  } catch (const SourceError& error) {
    CHECK_THAT(grammar, ContainsSubstring(error.what()));
  }
  const std::string table = read_file(folder / "README.md");
  for (const fs::path& file : scenario_files())
    if (file.parent_path() == folder)
      CHECK_THAT(table, ContainsSubstring("(" + file.filename().string() + ")"));
}
