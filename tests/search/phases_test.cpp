// The document of the search says what the program does: its phases, in their order, and the files it names.
#include <filesystem>
#include <regex>

#include "search/phases/phase.hpp"
#include "sim/core/file.hpp"
#include "tests/support/catch.hpp"

namespace repetend::search {
namespace {

const std::string root = REPETEND_SOURCE_DIR "/";

std::vector<std::string> phase_names() {
  std::vector<std::string> names;
  for (const auto& phases : {first_phases(), further_phases(), last_phases()})
    for (const Phase* phase : phases) names.emplace_back(phase->name);
  return names;
}

// The words in bold that a numbered line begins with, in small letters.
std::vector<std::string> documented_phases(const std::string& document) {
  std::vector<std::string> names;
  const std::regex line("\n[0-9]+\\. \\*\\*([^*]+)\\*\\*");
  for (std::sregex_iterator at(document.begin(), document.end(), line), end; at != end; ++at) {
    std::string name = (*at)[1];
    name.front() = static_cast<char>(std::tolower(static_cast<unsigned char>(name.front())));
    names.push_back(name);
  }
  return names;
}

}  // namespace

TEST_CASE("docs/search.md lists the phases in the order of their table") {
  CHECK(documented_phases(read_file(root + "docs/search.md")) == phase_names());
}

TEST_CASE("Every file of the search that docs/search.md names exists") {
  const std::string document = read_file(root + "docs/search.md");
  const std::regex path("`((search|sim|tests)/[a-z_/]+(\\.[ch]pp)?)`");
  int named = 0;
  for (std::sregex_iterator at(document.begin(), document.end(), path), end; at != end; ++at, ++named) {
    CAPTURE((*at)[1].str());
    CHECK(std::filesystem::exists(root + (*at)[1].str()));
  }
  CHECK(named > 20);
}

TEST_CASE("The phases that look for repetends are those that need a problem that can repeat") {
  std::vector<std::string> names;
  for (const auto& phases : {first_phases(), further_phases(), last_phases()})
    for (const Phase* phase : phases)
      if (phase->needs == Needs::period) names.emplace_back(phase->name);
  CHECK(names == std::vector<std::string>{"repetends", "fold", "lean repetends"});
}

TEST_CASE("No phase takes more states than are left") {
  Problem problem;
  problem.name = "one block";
  problem.micro_batches = 2;
  problem.devices = {{.name = "gpu0"}};
  problem.blocks = {{.name = "F0", .time = 3, .uses = {{DeviceId{0}}}}};
  Options options;
  options.state_limit = 5;
  const auto monitor = std::make_shared<Monitor>(options);
  PlacementSearch search(std::make_shared<const Problem>(problem), options, monitor);
  for (const auto& phases : {first_phases(), further_phases(), last_phases()})
    for (const Phase* phase : phases) {
      run(*phase, search);
      CHECK(search.budget.used() <= 5);
    }
  REQUIRE(search.incumbent.plan());
  CHECK(search.shortest_proved());
}

}  // namespace repetend::search
