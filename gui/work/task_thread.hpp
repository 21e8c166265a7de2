// This thread does one thing at a time: the latest asked for, or one after the other, with rests between.
#pragma once

#include <chrono>
#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>

namespace repetend::gui {

class TaskThread {
 public:
  explicit TaskThread(std::chrono::milliseconds rest = {});
  ~TaskThread();  // drops what has not begun and waits for what has

  // In the place of all that has not begun, and after it.
  void post(std::function<void()> task) { add(std::move(task), true); }
  void append(std::function<void()> task) { add(std::move(task), false); }

 private:
  void add(std::function<void()> task, bool alone);
  void run();

  const std::chrono::milliseconds rest_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<std::function<void()>> tasks_;
  bool stopping_ = false;
  std::thread thread_;  // last: it uses the others
};

}  // namespace repetend::gui
