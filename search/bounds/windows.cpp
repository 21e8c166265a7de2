#include <fmt/format.h>

#include <algorithm>
#include <limits>

#include "search/bounds/bounds.hpp"
#include "search/bounds/gates.hpp"
#include "search/bounds/paths.hpp"
#include "search/control/work_limit.hpp"
#include "sim/core/human.hpp"
#include "sim/problem/durations.hpp"

// Windows of stages whose memory is as tight as 1F1B's. Take a gate (gates.hpp): F acquires and B releases on
// one device, M micro-batches may be in flight between them, e(n) is the end of B(n). Both run on one device,
// so in any plan and for every n the gate is either
//   full at n: F(n + M - 1) runs before B(n), or
//   slack at n: F(n + M - 1) runs after it.
// Let another gate (F', B', M') enclose it: F follows F', B' follows B, in each micro-batch. Then the path
//   B(n) .. B'(n), F'(n + M') .. F(n + M'), B(n + M' - M + 1)
// holds where the gate is full at n + d, d = M' - M + 1: a hop from e(n) to e(n + d) that takes all the work
// and the transfers between the two gates, and F and B themselves (the gate encloses itself, with d = 1).
// With the memory of 1F1B d is the number of stages, so where the gate is always full no period is below
// their mean work and what the transfers add to it.
//
// A plan may let the gate be slack now and then. Where it is slack at n, follow F(n + M - 1) towards the
// gates it encloses. Of those, let (F", B", M") be full at n + q, q = M - M": the path
//   B(n), F(n + M - 1) .. F"(n + M - 1), B"(n + q) .. B(n + q)
// is a hop by q; q > 0, as no path leads back to its own start. If none is full, F .. B of micro-batch n + M
// - 1 as a whole is a hop by q = M - 1. Before a slack n there is e(n) - e(n - 1) >= duration of B.
//
// So from any n one can go on for ever: by hops between the places where the gate is full, one step to the
// next where it is slack, then the hop that is there. Whichever places those are, the mean time a micro-batch
// is at least the least that such a round, or hops alone, takes: that is the bound, for every plan and every
// u.
namespace repetend::search {
namespace {

struct Hop {
  Time micro_batches;
  Time time;
  std::size_t gate;  // the other one
};

struct Hops {
  std::vector<Hop> full;   // one of these can be chosen
  std::vector<Hop> slack;  // any of these may be all there is
  Time releasing = 0;      // duration of B
};

// The steepest hop takes longest a micro-batch.
const Hop& steepest(const std::vector<Hop>& hops) {
  return *std::ranges::max_element(hops, [](const Hop& a, const Hop& b) {
    return Ratio{a.time, a.micro_batches} < Ratio{b.time, b.micro_batches};
  });
}

class Windows {
 public:
  explicit Windows(const Problem& problem, WorkLimit& work)
      : gates_(memory_gates(problem)), duration_(least_durations(problem)) {
    constexpr std::uint64_t a_block = 64, a_gate = 16;  // steps of what is kept of paths to one, and compared
    const Paths paths(problem);
    for (const Gate& gate : gates_) {
      if (!work.take(problem.blocks.size() * a_block + gates_.size() * a_gate)) break;
      in_.push_back(paths.from(gate.acquiring));
      out_.push_back(paths.from(gate.releasing));
    }
    if (work.out()) gates_.clear();
    for (std::size_t g = 0; g < gates_.size(); ++g) in_flight_.push_back(in_flight(g));
  }

  const std::vector<Gate>& gates() const { return gates_; }

  Hops hops(std::size_t gate) const {
    const Gate& own = gates_[gate];
    const Time f = duration(own.acquiring), b = duration(own.releasing), free = in_flight_[gate];
    Hops hops{{}, {}, b};
    const auto whole = in_[gate][own.releasing];
    if (!whole) return hops;
    if (free > 1) hops.slack.push_back({free - 1, *whole + b, gate});
    for (std::size_t g = 0; g < gates_.size(); ++g) {
      const Gate& other = gates_[g];
      if (encloses(g, gate) && in_flight_[g] - free < effort.bounds.hop)
        hops.full.push_back({in_flight_[g] - free + 1,
                             to(out_[gate], other.releasing) - b + duration(other.releasing) +
                                 to(in_[g], own.acquiring) + f + b,
                             g});
      else if (in_flight_[g] < free && encloses(gate, g))
        hops.slack.push_back(
            {free - in_flight_[g],
             to(in_[gate], other.acquiring) + duration(other.acquiring) + to(out_[g], own.releasing) + b, g});
    }
    return hops;
  }

 private:
  using Row = IdVector<BlockId, std::optional<Time>>;

  static Time to(const Row& from, BlockId block) { return *from[block]; }
  Time duration(BlockId block) const { return duration_[block]; }

  // Every gate encloses itself.
  bool encloses(std::size_t outer, std::size_t inner) const {
    return in_[outer][gates_[inner].acquiring] && out_[inner][gates_[outer].releasing];
  }

  // A gate has no more micro-batches in flight than one that encloses it.
  Time in_flight(std::size_t gate) const {
    Time least = gates_[gate].in_flight;
    for (std::size_t g = 0; g < gates_.size(); ++g)
      if (encloses(g, gate)) least = std::min(least, gates_[g].in_flight);
    return least;
  }

  std::vector<Gate> gates_;
  IdVector<BlockId, Time> duration_;
  std::vector<Row> in_, out_;    // by gate: paths from F and from B
  std::vector<Time> in_flight_;  // by gate
};

// A hop is beyond the period by its time less `period` for each of its micro-batches, in units of 1 /
// period.den.
Wide beyond(const Hop& hop, const Ratio& period) {
  return static_cast<Wide>(hop.time) * period.den - static_cast<Wide>(hop.micro_batches) * period.num;
}

// What hops of the full kind are beyond the period at the most, by the micro-batches they cover together.
std::vector<Wide> best_runs(const std::vector<Hop>& hops, const Ratio& period, Time longest) {
  std::vector<Wide> best{0};
  for (Time n = 1; n < longest; ++n) {
    Wide& most = best.emplace_back(std::numeric_limits<std::int64_t>::min());
    for (const Hop& hop : hops)
      if (hop.micro_batches <= n)
        most = std::max(most, best[static_cast<std::size_t>(n - hop.micro_batches)] + beyond(hop, period));
  }
  return best;
}

// No round that meets a slack place takes less than `period` a micro-batch, given that the steepest hop does
// not: it can be left out of a shortest run.
bool slack_does_not_help(const Hops& hops, const Ratio& period) {
  if (hops.slack.empty()) return true;
  Wide run = 0;
  for (const Wide best : best_runs(hops.full, period, steepest(hops.full).micro_batches))
    run = std::min(run, best + beyond({1, hops.releasing, 0}, period));
  return std::ranges::all_of(hops.slack, [&](const Hop& hop) { return run + beyond(hop, period) >= 0; });
}

// The result is the larger of `known` and the gate's bound, which is in whole nanoseconds where slack
// matters.
Ratio bound_of(const Hops& hops, const Ratio& known) {
  if (hops.full.empty()) return known;
  const Hop& hop = steepest(hops.full);
  const Ratio full{hop.time, hop.micro_batches};
  if (!(known < full)) return known;
  if (slack_does_not_help(hops, full)) return full;
  Time low = known.floor(), high = full.floor();
  while (low < high) {
    const Time middle = low + (high - low + 1) / 2;
    if (slack_does_not_help(hops, {middle, 1}))
      low = middle;
    else
      high = middle - 1;
  }
  return std::max(known, Ratio{low, 1});
}

std::string reason_of(const Problem& problem, const Windows& windows, std::size_t gate, const Hop& hop,
                      bool exact) {
  const auto name = [&](std::size_t g) { return problem.device(windows.gates()[g].device).name; };
  return fmt::format("the memory of {} and {} lets {} micro-batch{} begin in {}{}", name(hop.gate),
                     name(gate), hop.micro_batches, hop.micro_batches == 1 ? "" : "es", human_time(hop.time),
                     exact ? "" : " while it is full, and leaving it free now and then gains no more");
}

}  // namespace

PeriodBound windows_bound(const Problem& problem, const Stop& stop) {
  PeriodBound bound{{}, "windows", ""};
  constexpr std::uint64_t a_gate = 100;  // steps of the hops to one, and of best_runs() over them
  WorkLimit work(stop);
  const Windows windows(problem, work);
  for (std::size_t g = 0; g < windows.gates().size(); ++g) {
    if (!work.take(windows.gates().size() * a_gate)) break;
    const Hops hops = windows.hops(g);
    const Ratio found = bound_of(hops, bound.exact);
    if (!(bound.exact < found)) continue;
    bound.exact = found;
    const Hop& hop = steepest(hops.full);
    bound.reason = reason_of(problem, windows, g, hop, found == Ratio{hop.time, hop.micro_batches});
  }
  return bound;
}

}  // namespace repetend::search
