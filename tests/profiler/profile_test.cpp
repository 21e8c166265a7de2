#include "profiler/records/profile.hpp"

#include "tests/profiler/fake_source.hpp"
#include "tests/support/catch.hpp"

using namespace repetend;
using namespace repetend::test;
using profiler::Losses;

TEST_CASE("work belongs to the range it was launched in, not to the one open when it runs") {
  const auto result = profile_of({push(10, "F0@0"), launch(1, 11), pop(20), push(20, "B0@0"), launch(2, 25),
                                  pop(30), kernel(1, 100, 140), kernel(2, 140, 200)});
  CHECK(cost_of(result, "F0").busy == 40);
  CHECK(cost_of(result, "F0").host == 10);
  CHECK(cost_of(result, "B0").busy == 60);
  CHECK(result.outside.kernels == 0);
  CHECK(result.losses == Losses{});
  CHECK(in_words(result.losses).empty());
}

TEST_CASE("a range's time is the union of its work's intervals over streams") {
  const auto result = profile_of({push(0, "F0@0"), launch(1, 1), launch(2, 2), launch(3, 3), launch(4, 4),
                                  pop(5), kernel(1, 100, 200, 7), kernel(2, 150, 180, 8),
                                  kernel(3, 190, 260, 9), kernel(4, 300, 310, 8)});
  CHECK(cost_of(result, "F0").busy == 170);  // 100 to 260 and 300 to 310
  CHECK(cost_of(result, "F0").kernels == 4);
}

TEST_CASE("a range on several devices takes as long as the longest of them is busy") {
  const auto result =
      profile_of({push(0, "F0@0"), launch(1, 1), launch(2, 2), launch(3, 2), pop(5),
                  kernel(1, 100, 200, 7, 0), kernel(2, 150, 300, 7, 1), kernel(3, 50, 60, 7, 0)});
  CHECK(cost_of(result, "F0").busy == 150);
}

TEST_CASE("a range includes the ranges in it") {
  const auto result =
      profile_of({push(0, "step"), push(1, "F0@0"), launch(1, 2), push(3, "matmul"), launch(2, 4), pop(5),
                  pop(6), launch(3, 7), pop(8), kernel(1, 10, 20), kernel(2, 20, 50), kernel(3, 50, 51)});
  CHECK(cost_of(result, "matmul").busy == 30);
  CHECK(cost_of(result, "F0").busy == 40);
  CHECK(cost_of(result, "step").busy == 41);
  CHECK(result.ranges.size() == 3);
}

TEST_CASE("the micro-batches of one block are its occurrences, in order of time") {
  const auto result = profile_of({push(20, "F0@1"), launch(2, 21), pop(22), push(10, "F0@0"), launch(1, 11),
                                  pop(12), push(30, "F0"), pop(31), kernel(1, 50, 60), kernel(2, 60, 90)});
  REQUIRE(result.ranges.size() == 2);
  CHECK(result.ranges[0].name == "F0");
  CHECK(result.ranges[0].block);
  REQUIRE(result.ranges[0].occurrences.size() == 2);
  CHECK(result.ranges[0].occurrences[0].busy == 10);
  CHECK(result.ranges[0].occurrences[1].busy == 30);
  CHECK_FALSE(result.ranges[1].block);  // named F0, but no block
}

TEST_CASE("the ranges of one thread do not hold the launches of another") {
  const auto result =
      profile_of({push(0, "F0@0", 1), push(1, "B0@0", 2), launch(1, 5, 1), launch(2, 5, 2), launch(3, 5, 3),
                  pop(9, 1), pop(9, 2), kernel(1, 10, 11), kernel(2, 11, 13), kernel(3, 13, 17)});
  CHECK(cost_of(result, "F0").busy == 1);
  CHECK(cost_of(result, "B0").busy == 2);
  CHECK(result.outside.busy == 4);
}

TEST_CASE("a process range holds the launches of every thread and ends on any") {
  const auto result =
      profile_of({start(0, "B0@0", 77, 1), launch(1, 5, 2), push(6, "inner", 3), launch(2, 7, 3), pop(8, 3),
                  end(9, 77, 2), launch(3, 9, 2), kernel(1, 10, 20), kernel(2, 20, 30), kernel(3, 30, 40)});
  CHECK(cost_of(result, "B0").busy == 20);
  CHECK(cost_of(result, "inner").busy == 10);
  CHECK(result.outside.busy == 10);
}

TEST_CASE("a launch seen by runtime and driver counts once, a graph's launch has many kernels") {
  const auto result = profile_of({push(0, "F0@0"), launch(1, 5), launch(1, 6), pop(7), kernel(1, 10, 20),
                                  kernel(1, 20, 30), kernel(1, 25, 35)});
  CHECK(cost_of(result, "F0").kernels == 3);
  CHECK(cost_of(result, "F0").busy == 25);
}

TEST_CASE("a clock that wraps changes no cost") {
  const profiler::Timestamp near = ~profiler::Timestamp{0} - 14;  // wraps 15 ns later
  const auto result = profile_of({push(near, "F0@0"), launch(1, near + 5), pop(near + 20),
                                  push(near + 20, "B0@0"), launch(2, near + 25), pop(near + 30),
                                  kernel(1, near + 10, near + 40), kernel(2, near + 50, near + 57)});
  CHECK(cost_of(result, "F0").busy == 30);
  CHECK(cost_of(result, "F0").host == 20);
  CHECK(cost_of(result, "B0").busy == 7);
  CHECK(result.whole.busy == 37);
  CHECK(result.whole.host == 57);
}

TEST_CASE("no kernel, no record at all") {
  const auto idle = profile_of({push(0, "F0@0"), pop(9)});
  CHECK(cost_of(idle, "F0").busy == 0);
  CHECK(cost_of(idle, "F0").kernels == 0);
  CHECK(cost_of(idle, "F0").host == 9);
  const auto empty = profile_of({});
  CHECK(empty.ranges.empty());
  CHECK(empty.records == 0);
  CHECK(empty.whole.host == 0);
}

TEST_CASE("losses are counted and put in words") {
  const auto result =
      profile_of({profiler::Dropped{12}, pop(0), end(0, 5), push(1, "F0@0"), launch(1, 2), kernel(1, 10, 20),
                  kernel(9, 30, 34), kernel(1, 0, 0), kernel(1, 50, 49), profiler::Dropped{3}});
  CHECK(result.losses == Losses{.dropped = 15, .orphans = 1, .untimed = 2, .unclosed = 1, .unopened = 2});
  CHECK(result.records == 8);
  CHECK(result.outside.busy == 4);
  CHECK(cost_of(result, "F0").host == 49);  // to the last record
  CHECK(in_words(result.losses).size() == 5);
  CHECK_THAT(in_words(result.losses).front(), ContainsSubstring("15 records dropped by CUPTI"));
}

TEST_CASE("copies and sets are counted with their bytes") {
  profiler::DeviceWork copy = kernel(1, 10, 20), set = kernel(1, 20, 21);
  copy.kind = profiler::WorkKind::copy, copy.bytes = 4096;
  set.kind = profiler::WorkKind::set, set.bytes = 100;
  const auto cost = cost_of(profile_of({push(0, "F0@0"), launch(1, 1), pop(2), copy, set, copy}), "F0");
  CHECK(cost.copies == 2);
  CHECK(cost.copied == 8192);
  CHECK(cost.sets == 1);
  CHECK(cost.written == 100);
  CHECK(cost.kernels == 0);
  CHECK(cost.busy == 11);
}

TEST_CASE("memory of a range: the peak above its beginning, and what it keeps") {
  const auto result = profile_of({push(0, "F0@0"), launch(1, 1), take(1, 1, 0xA, 100), launch(2, 2),
                                  take(2, 2, 0xB, 50), launch(3, 3), give_back(3, 3, 0xA), launch(4, 4),
                                  take(4, 4, 0xA, 20), pop(5), push(6, "B0@0"), launch(5, 7),
                                  give_back(5, 7, 0xA), launch(6, 8), give_back(6, 8, 0xB, 50), pop(9)});
  CHECK(cost_of(result, "F0").peak == 150);
  CHECK(cost_of(result, "F0").kept == 70);
  CHECK(cost_of(result, "B0").peak == 0);
  CHECK(cost_of(result, "B0").kept == -70);
  CHECK(result.whole.kept == 0);
}

TEST_CASE("a mark reports the memory of an allocator that keeps its own stock") {
  const auto result =
      profile_of({push(0, "F0@0"), launch(1, 1), take(1, 1, 0xA, 1 << 20), push(2, "inner"),
                  mark(3, "something else"), pop(4), mark(5, "repetend.memory peak=512 kept=-64"), pop(6),
                  start(7, "B0@0", 1), mark(8, "repetend.memory peak=7 kept=3", 2), end(9, 1)});
  CHECK(cost_of(result, "F0").peak == 512);
  CHECK(cost_of(result, "F0").kept == -64);
  CHECK(cost_of(result, "inner").peak == 0);
  CHECK(cost_of(result, "B0").peak == 7);
}

TEST_CASE("an id used twice closes what it named before") {
  const auto result =
      profile_of({start(0, "F0@0", 1), start(5, "F1@0", 1), launch(1, 6), end(9, 1), kernel(1, 10, 20)});
  CHECK(cost_of(result, "F0").host == 5);
  CHECK(cost_of(result, "F0").busy == 0);
  CHECK(cost_of(result, "F1").busy == 10);
  CHECK(result.losses.unclosed == 1);
}
