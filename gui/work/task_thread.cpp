#include "gui/work/task_thread.hpp"

#include <utility>

namespace repetend::gui {

TaskThread::TaskThread(std::chrono::milliseconds rest) : rest_(rest), thread_([this] { run(); }) {}

TaskThread::~TaskThread() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  changed_.notify_one();
  thread_.join();
}

void TaskThread::add(std::function<void()> task, bool alone) {
  {
    const std::lock_guard lock(mutex_);
    if (alone) tasks_.clear();
    tasks_.push_back(std::move(task));
  }
  changed_.notify_one();
}

void TaskThread::run() {
  std::unique_lock lock(mutex_);
  while (true) {
    changed_.wait(lock, [this] { return stopping_ || !tasks_.empty(); });
    if (stopping_) return;
    const auto task = std::move(tasks_.front());
    tasks_.pop_front();
    lock.unlock();
    task();
    lock.lock();
    changed_.wait_for(lock, rest_, [this] { return stopping_; });
  }
}

}  // namespace repetend::gui
