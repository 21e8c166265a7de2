#include "search/modulo/reservation_table.hpp"

#include <algorithm>

namespace repetend::search {

void ReservationTable::reserve(MachineId machine, Time start, Time length) {
  auto& busy = busy_[machine];
  const Reservation reservation{slot(start), length};
  busy.insert(std::ranges::upper_bound(busy, reservation.slot, {}, &Reservation::slot), reservation);
}

void ReservationTable::release(MachineId machine, Time start) {
  auto& busy = busy_[machine];
  busy.erase(std::ranges::lower_bound(busy, slot(start), {}, &Reservation::slot));
}

// Measured from t on, modulo the period, a reservation begins at `ahead` in [0, period) and must begin at or
// after `length`, and end at or before the period.
Time ReservationTable::push(MachineId machine, Time t, Time length) const {
  Time needed = 0;
  for (const Reservation& a : busy_[machine]) {
    const Time ahead = slot(a.slot - t);
    if (ahead < length) needed = std::max(needed, ahead + a.length);
    if (ahead + a.length > period_) needed = std::max(needed, ahead + a.length - period_);
  }
  return needed;
}

std::optional<Time> ReservationTable::next_free(const std::vector<MachineId>& machines, Time from,
                                                Time length) const {
  if (length > period_) return std::nullopt;
  for (Time t = from; t < from + period_;) {
    Time move = 0;
    for (MachineId m : machines) move = std::max(move, push(m, t, length));
    if (move == 0) return t;
    t += move;
  }
  return std::nullopt;
}

Time ReservationTable::pull(MachineId machine, Time t, Time length) const {
  Time needed = 0;
  for (const Reservation& a : busy_[machine]) {
    const Time ahead = slot(a.slot - t);
    if (ahead + a.length > period_)
      needed = std::max(needed, period_ - ahead + length);
    else if (ahead < length)
      needed = std::max(needed, length - ahead);
  }
  return needed;
}

std::optional<Time> ReservationTable::last_free(const std::vector<MachineId>& machines, Time upto,
                                                Time length) const {
  if (length > period_) return std::nullopt;
  for (Time t = upto; t > upto - period_;) {
    Time move = 0;
    for (MachineId m : machines) move = std::max(move, pull(m, t, length));
    if (move == 0) return t;
    t -= move;
  }
  return std::nullopt;
}

std::vector<Time> ReservationTable::gaps(MachineId machine) const {
  const auto& busy = busy_[machine];
  if (busy.empty()) return {period_};
  std::vector<Time> result;
  for (std::size_t i = 0; i < busy.size(); ++i) {
    const bool last = i + 1 == busy.size();
    const Time next = last ? busy.front().slot + period_ : busy[i + 1].slot;
    if (const Time gap = next - busy[i].slot - busy[i].length; gap > 0) result.push_back(gap);
  }
  return result;
}

}  // namespace repetend::search
