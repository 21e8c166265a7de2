#include "search/solve.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "search/complete/improve.hpp"
#include "search/complete/list_schedule.hpp"
#include "search/complete/play.hpp"
#include "search/repetend/find.hpp"
#include "search/repetend/unroll.hpp"
#include "sim/schedules/schedule.hpp"

namespace repetend::search {
namespace {

constexpr const char* ours = "search";

// A state of the beam costs time by block: large placements get fewer.
std::uint64_t scaled(std::uint64_t states, const Problem& problem) {
  constexpr std::uint64_t usual = 128;
  return states * usual / std::max<std::uint64_t>(usual, problem.blocks.size());
}

class Solver {
 public:
  Solver(std::shared_ptr<const Problem> problem, const Options& options)
      : problem_(problem),
        options_(options),
        budget_(options, scaled(options.state_limit, *problem)),
        pool_(problem, options.objective),
        solution_{std::nullopt, "", period_bound(*problem), makespan_bound(*problem), 0} {}

  Solution run() {
    repetends();
    lean_repetends();
    report();
    for (const Priority& p : plain_priorities(*problem_)) list(p);
    report();
    baselines();
    if (!pool_.best()) pool_.add(one_at_a_time(*problem_), ours);
    polish();
    report();
    solution_.plan = pool_.best();
    if (!solution_.plan) solution_.reason = why_none();
    solution_.states = budget_.used();
    return std::move(solution_);
  }

 private:
  // Repetends of one micro-batch, and of more while no period is proved least; where not even one fits the
  // memory, more would not.
  void repetends() {
    constexpr int most = 3;
    for (int u = 1; u <= most && u <= problem_->micro_batches && !budget_.out(); ++u) {
      const Time period = repetend(u, budget_.left() / 2);
      if (period == 0 || static_cast<Wide>(period) * solution_.period.exact.den <=
                             static_cast<Wide>(solution_.period.exact.num) * u)
        return;
    }
  }

  // Finds and completes one; its period, or 0.
  Time repetend(int u, std::uint64_t states) {
    const Problem unrolled = unroll(*problem_, u);
    const CyclicModel model(unrolled);
    Budget part = budget_.share(states);
    const auto found = find_cyclic(model, solution_.period.exact.ceil_times(u),
                                   static_cast<std::size_t>(options_.beam_width), part);
    budget_.spend(part.used());
    if (!found) return 0;
    complete({*found, u});
    if (u == 1) first_ = found;
    return found->period;
  }

  // Objective memory: repetends of the period found under ever smaller capacities, by bisection between the
  // peak that is enough and the mean that Little's law asks for.
  void lean_repetends() {
    if (options_.objective != Objective::memory || !first_) return;
    Bytes enough = highest_peak(*first_), too_little = -1;
    const std::vector<Wide> held = memory_integrals(*problem_);
    for (DeviceId d : ids<DeviceId>(problem_->devices.size()))
      too_little = std::max(too_little,
                            problem_->device(d).static_memory - 1 +
                                static_cast<Bytes>((held[d.index()] + first_->period - 1) / first_->period));
    while (enough - too_little > 1 && !budget_.out()) {
      const Bytes middle = too_little + (enough - too_little) / 2;
      const auto found = under(middle);
      if (found) complete({*found, 1});
      (found ? enough : too_little) = found ? highest_peak(*found) : middle;
    }
  }

  // A repetend of the first one's period with no device above that memory.
  std::optional<CyclicSchedule> under(Bytes memory) {
    Problem capped = *problem_;
    for (Device& d : capped.devices) d.memory = std::min(d.memory, memory);
    const CyclicModel model(capped);
    return find_at(model, first_->period, static_cast<std::size_t>(options_.beam_width), budget_);
  }

  Bytes highest_peak(const CyclicSchedule& schedule) const {
    const CyclicModel model(*problem_);
    Bytes highest = 0;
    for (std::size_t d = 0; d < problem_->devices.size(); ++d)
      highest = std::max(highest, steady_peak(model, d, schedule));
    return highest;
  }

  // As the repetend says, as soon as its order allows, and by lists that follow its order where they can.
  void complete(const CyclicPlan& plan) {
    const std::vector<Time> start = played_starts(*problem_, plan);
    const Orders orders = orders_by_start(*problem_, start);
    const bool compares_periods =
        options_.objective == Objective::period || options_.objective == Objective::memory;
    if (compares_periods) pool_.add(orders, start, ours);
    pool_.add(orders, ours, &plan);
    if (plan.u > 1) return;
    for (const bool wait : {false, true}) {
      const Priority guided{plan.schedule.start, plan.schedule.period, wait};
      list(guided);
      list(fillers_last(*problem_, guided));
    }
  }

  void list(const Priority& priority) {
    // Every instance looks at every block: what is too large for that is left to the repetend.
    constexpr std::size_t most = 30'000'000;
    if (budget_.stopped() || problem_->instances() > most / problem_->blocks.size()) return;
    if (auto orders = list_schedule(*problem_, priority)) pool_.add(std::move(*orders), ours);
  }

  // The schedules people use; ours stays where one of them is no better.
  void baselines() {
    for (const Schedule& schedule : all_schedules()) {
      const ScheduledPlan made = schedule_problem(schedule, problem_);
      if (made.feasible()) pool_.add(made.plan->orders, std::string(schedule.name));
    }
  }

  // Local improvement of the best plan while its makespan is not proved least; each trial costs time by
  // instance.
  void polish() {
    constexpr std::uint64_t instances = 500'000;
    if (options_.objective != Objective::makespan || !pool_.best()) return;
    if (makespan(*pool_.best()) <= solution_.makespan.value) return;
    Budget part = budget_.share(instances / problem_->instances());
    Orders improved = improve(*problem_, pool_.best()->orders, part);
    budget_.spend(part.used());
    if (improved != pool_.best()->orders) pool_.add(std::move(improved), ours);
  }

  std::string why_none() const {
    if (const auto full = find_out_of_memory(*problem_, one_at_a_time(*problem_)))
      return "no plan found fits the memory: even with one micro-batch at a time, " +
             in_words(*problem_, *full);
    return "every order tried deadlocks";
  }

  void report() const {
    if (options_.progress)
      options_.progress(
          {pool_.best() ? makespan(*pool_.best()) : 0, solution_.makespan.value, budget_.used()});
  }

  std::shared_ptr<const Problem> problem_;
  const Options& options_;
  Budget budget_;
  Pool pool_;
  std::optional<CyclicSchedule> first_;  // the best repetend of one micro-batch
  Solution solution_;
};

}  // namespace

Solution solve(std::shared_ptr<const Problem> problem, const Options& options) {
  return Solver(std::move(problem), options).run();
}

}  // namespace repetend::search
