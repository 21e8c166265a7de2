#include "profiler/cupti/recorder.hpp"

#include <cuda.h>
#include <cupti.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <atomic>
#include <cstdlib>
#include <ctime>
#include <optional>
#include <string>

#include "profiler/cupti/library.hpp"
#include "sim/core/error.hpp"

namespace repetend::profiler {
namespace {

// clang-format off
#define REPETEND_CUPTI_FUNCTIONS(F)                                                    \
  F(cuptiActivityEnable) F(cuptiActivityDisable) F(cuptiActivityFlushAll)              \
  F(cuptiActivityFlushPeriod) F(cuptiActivityGetNextRecord)                            \
  F(cuptiActivityGetNumDroppedRecords) F(cuptiActivityRegisterCallbacks)               \
  F(cuptiGetErrorMessage) F(cuptiGetTimestamp) F(cuptiSetThreadIdType)
// clang-format on

struct CuptiFunctions {
#define REPETEND_MEMBER(name) decltype(&::name) name = nullptr;
  REPETEND_CUPTI_FUNCTIONS(REPETEND_MEMBER)
#undef REPETEND_MEMBER

  // Throws RequestError with CUPTI's own words unless the result is a success. `doing`: "cannot record
  // kernels".
  void check(CUptiResult, const std::string& doing) const;
};

CuptiFunctions load() {
  const auto major = std::to_string(CUDA_VERSION / 1000);  // the layout of the records is this version's
  const Library library("CUPTI " + major, {"libcupti.so." + major});
  CuptiFunctions functions;
#define REPETEND_LOAD(name) library.find(#name, functions.name);
  REPETEND_CUPTI_FUNCTIONS(REPETEND_LOAD)
#undef REPETEND_LOAD
  return functions;
}

// Loaded on first use; throws RequestError where there is no CUPTI.
const CuptiFunctions& cupti() {
  static const CuptiFunctions functions = load();
  return functions;
}

void CuptiFunctions::check(CUptiResult result, const std::string& doing) const {
  if (result == CUPTI_SUCCESS) return;
  const char* words = nullptr;
  if (cuptiGetErrorMessage(result, &words) != CUPTI_SUCCESS || !words) words = "no more is known";
  auto message = doing + ": CUPTI error " + std::to_string(static_cast<int>(result)) + ", " + words;
  // CUPTI has no name for what it meets without a GPU.
  if (result == CUPTI_ERROR_UNKNOWN) message += "; is there a CUDA device and a driver for this CUDA?";
  throw RequestError(message);
}

// CUPTI packs every kind of record behind one pointer to its common beginning.
template <class Activity>
const Activity& as(const CUpti_Activity& record) {
  return reinterpret_cast<const Activity&>(record);
}

template <class Activity>
DeviceWork work(WorkKind kind, const Activity& a) {
  DeviceWork made{kind, a.correlationId, a.deviceId, a.streamId, a.start, a.end, 0};
  if constexpr (requires { a.bytes; }) made.bytes = a.bytes;
  return made;
}

// Memory of the host, such as pinned buffers, is not what a device runs out of.
std::optional<Record> memory(const CUpti_ActivityMemory4& m) {
  const bool on_device =
      m.memoryKind == CUPTI_ACTIVITY_MEMORY_KIND_DEVICE || m.memoryKind == CUPTI_ACTIVITY_MEMORY_KIND_ARRAY;
  const bool release = m.memoryOperationType == CUPTI_ACTIVITY_MEMORY_OPERATION_TYPE_RELEASE;
  if (!on_device) return std::nullopt;
  return MemoryOperation{m.correlationId, m.deviceId, release, m.timestamp, m.address, m.bytes};
}

// The driver's own overheads, such as compiling and loading lazily, are the program's; flushing happens in a
// thread of CUPTI's.
std::optional<Record> overhead(const CUpti_ActivityOverhead3& o) {
  const bool ours = o.overheadKind == CUPTI_ACTIVITY_OVERHEAD_CUPTI_INSTRUMENTATION ||
                    o.overheadKind == CUPTI_ACTIVITY_OVERHEAD_CUPTI_RESOURCE;
  if (!ours) return std::nullopt;
  return Overhead{o.end - o.start};
}

// Empty for a kind of record that costs need not.
std::optional<Record> convert(const CUpti_Activity& record) {
  switch (record.kind) {
    case CUPTI_ACTIVITY_KIND_KERNEL:
    case CUPTI_ACTIVITY_KIND_CONCURRENT_KERNEL:
      return work(WorkKind::kernel, as<CUpti_ActivityKernel10>(record));
    case CUPTI_ACTIVITY_KIND_MEMCPY:
      return work(WorkKind::copy, as<CUpti_ActivityMemcpy6>(record));
    case CUPTI_ACTIVITY_KIND_MEMCPY2:  // from one device to another
      return work(WorkKind::copy, as<CUpti_ActivityMemcpyPtoP4>(record));
    case CUPTI_ACTIVITY_KIND_MEMSET:
      return work(WorkKind::set, as<CUpti_ActivityMemset4>(record));
    case CUPTI_ACTIVITY_KIND_DRIVER:
    case CUPTI_ACTIVITY_KIND_RUNTIME: {
      const auto& call = as<CUpti_ActivityAPI>(record);
      return Launch{call.correlationId, call.threadId, call.start};
    }
    case CUPTI_ACTIVITY_KIND_MEMORY2:
      return memory(as<CUpti_ActivityMemory4>(record));
    case CUPTI_ACTIVITY_KIND_OVERHEAD:
      return overhead(as<CUpti_ActivityOverhead3>(record));
    default:
      return std::nullopt;
  }
}

// CUPTI hands over full buffers, looking for them this often: what a crash may lose is the rest.
constexpr std::size_t buffer_size = std::size_t{1} << 20;  // some 5,000 kernels
constexpr std::uint32_t flush_period_ms = 1000;

constexpr CUpti_ActivityKind needed[] = {CUPTI_ACTIVITY_KIND_CONCURRENT_KERNEL, CUPTI_ACTIVITY_KIND_MEMCPY,
                                         CUPTI_ACTIVITY_KIND_MEMSET, CUPTI_ACTIVITY_KIND_RUNTIME,
                                         CUPTI_ACTIVITY_KIND_DRIVER};
struct Optional {
  CUpti_ActivityKind kind;
  const char* what;
};
constexpr Optional optional[] = {{CUPTI_ACTIVITY_KIND_MEMCPY2, "copies between devices"},
                                 {CUPTI_ACTIVITY_KIND_MEMORY2, "device memory"},
                                 {CUPTI_ACTIVITY_KIND_OVERHEAD, "CUPTI's own overhead"}};

std::atomic<RecordSink*> the_sink = nullptr;  // what CUPTI's callbacks write to

// No memory for a buffer: CUPTI drops the records that would have gone there and counts them.
void CUPTIAPI give_buffer(std::uint8_t** buffer, std::size_t* size, std::size_t* most_records) {
  *buffer = static_cast<std::uint8_t*>(std::malloc(buffer_size));
  *size = *buffer ? buffer_size : 0;
  *most_records = 0;  // as many as fit
}

void read_records(RecordSink& sink, std::uint8_t* buffer, std::size_t size) {
  for (CUpti_Activity* record = nullptr;
       cupti().cuptiActivityGetNextRecord(buffer, size, &record) == CUPTI_SUCCESS;)
    if (const auto converted = convert(*record)) sink.add(*converted);
}

void CUPTIAPI take_buffer(CUcontext context, std::uint32_t stream, std::uint8_t* buffer, std::size_t,
                          std::size_t size) {
  if (RecordSink* const sink = the_sink) {
    read_records(*sink, buffer, size);
    std::size_t dropped = 0;
    if (cupti().cuptiActivityGetNumDroppedRecords(context, stream, &dropped) == CUPTI_SUCCESS && dropped > 0)
      sink->add(Dropped{dropped});
  }
  std::free(buffer);
}

}  // namespace

ActivityRecorder::ActivityRecorder(RecordSink& sink) {
  const CuptiFunctions& c = cupti();
  c.check(c.cuptiActivityRegisterCallbacks(give_buffer, take_buffer), "cannot hand CUPTI its buffers");
  c.check(c.cuptiSetThreadIdType(CUPTI_ACTIVITY_THREAD_ID_TYPE_SYSTEM), "cannot tell threads apart");
  the_sink = &sink;
  for (const auto kind : needed)
    c.check(c.cuptiActivityEnable(kind), "cannot record what runs on the device");
  for (const auto& [kind, what] : optional)
    if (c.cuptiActivityEnable(kind) != CUPTI_SUCCESS)
      sink.add(Notice{std::string("CUPTI cannot record ") + what + " here"});
  c.check(c.cuptiActivityFlushPeriod(flush_period_ms), "cannot have records flushed");
}

void ActivityRecorder::flush() {
  constexpr std::uint32_t unfinished_buffers_too = 1;
  cupti().check(cupti().cuptiActivityFlushAll(unfinished_buffers_too), "cannot flush the records");
}

void ActivityRecorder::stop() {
  for (const auto kind : needed) cupti().cuptiActivityDisable(kind);
  for (const auto& each : optional) cupti().cuptiActivityDisable(each.kind);
  flush();
  the_sink = nullptr;
}

Timestamp timestamp() {
  static const CuptiFunctions* const functions = [] {
    try {
      return &cupti();
    } catch (const RequestError&) {
      return static_cast<const CuptiFunctions*>(nullptr);
    }
  }();
  std::uint64_t now = 0;
  if (functions && functions->cuptiGetTimestamp(&now) == CUPTI_SUCCESS) return now;
  timespec time{};
  ::clock_gettime(CLOCK_REALTIME, &time);
  return static_cast<Timestamp>(time.tv_sec) * 1'000'000'000 + static_cast<Timestamp>(time.tv_nsec);
}

ThreadId this_thread() {
  thread_local const auto id = static_cast<ThreadId>(::syscall(SYS_gettid));
  return id;
}

}  // namespace repetend::profiler
