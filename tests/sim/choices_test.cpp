#include "sim/problem/choices.hpp"

#include <map>
#include <random>

#include "sim/core/error.hpp"
#include "sim/problem/check.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/wide_problem.hpp"

using namespace repetend;

namespace {

// The wide problem, whose stage 0 may keep its activations, offload some to host memory (O0, R0) or compute
// some again (C0); and whose F1 may take less time for more workspace.
Problem open_problem() {
  Problem p = test::wide_problem();
  const BlockId f0{0}, f1{1}, b0{3}, o0{4}, r0{5}, c0{10};
  p.blocks.push_back({.name = "C0", .kind = BlockKind::recompute, .time = 4, .uses = {{DeviceId{0}, 5}}});
  p.edges.push_back({f0, c0});
  p.edges.push_back({c0, b0});
  Block light = p.block(f0), fast = p.block(f1);
  light.uses[0].acquire = 3;
  fast.times = {5, 5, 5, 5};
  p.choices = {{"stage0", {{"keep"}, {"offload", {o0, r0}}, {"recompute", {c0}, {{f0, light}}}}},
               {"stage1", {{"slow"}, {"fast", {}, {{f1, fast}}}}}};
  return p;
}

std::vector<std::string> names(const Problem& problem) {
  std::vector<std::string> result;
  for (const Block& block : problem.blocks) result.push_back(block.name);
  return result;
}

// "F0 -> B0", with bytes and distance where there are any.
std::vector<std::string> edges(const Problem& problem) {
  std::vector<std::string> result;
  for (const Edge& e : problem.edges) {
    result.push_back(problem.block(e.from).name + " -> " + problem.block(e.to).name);
    if (e.bytes > 0) result.back() += ", " + std::to_string(e.bytes) + " B";
    if (e.distance > 0) result.back() += ", " + std::to_string(e.distance) + " later";
  }
  return result;
}

// Blocks of these names on one device; those in brackets exist with the second option alone.
Problem graph(const std::vector<std::string>& blocks, std::vector<Edge> edges) {
  Problem p;
  p.micro_batches = 4;
  p.devices = {{.name = "gpu0"}};
  p.choices = {{"some", {{"none"}, {"all"}}}};
  for (std::size_t k = 0; k < blocks.size(); ++k) {
    p.blocks.push_back({.name = blocks[k], .time = 1, .uses = {{DeviceId{0}}}});
    if (blocks[k].front() == '(') p.choices[0].options[1].blocks.push_back(BlockId{k});
  }
  p.edges = std::move(edges);
  return p;
}

std::vector<std::string> edges_left(const Problem& problem) {
  return edges(with_choices(problem, std::vector<std::size_t>{0}));
}

// By name of the producer and of the consumer: the least distance on a way from one to the other.
using Distances = std::map<std::pair<std::string, std::string>, int>;
Distances least_distances(const Problem& problem) {
  Distances result;
  const auto shorten = [&](const std::string& from, const std::string& to, int distance) {
    int& least = result.try_emplace({from, to}, distance).first->second;
    least = std::min(least, distance);
  };
  for (const Edge& edge : problem.edges)
    shorten(problem.block(edge.from).name, problem.block(edge.to).name, edge.distance);
  for (const Block& by : problem.blocks)
    for (const Block& from : problem.blocks)
      for (const Block& to : problem.blocks) {
        const auto before = result.find({from.name, by.name}), after = result.find({by.name, to.name});
        if (before != result.end() && after != result.end())
          shorten(from.name, to.name, before->second + after->second);
      }
  return result;
}

const BlockId a{0}, b{1}, c{2}, d{3}, e{4};
using Strings = std::vector<std::string>;

}  // namespace

TEST_CASE("an option takes its blocks and what it sets") {
  const Problem open = open_problem();
  CHECK(check(open).empty());

  const Problem keep = with_choices(open, std::vector<std::size_t>{0, 0});
  CHECK(names(keep) == Strings{"F0", "F1", "B1", "B0", "P0", "G0", "U0", "W0"});
  CHECK(edges(keep) == Strings{"P0 -> F0", "F0 -> F1", "F1 -> B1", "B1 -> B0", "F0 -> B0", "W0 -> G0",
                               "G0 -> U0", "B0 -> W0"});
  CHECK(keep.choices.empty());
  CHECK(keep.chosen ==
        std::vector<std::pair<std::string, std::string>>{{"stage0", "keep"}, {"stage1", "slow"}});
  CHECK(keep.block(BlockId{0}) == open.block(BlockId{0}));
  REQUIRE(keep.pairs.size() == 1);
  CHECK(keep.pairs[0].second == std::vector{BlockId{3}});

  const Problem offload = with_choices(open, std::vector<std::size_t>{1, 1});
  CHECK(names(offload) == Strings{"F0", "F1", "B1", "B0", "O0", "R0", "P0", "G0", "U0", "W0"});
  CHECK(offload.block(BlockId{1}).times == std::vector<Time>{5, 5, 5, 5});
  CHECK(offload.block(BlockId{0}).uses[0].acquire == 8);

  const Problem recompute = with_choices(open, std::vector<std::size_t>{2, 0});
  CHECK(names(recompute) == Strings{"F0", "F1", "B1", "B0", "P0", "G0", "U0", "W0", "C0"});
  CHECK(recompute.block(BlockId{0}).uses[0].acquire == 3);
  CHECK(recompute.block(BlockId{1}) == open.block(BlockId{1}));
  CHECK(recompute.chosen.front() == std::pair<std::string, std::string>{"stage0", "recompute"});
}

TEST_CASE("a problem without choices stays as it is") {
  const Problem plain = test::wide_problem();
  const Problem same = with_choices(plain, {});
  CHECK(same.blocks == plain.blocks);
  CHECK(same.chosen.empty());
  CHECK(same.pairs.size() == plain.pairs.size());
}

TEST_CASE("edges through blocks that are gone lead on") {
  CHECK(edges_left(graph({"A", "(B)", "C"}, {{a, b, 5, 1}, {b, c, 7, 2}})) ==
        Strings{"A -> C, 7 B, 3 later"});
  CHECK(edges_left(graph({"A", "(B)", "(C)", "D"}, {{a, b, 9}, {b, c, 2, 1}, {c, d}})) ==
        Strings{"A -> D, 9 B, 1 later"});
  CHECK(edges_left(graph({"(A)", "B", "(C)"}, {{a, b, 5}, {b, c, 5}})).empty());
  // In the place of the edge that led through the block, in the order of its own inputs.
  CHECK(edges_left(graph({"A", "B", "(C)", "D", "E"}, {{b, c}, {a, c}, {e, d}, {c, d}, {a, d, 0, 1}})) ==
        Strings{"E -> D", "B -> D", "A -> D", "A -> D, 1 later"});
}

TEST_CASE("of edges that lead on alike the one with the most bytes is left") {
  CHECK(edges_left(graph({"A", "(B)", "(C)", "D"}, {{a, b, 3}, {a, c, 4}, {b, d}, {c, d}})) ==
        Strings{"A -> D, 4 B"});
  CHECK(edges_left(graph({"A", "(B)", "C"}, {{a, b, 3}, {b, c}, {a, c, 9}})) == Strings{"A -> C, 9 B"});
  CHECK(edges_left(graph({"A", "(B)", "C"}, {{a, b, 3, 1}, {b, c}, {a, c, 9}})) ==
        Strings{"A -> C, 3 B, 1 later", "A -> C, 9 B"});
}

TEST_CASE("recurrences of blocks that are gone end with them, and those through them stay") {
  CHECK(edges_left(graph({"A", "(B)", "C"}, {{a, b}, {b, b, 0, 1}, {b, c}})) == Strings{"A -> C"});
  CHECK(edges_left(graph({"A", "(B)"}, {{b, a, 0, 1}, {a, b}})) == Strings{"A -> A, 1 later"});
  CHECK(edges_left(graph({"A", "(B)", "(C)", "D"}, {{a, b}, {c, b, 0, 1}, {b, c}, {c, d}})) ==
        Strings{"A -> D"});
}

TEST_CASE("what waits for what does not change between the blocks that are left") {
  std::mt19937_64 random(5);
  int led = 0;
  for (int round = 0; round < 300; ++round) {
    Strings blocks;
    for (char name = 'A'; name < 'I'; ++name)
      blocks.push_back(random() % 2 == 0 ? std::string{'(', name, ')'} : std::string{name});
    std::vector<Edge> made;
    for (std::size_t to = 0; to < blocks.size(); ++to)
      for (std::size_t from = 0; from < blocks.size(); ++from)
        if (random() % 4 == 0)
          made.push_back(
              {BlockId{from}, BlockId{to}, 0, static_cast<int>((from < to ? 0 : 1) + random() % 2)});
    const Problem whole = graph(blocks, made);
    const Problem left = with_choices(whole, std::vector<std::size_t>{0});
    Distances expected = least_distances(whole);
    std::erase_if(expected, [](const auto& entry) {
      return entry.first.first.front() == '(' || entry.first.second.front() == '(';
    });
    CHECK(least_distances(left) == expected);
    for (std::size_t k = 1; k < left.edges.size(); ++k) CHECK(left.edges[k - 1].to <= left.edges[k].to);
    led += std::ranges::any_of(left.edges, [](const Edge& edge) { return edge.distance > 2; });
  }
  CHECK(led > 50);
}

TEST_CASE("distances that add up to more than there are are refused, not wrapped around") {
  const Problem far = graph({"A", "(B)", "(C)", "D"},
                            {{a, b, 0, 1'000'000'000}, {b, c, 0, 1'000'000'000}, {c, d, 0, 1'000'000'000}});
  const auto findings = check(far);
  REQUIRE(findings.size() == 1);
  CHECK(findings[0].message ==
        "with choices.some=none: distance of edge A -> D is 2147483647, expected at most 1000000000");
  CHECK(std::get<BlockId>(findings[0].subject) == d);
}

TEST_CASE("pairs with a block that is gone are gone, the others are renumbered") {
  Problem p = graph({"(A)", "B", "C"}, {});
  p.pairs = {{{a}, {b}, 3}, {{b}, {c}, 4}};
  const Problem none = with_choices(p, std::vector<std::size_t>{0});
  REQUIRE(none.pairs.size() == 1);
  CHECK(none.pairs[0].first == std::vector{BlockId{0}});
  CHECK(none.pairs[0].second == std::vector{BlockId{1}});
  CHECK(with_choices(p, std::vector<std::size_t>{1}).pairs.size() == 2);
}

TEST_CASE("one choice is made while the others stay open") {
  const Problem open = open_problem();
  for (const auto& options : selections(open, 100)) {
    const Problem all = with_choices(open, options);
    for (const auto& order : {std::pair{0, 1}, std::pair{1, 0}}) {
      Problem made = open;
      for (const int k : {order.first, order.second}) {
        const std::string& choice = open.choices[static_cast<std::size_t>(k)].name;
        const std::size_t option = options[static_cast<std::size_t>(k)];
        const auto at = std::ranges::find(made.choices, choice, &Choice::name) - made.choices.begin();
        made = with_option(made, {static_cast<std::size_t>(at), option});
      }
      CHECK(made.choices.empty());
      CHECK(made.blocks == all.blocks);
      CHECK(edges(made) == edges(all));
    }
  }
  const Problem half = with_option(open, {1, 1});
  CHECK(half.chosen == std::vector<std::pair<std::string, std::string>>{{"stage1", "fast"}});
  REQUIRE(half.choices.size() == 1);
  CHECK(half.choices[0].name == "stage0");
  CHECK(check(half).empty());
}

TEST_CASE("choices that change different fields of a block add up") {
  Problem p = graph({"A"}, {});
  Block slow = p.blocks[0], wide = p.blocks[0];
  slow.time = 9;
  wide.uses[0].workspace = 7;
  p.choices = {{"x", {{"no"}, {"yes", {}, {{a, slow}}}}}, {"y", {{"no"}, {"yes", {}, {{a, wide}}}}}};
  CHECK(check(p).empty());
  const Block both = with_choices(p, std::vector<std::size_t>{1, 1}).blocks[0];
  CHECK(both.time == 9);
  CHECK(both.uses[0].workspace == 7);
  CHECK(with_option(with_option(p, {1, 1}), {0, 1}).blocks[0] == both);
}

TEST_CASE("selections come in lexicographic order, up to a limit") {
  const Problem open = open_problem();
  using Selections = std::vector<std::vector<std::size_t>>;
  CHECK(selections(open, 100) == Selections{{0, 0}, {0, 1}, {1, 0}, {1, 1}, {2, 0}, {2, 1}});
  CHECK(selections(open, 3) == Selections{{0, 0}, {0, 1}, {1, 0}});
  CHECK(selections(open, 0).empty());
  CHECK(selections(test::wide_problem(), 9) == Selections{{}});
}

TEST_CASE("options are found by their names, or the error says which there are") {
  const Problem open = open_problem();
  CHECK(find_option(open, "stage0", "offload") == OptionIndex{0, 1});
  CHECK(find_option(open, "stage1", "slow") == OptionIndex{1, 0});
  const auto error = [](const Problem& problem, std::string_view choice, std::string_view option) {
    try {
      find_option(problem, choice, option);
    } catch (const RequestError& e) {
      return std::string(e.what());
    }
    return std::string();
  };
  CHECK(error(open, "stage0", "ofload") ==
        "choices.stage0=ofload: no option 'ofload', expected one of keep, offload, recompute; did you mean "
        "'offload'?");
  CHECK(error(open, "zzz", "keep") == "choices.zzz=keep: no choice 'zzz', expected one of stage0, stage1");
  CHECK(error(test::wide_problem(), "stage0", "keep") ==
        "choices.stage0=keep: the problem leaves no choice, expected one");
}
