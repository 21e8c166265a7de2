// Whatever the bytes: a run that passes its checks, or a RequestError.
#include <cstddef>
#include <cstdint>

#include "profiler/kineto/kineto.hpp"
#include "sim/core/error.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  try {
    const std::string text(reinterpret_cast<const char*>(data), size);
    const auto trace = repetend::profiler::parse_kineto(text, "fuzz.json");
    repetend::data::check(
        repetend::data::canonical(run_of_kineto(trace, "fuzz.json", "2026-11-23T00:00:00Z")));
  } catch (const repetend::RequestError&) {
  }
  return 0;
}
