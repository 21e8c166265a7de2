// Looks at the GPU now and then while another program uses it.
#pragma once

#include <optional>
#include <thread>

#include "profiler/gpu/device.hpp"
#include "profiler/gpu/nvml.hpp"

namespace repetend::profiler {

class Watch {
 public:
  // Until it is stopped; where there is no GPU or no NVML, there is nothing to see.
  Watch();
  void stop() { thread_ = {}; }  // waits for the last look

  // After stop(): what is known of the GPU.
  void describe(data::Run&) const;

 private:
  void look(const std::stop_token&);

  std::optional<Device> device_;
  std::optional<Conditions> conditions_;
  std::jthread thread_;
};

}  // namespace repetend::profiler
