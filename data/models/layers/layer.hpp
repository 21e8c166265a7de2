// The layers of a model as operators, on one of the devices that share it.
#pragma once

#include <string_view>
#include <vector>

#include "data/models/layers/model.hpp"
#include "data/models/operators/operator.hpp"

namespace repetend::data {

// An operator of the forward pass and what the backward pass makes of it.
struct Part {
  Operator op;
  double count = 1;
  int input_gradients = 1;      // 2: a product of two activations
  bool weights = false;         // there is a weight gradient
  bool attention_core = false;  // what selective recomputation repeats
};

// What a layer is in its model.
enum class LayerRole { embedding, layer, encoder, decoder, text, image, fusion, head };
std::string_view to_string(LayerRole);  // "embedding", "layer", "encoder layer", ...
inline bool is_transformer(LayerRole role) { return role != LayerRole::embedding && role != LayerRole::head; }

// The all-reduces of a layer over the devices that share it, each of `bytes` on every one of them.
struct AllReduces {
  int forward = 0, backward = 0;
  double bytes = 0;
};

// Everything is for one of `shares` devices, for one micro-batch.
struct Layer {
  LayerRole role = LayerRole::layer;
  std::vector<Part> parts = {};
  std::vector<Part> gradient_only = {};  // forward-phase operators that belong to the weight gradient
  double parameters = 0;
  double kept = 0;             // bytes of activations from the forward to the backward pass
  double forward_working = 0;  // bytes held only while it runs
  double backward_working = 0;
  AllReduces all_reduces = {};
  double flops = 0;  // forward, of the whole layer on all devices: PaLM's model FLOP
};

// What tells the transformer layers of a model apart.
struct LayerKind {
  LayerRole role = LayerRole::layer;
  std::int64_t sequence = 0;
  bool causal = true;
  std::int64_t attended = 0;  // tokens of another sequence that it attends to as well; 0: none
};

// A transformer layer shared by `shares` devices (tensor parallel, Shoeybi et al., 2019).
Layer transformer_layer(const Model&, const LayerKind&, std::int64_t shares);

// The look-up of `sequence` tokens in a table of which each device has its share of the words.
Layer embedding_layer(const Model&, std::int64_t sequence, std::int64_t shares);

// Normalisation, logits and cross-entropy over the vocabulary.
Layer head_layer(const Model&, std::int64_t sequence, std::int64_t shares);
std::int64_t head_sequence(const Model&);  // tokens of a sequence that it sees: of t5 the decoder's

// The kinds of a model's layers in order, first to last; of two_branch: text, image, fusion.
std::vector<LayerKind> layer_kinds(const Model&);

// All weights of the model, embeddings included.
double parameters(const Model&);

// Floating-point operations of one micro-batch: forward and, in training, twice that for the backward;
// recomputation does not count and causal attention counts in full (Chowdhery et al., PaLM, 2022, appendix
// B).
double model_flops(const Model&);

}  // namespace repetend::data
