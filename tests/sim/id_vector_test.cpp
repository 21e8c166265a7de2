#include "sim/core/id_vector.hpp"

#include <numeric>
#include <string>

#include "tests/support/catch.hpp"

namespace repetend {
namespace {

template <class Vector, class Index>
concept indexed_by = requires(Vector vector, Index index) {
  vector[index];
};

}  // namespace

TEST_CASE("A vector of a kind of ids is indexed by ids of that kind alone") {
  using ByBlock = IdVector<BlockId, std::string>;
  static_assert(indexed_by<ByBlock, BlockId>);
  static_assert(!indexed_by<ByBlock, DeviceId> && !indexed_by<ByBlock, std::size_t>);
  ByBlock names(2, "none");
  names[BlockId{1}] = "F1";
  names.push_back("B1");
  CHECK(names == ByBlock{"none", "F1", "B1"});
  std::string all;
  for (BlockId b : names.ids()) all += names[b];
  CHECK(all == std::accumulate(names.begin(), names.end(), std::string()));
}

}  // namespace repetend
