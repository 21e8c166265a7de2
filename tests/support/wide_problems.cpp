#include "tests/support/wide_problems.hpp"

#include <algorithm>
#include <array>

#include "sim/problem/machines.hpp"
#include "sim/problem/pools.hpp"
#include "tests/support/problems.hpp"

namespace repetend::test {
namespace {

class Generator {
 public:
  Generator(std::uint64_t seed, const WideProblem& options) : random_(seed), options_(options) {}

  Problem problem() && {
    problem_.name = "wide";
    problem_.transfer = options_.transfer;
    problem_.micro_batches = static_cast<int>(pick(1, options_.max_micro_batches));
    add_devices();
    add_machines();
    add_links();
    const auto count = pick(2, options_.max_blocks);
    for (std::int64_t b = 0; b < count; ++b) add_block();
    if (options_.repeats) add_repeats();
    if (options_.times) add_times();
    add_edges();
    if (options_.memory) add_memory();
    for (int k = 0; options_.pairs && k < 8; ++k) add_pair();
    return std::move(problem_);
  }

 private:
  std::int64_t pick(std::int64_t low, std::int64_t high) { return uniform(random_, low, high); }
  bool one_in(std::int64_t n) { return pick(1, n) == n; }
  template <class T>
  const T& any(const std::vector<T>& from) {
    return from[static_cast<std::size_t>(pick(0, std::ssize(from) - 1))];
  }
  Speed speed() { return options_.speeds && one_in(5) ? pick(5, 20) * unit_speed / 10 : unit_speed; }
  Time time() { return options_.zero_times && one_in(20) ? 0 : pick(1, 9); }
  std::vector<BlockId> blocks() const {
    std::vector<BlockId> all;
    for (BlockId b : ids<BlockId>(problem_.blocks.size())) all.push_back(b);
    return all;
  }
  bool is_each(BlockId b) const { return problem_.block(b).repeat == Repeat::each; }

  void add_devices() {
    const auto count = pick(1, options_.max_devices);
    for (std::int64_t d = 0; d < count; ++d)
      problem_.devices.push_back({.name = "gpu" + std::to_string(d),
                                  .static_memory = options_.memory && one_in(4) ? pick(0, 3) : 0,
                                  .speed = speed()});
  }

  void add_machines() {
    if (options_.lanes)
      for (DeviceId d : ids<DeviceId>(problem_.devices.size()))
        for (const char* name : {"comm", "d2h", "h2d"})
          if (!one_in(3)) problem_.machines.push_back({.name = name, .device = d, .speed = speed()});
    const auto shared = options_.machines ? pick(0, 2) : 0;
    for (std::int64_t k = 0; k < shared; ++k)
      problem_.machines.push_back({.name = "switch" + std::to_string(k), .speed = speed()});
    const auto pools = options_.pools ? pick(0, 2) : 0;
    for (std::int64_t k = 0; k < pools; ++k)
      problem_.pools.push_back({.name = "host" + std::to_string(k), .static_memory = pick(0, 3)});
  }

  void add_links() {
    if (problem_.transfer == TransferMode::none) return;
    const auto link = [this] { return Link{pick(0, 4), 1'000'000'000 / pick(1, 2)}; };
    problem_.links.fallback = link();
    const auto last = std::ssize(problem_.devices) - 1;
    for (int k = 0; k < 2; ++k) {
      const DeviceId from{static_cast<int>(pick(0, last))}, to{static_cast<int>(pick(0, last))};
      if (from != to) problem_.links.pairs[{from, to}] = link();
    }
  }

  // Blocks on the machines of an earlier one are what pairs are made of.
  void add_block() {
    Block block{.name = "b" + std::to_string(problem_.blocks.size()), .time = time()};
    if (options_.pairs && !problem_.blocks.empty() && one_in(3)) {
      const Block& twin = any(problem_.blocks);
      block.kind = twin.kind;
      block.uses = twin.uses;
      block.machines = twin.machines;
    } else {
      const auto last = std::ssize(problem_.devices) - 1;
      const auto only = pick(0, last);
      const bool gang = options_.gangs && one_in(5);
      for (std::int64_t d = 0; d <= last; ++d)
        if (d == only || (gang && one_in(2))) block.uses.push_back({.device = DeviceId{static_cast<int>(d)}});
      occupy(block);
    }
    problem_.blocks.push_back(std::move(block));
  }

  // The lanes of that name on all devices of the block, or none where one of them has no such lane.
  std::vector<MachineId> lanes(const Block& block, std::string_view name) const {
    std::vector<MachineId> found;
    for (const DeviceUse& use : block.uses)
      for (MachineId m : lanes_of(problem_, use.device))
        if (lane_name(problem_, m) == name) found.push_back(m);
    return found.size() == block.uses.size() ? found : std::vector<MachineId>{};
  }

  void occupy(Block& block) {
    using enum BlockKind;
    const std::array<std::pair<const char*, BlockKind>, 4> names = {
        {{"compute", other}, {"comm", communication}, {"d2h", offload}, {"h2d", reload}}};
    const auto add = [&](const std::vector<MachineId>& more) {
      block.machines.insert(block.machines.end(), more.begin(), more.end());
    };
    const auto main = static_cast<std::size_t>(one_in(2) ? pick(0, 3) : 0);
    add(lanes(block, names[main].first));
    if (!block.machines.empty()) block.kind = names[main].second;
    if (one_in(5)) add(lanes(block, names[static_cast<std::size_t>(pick(0, 3))].first));
    if (block.machines.empty()) add(lanes(block, "compute"));
    for (MachineId m : machines(problem_))
      if (!owner(problem_, m) && one_in(5)) add({m});
    std::ranges::sort(block.machines);
    block.machines.erase(std::ranges::unique(block.machines).begin(), block.machines.end());
    const bool plain =
        std::ranges::all_of(block.machines, [&](MachineId m) { return computes(problem_, m); });
    if (plain) block.machines.clear();
  }

  void add_repeats() {
    for (Block& block : problem_.blocks)
      if (one_in(4)) block.repeat = one_in(2) ? Repeat::first : Repeat::last;
    const auto kept = static_cast<std::size_t>(pick(0, std::ssize(problem_.blocks) - 1));
    problem_.blocks[kept].repeat = Repeat::each;
  }

  void add_times() {
    if (one_in(3))
      for (int n = 0; n < problem_.micro_batches; ++n)
        problem_.scale.push_back(pick(5, 20) * unit_speed / 10);
    for (Block& block : problem_.blocks) {
      if (block.repeat != Repeat::each || !one_in(5)) continue;
      for (int n = 0; n < problem_.micro_batches; ++n) block.times.push_back(time());
      block.time = *std::ranges::min_element(block.times);
    }
  }

  // What an edge between the blocks may be: from `first` over `each` to `last`, distances among `each` alone.
  bool may_precede(BlockId from, BlockId to, int distance) const {
    const auto rank = [&](BlockId b) {
      const Repeat repeat = problem_.block(b).repeat;
      return repeat == Repeat::first ? 0 : repeat == Repeat::each ? 1 : 2;
    };
    return rank(from) <= rank(to) && (distance == 0 || (is_each(from) && is_each(to)));
  }

  void add_edges() {
    for (BlockId to : blocks())
      for (BlockId from : blocks()) {
        const bool back = from >= to;
        if (back ? !options_.distances || !one_in(20) : !one_in(3)) continue;
        const bool far = back || (options_.distances && one_in(10));
        const int distance = far ? static_cast<int>(pick(1, 2)) : 0;
        if (may_precede(from, to, distance)) problem_.edges.push_back({from, to, pick(0, 6), distance});
      }
  }

  // Those that follow in the same micro-batch, or iteration.
  std::vector<BlockId> followers(BlockId of) const {
    std::vector<BlockId> found{of};
    for (BlockId to : blocks())
      if (std::ranges::any_of(problem_.edges, [&](const Edge& e) {
            return e.to == to && e.distance == 0 && std::ranges::find(found, e.from) != found.end();
          }))
        found.push_back(to);
    std::erase_if(found, [&](BlockId b) { return is_each(b) != is_each(of); });
    return found;
  }

  template <class Change>
  void change(BlockId b, PoolId pool, Change change) {
    Block& block = problem_.blocks[b.index()];
    for (DeviceUse& use : block.uses)
      if (memory_of(use.device) == pool) return change(use);
    const auto here = std::ranges::lower_bound(block.elsewhere, pool, {}, &PoolUse::pool);
    if (here != block.elsewhere.end() && here->pool == pool) return change(*here);
    change(*block.elsewhere.insert(here, {pool}));
  }

  void add_memory() {
    problem_.memory_release =
        options_.memory_release.value_or(one_in(2) ? MemoryRelease::start : MemoryRelease::end);
    for (int k = 0; k < 8; ++k) {
      const BlockId from = any(blocks()), to = any(followers(from));
      const bool elsewhere = options_.pools && one_in(2);
      const PoolId pool = elsewhere ? PoolId{static_cast<int>(pick(
                                          0, std::ssize(problem_.devices) + std::ssize(problem_.pools) - 1))}
                                    : memory_of(any(problem_.block(from).uses).device);
      const bool own = is_memory(problem_, pool) && find_use(problem_.block(from), DeviceId{pool.value}) &&
                       find_use(problem_.block(to), DeviceId{pool.value});
      if (!own && !options_.pools) continue;
      const Bytes bytes = pick(1, 4);
      change(from, pool, [&](auto& use) { use.acquire += bytes; });
      change(to, pool, [&](auto& use) { use.release += bytes; });
      if (one_in(4)) change(from, pool, [&](auto& use) { use.workspace = pick(1, 3); });
    }
  }

  void add_pair() {
    const BlockId first = any(blocks());
    std::vector<BlockId> others;
    for (BlockId b : blocks())
      if (b != first && is_each(b) &&
          std::ranges::equal(machines_of(problem_, b), machines_of(problem_, first)))
        others.push_back(b);
    if (!is_each(first) || others.empty()) return;
    const auto list = others.size() > 1 && one_in(3) ? 2 : 1;
    while (std::ssize(others) > list) others.erase(others.begin() + pick(0, std::ssize(others) - 1));
    Pair pair{{first}, others, pick(1, 12)};
    const bool known = std::ranges::any_of(problem_.pairs, [&](const Pair& p) {
      return (p.first == pair.first && p.second == pair.second) ||
             (p.first == pair.second && p.second == pair.first);
    });
    if (one_in(2)) std::swap(pair.first, pair.second);
    if (!known) problem_.pairs.push_back(std::move(pair));
  }

  std::mt19937_64 random_;
  const WideProblem& options_;
  Problem problem_;
};

}  // namespace

Problem wide_problem(std::uint64_t seed, const WideProblem& options) {
  return Generator(seed, options).problem();
}

}  // namespace repetend::test
