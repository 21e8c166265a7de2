// Fused attention as cuDNN is asked for it, for GPUs that are not here. That its kernels compute what they
// should is for 'repetend-profile check', on a GPU.
#include "profiler/gpu/attention_graph.hpp"

#include <dlfcn.h>
#include <fmt/format.h>

#include "sim/core/error.hpp"
#include "tests/support/catch.hpp"

using namespace repetend;
using namespace repetend::profiler;
using data::Operator;
using data::OperatorKind;
using data::Phase;
using data::Precision;

// Of the sanitizer: cuDNN leaks in libraries that it unloads, so that they cannot be told by name.
extern "C" const char* __asan_default_options() { return "detect_leaks=0"; }

namespace {

// An H100 SXM as CUDA's attributes describe it, but of any compute capability.
std::string device(int capability) {
  return fmt::format(
      R"({{"deviceName": "NVIDIA H100 80GB HBM3", "deviceVer": {}, "driverVer": 13000, "cudaDeviceId": 0,
      "pciDeviceId": 0, "totalGlobalMem": 85000000000, "multiProcessorCount": 132, "warpSize": 32,
      "smClockRateKHz": 1980000, "memClockRateKHz": 2619000, "l2CacheSize": 52428800,
      "maxGridSize": [2147483647, 65535, 65535], "maxBlockSize": [1024, 1024, 64], "maxThreadsPerBlock": 1024,
      "maxThreadsPerSM": 2048, "maxCtasPerSM": 32, "regsPerBlock": 65536, "maxRegistersPerSM": 65536,
      "maxSharedMemoryPerBlock": 49152, "maxSharedMemoryPerBlockOptin": 232448,
      "reservedSharedMemoryPerBlock": 1024, "isTccDriver": 0, "supportCoopLaunch": 1}})",
      10 * capability);
}

// cuDNN loads the driver before it says what it can do; without one, the toolkit's stub has its name.
void plan(const Operator& op, int capability) {
  if (!::dlopen("libcuda.so.1", RTLD_NOW)) REQUIRE(::dlopen(REPETEND_CUDA_STUB, RTLD_NOW));
  const AttentionGraph graph(op, capability, device(capability));
}

Operator attention(Phase phase, Precision precision, std::vector<std::int64_t> shape) {
  return {OperatorKind::attention, phase, precision, std::move(shape)};
}

}  // namespace

TEST_CASE("cuDNN has fused attention for what is measured and checked") {
  for (const std::vector<std::int64_t>& shape :
       {std::vector<std::int64_t>{1, 2, 64, 32}, {2, 3, 256, 128}, {1, 32, 2048, 128}, {4, 12, 1024, 64}})
    for (const Precision precision : {Precision::fp16, Precision::bf16})
      for (const Phase phase : {Phase::forward, Phase::input_gradient})
        for (const int capability : {80, 90, 100}) {
          const Operator op = attention(phase, precision, shape);
          INFO(in_words(op) << " on " << capability);
          CHECK_NOTHROW(plan(op, capability));
        }
}

TEST_CASE("what cuDNN cannot fuse is said in words") {
  const std::vector<std::int64_t> shape{1, 2, 64, 32};
  CHECK_THROWS_WITH(plan(attention(Phase::forward, Precision::fp32, shape), 90),
                    ContainsSubstring("cuDNN has no fused attention in fp32"));
  CHECK_THROWS_WITH(plan(attention(Phase::forward, Precision::bf16, {1, 2, 64, 33}), 90),
                    ContainsSubstring("cannot plan fused attention: cuDNN says"));
  CHECK_THROWS_AS(plan(attention(Phase::forward, Precision::bf16, shape), 70), RequestError);
}

TEST_CASE("the version of cuDNN is known") {
  CHECK_THAT(AttentionGraph::library(), ContainsSubstring("cuDNN 9."));
}
