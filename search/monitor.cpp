#include "search/monitor.hpp"

#include <algorithm>
#include <numeric>

namespace repetend::search {

Monitor::Monitor(const Options& options, std::size_t placements) : options_(options), states_(placements) {}

bool Monitor::cancelled() const {
  return options_.cancel && options_.cancel->load(std::memory_order_relaxed);
}

bool Monitor::stopped() const {
  return cancelled() || (options_.time_limit_s && seconds() >= *options_.time_limit_s);
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
