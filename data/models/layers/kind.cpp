#include "data/models/layers/kind.hpp"

#include <array>

namespace repetend::data {

std::string_view to_string(LayerRole role) {
  constexpr std::array<std::string_view, 8> names{"embedding",     "layer",      "encoder layer",
                                                  "decoder layer", "text layer", "image layer",
                                                  "fusion layer",  "head"};
  return names[static_cast<std::size_t>(role)];
}

std::vector<LayerKind> layer_kinds(const Model& m) {
  std::vector<LayerKind> all;
  const auto add = [&](std::int64_t count, const LayerKind& kind) {
    all.insert(all.end(), static_cast<std::size_t>(count), kind);
  };
  switch (m.family) {
    case Family::gpt:
    case Family::llama:
      add(m.layers, {LayerRole::layer, m.sequence, true});
      break;
    case Family::t5:
      add(m.layers, {LayerRole::encoder, m.sequence, false});
      add(m.decoder_layers, {LayerRole::decoder, m.second_sequence, true, m.sequence});
      break;
    case Family::two_branch:
      add(m.layers, {LayerRole::text, m.sequence, false});
      add(m.layers, {LayerRole::image, m.second_sequence, false});
      add(m.fusion_layers, {LayerRole::fusion, m.sequence + m.second_sequence, false});
  }
  return all;
}

std::int64_t head_sequence(const Model& m) { return m.family == Family::t5 ? m.second_sequence : m.sequence; }

}  // namespace repetend::data
