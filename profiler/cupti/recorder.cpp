#include "profiler/cupti/recorder.hpp"

#include <sys/syscall.h>
#include <unistd.h>

#include <atomic>
#include <cstdlib>
#include <ctime>

#include "profiler/cupti/convert.hpp"
#include "profiler/cupti/functions.hpp"
#include "sim/core/error.hpp"

namespace repetend::profiler {
namespace {

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
