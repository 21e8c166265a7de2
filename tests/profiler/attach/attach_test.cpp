#include <nlohmann/json.hpp>

#include "data/costs/text.hpp"
#include "sim/core/file.hpp"
#include "sim/core/process.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/temporary_folder.hpp"

using namespace repetend;
using namespace repetend::test;

namespace {

struct Ran {
  int code = 0;
  std::string out, err;
};

// repetend-profile with the fake CUPTI where the loader finds it first.
Ran profile(const std::string& arguments, Environment environment = {}) {
  const TemporaryFolder folder;
  environment.emplace_back("LD_LIBRARY_PATH", REPETEND_FAKE_CUPTI);
  const int code = run_program({"sh", "-c",
                                std::string(REPETEND_PROFILE) + " " + arguments + " >" + folder.file("out") +
                                    " 2>" + folder.file("err")},
                               environment);
  return {code, read_file(folder.file("out")), read_file(folder.file("err"))};
}

Ran attach(const std::string& behaviour, Environment environment = {}) {
  return profile("attach --format json -- " REPETEND_RECORDED " " + behaviour, std::move(environment));
}

nlohmann::json process_of(const Ran& ran) {
  INFO(ran.out << ran.err);
  const auto json = nlohmann::json::parse(ran.out);
  REQUIRE(json["processes"].size() == 1);
  return json["processes"][0];
}

nlohmann::json range_of(const nlohmann::json& process, const std::string& name) {
  for (const auto& range : process["ranges"])
    if (range["name"] == name) return range;
  throw std::out_of_range(name);
}

}  // namespace

TEST_CASE("a recorded program's blocks, by NVTX range") {
  const Ran ran = attach("cuda");
  CHECK(ran.code == 0);
  CHECK(ran.err.empty());
  const auto process = process_of(ran);
  CHECK(process["complete"] == true);
  const auto forward = range_of(process, "F0"), backward = range_of(process, "B0");
  CHECK(forward["block"] == true);
  REQUIRE(forward["occurrences"].size() == 2);
  for (const auto& once : forward["occurrences"]) {
    CHECK(once["busy_ns"] == 5000);
    CHECK(once["kernels"] == 2);
    CHECK(once["kept_bytes"] == 4096);
  }
  for (const auto& once : backward["occurrences"]) {
    CHECK(once["busy_ns"] == 7000);
    CHECK(once["peak_bytes"] == 123456);  // what the mark reports
    CHECK(once["kept_bytes"] == -789);
  }
  CHECK(range_of(process, "attention")["occurrences"].size() == 2);
  CHECK(range_of(process, "attention")["median_busy_ns"] == 2000);
  CHECK(range_of(process, "step")["median_busy_ns"] == 1000);  // a registered name in a domain
  CHECK(process["outside"]["kernels"] == 0);
  CHECK(process["whole"]["kept_bytes"] == 0);
  CHECK(process["overhead_ns"] > 0);
  CHECK(process["losses"]["dropped"] == 0);
}

TEST_CASE("records are kept whichever of CUDA and NVTX starts first") {
  const auto process = process_of(attach("late"));
  CHECK(process["complete"] == true);
  CHECK(process["notices"].empty());
  CHECK(range_of(process, "F0")["median_busy_ns"] == 5000);
}

TEST_CASE("a recorded program's blocks, in words") {
  const Ran ran = profile("attach -- " REPETEND_RECORDED " cuda");
  CHECK(ran.code == 0);
  CHECK_THAT(ran.out, ContainsSubstring("F0") && ContainsSubstring("5 us") && ContainsSubstring("4 KiB"));
  CHECK_THAT(ran.out, !ContainsSubstring("attention"));
  CHECK_THAT(ran.out, ContainsSubstring("recording took"));
  CHECK_THAT(profile("attach --ranges -- " REPETEND_RECORDED " cuda").out, ContainsSubstring("attention"));
}

TEST_CASE("records that CUPTI dropped are said") {
  const Ran ran = profile("attach -- " REPETEND_RECORDED " cuda", {{"FAKE_CUPTI_DROPS", "41"}});
  CHECK(ran.code == 0);
  CHECK_THAT(ran.out, ContainsSubstring("41 records dropped by CUPTI"));
}

TEST_CASE("a program without CUDA has nothing to show, with NVTX ranges or without") {
  for (const char* behaviour : {"nothing", "ranges"}) {
    const Ran ran = attach(behaviour);
    CHECK(ran.code == 1);
    CHECK(ran.out.empty());
    CHECK_THAT(ran.err, ContainsSubstring("the program ran nothing on a CUDA device"));
  }
}

TEST_CASE("a program that fails or crashes passes its exit code on, and what it recorded is shown") {
  const Ran failed = attach("fail");
  CHECK(failed.code == 3);
  CHECK(range_of(process_of(failed), "F0")["occurrences"].size() == 2);
  CHECK_THAT(failed.err, ContainsSubstring("ended with code 3"));
  const Ran crashed = attach("crash");
  CHECK(crashed.code == 139);
  CHECK_THAT(crashed.err, ContainsSubstring("ended with code 139"));
}

TEST_CASE("CUPTI that cannot record says why") {
  const Ran ran = attach("cuda", {{"FAKE_CUPTI_WITHOUT_GPU", "1"}});
  CHECK_THAT(ran.err, ContainsSubstring("CUPTI error 999"));
  CHECK_THAT(ran.err, ContainsSubstring("is there a CUDA device"));
}

TEST_CASE("the overhead of recording is measured on request") {
  const Ran ran = profile("attach --overhead -- " REPETEND_RECORDED " cuda");
  CHECK(ran.code == 0);
  CHECK_THAT(ran.err, ContainsSubstring("without recording") && ContainsSubstring("%"));
}

TEST_CASE("the result goes to a file when one is named") {
  const TemporaryFolder folder;
  const Ran ran =
      profile("attach --format json -o " + folder.file("costs.json") + " -- " REPETEND_RECORDED " cuda");
  CHECK(ran.out.empty());
  CHECK(nlohmann::json::parse(read_file(folder.file("costs.json")))["version"] == 1);
  CHECK(profile("attach -o /no/such/folder/costs.json -- " REPETEND_RECORDED " cuda").code == 1);
}

TEST_CASE("commands that cannot be started and wrong usage") {
  CHECK(profile("attach -- no-such-program-here").code == 1);
  CHECK_THAT(profile("attach -- no-such-program-here").err, ContainsSubstring("No such file or directory"));
  CHECK(profile("attach").code == 2);
  CHECK_THAT(profile("atach").err, ContainsSubstring("did you mean 'attach'?"));
  CHECK(profile("attach --nonsense -- true").code == 2);
  CHECK_THAT(profile("--help").out, ContainsSubstring("usage: repetend-profile COMMAND"));
}

#ifndef REPETEND_SANITIZED
TEST_CASE("the program needs no library but libc") {
  const TemporaryFolder folder;
  REQUIRE(run_program({"sh", "-c",
                       "LC_ALL=C ldd " REPETEND_PROFILE " | awk '{print $1}' >" + folder.file("out")}) == 0);
  for (const char* library : {"libstdc++", "libfmt", "libsqlite3", "libboost", "libyaml", "libcu", "libnv"})
    CHECK_THAT(read_file(folder.file("out")), !ContainsSubstring(library));
}
#endif

TEST_CASE("blocks are stored as text and in a database") {
  const TemporaryFolder folder;
  const std::string text = folder.file("costs.yaml"), database = folder.file("costs.sqlite");
  const Ran ran = profile("attach --text " + text + " --db " + database + " -- " REPETEND_RECORDED " cuda");
  CHECK(ran.code == 0);
  CHECK_THAT(ran.err, ContainsSubstring("stored in " + database + " as run 1"));
  const auto runs = data::read_costs(text);
  REQUIRE(runs.size() == 1);
  REQUIRE(runs[0].blocks.size() == 2);  // not "attention" and "step", which are no blocks
  const auto& backward = runs[0].blocks[0];
  CHECK(backward.name == "B0");
  CHECK(backward.kind == BlockKind::backward);
  CHECK(backward.times == std::vector<Time>{7000, 7000});
  CHECK(backward.peak == 123456);
  CHECK(backward.kept == -789);
  CHECK(runs[0].conditions.overhead > 0);
  CHECK_THAT(runs[0].tool, ContainsSubstring("repetend-profile "));
  CHECK_THAT(runs[0].command, ContainsSubstring("recorded_program cuda"));
}

TEST_CASE("without a GPU nothing is measured, and what to do is said") {
  const TemporaryFolder folder;
  for (const std::string command : {"operators", "check"}) {
    const Ran ran = profile(command, {{"CUDA_VISIBLE_DEVICES", ""}, {"XDG_DATA_HOME", folder.file("data")}});
    CHECK(ran.code == 1);
    CHECK(ran.out.empty());
    CHECK_THAT(ran.err, ContainsSubstring("no usable CUDA device or driver"));
    CHECK_THAT(ran.err, ContainsSubstring("repetend costs import"));
  }
  CHECK(folder.entries() == 0);  // no database was begun
}

TEST_CASE("outputs that cannot be written are refused before anything is measured or run") {
  const TemporaryFolder folder;
  const Environment no_gpu{{"CUDA_VISIBLE_DEVICES", ""}, {"XDG_DATA_HOME", folder.file("data")}};
  const std::string missing = folder.file("missing/costs.yaml");
  for (const std::string option : {"-o ", "--text "}) {
    const Ran ran = profile("operators " + option + missing, no_gpu);
    CHECK(ran.code == 1);
    CHECK_THAT(ran.err, ContainsSubstring("cannot write " + missing) && !ContainsSubstring("no usable CUDA"));
  }
  const std::string file = folder.file("costs.yaml");
  const Ran twice = profile("operators -o " + file + " --text " + file, no_gpu);
  CHECK(twice.code == 2);
  CHECK_THAT(twice.err, ContainsSubstring("--text " + file + " would be written to twice"));
  CHECK(folder.entries() == 0);
  const Ran attached = profile("attach -o " + missing + " -- touch " + file);
  CHECK(attached.code == 1);
  CHECK(folder.entries() == 0);  // the command was not run
}

TEST_CASE("the operators are listed without a GPU") {
  const Ran ran =
      profile("operators --list --hidden 1024 --heads 16 --sequence 512 --vocabulary 1000 --precision fp16");
  CHECK(ran.code == 0);
  CHECK_THAT(ran.out, ContainsSubstring("matmul weight_gradient fp16 m=512 n=4096 k=1024 batch=1\n"));
  CHECK_THAT(ran.out, ContainsSubstring("cross_entropy input_gradient fp16 tokens=512 vocabulary=1000\n"));
  CHECK_THAT(ran.out,
             ContainsSubstring("attention forward fp16 batch=1 heads=16 sequence=512 head_size=64\n"));
  CHECK_THAT(ran.out, ContainsSubstring("attention input_gradient fp16 batch=1"));
  CHECK_THAT(ran.out, ContainsSubstring("matmul forward fp16 m=512 n=512 k=64 batch=16\n"));  // unfused
  CHECK(profile("operators --list --attention products").code == 0);
  CHECK_THAT(profile("operators --list --inference").out, !ContainsSubstring("gradient"));
}

TEST_CASE("models that cannot be are refused with the option's name") {
  CHECK_THAT(profile("operators --hidden 100").err,
             ContainsSubstring("--hidden (100) must be a multiple of --heads"));
  CHECK_THAT(profile("operators --sequence 0").err, ContainsSubstring("--sequence is from 1"));
  CHECK_THAT(profile("operators --precision int8").err,
             ContainsSubstring("--precision is 'bf16', 'fp16' or 'fp32'"));
  CHECK_THAT(profile("operators --family bert").err, ContainsSubstring("--family is 'gpt' or 'llama'"));
  CHECK_THAT(profile("operators --attention flash").err,
             ContainsSubstring("--attention is 'fused' or 'products', not 'flash'"));
  CHECK_THAT(profile("operators --confidence 0").err, ContainsSubstring("--confidence is more than 0"));
  CHECK(profile("operators --heads 6 --hidden 6 --tensor-parallel 4").code == 2);
}
