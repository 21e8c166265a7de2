#include "profiler/gpu/bench.hpp"
#include "profiler/gpu/verify.hpp"
#include "profiler/program/command.hpp"
#include "profiler/report/summary.hpp"
#include "sim/core/human.hpp"

namespace repetend::profiler {
namespace {

constexpr double tolerance = 0.10;

void add_check_options(po::options_description& options) {
  options.add_options()("size", value<std::int64_t>("N")->default_value(8192),
                        "of the matrix product N x N x N, in bf16");
}

// The operators that the device computes wrongly, a line each: every one or, as products, attention alone.
std::string wrong_operators(Bench& bench, AttentionWay way) {
  const bool products = way == AttentionWay::products;
  std::string text;
  bench.use(way);
  for (const auto precision : {data::Precision::fp32, data::Precision::fp16, data::Precision::bf16})
    for (const data::Operator& op : operators_to_verify(precision)) {
      if (products && op.kind != data::OperatorKind::attention) continue;
      const double error = bench.error(op);
      if (!(error <= tolerated_error(precision)))
        text +=
            fmt::format("wrong: {}{}, error {:.2g}\n", in_words(op), products ? " as products" : "", error);
    }
  return text;
}

struct Times {
  Time events = 0, cupti = 0;
  double difference() const { return static_cast<double>(cupti - events) / static_cast<double>(events); }
};

// In a plain loop between CUDA events before CUPTI is started, then by CUPTI.
Times time_product(Bench& bench, std::int64_t n) {
  const data::Operator product{
      data::OperatorKind::matmul, data::Phase::forward, data::Precision::bf16, {n, n, n, 1}};
  Times times{.events = bench.time_with_events(product, 50)};
  times.cupti = summarise(bench.measure(product, {}).times).median;
  return times;
}

int run_check(const po::variables_map& values, const std::vector<std::string>& operands) {
  if (!operands.empty()) throw UsageError("check takes no command");
  const auto n = values["size"].as<std::int64_t>();
  if (n < 1 || n > 65'536) throw UsageError(fmt::format("--size is from 1 to 65536, not {}", n));
  Bench bench;
  const std::string wrong =
      wrong_operators(bench, AttentionWay::fused) + wrong_operators(bench, AttentionWay::products);
  const Times times = time_product(bench, n);
  print_result(values,
               fmt::format("{}\n{}\n{}a bf16 product of {} x {} x {}: 50 in a loop between CUDA events {} "
                           "each, CUPTI's median {} ({:+.1f} %)\n",
                           bench.device().gpu.name, fmt::join(bench.notes(), "\n"),
                           wrong.empty() ? "every operator computes what it should\n" : wrong, n, n, n,
                           human_time(times.events), human_time(times.cupti), 100 * times.difference()));
  return wrong.empty() && std::abs(times.difference()) <= tolerance ? 0 : 1;
}

}  // namespace

const Command check_command{
    "check",
    "",
    "check the operators' results, and CUPTI against CUDA events",
    "Compares what every operator computes on small shapes with a reference on the host, attention fused and "
    "as products,\n"
    "and times a large matrix product twice: in a plain loop between two CUDA events, and by CUPTI's "
    "activity records.\n"
    "The exit code is 1 when a result is wrong or the times differ by more than 10 %.",
    add_check_options,
    run_check};

}  // namespace repetend::profiler
