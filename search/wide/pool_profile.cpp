#include "search/wide/pool_profile.hpp"

#include <algorithm>
#include <limits>

namespace repetend::search {

std::optional<Time> PoolProfile::earliest(Time from, Time duration, const PoolDemand& demand) const {
  if (demand.while_it_runs > room_) return std::nullopt;
  Time at = from;
  // What comes next starts near the end of what is there, so that the way back is short.
  std::size_t k = steps_.size();
  while (k > 0 && steps_[k - 1].at > from) --k;
  for (k = k > 0 ? k - 1 : 0; k < steps_.size(); ++k) {
    const Step& step = steps_[k];
    const Time until = k + 1 < steps_.size() ? steps_[k + 1].at : std::numeric_limits<Time>::max();
    if (until <= at) continue;
    const bool runs_within = step.at < at + duration;
    if (step.level > room_ - demand.afterwards ||
        (runs_within && step.level > room_ - demand.while_it_runs)) {
      if (k + 1 == steps_.size()) return std::nullopt;
      at = until;
    }
  }
  return at;
}

void PoolProfile::change(Time at, Bytes amount) {
  if (amount == 0) return;
  std::size_t k = steps_.size();
  for (; k > 0 && steps_[k - 1].at > at; --k) steps_[k - 1].level += amount;
  if (k > 0 && steps_[k - 1].at == at)
    steps_[k - 1].level += amount;
  else
    steps_.insert(steps_.begin() + static_cast<std::ptrdiff_t>(k),
                  {at, (k > 0 ? steps_[k - 1].level : 0) + amount});
}

void PoolProfile::add(Time start, Time duration, const PoolDemand& demand) {
  change(start, demand.while_it_runs);
  change(start + duration, demand.afterwards - demand.while_it_runs);
}

}  // namespace repetend::search
