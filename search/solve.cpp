#include "search/solve.hpp"

#include <fmt/format.h>

#include "search/complete/list_schedule.hpp"
#include "search/complete/play.hpp"
#include "search/repetend/find.hpp"
#include "search/repetend/unroll.hpp"
#include "sim/schedules/schedule.hpp"

namespace repetend::search {
namespace {

constexpr const char* ours = "search";

class Solver {
 public:
  Solver(std::shared_ptr<const Problem> problem, const Options& options)
      : problem_(problem),
        options_(options),
        budget_(options),
        pool_(problem, options.objective),
        solution_{std::nullopt, "", period_bound(*problem), makespan_bound(*problem), 0} {}

  Solution run() {
    repetends();
    report();
    for (const Priority& p : plain_priorities(*problem_)) list(p);
    report();
    baselines();
    if (!pool_.best()) pool_.add(one_at_a_time(*problem_), ours);
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
    return found->period;
  }

  // As the repetend says, as soon as its order allows, and by lists that follow its order where they can.
  void complete(const CyclicPlan& plan) {
    const std::vector<Time> start = played_starts(*problem_, plan);
    const Orders orders = orders_by_start(*problem_, start);
    if (options_.objective == Objective::period) pool_.add(orders, start, ours);
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
    constexpr std::size_t most = 100'000'000;
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

  std::string why_none() const {
    if (const auto full = find_out_of_memory(*problem_, one_at_a_time(*problem_)))
      return fmt::format(
          "no plan found fits the memory: even with one micro-batch at a time, {} needs {} B on {}, which "
          "has {} B",
          instance_name(*problem_, full->instance), full->needed, problem_->device(full->device).name,
          full->capacity);
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
  Solution solution_;
};

}  // namespace

Solution solve(std::shared_ptr<const Problem> problem, const Options& options) {
  return Solver(std::move(problem), options).run();
}

}  // namespace repetend::search
