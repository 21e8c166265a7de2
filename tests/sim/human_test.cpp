#include "sim/core/human.hpp"

#include "sim/plan/plan.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/problems.hpp"

namespace repetend::test {

TEST_CASE("numbers have three significant digits, whole ones all of theirs", "[core]") {
  const auto [number, text] = GENERATE(table<double, std::string>({{0, "0"},
                                                                   {8, "8"},
                                                                   {153846, "153846"},
                                                                   {153846.2, "153846"},
                                                                   {41.23, "41.2"},
                                                                   {16.04, "16.0"},
                                                                   {5.25, "5.25"},
                                                                   {0.012345, "0.0123"},
                                                                   {9.996, "10.0"},
                                                                   {99.96, "100"},
                                                                   {0.99999, "1.00"},
                                                                   {-2.5, "-2.50"}}));
  CHECK(human_number(number) == text);
}

TEST_CASE("times are written in the largest unit that keeps the number at 1 or more", "[core]") {
  const auto [time, text] = GENERATE(table<Time, std::string>({{0, "0 ns"},
                                                               {999, "999 ns"},
                                                               {1'000, "1 us"},
                                                               {999'400, "999 us"},
                                                               {999'600, "1.00 ms"},
                                                               {41'234'000, "41.2 ms"},
                                                               {30'782'650'000, "30.8 s"},
                                                               {599'400'000'000, "599 s"},
                                                               {600'000'000'000, "10 min"},
                                                               {3'600'000'000'000, "60 min"},
                                                               {7'200'000'000'000, "2 h"},
                                                               {170'000'000'000'000, "47.2 h"},
                                                               {575'437'000'000'000, "6.66 d"}}));
  CHECK(human_time(time) == text);
  CHECK(human_time(static_cast<double>(time)) == text);
}

TEST_CASE("a fraction of a nanosecond is written as such", "[core]") {
  CHECK(human_time(16.0 / 3) == "5.33 ns");
}

TEST_CASE("bytes are written in the largest unit that keeps the number at 1 or more", "[core]") {
  const auto [bytes, text] = GENERATE(table<Bytes, std::string>({{0, "0 B"},
                                                                 {1023, "1023 B"},
                                                                 {1024, "1 KiB"},
                                                                 {100 * 1024, "100 KiB"},
                                                                 {1536 * 1024, "1.50 MiB"},
                                                                 {(Bytes{1} << 30) - 1, "1.00 GiB"},
                                                                 {Bytes{21} << 28, "5.25 GiB"},
                                                                 {-2048, "-2 KiB"},
                                                                 {Bytes{3} << 60, "3 EiB"},
                                                                 {unlimited, "unlimited"}}));
  CHECK(human_bytes(bytes) == text);
}

TEST_CASE("out of memory is said in numbers that differ", "[core]") {
  const Problem problem = pipeline(2, 4, 1, 2);
  CHECK(in_words(problem, {{BlockId{0}, 3}, PoolId{0}, Bytes{5} << 20, Bytes{4} << 20}) ==
        "F0@3 needs 5 MiB on gpu0, which has 4 MiB");
  CHECK(in_words(problem, {{BlockId{1}, 0}, PoolId{1}, (Bytes{32} << 30) + 1, Bytes{32} << 30}) ==
        "F1@0 needs 32.0 GiB (34359738369 B) on gpu1, which has 32 GiB (34359738368 B)");
}

}  // namespace repetend::test
