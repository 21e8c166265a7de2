// Threads that do the latest thing asked for.
#include "gui/work/task_thread.hpp"

#include <future>
#include <vector>

#include "tests/support/catch.hpp"

namespace repetend::test {

TEST_CASE("of what is asked for while a thread is busy or rests, the latest is done") {
  std::promise<void> begun, go_on, ended;
  std::vector<int> done;
  {
    gui::TaskThread thread(std::chrono::milliseconds(20));
    thread.post([&] {
      begun.set_value();
      go_on.get_future().wait();
      done.push_back(1);
    });
    begun.get_future().wait();
    const auto from = std::chrono::steady_clock::now();
    thread.post([&] { done.push_back(2); });
    thread.post([&] {
      done.push_back(3);
      ended.set_value();
    });
    go_on.set_value();
    ended.get_future().wait();
    CHECK(std::chrono::steady_clock::now() - from >= std::chrono::milliseconds(20));
  }
  CHECK(done == std::vector{1, 3});
}

TEST_CASE("a thread that rests ends at once") {
  std::promise<void> ended;
  const auto from = std::chrono::steady_clock::now();
  {
    gui::TaskThread thread(std::chrono::hours(1));
    thread.post([&] { ended.set_value(); });
    ended.get_future().wait();
  }
  CHECK(std::chrono::steady_clock::now() - from < std::chrono::minutes(1));
}

}  // namespace repetend::test
