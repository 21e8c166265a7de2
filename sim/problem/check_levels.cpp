#include <algorithm>
#include <boost/dynamic_bitset.hpp>
#include <optional>
#include <span>

#include "sim/core/human.hpp"
#include "sim/core/id_vector.hpp"
#include "sim/problem/check_detail.hpp"
#include "sim/problem/graph.hpp"

// When a block ends, all that it follows has run in its micro-batch and nothing that follows it has. So of
// what the micro-batch holds on a device the most is what the blocks acquire that do not follow it, less what
// those release that it follows. A block that releases more than that takes the level below zero, in
// whatever order the blocks run.
namespace repetend::checks {
namespace {

struct Change {
  BlockId block;
  Bytes net;  // acquired less released
};
using Changes = std::vector<Change>;  // of a device: in dependency order

IdVector<DeviceId, Changes> changes_in(const std::vector<BlockId>& order, const Problem& problem) {
  IdVector<DeviceId, Changes> changes(problem.devices.size());
  for (BlockId b : order)
    for (const DeviceUse& use : problem.block(b).uses)
      if (use.acquire != use.release) changes[use.device].push_back({b, use.acquire - use.release});
  return changes;
}

struct TooMuch {
  BlockId block;
  Bytes held;  // at the most, where it releases more
};

// Looks at several devices at once, as sets of many blocks cost hardly more than sets of few. Each change of
// a device is a bit of the sets.
class BlocksBefore {
 public:
  BlocksBefore(const BlockGraph& graph, const std::vector<BlockId>& order,
               std::span<const Changes* const> devices)
      : before_(order.size()) {
    std::size_t bits = 0;
    for (const Changes* changes : devices) bits += changes->size();
    for (Set& set : before_) set.resize(bits);
    std::size_t bit = 0;
    for (const Changes* changes : devices)
      for (const Change& change : *changes) before_[change.block].set(bit++);
    for (BlockId b : order)
      for (const std::size_t next : boost::make_iterator_range(boost::adjacent_vertices(b.index(), graph)))
        before_[BlockId{next}] |= before_[b];
  }

  // The first block that releases more than is held; the device's bits begin at `begin`.
  std::optional<TooMuch> too_much(const Changes& changes, std::size_t begin) const {
    Bytes acquired = 0;
    for (const Change& change : changes) acquired += std::max(Bytes{0}, change.net);
    std::vector<Bytes> held(changes.size(), acquired);
    for (std::size_t k = 0; k < changes.size(); ++k) {
      const Set& before = before_[changes[k].block];
      for (std::size_t j = 0; j < k; ++j) {
        if (!before[begin + j]) continue;
        held[j] -= std::max(Bytes{0}, changes[k].net);
        held[k] += std::min(Bytes{0}, changes[j].net);
      }
    }
    for (std::size_t k = 0; k < changes.size(); ++k)
      if (changes[k].net < 0 && held[k] + changes[k].net < 0) return TooMuch{changes[k].block, held[k]};
    return std::nullopt;
  }

 private:
  using Set = boost::dynamic_bitset<>;
  IdVector<BlockId, Set> before_;  // the block itself included
};

void check_devices(Findings& findings, const Problem& problem, const BlockGraph& graph,
                   const std::vector<BlockId>& order, const IdVector<DeviceId, Changes>& changes,
                   std::span<const DeviceId> devices) {
  std::vector<const Changes*> looked_at;
  for (DeviceId d : devices) looked_at.push_back(&changes[d]);
  const BlocksBefore before(graph, order, looked_at);
  std::size_t begin = 0;
  for (DeviceId d : devices) {
    if (const auto found = before.too_much(changes[d], begin)) {
      const Block& block = problem.block(found->block);
      const DeviceUse& use = *find_use(block, d);
      add(findings, found->block,
          "block {} releases {} on {}, where a micro-batch holds {} at most by then, down to a level of -{}, "
          "expected it after what acquires them",
          block.name, human_bytes(use.release), problem.device(d).name,
          human_bytes(std::max(Bytes{0}, found->held + use.acquire)),
          human_bytes(use.release - use.acquire - found->held));
    }
    begin += changes[d].size();
  }
}

}  // namespace

void check_levels(Findings& findings, const Problem& problem) {
  constexpr std::size_t together = 4096;  // changes: sets of so many take little memory
  const BlockGraph graph = block_graph(problem, 0);
  const std::vector<BlockId> order = dependency_order(problem);
  const IdVector<DeviceId, Changes> changes = changes_in(order, problem);
  std::vector<DeviceId> devices;
  std::size_t count = 0;
  for (DeviceId d : changes.ids()) {
    devices.push_back(d);
    count += changes[d].size();
    if (count < together && d.index() + 1 < changes.size()) continue;
    check_devices(findings, problem, graph, order, changes, devices);
    devices.clear();
    count = 0;
  }
}

}  // namespace repetend::checks
