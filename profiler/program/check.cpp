#include <fmt/format.h>

#include <boost/program_options.hpp>

#include "profiler/gpu/bench.hpp"
#include "profiler/program/command.hpp"
#include "profiler/report/summary.hpp"
#include "sim/core/error.hpp"
#include "sim/core/human.hpp"

namespace repetend::profiler {
namespace {

namespace po = boost::program_options;

constexpr double tolerance = 0.10;

void add_options(po::options_description& options) {
  options.add_options()("size", po::value<std::int64_t>()->default_value(8192)->value_name("N"),
                        "of the matrix product N x N x N, in bf16");
}

// CUPTI's time of a large product beside that of a plain loop between CUDA events, before CUPTI is started.
int run(const po::variables_map& values, const std::vector<std::string>& operands) {
  if (!operands.empty()) throw UsageError("check takes no command");
  const auto n = values["size"].as<std::int64_t>();
  if (n < 1 || n > 65'536) throw UsageError(fmt::format("--size is from 1 to 65536, not {}", n));
  const data::Operator product{
      data::OperatorKind::matmul, data::Phase::forward, data::Precision::bf16, {n, n, n, 1}};
  Bench bench;
  const Time events = bench.time_with_events(product, 50);
  const Time cupti = summarise(bench.measure(product, {}).times).median;
  const double difference = static_cast<double>(cupti - events) / static_cast<double>(events);
  print_result(values, fmt::format("{}\n{}\nCUDA events, 50 in a loop: {}\nCUPTI, median: {} ({:+.1f} %)\n",
                                   bench.device().gpu.name, in_words(product), human_time(events),
                                   human_time(cupti), 100 * difference));
  return std::abs(difference) <= tolerance ? 0 : 1;
}

}  // namespace

extern const Command check_command;
const Command check_command{"check",
                            "",
                            "check this machine's CUPTI against CUDA events",
                            "Times a large matrix product twice: in a plain loop between two CUDA events, "
                            "and by CUPTI's activity records.\n"
                            "The exit code is 1 when they differ by more than 10 %.",
                            add_options,
                            run};

}  // namespace repetend::profiler
