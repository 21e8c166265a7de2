#include <unistd.h>

#include <map>
#include <nlohmann/json.hpp>

#include "profiler/gpu/bench.hpp"
#include "profiler/operators/steps.hpp"
#include "profiler/program/command.hpp"
#include "profiler/report/operator_report.hpp"
#include "profiler/report/summary.hpp"

namespace repetend::profiler {
namespace {

void add_operators_options(po::options_description& options) {
  add_model_options(options);
  options.add_options()("confidence", value<double>("PERCENT")->default_value(1),
                        "repeat until the median's 95 % interval is within so much of it");
  options.add_options()("repetitions", value<int>("N")->default_value(600), "but at most so often");
  options.add_options()(
      "attention", value("fused|products")->default_value("fused"),
      "attention as one operator: fused by cuDNN, where it can, or as batched products and a softmax, "
      "which is slower");
  options.add_options()("layer", "also run a layer whole and compare it with the sum of its operators");
  options.add_options()("list", "only list the operators; needs no GPU");
  add_result_options(options);
}

Confidence confidence_from(const po::variables_map& values) {
  const double percent = values["confidence"].as<double>();
  const int at_most = values["repetitions"].as<int>();
  if (!(percent > 0)) throw UsageError(fmt::format("--confidence is more than 0, not {}", percent));
  Confidence confidence{.error = percent / 100, .most = at_most};
  if (at_most < confidence.least)
    throw UsageError(fmt::format("--repetitions is {} or more, not {}", confidence.least, at_most));
  return confidence;
}

AttentionWay attention_from(const po::variables_map& values) {
  const auto way = values["attention"].as<std::string>();
  if (way != "fused" && way != "products")
    throw UsageError(fmt::format("--attention is 'fused' or 'products', not '{}'", way));
  return way == "fused" ? AttentionWay::fused : AttentionWay::products;
}

class Measurements {
 public:
  Measurements(Bench& bench, const Confidence& confidence, std::size_t count)
      : bench_(bench), confidence_(confidence), count_(count) {}

  const MeasuredOperator& operator[](const data::Operator& op) {
    const auto [place, fresh] = measured_.try_emplace(op);
    if (!fresh) return place->second;
    if (::isatty(STDERR_FILENO))
      fmt::print(stderr, "\r\033[K{} of {}: {}\r", measured_.size(), count_, in_words(op));
    const Measured result = bench_.measure(op, confidence_);
    return place->second = {op, result.times, result.error};
  }

 private:
  Bench& bench_;
  Confidence confidence_;
  std::size_t count_;
  std::map<data::Operator, MeasuredOperator> measured_;
};

Time median(const std::vector<Time>& times) { return summarise(times).median; }

MeasuredLayer measure_layer(data::Model model, Bench& bench, Measurements& measurements,
                            const Confidence& confidence) {
  model.fused_attention = true;  // one operator: its products and softmax in one place
  const auto steps = layer_steps(model);
  MeasuredLayer layer;
  for (const data::Operator& op : steps) layer.sum += median(measurements[op].times);
  layer.whole = median(bench.measure_in_row(steps, confidence).times);
  return layer;
}

data::Run run_of(const std::vector<MeasuredOperator>& operators, const Bench& bench,
                 const Confidence& confidence) {
  data::Run run = begin_run({"repetend-profile", "operators"});
  run.gpu = bench.device().gpu;
  run.driver = bench.sensors().driver();
  run.cuda = bench.device().runtime_cuda;
  run.conditions = bench.sensors().conditions();
  run.dropped = static_cast<std::int64_t>(bench.dropped());
  run.notes.assign(bench.notes().begin(), bench.notes().end());
  if (!bench.sensors().trouble().empty())
    run.notes.push_back("clocks and temperature are unknown: " + bench.sensors().trouble());
  for (const MeasuredOperator& each : operators) {
    run.operators.push_back({each.op, each.times});
    if (each.error > confidence.error)
      run.notes.push_back(
          fmt::format("{}: the median is known to {:.1f} % only", in_words(each.op), 100 * each.error));
  }
  return run;
}

// What `attention: unfused` is priced from, and what `fused` is.
std::vector<data::Operator> wanted(data::Model model) {
  model.fused_attention = false;
  auto operators = operators_of(model);
  model.fused_attention = true;
  for (const data::Operator& op : operators_of(model))
    if (op.kind == data::OperatorKind::attention) operators.push_back(op);
  return operators;
}

int measure(const po::variables_map& values, const data::Model& model, AttentionWay way,
            const std::vector<data::Operator>& operators) {
  const Confidence confidence = confidence_from(values);
  Bench bench(way);
  const Store store(values, true);
  Measurements measurements(bench, confidence, operators.size());
  std::vector<MeasuredOperator> measured;
  for (const data::Operator& op : operators) measured.push_back(measurements[op]);
  std::optional<MeasuredLayer> layer;
  if (values.count("layer")) layer = measure_layer(model, bench, measurements, confidence);
  if (::isatty(STDERR_FILENO)) fmt::print(stderr, "\r\033[K");
  const data::Run run = run_of(measured, bench, confidence);
  const bool json = values["format"].as<std::string>() == "json";
  print_result(values, json ? to_json(measured, layer, run).dump(2) + "\n"
                            : in_words(measured) + (layer ? in_words(*layer) : "") + in_words(run));
  store.add(run);
  return 0;
}

int run_operators(const po::variables_map& values, const std::vector<std::string>& operands) {
  if (!operands.empty()) throw UsageError("operators takes no command");
  const data::Model model = model_from(values);
  const AttentionWay way = attention_from(values);
  const auto operators = wanted(model);
  if (!values.count("list")) return measure(values, model, way, operators);
  std::string text;
  for (const data::Operator& op : operators) text += in_words(op) + "\n";
  print_result(values, text);
  return 0;
}

}  // namespace

const Command operators_command{
    "operators",
    "",
    "measure the operators of a transformer on this machine's GPU",
    "Measures what a transformer layer, its embedding, head and optimizer step are made of, forward, input\n"
    "gradient and weight gradient apart, and stores the times in the cost database. Device times come from "
    "CUPTI's\n"
    "activity records; tensors are random and rotated past the caches; clocks are noted and never "
    "changed.\n\n"
    "  repetend-profile operators --hidden 4096 --heads 32 --vocabulary 50304 --micro-batch 2\n"
    "  repetend-profile operators --hidden 8192 --heads 64 --tensor-parallel 8 --text h100.yaml",
    add_operators_options,
    run_operators};

}  // namespace repetend::profiler
