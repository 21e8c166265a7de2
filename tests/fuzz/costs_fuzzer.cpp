// Whatever the bytes: runs that write and read again, or a RequestError.
#include <cstddef>
#include <cstdint>
#include <cstdlib>

#include "data/costs/text.hpp"
#include "sim/core/error.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  try {
    const std::string text(reinterpret_cast<const char*>(data), size);
    const std::string written = repetend::data::write_costs(repetend::data::parse_costs(text, "fuzz.yaml"));
    if (repetend::data::write_costs(repetend::data::parse_costs(written, "again.yaml")) != written)
      std::abort();
  } catch (const repetend::RequestError&) {
  }
  return 0;
}
