// Whatever the bytes: a sound scenario or a RequestError.
#include <cstddef>
#include <cstdint>
#include <cstdlib>

#include "sim/core/error.hpp"
#include "sim/formats/scenario/scenario.hpp"
#include "sim/problem/check.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  try {
    const std::string text(reinterpret_cast<const char*>(data), size);
    const repetend::Scenario scenario = repetend::parse_scenario(text, "fuzz.yaml");
    for (const auto& problem : scenario.placements())
      if (!repetend::check(*problem).empty()) std::abort();
  } catch (const repetend::RequestError&) {
  }
  return 0;
}
