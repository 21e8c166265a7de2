#include "search/control/workers.hpp"

#include <exception>
#include <mutex>
#include <thread>

namespace repetend::search {

bool Workers::hire() {
  int idle = idle_;
  while (idle > 0 && !idle_.compare_exchange_weak(idle, idle - 1)) {
  }
  return idle > 0;
}

// A thread that has nothing left to do is idle, also the caller's while it waits for the others.
void Workers::run_all(const std::vector<std::function<void()>>& tasks) {
  std::atomic<std::size_t> next{0};
  std::vector<std::exception_ptr> failures(tasks.size());
  const auto work = [&] {
    for (std::size_t i = next++; i < tasks.size(); i = next++) try {
        tasks[i]();
      } catch (...) {
        failures[i] = std::current_exception();
      }
    ++idle_;
  };
  {
    std::vector<std::jthread> others;
    for (std::size_t i = 1; i < tasks.size() && hire(); ++i) others.emplace_back(work);
    work();
  }
  --idle_;
  for (const std::exception_ptr& failure : failures)
    if (failure) std::rethrow_exception(failure);
}

void Workers::run_in_order(const std::vector<Attempt>& attempts) {
  std::atomic<std::size_t> end{attempts.size()};  // from there on needless
  std::mutex mutex;                               // of what follows, and of the commits
  std::size_t committed = 0;
  std::vector<char> worked(attempts.size());
  std::vector<std::function<void()>> tasks;
  for (std::size_t i = 0; i < attempts.size(); ++i)
    tasks.emplace_back([&, i] {
      const Stop needless = [&end, i] { return i >= end; };
      if (needless()) return;
      attempts[i].work(needless);
      const std::lock_guard lock(mutex);
      worked[i] = 1;
      for (; committed < end && worked[committed]; ++committed)
        if (attempts[committed].commit()) end = committed + 1;
    });
  run_all(tasks);
}

}  // namespace repetend::search
