// Every scenario with a model that we ship, and those that must be refused with the messages of
// scenarios/rejected/models/expected.txt.
#include <filesystem>
#include <fstream>
#include <map>

#include "data/models/scenario.hpp"
#include "sim/core/error.hpp"
#include "sim/core/file.hpp"
#include "sim/problem/check.hpp"
#include "tests/support/catch.hpp"

using namespace repetend;
namespace fs = std::filesystem;

namespace {

const fs::path folder = fs::path(REPETEND_SOURCE_DIR) / "scenarios";
const fs::path rejected = folder / "rejected" / "models";

std::string refusal(const fs::path& file) {
  try {
    data::parse_scenario(read_file(file), file.filename());
  } catch (const SourceError& error) {
    return error.what();
  }
  return file.filename().string() + ": accepted";
}

}  // namespace

TEST_CASE("every scenario with a model is priced, sound and fits somewhere") {
  std::size_t files = 0;
  for (const auto& entry : fs::directory_iterator(folder / "models")) {
    if (entry.path().extension() != ".yaml") continue;
    ++files;
    CAPTURE(entry.path());
    const data::PricedScenario priced = data::read_scenario(entry.path());
    CHECK(entry.path().stem() == priced.scenario.problem->name);
    REQUIRE(priced.pricing);
    CHECK_FALSE(priced.pricing->operators.empty());
    for (const auto& problem : priced.scenario.placements()) {
      CHECK(check(*problem).empty());
      CHECK(priced.pricing->find(problem->placement) != nullptr);
    }
  }
  CHECK(files >= 1);
}

// scenarios/gpt-4.yaml has the formulas in its comments: half of the peak where the roofline takes 66 % for
// products and counts memory-bound operators apart.
TEST_CASE("the priced GPT agrees with the hand-priced one") {
  const auto hand = data::read_scenario(folder / "gpt-4.yaml").scenario.problem;
  const auto priced = data::read_scenario(folder / "models" / "gpt-4-v100.yaml").scenario.problem;
  REQUIRE(hand->blocks.size() == priced->blocks.size());
  for (const Block& block : hand->blocks) {
    CAPTURE(block.name);
    const auto same = std::ranges::find(priced->blocks, block.name, &Block::name);
    REQUIRE(same != priced->blocks.end());
    CHECK(same->uses.size() == block.uses.size());
    CHECK(same->uses.front().acquire == block.uses.front().acquire);
    CHECK(same->uses.front().release == block.uses.front().release);
    CHECK(static_cast<double>(same->time) == Approx(static_cast<double>(block.time)).epsilon(0.2));
  }
  REQUIRE(hand->edges.size() == priced->edges.size());
  for (std::size_t e = 0; e < hand->edges.size(); ++e) CHECK(hand->edges[e].bytes == priced->edges[e].bytes);
  CHECK(static_cast<double>(priced->devices[0].static_memory) ==
        Approx(static_cast<double>(hand->devices[0].static_memory)).epsilon(0.01));
}

TEST_CASE("every rejected model is refused with its message") {
  std::map<std::string, std::string> expected;
  std::ifstream lines(rejected / "expected.txt");
  for (std::string line; std::getline(lines, line);)
    if (!line.empty() && line[0] != '#') expected[line.substr(0, line.find(':'))] = line;
  CHECK(expected.size() >= 30);
  for (const auto& entry : fs::directory_iterator(rejected)) {
    if (entry.path().extension() != ".yaml") continue;
    CHECK(expected[entry.path().filename()] == refusal(entry.path()));
    expected.erase(entry.path().filename());
  }
  CHECK(expected.empty());
}
