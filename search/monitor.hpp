// What all parts of one search share: its clock, its end, and whom to tell how far it is.
#pragma once

#include <chrono>
#include <mutex>
#include <optional>
#include <vector>

#include "search/search.hpp"

namespace repetend::search {

// Safe to use from several threads.
class Monitor {
 public:
  explicit Monitor(const Options&, std::size_t placements = 1);

  bool cancelled() const;
  // Cancelled, or past the time limit. Reads the clock, so ask between steps of microseconds, not
  // nanoseconds.
  bool stopped() const;

  // No plan can be shorter.
  void bound(Time makespan);
  // A valid plan of that makespan was found.
  void found(Time makespan);
  // A placement has expanded that many states so far; told on at most ten times a second.
  void states(std::size_t placement, std::uint64_t expanded);

  double seconds() const;  // since the search began

 private:
  using Clock = std::chrono::steady_clock;
  void tell();  // under the mutex

  const Options options_;
  const Clock::time_point begin_ = Clock::now();
  std::mutex mutex_;
  Clock::time_point told_ = begin_;
  Progress progress_;
  std::vector<std::uint64_t> states_;  // by placement
};

}  // namespace repetend::search
