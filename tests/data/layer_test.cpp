// Parameters, floating-point operations and activation memory against what the papers print.
#include "data/models/layers/layer.hpp"

#include "data/models/layers/activations.hpp"
#include "data/models/layers/price.hpp"
#include "tests/support/catch.hpp"

using namespace repetend;
using namespace repetend::data;

namespace {

Model gpt(std::int64_t layers, std::int64_t hidden, std::int64_t heads, std::int64_t words) {
  Model m;
  m.layers = layers;
  m.hidden = hidden;
  m.heads = m.kv_heads = heads;
  m.ffn = 4 * hidden;
  m.sequence = 2048;
  m.vocabulary = words;
  m.head = m.tied = true;
  m.precision = Precision::fp16;
  m.fused_attention = false;
  return m;
}

Model llama(std::int64_t layers, std::int64_t hidden, std::int64_t heads, std::int64_t kv_heads,
            std::int64_t ffn, std::int64_t words) {
  Model m = gpt(layers, hidden, heads, words);
  m.family = Family::llama;
  m.kv_heads = kv_heads;
  m.ffn = ffn;
  m.tied = false;
  return m;
}

const LayerKind plain{LayerRole::layer, 2048, true, 0};

}  // namespace

TEST_CASE("models have the published numbers of parameters") {
  // Brown et al., GPT-3, 2020, table 2.1: 175.0 B.
  CHECK(parameters(gpt(96, 12'288, 96, 50'257)) == Approx(174.6e9).epsilon(0.0005));
  // Narayanan et al., 2021, table 1, V = 51,200: 1.7, 39.1, 145.6 and 1008.0 B.
  CHECK(parameters(gpt(24, 2'304, 24, 51'200)) == Approx(1.65e9).epsilon(0.002));
  CHECK(parameters(gpt(48, 8'192, 64, 51'200)) == Approx(39.1e9).epsilon(0.002));
  CHECK(parameters(gpt(80, 12'288, 96, 51'200)) == Approx(145.6e9).epsilon(0.001));
  CHECK(parameters(gpt(128, 25'600, 160, 51'200)) == Approx(1008e9).epsilon(0.001));
  // Touvron et al., Llama 2, 2023: 6,738,415,616; Llama 2 70B: 68,976,648,192 (the weights' own count).
  CHECK(parameters(llama(32, 4'096, 32, 32, 11'008, 32'000)) == Approx(6'738'415'616).epsilon(1e-6));
  CHECK(parameters(llama(80, 8'192, 64, 8, 28'672, 32'000)) == Approx(68'976'648'192).epsilon(1e-6));
}

TEST_CASE("an iteration's model FLOP are those of Megatron's formula") {
  // Narayanan et al., 2021, appendix, and Korthikanti et al., 2022, equation 7:
  // 72 B s l h^2 (1 + s/(6h) + V/(12 l h)).
  const Model m = gpt(96, 12'288, 96, 51'200);
  const double s = 2048, l = 96, h = 12'288, v = 51'200;
  CHECK(model_flops(m) == Approx(72 * s * l * h * h * (1 + s / (6 * h) + v / (12 * l * h))).epsilon(1e-9));
  // PaLM's 6 N + 12 l h s a token, N without embeddings and with the head's product.
  const double matrices = 12 * l * h * h + v * h;
  CHECK(model_flops(m) / s == Approx(6 * matrices + 12 * l * h * s).epsilon(1e-9));
  // Korthikanti et al., table 5: 175 B, batch 64, 64 A100 of 312 TFLOP/s, 13.75 s an iteration: MFU 51.4 %.
  CHECK(64 * model_flops(m) / (13.75 * 64 * 312e12) == Approx(0.514).epsilon(0.005));
  // 530 B, batch 280, 280 GPUs, 37.83 s: 56.0 %; 1 T, batch 512, 512 GPUs, 71.49 s: 56.3 %.
  CHECK(280 * model_flops(gpt(105, 20'480, 128, 51'200)) / (37.83 * 280 * 312e12) ==
        Approx(0.56).epsilon(0.005));
  CHECK(512 * model_flops(gpt(128, 25'600, 160, 51'200)) / (71.49 * 512 * 312e12) ==
        Approx(0.563).epsilon(0.005));
}

TEST_CASE("activations take what Korthikanti et al. derive") {
  Model m = gpt(96, 12'288, 96, 51'200);
  m.micro_batch = 4;
  const double s = 2048, b = 4, h = 12'288, a = 96, t = 8, sbh = s * b * h;
  CHECK(activations(m, plain, 1).whole == Approx(sbh * (34 + 5 * a * s / h)));                 // equation 1
  CHECK(activations(m, plain, 8).whole == Approx(sbh * (10 + 24 / t + 5 * a * s / (h * t))));  // equation 2
  CHECK(activations(m, plain, 8).core == Approx(sbh * 5 * a * s / (h * t)));
  CHECK(activations(m, plain, 8).input == Approx(2 * sbh));  // table 2: full recomputation
  m.sequence_parallel = true;
  CHECK(activations(m, plain, 8).whole == Approx(sbh / t * (34 + 5 * a * s / h)));  // equation 4
  m.recomputation = Recomputation::selective;
  CHECK(transformer_layer(m, plain, 8).kept == Approx(34 * sbh / t));  // equation 6, a layer's
  // Section 5: it saves 70 % of the activations of the 175 B model and 65 % of the 530 B one.
  const Activations large = activations(gpt(105, 20'480, 128, 51'200), plain, 1);
  CHECK(activations(m, plain, 1).core / activations(m, plain, 1).whole == Approx(0.70).epsilon(0.01));
  CHECK(large.core / large.whole == Approx(0.65).epsilon(0.01));
  // The scores of fused attention never reach the memory: what is left is selective recomputation's.
  m.fused_attention = true;
  CHECK(activations(m, plain, 8).whole == Approx(34 * sbh / t).epsilon(0.001));
}

TEST_CASE("a layer shared by t devices has 1/t of its matrices and products") {
  const Model m = gpt(1, 1024, 16, 50'000);
  const Layer whole = transformer_layer(m, plain, 1), quarter = transformer_layer(m, plain, 4);
  CHECK(whole.parameters == 12.0 * 1024 * 1024 + 13 * 1024);
  CHECK(quarter.parameters == 12.0 * 1024 * 1024 / 4 + 7.0 * 1024 / 4 + 6 * 1024);
  CHECK(whole.all_reduces.forward == 0);
  CHECK(quarter.all_reduces.forward == 2);
  CHECK(quarter.all_reduces.backward == 2);
  CHECK(quarter.flops == whole.flops);
}

TEST_CASE("a ring all-reduce moves 2 (n - 1) / n of the bytes over every link") {
  const RingLink link{50e9, 10'000};
  CHECK(all_reduce_ns(16 << 20, 1, link) == 0);
  CHECK(all_reduce_ns(16 << 20, 4, link) == Approx(2 * 0.75 * (16 << 20) / 50.0 + 60'000));
}
