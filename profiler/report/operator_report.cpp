#include "profiler/report/operator_report.hpp"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "data/models/operators/work.hpp"
#include "profiler/report/summary.hpp"
#include "sim/core/human.hpp"

namespace repetend::profiler {
namespace {

using nlohmann::ordered_json;

// FLOP/ns and bytes/ns are 1e-3 TFLOP/s and GB/s.
std::string reached(const data::Operator& op, Time median) {
  if (median <= 0) return "-";
  const data::Work work = data::work(op);
  const bool computes = op.kind == data::OperatorKind::matmul || op.kind == data::OperatorKind::attention;
  const auto time = static_cast<double>(median);
  return computes ? fmt::format("{} TFLOP/s", human_number(work.flops / time / 1e3))
                  : fmt::format("{} GB/s", human_number(work.bytes / time));
}

std::string known(const std::optional<std::int32_t>& value, std::string_view unit) {
  return value ? fmt::format("{} {}", *value, unit) : "unknown";
}

template <class Value>
ordered_json or_null(const std::optional<Value>& value) {
  return value ? ordered_json(*value) : ordered_json(nullptr);
}

ordered_json to_json(const MeasuredOperator& measured) {
  const Summary times = summarise(measured.times);
  return {{"kind", to_string(measured.op.kind)},
          {"phase", to_string(measured.op.phase)},
          {"precision", to_string(measured.op.precision)},
          {"shape", measured.op.shape},
          {"count", times.count},
          {"median_ns", times.median},
          {"least_ns", times.least},
          {"most_ns", times.most},
          {"error", measured.error}};
}

ordered_json to_json(const data::Conditions& conditions) {
  return {{"clock_mhz", or_null(conditions.clock)},
          {"memory_clock_mhz", or_null(conditions.memory_clock)},
          {"temperature_c", or_null(conditions.temperature)},
          {"throttling", conditions.throttling}};
}

}  // namespace

std::string in_words(const std::vector<MeasuredOperator>& operators) {
  std::string text =
      fmt::format("{:<66}{:>10}{:>9}{:>7}{:>15}\n", "operator", "median", "+-", "times", "reached");
  for (const MeasuredOperator& measured : operators) {
    const Summary times = summarise(measured.times);
    text +=
        fmt::format("{:<66}{:>10}{:>7.2f} %{:>7}{:>15}\n", in_words(measured.op), human_time(times.median),
                    100 * measured.error, times.count, reached(measured.op, times.median));
  }
  return text;
}

std::string in_words(const MeasuredLayer& layer) {
  return fmt::format("a layer: {} as the sum of its operators, {} run whole; the sum is {:.1f} % {}\n",
                     human_time(layer.sum), human_time(layer.whole), 100 * std::abs(layer.difference()),
                     layer.sum < layer.whole ? "less" : "more");
}

std::string in_words(const data::Run& run) {
  const data::Conditions& c = run.conditions;
  std::string text = fmt::format(
      "{}, driver {}, CUDA {}, {}\nclock {}, memory clock {}, temperature up to {}, throttling: {}\n",
      run.gpu.name, run.driver.empty() ? "unknown" : run.driver, run.cuda, run.date, known(c.clock, "MHz"),
      known(c.memory_clock, "MHz"), known(c.temperature, "degrees C"),
      !c.clock               ? "unknown"
      : c.throttling.empty() ? "none"
                             : c.throttling);
  if (run.dropped > 0)
    text += fmt::format("{} activity records dropped: the times are too small\n", run.dropped);
  for (const std::string& note : run.notes) text += note + "\n";
  return text;
}

ordered_json to_json(const std::vector<MeasuredOperator>& operators,
                     const std::optional<MeasuredLayer>& layer, const data::Run& run) {
  ordered_json json{{"version", 1},           {"gpu", run.gpu.name}, {"driver", run.driver},
                    {"cuda", run.cuda},       {"date", run.date},    {"conditions", to_json(run.conditions)},
                    {"dropped", run.dropped}, {"notes", run.notes},  {"operators", ordered_json::array()}};
  for (const MeasuredOperator& each : operators) json["operators"].push_back(to_json(each));
  if (layer)
    json["layer"] = {{"sum_ns", layer->sum}, {"whole_ns", layer->whole}, {"difference", layer->difference()}};
  return json;
}

}  // namespace repetend::profiler
