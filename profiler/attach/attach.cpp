#include "profiler/attach/attach.hpp"

#include <stdlib.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <cstring>
#include <filesystem>

#include "profiler/records/record_file.hpp"
#include "sim/core/error.hpp"
#include "sim/core/file.hpp"
#include "sim/core/process.hpp"

namespace repetend::profiler {
namespace {

namespace fs = std::filesystem;

// For the library and the recordings; removed at the end.
class Folder {
 public:
  Folder() {
    std::string name = (fs::temp_directory_path() / "repetend-profile-XXXXXX").string();
    if (!::mkdtemp(name.data())) throw RequestError("cannot make " + name + ": " + std::strerror(errno));
    path_ = name;
  }
  ~Folder() {
    std::error_code ignored;
    fs::remove_all(path_, ignored);
  }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;
  const fs::path& path() const { return path_; }

 private:
  fs::path path_;
};

Time since(std::chrono::steady_clock::time_point begin) {
  return std::chrono::nanoseconds(std::chrono::steady_clock::now() - begin).count();
}

ProcessProfile read(const fs::path& file) {
  RecordFile records(file.string());
  ProcessProfile result;
  result.process = std::stoi(file.stem().string());
  result.profile = profile(records);
  result.complete = records.complete();
  return result;
}

std::vector<ProcessProfile> read_all(const fs::path& folder) {
  std::vector<ProcessProfile> result;
  for (const auto& entry : fs::directory_iterator(folder))
    if (entry.path().extension() == ".records") result.push_back(read(entry.path()));
  std::ranges::sort(result, {}, &ProcessProfile::process);
  return result;
}

}  // namespace

Attached attach(const std::vector<std::string>& command, std::string_view injection_library) {
  const Folder folder;
  const std::string library = (folder.path() / "librepetend-inject.so").string();
  write_file(library, std::string(injection_library));
  const auto begin = std::chrono::steady_clock::now();
  Attached result;
  result.exit_code = run_program(command, {{"CUDA_INJECTION64_PATH", library},
                                           {"NVTX_INJECTION64_PATH", library},
                                           {recording_folder_variable, folder.path().string()}});
  result.wall = since(begin);
  result.processes = read_all(folder.path());
  return result;
}

Time run_alone(const std::vector<std::string>& command) {
  const auto begin = std::chrono::steady_clock::now();
  run_program(command);
  return since(begin);
}

}  // namespace repetend::profiler
