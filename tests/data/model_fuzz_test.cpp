// Whatever the bytes of a scenario with a model, reading ends with sound placements or a RequestError.
#include <algorithm>
#include <filesystem>

#include "data/models/scenario.hpp"
#include "sim/core/error.hpp"
#include "sim/core/file.hpp"
#include "sim/problem/check.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/mutation.hpp"
#include "tests/support/problems.hpp"

using namespace repetend;

namespace {

std::vector<std::string> seeds() {
  std::vector<std::filesystem::path> files;
  for (const char* folder : {"/scenarios/models", "/scenarios/rejected/models"})
    for (const auto& entry : std::filesystem::directory_iterator(std::string(REPETEND_SOURCE_DIR) + folder))
      if (entry.path().extension() == ".yaml") files.push_back(entry.path());
  std::ranges::sort(files);
  std::vector<std::string> texts;
  for (const auto& file : files) texts.push_back(read_file(file));
  return texts;
}

// Digits in the place of a number: sizes that nobody has.
void inflate(std::mt19937_64& random, std::string& text) {
  const std::size_t digit = text.find_first_of("123456789", random() % text.size());
  if (digit != std::string::npos) text.insert(digit, std::string(random() % 8, '9'));
}

}  // namespace

TEST_CASE("mutated models are priced or refused, nothing else") {
  std::mt19937_64 random(2026);
  int read = 0, refused = 0;
  for (const std::string& seed : seeds())
    for (int round = 0; round < 12; ++round) {
      std::string text = seed;
      for (auto mutations = test::uniform(random, 1, 2); mutations > 0; --mutations)
        round % 2 ? test::mutate(random, text) : inflate(random, text);
      CAPTURE(text);
      try {
        const data::PricedScenario priced = data::parse_scenario(text, "f.yaml");
        for (const auto& problem : priced.scenario.placements()) REQUIRE(check(*problem).empty());
        ++read;
      } catch (const RequestError&) {
        ++refused;
      }
    }
  CHECK(read > 50);
  CHECK(refused > 50);
}
