// The schedules that Tessel (Lin et al., HPCA 2024) compares with, on its placements at 4 devices, forward 1,
// backward 3, blocks on all devices 1: makespans measured by running its public code.
#include "tests/support/catch.hpp"
#include "tests/support/generated.hpp"

namespace repetend::test {
namespace {

std::vector<Time> makespans(std::string_view schedule, const std::string& placement,
                            const std::string& more = "") {
  std::vector<Time> result;
  for (const int n : {8, 32, 128})
    result.push_back(outcome(schedule, placed(placement, 4, n, more)).makespan);
  return result;
}

}  // namespace

TEST_CASE("1f1b and gpipe on V", "[schedules]") {
  CHECK(makespans("1f1b", "shape: v, backward: 3") == std::vector<Time>{44, 140, 524});
  CHECK(makespans("gpipe", "shape: v, backward: 3") == std::vector<Time>{44, 140, 524});
}

TEST_CASE("1f1b+ on M and NN", "[schedules]") {
  CHECK(makespans("1f1b+", "shape: m, backward: 3") == std::vector<Time>{74, 266, 1034});
  CHECK(makespans("1f1b+", "shape: nn, backward: 3") == std::vector<Time>{90, 330, 1290});
}

TEST_CASE("chimera on X", "[schedules]") {
  CHECK(makespans("chimera", "shape: x, backward: 3") == std::vector<Time>{82, 322, 1282});
}

// Its closed form: 4 of its micro-batches on 4 devices are 2 of X.
TEST_CASE("chimera with 4 devices and 4 micro-batches takes 10, 16 and 22", "[schedules]") {
  CHECK(outcome("chimera", placed("shape: x, forward: 1, backward: 1", 4, 2)).makespan == 10);
  CHECK(outcome("chimera", placed("shape: x, forward: 1, backward: 2", 4, 2)).makespan == 16);
  CHECK(outcome("chimera", placed("shape: x, forward: 1, backward: 3", 4, 2)).makespan == 22);
}

// Tessel's own inference plans take 13, 22, 17, 20 and 29 for 8 micro-batches; the period is theirs.
TEST_CASE("inference has the period of the busiest device and is never later than Tessel", "[schedules]") {
  struct Case {
    const char* shape;
    Time period, tessel_8, tessel_128;
  };
  for (const Case& c : {Case{"v", 1, 13, 133}, Case{"x", 2, 22, 262}, Case{"k", 2, 17, 257},
                        Case{"m", 2, 20, 260}, Case{"nn", 3, 29, 389}}) {
    INFO(c.shape);
    const std::string placement = std::string("mode: inference, shape: ") + c.shape;
    const Time of_8 = outcome("inference", placed(placement, 4, 8)).makespan;
    const Time of_128 = outcome("inference", placed(placement, 4, 128)).makespan;
    CHECK(of_128 - of_8 == 120 * c.period);
    CHECK(of_8 <= c.tessel_8);
    CHECK(of_128 <= c.tessel_128);
  }
}

}  // namespace repetend::test
