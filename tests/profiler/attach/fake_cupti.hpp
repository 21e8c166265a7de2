// What the recorded program asks of the CUPTI that stands in for CUDA's: to behave as if CUDA had been
// called.
#pragma once

#include <cstdint>

// A call to launch a kernel now, in this thread, and the kernel, which runs for so many ns some time later.
using FakeLaunch = void(std::uint32_t correlation, std::uint64_t duration);
// Device memory taken, or given back.
using FakeMemory = void(std::uint32_t correlation, std::uint64_t address, std::uint64_t bytes, bool release);
