// What a GPU can do at most, and how much of that operators usually reach: the roofline (Williams et al.,
// CACM 2009) that costs are estimated by where nothing was measured.
#pragma once

#include <array>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "sim/core/units.hpp"

namespace repetend::data {

// What numbers a GPU computes in.
enum class Precision { fp32, fp16, bf16 };
std::string_view to_string(Precision);
std::optional<Precision> precision_from(std::string_view);
int bytes_of(Precision);  // 4 for fp32, else 2

struct Gpu {
  std::string name;               // as scenarios write it: "h100-sxm"
  std::string device;             // as CUDA calls it, and the cost database: "NVIDIA H100 80GB HBM3"
  std::array<double, 3> flops{};  // dense peak by Precision, FLOP/s; 0: the GPU has no units for it
  double memory_bandwidth = 0;    // bytes/s
  Bytes memory = 0;               // bytes
  double link_bandwidth = 0;      // to one other GPU of its node, bytes/s each way
  double pcie_bandwidth = 0;      // to the host, bytes/s each way
  Time link_latency = 10'000;     // ns
  // Achievable fractions of the peaks above; assumptions (docs/model.md), not measurements.
  double matmul_fraction = 0.66, attention_fraction = 0.5, memory_fraction = 0.85, link_fraction = 0.8;

  double peak(Precision precision) const { return flops[static_cast<std::size_t>(precision)]; }
};

// The GPUs we ship a description of: gpu.cpp has the source of each number.
std::span<const Gpu> all_gpus();
const Gpu* find_gpu(std::string_view name);  // by `name` or `device`; null when there is none

}  // namespace repetend::data
