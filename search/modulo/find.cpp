#include "search/modulo/find.hpp"

#include <algorithm>
#include <functional>
#include <numeric>

#include "search/control/effort.hpp"
#include "search/control/first_of.hpp"
#include "search/modulo/partial.hpp"
#include "search/modulo/reorder.hpp"
#include "search/modulo/reservation_table.hpp"

namespace repetend::search {
namespace {

// A block whose slot is fixed before the beam places the others: a gang, usually.
struct Preset {
  BlockId block;
  Time slot;
};

struct BeamSettings {
  Time period = 0;
  std::size_t width = 32;
  std::size_t branching = effort.beam.places;  // places tried for a block
  std::vector<Preset> presets;
  Steps steps;  // every block once
};

struct Found {
  CyclicSchedule schedule;
  Bytes excess = 0;                                                // memory above the capacities
  Time span = 0;                                                   // of one micro-batch
  std::pair<Bytes, Time> value() const { return {excess, span}; }  // less is better
};

struct Child {
  Score score;
  std::size_t parent;
  Time start;
};

std::vector<Child> children_of(Partial& state, std::size_t parent, Step step, const BeamSettings& settings,
                               const Stop& stop) {
  std::vector<Child> result;
  if (stop()) return result;
  for (Time t : state.places(step, settings.branching)) {
    state.place(step.block, t);
    result.push_back({state.look_ahead(settings.steps, stop), parent, t});
    state.remove(step.block);
  }
  return result;
}

// Of all states, in their order.
std::vector<Child> children(std::vector<Partial>& states, Step step, const BeamSettings& settings,
                            Budget& budget) {
  const Stop stop = budget.stop();
  std::vector<std::vector<Child>> of_state(states.size());
  const auto extend = [&](std::size_t s) { of_state[s] = children_of(states[s], s, step, settings, stop); };
  const bool side_by_side = states.size() * settings.steps.size() >= effort.beam.side_by_side;
  std::vector<std::function<void()>> tasks;
  for (std::size_t s = 0; s < states.size(); ++s)
    if (side_by_side)
      tasks.emplace_back([&extend, s] { extend(s); });
    else
      extend(s);
  budget.workers().run_all(tasks);
  std::vector<Child> result;
  for (const auto& some : of_state) result.insert(result.end(), some.begin(), some.end());
  for (std::size_t i = 0; i < result.size(); ++i) budget.spend();
  return result;
}

std::optional<Found> best_schedule(const CyclicModel& model, const std::vector<Partial>& states,
                                   const Budget& budget) {
  std::optional<Found> best;
  for (const Partial& state : states) {
    CyclicSchedule schedule = state.schedule();
    delay_acquires(model, schedule);
    if (best && budget.stopped()) break;
    change_stages(model, schedule, budget.stop());
    Found found{schedule, memory_excess(model, schedule), span(model, schedule)};
    if (!best || found.value() < best->value()) best = std::move(found);
  }
  return best;
}

// Places the blocks in the order of the steps into the reservation table of the period. Each block is tried
// at the first places after its inputs are there (backward: the last before its consumers start) where it is
// free on all its machines and the rest of each machine's blocks still fits. Of the partial schedules the
// `width` best are kept: those whose completion, with every block at the first place it could have, exceeds
// the memory least and spans least. The best schedule of that period, or none where some block finds no
// place.
std::optional<Found> beam(const CyclicModel& model, const BeamSettings& settings, Budget& budget) {
  std::vector<Partial> states{Partial(model, settings.period)};
  for (const Preset& p : settings.presets) states.front().reserve(p.block, p.slot);
  for (const Step& step : settings.steps) {
    if (budget.out()) return std::nullopt;
    std::vector<Child> next = children(states, step, settings, budget);
    std::ranges::stable_sort(next, {}, &Child::score);
    if (next.size() > settings.width) next.resize(settings.width);
    std::vector<Partial> kept;
    for (const Child& child : next) {
      kept.push_back(states[child.parent]);
      kept.back().place(step.block, child.start);
    }
    states = std::move(kept);
  }
  return best_schedule(model, states, budget);
}

// Ways to lay the gangs into the reservation table before all else; the first is not to. Two gangs side by
// side leave every machine of theirs one gap, into which its own blocks fit in any order. The first gang
// stands still, since only the cyclic order counts; so do the gangs beyond those that are permuted.
std::vector<std::vector<BlockId>> gang_orders(const CyclicModel& model) {
  std::vector<BlockId> gangs;
  for (BlockId b : model.order)
    if (model.machines[b].size() > 1) gangs.push_back(b);
  std::vector<std::vector<BlockId>> orders{{}};
  if (gangs.empty()) return orders;
  std::vector<std::size_t> place(gangs.size());
  std::iota(place.begin(), place.end(), std::size_t{0});
  const auto last = place.begin() + std::min<std::ptrdiff_t>(effort.beam.permuted_gangs, std::ssize(place));
  do {
    auto& order = orders.emplace_back();
    for (std::size_t i : place) order.push_back(gangs[i]);
  } while (std::next_permutation(place.begin() + 1, last));
  return orders;
}

// Each gang of the order is laid right after the one before, where all its machines are free; none when they
// do not fit.
std::optional<std::vector<Preset>> lay_gangs(const CyclicModel& model, const std::vector<BlockId>& gangs,
                                             Time period) {
  ReservationTable table(model.on_machine.size(), period);
  std::vector<Preset> presets;
  Time from = 0;
  for (BlockId g : gangs) {
    const auto at = table.next_free(model.machines[g], from, model.duration[g]);
    if (!at) return std::nullopt;
    for (MachineId m : model.machines[g]) table.reserve(m, *at, model.duration[g]);
    presets.push_back({g, table.slot(*at)});
    from = *at;
  }
  return presets;
}

std::optional<Found> better(std::optional<Found> a, std::optional<Found> b) {
  return b && (!a || b->value() < a->value()) ? b : a;
}

// A beam keeps so many states and tries so many places of a block.
struct Width {
  std::size_t states, places = effort.beam.places;
};
constexpr Width greedy{1, 1};

bool has_many_blocks(const CyclicModel& model) { return model.block_count() > effort.beam.wide_blocks; }

// What it takes in both orders of the blocks, in states.
std::uint64_t cost(const CyclicModel& model, Width width) {
  return effort.beam.wide_orders * model.block_count() * width.states * width.places;
}

// As wide, or as much narrower as it takes for some tries with so many states.
Width affordable(const CyclicModel& model, Width width, std::uint64_t states) {
  while (cost(model, width) > states / effort.beam.wide_tries && width.states * width.places > 1)
    (width.states > 1 ? width.states : width.places) /= 2;
  return width;
}

// All ways to lay the gangs are tried, and the best schedule is kept.
std::optional<Found> find_with(const CyclicModel& model, const Steps& steps, Time period, Width width,
                               Budget& budget) {
  std::optional<Found> best;
  for (const auto& gangs : gang_orders(model)) {
    const auto presets = lay_gangs(model, gangs, period);
    if (!presets) continue;
    best =
        better(std::move(best), beam(model, {period, width.states, width.places, *presets, steps}, budget));
    if (budget.out()) break;
  }
  return best;
}

// One of several beams: the order of the blocks, and how wide.
struct Kind {
  const Steps& steps;
  Width width;
};

// The best of what the beams find, side by side.
std::optional<Found> find_with_each(const CyclicModel& model, const std::vector<Kind>& kinds, Time period,
                                    Budget& budget) {
  std::vector<std::optional<Found>> found(kinds.size());
  const Tries tries = first_of(kinds.size(), budget, Left::now, [&](std::size_t k, Budget& part) {
    found[k] = find_with(model, kinds[k].steps, period, kinds[k].width, part);
    return false;
  });
  std::optional<Found> best;
  for (std::size_t k = 0; k < tries.failed; ++k) best = better(std::move(best), std::move(found[k]));
  return best;
}

// Beams in both orders are tried. Where memory is limited also a beam that takes the first place for every
// block, which keeps lifetimes short.
std::optional<CyclicSchedule> find_within(const CyclicModel& model, Time period, Width width,
                                          Budget& budget) {
  const Steps forward = forward_steps(model);
  if (std::ranges::none_of(model.counts_memory, [](char counts) { return counts != 0; })) {
    const auto found = find_with(model, forward, period, width, budget);
    return found ? std::optional(found->schedule) : std::nullopt;
  }
  const Steps swing = swing_steps(model);
  const auto best =
      find_with_each(model, {{forward, width}, {swing, width}, {swing, greedy}}, period, budget);
  return best && best->excess == 0 ? std::optional(best->schedule) : std::nullopt;
}

// Beams of many blocks take long, and a narrow one is often enough: wide ones only while several such periods
// can be tried.
std::optional<CyclicSchedule> find_at(const CyclicModel& model, Time period, std::size_t width, Width narrow,
                                      Budget& budget) {
  if (!has_many_blocks(model) || width <= narrow.states) return find_within(model, period, {width}, budget);
  if (auto found = find_within(model, period, narrow, budget)) return found;
  const bool worth_it = cost(model, {width}) <= budget.left() / effort.beam.wide_tries;
  return worth_it ? find_within(model, period, {width}, budget) : std::nullopt;
}

// What looks for a schedule of a period, and how many periods at once: a narrow beam is work for one thread.
struct Beam {
  std::function<std::optional<CyclicSchedule>(Time period, Budget&)> find;
  std::size_t at_once = 1;
};

// The shortest schedule that beams find, of several widths one after the other.
class PeriodSearch {
 public:
  PeriodSearch(const CyclicModel& model, Time at_least, std::uint64_t seed)
      : model_(model), at_least_(at_least), seed_(seed) {}

  bool attempt(Time period, const Beam& beam, Budget& budget) {
    return failures({&period, 1}, beam, budget) == 0;
  }

  // Tries the least period first, then longer ones until one is met, then shorter ones again: only those
  // where there is a schedule already.
  void run(const Beam& beam, Budget& budget) {
    if (met()) return;
    Time failed = at_least_ - 1;
    const auto attempt_each = [&](const std::vector<Time>& periods) {
      if (const std::size_t failures = this->failures(periods, beam, budget)) failed = periods[failures - 1];
    };
    if (!best_) attempt_each(rising());
    if (!best_) return;
    const Time fine = std::max(Time{1}, at_least_ / tries.last_step);
    while (best_->period - failed > fine && !budget.out()) attempt_each(middles(failed, fine));
  }

  // Looser schedules than the best lead elsewhere; then the best gets all states left.
  void loosen(const Beam& beam, Budget& budget) {
    for (const Time part : tries.looser)
      if (short_of(budget)) attempt(best_->period + at_least_ / part, beam, budget);
    if (short_of(budget)) improve(CyclicSchedule{*best_}, budget.left(), budget);
  }

  bool met() const { return best_ && best_->period <= at_least_; }
  std::optional<CyclicSchedule> best() && { return std::move(best_); }

 private:
  static constexpr auto tries = effort.period;

  bool short_of(const Budget& budget) const { return best_ && !met() && !budget.out(); }

  // Up to one at which there is surely a schedule, if at any.
  std::vector<Time> rising() const {
    const Time all = serial_period(model_);
    std::vector<Time> periods{at_least_};
    for (Time step = std::max(Time{1}, at_least_ / tries.first_step); periods.back() < all; step *= 2)
      periods.push_back(std::min(periods.back() + step, all));
    return periods;
  }

  // What bisection tries as long as nothing is found.
  std::vector<Time> middles(Time failed, Time fine) const {
    std::vector<Time> periods;
    for (; best_->period - failed > fine; periods.push_back(failed)) failed += (best_->period - failed) / 2;
    return periods;
  }

  // How many of the periods, tried in turn until one is met or the budget is out, are not met.
  std::size_t failures(std::span<const Time> periods, const Beam& beam, Budget& budget) {
    std::size_t failed = 0;
    std::vector<std::optional<CyclicSchedule>> found(periods.size());
    for (Tries last; !last.found && failed < periods.size() && (failed == 0 || !budget.out());) {
      last = first_of(std::min(beam.at_once, periods.size() - failed), budget, Left::now,
                      [&, failed](std::size_t k, Budget& part) {
                        found[failed + k] = beam.find(periods[failed + k], part);
                        return found[failed + k].has_value();
                      });
      failed += last.failed;
      if (last.found) improve(*found[failed], budget.left() / tries.reordering_share, budget);
    }
    return failed;
  }

  void improve(const CyclicSchedule& found, std::uint64_t states, Budget& budget) {
    Budget part = budget.share(std::min(tries.reordering_a_block * model_.block_count(), states));
    const CyclicSchedule reordered = reorder(model_, found, at_least_, part, seed_);
    budget.spend(part);
    if (!best_ || reordered.period < best_->period) best_ = tighten(model_, reordered, at_least_);
  }

  const CyclicModel& model_;
  const Time at_least_;
  const std::uint64_t seed_;
  std::optional<CyclicSchedule> best_;
};

}  // namespace

std::vector<int> repetend_sizes(const Ratio& period_bound, int micro_batches) {
  std::vector<int> sizes{1};
  const Time exact = period_bound.den / std::gcd(period_bound.num, period_bound.den);
  for (const Time u : {exact, Time{2}, Time{3}})
    if (u <= std::min(effort.period.micro_batches, micro_batches) &&
        std::ranges::find(sizes, static_cast<int>(u)) == sizes.end())
      sizes.push_back(static_cast<int>(u));
  return sizes;
}

std::optional<CyclicSchedule> find_at(const CyclicModel& model, Time period, std::size_t width,
                                      Budget& budget) {
  return find_at(model, period, width, {effort.beam.narrow}, budget);
}

Time serial_period(const CyclicModel& model) {
  Time all = std::accumulate(model.duration.begin(), model.duration.end(), Time{0});
  for (const Dependence& arc : model.arcs) all += arc.delay;
  return all;
}

// A wide beam may find nothing where a narrow one does: it tries fewer periods with the same states, and
// keeps what is best only so far. So narrow ones have states of their own, a part of its; of many blocks they
// come first, as the wide one need then only look for shorter periods.
std::optional<CyclicSchedule> find_cyclic(const CyclicModel& model, Time at_least, std::size_t width,
                                          Budget& budget, std::uint64_t seed) {
  const std::uint64_t states = budget.left() / effort.beam.narrower_share;
  const bool many = has_many_blocks(model);
  const auto at_most = [&](std::size_t most, std::uint64_t of) {
    const Width wanted{std::min(width, most)};
    return many ? affordable(model, wanted, of) : wanted;
  };
  const Width narrow = at_most(effort.beam.narrow, budget.left()),
              narrowest = at_most(effort.beam.narrowest, states);
  PeriodSearch search(model, at_least, seed);
  const Beam wide{[&](Time period, Budget& b) { return find_at(model, period, width, narrow, b); }};
  const auto beam_of = [&](Width of, std::size_t at_once) {
    return Beam{[&model, of](Time period, Budget& b) { return find_within(model, period, of, b); }, at_once};
  };
  constexpr std::size_t all = std::numeric_limits<std::size_t>::max();
  const Beam first_places{[&](Time period, Budget& b) -> std::optional<CyclicSchedule> {
                            const auto found = find_with(model, forward_steps(model), period, greedy, b);
                            return found && found->excess == 0 ? std::optional(found->schedule)
                                                               : std::nullopt;
                          },
                          all};
  const auto narrower = [&] {
    for (const Beam& beam : {first_places, beam_of(narrowest, all)}) {
      if (search.met() || budget.stopped()) continue;
      Budget part = budget.beside(states);
      search.run(beam, part);
      budget.add(part);
    }
  };
  if (many && !search.attempt(at_least, beam_of(narrow, 1), budget)) narrower();
  search.run(wide, budget);
  search.loosen(wide, budget);
  if (!many) narrower();
  return std::move(search).best();
}

}  // namespace repetend::search
