// Parameters, floating-point operations and activation memory against what the papers print.
#include "data/models/layers/layer.hpp"

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

Sharing shared_by(std::int64_t devices) { return {{.members = devices}}; }

// What a layer keeps without recomputation, which of it are scores, and what full recomputation keeps.
struct Activations {
  double whole = 0, core = 0, input = 0;
};
Activations activations(Model m, std::int64_t devices) {
  const auto kept = [&](Recomputation recomputation) {
    m.recomputation = recomputation;
    return transformer_layer(m, plain, shared_by(devices)).kept;
  };
  const double whole = kept(Recomputation::none);
  return {whole, whole - kept(Recomputation::selective), kept(Recomputation::full)};
}

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
  CHECK(activations(m, 1).whole == Approx(sbh * (34 + 5 * a * s / h)));                 // equation 1
  CHECK(activations(m, 8).whole == Approx(sbh * (10 + 24 / t + 5 * a * s / (h * t))));  // equation 2
  CHECK(activations(m, 8).core == Approx(sbh * 5 * a * s / (h * t)));
  CHECK(activations(m, 8).input == Approx(2 * sbh));  // table 2: full recomputation
  m.sequence_parallel = true;
  CHECK(activations(m, 8).whole == Approx(sbh / t * (34 + 5 * a * s / h)));  // equation 4
  m.recomputation = Recomputation::selective;
  CHECK(transformer_layer(m, plain, shared_by(8)).kept == Approx(34 * sbh / t));  // equation 6, a layer's
  // Section 5: it saves 70 % of the activations of the 175 B model and 65 % of the 530 B one.
  const Activations large = activations(gpt(105, 20'480, 128, 51'200), 1);
  CHECK(activations(m, 1).core / activations(m, 1).whole == Approx(0.70).epsilon(0.01));
  CHECK(large.core / large.whole == Approx(0.65).epsilon(0.01));
  // The scores of fused attention never reach the memory: what is left is selective recomputation's.
  m.fused_attention = true;
  CHECK(activations(m, 8).whole == Approx(34 * sbh / t).epsilon(0.001));
}

TEST_CASE("a layer shared by t devices has 1/t of its matrices and products") {
  const Model m = gpt(1, 1024, 16, 50'000);
  const Layer whole = transformer_layer(m, plain, shared_by(1)),
              quarter = transformer_layer(m, plain, shared_by(4));
  CHECK(whole.parameters == 12.0 * 1024 * 1024 + 13 * 1024);
  CHECK(quarter.parameters == 12.0 * 1024 * 1024 / 4 + 7.0 * 1024 / 4 + 6 * 1024);
  CHECK(whole.collectives.empty());
  REQUIRE(quarter.collectives.size() == 1);
  CHECK(quarter.collectives[0].kind == CollectiveKind::all_reduce);
  CHECK(quarter.collectives[0].forward == 2);
  CHECK(quarter.collectives[0].backward == 2);
  CHECK(quarter.flops == whole.flops);
}

TEST_CASE("a ring all-reduce moves 2 (n - 1) / n of the bytes over every link") {
  const double bytes = 16 << 20;
  CHECK(collective_ns(CollectiveKind::all_reduce, bytes, {1, 50e9, 10'000}) == 0);
  const Ring ring{4, 50e9, 10'000};
  const double all_reduce = collective_ns(CollectiveKind::all_reduce, bytes, ring);
  CHECK(all_reduce == Approx(2 * 0.75 * bytes / 50.0 + 60'000));
  CHECK(2 * collective_ns(CollectiveKind::all_gather, bytes, ring) == all_reduce);
  CHECK(2 * collective_ns(CollectiveKind::reduce_scatter, bytes, ring) == all_reduce);
}

TEST_CASE("a layer is the sum of its sublayers, with equal collectives counted together") {
  const Model m = gpt(1, 1024, 16, 50'000);
  const LayerKind decoder{LayerRole::decoder, 2048, true, 512};
  const Sharing sharing = shared_by(4);
  const Sublayer self = attention(m, decoder, false, sharing), cross = attention(m, decoder, true, sharing);
  Layer layer = transformer_layer(m, decoder, sharing);
  CHECK(layer.parameters == self.parameters + cross.parameters + mlp(m, decoder, sharing).parameters);
  REQUIRE(layer.collectives.size() == 1);
  CHECK(layer.collectives[0].forward == 3);
  // Another kind of collective over the same devices stays apart and has a time of its own.
  const auto forward = [&] {
    CostModel costs(*find_gpu("v100"), nullptr);
    return price(layer, m, {{4, 50e9, 10'000}}, costs).forward;
  };
  const double before = forward();
  add(layer.collectives, {.kind = CollectiveKind::all_gather, .bytes = 1 << 20, .forward = 2});
  CHECK(layer.collectives.size() == 2);
  CHECK(forward() == Approx(before + 2 * (3 * (0.25 * (1 << 20) / 50.0 + 10'000))));
}
