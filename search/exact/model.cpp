#include "search/exact/model.hpp"

#include <algorithm>

#include "search/bounds/gates.hpp"
#include "search/bounds/paths.hpp"
#include "sim/problem/graph.hpp"
#include "sim/problem/machines.hpp"

namespace repetend::search {
namespace {

// The memory of a device cannot bind if it holds all that is ever acquired there, by the blocks it computes.
bool may_bind(const Problem& problem, DeviceId d, const std::vector<BlockId>& blocks) {
  const Device& device = problem.device(d);
  if (device.memory == unlimited) return false;
  Bytes acquired = 0, workspace = 0;
  for (BlockId b : blocks) {
    const DeviceUse& use = use_at(problem, b, computing(d));
    acquired += use.acquire;
    workspace = std::max(workspace, use.workspace);
  }
  const Wide all = static_cast<Wide>(acquired) * problem.micro_batches + workspace + device.static_memory;
  return all > device.memory;
}

// An instance that fits the memory now may run before others that a plan would run first, without any of them
// missing memory, if it leaves no more memory taken than it found.
bool moves_ahead(const Block& block, const IdVector<DeviceId, char>& binds) {
  return std::ranges::all_of(
      block.uses, [&](const DeviceUse& use) { return use.acquire <= use.release || !binds[use.device]; });
}

// Over all micro-batches, or within that of the instance.
std::vector<Time> instance_tails(const ExactModel& model,
                                 const IdVector<BlockId, std::vector<Dependence>>& out, bool within) {
  std::vector<Time> tail(model.problem->instances());
  const auto from_start = [&](BlockId b, int n) {
    return model.duration[{b, n}] + tail[model.instance(b, n)];
  };
  for (int n = model.micro_batches - 1; n >= 0; --n)
    for (auto b = model.order.rbegin(); b != model.order.rend(); ++b) {
      Time& t = tail[model.instance(*b, n)];
      if (n + 1 < model.micro_batches && !within) t = from_start(*b, n + 1);
      for (const Dependence& arc : out[*b])
        if (arc.distance < (within ? 1 : model.micro_batches - n))
          t = std::max(t, arc.delay + from_start(arc.to, n + static_cast<int>(arc.distance)));
    }
  return tail;
}

}  // namespace

ExactModel::ExactModel(const Problem& p)
    : problem(&p),
      micro_batches(p.micro_batches),
      duration(p),
      machines(machines_by_block(p)),
      on_machine(blocks_by_machine(p)),
      order(dependency_order(p)),
      may_end_last(search::may_end_last(p)),
      barriers(search::barriers(p)) {
  IdVector<DeviceId, char> binds;
  for (DeviceId d : ids<DeviceId>(p.devices.size()))
    binds.push_back(may_bind(p, d, on_machine[computing(d)]));
  for (const Block& block : p.blocks) movable.push_back(moves_ahead(block, binds));
  // The edges that memory implies only strengthen the bounds.
  Adjacency adjacency(p.blocks.size(), delays_after_ends(with_memory_edges(p)));
  in = std::move(adjacency.in);
  tail = instance_tails(*this, adjacency.out, false);
  own_tail = instance_tails(*this, adjacency.out, true);
  left.resize(p.instances());
  for (BlockId b : order)
    for (int n = micro_batches; n-- > 0;)
      left[instance(b, n)] = duration[{b, n}] + (n + 1 < micro_batches ? left[instance(b, n + 1)] : 0);
}

}  // namespace repetend::search
