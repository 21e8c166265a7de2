// The windows bound against every way to order the devices of small pipelines, written apart from the search.
#include <functional>
#include <numeric>

#include "search/bounds/bounds.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/problems.hpp"

namespace repetend::search {
namespace {

struct Precedence {
  std::size_t from, to;
  Time delay, periods;
};

// A pipeline of stages, forward and backward uneven, every transfer as long as any other one.
struct Stages {
  std::vector<Time> forward, backward, slots;
  Time transfer = 0;

  std::size_t size() const { return forward.size(); }
};

Problem problem_of(const Stages& stages) {
  const int devices = static_cast<int>(stages.size());
  Problem problem = test::pipeline(devices, 100, 1, 1);
  for (std::size_t i = 0; i < stages.size(); ++i) {
    problem.blocks[i].time = stages.forward[i];
    problem.blocks[2 * stages.size() - 1 - i].time = stages.backward[i];
    problem.devices[i].memory = stages.slots[i];
  }
  for (Edge& edge : problem.edges) edge.bytes = 0;
  problem.transfer = stages.transfer > 0 ? TransferMode::async : TransferMode::none;
  problem.links.fallback = Link{stages.transfer, 1};
  return problem;
}

// Repetends of u micro-batches. On stage s, F(n + l) is the last forward before B(n): ahead[s][n % u] = l.
class Repetends {
 public:
  Repetends(const Stages& stages, Time u) : stages_(stages), u_(u), ahead_(stages.size(), Row(u, 0)) {}

  bool any_of(Time period) { return any_of(period, 0, 0); }

 private:
  using Row = std::vector<Time>;

  bool any_of(Time period, std::size_t stage, Time n) {
    if (stage == stages_.size()) return possible(period);
    if (n == u_) return any_of(period, stage + 1, 0);
    for (Time ahead = 0; ahead < stages_.slots[stage]; ++ahead) {
      ahead_[stage][static_cast<std::size_t>(n)] = ahead;
      if (any_of(period, stage, n + 1)) return true;
    }
    return false;
  }

  std::size_t node(bool backward, std::size_t stage, Time n) const {
    return ((backward ? stages_.size() : 0) + stage) * static_cast<std::size_t>(u_) +
           static_cast<std::size_t>(n % u_);
  }

  std::vector<Precedence> precedences() const {
    std::vector<Precedence> all;
    for (std::size_t s = 0; s < stages_.size(); ++s)
      for (Time n = 0; n < u_; ++n) {
        const Time f = stages_.forward[s], b = stages_.backward[s], c = stages_.transfer;
        const Time last = n + ahead_[s][static_cast<std::size_t>(n)];
        const auto F = [&](std::size_t stage, Time m) { return node(false, stage, m); };
        const auto B = [&](std::size_t stage, Time m) { return node(true, stage, m); };
        all.push_back({F(s, n), F(s, n + 1), f, (n + 1) / u_});
        all.push_back({B(s, n), B(s, n + 1), b, (n + 1) / u_});
        all.push_back({F(s, last), B(s, n), f, -(last / u_)});
        all.push_back({B(s, n), F(s, last + 1), b, (last + 1) / u_});
        all.push_back({F(s, n), s + 1 < stages_.size() ? F(s + 1, n) : B(s, n), f, 0});
        if (s + 1 < stages_.size()) {
          all.back().delay += c;
          all.push_back({B(s + 1, n), B(s, n), stages_.backward[s + 1] + c, 0});
        }
      }
    return all;
  }

  // Bellman and Ford.
  bool possible(Time period) const {
    const std::vector<Precedence> all = precedences();
    std::vector<Time> start(2 * stages_.size() * static_cast<std::size_t>(u_));
    for (std::size_t round = 0; round <= start.size(); ++round) {
      bool changed = false;
      for (const Precedence& p : all) {
        const Time least = start[p.from] + p.delay - p.periods * period;
        changed |= start[p.to] < least;
        start[p.to] = std::max(start[p.to], least);
      }
      if (!changed) return true;
    }
    return false;
  }

  const Stages& stages_;
  Time u_;
  std::vector<Row> ahead_;
};

// Heavy stages and a light last one, or Little's law alone says as much.
Stages random_stages(std::mt19937_64& random) {
  Stages stages;
  const Time size = test::uniform(random, 3, 4);
  for (Time i = 0; i < size; ++i) {
    const Time heavy = i + 1 < size ? 6 : 0;
    stages.forward.push_back(heavy / 2 + test::uniform(random, 1, 3));
    stages.backward.push_back(heavy + test::uniform(random, 1, 3));
    stages.slots.push_back(size - i + (test::uniform(random, 0, 5) ? 0 : 1));
  }
  stages.transfer = test::uniform(random, 0, 3);
  return stages;
}

}  // namespace

TEST_CASE("The windows bound sees stages whose memory and transfers tie them to each other") {
  // Work of 4, 8, 8, 4 with transfers of 1 and the memory of 1F1B: the two in the middle take 8 + 8 + 2 for
  // two micro-batches.
  const Stages uneven{{1, 2, 2, 1}, {3, 6, 6, 3}, {4, 3, 2, 1}, 1};
  CHECK(windows_bound(problem_of(uneven)).exact == Ratio{9, 1});
  CHECK(period_bound(problem_of(uneven)).name == "windows");
  CHECK(period_bound(problem_of(uneven)).reason ==
        "the memory of gpu1 and gpu2 lets 2 micro-batches begin in 18 ns");
  Stages roomy = uneven;
  roomy.slots = {7, 7, 7, 7};
  CHECK(windows_bound(problem_of(roomy)).exact < Ratio{8, 1});
}

TEST_CASE("A stage whose memory is not always full may do better than full windows") {
  // Full, the first two stages take 12 + 12 + 6 for two micro-batches, and one micro-batch a repetend no
  // less.
  const Stages stages{{4, 4, 1}, {8, 8, 3}, {3, 2, 1}, 3};
  Repetends one(stages, 1), three(stages, 3);
  CHECK(!one.any_of(14));
  CHECK(one.any_of(15));
  CHECK(three.any_of(44));
  CHECK(!three.any_of(43));
  CHECK(windows_bound(problem_of(stages)).exact == Ratio{14, 1});
}

TEST_CASE("No repetend of one to three micro-batches is below the windows bound") {
  std::mt19937_64 random(17);
  int more = 0, met = 0;
  for (int i = 0; i < 100; ++i) {
    const Stages stages = random_stages(random);
    const Problem problem = problem_of(stages);
    const Ratio bound = windows_bound(problem).exact;
    const PeriodBound best = period_bound(problem);
    more += best.name == "windows";
    bool attained = false;
    const Time ways = std::accumulate(stages.slots.begin(), stages.slots.end(), Time{1}, std::multiplies<>{});
    for (Time u = 1, all = ways; u <= 3 && all <= 3'000; ++u, all *= ways) {
      CAPTURE(i, u, bound.num, bound.den);
      Repetends repetends(stages, u);
      CHECK(!repetends.any_of(bound.ceil_times(u) - 1));
      attained = attained || (best.name == "windows" && repetends.any_of(bound.ceil_times(u)));
    }
    met += attained;
  }
  CAPTURE(more, met);
  CHECK(more > 12);
  CHECK(met * 4 > more);
}

}  // namespace repetend::search
