#include "search/modulo/reorder.hpp"

#include <algorithm>
#include <optional>
#include <random>

#include "search/control/effort.hpp"
#include "search/control/threshold.hpp"
#include "sim/plan/memory_level.hpp"
#include "sim/problem/machines.hpp"

namespace repetend::search {
namespace {

// The cyclic orders of a schedule: what follows what on every machine, and how many micro-batches apart.
class CyclicOrders {
 public:
  CyclicOrders(const CyclicModel& model, const CyclicSchedule& schedule)
      : model_(&model), entries_(model.on_machine.size()), arcs_(model.arcs) {
    for (MachineId m : entries_.ids()) {
      first_arc_.push_back(arcs_.size());
      for (BlockId b : blocks_by_slot(model, m, schedule)) {
        entries_[m].push_back({b, &use_at(*model.problem, b, m), schedule.stage(b)});
        places_.push_back({m, entries_[m].size() - 1});
      }
      arcs_.resize(arcs_.size() + entries_[m].size());
      for (std::size_t i = 0; i < entries_[m].size(); ++i) write_arc({m, i});
    }
  }

  // Arcs of the problem, then from every block of every machine to the one that follows it there.
  const std::vector<Dependence>& arcs() const { return arcs_; }

  struct Place {
    MachineId machine;
    std::size_t position;
  };
  std::size_t size(MachineId machine) const { return entries_[machine].size(); }
  // The place of the block an arc leads from where it is one between blocks of a machine.
  std::optional<Place> place(std::size_t arc) const {
    if (arc < model_->arcs.size()) return std::nullopt;
    return places_[arc - model_->arcs.size()];
  }

  // Swaps a block with the one that follows it, which may be that of the next period; twice is not at all.
  // Where one period meets the next, each of the two goes to the other one's period.
  void swap(Place at) {
    auto& entries = entries_[at.machine];
    const std::size_t next = after(at), size = entries.size();
    std::swap(entries[at.position], entries[next]);
    if (next == 0) {
      --entries[at.position].stage;
      ++entries[next].stage;
    }
    for (std::size_t i : {at.position + size - 1, at.position, next}) write_arc({at.machine, i % size});
  }

  bool fits_memory(MachineId machine) const {
    if (!model_->counts_memory[machine]) return true;
    const Device& d = model_->problem->device(device_of(*model_->problem, machine));
    Bytes before = d.static_memory;
    for (const Entry& entry : entries_[machine])
      before += (entry.use->release - entry.use->acquire) * entry.stage;
    MemoryLevel level(before, model_->problem->memory_release);
    for (const Entry& entry : entries_[machine]) {
      if (level.start(*entry.use) > d.memory) return false;
      level.end(*entry.use);
    }
    return true;
  }

 private:
  // A block with what it does to the memory. In the n-th period the machine runs it for
  // micro-batch n - stage.
  struct Entry {
    BlockId block;
    const DeviceUse* use;
    std::int64_t stage;
  };
  std::size_t after(Place at) const { return (at.position + 1) % entries_[at.machine].size(); }

  void write_arc(Place at) {
    const Entry &from = entries_[at.machine][at.position], &to = entries_[at.machine][after(at)];
    const std::int64_t next_period = after(at) == 0 ? 1 : 0;
    arcs_[first_arc_[at.machine] + at.position] = {from.block, to.block, model_->duration[from.block],
                                                   from.stage - to.stage + next_period};
  }

  const CyclicModel* model_;
  IdVector<MachineId, std::vector<Entry>> entries_;
  IdVector<MachineId, std::size_t> first_arc_;
  std::vector<Place> places_;  // by arc between blocks of a machine
  std::vector<Dependence> arcs_;
};

struct Attained {
  CyclicSchedule schedule;
  std::vector<CyclicOrders::Place> critical;  // where a swap may shorten the period
};

// The result has the least period >= `at_least` of orders like those of a schedule; there is none where it is
// more than `most`. Starts are raised from those of the schedule and the period from just below its own,
// which hardly takes time.
std::optional<Attained> attained(const CyclicOrders& orders, const CyclicSchedule& like, Time at_least,
                                 Time most) {
  Attained result{{std::max(at_least, like.period - 1), {}}, {}};
  Time& period = result.schedule.period;
  for (bool upwards = period == at_least;;) {
    Longest paths = longest_paths(like.start, orders.arcs(), period);
    if (paths.cycle) {
      period = paths.cycle->distance > 0 ? paths.cycle->ratio.ceil() : most + 1;
      if (period > most) return std::nullopt;
      result.critical.clear();
      for (std::size_t arc : paths.cycle->arcs)
        if (const auto at = orders.place(arc)) result.critical.push_back(*at);
    } else if (!upwards && period < like.period) {
      period = at_least;
      upwards = true;
    } else {
      result.schedule.start = std::move(paths.start);
      break;
    }
  }
  const Time first = *std::ranges::min_element(result.schedule.start);
  for (Time& start : result.schedule.start) start -= first;
  return result;
}

class Reordering {
 public:
  Reordering(const CyclicModel& model, const CyclicSchedule& schedule, std::uint64_t seed)
      : orders_(model, schedule), random_(seed) {
    for (MachineId m : model.on_machine.ids())
      for (std::size_t i = 0; i < model.on_machine[m].size(); ++i)
        if (model.on_machine[m].size() > 1) places_.push_back({m, i});
  }

  const CyclicOrders& orders() const { return orders_; }
  std::uint64_t random() { return random_(); }

  // Swaps at a place of the critical cycle or, to get elsewhere, at any, and up to three times more on that
  // machine, so that what takes memory may come with what gives it back. False: the memory is exceeded.
  bool move(const std::vector<CyclicOrders::Place>& critical) {
    constexpr auto tries = effort.period;
    const auto& from = below(tries.of_moves) < tries.moves_anywhere ? places_ : critical;
    moves_.assign(1, from[below(from.size())]);
    const MachineId machine = moves_.front().machine;
    for (std::size_t more = below(tries.swaps_a_move); more > 0; --more)
      moves_.push_back({machine, below(orders_.size(machine))});
    for (const CyclicOrders::Place& at : moves_) orders_.swap(at);
    return orders_.fits_memory(machine);
  }

  void take_back() {
    for (auto at = moves_.rbegin(); at != moves_.rend(); ++at) orders_.swap(*at);
  }

 private:
  std::size_t below(std::size_t limit) { return static_cast<std::size_t>(random_() % limit); }

  CyclicOrders orders_;
  std::vector<CyclicOrders::Place> places_;  // all
  std::vector<CyclicOrders::Place> moves_;   // the last ones
  std::mt19937_64 random_;
};

}  // namespace

CyclicSchedule reorder(const CyclicModel& model, const CyclicSchedule& schedule, Time at_least,
                       Budget& budget, std::uint64_t seed) {
  const Threshold threshold(at_least, budget);
  Reordering state(model, schedule, seed);
  auto current = attained(state.orders(), schedule, at_least, schedule.period);
  if (!current) return schedule;
  CyclicSchedule best = current->schedule;
  for (std::uint64_t k = 0; !budget.out() && best.period > at_least && !current->critical.empty(); ++k) {
    if (k % effort.period.moves_a_state == 0) budget.spend();
    const Time most = current->schedule.period + threshold.now(budget, state.random());
    std::optional<Attained> next;
    if (state.move(current->critical)) next = attained(state.orders(), current->schedule, at_least, most);
    if (!next) {
      state.take_back();
      continue;
    }
    current = std::move(next);
    if (current->schedule.period < best.period) best = current->schedule;
  }
  return best;
}

}  // namespace repetend::search
