// What all parts of one search share: its clock, its end, its threads, and whom to tell how far it is.
#pragma once

#include <chrono>
#include <mutex>
#include <optional>

#include "search/control/workers.hpp"
#include "search/search.hpp"

namespace repetend::search {

// A monitor may be used from several threads.
class Monitor {
 public:
  explicit Monitor(const Options&);

  bool cancelled() const;
  // The search is cancelled, or past its time limit. This reads the clock, so ask between steps of
  // microseconds, not nanoseconds.
  bool stopped() const;
  // The same for what comes before the first plan: it may take a part of the time limit only.
  bool set_up_too_long() const;
  // Time is up, there is a plan, and soon it would be too late for that: not even a first plan of another
  // placement may still be made.
  bool overdue() const;

  // No plan can be shorter.
  void bound(Time makespan);
  // A valid plan of that makespan was found.
  void found(const Plan&, Time makespan);
  // So many more states were expanded; this is told on at most ten times a second.
  void expanded(std::uint64_t states);

  double seconds() const;  // since the search began
  Workers& workers() { return workers_; }

 private:
  using Clock = std::chrono::steady_clock;
  void tell();  // under the mutex

  const Options options_;
  const Clock::time_point begin_ = Clock::now();
  std::atomic<bool> has_plan_ = false;
  Workers workers_;
  std::mutex mutex_;  // of what follows
  Clock::time_point told_ = begin_;
  Progress progress_;
};

}  // namespace repetend::search
