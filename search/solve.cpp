#include "search/solve.hpp"

#include <algorithm>

#include "search/complete/improve.hpp"
#include "search/complete/rearrange.hpp"
#include "search/exact/refute.hpp"
#include "search/exact/settle.hpp"
#include "search/exact/settle_period.hpp"
#include "search/repetend/find.hpp"
#include "search/repetend/sizes.hpp"
#include "search/repetend/unroll.hpp"
#include "sim/verify/verify.hpp"

namespace repetend::search {
namespace {

// A state of the beam costs time by block: large placements get fewer.
std::uint64_t scaled(std::uint64_t states, const Problem& problem) {
  constexpr std::uint64_t usual = 128;
  return states * usual / std::max<std::uint64_t>(usual, problem.blocks.size());
}

bool at_most(Time period, const Ratio& bound, int micro_batches) {
  return static_cast<Wide>(period) * bound.den <= static_cast<Wide>(bound.num) * micro_batches;
}

Problem without_transfers(Problem problem) {
  problem.transfer = TransferMode::none;
  return problem;
}

}  // namespace

Solver::Solver(std::shared_ptr<const Problem> problem, const Options& options)
    : problem_(std::move(problem)),
      options_(options),
      untransferred_(without_transfers(*problem_)),
      draft_model_(*problem_),
      units_(list_units(*problem_)),
      priorities_(plain_priorities(*problem_)),
      pool_(problem_, draft_model_, options.objective, options.period_at_most),
      solution_{problem_, std::nullopt, period_bound(*problem_), makespan_bound(*problem_)} {}

void Solver::begin(std::shared_ptr<Monitor> monitor, std::size_t placement) {
  budget_.emplace(std::move(monitor), scaled(options_.state_limit, *problem_), placement);
}

std::optional<Time> Solver::best() const {
  return pool_.best() ? std::optional(pool_.best_makespan()) : std::nullopt;
}

void Solver::search_repetends(std::optional<Time> shortest) {
  solution_.tally.skipped =
      options_.objective == Objective::makespan && shortest && *shortest < solution_.makespan.value;
  if (solution_.tally.skipped) return;
  repetends();
  lean_repetends();
  polish();
  settle();
  rearrange();
}

Solution Solver::take() {
  solution_.value = pool_.value();
  solution_.length = pool_.best_makespan();
  solution_.plan = pool_.take();
  solution_.states = budget_->used();
  solution_.tally.cut = budget_->out();

  return std::move(solution_);
}

// Whatever is dropped for being longer than the best so far would not have become the best.
Pool Solver::empty_pool() {
  Pool pool(problem_, draft_model_, options_.objective, options_.period_at_most);
  pool.end_when(budget_->stop());
  const std::lock_guard lock(mutex_);
  if (options_.objective == Objective::makespan && best()) pool.ignore_longer_than(*best());
  return pool;
}

// Keeps the better of the best so far and that of the pool. What becomes the best is verified here, so that
// nothing is left to do for the answer when time is up; then only a first plan is still worth that.
void Solver::offer(Pool pool, int rank) {
  const auto wanted = [&] {
    if (pool_.best())
      return std::pair(pool.value(), rank) < std::pair(pool_.value(), rank_) && !budget_->stopped();
    return true;
  };
  if (!pool.best()) return;
  {
    const std::lock_guard lock(mutex_);
    if (!wanted()) return;
  }
  require_valid(*pool.best());
  const std::lock_guard lock(mutex_);
  if (!wanted()) return;
  budget_->found(pool.best_makespan());
  pool_ = std::move(pool);
  rank_ = rank;
}

// A shorter plan would be better: also where periods are compared and the best plan is too short to repeat.
bool Solver::wants_shorter() const {
  if (!best() || shortest_proved()) return false;
  return options_.objective == Objective::makespan ||
         (options_.objective == Objective::period && !pool_.best()->repetend);
}

bool Solver::shortest_proved() const { return best() && *best() <= solution_.makespan.value; }

// The plan is proved the shortest, and so is its period.
bool Solver::nothing_to_gain() const {
  if (options_.objective != Objective::makespan || !shortest_proved()) return false;
  const auto& repetend = pool_.best()->repetend;
  return repetend && at_most(repetend->period, solution_.period.exact, repetend->micro_batches);
}

// Repetends of one micro-batch, and of more while no period is proved least; where not even one fits the
// memory, more would not.
void Solver::repetends() {
  constexpr std::size_t many = 192;  // blocks: hardly ever is more than one micro-batch better there
  for (const int u : repetend_sizes(solution_.period.exact, problem_->micro_batches)) {
    if (budget_->out() || nothing_to_gain()) return;
    const bool for_period_alone = options_.objective == Objective::makespan && shortest_proved();
    const bool large = u > 1 && problem_->blocks.size() * static_cast<std::size_t>(u) > many;
    const Time period = repetend(u, budget_->left() / (for_period_alone ? 16 : large ? 8 : 2));
    solution_.tally.repetends.emplace_back(u, period);
    if (period == 0 || at_most(period, solution_.period.exact, u)) return;
  }
}

// Finds and completes one; its period, or 0.
Time Solver::repetend(int u, std::uint64_t states) {
  const Problem unrolled = unroll(*problem_, u);
  const CyclicModel model(unrolled);
  Budget part = budget_->share(states);
  const Time at_least = refuted_up_to(*problem_, u, solution_.period.exact.ceil_times(u), budget_->stop());
  solution_.tally.least_periods.emplace_back(u, at_least);
  auto found = find_cyclic(model, at_least, static_cast<std::size_t>(options_.beam_width), part);
  budget_->spend(part.used());
  if (found && found->period > at_least) settle_repetend(model, at_least, *found);
  if (!found) return 0;
  found_.push_back({*found, u});
  complete(found_.back());
  return found->period;
}

// Few blocks: the least period for u, proved, or else perhaps a better repetend. A state costs time by the
// square of the blocks.
void Solver::settle_repetend(const CyclicModel& model, Time at_least, CyclicSchedule& found) {
  constexpr std::size_t most = 32, squares = 100'000;
  const std::size_t blocks = model.blocks();
  if (blocks > most) return;
  Budget part = budget_->share(squares / (blocks * blocks));
  SettledPeriod settled = settle_period(model, at_least, found.period, part);
  budget_->spend(part.used());
  solution_.tally.settling_periods += part.used();
  solution_.tally.least_periods.back().second = settled.bound;
  if (settled.schedule) found = std::move(*settled.schedule);
}

// As the repetend says, as soon as its order allows, and by lists that follow its order where they can.
void Solver::complete(const CyclicPlan& plan) {
  if (budget_->stopped()) return;
  const std::vector<Time> start = played_starts(*problem_, plan);
  Orders orders = orders_by_start(*problem_, start);
  if (budget_->stopped()) return;
  const bool compares_periods =
      options_.objective == Objective::period || options_.objective == Objective::memory;
  Pool pool = empty_pool();
  if (compares_periods) pool.add(orders, start, ours);
  pool.add(std::move(orders), ours, &plan);
  offer(std::move(pool), repetend_rank);
  if (plan.u > 1) return;
  std::vector<Priority> guided;
  for (const Pick pick : {Pick::soonest, Pick::active}) {
    guided.push_back({plan.schedule.start, plan.schedule.period, pick});
    guided.push_back(fillers_last(*problem_, guided.back()));
  }
  for (const Priority& priority : guided) try_list(priority, repetend_rank);
}

// Local improvement of the best plan while its makespan is not proved least; each trial costs time by
// instance, and the first one several times that.
void Solver::polish() {
  constexpr std::uint64_t instances = 500'000, first = 4;
  if (!wants_shorter()) return;
  Budget part = budget_->share(instances / problem_->instances());
  if (part.left() < first) return;
  Pool pool = empty_pool();
  pool.add(improve(*problem_, pool_.best()->orders, part), ours);
  budget_->spend(part.used());
  solution_.tally.swaps = part.used();
  if (pool.value() < pool_.value()) offer(std::move(pool), rank_);
}

// Other plans around the best one while its makespan is not proved least.
void Solver::rearrange() {
  // A trial costs time by instance, more where it simulates handshakes, and some before the first.
  const std::uint64_t cost =
      400 + problem_->instances() * (problem_->transfer == TransferMode::blocking ? 8 : 1);
  constexpr std::uint64_t most = 2'000'000, patience = 250'000;
  if (!wants_shorter()) return;
  Budget part = budget_->share(most / cost);
  const auto found = search::rearrange(draft_model_, units_, pool_.best()->start,
                                       {solution_.makespan.value, patience / cost, options_.seed}, part);
  budget_->spend(part.used());
  solution_.tally.rearranged = part.used();
  Pool pool = empty_pool();
  if (found) pool.add(*found, ours);
  if (pool.best() && pool.value() < pool_.value()) offer(std::move(pool), repetend_rank);
}

// Few instances: the least makespan, proved, or else perhaps a better plan. A state costs time by instance.
void Solver::settle() {
  constexpr std::uint64_t instances = 1'000'000;
  constexpr std::size_t most = 160;
  if (problem_->instances() > most || !wants_shorter()) return;
  Budget part = budget_->share(instances / problem_->instances());
  Settled settled = settle_makespan(*problem_, solution_.makespan.value, *best(), part);
  budget_->spend(part.used());
  solution_.tally.settling = part.used();
  if (settled.bound > solution_.makespan.value)
    solution_.makespan = {settled.bound, "exhaustive", "a search of all shorter plans found none"};
  if (!settled.orders) return;
  Pool pool = empty_pool();
  if (pool.add(std::move(*settled.orders), ours)) offer(std::move(pool), repetend_rank);
}

}  // namespace repetend::search
