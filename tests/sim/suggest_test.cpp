#include "sim/core/suggest.hpp"

#include <array>

#include "tests/support/catch.hpp"

namespace repetend::test {

TEST_CASE("what is meant by a word is hinted at", "[core]") {
  static constexpr std::array<std::string_view, 6> gpus{"v100",      "a100-sxm", "h100-sxm",
                                                        "h100-pcie", "h200",     "b200"};
  static constexpr std::array<std::string_view, 8> words{"gpipe",   "1f1b",   "1f1b+",   "1f1b-limited",
                                                         "chimera", "memory", "devices", "micro_batches"};
  static constexpr std::array<std::string_view, 3> options{"--schedule", "--schedules", "--format"};
  const auto [word, candidates, hint] =
      GENERATE(table<std::string_view, std::span<const std::string_view>, std::string>({
          {"h100", gpus, "; did you mean 'h100-sxm' or 'h100-pcie'?"},
          {"H100", gpus, "; did you mean 'h100-sxm' or 'h100-pcie'?"},
          {"a100", gpus, "; did you mean 'a100-sxm'?"},
          {"A100-SXM4-80GB", gpus, "; did you mean 'a100-sxm'?"},
          {"h20", gpus, "; did you mean 'h200'?"},
          {"v1000", gpus, "; did you mean 'v100'?"},
          {"pcie", gpus, "; did you mean 'h100-pcie'?"},
          {"h100-sxn", gpus, "; did you mean 'h100-sxm'?"},
          {"b20", gpus, "; did you mean 'b200'?"},
          {"b300", gpus, "; did you mean 'b200'?"},
          {"mi300x", gpus, ""},
          {"gpip", words, "; did you mean 'gpipe'?"},
          {"1f1b-limit", words, "; did you mean '1f1b-limited'?"},
          {"limited", words, "; did you mean '1f1b-limited'?"},
          {"chimaera", words, "; did you mean 'chimera'?"},
          {"devces", words, "; did you mean 'devices'?"},
          {"mem", words, "; did you mean 'memory'?"},
          {"memroy", words, "; did you mean 'memory'?"},
          {"micro_batches_total", words, "; did you mean 'micro_batches'?"},
          {"zb", words, ""},
          {"", words, ""},
          {"--fomat", options, "; did you mean '--format'?"},
          {"--form", options, "; did you mean '--format'?"},
          {"--schedul", options, "; did you mean '--schedule' or '--schedules'?"},
      }));
  CAPTURE(word);
  CHECK(did_you_mean(word, candidates) == hint);
}

}  // namespace repetend::test
