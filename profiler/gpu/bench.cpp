#include "profiler/gpu/bench.hpp"

#include "profiler/gpu/event_timer.hpp"
#include "profiler/gpu/verify.hpp"

namespace repetend::profiler {

Bench::Bench(AttentionWay way)
    : device_(open_device()), sensors_(device_.pci_bus), workspace_(matmul_workspace), way_(way) {}

Meter& Bench::meter() {
  if (!meter_) meter_.emplace(stream_.get(), sensors_);
  return *meter_;
}

OperatorRun Bench::prepare(const data::Operator& op) {
  const auto attention = fused(op);
  const Bytes set = tensor_sizes(op, attention != nullptr).bytes(op.precision);
  return {op, rotation(set, device_.cache, free_memory() / 2), workspace_, stream_.get(), attention};
}

OperatorRun Bench::prepare_one_set(const data::Operator& op) {
  return {op, 1, workspace_, stream_.get(), fused(op)};
}

std::shared_ptr<const FusedAttention> Bench::fused(const data::Operator& op) {
  if (op.kind != data::OperatorKind::attention) return nullptr;
  const auto as_products = [this](const std::string& why) {
    notes_.insert("attention ran as batched products and a softmax, slower than a fused kernel: " + why);
    return nullptr;
  };
  if (way_ == AttentionWay::products) return as_products("as asked");
  try {
    const auto attention = std::make_shared<FusedAttention>(op);
    const OperatorRun once(op, 1, workspace_, stream_.get(), attention);
    once.launch(0);
    check(cudaStreamSynchronize(stream_.get()), "the device stopped with an error");
    notes_.insert("attention ran fused, by " + AttentionGraph::library());
    return attention;
  } catch (const std::exception& error) {  // the frontend throws its own for what an old cuDNN lacks
    return as_products(error.what());
  }
}

Measured Bench::measure(const data::Operator& op, const Confidence& confidence) {
  const OperatorRun run = prepare(op);
  return meter().measure([&](std::size_t i) { run.launch(i); }, confidence);
}

Measured Bench::measure_in_row(const std::vector<data::Operator>& steps, const Confidence& confidence) {
  std::vector<OperatorRun> runs;
  for (const data::Operator& op : steps) {
    runs.push_back(prepare_one_set(op));
    if (runs.size() > 1) runs.back().take_input(runs);
  }
  const auto launch = [&](std::size_t i) {
    for (const OperatorRun& run : runs) run.launch(i);
  };
  return meter().measure(launch, confidence);
}

double Bench::error(const data::Operator& op) { return error_of(op, prepare_one_set(op), stream_.get()); }

Time Bench::time_with_events(const data::Operator& op, int launches) {
  const OperatorRun run = prepare(op);
  constexpr int warm_up = 5;
  for (std::size_t i = 0; i < warm_up; ++i) run.launch(i);
  const auto all = [&] {
    for (int i = 0; i < launches; ++i) run.launch(static_cast<std::size_t>(i));
  };
  constexpr double ns_a_ms = 1e6;
  return static_cast<Time>(EventTimer().time(stream_.get(), all) * ns_a_ms / launches);
}

}  // namespace repetend::profiler
