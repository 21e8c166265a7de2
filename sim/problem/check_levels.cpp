#include <algorithm>
#include <boost/dynamic_bitset.hpp>
#include <optional>
#include <span>

#include "sim/core/human.hpp"
#include "sim/core/id_vector.hpp"
#include "sim/problem/check_detail.hpp"
#include "sim/problem/graph.hpp"

// When a block ends, all that it follows has run in its micro-batch and nothing that follows it has. So of
// what the micro-batch holds in a pool the most is what the blocks acquire that do not follow it, less what
// those release that it follows. A block that releases more than that takes the level below zero, in
// whatever order the blocks run. The same is true of what runs once, over the iteration.
namespace repetend::checks {
namespace {

struct Change {
  BlockId block;
  Bytes net;  // acquired less released
};
using Changes = std::vector<Change>;  // in dependency order

// Of one pool, and of the blocks that run once an iteration or of the others.
struct Account {
  PoolId pool;
  bool once;
  Changes changes;
};

// Those of the micro-batch come first, each by pool.
std::vector<Account> accounts_of(const std::vector<BlockId>& order, const Problem& problem) {
  std::vector<Account> accounts;
  for (const bool once : {false, true})
    for (PoolId pool : pools(problem)) accounts.push_back({pool, once, {}});
  for (BlockId b : order)
    for (const PoolUse& use : changes_of(problem, problem.block(b))) {
      if (use.acquire == use.release) continue;
      const std::size_t first = runs_once(problem.block(b)) ? pool_count(problem) : 0;
      accounts[first + use.pool.index()].changes.push_back({b, use.acquire - use.release});
    }
  return accounts;
}

struct TooMuch {
  BlockId block;
  Bytes held;  // at the most, where it releases more
};

// Looks at several accounts at once, as sets of many blocks cost hardly more than sets of few. Each change is
// a bit of the sets.
class BlocksBefore {
 public:
  BlocksBefore(const BlockGraph& graph, const std::vector<BlockId>& order, std::span<const Account> accounts)
      : before_(order.size()) {
    std::size_t bits = 0;
    for (const Account& account : accounts) bits += account.changes.size();
    for (Set& set : before_) set.resize(bits);
    std::size_t bit = 0;
    for (const Account& account : accounts)
      for (const Change& change : account.changes) before_[change.block].set(bit++);
    for (BlockId b : order)
      for (const std::size_t next : boost::make_iterator_range(boost::adjacent_vertices(b.index(), graph)))
        before_[BlockId{next}] |= before_[b];
  }

  // The first block that releases more than is held; the account's bits begin at `begin`.
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

PoolUse use_of(const Problem& problem, BlockId b, PoolId pool) {
  const std::vector<PoolUse> changes = changes_of(problem, problem.block(b));
  return *std::ranges::find(changes, pool, &PoolUse::pool);
}

void check_accounts(Findings& findings, const Problem& problem, const BlockGraph& graph,
                    const std::vector<BlockId>& order, std::span<const Account> accounts) {
  const BlocksBefore before(graph, order, accounts);
  std::size_t begin = 0;
  for (const Account& account : accounts) {
    if (const auto found = before.too_much(account.changes, begin)) {
      const PoolUse use = use_of(problem, found->block, account.pool);
      add(findings, found->block,
          "block {} releases {} {}, where {} holds {} at most by then, down to a level of -{}, expected it "
          "after what acquires them",
          problem.block(found->block).name, human_bytes(use.release), where(problem, account.pool),
          account.once ? "what runs once an iteration" : "a micro-batch",
          human_bytes(std::max(Bytes{0}, found->held + use.acquire)),
          human_bytes(use.release - use.acquire - found->held));
    }
    begin += account.changes.size();
  }
}

}  // namespace

void check_levels(Findings& findings, const Problem& problem) {
  constexpr std::size_t together = 4096;  // changes: sets of so many take little memory
  const BlockGraph graph = block_graph(problem, 0);
  const std::vector<BlockId> order = dependency_order(problem);
  const std::vector<Account> accounts = accounts_of(order, problem);
  std::size_t first = 0, count = 0;
  for (std::size_t k = 0; k < accounts.size(); ++k) {
    count += accounts[k].changes.size();
    if (count < together && k + 1 < accounts.size()) continue;
    check_accounts(findings, problem, graph, order, std::span(accounts).subspan(first, k + 1 - first));
    first = k + 1;
    count = 0;
  }
}

}  // namespace repetend::checks
