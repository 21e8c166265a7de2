// The layers of a model as operators, on one of the devices that share it.
#pragma once

#include <string>
#include <vector>

#include "data/models/model.hpp"

namespace repetend::data {

// An operator of the forward pass and what the backward pass makes of it.
struct Part {
  Operator op;
  double count = 1;
  int input_gradients = 1;      // 2: a product of two activations
  bool weights = false;         // there is a weight gradient
  bool attention_core = false;  // what selective recomputation repeats
};

// Everything is for one of `shares` devices, for one micro-batch.
struct Layer {
  std::string name;
  std::vector<Part> parts = {};
  std::vector<Part> gradient_only = {};  // forward-phase operators that belong to the weight gradient
  double parameters = 0;
  double kept = 0;             // bytes of activations from the forward to the backward pass
  double forward_working = 0;  // bytes held only while it runs
  double backward_working = 0;
  int all_reduces = 0;  // in each pass, over the devices that share the layer
  double all_reduce_bytes = 0;
  double flops = 0;  // forward, of the whole layer on all devices: PaLM's model FLOP
  bool embedding = false;
};

// What tells the layers of a model apart.
struct LayerKind {
  std::string name;
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
