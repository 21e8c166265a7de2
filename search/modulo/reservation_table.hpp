// The modulo reservation table: in which part of a period each machine is busy, whatever the micro-batch.
#pragma once

#include <optional>
#include <vector>

#include "search/modulo/cyclic.hpp"

namespace repetend::search {

struct Reservation {
  Time slot = 0;    // its start modulo the period
  Time length = 0;  // may reach beyond the end of the period, into its beginning
};

class ReservationTable {
 public:
  ReservationTable(std::size_t machines, Time period) : period_(period), busy_(machines) {}

  Time period() const { return period_; }
  const std::vector<Reservation>& busy(MachineId machine) const { return busy_[machine]; }  // by slot

  void reserve(MachineId machine, Time start, Time length);
  void release(MachineId machine, Time start);

  // The result is the first time >= from at which all the machines are free for that long, or none.
  std::optional<Time> next_free(const std::vector<MachineId>& machines, Time from, Time length) const;

  // The result is the last such time <= upto.
  std::optional<Time> last_free(const std::vector<MachineId>& machines, Time upto, Time length) const;

  // The gaps are the lengths of the free parts of a machine's period.
  std::vector<Time> gaps(MachineId machine) const;

  Time slot(Time t) const {
    const Time r = t % period_;
    return r < 0 ? r + period_ : r;
  }

 private:
  // The push is how far a run of that length must move on from time t to leave the reservation it meets; 0
  // when it meets none.
  Time push(MachineId machine, Time t, Time length) const;
  Time pull(MachineId machine, Time t, Time length) const;  // the same backward

  Time period_;
  IdVector<MachineId, std::vector<Reservation>> busy_;
};

}  // namespace repetend::search
