#include "search/monitor.hpp"

#include <algorithm>
#include <numeric>

namespace repetend::search {

Monitor::Monitor(const Options& options, std::size_t placements) : options_(options), states_(placements) {}

void Monitor::reserve(double seconds) {
  double known = reserved_;
  while (known < seconds && !reserved_.compare_exchange_weak(known, seconds)) {
  }
}

bool Monitor::stopped() const {
  return (options_.cancel && options_.cancel->load(std::memory_order_relaxed)) ||
         (options_.time_limit_s && seconds() + reserved_ >= *options_.time_limit_s);
}

double Monitor::seconds() const { return std::chrono::duration<double>(Clock::now() - begin_).count(); }

void Monitor::bound(Time makespan) {
  const std::lock_guard lock(mutex_);
  progress_.makespan_bound = makespan;
  tell();
}

void Monitor::found(Time makespan) {
  const std::lock_guard lock(mutex_);
  if (progress_.best_makespan != 0 && progress_.best_makespan <= makespan) return;
  progress_.best_makespan = makespan;
  tell();
}

void Monitor::states(std::size_t placement, std::uint64_t expanded) {
  constexpr std::chrono::milliseconds pause{100};
  const std::lock_guard lock(mutex_);
  states_[placement] = expanded;
  if (Clock::now() - told_ >= pause) tell();
}

void Monitor::tell() {
  told_ = Clock::now();
  progress_.states = std::accumulate(states_.begin(), states_.end(), std::uint64_t{0});
  progress_.seconds = seconds();
  if (options_.progress) options_.progress(progress_);
}

}  // namespace repetend::search
