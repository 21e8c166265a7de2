// The parts that layers are put together from, on one of the devices that share them.
#pragma once

#include <vector>

#include "data/models/layers/collective.hpp"
#include "data/models/layers/kind.hpp"
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

// Everything is for one of the devices that share it, for one micro-batch. Memory is in bytes.
struct Sublayer {
  std::vector<Part> parts = {};
  std::vector<Part> gradient_only = {};  // forward-phase operators that belong to the weight gradient
  double parameters = 0;
  double kept = 0;             // activations from the forward to the backward pass
  double core = 0;             // of `kept`: what selective recomputation drops
  double forward_working = 0;  // held only while it runs
  double backward_working = 0;
  std::vector<Collective> collectives = {};
  double flops = 0;  // forward, of all devices together: PaLM's model FLOP

  Sublayer& operator+=(const Sublayer&);
};

// Of tokens to themselves or, `cross`, to those of the other sequence that the kind names.
Sublayer attention(const Model&, const LayerKind&, bool cross, const Sharing&);

Sublayer mlp(const Model&, const LayerKind&, const Sharing&);

// The look-up of `sequence` tokens in a table of which each device has its share of the words.
Sublayer look_up(const Model&, std::int64_t sequence, const Sharing&);

// Normalisation, logits and cross-entropy over the vocabulary.
Sublayer logits(const Model&, std::int64_t sequence, const Sharing&);

// Of `sequence` tokens of a micro-batch, on one device that has them all.
double activation_bytes(const Model&, std::int64_t sequence);

}  // namespace repetend::data
