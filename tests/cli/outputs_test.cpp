// Files that commands write: never what they read, and never under a name that says another content.
#include <filesystem>

#include "sim/core/file.hpp"
#include "tests/cli/command_line.hpp"
#include "tests/support/catch.hpp"

using namespace repetend;
namespace fs = std::filesystem;

namespace {

void expect_refused(const std::vector<std::string>& words, const std::string& message) {
  const test::Ran ran = test::run_words(words);
  CAPTURE(words, ran.err);
  CHECK(ran.code == 2);
  CHECK(ran.out.empty());
  CHECK_THAT(ran.err, ContainsSubstring(message));
}

}  // namespace

TEST_CASE("no command overwrites what it reads, by whatever name", "[outputs]") {
  const test::TemporaryFolder folder;
  const std::string text = read_file(test::v4);
  // Without an ending, which alone would be refused.
  const std::string scenario = folder.write("scenario", text), soft = folder.file("soft"),
                    hard = folder.file("hard"), round = folder.file("x/../scenario");
  fs::create_directory(folder.file("x"));
  fs::create_symlink(scenario, soft);
  fs::create_hard_link(scenario, hard);
  for (const std::string& name : {scenario, soft, hard, round}) {
    expect_refused({"search", scenario, "-o", name}, "--output " + name + " would overwrite " + scenario);
    expect_refused({"compare", scenario, "-o", name}, "would overwrite");
    expect_refused({"compare", scenario, "--svg", name}, "--svg " + name + " would overwrite");
    expect_refused({"simulate", scenario, "--schedule", "1f1b", "-o", name}, "would overwrite");
    expect_refused({"simulate", test::v4, "--orders", scenario, "-o", name}, "would overwrite");
    expect_refused({"costs", "export", "--db", scenario, "-o", name}, "would overwrite");
  }
  CHECK(read_file(scenario) == text);
}

TEST_CASE("a comparison writes its plan and its picture into two files", "[outputs]") {
  const test::TemporaryFolder folder;
  const std::string one = folder.file("one");
  expect_refused({"compare", test::v4, "-o", one, "--svg", one}, "would overwrite");
  CHECK(folder.entries() == 0);
}

TEST_CASE("an ending that says another content is refused", "[outputs]") {
  const test::TemporaryFolder folder;
  const auto at = [&](const char* name) { return folder.file(name); };
  expect_refused({"compare", test::v4, "--svg", at("my.pdf")},
                 "--svg " + at("my.pdf") + ": this is an SVG picture, expected a name that ends with .svg");
  expect_refused({"compare", test::v4, "--svg", at("my.PNG")}, "expected a name that ends with .svg");
  expect_refused({"compare", test::v4, "-o", at("plan.svg")},
                 "this is a plan, which is JSON, expected a name that ends with .json");
  expect_refused({"search", test::v4, "-o", at("plan.yaml")}, "expected a name that ends with .json");
  expect_refused({"simulate", test::v4, "--schedule", "1f1b", "-o", at("plan.csv")}, "ends with .json");
  expect_refused({"costs", "export", "-o", at("costs.json")}, "expected a name that ends with .yaml or .yml");
  CHECK(folder.entries() == 0);
  for (const char* const fine : {"plan.json", "PLAN.JSON", "plan", "plan.v2"})
    CHECK(test::run_words({"simulate", test::v4, "--schedule", "1f1b", "-o", at(fine)}).code == 0);
  CHECK(folder.entries() == 4);
}
