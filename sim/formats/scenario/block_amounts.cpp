// What a block does to pools: one amount for each of its devices, or a map from pool to amount.
#include <fmt/format.h>

#include <algorithm>

#include "sim/formats/scenario/block_fields.hpp"
#include "sim/problem/pools.hpp"

namespace repetend {
namespace {

enum class Change { acquire, release, workspace };

// A Use is a DeviceUse or a PoolUse.
template <class Use>
Bytes& amount_in(Use& use, Change change) {
  switch (change) {
    case Change::acquire:
      return use.acquire;
    case Change::release:
      return use.release;
    case Change::workspace:
      break;
  }
  return use.workspace;
}

Bytes& amount_of(const Problem& problem, Block& block, PoolId pool, Change change) {
  if (is_memory(problem, pool)) {
    const auto own = std::ranges::find(block.uses, DeviceId{pool.value}, &DeviceUse::device);
    if (own != block.uses.end()) return amount_in(*own, change);
  }
  auto there = std::ranges::lower_bound(block.elsewhere, pool, {}, &PoolUse::pool);
  if (there == block.elsewhere.end() || there->pool != pool)
    there = block.elsewhere.insert(there, PoolUse{.pool = pool});
  return amount_in(*there, change);
}

void forget(Block& block, Change change) {
  for (DeviceUse& use : block.uses) amount_in(use, change) = 0;
  for (PoolUse& use : block.elsewhere) amount_in(use, change) = 0;
}

// What moves into or out of a pool on one key of a block.
class AmountReader {
 public:
  AmountReader(const PartNames& names, const Problem& problem, Block& block)
      : names_(names), problem_(problem), block_(block) {}

  void read(const Node& node, Change change) {
    each_pool(node, [&](PoolId pool, const Node& amount) { store(pool, change, amount.bytes(), amount); });
  }

  // More is acquired, less released.
  void read_signed(const Node& node) {
    each_pool(node, [&](PoolId pool, const Node& amount) {
      const Bytes bytes = amount.signed_bytes();
      store(pool, bytes < 0 ? Change::release : Change::acquire, bytes < 0 ? -bytes : bytes, amount);
    });
  }

 private:
  template <class Take>
  void each_pool(const Node& node, Take take) {
    if (!node.is(Document::Kind::map)) {
      for (const DeviceUse& use : block_.uses) take(memory_of(use.device), node);
      return;
    }
    for (const auto& [amount, key] : node.members()) {
      Document name = Document::text(std::string(key));
      name.place = amount.document().key_place;
      const Node name_node(name, node.source());
      const PoolId pool = names_.pool(name_node);
      if (!is_memory(problem_, pool) || !find_use(block_, DeviceId{pool.value}))
        name_node.expect_version_2(fmt::format("memory of {}, on which block {} does not run,",
                                               pool_name(problem_, pool), block_.name));
      take(pool, amount);
    }
  }

  void store(PoolId pool, Change change, Bytes bytes, const Node& place) {
    Bytes& amount = amount_of(problem_, block_, pool, change);
    if (amount != 0) place.fail("the same memory twice, expected `memory`, or `acquire` and `release`");
    amount = bytes;
  }

  const PartNames& names_;
  const Problem& problem_;
  Block& block_;
};

}  // namespace

void read_amounts(const Node& map, const PartNames& names, const Problem& problem, Block& block) {
  constexpr std::array given{std::pair{"acquire", Change::acquire}, std::pair{"release", Change::release},
                             std::pair{"workspace", Change::workspace}};
  const auto memory = map.find("memory");
  for (const auto& [key, change] : given)
    if (map.find(key) || (memory && change != Change::workspace)) forget(block, change);
  AmountReader reader(names, problem, block);
  for (const auto& [key, change] : given)
    if (const auto node = map.find(key)) reader.read(*node, change);
  if (memory) reader.read_signed(*memory);
  std::erase_if(block.elsewhere, [](const PoolUse& use) {
    return use.acquire == 0 && use.release == 0 && use.workspace == 0;
  });
}

}  // namespace repetend
