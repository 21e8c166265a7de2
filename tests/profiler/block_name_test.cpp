#include "profiler/records/profile.hpp"
#include "tests/support/catch.hpp"

using namespace repetend::profiler;

TEST_CASE("a range named block@micro-batch is a block") {
  REQUIRE(block_name("F0@3"));
  CHECK(block_name("F0@3")->block == "F0");
  CHECK(block_name("F0@3")->micro_batch == 3);
  CHECK(block_name("text.F0@rank1@12")->block == "text.F0@rank1");
  for (const char* other :
       {"F0", "@3", "F0@", "F0@x", "F0@3 ", "F0@-1", "my block@3", "F0@99999999999", "", "@"})
    CHECK_FALSE(block_name(other));
}

TEST_CASE("a mark that reports memory") {
  REQUIRE(reported_memory("repetend.memory peak=1024 kept=-5"));
  CHECK(reported_memory("repetend.memory peak=1024 kept=-5")->peak == 1024);
  CHECK(reported_memory("repetend.memory peak=1024 kept=-5")->kept == -5);
  for (const char* other : {"", "repetend.memory", "repetend.memory peak=", "repetend.memory peak=1 kept=",
                            "repetend.memory peak=1 kept=x", "repetend.memory peak=1kept=2", "peak=1 kept=2"})
    CHECK_FALSE(reported_memory(other));
}
