#include "search/control/monitor.hpp"

namespace repetend::search {

Monitor::Monitor(const Options& options) : options_(options), workers_(options.threads) {}

bool Monitor::cancelled() const {
  return options_.cancel && options_.cancel->load(std::memory_order_relaxed);
}

bool Monitor::stopped() const {
  return cancelled() || (options_.time_limit_s && seconds() >= *options_.time_limit_s);
}

bool Monitor::set_up_too_long() const {
  constexpr double share = 0.25;
  return cancelled() || (options_.time_limit_s && seconds() >= share * *options_.time_limit_s);
}

bool Monitor::overdue() const {
  constexpr double longer = 1.1, later = 0.1;
  return has_plan_ && options_.time_limit_s && seconds() >= longer * *options_.time_limit_s + later;
}

double Monitor::seconds() const { return std::chrono::duration<double>(Clock::now() - begin_).count(); }

void Monitor::bound(Time makespan) {
  const std::lock_guard lock(mutex_);
  progress_.makespan_bound = makespan;
  tell();
}

void Monitor::found(const Plan& plan, Time makespan) {
  has_plan_ = true;
  const std::lock_guard lock(mutex_);
  if (progress_.best_makespan != 0 && progress_.best_makespan <= makespan) return;
  progress_.best_makespan = makespan;
  tell();
  if (options_.improved) options_.improved(plan);
}

void Monitor::expanded(std::uint64_t states) {
  constexpr std::chrono::milliseconds pause{100};
  const std::lock_guard lock(mutex_);
  progress_.states += states;
  if (Clock::now() - told_ >= pause) tell();
}

void Monitor::tell() {
  told_ = Clock::now();
  progress_.seconds = seconds();
  if (options_.progress) options_.progress(progress_);
}

}  // namespace repetend::search
