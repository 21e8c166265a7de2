#include "profiler/records/record_set.hpp"

#include <unordered_map>

namespace repetend::profiler {
namespace {

class Collector {
 public:
  void operator()(const Launch& launch) {
    set_.calls.push_back({launch.correlation, launch.thread, at(launch.time)});
  }
  void operator()(const DeviceWork& work) {
    if (work.start == 0 && work.end == 0) return untimed();
    const Time start = at(work.start), end = at(work.end);
    if (end < start) return untimed();
    set_.work.push_back(
        {work.kind, work.correlation, work.device, start, end, static_cast<Bytes>(work.bytes)});
  }
  void operator()(const MemoryOperation& operation) {
    at(operation.time);
    operations_.push_back(operation);
  }
  void operator()(RangeEvent& event) {
    set_.ranges.push_back({event.action, event.thread, at(event.time), event.id, std::move(event.name)});
  }
  void operator()(const Dropped& dropped) { set_.dropped += dropped.count; }
  void operator()(const Overhead& overhead) { set_.overhead += static_cast<Time>(overhead.time); }
  void operator()(Notice& notice) { set_.notices.push_back(std::move(notice.text)); }

  RecordSet finish() {
    set_.records =
        set_.calls.size() + set_.work.size() + set_.untimed + operations_.size() + set_.ranges.size();
    order_calls();
    set_memory();
    std::ranges::sort(set_.work, {}, [](const auto& w) { return std::tuple(w.device, w.start, w.end); });
    std::ranges::stable_sort(set_.ranges, {}, &RecordSet::Range::time);
    return std::move(set_);
  }

 private:
  // Unsigned subtraction wraps as the clock does; what comes before the first record gets a negative time.
  Time at(Timestamp time) {
    if (!reference_) reference_ = time;
    const Time relative = static_cast<Time>(time - *reference_);
    set_.first = std::min(set_.first, relative);
    set_.last = std::max(set_.last, relative);
    return relative;
  }
  void untimed() { ++set_.untimed; }

  // One launch is seen twice where the runtime's call and the driver's inside it are both recorded.
  void order_calls() {
    auto& calls = set_.calls;
    std::ranges::sort(calls, {}, [](const auto& c) { return std::tuple(c.correlation, c.time, c.thread); });
    const auto repeated = std::ranges::unique(calls, {}, &RecordSet::Call::correlation);
    calls.erase(repeated.begin(), repeated.end());
  }

  // A release without a size is as large as what was last taken at its address.
  void set_memory() {
    std::ranges::stable_sort(operations_, {}, [this](const auto& o) { return at(o.time); });
    std::unordered_map<std::uint64_t, std::uint64_t> sizes;
    for (const MemoryOperation& o : operations_) {
      auto bytes = o.bytes;
      if (!o.release) sizes[o.address] = bytes;
      if (o.release && bytes == 0)
        if (const auto taken = sizes.find(o.address); taken != sizes.end()) bytes = taken->second;
      const auto amount = static_cast<Bytes>(bytes);
      set_.memory.push_back({o.correlation, o.device, at(o.time), o.release ? -amount : amount});
    }
  }

  RecordSet set_;
  std::optional<Timestamp> reference_;
  std::vector<MemoryOperation> operations_;
};

}  // namespace

RecordSet collect(RecordSource& source) {
  Collector collector;
  for (Record record; source.next(record);) std::visit(collector, record);
  return collector.finish();
}

}  // namespace repetend::profiler
