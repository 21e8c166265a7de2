#include "sim/semantics/flat_timing.hpp"

#include <algorithm>

#include "sim/semantics/flattening.hpp"

namespace repetend {

std::optional<FlatTiming> FlatTiming::compile(const TimingGraph& graph) { return Flattening(graph).result(); }

void FlatTiming::weigh(std::span<const Time> durations) {
  if (durations.empty() && !weighed_ && !weights_.empty()) return;
  weights_ = own_weights_;
  weighed_ = !durations.empty();
  for (std::size_t i = 0; i < durations.size(); ++i)
    weights_[static_cast<std::size_t>(slot_of_instance_[i])] = durations[i];
}

Time FlatTiming::run(std::span<const Time> durations) {
  weigh(durations);
  const Slot* slots = slots_.data();
  const Time* weights = weights_.data();
  Time* values = values_.data();
  for (std::size_t k = 1; k < slots_.size(); ++k) {
    const Slot& s = slots[k];
    values[k] = std::max(values[s.a] + s.delay_a, values[s.b] + s.delay_b) + weights[k];
  }
  Time makespan = 0;
  for (std::int32_t sink : sinks_) makespan = std::max(makespan, values[sink]);
  return makespan;
}

std::vector<Time> FlatTiming::starts() const {
  std::vector<Time> result;
  result.reserve(slot_of_instance_.size());
  for (std::int32_t s : slot_of_instance_)
    result.push_back(values_[static_cast<std::size_t>(s)] - weights_[static_cast<std::size_t>(s)]);
  return result;
}

std::vector<Time> FlatTiming::durations() const {
  std::vector<Time> result;
  result.reserve(slot_of_instance_.size());
  for (std::int32_t s : slot_of_instance_) result.push_back(weights_[static_cast<std::size_t>(s)]);
  return result;
}

// Latest values that keep the makespan, backwards.
std::vector<Time> FlatTiming::slack() const {
  Time makespan = 0;
  for (std::int32_t sink : sinks_) makespan = std::max(makespan, values_[static_cast<std::size_t>(sink)]);
  std::vector<Time> latest(slots_.size(), makespan);
  for (std::size_t k = slots_.size(); k-- > 1;) {
    const Slot& s = slots_[k];
    const Time start = latest[k] - weights_[k];
    auto& a = latest[static_cast<std::size_t>(s.a)];
    auto& b = latest[static_cast<std::size_t>(s.b)];
    a = std::min(a, start - s.delay_a);
    b = std::min(b, start - s.delay_b);
  }
  std::vector<Time> result;
  result.reserve(slot_of_instance_.size());
  for (std::int32_t s : slot_of_instance_)
    result.push_back(latest[static_cast<std::size_t>(s)] - values_[static_cast<std::size_t>(s)]);
  return result;
}

}  // namespace repetend
