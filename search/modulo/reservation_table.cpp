#include "search/modulo/reservation_table.hpp"

#include <algorithm>

namespace repetend::search {

void Circles::put(std::size_t device, Time start, Time length) {
  auto& busy = busy_[device];
  const Arclet arclet{residue(start), length};
  busy.insert(std::ranges::upper_bound(busy, arclet.begin, {}, &Arclet::begin), arclet);
}

void Circles::take(std::size_t device, Time start) {
  auto& busy = busy_[device];
  busy.erase(std::ranges::lower_bound(busy, residue(start), {}, &Arclet::begin));
}

// Measured from t around the circle, a busy part begins at `ahead` in [0, period) and must begin at or after
// `length`, and end at or before the period.
Time Circles::push(std::size_t device, Time t, Time length) const {
  Time needed = 0;
  for (const Arclet& a : busy_[device]) {
    const Time ahead = residue(a.begin - t);
    if (ahead < length) needed = std::max(needed, ahead + a.length);
    if (ahead + a.length > period_) needed = std::max(needed, ahead + a.length - period_);
  }
  return needed;
}

std::optional<Time> Circles::next_free(const std::vector<std::size_t>& devices, Time from,
                                       Time length) const {
  if (length > period_) return std::nullopt;
  for (Time t = from; t < from + period_;) {
    Time move = 0;
    for (std::size_t d : devices) move = std::max(move, push(d, t, length));
    if (move == 0) return t;
    t += move;
  }
  return std::nullopt;
}

Time Circles::pull(std::size_t device, Time t, Time length) const {
  Time needed = 0;
  for (const Arclet& a : busy_[device]) {
    const Time ahead = residue(a.begin - t);
    if (ahead + a.length > period_)
      needed = std::max(needed, period_ - ahead + length);
    else if (ahead < length)
      needed = std::max(needed, length - ahead);
  }
  return needed;
}

std::optional<Time> Circles::last_free(const std::vector<std::size_t>& devices, Time upto,
                                       Time length) const {
  if (length > period_) return std::nullopt;
  for (Time t = upto; t > upto - period_;) {
    Time move = 0;
    for (std::size_t d : devices) move = std::max(move, pull(d, t, length));
    if (move == 0) return t;
    t -= move;
  }
  return std::nullopt;
}

std::vector<Time> Circles::gaps(std::size_t device) const {
  const auto& busy = busy_[device];
  if (busy.empty()) return {period_};
  std::vector<Time> result;
  for (std::size_t i = 0; i < busy.size(); ++i) {
    const bool last = i + 1 == busy.size();
    const Time next = last ? busy.front().begin + period_ : busy[i + 1].begin;
    if (const Time gap = next - busy[i].begin - busy[i].length; gap > 0) result.push_back(gap);
  }
  return result;
}

}  // namespace repetend::search
