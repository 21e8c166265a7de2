#include "search/repetend/partial.hpp"

#include <algorithm>

#include "search/repetend/packing.hpp"

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

Time Partial::ready(std::size_t block, const std::vector<Time>& start) const {
  Time time = 0;
  for (const Arc& arc : model_->in[block])
    if (start[arc.from] != unplaced)
      time = std::max(time, start[arc.from] + arc.delay - arc.distance * period());
  return time;
}

std::optional<Time> Partial::first_place(std::size_t block, Time ready) const {
  if (residue_[block] != unplaced) return ready + circles_.residue(residue_[block] - ready);
  return circles_.next_free(model_->devices[block], ready, model_->duration[block]);
}

// Edges with a distance may lead back to blocks that are already placed.
bool Partial::meets_deadlines(std::size_t block, Time start) const {
  return std::ranges::all_of(model_->out[block], [&](const Arc& arc) {
    const Time consumer = arc.to == block ? start : start_[arc.to];
    return consumer == unplaced || start + arc.delay <= consumer + arc.distance * period();
  });
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
  constexpr std::size_t sums = 12;
  std::vector<Time> result;
  for (std::size_t d : model_->devices[block])
    for (Time room : subset_sums(to_come(d, block), period(), sums))
      for (const Arclet& a : circles_.busy(d)) {
        result.push_back(a.begin + a.length + room);
        result.push_back(a.begin - model_->duration[block] - room);
      }
  return result;
}

std::vector<Time> Partial::places(std::size_t block, std::size_t count) {
  const Time from = ready(block, start_);
  std::vector<Time> times;
  if (const auto first = first_place(block, from)) times.push_back(*first);
  if (residue_[block] == unplaced)
    for (Time a : anchors(block)) times.push_back(from + circles_.residue(a - from));
  std::ranges::sort(times);
  times.erase(std::ranges::unique(times).begin(), times.end());
  std::vector<Time> result;
  for (Time t : times) {
    if (result.size() == count) break;
    if (first_place(block, t) == t && meets_deadlines(block, t) &&
        (residue_[block] != unplaced || leaves_room(block, t)))
      result.push_back(t);
  }
  return result;
}

Score Partial::look_ahead() const {
  CyclicSchedule guess = schedule();
  Score score;
  for (std::size_t b : model_->order) {
    if (guess.start[b] == unplaced) {
      const Time from = ready(b, guess.start);
      guess.start[b] = first_place(b, from).value_or(from);
    }
    score.sum += guess.start[b];
  }
  score.span = search::span(*model_, guess);
  score.excess = memory_excess(*model_, guess);
  return score;
}

}  // namespace repetend::search
