#include "search/modulo/partial.hpp"

#include <algorithm>

#include "search/control/effort.hpp"
#include "search/modulo/packing.hpp"

namespace repetend::search {

void Partial::reserve(std::size_t block, Time residue) {
  residue_[block] = residue;
  for (std::size_t d : model_->devices[block]) circles_.put(d, residue, model_->duration[block]);
}

void Partial::place(std::size_t block, Time start) {
  start_[block] = start;
  if (residue_[block] != unplaced) return;
  for (std::size_t d : model_->devices[block]) circles_.put(d, start, model_->duration[block]);
}

void Partial::remove(std::size_t block) {
  if (residue_[block] == unplaced)
    for (std::size_t d : model_->devices[block]) circles_.take(d, start_[block]);
  start_[block] = unplaced;
}

// 0 where no input is placed.
Time Partial::ready(std::size_t block, const std::vector<Time>& start) const {
  std::optional<Time> time;
  for (const Dependence& arc : model_->in[block]) {
    if (start[arc.from] == unplaced) continue;
    const Time from = start[arc.from] + arc.delay - arc.distance * period();
    time = std::max(time.value_or(from), from);
  }
  return time.value_or(0);
}

Time Partial::due(std::size_t block, const std::vector<Time>& start) const {
  std::optional<Time> time;
  for (const Dependence& arc : model_->out[block]) {
    if (start[arc.to] == unplaced) continue;
    const Time by = start[arc.to] - arc.delay + arc.distance * period();
    time = std::min(time.value_or(by), by);
  }
  return time.value_or(0);
}

// The first time from the limit on, or the last one up to it.
Time Partial::at_residue(Step step, Time limit, Time residue) const {
  return step.backward ? limit - circles_.residue(limit - residue)
                       : limit + circles_.residue(residue - limit);
}

std::optional<Time> Partial::first_place(Step step, Time limit) const {
  const std::size_t block = step.block;
  if (residue_[block] != unplaced) return at_residue(step, limit, residue_[block]);
  return step.backward ? circles_.last_free(model_->devices[block], limit, model_->duration[block])
                       : circles_.next_free(model_->devices[block], limit, model_->duration[block]);
}

// Edges with a distance may lead back to blocks that are already placed.
bool Partial::obeys_arcs(std::size_t block, Time start) const {
  const auto at = [&](std::size_t b) { return b == block ? start : start_[b]; };
  const auto obeyed = [&](const Dependence& arc) {
    return at(arc.from) == unplaced || at(arc.to) == unplaced ||
           at(arc.from) + arc.delay <= at(arc.to) + arc.distance * period();
  };
  return std::ranges::all_of(model_->in[block], obeyed) && std::ranges::all_of(model_->out[block], obeyed);
}

std::vector<Time> Partial::to_come(std::size_t device, std::size_t except) const {
  std::vector<Time> items;
  for (std::size_t b : model_->on_device[device])
    if (b != except && start_[b] == unplaced && residue_[b] == unplaced) items.push_back(model_->duration[b]);
  return items;
}

bool Partial::leaves_room(std::size_t block, Time start) {
  place(block, start);
  const bool room = std::ranges::all_of(
      model_->devices[block], [&](std::size_t d) { return may_pack(to_come(d, block), circles_.gaps(d)); });
  remove(block);
  return room;
}

// Residues next to what is there, with and without room left for others to come.
std::vector<Time> Partial::anchors(std::size_t block) const {
  std::vector<Time> result;
  for (std::size_t d : model_->devices[block])
    for (Time room : subset_sums(to_come(d, block), period(), effort.beam.rooms))
      for (const Arclet& a : circles_.busy(d)) {
        result.push_back(a.begin + a.length + room);
        result.push_back(a.begin - model_->duration[block] - room);
      }
  return result;
}

std::vector<Time> Partial::places(Step step, std::size_t count) {
  const std::size_t block = step.block;
  const Time from = limit(step, start_);
  std::vector<Time> times;
  if (const auto first = first_place(step, from)) times.push_back(*first);
  if (residue_[block] == unplaced)
    for (Time a : anchors(block)) times.push_back(at_residue(step, from, a));
  std::ranges::sort(times);
  times.erase(std::ranges::unique(times).begin(), times.end());
  if (step.backward) std::ranges::reverse(times);
  std::vector<Time> result;
  for (Time t : times) {
    if (result.size() == count) break;
    if (first_place(step, t) == t && obeys_arcs(block, t) &&
        (residue_[block] != unplaced || leaves_room(block, t)))
      result.push_back(t);
  }
  return result;
}

Score Partial::look_ahead(const Steps& steps) const {
  CyclicSchedule guess = schedule();
  Score score;
  for (const Step& step : steps) {
    Time& start = guess.start[step.block];
    if (start == unplaced) {
      const Time from = limit(step, guess.start);
      start = first_place(step, from).value_or(from);
    }
    score.sum += step.backward ? -start : start;
  }
  score.span = search::span(*model_, guess);
  score.excess = memory_excess(*model_, guess);
  return score;
}

}  // namespace repetend::search
