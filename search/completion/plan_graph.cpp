#include "search/completion/plan_graph.hpp"

#include <optional>

#include "search/bounds/paths.hpp"

namespace repetend::search {

PlanGraph::PlanGraph(const PlanOrders& orders) : orders_(&orders) {
  const Semantics& semantics = orders.semantics();
  for (std::size_t i = 0; i < semantics.problem().instances(); ++i)
    duration_.push_back(semantics.duration(instance_at(semantics.problem(), i)));
  add_neighbours();
  add_stays();
  add_rests();
}

// What edges ask for, and the steps of each stay one after the other.
void PlanGraph::add_neighbours() {
  const Semantics& semantics = orders_->semantics();
  std::vector<std::vector<Neighbour>> in(semantics.nodes());
  for (const Precedence& p : semantics.precedences())
    p.for_micro_batches([&](std::int32_t n, std::int32_t later) {
      const auto from = static_cast<Index>(semantics.node(p.from, n));
      const Time length = semantics.is_block(p.from) ? duration_[from] : 0;
      in[static_cast<Index>(semantics.node(p.to, later))].push_back({from, length + p.delay});
    });
  add_steps(in);
  std::vector<std::vector<Index>> out(in.size());
  for (Index i = 0; i < in.size(); ++i)
    for (const Neighbour& before : in[i]) out[before.node].push_back(i);
  inputs_ = Lists(in);
  outputs_ = Lists(out);
}

void PlanGraph::add_steps(std::vector<std::vector<Neighbour>>& in) const {
  const Semantics& semantics = orders_->semantics();
  for (Index i = 0; i < duration_.size(); ++i) {
    const Instance instance = instance_at(semantics.problem(), i);
    for (const Service& service : semantics.services(instance.block)) {
      std::optional<Neighbour> last;
      for (const Operation& step : service.steps) {
        const std::int32_t node = semantics.node(step, instance);
        if (node < 0) continue;
        if (last) in[static_cast<Index>(node)].push_back(*last);
        last = {static_cast<Index>(node), semantics.length(step.task, instance) + step.delay};
      }
    }
  }
}

void PlanGraph::add_stays() {
  const std::size_t nodes = orders_->semantics().nodes();
  std::vector<std::vector<Index>> entered(nodes), left(nodes);
  for (Index s = 0; s < orders_->size(); ++s) {
    const Stay& stay = orders_->stay(s);
    for (Index node : orders_->entries(stay)) entered[node].push_back(s);
    left[stay.exit].push_back(s);
  }
  entered_ = Lists(entered);
  left_ = Lists(left);
}

// A transfer must be delivered before its consumer starts.
void PlanGraph::add_rests() {
  const Semantics& semantics = orders_->semantics();
  const Problem& problem = semantics.problem();
  const HeadsAndTails around = heads_and_tails(problem);
  for (std::size_t i = 0; i < duration_.size(); ++i)
    least_rest_.push_back(duration_[i] + around.tail[instance_at(problem, i).block]);
  for (ChannelId id : semantics.transfers()) {
    const Channel& channel = semantics.flow().channel(id);
    for (std::int32_t n = 0; n < problem.micro_batches; ++n) {
      const bool exists = channel.sent.has(n);
      const auto rest_of = [&] {
        return least_rest_[instance_index(problem, semantics.flow().consumer({id, n}))];
      };
      least_rest_.push_back(exists ? channel.until_delivered() + rest_of() : 0);
    }
  }
}

}  // namespace repetend::search
