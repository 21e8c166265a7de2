#include "app/what_if.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numbers>
#include <numeric>
#include <random>
#include <set>

#include "sim/core/error.hpp"
#include "sim/problem/machines.hpp"
#include "sim/semantics/evaluator.hpp"

namespace repetend::app {

namespace {

// Box-Muller, because std::normal_distribution differs between libraries and the output must not.
class Lognormal {
 public:
  Lognormal(double cv, std::uint64_t seed)
      : random_(seed), sigma_(std::sqrt(std::log1p(cv * cv))), mu_(-sigma_ * sigma_ / 2) {}

  double operator()() {
    const double radius = std::sqrt(-2 * std::log(uniform()));
    return std::exp(mu_ + sigma_ * radius * std::cos(2 * std::numbers::pi * uniform()));
  }

 private:
  double uniform() { return (static_cast<double>(random_() >> 11) + 0.5) * 0x1p-53; }  // in (0, 1)

  std::mt19937_64 random_;
  double sigma_, mu_;
};

constexpr std::int64_t faster = 11, base = 10;  // 10 % faster: 11/10 of the speed

// As far as 64 bits go.
std::int64_t sped_up(std::int64_t rate) {
  constexpr std::int64_t most = std::numeric_limits<std::int64_t>::max();
  return rate > most / faster * base ? most : mul_div_ceil(rate, faster, base);
}

class Prober {
 public:
  explicit Prober(const Plan& plan)
      : plan_(plan),
        problem_(*plan.problem),
        evaluator_(Evaluator::compile(problem_, plan.orders, plan.couplings).value()),
        now_(evaluator_.run()) {}

  std::vector<Speedup> all() {
    for (DeviceId d : ids<DeviceId>(problem_.devices.size())) device(d);
    for (std::size_t k = 0; k < problem_.machines.size(); ++k) machine(k);
    for (BlockId b : ids<BlockId>(problem_.blocks.size())) block(b);
    for (std::size_t k = 0; k < problem_.pairs.size(); ++k) pair(k);
    copies();
    std::set<std::pair<DeviceId, DeviceId>> links;
    for (const Transfer& transfer : transfers(problem_)) links.insert({transfer.from, transfer.to});
    for (const auto& [from, to] : links) link(from, to);
    std::ranges::stable_sort(found_, {}, &Speedup::makespan);
    return std::move(found_);
  }

 private:
  // Only durations change, so that the compiled orders serve again.
  void retime(const Problem& changed, std::string part) {
    const PlanDurations durations(changed, plan_.couplings);
    by_instance_.resize(problem_.instances());
    for (const Instance i : instances_of(problem_)) by_instance_[instance_index(problem_, i)] = durations[i];
    note(evaluator_.run(by_instance_), std::move(part));
  }
  void note(Time makespan, std::string part) {
    if (makespan < now_) found_.push_back({std::move(part), makespan});
  }

  void device(DeviceId d) {
    Problem changed = problem_;
    changed.devices[d.index()].speed = sped_up(problem_.device(d).speed);
    retime(changed, fmt::format("device {}", problem_.device(d).name));
  }
  void machine(std::size_t k) {
    Problem changed = problem_;
    changed.machines[k].speed = sped_up(problem_.machines[k].speed);
    const bool lane = problem_.machines[k].device.has_value();
    retime(changed, fmt::format("{} {}", lane ? "lane" : "machine",
                                machine_name(problem_, further_machine(problem_, k))));
  }
  void pair(std::size_t k) {
    Problem changed = problem_;
    Pair& pair = changed.pairs[k];
    pair.time = mul_div_ceil(pair.time, base, faster);
    std::string part = "pair";
    for (const auto* side : {&pair.first, &pair.second})
      for (BlockId b : *side) part += " " + problem_.block(b).name;
    retime(changed, std::move(part));
  }
  void block(BlockId b) {
    retime(with_time_scaled(problem_, b, base, faster), fmt::format("block {}", problem_.block(b).name));
  }
  // All that go to the host and back, as they share its bus.
  void copies() {
    Problem changed = problem_;
    for (BlockId b : ids<BlockId>(problem_.blocks.size()))
      if (const BlockKind kind = problem_.block(b).kind;
          kind == BlockKind::offload || kind == BlockKind::reload)
        changed = with_time_scaled(std::move(changed), b, base, faster);
    retime(changed, "all copies");
  }
  void link(DeviceId from, DeviceId to) {
    Problem changed = problem_;
    Link quick = *find_link(problem_, from, to);
    quick.latency = mul_div_ceil(quick.latency, base, faster);
    quick.bandwidth = sped_up(quick.bandwidth);
    changed.links.pairs[{from, to}] = quick;
    note(Evaluator::compile(changed, plan_.orders, plan_.couplings).value().run(),
         fmt::format("link {} -> {}", problem_.device(from).name, problem_.device(to).name));
  }

  const Plan& plan_;
  const Problem& problem_;
  Evaluator evaluator_;
  Time now_;
  std::vector<Time> by_instance_;
  std::vector<Speedup> found_;
};

}  // namespace

Distribution monte_carlo(const Plan& plan, double cv, int runs, std::uint64_t seed,
                         const std::atomic<bool>* cancel) {
  const Problem& problem = *plan.problem;
  Evaluator evaluator = Evaluator::compile(problem, plan.orders, plan.couplings).value();
  const PlanDurations own(plan);
  const std::vector<Instance> instances = instances_of(problem);
  std::vector<Time> duration(problem.instances()), makespans;
  Lognormal factor(cv, seed);
  for (int run = 0; run < runs && (run == 0 || !cancel || !*cancel); ++run) {
    double total = 0;
    for (const Instance i : instances) {
      if (own[i] == 0) continue;  // it stays nothing, where the least of all others is 1 ns
      const double drawn = static_cast<double>(own[i]) * factor();
      total += drawn;
      if (total >= static_cast<double>(sum_limit))
        throw RequestError("random durations add up to 2^62 ns (146 years) or more, expected less");
      duration[instance_index(problem, i)] = std::max<Time>(1, std::llround(drawn));
    }
    makespans.push_back(evaluator.run(duration));
  }
  std::ranges::sort(makespans);
  runs = static_cast<int>(makespans.size());
  const auto quantile = [&](int percent) {
    return makespans[static_cast<std::size_t>((static_cast<std::int64_t>(runs) * percent + 99) / 100 - 1)];
  };
  const double sum = std::accumulate(makespans.begin(), makespans.end(), 0.0);
  return {runs, sum / runs, quantile(5), quantile(50), quantile(95)};
}

std::vector<Speedup> speedups(const Plan& plan) { return Prober(plan).all(); }

}  // namespace repetend::app
