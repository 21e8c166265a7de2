// The memory that a layer's forward pass leaves for its backward pass.
#pragma once

#include "data/models/layers/layer.hpp"

namespace repetend::data {

// What a layer keeps of one micro-batch in the forward pass for the backward pass, in bytes on each of
// `shares` devices: Korthikanti et al., "Reducing activation recomputation in large transformer models", 2022
// (arXiv 2205.05198), equations 1 to 4 and table 2, taken apart so that other layers fit: for GPT, fp16 and
// unfused attention s b h (34 + 5 a s / h) in all.
struct Activations {
  double whole = 0;  // without recomputation
  double core = 0;   // of `whole`: scores, which selective recomputation drops
  double input = 0;  // all that full recomputation keeps
};
Activations activations(const Model&, const LayerKind&, std::int64_t shares);

}  // namespace repetend::data
