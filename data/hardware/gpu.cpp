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

Gpu make_gpu(const char* name, const char* device, std::array<double, 3> tera_flops, double memory_bandwidth,
             Bytes memory, double link_bandwidth, double pcie_bandwidth) {
  for (double& flops : tera_flops) flops *= tera;
  return {name,
          device,
          tera_flops,
          memory_bandwidth * giga,
          memory * gib,
          link_bandwidth * giga,
          pcie_bandwidth * giga};
}

// Name, name in CUDA, fp32, fp16 and bf16 in TFLOP/s, GB/s and GiB of memory, GB/s of a link and of PCIe.
std::vector<Gpu> make_gpus() {
  return {
      // "NVIDIA V100 Tensor Core GPU", datasheet, January 2020: SXM2, 15.7 TFLOP/s fp32, 125 TFLOP/s tensor
      // cores (fp16 only), 32 GB HBM2 at 900 GB/s, NVLink 300 GB/s over six links, PCIe 3.0 32 GB/s. Two
      // neighbours of a DGX-1 share at most two links ("NVIDIA DGX-1 With Tesla V100 System Architecture",
      // 2017, figure 4): 50 GB/s each way.
      make_gpu("v100", "Tesla V100-SXM2-32GB", {15.7, 125, 0}, 900, 32, 50, 16),
      // "NVIDIA A100 Tensor Core GPU", datasheet, June 2021: SXM, 19.5 TFLOP/s fp32, 312 TFLOP/s bf16 and
      // fp16, 80 GB HBM2e at 2,039 GB/s, NVLink 600 GB/s, PCIe 4.0 64 GB/s.
      make_gpu("a100-sxm", "NVIDIA A100-SXM4-80GB", {19.5, 312, 312}, 2'039, 80, 300, 32),
      // "NVIDIA H100 Tensor Core GPU", datasheet, 2023: SXM, 67 TFLOP/s fp32, 1,979 TFLOP/s bf16 and fp16
      // with sparsity, 80 GB HBM3 at 3.35 TB/s, NVLink 900 GB/s, PCIe 5.0 128 GB/s.
      make_gpu("h100-sxm", "NVIDIA H100 80GB HBM3", {67, 989.4, 989.4}, 3'350, 80, 450, 64),
      // The same datasheet, first print, 2022 (PCIe card): 51 TFLOP/s fp32, 1,513 TFLOP/s bf16 and fp16 with
      // sparsity, 80 GB HBM2e at 2 TB/s, PCIe 5.0 128 GB/s; GPU to GPU over PCIe.
      make_gpu("h100-pcie", "NVIDIA H100 PCIe", {51, 756.5, 756.5}, 2'000, 80, 64, 64),
      // "NVIDIA H200 Tensor Core GPU", datasheet, 2023: SXM, H100's compute, 141 GB HBM3e at 4.8 TB/s, NVLink
      // 900 GB/s.
      make_gpu("h200", "NVIDIA H200", {67, 989.4, 989.4}, 4'800, 140, 450, 64),
      // "NVIDIA HGX Platform", specifications of HGX B200 (eight GPUs), 2024: 600 TFLOP/s fp32, 36 PFLOP/s
      // bf16 and fp16 with sparsity, 1.44 TB HBM3e, NVLink 1.8 TB/s a GPU; "NVIDIA DGX B200", datasheet,
      // 2024: 64 TB/s of HBM3e.
      make_gpu("b200", "NVIDIA B200", {75, 2'250, 2'250}, 8'000, 179, 900, 64)};
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
