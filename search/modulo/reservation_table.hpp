// The modulo reservation table: in which part of a period each device is busy, whatever the micro-batch.
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
  ReservationTable(std::size_t devices, Time period) : period_(period), busy_(devices) {}

  Time period() const { return period_; }
  const std::vector<Reservation>& busy(DeviceId device) const { return busy_[device]; }  // by slot

  void reserve(DeviceId device, Time start, Time length);
  void release(DeviceId device, Time start);

  // The result is the first time >= from at which all the devices are free for that long, or none.
  std::optional<Time> next_free(const std::vector<DeviceId>& devices, Time from, Time length) const;

  // The result is the last such time <= upto.
  std::optional<Time> last_free(const std::vector<DeviceId>& devices, Time upto, Time length) const;

  // The gaps are the lengths of the free parts of a device's period.
  std::vector<Time> gaps(DeviceId device) const;

  Time slot(Time t) const {
    const Time r = t % period_;
    return r < 0 ? r + period_ : r;
  }

 private:
  // The push is how far a run of that length must move on from time t to leave the reservation it meets; 0
  // when it meets none.
  Time push(DeviceId device, Time t, Time length) const;
  Time pull(DeviceId device, Time t, Time length) const;  // the same backward

  Time period_;
  IdVector<DeviceId, std::vector<Reservation>> busy_;
};

}  // namespace repetend::search
