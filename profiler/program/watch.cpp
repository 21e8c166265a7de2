#include "profiler/program/watch.hpp"

#include <chrono>
#include <condition_variable>
#include <mutex>

#include "sim/core/error.hpp"

namespace repetend::profiler {

Watch::Watch() {
  try {
    device_ = find_device();
  } catch (const RequestError&) {
    return;
  }
  conditions_.emplace(device_->pci_bus);
  thread_ = std::jthread([this](const std::stop_token& stop) { look(stop); });
}

void Watch::look(const std::stop_token& stop) {
  constexpr std::chrono::milliseconds pause(500);
  std::mutex mutex;
  std::condition_variable_any stopped;
  std::unique_lock lock(mutex);
  while (!stopped.wait_for(lock, stop, pause, [&] { return stop.stop_requested(); })) conditions_->look();
}

void Watch::describe(data::Run& run) const {
  run.gpu.name = "unknown";  // the command may see a GPU that this process does not
  if (!device_) return;
  run.gpu = device_->gpu;
  run.cuda = device_->driver_cuda;
  run.driver = conditions_->driver();
  run.conditions = conditions_->summary();
}

}  // namespace repetend::profiler
