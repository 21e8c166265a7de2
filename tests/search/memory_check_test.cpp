#include "search/control/memory_check.hpp"

#include "search/search.hpp"
#include "sim/core/error.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/problems.hpp"

namespace repetend::search {

TEST_CASE("More instances than the machine has memory for are refused, with how many fit") {
  const auto huge = std::make_shared<const Problem>(test::pipeline(1, 1'000'000'000, 1, 2));
  Options options;
  options.threads = 64;  // 25 TiB
  CHECK_THROWS_WITH(search({huge}, options),
                    ContainsSubstring("1000000000 micro-batches of 2 blocks are 2000000000 instances") &&
                        ContainsSubstring(" instances: ") && ContainsSubstring("on 64 threads"));
  CHECK_NOTHROW(require_memory({std::make_shared<const Problem>(test::pipeline(4, 1'000, 1, 2))}, 1));
}

}  // namespace repetend::search
