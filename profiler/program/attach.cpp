#include "profiler/attach/attach.hpp"

#include <chrono>
#include <condition_variable>
#include <mutex>
#include <nlohmann/json.hpp>
#include <optional>
#include <thread>

#include "profiler/gpu/device.hpp"
#include "profiler/gpu/nvml.hpp"
#include "profiler/program/command.hpp"
#include "profiler/report/attach_report.hpp"
#include "sim/core/file.hpp"
#include "sim/core/human.hpp"

// The library that is injected, as bytes between two symbols, since this program is one file.
asm(".section .rodata\n"
    "repetend_inject_begin:\n"
    ".incbin \"" REPETEND_INJECT_LIBRARY
    "\"\n"
    "repetend_inject_end:\n"
    ".previous\n");
extern const char repetend_inject_begin[], repetend_inject_end[];

namespace repetend::profiler {
namespace {

// Looks at the GPU now and then while another program uses it.
class Watch {
 public:
  // Until it is stopped; where there is no GPU or no NVML, there is nothing to see.
  Watch() {
    try {
      device_ = find_device();
    } catch (const RequestError&) {
      return;
    }
    sensors_.emplace(device_->pci_bus);
    thread_ = std::jthread([this](const std::stop_token& stop) { look(stop); });
  }
  void stop() { thread_ = {}; }  // waits for the last look

  // After stop(): what is known of the GPU.
  void describe(data::Run& run) const {
    run.gpu.name = "unknown";  // the command may see a GPU that this process does not
    if (!device_) return;
    run.gpu = device_->gpu;
    run.cuda = device_->driver_cuda;
    run.driver = sensors_->driver();
    run.conditions = sensors_->conditions();
  }

 private:
  void look(const std::stop_token& stop) {
    constexpr std::chrono::milliseconds pause(500);
    std::mutex mutex;
    std::condition_variable_any stopped;
    std::unique_lock lock(mutex);
    while (!stopped.wait_for(lock, stop, pause, [&] { return stop.stop_requested(); })) sensors_->look();
  }

  std::optional<CudaDevice> device_;
  std::optional<Sensors> sensors_;
  std::jthread thread_;
};

void add_attach_options(po::options_description& options) {
  options.add_options()("ranges", "show all NVTX ranges and not only those named BLOCK@MICRO-BATCH")(
      "overhead",
      "run the command once more without recording first, and say how much slower recording made it");
  add_result_options(options);
}

double slowdown(Time alone, Time recorded) {
  return static_cast<double>(recorded - alone) / static_cast<double>(alone);
}

// What the recorder itself says it took, where the command was not run without it.
double overhead(const Attached& attached, Time alone) {
  if (alone > 0) return std::max(0.0, slowdown(alone, attached.wall));
  Time took = 0;
  for (const ProcessProfile& process : attached.processes) took = std::max(took, process.profile.overhead);
  return static_cast<double>(took) / static_cast<double>(attached.wall);
}

void keep(const Store& store, const Attached& attached, const Watch& watch, Time alone,
          const std::vector<std::string>& command) {
  data::Run run = begin_run(command);
  watch.describe(run);
  run.conditions.overhead = overhead(attached, alone);
  add_blocks(attached, run);
  if (run.blocks.empty())
    throw RequestError("no block to store: no NVTX range was named BLOCK@MICRO-BATCH, such as F0@3");
  store.add(run);
}

// The command's own exit code, unless all that failed is that there was nothing to record.
int run_attach(const po::variables_map& values, const std::vector<std::string>& command) {
  if (command.empty())
    throw UsageError("attach needs a command after --, for example: attach -- python train.py");
  const Store store(values, false);
  const Time alone = values.count("overhead") ? run_alone(command) : 0;
  Watch watch;
  const auto size = static_cast<std::size_t>(repetend_inject_end - repetend_inject_begin);
  const Attached attached = attach(command, {repetend_inject_begin, size});
  watch.stop();
  if (alone > 0)
    fmt::print(stderr, "repetend-profile: without recording {}, with recording {}: {:+.1f} %\n",
               human_time(alone), human_time(attached.wall), 100 * slowdown(alone, attached.wall));
  if (attached.exit_code != 0)
    fmt::print(stderr, "repetend-profile: {} ended with code {}\n", command.front(), attached.exit_code);
  if (const auto nothing = nothing_recorded(attached); !nothing.empty()) {
    fmt::print(stderr, "repetend-profile: {}\n", nothing);
    return attached.exit_code ? attached.exit_code : 1;
  }
  const bool json = values["format"].as<std::string>() == "json";
  print_result(values,
               json ? to_json(attached).dump(2) + "\n" : in_words(attached, values.count("ranges") > 0));
  if (!store.nowhere()) keep(store, attached, watch, alone, command);
  return attached.exit_code;
}

}  // namespace

const Command attach_command{"attach",
                             "-- COMMAND...",
                             "record what any CUDA program runs, by NVTX range",
                             "Runs the command with a recording library that CUDA's driver and NVTX load, "
                             "and shows for every range named\n"
                             "BLOCK@MICRO-BATCH, such as F0@3, how long the device was busy with what was "
                             "launched in it, and its memory.\n"
                             "The exit code is the command's.\n\n"
                             "  repetend-profile attach -- python train.py\n"
                             "  repetend-profile attach --format json -o costs.json -- ./my-program 12",
                             add_attach_options,
                             run_attach};

}  // namespace repetend::profiler
