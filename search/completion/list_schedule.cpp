#include "search/completion/list_schedule.hpp"

#include <algorithm>
#include <map>

#include "search/control/effort.hpp"
#include "search/modulo/dependences.hpp"
#include "sim/problem/graph.hpp"

namespace repetend::search {
namespace {

constexpr Time never = std::numeric_limits<Time>::max();

class ListSchedule {
 public:
  ListSchedule(const DraftModel& model, const Units& units, const Priority& priority)
      : model_(model),
        units_(units),
        priority_(priority),
        draft_(model),
        start_(units.blocks.size(), never),
        end_(units.blocks.size(), never),
        left_(static_cast<std::size_t>(problem().micro_batches), problem().blocks.size()) {
    for (std::size_t u = 0; u < start_.size(); ++u) look_at(u);
  }

  std::optional<Draft> run(const Budget& budget) {
    for (std::size_t taken = 0; oldest_ < problem().micro_batches; ++taken) {
      if (taken % effort.lists.units_a_look == 0 && budget.stopped()) return std::nullopt;
      const auto unit = choose();
      if (!unit) return std::nullopt;
      for (BlockId b : units_.blocks[*unit]) {
        if (!draft_.start(b)) return std::nullopt;
        take(b);
      }
    }
    return std::move(draft_);
  }

 private:
  const Problem& problem() const { return draft_.problem(); }
  BlockId first_block(std::size_t unit) const { return units_.blocks[unit].front(); }
  Time key(std::size_t unit) const {
    const Instance i = draft_.next(first_block(unit));
    if (!priority_.keys.empty()) return priority_.keys[instance_index(problem(), i)];
    return priority_.base[i.block.index()] + i.micro_batch * priority_.step;
  }

  // When the unit could start and its first block end, now.
  void look_at(std::size_t unit) {
    const BlockId first = first_block(unit);
    start_[unit] = end_[unit] = never;
    if (draft_.finished(first) || draft_.next(first).micro_batch - oldest_ >= priority_.in_flight) return;
    if (!inputs_are_there(unit) || !fits(unit)) return;
    if (const auto at = draft_.start(first)) {
      start_[unit] = *at;
      end_[unit] = *at + model_.duration[first.index()];
    }
  }

  bool inputs_are_there(std::size_t unit) const {
    return std::ranges::all_of(units_.blocks[unit],
                               [&](BlockId b) { return draft_.missing(b) == units_.inner[b.index()]; });
  }

  bool fits(std::size_t unit) const {
    const auto& blocks = units_.blocks[unit];
    if (blocks.size() == 1) return draft_.fits(blocks.front());
    std::map<DeviceId, MemoryLevel> levels;
    for (BlockId b : blocks)
      for (const DeviceUse& use : problem().block(b).uses) {
        MemoryLevel& level = levels.try_emplace(use.device, draft_.memory(use.device)).first->second;
        if (level.start(use) > problem().device(use.device).memory) return false;
        level.end(use);
      }
    return true;
  }

  std::optional<std::size_t> choose() const {
    const auto& by = priority_.pick == Pick::active ? end_ : start_;
    const auto first = static_cast<std::size_t>(std::ranges::min_element(by) - by.begin());
    if (by[first] == never) return std::nullopt;
    std::size_t best = first;
    const auto prefer = [&](std::size_t u) {
      if (std::pair{key(u), u} < std::pair{key(best), best}) best = u;
    };
    if (priority_.pick == Pick::any) {
      for (std::size_t u = 0; u < start_.size(); ++u)
        if (start_[u] < never) prefer(u);
    } else {
      const Time before = std::max(by[first], start_[first] + 1);
      for (std::size_t u : units_.rivals[first])
        if (start_[u] < before) prefer(u);
    }
    return best;
  }

  void take(BlockId b) {
    const std::int32_t n = draft_.next(b).micro_batch;
    draft_.append(b);
    for (BlockId other : model_.touched[b.index()]) look_at(units_.of[other.index()]);
    if (--left_[static_cast<std::size_t>(n)] > 0 || n > oldest_) return;
    while (oldest_ < problem().micro_batches && left_[static_cast<std::size_t>(oldest_)] == 0) ++oldest_;
    if (priority_.in_flight < problem().micro_batches)
      for (std::size_t u = 0; u < start_.size(); ++u) look_at(u);
  }

  const DraftModel& model_;
  const Units& units_;
  const Priority& priority_;
  Draft draft_;
  std::vector<Time> start_, end_;  // by unit, of its first block; never: it cannot be taken now
  std::vector<std::size_t> left_;  // by micro-batch: instances to come
  std::int32_t oldest_ = 0;        // micro-batch with instances to come
};

// What follows a block in its own micro-batch, itself included.
std::vector<Time> tails(const Problem& problem) {
  const std::vector<Time> duration = durations(problem);
  std::vector<Time> tail = duration;
  const std::vector<Dependence> arcs = edge_dependences(problem);
  std::vector<std::vector<Dependence>> out(problem.blocks.size());
  for (const Dependence& arc : arcs)
    if (arc.distance == 0) out[arc.from].push_back(arc);
  const std::vector<BlockId> order = dependency_order(problem);
  for (auto b = order.rbegin(); b != order.rend(); ++b)
    for (const Dependence& arc : out[b->index()])
      tail[b->index()] = std::max(tail[b->index()], arc.delay + tail[arc.to]);
  return tail;
}

}  // namespace

std::optional<Draft> list_schedule(const DraftModel& model, const Units& units, const Priority& priority,
                                   const Budget& budget) {
  return ListSchedule(model, units, priority).run(budget);
}

Priority fillers_last(const Problem& problem, Priority priority) {
  std::vector<char> followed(problem.blocks.size());
  for (const Edge& e : problem.edges) followed[e.from.index()] = 1;
  const Time behind = std::ranges::max(priority.base) - std::ranges::min(priority.base) +
                      priority.step * problem.micro_batches + 1;
  for (std::size_t b = 0; b < followed.size(); ++b)
    if (!followed[b]) priority.base[b] += behind;
  return priority;
}

std::vector<Priority> plain_priorities(const Problem& problem) {
  const std::vector<Time> tail = tails(problem);
  std::vector<Time> minus = tail;
  Time longest = 0;
  for (Time& t : minus) {
    longest = std::max(longest, t);
    t = -t;
  }
  std::vector<Priority> result;
  for (const Pick pick : {Pick::soonest, Pick::active}) {
    for (const Priority& priority : {Priority{tail, 0, pick}, fillers_last(problem, {tail, 0, pick}),
                                     Priority{minus, 0, pick}, Priority{minus, longest, pick}})
      result.push_back(priority);
  }
  return result;
}

}  // namespace repetend::search
