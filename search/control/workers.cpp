#include "search/control/workers.hpp"

#include <algorithm>
#include <atomic>
#include <utility>

namespace repetend::search {

thread_local const Workers::Job* Workers::current_ = nullptr;

void Workers::Job::run(std::size_t i) try { tasks[i](); } catch (...) {
  failures[i] = std::current_exception();
}

void Workers::start_threads(std::size_t wanted) {
  while (wanted-- > idle_ && threads_.size() < most_)
    threads_.emplace_back([this](const std::stop_token& stop) { serve(stop); });
}

void Workers::serve(const std::stop_token& stop) {
  Lock lock(mutex_);
  while (!stop.stop_requested()) {
    if (Job* job = open_job(nullptr)) {
      run_task(*job, lock);
      continue;
    }
    ++idle_;
    changed_.wait(lock, stop, [this] { return !open_.empty(); });
    --idle_;
  }
}

// Of the calls made last one comes first, as what is made within a task is what others wait for.
Workers::Job* Workers::open_job(const Job* within) const {
  const auto at = std::ranges::find_if(open_, [&](Job* job) { return !within || job->within(*within); });
  return at == open_.end() ? nullptr : *at;
}

void Workers::run_task(Job& job, Lock& lock) {
  const std::size_t i = job.begun++;
  if (job.begun == job.tasks.size()) open_.remove(&job);
  lock.unlock();
  const Job* outer = std::exchange(current_, &job);
  job.run(i);
  current_ = outer;
  lock.lock();
  if (++job.ended == job.tasks.size()) changed_.notify_all();
}

// A caller that waits for the last of its tasks helps with what these call for, and with nothing else: that
// could take longer.
void Workers::run_all(Job& job) {
  Lock lock(mutex_);
  open_.push_front(&job);
  start_threads(job.tasks.size() - 1);
  changed_.notify_all();
  while (job.ended < job.tasks.size()) {
    if (Job* next = open_job(&job))
      run_task(*next, lock);
    else
      changed_.wait(lock);
  }
}

void Workers::run_all(const std::vector<std::function<void()>>& tasks) {
  Job job{tasks, current_, std::vector<std::exception_ptr>(tasks.size())};
  if (most_ == 0 || tasks.size() < 2)
    for (std::size_t i = 0; i < tasks.size(); ++i) job.run(i);
  else
    run_all(job);
  for (const std::exception_ptr& failure : job.failures)
    if (failure) std::rethrow_exception(failure);
}

// Whoever ends the work that is next to be committed commits it, and what has ended meanwhile.
void Workers::run_in_order(const std::vector<Attempt>& attempts) {
  std::atomic<std::size_t> end{attempts.size()};  // from there on needless
  std::mutex mutex;                               // of what follows
  std::size_t committed = 0;
  bool committing = false;
  std::vector<char> worked(attempts.size());
  const auto commit = [&](std::size_t i) {
    std::unique_lock lock(mutex);
    worked[i] = 1;
    if (committing) return;
    for (; committed < end && worked[committed]; ++committed) {
      committing = true;
      lock.unlock();
      if (attempts[committed].commit()) end = committed + 1;
      lock.lock();
      committing = false;
    }
  };
  std::vector<std::function<void()>> tasks;
  for (std::size_t i = 0; i < attempts.size(); ++i)
    tasks.emplace_back([&, i] {
      const Stop needless = [&end, i] { return i >= end; };
      if (needless()) return;
      attempts[i].work(needless);
      commit(i);
    });
  run_all(tasks);
}

}  // namespace repetend::search
