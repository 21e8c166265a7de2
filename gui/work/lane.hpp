// A thread that does one thing at a time: the latest asked for, or one after the other.
#pragma once

#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>

namespace repetend::gui {

class Lane {
 public:
  Lane();
  ~Lane();  // drops what has not begun and waits for what has

  void post(std::function<void()> task);    // in the place of all that has not begun
  void append(std::function<void()> task);  // after all that has not begun

 private:
  void run();

  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<std::function<void()>> tasks_;
  bool stopping_ = false;
  std::thread thread_;  // last: it uses the others
};

}  // namespace repetend::gui
