#include "sim/core/human.hpp"

#include "tests/support/catch.hpp"

namespace repetend::test {

TEST_CASE("bytes are written in the largest unit that keeps the number at 1 or more", "[core]") {
  CHECK(human_bytes(0) == "0 B");
  CHECK(human_bytes(1023) == "1023 B");
  CHECK(human_bytes(1024) == "1 KiB");
  CHECK(human_bytes(100 * 1024) == "100 KiB");
  CHECK(human_bytes(1536 * 1024) == "1.5 MiB");
  CHECK(human_bytes((Bytes{1} << 30) - 1) == "1 GiB");
  CHECK(human_bytes(Bytes{21} << 28) == "5.25 GiB");
  CHECK(human_bytes(-2048) == "-2 KiB");
  CHECK(human_bytes(unlimited) == "8 EiB");
}

}  // namespace repetend::test
