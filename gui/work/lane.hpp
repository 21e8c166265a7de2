// A thread that does one thing at a time, the latest asked for.
#pragma once

#include <condition_variable>
#include <functional>
#include <mutex>
#include <thread>

namespace repetend::gui {

class Lane {
 public:
  Lane();
  ~Lane();  // drops what has not begun and waits for what has

  // Replaces what has been posted and has not begun.
  void post(std::function<void()> task);

 private:
  void run();

  std::mutex mutex_;
  std::condition_variable changed_;
  std::function<void()> next_;
  bool stopping_ = false;
  std::thread thread_;  // last: it uses the others
};

}  // namespace repetend::gui
