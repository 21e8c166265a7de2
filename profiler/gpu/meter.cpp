#include "profiler/gpu/meter.hpp"

#include "profiler/gpu/device.hpp"
#include "profiler/report/summary.hpp"
#include "sim/core/error.hpp"

namespace repetend::profiler {

void Meter::Records::add(const Record& record) {
  const std::lock_guard lock(mutex_);
  records_.push_back(record);
}

bool Meter::Records::next(Record& record) {
  const std::lock_guard lock(mutex_);
  if (next_ == records_.size()) {
    records_.clear();
    next_ = 0;
    return false;
  }
  record = std::move(records_[next_++]);
  return true;
}

Meter::Meter(cudaStream_t stream, Sensors& sensors)
    : stream_(stream), sensors_(sensors), recorder_(records_) {}

Meter::~Meter() {
  try {
    recorder_.stop();
  } catch (const RequestError&) {  // nothing more is read
  }
}

Measured Meter::measure(const std::function<void(std::size_t)>& launch, const Confidence& wanted) {
  for (int i = 0; i < wanted.warm_up; ++i) launch(static_cast<std::size_t>(i));
  record([](std::size_t) {}, 0, 0);  // what was recorded until now belongs to nothing
  Measured result;
  while (result.error > wanted.error && std::ssize(result.times) < wanted.most) {
    const auto more = record(launch, result.times.size(), wanted.least);
    result.times.insert(result.times.end(), more.begin(), more.end());
    result.error = relative_error(summarise(result.times));
  }
  return result;
}

// One range a repetition, as an attached program would have.
std::vector<Time> Meter::record(const std::function<void(std::size_t)>& launch, std::size_t from, int count) {
  for (int i = 0; i < count; ++i) {
    records_.add(RangeEvent{RangeAction::push, this_thread(), timestamp(), 0, "repetition"});
    launch(from + static_cast<std::size_t>(i));
    records_.add(RangeEvent{RangeAction::pop, this_thread(), timestamp(), 0, ""});
  }
  if (count > 0) sensors_.look();  // while the device works
  check(cudaStreamSynchronize(stream_), "the device stopped with an error");
  recorder_.flush();
  const Profile recorded = profile(records_);
  dropped_ += recorded.losses.dropped;
  std::vector<Time> times;
  for (const NamedCosts& range : recorded.ranges)
    for (const RangeCost& cost : range.occurrences) {
      if (cost.kernels + cost.sets == 0)
        throw RequestError("CUPTI recorded no kernel of an operator that was run");
      times.push_back(cost.busy);
    }
  return times;
}

}  // namespace repetend::profiler
