#include <nlohmann/json.hpp>

#include "profiler/report/attach_report.hpp"
#include "profiler/report/operator_report.hpp"
#include "tests/profiler/fake_source.hpp"
#include "tests/support/catch.hpp"

using namespace repetend;
using namespace repetend::test;
using namespace repetend::profiler;

namespace {

Attached two_processes() {
  Attached attached{.exit_code = 0, .wall = 5'000'000, .processes = {}};
  for (const int process : {100, 200}) {
    const auto p = static_cast<Timestamp>(process);
    attached.processes.push_back(
        {process, process == 100,
         profile_of({push(0, "F0@0"), launch(1, 1), take(1, 1, 0xA, 1024), pop(5), push(5, "loss"),
                     launch(2, 6), pop(7), push(8, "idle@0"), pop(9), kernel(1, 10, 10 + p),
                     kernel(2, 500, 510), Dropped{3}, Overhead{40}})});
  }
  return attached;
}

MeasuredOperator product(Time time) {
  return {{data::OperatorKind::matmul, data::Phase::forward, data::Precision::bf16, {1000, 1000, 1000, 1}},
          std::vector<Time>(30, time),
          0.004};
}

data::Run on_a_gpu() {
  data::Run run;
  run.gpu.name = "NVIDIA H100 PCIe";
  run.cuda = "13.0";
  run.date = "2026-11-23T06:00:00Z";
  return run;
}

}  // namespace

TEST_CASE("blocks of several processes are one block of the run") {
  data::Run run;
  add_blocks(two_processes(), run);
  REQUIRE(run.blocks.size() == 1);  // idle@0 did nothing on the device, loss is no block
  CHECK(run.blocks[0].name == "F0");
  CHECK(run.blocks[0].kind == BlockKind::forward);
  CHECK(run.blocks[0].times == std::vector<Time>{100, 200});
  CHECK(run.blocks[0].kernels == 2);
  CHECK(run.blocks[0].peak == 1024);
  CHECK(run.blocks[0].kept == 1024);
  CHECK(run.dropped == 6);
  REQUIRE(run.notes.size() == 1);
  CHECK(run.notes[0] == "process 200 did not end in order");
}

TEST_CASE("a block's kind is in its first letters") {
  CHECK(block_kind("F0") == BlockKind::forward);
  CHECK(block_kind("F") == BlockKind::forward);
  CHECK(block_kind("B12") == BlockKind::backward);
  CHECK(block_kind("I3") == BlockKind::input_gradient);
  CHECK(block_kind("W3") == BlockKind::weight_gradient);
  CHECK(block_kind("OPT") == BlockKind::optimizer);
  for (const char* other : {"Fusion", "E", "", "head0", "B0x", "OPTIMUM"})
    CHECK(block_kind(other) == BlockKind::other);
}

TEST_CASE("an attached program in words") {
  const std::string text = in_words(two_processes(), true);
  for (const char* part :
       {"process 100\n", "process 200\n", "F0", "100 ns", "1 KiB", "loss", "3 records dropped by",
        "it did not end in order", "the program took 5 ms", "recording took 40 ns"})
    CHECK_THAT(text, ContainsSubstring(part));
  CHECK_THAT(in_words(two_processes(), false), !ContainsSubstring("loss"));
}

TEST_CASE("nothing recorded is explained") {
  CHECK(nothing_recorded(two_processes()).empty());
  CHECK_THAT(nothing_recorded({}), ContainsSubstring("ran nothing on a CUDA device"));
  const Attached blind{.processes = {{1, true, profile_of({Notice{"CUPTI error 999"}})}}};
  CHECK(nothing_recorded(blind) == "nothing could be recorded: CUPTI error 999");
}

TEST_CASE("measured operators in words: what they reach") {
  const std::string text = in_words(std::vector{product(10'000)});
  CHECK_THAT(text, ContainsSubstring("matmul forward bf16 m=1000") && ContainsSubstring("10 us") &&
                       ContainsSubstring("0.40 %") && ContainsSubstring("200 TFLOP/s"));  // 2e9 FLOP in 10 us
  CHECK_THAT(in_words(MeasuredLayer{.sum = 95, .whole = 100}), ContainsSubstring("the sum is 5.0 % less"));
  CHECK_THAT(in_words(MeasuredLayer{.sum = 110, .whole = 100}), ContainsSubstring("the sum is 10.0 % more"));
}

TEST_CASE("how the GPU was, known or not") {
  data::Run run = on_a_gpu();
  CHECK_THAT(in_words(run), ContainsSubstring("driver unknown") && ContainsSubstring("throttling: unknown"));
  run.conditions = {.clock = 1980, .memory_clock = 2619, .temperature = 61, .throttling = "power cap"};
  run.dropped = 2;
  run.notes = {"a note"};
  const std::string text = in_words(run);
  for (const char* part : {"NVIDIA H100 PCIe", "clock 1980 MHz", "61 degrees C", "throttling: power cap",
                           "2 activity records dropped", "a note\n"})
    CHECK_THAT(text, ContainsSubstring(part));
  run.conditions.throttling.clear();
  CHECK_THAT(in_words(run), ContainsSubstring("throttling: none"));
}

TEST_CASE("measured operators as JSON") {
  const auto json = to_json({product(10'000)}, MeasuredLayer{.sum = 95, .whole = 100}, on_a_gpu());
  CHECK(json["gpu"] == "NVIDIA H100 PCIe");
  CHECK(json["conditions"]["clock_mhz"].is_null());
  CHECK(json["operators"][0]["median_ns"] == 10'000);
  CHECK(json["operators"][0]["shape"] == std::vector<int>{1000, 1000, 1000, 1});
  CHECK(json["operators"][0]["count"] == 30);
  CHECK(json["layer"]["whole_ns"] == 100);
  CHECK_FALSE(to_json(std::vector<MeasuredOperator>{}, std::nullopt, on_a_gpu()).contains("layer"));
}
