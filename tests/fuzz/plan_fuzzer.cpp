// Whatever the bytes: a plan that writes and reads again, or a RequestError.
#include <cstddef>
#include <cstdint>
#include <cstdlib>

#include "sim/core/error.hpp"
#include "sim/formats/plan/plan_file.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  try {
    const std::string text(reinterpret_cast<const char*>(data), size);
    const std::string written = repetend::write_plan(repetend::parse_plan(text, "fuzz.json"));
    if (repetend::write_plan(repetend::parse_plan(written, "again.json")) != written) std::abort();
  } catch (const repetend::RequestError&) {
  }
  return 0;
}
