// Independent pieces of work on several threads. Pieces may have pieces of their own: all share the threads.
#pragma once

#include <condition_variable>
#include <exception>
#include <functional>
#include <list>
#include <mutex>
#include <thread>
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
  // There are up to that many threads in all, the caller's among them; the others start when there is work
  // for them, and end here.
  explicit Workers(int threads) : most_(threads > 1 ? static_cast<std::size_t>(threads - 1) : 0) {}

  // Runs every task once, in the order given as threads get free. Tasks must not depend on each other and
  // each writes only what is its own; so the number of threads changes no result. After all have ended, the
  // first exception in task order is thrown.
  void run_all(const std::vector<std::function<void()>>& tasks);

  // The same for attempts: works run side by side, commits one at a time in the order given, each after its
  // own work. Works must not depend on commits. After one settles it, the others are not committed.
  void run_in_order(const std::vector<Attempt>& attempts);

 private:
  // The tasks of one call, and the one whose task made the call.
  struct Job {
    const std::vector<std::function<void()>>& tasks;
    const Job* parent;
    std::vector<std::exception_ptr> failures;
    std::size_t begun = 0, ended = 0;

    void run(std::size_t i);
    bool within(const Job& other) const { return this == &other || (parent && parent->within(other)); }
  };
  using Lock = std::unique_lock<std::mutex>;

  void serve(const std::stop_token&);
  void start_threads(std::size_t wanted);  // under the lock, as what follows
  Job* open_job(const Job* within) const;
  void run_task(Job&, Lock&);
  void run_all(Job&);  // takes it

  static thread_local const Job* current_;

  const std::size_t most_;
  std::mutex mutex_;  // of what follows
  std::condition_variable_any changed_;
  std::list<Job*> open_;  // with tasks that have not begun, the last call first
  std::size_t idle_ = 0;  // threads that wait for a task
  std::vector<std::jthread> threads_;
};

}  // namespace repetend::search
