#include "data/hardware/gpu.hpp"

#include <algorithm>
#include <vector>

namespace repetend::data {
namespace {

constexpr std::array<std::string_view, 3> precisions = {"fp32", "fp16", "bf16"};

// Peak rates are dense (no structured sparsity; datasheets that print sparse rates are halved). NVLink
// datasheets add up both directions: each way is half.
constexpr double tera = 1e12, giga = 1e9;
// The GB of these datasheets are powers of two: nvidia-smi shows 81,920 MiB on an A100, 143,771 on an H200
// and 183,359 on a B200.
constexpr Bytes gib = Bytes{1} << 30;

std::vector<Gpu> make_gpus() {
  std::vector<Gpu> gpus(6);
  // "NVIDIA V100 Tensor Core GPU", datasheet, January 2020: SXM2, 15.7 TFLOP/s fp32, 125 TFLOP/s tensor cores
  // (fp16 only), 32 GB HBM2 at 900 GB/s, NVLink 300 GB/s over six links, PCIe 3.0 32 GB/s. Two neighbours of
  // a DGX-1 share at most two links ("NVIDIA DGX-1 With Tesla V100 System Architecture", 2017, figure 4): 50
  // GB/s each way.
  gpus[0] = {.name = "v100",
             .device = "Tesla V100-SXM2-32GB",
             .flops = {15.7 * tera, 125 * tera, 0},
             .memory_bandwidth = 900 * giga,
             .memory = 32 * gib,
             .link_bandwidth = 50 * giga,
             .pcie_bandwidth = 16 * giga};
  // "NVIDIA A100 Tensor Core GPU", datasheet, June 2021: SXM, 19.5 TFLOP/s fp32, 312 TFLOP/s bf16 and fp16,
  // 80 GB HBM2e at 2,039 GB/s, NVLink 600 GB/s, PCIe 4.0 64 GB/s.
  gpus[1] = {.name = "a100-sxm",
             .device = "NVIDIA A100-SXM4-80GB",
             .flops = {19.5 * tera, 312 * tera, 312 * tera},
             .memory_bandwidth = 2'039 * giga,
             .memory = 80 * gib,
             .link_bandwidth = 300 * giga,
             .pcie_bandwidth = 32 * giga};
  // "NVIDIA H100 Tensor Core GPU", datasheet, 2023: SXM, 67 TFLOP/s fp32, 1,979 TFLOP/s bf16 and fp16 with
  // sparsity, 80 GB HBM3 at 3.35 TB/s, NVLink 900 GB/s, PCIe 5.0 128 GB/s.
  gpus[2] = {.name = "h100-sxm",
             .device = "NVIDIA H100 80GB HBM3",
             .flops = {67 * tera, 989.4 * tera, 989.4 * tera},
             .memory_bandwidth = 3'350 * giga,
             .memory = 80 * gib,
             .link_bandwidth = 450 * giga,
             .pcie_bandwidth = 64 * giga};
  // The same datasheet, first print, 2022 (PCIe card): 51 TFLOP/s fp32, 1,513 TFLOP/s bf16 and fp16 with
  // sparsity, 80 GB HBM2e at 2 TB/s, PCIe 5.0 128 GB/s; GPU to GPU over PCIe.
  gpus[3] = {.name = "h100-pcie",
             .device = "NVIDIA H100 PCIe",
             .flops = {51 * tera, 756.5 * tera, 756.5 * tera},
             .memory_bandwidth = 2'000 * giga,
             .memory = 80 * gib,
             .link_bandwidth = 64 * giga,
             .pcie_bandwidth = 64 * giga};
  // "NVIDIA H200 Tensor Core GPU", datasheet, 2023: SXM, H100's compute, 141 GB HBM3e at 4.8 TB/s, NVLink 900
  // GB/s.
  gpus[4] = {.name = "h200",
             .device = "NVIDIA H200",
             .flops = {67 * tera, 989.4 * tera, 989.4 * tera},
             .memory_bandwidth = 4'800 * giga,
             .memory = 140 * gib,
             .link_bandwidth = 450 * giga,
             .pcie_bandwidth = 64 * giga};
  // "NVIDIA HGX Platform", specifications of HGX B200 (eight GPUs), 2024: 600 TFLOP/s fp32, 36 PFLOP/s bf16
  // and fp16 with sparsity, 1.44 TB HBM3e, NVLink 1.8 TB/s a GPU; "NVIDIA DGX B200", datasheet, 2024: 64 TB/s
  // of HBM3e.
  gpus[5] = {.name = "b200",
             .device = "NVIDIA B200",
             .flops = {75 * tera, 2'250 * tera, 2'250 * tera},
             .memory_bandwidth = 8'000 * giga,
             .memory = 179 * gib,
             .link_bandwidth = 900 * giga,
             .pcie_bandwidth = 64 * giga};
  return gpus;
}

}  // namespace

std::string_view to_string(Precision precision) { return precisions[static_cast<std::size_t>(precision)]; }

std::optional<Precision> precision_from(std::string_view name) {
  const auto found = std::ranges::find(precisions, name);
  if (found == precisions.end()) return std::nullopt;
  return static_cast<Precision>(found - precisions.begin());
}

int bytes_of(Precision precision) { return precision == Precision::fp32 ? 4 : 2; }

std::span<const Gpu> all_gpus() {
  static const std::vector<Gpu> gpus = make_gpus();
  return gpus;
}

const Gpu* find_gpu(std::string_view name) {
  const auto found =
      std::ranges::find_if(all_gpus(), [&](const Gpu& g) { return g.name == name || g.device == name; });
  return found == all_gpus().end() ? nullptr : &*found;
}

}  // namespace repetend::data
