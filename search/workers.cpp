#include "search/workers.hpp"

#include <atomic>
#include <exception>
#include <thread>

namespace repetend::search {

void run_all(const std::vector<std::function<void()>>& tasks, int threads) {
  std::atomic<std::size_t> next{0};
  std::vector<std::exception_ptr> failures(tasks.size());
  const auto work = [&] {
    for (std::size_t i = next++; i < tasks.size(); i = next++) try {
        tasks[i]();
      } catch (...) {
        failures[i] = std::current_exception();
      }
  };
  {
    std::vector<std::jthread> others;
    for (std::size_t i = 1; i < static_cast<std::size_t>(threads) && i < tasks.size(); ++i)
      others.emplace_back(work);
    work();
  }
  for (const std::exception_ptr& failure : failures)
    if (failure) std::rethrow_exception(failure);
}

}  // namespace repetend::search
