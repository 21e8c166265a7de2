#include "profiler/inject/recording.hpp"

#include <unistd.h>

#include <cstdlib>
#include <exception>

namespace repetend::profiler {
namespace {

std::string file_of(int process) {
  const char* const folder = std::getenv(recording_folder_variable);
  return std::string(folder ? folder : ".") + "/" + std::to_string(process) + ".records";
}

}  // namespace

Recording& Recording::of_this_process() {
  static Recording* const recording = new Recording;
  return *recording;
}

Recording::Recording() : process_(::getpid()), writer_(file_of(process_)) {
  std::atexit([] { of_this_process().finish(); });
}

bool Recording::forked() const { return ::getpid() != process_; }

void Recording::record_cuda() {
  if (forked() || cuda_.exchange(true)) return;
  try {
    recorder_.emplace(writer_);
    // Registered while CUDA starts, so that it is called before CUDA is torn down at exit; finish() may be
    // too late.
    std::atexit([] { of_this_process().stop_cuda(); });
  } catch (const std::exception& error) {
    writer_.add(Notice{error.what()});
  }
}

void Recording::range(RangeAction action, std::uint64_t id, std::string name) {
  if (forked()) return;
  const Timestamp begin = timestamp();
  writer_.add(RangeEvent{action, this_thread(), begin, id, std::move(name)});
  overhead_ += timestamp() - begin;
}

void Recording::stop_cuda() {
  if (forked() || !recorder_) return;
  try {
    recorder_->flush();
  } catch (const std::exception& error) {
    writer_.add(Notice{error.what()});
  }
  recorder_.reset();
}

void Recording::finish() {
  if (forked()) return;
  stop_cuda();
  writer_.add(Overhead{overhead_});
  writer_.finish();
}

}  // namespace repetend::profiler

#define REPETEND_EXPORT extern "C" __attribute__((visibility("default")))

// Called by the driver; 1: fine.
REPETEND_EXPORT int InitializeInjection() {
  repetend::profiler::Recording::of_this_process().record_cuda();
  return 1;
}

// Called by every copy of NVTX in the program; 1: fine.
REPETEND_EXPORT int InitializeInjectionNvtx2(NvtxGetExportTableFunc_t tables) {
  return repetend::profiler::record_nvtx(tables, repetend::profiler::Recording::of_this_process()) ? 1 : 0;
}
