// From a million activity records to aggregates, as an attached program leaves them: blocks of launches with
// a kernel each and now and then a copy, two streams, buffers that arrive out of order.
#include "profiler/records/profile.hpp"
#include "tests/bench/table.hpp"

namespace repetend::bench {

namespace {

using namespace profiler;

constexpr std::size_t wanted = 1'000'000;
constexpr std::uint32_t launches_per_block = 60;

class ListSource : public RecordSource {
 public:
  explicit ListSource(const std::vector<Record>& records) : records_(records) {}
  bool next(Record& record) override {
    if (next_ == records_.size()) return false;
    record = records_[next_++];
    return true;
  }

 private:
  const std::vector<Record>& records_;
  std::size_t next_ = 0;
};

// What one block's launches left on the host's side, and what they ran on the device.
struct Buffers {
  std::vector<Record> host, device;
  Timestamp time = 1'000'000'000;
  Correlation correlation = 0;

  void add_block(const std::string& name) {
    range(RangeAction::push, name);
    for (std::uint32_t i = 0; i < launches_per_block; ++i) {
      if (i % 12 == 0) range(RangeAction::push, "operator");
      host.emplace_back(Launch{++correlation, 1, time += 900});
      const auto kind = i % 8 == 7 ? WorkKind::copy : WorkKind::kernel;
      device.emplace_back(DeviceWork{kind, correlation, 0, i % 2, time + 50'000, time + 52'000, 64});
      if (i % 12 == 11) range(RangeAction::pop, "");
    }
    range(RangeAction::pop, "");
  }
  void range(RangeAction action, const std::string& name) {
    host.emplace_back(RangeEvent{action, 1, time += 100, 0, name});
  }
  // Buffers come when they are full, the device's before the host's.
  void hand_over(std::vector<Record>& records) {
    for (auto* buffer : {&device, &host}) {
      for (const Record& record : *buffer) records.push_back(record);
      buffer->clear();
    }
  }
};

std::vector<Record> a_million_records() {
  std::vector<Record> records;
  Buffers buffers;
  for (int i = 0; records.size() < wanted; ++i) {
    buffers.add_block("F" + std::to_string(i % 16) + "@" + std::to_string(i / 16));
    if (i % 64 == 63) buffers.hand_over(records);
  }
  return records;
}

void records_to_costs(benchmark::State& state) {
  const auto records = a_million_records();
  for ([[maybe_unused]] auto round : state) {
    ListSource source(records);
    const Profile result = profile(source);
    require(result.records == records.size() && result.outside.kernels == 0, "records were lost");
    require(result.ranges.size() == 17 && result.ranges[0].occurrences[0].kernels == 53, "wrong aggregates");
  }
  report_rate(state, records.size());
}

const bool added =
    add_row("activity records into costs, a million",
            {.unit = "records/s", .asked = Asked::at_least, .limit = 2e6, .yardstick = longest_path},
            records_to_costs);

}  // namespace

}  // namespace repetend::bench
