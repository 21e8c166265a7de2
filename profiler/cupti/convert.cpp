#include "profiler/cupti/convert.hpp"

namespace repetend::profiler {
namespace {

// CUPTI packs every kind of record behind one pointer to its common beginning.
template <class Activity>
const Activity& as(const CUpti_Activity& record) {
  return reinterpret_cast<const Activity&>(record);
}

template <class Activity>
DeviceWork work(WorkKind kind, const Activity& a, std::uint64_t bytes) {
  return {kind, a.correlationId, a.deviceId, a.streamId, a.start, a.end, bytes};
}

Launch launch(const CUpti_ActivityAPI& call) { return {call.correlationId, call.threadId, call.start}; }

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

}  // namespace

std::optional<Record> convert(const CUpti_Activity& record) {
  switch (record.kind) {
    case CUPTI_ACTIVITY_KIND_KERNEL:
    case CUPTI_ACTIVITY_KIND_CONCURRENT_KERNEL:
      return work(WorkKind::kernel, as<CUpti_ActivityKernel10>(record), 0);
    case CUPTI_ACTIVITY_KIND_MEMCPY: {
      const auto& copy = as<CUpti_ActivityMemcpy6>(record);
      return work(WorkKind::copy, copy, copy.bytes);
    }
    case CUPTI_ACTIVITY_KIND_MEMCPY2: {  // from one device to another
      const auto& copy = as<CUpti_ActivityMemcpyPtoP4>(record);
      return work(WorkKind::copy, copy, copy.bytes);
    }
    case CUPTI_ACTIVITY_KIND_MEMSET: {
      const auto& set = as<CUpti_ActivityMemset4>(record);
      return work(WorkKind::set, set, set.bytes);
    }
    case CUPTI_ACTIVITY_KIND_DRIVER:
    case CUPTI_ACTIVITY_KIND_RUNTIME:
      return launch(as<CUpti_ActivityAPI>(record));
    case CUPTI_ACTIVITY_KIND_MEMORY2:
      return memory(as<CUpti_ActivityMemory4>(record));
    case CUPTI_ACTIVITY_KIND_OVERHEAD:
      return overhead(as<CUpti_ActivityOverhead3>(record));
    default:
      return std::nullopt;
  }
}

}  // namespace repetend::profiler
