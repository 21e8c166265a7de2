// The circle of one period: which part of it each device is busy in.
#pragma once

#include <optional>
#include <vector>

#include "search/modulo/cyclic.hpp"

namespace repetend::search {

struct Arclet {
  Time begin = 0;   // residue
  Time length = 0;  // may reach around the end of the circle
};

class Circles {
 public:
  Circles(std::size_t devices, Time period) : period_(period), busy_(devices) {}

  Time period() const { return period_; }
  const std::vector<Arclet>& busy(std::size_t device) const { return busy_[device]; }  // by begin

  void put(std::size_t device, Time start, Time length);
  void take(std::size_t device, Time start);

  // The first time >= from at which all the devices are free for that long, or none.
  std::optional<Time> next_free(const std::vector<std::size_t>& devices, Time from, Time length) const;

  // The last time <= upto.
  std::optional<Time> last_free(const std::vector<std::size_t>& devices, Time upto, Time length) const;

  // The lengths of the free parts of a device's circle.
  std::vector<Time> gaps(std::size_t device) const;

  Time residue(Time t) const {
    const Time r = t % period_;
    return r < 0 ? r + period_ : r;
  }

 private:
  // How far a run of that length must move on from time t to leave the busy part it meets; 0 when it meets
  // none.
  Time push(std::size_t device, Time t, Time length) const;
  Time pull(std::size_t device, Time t, Time length) const;  // the same backward

  Time period_;
  std::vector<std::vector<Arclet>> busy_;
};

}  // namespace repetend::search
