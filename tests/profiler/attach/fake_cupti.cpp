#include "tests/profiler/attach/fake_cupti.hpp"

#include <cupti.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <atomic>
#include <cstdlib>
#include <cstring>
#include <ctime>
#include <mutex>

namespace {

CUpti_BuffersCallbackRequestFunc give_buffer = nullptr;
CUpti_BuffersCallbackCompleteFunc take_buffer = nullptr;
std::mutex mutex;
std::uint8_t* buffer = nullptr;
std::size_t size = 0, used = 0;
std::uint64_t device_free_at = 0;
bool torn_down = false;

// At exit CUDA goes before what was registered before it was loaded.
__attribute__((constructor)) void tear_down_at_exit() {
  std::atexit([] { torn_down = true; });
}

std::uint64_t now() {
  timespec time{};
  ::clock_gettime(CLOCK_REALTIME, &time);
  return static_cast<std::uint64_t>(time.tv_sec) * 1'000'000'000 + static_cast<std::uint64_t>(time.tv_nsec);
}

void flush() {
  if (!buffer) return;
  std::uint8_t* const full = buffer;
  buffer = nullptr;
  take_buffer(nullptr, 0, full, size, used);
}

template <class Activity>
void add(const Activity& activity) {
  if (buffer && used + sizeof activity > size) flush();
  if (!buffer) {
    std::size_t most = 0;
    give_buffer(&buffer, &size, &most);
    used = 0;
  }
  std::memcpy(buffer + used, &activity, sizeof activity);
  used += sizeof activity;
}

std::size_t size_of(CUpti_ActivityKind kind) {
  switch (kind) {
    case CUPTI_ACTIVITY_KIND_RUNTIME:
      return sizeof(CUpti_ActivityAPI);
    case CUPTI_ACTIVITY_KIND_MEMORY2:
      return sizeof(CUpti_ActivityMemory4);
    default:
      return sizeof(CUpti_ActivityKernel10);
  }
}

void add_call(std::uint32_t correlation) {
  CUpti_ActivityAPI call{};
  call.kind = CUPTI_ACTIVITY_KIND_RUNTIME;
  call.correlationId = correlation;
  call.threadId = static_cast<std::uint32_t>(::syscall(SYS_gettid));
  call.start = call.end = now();
  add(call);
}

}  // namespace

#define FAKE extern "C" __attribute__((visibility("default")))

FAKE void fake_launch(std::uint32_t correlation, std::uint64_t duration) {
  const std::lock_guard lock(mutex);
  CUpti_ActivityKernel10 kernel{};
  kernel.kind = CUPTI_ACTIVITY_KIND_CONCURRENT_KERNEL;
  kernel.correlationId = correlation;
  kernel.start = std::max(device_free_at, now() + 1'000'000);
  kernel.end = device_free_at = kernel.start + duration;
  add(kernel);
  add_call(correlation);
}

FAKE void fake_memory(std::uint32_t correlation, std::uint64_t address, std::uint64_t bytes, bool release) {
  const std::lock_guard lock(mutex);
  CUpti_ActivityMemory4 memory{};
  memory.kind = CUPTI_ACTIVITY_KIND_MEMORY2;
  memory.memoryKind = CUPTI_ACTIVITY_MEMORY_KIND_DEVICE;
  memory.memoryOperationType = release ? CUPTI_ACTIVITY_MEMORY_OPERATION_TYPE_RELEASE
                                       : CUPTI_ACTIVITY_MEMORY_OPERATION_TYPE_ALLOCATION;
  memory.correlationId = correlation;
  memory.address = address;
  memory.bytes = bytes;
  memory.timestamp = now();
  add_call(correlation);
  add(memory);
}

FAKE CUptiResult cuptiActivityRegisterCallbacks(CUpti_BuffersCallbackRequestFunc give,
                                                CUpti_BuffersCallbackCompleteFunc take) {
  give_buffer = give;
  take_buffer = take;
  return CUPTI_SUCCESS;
}
FAKE CUptiResult cuptiActivityEnable(CUpti_ActivityKind) {
  return std::getenv("FAKE_CUPTI_WITHOUT_GPU") ? CUPTI_ERROR_UNKNOWN : CUPTI_SUCCESS;
}
FAKE CUptiResult cuptiActivityDisable(CUpti_ActivityKind) { return CUPTI_SUCCESS; }
FAKE CUptiResult cuptiActivityFlushAll(std::uint32_t) {
  if (torn_down) return CUPTI_ERROR_NOT_INITIALIZED;
  const std::lock_guard lock(mutex);
  flush();
  return CUPTI_SUCCESS;
}
FAKE CUptiResult cuptiActivityFlushPeriod(std::uint32_t) { return CUPTI_SUCCESS; }
FAKE CUptiResult cuptiSetThreadIdType(CUpti_ActivityThreadIdType) { return CUPTI_SUCCESS; }
FAKE CUptiResult cuptiActivityGetNextRecord(std::uint8_t* from, std::size_t valid, CUpti_Activity** record) {
  std::uint8_t* next = from;
  if (*record) next = reinterpret_cast<std::uint8_t*>(*record) + size_of((*record)->kind);
  if (next >= from + valid) return CUPTI_ERROR_MAX_LIMIT_REACHED;
  *record = reinterpret_cast<CUpti_Activity*>(next);
  return CUPTI_SUCCESS;
}
FAKE CUptiResult cuptiActivityGetNumDroppedRecords(CUcontext, std::uint32_t, std::size_t* dropped) {
  const char* const count = std::getenv("FAKE_CUPTI_DROPS");
  *dropped = count ? static_cast<std::size_t>(std::atoi(count)) : 0;
  return CUPTI_SUCCESS;
}
FAKE CUptiResult cuptiGetTimestamp(std::uint64_t* time) {
  *time = now();
  return CUPTI_SUCCESS;
}
FAKE CUptiResult cuptiGetErrorMessage(CUptiResult, const char** words) {
  *words = "something is wrong";
  return CUPTI_SUCCESS;
}
