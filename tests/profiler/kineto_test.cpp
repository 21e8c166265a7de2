// Traces of PyTorch's profiler: a small one written by hand after kineto's output_json.cpp.
#include "profiler/kineto/kineto.hpp"

#include "sim/core/error.hpp"
#include "tests/support/catch.hpp"

using namespace repetend;
using namespace repetend::profiler;

namespace {

// F0@0 and F0@1 on thread 7; B0@0 open on it while thread 8 launches, as PyTorch's autograd does.
const std::string head = R"({
  "schemaVersion": 1,
  "deviceProperties": [
    {"id": 0, "name": "NVIDIA H100 PCIe", "totalGlobalMem": 85017755648, "computeMajor": 9, "numSms": 114}],
  "cuda_runtime_version": 12040,
  "displayTimeUnit": "ms", "baseTimeNanoseconds": 1767225600000000000,
  "traceEvents": [
  {"ph": "M", "name": "process_name", "ts": 0.000, "pid": 7, "tid": 0, "args": {"name": "python"}},
  {"ph": "X", "cat": "user_annotation", "name": "F0@0", "pid": 7, "tid": 7, "ts": 100.000, "dur": 50.000, "args": {}},
  {"ph": "X", "cat": "user_annotation", "name": "F0@1", "pid": 7, "tid": 7, "ts": 200.000, "dur": 50.000, "args": {}},
  {"ph": "X", "cat": "user_annotation", "name": "B0@0", "pid": 7, "tid": 7, "ts": 300.000, "dur": 90.000, "args": {}},
)";
const std::string launches = R"(
  {"ph": "X", "cat": "cuda_runtime", "name": "cudaLaunchKernel", "pid": 7, "tid": 7, "ts": 110, "dur": 5, "args": {"correlation": 1}},
  {"ph": "X", "cat": "cuda_runtime", "name": "cudaLaunchKernel", "pid": 7, "tid": 7, "ts": 120, "dur": 5, "args": {"correlation": 2}},
  {"ph": "X", "cat": "cuda_runtime", "name": "cudaMemcpyAsync", "pid": 7, "tid": 7, "ts": 210, "dur": 5, "args": {"correlation": 3}},
  {"ph": "X", "cat": "cuda_driver", "name": "cuLaunchKernel", "pid": 7, "tid": 8, "ts": 310, "dur": 5, "args": {"correlation": 4}},
)";
const std::string work = R"(
  {"ph": "X", "cat": "kernel", "name": "gemm", "pid": 0, "tid": 7, "ts": 130.250, "dur": 20.500, "args": {"device": 0, "stream": 7, "correlation": 1}},
  {"ph": "X", "cat": "kernel", "name": "relu", "pid": 0, "tid": 9, "ts": 140.250, "dur": 20.000, "args": {"device": 0, "stream": 9, "correlation": 2}},
  {"ph": "X", "cat": "gpu_memcpy", "name": "Memcpy", "pid": 0, "tid": 7, "ts": 400, "dur": 4.001, "args": {"device": 0, "stream": 7, "correlation": 3, "bytes": 1024}},
  {"ph": "X", "cat": "kernel", "name": "gemm", "pid": 0, "tid": 7, "ts": 420, "dur": 60, "args": {"device": 0, "stream": 7, "correlation": 4}})";
const std::string memory = R"(,
  {"ph": "i", "cat": "cpu_instant_event", "s": "t", "name": "[memory]", "pid": 7, "tid": 7, "ts": 115,
   "args": {"Device Type": 1, "Device Id": 0, "Addr": 4096, "Bytes": 2048, "Total Allocated": 2048}},
  {"ph": "i", "cat": "cpu_instant_event", "s": "t", "name": "[memory]", "pid": 7, "tid": 7, "ts": 117,
   "args": {"Device Type": 0, "Device Id": -1, "Addr": 64, "Bytes": 999}},
  {"ph": "i", "cat": "cpu_instant_event", "s": "t", "name": "[memory]", "pid": 7, "tid": 8, "ts": 320,
   "args": {"Device Type": 1, "Device Id": 0, "Addr": 4096, "Bytes": -2048, "Total Allocated": 0}})";
const std::string tail = "]}";

data::Run run_of(const std::string& text) {
  return run_of_kineto(parse_kineto(text, "t.json"), "t.json", "2026-11-23T00:00:00Z");
}

}  // namespace

TEST_CASE("ranges of record_function become blocks", "[kineto]") {
  const data::Run run = run_of(head + launches + work + tail);
  CHECK(run.provenance == data::Provenance::imported);
  CHECK(run.date == "2026-01-01T00:00:00Z");
  CHECK(run.gpu.name == "NVIDIA H100 PCIe");
  CHECK(run.gpu.compute_units == 114);
  CHECK(run.cuda == "12.4");
  CHECK(run.notes.empty());
  REQUIRE(run.blocks.size() == 2);
  CHECK(run.blocks[0].name == "B0");
  CHECK(run.blocks[0].kind == BlockKind::backward);
  CHECK(run.blocks[0].times == std::vector<Time>{60'000});  // launched by another thread
  CHECK(run.blocks[1].name == "F0");
  CHECK(run.blocks[1].times == std::vector<Time>{30'000, 4'001});  // two kernels that overlap, then a copy
  CHECK(run.blocks[1].kernels == 2);
  CHECK_FALSE(run.blocks[1].peak);  // not recorded is not 0
  CHECK_NOTHROW(data::check(run));
}

TEST_CASE("allocations of a CUDA device become peak and kept memory", "[kineto]") {
  const data::Run run = run_of(head + launches + work + memory + tail);
  REQUIRE(run.blocks.size() == 2);
  CHECK(run.blocks[0].kept == -2048);
  CHECK(run.blocks[1].peak == 2048);
  CHECK(run.notes.empty());
}

TEST_CASE("a trace without a date takes the file's and says so", "[kineto]") {
  std::string text = head + launches + work + tail;
  text.replace(text.find("1767225600000000000"), 19, "0");
  const data::Run run = run_of(text);
  CHECK(run.date == "2026-11-23T00:00:00Z");
  CHECK(run.notes == std::vector<std::string>{"the trace has no date: it is the file's"});
}

TEST_CASE("work whose launch is missing is noted", "[kineto]") {
  const data::Run run =
      run_of(head + launches.substr(0, launches.find(R"(  {"ph": "X", "cat": "cuda_driver")")) + work + tail);
  REQUIRE(run.blocks.size() == 1);
  REQUIRE(run.notes.size() == 1);
}

TEST_CASE("what is no such trace is refused", "[kineto]") {
  CHECK_THROWS_WITH(run_of("\x1f\x8b\x08"), "t.json: it is compressed; unpack it with gunzip first");
  CHECK_THROWS_WITH(run_of("{"), ContainsSubstring("t.json: no JSON trace: "));
  CHECK_THROWS_WITH(run_of("[]"), "t.json: no trace of PyTorch's profiler: it has no traceEvents");
  CHECK_THROWS_WITH(run_of("{\"traceEvents\": [1]}"),
                    ContainsSubstring("t.json: no block with work on a GPU, expected"));
  CHECK_THROWS_WITH(run_of(head.substr(0, head.rfind(',')) + tail), ContainsSubstring("; it has F0, B0"));
  std::string nameless = head + launches + work + tail;
  nameless.replace(nameless.find("deviceProperties"), 6, "DEVICE");
  CHECK_THROWS_WITH(run_of(nameless), "t.json: it does not name its GPU: there are no deviceProperties");
  const std::string absurd =
      R"({"ph": "X", "cat": "kernel", "ts": -1e300, "dur": 1e300, "args": {"correlation": -5, "device": 1.5}})";
  CHECK_THROWS_AS(run_of("{\"traceEvents\": [" + absurd + "]}"), RequestError);
}
