#include "profiler/gpu/device.hpp"

#include <fmt/format.h>

#include "sim/core/error.hpp"
#include "sim/core/human.hpp"

namespace repetend::profiler {
namespace {

std::string version(int cuda) { return fmt::format("{}.{}", cuda / 1000, cuda % 1000 / 10); }

int attribute(cudaDeviceAttr which) {
  int value = 0;
  check(cudaDeviceGetAttribute(&value, which, 0), "cannot ask the device");
  return value;
}

void expect_device() {
  int count = 0;
  const cudaError_t error = cudaGetDeviceCount(&count);
  if (error == cudaSuccess && count > 0) return;
  throw RequestError(fmt::format(
      "no usable CUDA device or driver ({}); run this program alone on a machine that has one and bring its "
      "--text FILE back to 'repetend costs import', or let 'model:' price from the estimates that are "
      "shipped",
      error == cudaSuccess ? "CUDA sees no device" : cudaGetErrorString(error)));
}

data::MeasuredGpu describe(const cudaDeviceProp& properties) {
  constexpr int khz = 1000;  // in a MHz
  return {properties.name, static_cast<Bytes>(properties.totalGlobalMem), properties.multiProcessorCount,
          attribute(cudaDevAttrClockRate) / khz, attribute(cudaDevAttrMemoryClockRate) / khz};
}

}  // namespace

void check(cudaError_t error, const std::string& doing) {
  if (error != cudaSuccess)
    throw RequestError(
        fmt::format("{}: CUDA error {}, {}", doing, static_cast<int>(error), cudaGetErrorString(error)));
}

CudaDevice find_device() {
  expect_device();
  cudaDeviceProp properties{};
  check(cudaGetDeviceProperties(&properties, 0), "cannot ask the device");
  int driver = 0, runtime = 0;
  check(cudaDriverGetVersion(&driver), "cannot ask for the driver's version");
  check(cudaRuntimeGetVersion(&runtime), "cannot ask for CUDA's version");
  return {describe(properties),
          properties.major * 10 + properties.minor,
          properties.l2CacheSize,
          fmt::format("{:08x}:{:02x}:{:02x}.0", properties.pciDomainID, properties.pciBusID,
                      properties.pciDeviceID),
          version(driver),
          version(runtime)};
}

CudaDevice open_device() {
  const CudaDevice device = find_device();
  constexpr int ampere = 80;
  if (device.capability < ampere)
    throw RequestError(fmt::format("{} has compute capability {}.{}; bf16 needs 8.0: an A100 or newer",
                                   device.gpu.name, device.capability / 10, device.capability % 10));
  check(cudaSetDevice(0), "cannot use the CUDA device");
  return device;
}

Bytes free_memory() {
  std::size_t free = 0, total = 0;
  check(cudaMemGetInfo(&free, &total), "cannot ask for the device's memory");
  return static_cast<Bytes>(free);
}

Buffer::Buffer(Bytes bytes) : bytes_(bytes) {
  constexpr std::size_t room_for_a_last_pack = 16;
  const cudaError_t error = cudaMalloc(&memory_, static_cast<std::size_t>(bytes) + room_for_a_last_pack);
  if (error == cudaSuccess) return;
  cudaGetLastError();  // it is dealt with
  throw RequestError(fmt::format(
      "not enough memory on the device: {} wanted, {} free; try a smaller micro-batch or sequence",
      human_bytes(bytes), human_bytes(free_memory())));
}

}  // namespace repetend::profiler
