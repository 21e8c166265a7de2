// What keeps what drafts said of their blocks may keep it of all that an append does not touch.
#include "search/completion/draft.hpp"

#include <algorithm>

#include "tests/search/seeds.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/pipelines.hpp"
#include "tests/support/problems.hpp"

namespace repetend::search {
namespace {

// What is asked of a block again only once an append has touched it.
struct Outlook {
  std::optional<Time> start;
  int missing = 0;
  bool fits = false;
  bool operator==(const Outlook&) const = default;
};

IdVector<BlockId, Outlook> outlook(const Draft& draft) {
  IdVector<BlockId, Outlook> result(draft.problem().blocks.size());
  for (BlockId b : result.ids())
    if (!draft.finished(b)) result[b] = {draft.start(b), draft.missing(b), draft.fits(b)};
  return result;
}

std::vector<BlockId> startable(const IdVector<BlockId, Outlook>& blocks) {
  std::vector<BlockId> result;
  for (BlockId b : blocks.ids())
    if (blocks[b].start) result.push_back(b);
  return result;
}

// Of the blocks that an append changes, those that nobody is told of, and those with a machine that is not
// woken.
std::vector<BlockId> missed(const DraftModel& model, BlockId appended,
                            const IdVector<BlockId, Outlook>& before,
                            const IdVector<BlockId, Outlook>& after) {
  IdVector<BlockId, char> touched(before.size());
  model.for_each_touched(appended, [&](BlockId b) { touched[b] = 1; });
  const auto woken = [&](MachineId m) {
    return std::ranges::binary_search(model.woken[appended.index()], m);
  };
  std::vector<BlockId> result;
  for (BlockId b : before.ids())
    if (before[b] != after[b] && (!touched[b] || !std::ranges::all_of(model.semantics.machines(b), woken)))
      result.push_back(b);
  return result;
}

// Data that are sent ahead of others, or for a later micro-batch, make machines receive early where transfers
// block: of these there are more than in other random problems.
Problem random_problem(std::mt19937_64& random, TransferMode mode) {
  Problem problem = test::random_problem(random, {.max_blocks = 8, .max_micro_batches = 3, .transfer = mode});
  for (Edge& e : problem.edges)
    if (test::uniform(random, 0, 3) == 0) ++e.distance;
  for (std::size_t k = problem.edges.size(); k > 1; --k)
    std::swap(
        problem.edges[k - 1],
        problem.edges[static_cast<std::size_t>(test::uniform(random, 0, static_cast<std::int64_t>(k) - 1))]);
  return problem;
}

// Appends blocks at random, to the end or until nothing can follow; the first that were missed.
std::vector<BlockId> missed_by_random_draft(std::mt19937_64& random, const DraftModel& model) {
  Draft draft(model);
  auto before = outlook(draft);
  for (std::vector<BlockId> choices; !(choices = startable(before)).empty();) {
    const BlockId b = choices[static_cast<std::size_t>(test::uniform(random, 0, std::ssize(choices) - 1))];
    draft.append(b, *before[b].start);
    auto after = outlook(draft);
    if (auto blocks = missed(model, b, before, after); !blocks.empty()) return blocks;
    before = std::move(after);
  }
  return {};
}

// With blocking transfers: blocks of 1 ns on the devices named, the last one long.
Problem blocking(const std::vector<int>& devices, std::vector<Edge> edges) {
  Problem problem;
  problem.micro_batches = 2;
  problem.transfer = TransferMode::blocking;
  problem.links.fallback = Link{1, 1'000'000'000};
  for (int d = 0; d <= std::ranges::max(devices); ++d)
    problem.devices.push_back({.name = "gpu" + std::to_string(d)});
  for (int d : devices)
    problem.blocks.push_back(
        {.name = "b" + std::to_string(problem.blocks.size()), .time = 1, .uses = {{.device = DeviceId{d}}}});
  problem.blocks.back().time = 9;
  problem.edges = std::move(edges);
  return problem;
}

}  // namespace

TEST_CASE("A block that makes a machine receive early is touched by all that runs on that machine") {
  static constexpr BlockId a{0}, b{1}, c{2}, d{3};
  const auto start_after = [](const Problem& problem, const std::vector<BlockId>& appended, BlockId asked) {
    const DraftModel model(problem);
    Draft draft(model);
    for (BlockId next : appended) draft.append(next, draft.start(next).value());
    const auto before = outlook(draft);
    draft.append(d, draft.start(d).value());
    CHECK(missed(model, d, before, outlook(draft)).empty());
    CHECK(draft.start(asked) > before[asked].start);
  };
  SECTION("as data for a later micro-batch are sent before") {
    start_after(blocking({0, 0, 1, 1}, {{a, b}, {b, c, 0, 1}, {a, c}}), {a, c, b}, a);
  }
  SECTION("as their producer sends to a later block first") {
    start_after(blocking({0, 1, 2, 2}, {{a, c}, {a, b}, {b, c}}), {a}, b);
  }
}

TEST_CASE("An append changes nothing of the blocks that it does not touch, in every mode",
          "[random][touched]") {
  const int all = seeds(40'000, 4'000);
  for (int seed = 1; seed <= all; ++seed) {
    std::mt19937_64 random(static_cast<std::uint64_t>(seed));
    const TransferMode mode = test::transfer_modes[seed % 4];
    const Problem problem = random_problem(random, mode);
    CAPTURE(seed, to_string(mode));
    const DraftModel model(problem);
    for (int draft = 0; draft < 4; ++draft) CHECK(missed_by_random_draft(random, model).empty());
  }
}

}  // namespace repetend::search
