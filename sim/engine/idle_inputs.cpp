#include "sim/engine/idle_inputs.hpp"

#include "sim/problem/dataflow.hpp"
#include "sim/problem/machines.hpp"

namespace repetend {
namespace {

// The first of several at once stays.
void later(Inputs::Last& last, Time at, Instance whom) {
  if (at > last.at) last = {at, whom};
}

}  // namespace

Inputs::Inputs(const Problem& problem, const Simulation& simulation, const Couplings& couplings,
               const FusedGroups& fused)
    : problem_(problem),
      simulation_(simulation),
      fused_(fused),
      produced_(problem.instances()),
      operations_(machine_count(problem)) {
  produce();
  delivered_ = produced_;
  deliver(simulation.transfers);
  if (!couplings.waits.empty()) wait(couplings.waits);
}

void Inputs::produce() {
  const auto follow = [this](Instance from, Instance to) {
    if (fused_.first(from) == fused_.first(to)) return;
    later(produced_[index(to)], simulation_.end[instance_index(problem_, from)], from);
  };
  for (const Edge& edge : problem_.edges) {
    const auto all = direct_edges(problem_, edge, false);
    distances_.push_back(all.front().distance);
    for (const DirectEdge& e : all)
      for (std::int32_t n : e.producers.numbers()) {
        if (e.fan == DirectEdge::Fan::one) {
          follow({e.producer, n}, {e.consumer, n + e.distance});
          continue;
        }
        for (std::int32_t k : e.consumers.numbers()) follow({e.producer, n}, {e.consumer, k});
      }
  }
}

void Inputs::deliver(const std::vector<TransferRun>& transfers) {
  for (const TransferRun& run : transfers) {
    const Edge& edge = problem_.edge(run.edge);
    const Instance consumer{edge.to, run.micro_batch + distances_[run.edge.index()]};
    later(delivered_[index(consumer)], run.delivered, {edge.from, run.micro_batch});
    if (problem_.transfer != TransferMode::blocking) continue;
    hold(edge.from, run.from, run);
    hold(edge.to, run.to, run);
  }
}

// A transfer holds all lanes of the device that the block occupies.
void Inputs::hold(BlockId b, DeviceId d, const TransferRun& run) {
  for (MachineId m : machines_of(problem_, b))
    if (owner(problem_, m) == d) operations_[m].push_back(run);
}

void Inputs::wait(const std::vector<Wait>& waits) {
  waited_.resize(problem_.instances());
  for (const Wait& wait : waits) {
    const std::size_t before = instance_index(problem_, wait.before);
    if (fused_.first(wait.before) == fused_.first(wait.after)) continue;
    later(waited_[index(wait.after)], (wait.for_start ? simulation_.start : simulation_.end)[before],
          wait.before);
  }
}

}  // namespace repetend
