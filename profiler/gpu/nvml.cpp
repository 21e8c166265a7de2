#include "profiler/gpu/nvml.hpp"

#include "profiler/cupti/library.hpp"
#include "profiler/report/summary.hpp"
#include "sim/core/error.hpp"

namespace repetend::profiler {
namespace {

// Declared here because toolkits come without NVML's header; its interface has been the same for ten years
// (docs.nvidia.com/deploy/nvml-api). Every function returns 0 on success.
struct Nvml {
  int (*init)() = nullptr;
  int (*device)(const char* pci_bus, void** device) = nullptr;
  int (*clock)(void* device, int which, unsigned int* mhz) = nullptr;
  int (*temperature)(void* device, int sensor, unsigned int* celsius) = nullptr;
  int (*throttling)(void* device, unsigned long long* reasons) = nullptr;
  int (*driver)(char* version, unsigned int length) = nullptr;
};
constexpr int multiprocessor_clock = 1, memory_clock = 2;  // nvmlClockType_t
constexpr int of_the_chip = 0;                             // nvmlTemperatureSensors_t

Nvml load_nvml() {
  const Library library("NVML", {"libnvidia-ml.so.1"});
  Nvml nvml;
  library.find("nvmlInit_v2", nvml.init);
  library.find("nvmlDeviceGetHandleByPciBusId_v2", nvml.device);
  library.find("nvmlDeviceGetClockInfo", nvml.clock);
  library.find("nvmlDeviceGetTemperature", nvml.temperature);
  library.find("nvmlDeviceGetCurrentClocksThrottleReasons", nvml.throttling);
  library.find("nvmlSystemGetDriverVersion", nvml.driver);
  if (const int error = nvml.init())
    throw RequestError("NVML does not start, error " + std::to_string(error));
  return nvml;
}

const Nvml& nvml() {
  static const Nvml functions = load_nvml();
  return functions;
}

}  // namespace

Sensors::Sensors(const std::string& pci_bus) {
  try {
    char version[96] = "";
    if (nvml().driver(version, sizeof version) == 0) driver_ = version;
    if (nvml().device(pci_bus.c_str(), &device_) != 0) throw RequestError("NVML does not know the device");
  } catch (const RequestError& error) {
    device_ = nullptr;
    trouble_ = error.what();
  }
}

void Sensors::look() {
  if (!device_) return;
  unsigned int value = 0;
  unsigned long long reasons = 0;
  if (nvml().clock(device_, multiprocessor_clock, &value) == 0) clocks_.push_back(value);
  if (nvml().clock(device_, memory_clock, &value) == 0) memory_clocks_.push_back(value);
  if (nvml().temperature(device_, of_the_chip, &value) == 0)
    temperature_ = std::max(temperature_, static_cast<std::int32_t>(value));
  if (nvml().throttling(device_, &reasons) == 0) throttling_ |= reasons;
}

data::Conditions Sensors::conditions() const {
  const auto median = [](const std::vector<std::int64_t>& values) -> std::optional<std::int32_t> {
    if (values.empty()) return std::nullopt;
    return static_cast<std::int32_t>(summarise(values).median);
  };
  data::Conditions result{.clock = median(clocks_), .memory_clock = median(memory_clocks_)};
  if (temperature_ > 0) result.temperature = temperature_;
  result.throttling = throttling_in_words(throttling_);
  return result;
}

}  // namespace repetend::profiler
