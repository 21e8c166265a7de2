// Measured operators, for people and for programs.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <vector>

#include "data/costs/records.hpp"

namespace repetend::profiler {

struct MeasuredOperator {
  data::Operator op;
  std::vector<Time> times;  // ns, of every repetition
  double error = 1;         // half the median's 95 % interval, of the median
};

// A layer run whole beside the sum of its operators run one by one.
struct MeasuredLayer {
  Time sum = 0, whole = 0;  // medians, ns
  double difference() const { return static_cast<double>(sum - whole) / static_cast<double>(whole); }
};

// With what each reached: TFLOP/s of matrix products, GB/s of the memory-bound ones.
std::string in_words(const std::vector<MeasuredOperator>&);
std::string in_words(const MeasuredLayer&);

nlohmann::ordered_json to_json(const std::vector<MeasuredOperator>&, const std::optional<MeasuredLayer>&,
                               const data::Run&);

// The GPU and how it was, one line each: clocks, temperature, throttling, dropped records, notes.
std::string in_words(const data::Run&);

}  // namespace repetend::profiler
