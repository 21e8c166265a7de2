// What check() says of choices and of the problems that their options make.
#include <functional>

#include "sim/problem/check.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/findings.hpp"
#include "tests/support/wide_problem.hpp"

using namespace repetend;

namespace {

constexpr BlockId f0{0}, f1{1}, o0{4}, r0{5};

// The wide problem, which may do without its offload, and whose F1 may be faster.
Problem open_problem() {
  Problem p = test::wide_problem();
  Block fast = p.block(f1);
  fast.times = {5, 5, 5, 5};
  p.choices = {{"stage0", {{"keep"}, {"offload", {o0, r0}}}},
               {"stage1", {{"slow"}, {"fast", {}, {{f1, fast}}}}}};
  return p;
}

using Case = test::SpoiltCase;

void check_all(const decltype(Finding::subject)& subject, const std::vector<Case>& cases) {
  test::check_findings(open_problem(), subject, cases);
}

}  // namespace

TEST_CASE("sound choices have no findings") { CHECK(check(open_problem()).empty()); }

TEST_CASE("check names choices and options that are not sound by themselves") {
  check_all(ChoiceId{1},
            {
                {"two choices are named stage0, expected unique names",
                 [](Problem& p) { p.choices[1].name = "stage0"; }},
                {"choice 1 has no name, expected one", [](Problem& p) { p.choices[1].name = ""; }},
                {"choice stage1 has no options, expected at least one",
                 [](Problem& p) { p.choices[1].options.clear(); }},
                {"option 0 of choice stage1 has no name, expected one",
                 [](Problem& p) { p.choices[1].options[0].name = ""; }},
                {"two options of choice stage1 are named fast, expected unique names",
                 [](Problem& p) { p.choices[1].options[0].name = "fast"; }},
                {"choices.stage1=slow names block 77, expected an index below 10",
                 [](Problem& p) { p.choices[1].options[0].blocks = {BlockId{77}}; }},
                {"choices.stage1=fast names block 77, expected an index below 10",
                 [](Problem& p) { p.choices[1].options[1].set[0].first = BlockId{77}; }},
                {"choices.stage1=slow lists block R0, which choice stage0 lists too, expected one choice a "
                 "block",
                 [](Problem& p) { p.choices[1].options[0].blocks = {r0}; }},
                {"choices.stage1=fast sets block F1 twice, expected it once",
                 [](Problem& p) {
                   auto& set = p.choices[1].options[1].set;
                   set.push_back(set.front());
                 }},
                {"choices.stage1=fast sets block F1 as F2, expected the same name",
                 [](Problem& p) { p.choices[1].options[1].set[0].second.name = "F2"; }},
            });
  check_all(ChoiceId{0},
            {
                {"choices.stage0=offload lists block O0 twice, expected it once",
                 [](Problem& p) { p.choices[0].options[1].blocks.push_back(o0); }},
                {"choices.stage0=keep sets block O0, which is not there with it, expected a block that is",
                 [](Problem& p) {
                   p.choices[0].options[0].set = {{o0, p.block(o0)}};
                 }},
            });
}

TEST_CASE("two choices cannot set the same field of a block in two ways") {
  const auto also_set = [](Time time) {
    return [=](Problem& p) {
      Block block = p.block(f1);
      block.times = {time, 5, 5, 5};
      p.choices[0].options[1].set = {{f1, block}};
    };
  };
  check_all(ChoiceId{1},
            {{"choices.stage0=offload and choices.stage1=fast set the same of block F1 in two ways, "
              "expected one choice of it",
              also_set(6)}});
  Problem agreed = open_problem();
  also_set(5)(agreed);
  CHECK(check(agreed).empty());
}

TEST_CASE("every option alone must be sound") {
  check_all(
      ChoiceId{0},
      {
          {"with choices.stage0=offload: a micro-batch acquires 5 B and releases 4 B in host0, expected as "
           "much released as acquired",
           [](Problem& p) { p.blocks[5].elsewhere[0].release = 4; }},
          {"with choices.stage0=offload: time of block F0 is -4, expected a non-negative number",
           [](Problem& p) {
             Block block = p.block(f0);
             block.time = -4;
             p.choices[0].options[1].set = {{f0, block}};
           }},
      });
  check_all(ChoiceId{1}, {{"with choices.stage1=fast: block F1 has 2 times, expected one for each of the 4 "
                           "micro-batches",
                           [](Problem& p) {
                             p.choices[1].options[1].set[0].second.times = {5, 5};
                           }}});
  // What is wrong with all first options is said once, where it is.
  check_all(BlockId{9}, {{"with choices.stage0=keep, choices.stage1=slow: a micro-batch acquires 8 B and "
                          "releases 9 B on gpu0, expected as much released as acquired",
                          [](Problem& p) { p.blocks[9].uses[0].release = 3; }}});
  check_all(DeviceId{1}, {{"with choices.stage0=keep, choices.stage1=slow: static memory of gpu1 is 1001 B, "
                           "expected at most its capacity of 1000 B",
                           [](Problem& p) { p.devices[1].static_memory = 1001; }}});
  // An edge of what is left is where its consumer is listed.
  check_all(BlockId{3}, {{"with choices.stage0=keep, choices.stage1=slow: distance of edge F0 -> B0 is "
                          "1500000000, expected at most 1000000000",
                          [](Problem& p) { p.edges[4].distance = p.edges[6].distance = 750'000'000; }}});
}
