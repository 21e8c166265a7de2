// Independent pieces of work on several threads. Pieces may have pieces of their own: all share the threads.
#pragma once

#include <atomic>
#include <functional>
#include <vector>

#include "search/control/stop.hpp"

namespace repetend::search {

// One of several pieces of work, of which the first that settles a question makes those after it needless.
struct Attempt {
  std::function<void(const Stop& needless)> work;
  std::function<bool()> commit;  // true: the question is settled
};

class Workers {
 public:
  // There are up to that many threads in all, the callers' among them.
  explicit Workers(int threads) : idle_(threads - 1) {}

  // Runs every task once, in the order given as threads get free. Tasks must not depend on each other and
  // each writes only what is its own; so the number of threads changes no result. After all have ended, the
  // first exception in task order is thrown.
  void run_all(const std::vector<std::function<void()>>& tasks);

  // The same for attempts: works run side by side, commits one at a time in the order given, each after its
  // own work. Works must not depend on commits. After one settles it, the others are not committed.
  void run_in_order(const std::vector<Attempt>& attempts);

 private:
  bool hire();

  std::atomic<int> idle_;  // threads that may be started
};

}  // namespace repetend::search
