// A model as a scenario describes it (`model:`, docs/model.md) and how it is to be run. It is plain data, and
// whoever fills it in sees to it that it makes sense.
#pragma once

#include <cstdint>

#include "data/hardware/gpu.hpp"

namespace repetend::data {

enum class Family { gpt, llama, t5, two_branch };
enum class Recomputation { none, selective, full };

// What the plan is of: the micro-batches alone, or the whole iteration with the exchange of gradients and the
// optimizer step as blocks of it.
struct Iteration {
  bool whole = false;
  int buckets = 1;      // in which a stage exchanges its gradients
  bool overlap = true;  // exchange and gathering run beside computing, on a lane of their own
};
inline constexpr int bucket_limit = 64;

struct Model {
  Family family = Family::gpt;
  std::int64_t layers = 0;          // t5: of the encoder; two_branch: of each branch
  std::int64_t decoder_layers = 0;  // t5
  std::int64_t fusion_layers = 0;   // two_branch: over both branches' tokens
  std::int64_t hidden = 0, heads = 0, kv_heads = 0, ffn = 0;
  std::int64_t sequence = 0;         // t5: of the encoder; two_branch: text
  std::int64_t second_sequence = 0;  // t5: of the decoder; two_branch: image patches
  std::int64_t vocabulary = 0;       // 0: no embedding
  bool head = false;                 // logits and loss over the vocabulary
  bool tied = false;                 // the head's weights are the embedding's

  Precision precision = Precision::bf16;
  bool training = true;
  std::int64_t micro_batch = 1;  // sequences
  Recomputation recomputation = Recomputation::none;
  bool fused_attention = true;  // scores never reach the GPU's memory
  std::int64_t tensor_parallel = 1;
  bool sequence_parallel = false;
  std::int64_t data_parallel = 1;
  double data_parallel_bandwidth = 0;  // bytes/s each way; 0: as the links between the devices
  Time data_parallel_latency = 0;
  bool optimizer = true;           // Adam; without: weights and gradients alone
  bool sharded_optimizer = false;  // over the data-parallel replicas (ZeRO stage 1)
  Iteration iteration = {};

  // Whether a replica's optimizer needs its own part of the gradients alone, and its parameters are gathered.
  bool scatters_gradients() const { return optimizer && sharded_optimizer && data_parallel > 1; }

  bool gated() const { return family == Family::llama; }    // SwiGLU: three matrices
  bool dropout() const { return family != Family::llama; }  // its masks are kept
  bool biases() const { return family == Family::gpt || family == Family::two_branch; }
  std::int64_t head_size() const { return hidden / heads; }
};

// Limits of what a scenario may ask for; products of them stay far below what a double holds exactly enough.
inline constexpr int layer_limit = 2'048;

}  // namespace repetend::data
