#include "search/completion/draft.hpp"

#include <algorithm>
#include <cassert>

#include "search/control/effort.hpp"
#include "sim/problem/graph.hpp"

namespace repetend::search {
namespace {

void add_once(auto& list, auto id) {
  if (std::ranges::find(list, id) == list.end()) list.push_back(id);
}

void sort_once(auto& list) {
  std::ranges::sort(list);
  list.erase(std::ranges::unique(list).begin(), list.end());
}

// By block, whether it comes before each other block in a micro-batch.
std::vector<boost::dynamic_bitset<>> precedence(const Problem& problem) {
  const std::size_t blocks = problem.blocks.size();
  std::vector<boost::dynamic_bitset<>> before(blocks, boost::dynamic_bitset<>(blocks));
  std::vector<std::vector<BlockId>> out(blocks);
  for (const Edge& e : problem.edges)
    if (e.distance == 0) out[e.from.index()].push_back(e.to);
  const std::vector<BlockId> order = dependency_order(problem);
  for (auto b = order.rbegin(); b != order.rend(); ++b)
    for (BlockId next : out[b->index()]) before[b->index()].set(next.index()) |= before[next.index()];
  return before;
}

// Blocking, by machine: the blocks that may ask it to make way, as they run there or receive from it.
IdVector<MachineId, std::vector<BlockId>> askers(const Semantics& semantics) {
  IdVector<MachineId, std::vector<BlockId>> result;
  for (MachineId m : ids<MachineId>(semantics.machines())) result.push_back(semantics.blocks(m));
  for (const Channel& c : semantics.flow().channels) result[c.sender].push_back(c.consumer);
  for (auto& of_machine : result) sort_once(of_machine);
  return result;
}

// Blocking: some block may find data in its way that are for a later one of its micro-batch, so that the
// machine of that one begins to receive before all is there (Draft::make_way). Where the data are of the same
// micro-batch, their producer must not need the block itself; data of an earlier one can always be there.
bool receives_early(const DraftModel& model) {
  const auto may_ask = askers(model.semantics);
  return std::ranges::any_of(model.flow().channels, [&](const Channel& c) {
    const auto& of_receiver = model.semantics.blocks(c.receiver);
    return std::ranges::any_of(may_ask[c.sender], [&](BlockId b) {
      const auto& after = model.before[b.index()];
      const bool sent_first = c.distance > 0 || (b != c.producer && !after[c.producer.index()]);
      return sent_first && after[c.consumer.index()] && !std::ranges::binary_search(of_receiver, b);
    });
  });
}

}  // namespace

bool too_large_for_lists(const Problem& problem) {
  return problem.instances() > effort.lists.comparisons / problem.blocks.size();
}

// A block shares with those it touches a machine, data, or a machine that sends to it.
DraftModel::DraftModel(const Problem& p)
    : problem(&p), semantics(p), inbound(p.blocks.size()), fed(p.blocks.size()), woken(p.blocks.size()) {
  const bool blocking = p.transfer == TransferMode::blocking;
  if (blocking) before = precedence(p);
  const auto all = ids<BlockId>(p.blocks.size());
  IdVector<BlockId, std::vector<MachineId>> busy;
  for (BlockId b : all) busy.push_back(semantics.machines(b));
  for (const Edge& edge : p.edges) fed[edge.from.index()].push_back(edge.to);
  for (const Channel& c : flow().channels) {
    add_once(inbound[c.consumer.index()], c.link);
    if (!blocking) continue;
    busy[c.consumer].push_back(c.sender);
    for (ChannelId next : flow().sends[c.producer.index()])
      fed[c.consumer.index()].push_back(flow().channel(next).consumer);
  }
  const auto machines = ids<MachineId>(semantics.machines());
  if (blocking && receives_early(*this))
    for (auto& of_block : busy) std::ranges::copy(machines, std::back_inserter(of_block));
  for (auto& of_block : busy) sort_once(of_block);
  for (auto& of_block : fed) sort_once(of_block);
  find_woken(busy);
  if (too_large_for_lists(p)) return;
  IdVector<MachineId, std::vector<BlockId>> on_machine;
  for (MachineId m : machines) on_machine.push_back(semantics.blocks(m));
  beside = neighbours(busy, on_machine);
  for (BlockId b : all)
    std::erase_if(fed[b.index()],
                  [&](BlockId other) { return std::ranges::binary_search(*beside[b], other); });
}

void DraftModel::find_woken(const IdVector<BlockId, std::vector<MachineId>>& busy) {
  const auto machines_of_all = [&](const std::vector<BlockId>& blocks) {
    std::vector<MachineId> result;
    for (BlockId b : blocks) std::ranges::copy(semantics.machines(b), std::back_inserter(result));
    sort_once(result);
    return result;
  };
  IdVector<MachineId, std::vector<MachineId>> with;  // those of the blocks on one
  for (MachineId m : ids<MachineId>(semantics.machines()))
    with.push_back(machines_of_all(semantics.blocks(m)));
  for (BlockId b : busy.ids()) {
    auto& mine = woken[b.index()] = machines_of_all(fed[b.index()]);
    for (MachineId m : busy[b]) std::ranges::copy(with[m], std::back_inserter(mine));
    sort_once(mine);
  }
}

Draft::Draft(const DraftModel& model)
    : model_(&model),
      next_(problem().blocks.size()),
      missing_(flow().inputs()),
      time_(problem().instances()),
      free_(semantics().machines()),
      queues_(flow().links),
      ports_(semantics().machines()),
      orders_(semantics().machines()) {
  for (const Device& d : problem().devices) memory_.emplace_back(d.static_memory, problem().memory_release);
}

Time Draft::free_machines(BlockId b) const {
  Time at = 0;
  for (MachineId m : semantics().machines(b)) at = std::max(at, free_[m]);
  return at;
}

bool Draft::fits(BlockId b) const {
  return std::ranges::all_of(semantics().changes(b), [&](const DeviceUse& use) {
    return memory_[use.device.index()].if_started(use) <= problem().device(use.device).memory;
  });
}

std::optional<Time> Draft::start(BlockId b) const {
  const Instance i = next(b);
  const std::size_t index = instance_index(problem(), i);
  if (missing_[index] > 0) return std::nullopt;
  const Time at = std::max(time_[index], free_machines(b));
  std::optional<Time> received = at;
  if (problem().transfer == TransferMode::rendezvous) {
    received = may_emit(i) ? rendezvous(i) : std::nullopt;
  } else if (problem().transfer == TransferMode::blocking) {
    Changes changes;
    received = handshakes(i, changes);
  }
  if (!received) return std::nullopt;
  return std::max(at, *received);
}

void Draft::append(BlockId b, Time begin) {
  assert(start(b) == begin);
  const Instance i = next(b);
  const Time end = begin + duration(i);
  take_received(i);
  time_[instance_index(problem(), i)] = begin;
  ++next_[b.index()];
  for (MachineId m : semantics().machines(b)) {
    free_[m] = end;
    orders_[m].push_back(i);
  }
  for (const DeviceUse& use : semantics().changes(b)) {
    memory_[use.device.index()].start(use);
    memory_[use.device.index()].end(use);
  }
  flow().direct_consumers(i, [&](Instance consumer) { arrive(consumer, end); });
  send(i, end);
}

void Draft::arrive(Instance i, Time at) {
  const std::size_t index = instance_index(problem(), i);
  --missing_[index];
  time_[index] = std::max(time_[index], at);
}

namespace {

class Player {
 public:
  Player(const DraftModel& model, const Orders& orders)
      : model_(model), orders_(orders), draft_(model), at_(orders.size()), is_awake_(orders.size()) {}

  std::optional<Draft> run(const Stop& stop) {
    constexpr std::size_t often = 4096;  // an instance takes a tenth of a microsecond
    std::size_t left = draft_.problem().instances();
    for (MachineId m : orders_.ids()) wake(m);
    while (!awake_.empty()) {
      const MachineId m = awake_.back();
      awake_.pop_back();
      is_awake_[m] = 0;
      while (const auto begin = next_start(m)) {
        const Instance i = orders_[m][at_[m]];
        if (!draft_.fits(i.block) || (left % often == 0 && stop())) return std::nullopt;
        append(i, *begin);
        --left;
      }
    }
    return left == 0 ? std::optional(std::move(draft_)) : std::nullopt;
  }

 private:
  // When the machine's next instance starts, where it is the next of all its machines and can be appended.
  std::optional<Time> next_start(MachineId m) const {
    if (at_[m] == orders_[m].size()) return std::nullopt;
    const Instance i = orders_[m][at_[m]];
    if (draft_.next(i.block) != i || draft_.missing(i.block) > 0) return std::nullopt;
    const auto is_next = [&](MachineId other) {
      const std::size_t at = at_[other];
      const auto& order = orders_[other];
      return at < order.size() && order[at] == i;
    };
    if (!std::ranges::all_of(model_.semantics.machines(i.block), is_next)) return std::nullopt;
    return draft_.start(i.block);
  }

  void append(Instance i, Time begin) {
    draft_.append(i.block, begin);
    for (MachineId m : model_.semantics.machines(i.block)) ++at_[m];
    for (MachineId m : model_.woken[i.block.index()]) wake(m);
  }

  void wake(MachineId m) {
    if (is_awake_[m]) return;
    is_awake_[m] = 1;
    awake_.push_back(m);
  }

  const DraftModel& model_;
  const Orders& orders_;
  Draft draft_;
  IdVector<MachineId, std::size_t> at_;
  std::vector<MachineId> awake_;  // to look at again
  IdVector<MachineId, char> is_awake_;
};

}  // namespace

std::optional<Draft> play(const DraftModel& model, const Orders& orders, const Stop& stop) {
  return Player(model, orders).run(stop);
}

}  // namespace repetend::search
