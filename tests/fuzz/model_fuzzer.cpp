// Whatever the bytes: sound placements of a model or a RequestError.
#include <cstddef>
#include <cstdint>
#include <cstdlib>

#include "data/models/scenario.hpp"
#include "sim/core/error.hpp"
#include "sim/problem/check.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  try {
    const std::string text(reinterpret_cast<const char*>(data), size);
    const auto priced = repetend::data::parse_scenario(text, "fuzz.yaml");
    for (const auto& problem : priced.scenario.placements())
      if (!repetend::check(*problem).empty()) std::abort();
  } catch (const repetend::RequestError&) {
  }
  return 0;
}
