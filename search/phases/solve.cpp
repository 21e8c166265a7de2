#include "search/phases/solve.hpp"

#include <algorithm>

#include "search/completion/exchange.hpp"
#include "search/completion/fold.hpp"
#include "search/completion/improve.hpp"
#include "search/completion/rearrange.hpp"
#include "search/exact/branch_and_bound.hpp"
#include "search/exact/period_branch_and_bound.hpp"
#include "search/exact/refute.hpp"
#include "search/modulo/find.hpp"
#include "search/modulo/in_order.hpp"
#include "search/modulo/sizes.hpp"
#include "search/modulo/unroll.hpp"
#include "sim/verify/verify.hpp"

namespace repetend::search {
namespace {

// A state of the beam costs time by block: large placements get fewer.
std::uint64_t scaled(std::uint64_t states, const Problem& problem) {
  constexpr std::uint64_t usual = 128;
  return states * usual / std::max<std::uint64_t>(usual, problem.blocks.size());
}

constexpr std::size_t most_settled = 48;  // blocks, with the transfers that wait

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

void Solver::begin(std::shared_ptr<Monitor> monitor) {
  budget_.emplace(std::move(monitor), scaled(options_.state_limit, *problem_));
}

std::optional<Time> Solver::best() const {
  return pool_.best() ? std::optional(pool_.best_makespan()) : std::nullopt;
}

void Solver::search_repetends(std::optional<Time> shortest) {
  solution_.tally.skipped =
      options_.objective == Objective::makespan && shortest && *shortest < solution_.makespan.value;
  if (solution_.tally.skipped) return;
  repetends();
  fold_shortest();
  lean_repetends();
  polish();
  settle();
  rearrange();
  exchange();
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
  pool.expect_periods(solution_.period.exact);
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
    if (compares_periods() && (!shortest_ || pool.best_makespan() < makespan(*shortest_)))
      shortest_ = pool.best();
    if (!wanted()) return;
  }
  require_valid(*pool.best());
  const std::lock_guard lock(mutex_);
  if (!wanted()) return;
  budget_->found(*pool.best(), pool.best_makespan());
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
  return repetend && Ratio{repetend->period, repetend->micro_batches} <= solution_.period.exact;
}

// Repetends of one micro-batch, and of more while no period is proved least; where not even one or two fit
// the memory, more would not.
void Solver::repetends() {
  const std::vector<int> sizes = repetend_sizes(solution_.period.exact, problem_->micro_batches);
  const auto one = std::span(sizes).first(1), more = std::span(sizes).subspan(1);
  if (!try_sizes(one)) try_sizes(more);
}

// Side by side. True: there is nothing left to look for.
bool Solver::try_sizes(std::span<const int> sizes) {
  constexpr std::size_t many = 192;  // blocks: hardly ever is more than one micro-batch better there
  if (budget_->out() || nothing_to_gain()) return true;
  const bool for_period_alone = options_.objective == Objective::makespan && shortest_proved();
  std::vector<Size> searches;
  std::uint64_t left = budget_->left();
  for (const int u : sizes) {
    const bool large = problem_->blocks.size() * 2 > many;
    const std::uint64_t much = large ? left - left / 4 : left / 2;
    const std::uint64_t states = for_period_alone ? left / 16 : large && u > 1 ? left / 8 : much;
    searches.push_back({u, budget_->share(states), found_.empty() ? 0 : found_.front().schedule.period * u});
    left -= states;
  }
  bool settled = false;
  std::vector<Attempt> attempts;
  for (Size& search : searches)
    attempts.push_back({[this, &search](const Stop& needless) { find(search, needless); },
                        [this, &search, &settled] { return settled = keep(search); }});
  budget_->workers().run_in_order(attempts);
  return settled;
}

void Solver::find(Size& search, const Stop& needless) const {
  const Problem unrolled = unroll(*problem_, search.u);
  const CyclicModel model(unrolled);
  search.budget = search.budget.share(search.budget.left(), needless);
  search.least =
      refuted_up_to(*problem_, search.u, solution_.period.exact.ceil_times(search.u), search.budget.stop());
  search.found =
      find_cyclic(model, search.least, static_cast<std::size_t>(options_.beam_width), search.budget);
  if (model.blocks() <= most_settled) settle_period_of(search, model, free_disjunctive_graph(unrolled));
  if (search.found && transfers_wait(unrolled)) make_wait(search, model);
}

// Few blocks: the least period for u, proved, or else perhaps a better repetend than that, or than the one of
// one micro-batch, or than none. A state costs time by the square of the nodes.
void Solver::settle_period_of(Size& search, const CyclicModel& model, const DisjunctiveGraph& graph) const {
  if (graph.nodes > most_settled) return;
  const Time repeated = search.repeated > 0 ? search.repeated : one_at_a_time(model) + 1,
             below = search.found ? search.found->period : repeated;
  if (below <= search.least) return;
  Budget part = search.budget.beside(settling_squares() / (graph.nodes * graph.nodes));
  SettledPeriod settled = settle_period(model, graph, search.least, below, part);
  search.budget.spend(part);
  search.settling += part.used();
  search.least = settled.bound;
  if (settled.schedule) search.found = std::move(*settled.schedule);
}

// More where the period is what is asked for.
std::uint64_t Solver::settling_squares() const {
  constexpr std::uint64_t few = 300'000, a_state = 15, most = 1'000'000'000'000;
  return compares_periods() ? std::max(few, a_state * std::min(options_.state_limit, most)) : few;
}

// What was found as if transfers never waited, at the period that its order really takes; and what else there
// is. Where that order deadlocks it is still one to follow.
void Solver::make_wait(Size& search, const CyclicModel& model) const {
  const CyclicSchedule free = *search.found;
  search.found = in_order(model, free, search.least);
  if (model.blocks() <= most_settled) settle_period_of(search, model, disjunctive_graph(*model.problem));
  if (!search.found) search.guide = free;
}

bool Solver::compares_periods() const {
  return options_.objective == Objective::period || options_.objective == Objective::memory;
}

// A short plan may hold repetends of more micro-batches than were tried.
void Solver::fold_shortest() {
  constexpr std::uint64_t rounds = 3;
  constexpr std::size_t most_instances = 10'000;
  if (!compares_periods() || !shortest_ || problem_->instances() > most_instances) return;
  const auto known = [&] {
    Ratio least{makespan(*shortest_), problem_->micro_batches};
    for (const CyclicPlan& plan : found_) least = std::min(least, Ratio{plan.schedule.period, plan.u});
    return least;
  };
  if (known() <= solution_.period.exact) return;
  for (std::uint64_t round = 0; round < rounds; ++round)
    if (auto shorter = exchanged(*shortest_, round)) offer(std::move(*shorter), repetend_rank);
  Budget part = budget_->share(budget_->left());
  auto folded = fold(*problem_, shortest_->start, known(), solution_.period.exact, part);
  budget_->spend(part);
  if (!folded) return;
  solution_.tally.repetends.emplace_back(folded->u, folded->schedule.period);
  found_.push_back(std::move(*folded));
  complete(found_.back());
}

// Completes what was found. True: there is nothing left to look for.
bool Solver::keep(const Size& search) {
  budget_->spend(search.budget);
  const Time period = search.found ? search.found->period : 0;
  solution_.tally.repetends.emplace_back(search.u, period);
  solution_.tally.least_periods.emplace_back(search.u, search.least);
  solution_.tally.settling_periods += search.settling;
  if (search.guide) complete({*search.guide, search.u});
  if (!search.found) return search.u <= 2 && !search.guide;
  found_.push_back({*search.found, search.u});
  complete(found_.back());
  return Ratio{period, search.u} <= solution_.period.exact || budget_->out() || nothing_to_gain();
}

// As the repetend says, as soon as its order allows, and by lists that follow its order where they can.
void Solver::complete(const CyclicPlan& plan) {
  std::vector<Priority> guided;
  for (const Pick pick : {Pick::soonest, Pick::active}) {
    if (plan.u > 1) break;
    guided.push_back({plan.schedule.start, plan.schedule.period, pick});
    guided.push_back(fillers_last(*problem_, guided.back()));
  }
  std::vector<std::function<void()>> tasks{[this, &plan, rank = next_rank_++] { play_repetend(plan, rank); }};
  for (const Priority& priority : guided)
    tasks.emplace_back([this, &priority, rank = next_rank_++] { try_list(priority, rank); });
  budget_->workers().run_all(tasks);
}

void Solver::play_repetend(const CyclicPlan& plan, int rank) {
  if (budget_->stopped()) return;
  const std::vector<Time> start = played_starts(*problem_, plan);
  Orders orders = orders_by_start(*problem_, start);
  if (budget_->stopped()) return;
  Pool pool = empty_pool();
  if (compares_periods()) pool.add(orders, start, ours);
  pool.add(std::move(orders), ours, &plan);
  offer(std::move(pool), rank);
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
  budget_->spend(part);
  solution_.tally.swaps += part.used();
  if (pool.value() < pool_.value()) offer(std::move(pool), rank_);
}

// A plan small enough for many trials of swaps around critical paths: what they come to, as a pool.
std::optional<Pool> Solver::exchanged(const Plan& plan, std::uint64_t round) {
  constexpr std::uint64_t instances = 4'500'000, few = 450;
  const std::uint64_t states = instances / problem_->instances();
  if (states < few || budget_->out()) return std::nullopt;
  Budget part = budget_->share(states);
  auto found =
      search::exchange(*problem_, plan.orders, {solution_.makespan.value, options_.seed + round}, part);
  budget_->spend(part);
  solution_.tally.swaps += part.used() * trials_a_state;
  Pool pool = empty_pool();
  if (found) pool.add(std::move(*found), ours);
  return pool;
}

// Again and again until that gains nothing.
void Solver::exchange() {
  if (options_.objective != Objective::makespan || !best()) return;
  for (std::uint64_t round = 0; !shortest_proved(); ++round) {
    auto pool = exchanged(*pool_.best(), round);
    if (!pool || !pool->best() || makespan(*pool->best()) >= *best()) return;
    offer(std::move(*pool), repetend_rank);
  }
}

// Other plans around the best one while its makespan is not proved least.
void Solver::rearrange() {
  // A trial costs time by instance, more where it simulates handshakes, and some before the first.
  const std::uint64_t cost =
      400 + problem_->instances() * (problem_->transfer == TransferMode::blocking ? 8 : 1);
  constexpr std::uint64_t most = 2'000'000, patience = 250'000;
  if (!wants_shorter()) return;
  Budget part = budget_->share(most / cost);
  auto found = search::rearrange(draft_model_, units_, pool_.best()->start,
                                 {solution_.makespan.value, patience / cost, options_.seed}, part);
  budget_->spend(part);
  solution_.tally.rearranged = part.used();
  Pool pool = empty_pool();
  if (found) pool.add(std::move(*found), ours);
  if (pool.best() && pool.value() < pool_.value()) offer(std::move(pool), repetend_rank);
}

// Few instances: the least makespan, proved, or else perhaps a better plan. A state costs time by instance.
void Solver::settle() {
  constexpr std::uint64_t instances = 1'000'000;
  constexpr std::size_t most = 160;
  if (problem_->instances() > most || !wants_shorter()) return;
  Budget part = budget_->share(instances / problem_->instances());
  Settled settled = settle_makespan(*problem_, solution_.makespan.value, *best(), part);
  budget_->spend(part);
  solution_.tally.settling = part.used();
  if (settled.bound > solution_.makespan.value)
    solution_.makespan = {settled.bound, "exhaustive", "a search of all shorter plans found none"};
  if (!settled.orders) return;
  Pool pool = empty_pool();
  if (pool.add(std::move(*settled.orders), ours)) offer(std::move(pool), repetend_rank);
}

}  // namespace repetend::search
