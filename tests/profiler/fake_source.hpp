// Records as a program would leave them, without a GPU: a list in a fixed order behind RecordSource, and
// short ways to write one.
#pragma once

#include "profiler/records/profile.hpp"

namespace repetend::test {

class FakeSource : public profiler::RecordSource {
 public:
  explicit FakeSource(std::vector<profiler::Record> records) : records_(std::move(records)) {}
  bool next(profiler::Record& record) override {
    if (next_ == records_.size()) return false;
    record = records_[next_++];
    return true;
  }

 private:
  std::vector<profiler::Record> records_;
  std::size_t next_ = 0;
};

inline profiler::Profile profile_of(std::vector<profiler::Record> records) {
  FakeSource source(std::move(records));
  return profiler::profile(source);
}

inline profiler::RangeEvent push(profiler::Timestamp time, std::string name, profiler::ThreadId thread = 1) {
  return {profiler::RangeAction::push, thread, time, 0, std::move(name)};
}
inline profiler::RangeEvent pop(profiler::Timestamp time, profiler::ThreadId thread = 1) {
  return {profiler::RangeAction::pop, thread, time, 0, ""};
}
inline profiler::RangeEvent start(profiler::Timestamp time, std::string name, std::uint64_t id,
                                  profiler::ThreadId thread = 1) {
  return {profiler::RangeAction::start, thread, time, id, std::move(name)};
}
inline profiler::RangeEvent end(profiler::Timestamp time, std::uint64_t id, profiler::ThreadId thread = 1) {
  return {profiler::RangeAction::end, thread, time, id, ""};
}
inline profiler::RangeEvent mark(profiler::Timestamp time, std::string text, profiler::ThreadId thread = 1) {
  return {profiler::RangeAction::mark, thread, time, 0, std::move(text)};
}

inline profiler::Launch launch(profiler::Correlation correlation, profiler::Timestamp time,
                               profiler::ThreadId thread = 1) {
  return {correlation, thread, time};
}
inline profiler::DeviceWork kernel(profiler::Correlation correlation, profiler::Timestamp start,
                                   profiler::Timestamp end, std::uint32_t stream = 7,
                                   std::uint32_t device = 0) {
  return {profiler::WorkKind::kernel, correlation, device, stream, start, end, 0};
}
inline profiler::MemoryOperation take(profiler::Correlation correlation, profiler::Timestamp time,
                                      std::uint64_t address, std::uint64_t bytes) {
  return {correlation, 0, false, time, address, bytes};
}
inline profiler::MemoryOperation give_back(profiler::Correlation correlation, profiler::Timestamp time,
                                           std::uint64_t address, std::uint64_t bytes = 0) {
  return {correlation, 0, true, time, address, bytes};
}

// The costs of the only occurrence under this name.
inline profiler::RangeCost cost_of(const profiler::Profile& profile, std::string_view name) {
  for (const auto& range : profile.ranges)
    if (range.name == name && range.occurrences.size() == 1) return range.occurrences.front();
  throw std::out_of_range(std::string(name));
}

}  // namespace repetend::test
