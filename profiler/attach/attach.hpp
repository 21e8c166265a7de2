// Running somebody else's program with our recorder in it.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "profiler/records/profile.hpp"

namespace repetend::profiler {

struct ProcessProfile {
  int process = 0;       // its id
  bool complete = true;  // false: it was killed or crashed; what it wrote before is here
  Profile profile;
};

struct Attached {
  int exit_code = 0;                      // of the program; 128 + signal
  Time wall = 0;                          // from its start to its end
  std::vector<ProcessProfile> processes;  // those that used CUDA or NVTX, by id
};

// Runs the command with the injection library, whose bytes are given, loaded by CUDA's driver and by NVTX.
// Throws RequestError when the command cannot be started or the recording not be written.
Attached attach(const std::vector<std::string>& command, std::string_view injection_library);

// The command by itself, for how much recording slows it down.
Time run_alone(const std::vector<std::string>& command);

}  // namespace repetend::profiler
