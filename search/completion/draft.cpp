#include "search/completion/draft.hpp"

#include <algorithm>
#include <functional>

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
std::vector<std::vector<char>> precedence(const Problem& problem) {
  const std::size_t blocks = problem.blocks.size();
  std::vector<std::vector<char>> before(blocks, std::vector<char>(blocks));
  std::vector<std::vector<BlockId>> out(blocks);
  for (const Edge& e : problem.edges)
    if (e.distance == 0) out[e.from.index()].push_back(e.to);
  const std::vector<BlockId> order = dependency_order(problem);
  for (auto b = order.rbegin(); b != order.rend(); ++b) {
    auto& mine = before[b->index()];
    for (BlockId next : out[b->index()]) {
      mine[next.index()] = 1;
      std::ranges::transform(mine, before[next.index()], mine.begin(), std::bit_or<char>{});
    }
  }
  return before;
}

// Blocking: some block needs data of two that run one after the other on the same sender, so that it must
// begin to receive before all is there.
bool receives_early(const DraftModel& model) {
  const Problem& problem = *model.problem;
  return std::ranges::any_of(model.flow.channels, [&](const Channel& c) {
    return std::ranges::any_of(ids<BlockId>(problem.blocks.size()), [&](BlockId b) {
      return b != c.producer && find_use(problem.block(b), c.from) &&
             model.before[b.index()][c.consumer.index()] && !model.before[b.index()][c.producer.index()];
    });
  });
}

}  // namespace

// A block shares with those it touches a device, data, or a device that sends to it.
DraftModel::DraftModel(const Problem& p)
    : problem(&p),
      flow(dataflow(p)),
      duration(durations(p)),
      inbound(p.blocks.size()),
      touched(p.blocks.size()),
      woken(p.blocks.size()) {
  const bool blocking = p.transfer == TransferMode::blocking;
  if (blocking) before = precedence(p);
  const auto all = ids<BlockId>(p.blocks.size());
  const auto on_device = blocks_by_device(p);
  const auto add_device = [&](BlockId b, DeviceId d) {
    auto& list = touched[b.index()];
    list.insert(list.end(), on_device[d.index()].begin(), on_device[d.index()].end());
  };
  for (BlockId b : all)
    for (const DeviceUse& use : p.block(b).uses) add_device(b, use.device);
  for (const Edge& edge : p.edges) touched[edge.from.index()].push_back(edge.to);
  for (const Channel& c : flow.channels) {
    add_once(inbound[c.consumer.index()], c.link);
    if (!blocking) continue;
    add_device(c.consumer, c.from);
    for (ChannelId next : flow.sends[c.producer.index()])
      touched[c.consumer.index()].push_back(flow.channel(next).consumer);
  }
  if (blocking && receives_early(*this))
    for (auto& list : touched) std::ranges::copy(all, std::back_inserter(list));
  for (BlockId b : all) {
    sort_once(touched[b.index()]);
    for (BlockId other : touched[b.index()])
      for (const DeviceUse& use : p.block(other).uses) woken[b.index()].push_back(use.device);
    sort_once(woken[b.index()]);
  }
}

Draft::Draft(const DraftModel& model)
    : model_(&model),
      next_(problem().blocks.size()),
      missing_(problem().instances()),
      time_(problem().instances()),
      free_(problem().devices.size()),
      queues_(model.flow.links),
      ports_(problem().devices.size()),
      orders_(problem().devices.size()) {
  for (const Device& d : problem().devices) memory_.emplace_back(d.static_memory, problem().memory_release);
  const auto expect = [&](BlockId consumer, int distance) {
    for (std::int32_t n = distance; n < problem().micro_batches; ++n)
      ++missing_[instance_index(problem(), {consumer, n})];
  };
  for (const auto& edges : model.flow.direct_in)
    for (const DirectEdge& e : edges) expect(e.consumer, e.distance);
  for (const Channel& c : model.flow.channels) expect(c.consumer, c.distance);
}

Time Draft::free_devices(BlockId b) const {
  Time at = 0;
  for (const DeviceUse& use : problem().block(b).uses) at = std::max(at, free_[use.device.index()]);
  return at;
}

bool Draft::fits(BlockId b) const {
  return std::ranges::all_of(problem().block(b).uses, [&](const DeviceUse& use) {
    return memory_[use.device.index()].if_started(use) <= problem().device(use.device).memory;
  });
}

std::optional<Time> Draft::start(BlockId b) const {
  const Instance i = next(b);
  const std::size_t index = instance_index(problem(), i);
  if (missing_[index] > 0) return std::nullopt;
  const Time at = std::max(time_[index], free_devices(b));
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

void Draft::append(BlockId b) {
  const Instance i = next(b);
  const Time begin = *start(b), end = begin + model_->duration[b.index()];
  take_received(i);
  time_[instance_index(problem(), i)] = begin;
  ++next_[b.index()];
  for (const DeviceUse& use : problem().block(b).uses) {
    const std::size_t d = use.device.index();
    free_[d] = end;
    orders_[d].push_back(i);
    memory_[d].start(use);
    memory_[d].end(use);
  }
  for (const DirectEdge& e : model_->flow.direct_out[b.index()])
    if (feeds(i.micro_batch, e.distance)) arrive({e.consumer, i.micro_batch + e.distance}, end);
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
    for (DeviceId d : ids<DeviceId>(orders_.size())) wake(d);
    while (!awake_.empty()) {
      const std::size_t d = awake_.back().index();
      awake_.pop_back();
      is_awake_[d] = 0;
      for (; runs(d); --left) {
        const Instance i = orders_[d][at_[d]];
        if (!draft_.fits(i.block) || (left % often == 0 && stop())) return std::nullopt;
        append(i);
      }
    }
    return left == 0 ? std::optional(std::move(draft_)) : std::nullopt;
  }

 private:
  // The device's next instance is the next of all its devices and can be appended.
  bool runs(std::size_t d) const {
    if (at_[d] == orders_[d].size()) return false;
    const Instance i = orders_[d][at_[d]];
    if (draft_.next(i.block) != i || draft_.missing(i.block) > 0) return false;
    const auto is_next = [&](const DeviceUse& use) {
      const std::size_t other = use.device.index();
      return at_[other] < orders_[other].size() && orders_[other][at_[other]] == i;
    };
    return std::ranges::all_of(draft_.problem().block(i.block).uses, is_next) && draft_.start(i.block);
  }

  void append(Instance i) {
    draft_.append(i.block);
    for (const DeviceUse& use : draft_.problem().block(i.block).uses) ++at_[use.device.index()];
    for (DeviceId d : model_.woken[i.block.index()]) wake(d);
  }

  void wake(DeviceId d) {
    if (is_awake_[d.index()]) return;
    is_awake_[d.index()] = 1;
    awake_.push_back(d);
  }

  const DraftModel& model_;
  const Orders& orders_;
  Draft draft_;
  std::vector<std::size_t> at_;  // by device
  std::vector<DeviceId> awake_;  // to look at again
  std::vector<char> is_awake_;   // by device
};

}  // namespace

std::optional<Draft> play(const DraftModel& model, const Orders& orders, const Stop& stop) {
  return Player(model, orders).run(stop);
}

}  // namespace repetend::search
