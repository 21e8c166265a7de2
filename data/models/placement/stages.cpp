#include "data/models/placement/stages.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <numeric>
#include <span>

#include "data/models/operators/cost.hpp"

namespace repetend::data {
namespace {

// With sequence parallelism every device sends its share of them.
double bytes_sent(const Model& m, std::int64_t tokens, const Sharing& sharing) {
  const double whole = activation_bytes(m, tokens);
  return m.sequence_parallel ? whole / static_cast<double>(sharing.tensor.members) : whole;
}

// What travels from a layer to the next: a decoder's activations with the encoder's output that all its
// layers attend to; within the encoder the embedded decoder tokens too, where only the first stage has the
// table.
std::int64_t tokens_after(const Model& m, const LayerKind& kind, Tables tables) {
  if (kind.attended > 0) return kind.sequence + kind.attended;
  if (m.family == Family::t5 && tables == Tables::whole) return m.sequence + m.second_sequence;
  // Without branches of their own, the text and the image pass through one another's stages.
  if (m.family == Family::two_branch) return m.sequence + m.second_sequence;
  return kind.sequence;
}

void append(LayerChain& chain, Layer layer, double output) {
  chain.layers.push_back(std::move(layer));
  chain.outputs.push_back(output);
}

void append_embeddings(LayerChain& chain, const Model& m, const Sharing& sharing) {
  if (m.vocabulary == 0) return;
  append(chain, embedding_layer(m, m.sequence, sharing), bytes_sent(m, m.sequence, sharing));
  if (m.family != Family::t5) return;
  append(chain, embedding_layer(m, m.second_sequence, sharing),
         bytes_sent(m, m.sequence + m.second_sequence, sharing));
  chain.layers.back().parameters = 0;  // the same table
}

std::vector<LayerChain> two_branches(const Model& m, const Sharing& sharing) {
  std::vector<LayerChain> result(2);
  append_embeddings(result[0], m, sharing);
  for (const LayerKind& kind : layer_kinds(m))
    if (kind.role != LayerRole::fusion)
      append(result[kind.role == LayerRole::text ? 0 : 1], transformer_layer(m, kind, sharing),
             bytes_sent(m, kind.sequence, sharing));
  return result;
}

std::string contents_of(std::span<const Layer> layers) {
  std::string text;
  for (std::size_t i = 0; i < layers.size();) {
    std::size_t end = i;
    while (end < layers.size() && layers[end].role == layers[i].role) ++end;
    const std::string name(to_string(layers[i].role));
    if (!text.empty()) text += ", ";
    text += end - i == 1 ? name : fmt::format("{} {}s", end - i, name);
    i = end;
  }
  return text;
}

using LayerCounts = std::vector<std::size_t>;

bool is_transformer_layer(const Layer& layer) {
  return layer.role != LayerRole::embedding && layer.role != LayerRole::head;
}

[[noreturn]] void refuse_too_few(std::size_t layers, std::size_t stages) {
  throw PlacementError(fmt::format("{} layers for {} stages, expected at least one a stage", layers, stages));
}

// Divides layers that follow one another over stages.
class Divider {
 public:
  Divider(const Model& model, const StageRequest& request, CostModel& costs)
      : model_(model), request_(request), costs_(costs) {}

  LayerCounts divide(std::span<const Layer> layers, std::size_t stages) const {
    if (request_.split != Split::given && layers.size() < stages) refuse_too_few(layers.size(), stages);
    return request_.split == Split::balanced ? balanced(layers, stages) : counted(layers, stages);
  }

 private:
  LayerCounts balanced(std::span<const Layer> layers, std::size_t stages) const {
    constexpr Time most = amount_limit / layer_limit;  // their sum must not overflow
    std::vector<Time> times;
    for (const Layer& layer : layers) {
      const LayerPrice time = price(layer, model_, request_.stage_sharing, costs_);
      times.push_back(std::min(most, whole_amount(time.forward + time.backward())));
    }
    return balanced_partition(times, stages);
  }

  // Only transformer layers count; tables go with the first and the head with the last stage.
  LayerCounts counted(std::span<const Layer> layers, std::size_t stages) const {
    const auto count = static_cast<std::size_t>(std::ranges::count_if(layers, is_transformer_layer));
    if (request_.split == Split::even && count < stages) refuse_too_few(count, stages);
    LayerCounts sizes = request_.split == Split::even ? even_partition(count, stages) : given(count, stages);
    sizes.front() +=
        static_cast<std::size_t>(std::ranges::find_if(layers, is_transformer_layer) - layers.begin());
    sizes.back() += layers.size() - std::accumulate(sizes.begin(), sizes.end(), std::size_t{0});
    return sizes;
  }

  LayerCounts given(std::size_t layers, std::size_t stages) const {
    const auto& sizes = request_.given;
    const int sum = std::accumulate(sizes.begin(), sizes.end(), 0);
    if (sizes.size() != stages || static_cast<std::size_t>(sum) != layers)
      throw PlacementError(
          fmt::format("a split of {} layers over {} stages, expected {} layers over {} stages", sum,
                      sizes.size(), layers, stages));
    return {sizes.begin(), sizes.end()};
  }

  const Model& model_;
  const StageRequest& request_;
  CostModel& costs_;
};

// The second table's gang stands between the halves, so the decoder begins in the second.
LayerCounts divide_chain(const Divider& divider, const Model& m, const LayerChain& chain, std::size_t stages,
                         bool halves) {
  const std::span<const Layer> layers(chain.layers);
  if (!halves) return divider.divide(layers, stages);
  const auto encoder = static_cast<std::size_t>(m.layers);
  LayerCounts sizes = divider.divide(layers.first(encoder), stages / 2);
  std::ranges::copy(divider.divide(layers.subspan(encoder), stages - stages / 2), std::back_inserter(sizes));
  return sizes;
}

std::vector<Layer> gang_layers(const Model& m, Gang gang, const Sharing& sharing) {
  switch (gang) {
    case Gang::embedding:
      return {embedding_layer(m, m.sequence, sharing)};
    case Gang::second_embedding:
      return {embedding_layer(m, m.second_sequence, sharing)};
    case Gang::head:
      return {head_layer(m, head_sequence(m), sharing)};
    case Gang::fusion:
      break;
  }
  std::vector<Layer> layers;
  for (const LayerKind& kind : layer_kinds(m))
    if (kind.role == LayerRole::fusion) layers.push_back(transformer_layer(m, kind, sharing));
  return layers;
}

bool has_gang(const Pattern& pattern, Gang gang) {
  return std::ranges::find(pattern.steps, std::optional(gang), &Step::gang) != pattern.steps.end();
}

}  // namespace

std::vector<LayerChain> layer_chains(const Model& m, const Sharing& sharing, Tables tables, bool branches) {
  if (branches) return two_branches(m, sharing);
  LayerChain chain;
  if (tables == Tables::whole) append_embeddings(chain, m, sharing);
  for (const LayerKind& kind : layer_kinds(m))
    append(chain, transformer_layer(m, kind, sharing), bytes_sent(m, tokens_after(m, kind, tables), sharing));
  if (m.head && tables != Tables::sharded_both) append(chain, head_layer(m, head_sequence(m), sharing), 0);
  return {std::move(chain)};
}

StageCost price_layers(std::span<const Layer> layers, const Model& m, const Sharing& sharing,
                       CostModel& costs) {
  StageCost sum;
  bool has_table = false;
  for (const Layer& layer : layers) {
    const LayerPrice time = price(layer, m, sharing, costs);
    sum.time.forward += time.forward;
    sum.time.recomputation += time.recomputation;
    sum.time.input_gradient += time.input_gradient;
    sum.time.weight_gradient += time.weight_gradient;
    sum.kept += layer.kept;
    sum.forward_working = std::max(sum.forward_working, layer.forward_working);
    sum.backward_working = std::max(sum.backward_working, layer.backward_working);
    has_table = has_table || layer.role == LayerRole::embedding;
    if (layer.role != LayerRole::head || !m.tied || !has_table) sum.parameters += layer.parameters;
  }
  sum.contents = layers.empty() ? "no layers" : contents_of(layers);
  return sum;
}

StageCosts stage_costs(const Model& m, const StageRequest& request, CostModel& costs) {
  const Tables tables = has_gang(request.pattern, Gang::head)        ? Tables::sharded_both
                        : has_gang(request.pattern, Gang::embedding) ? Tables::sharded_embedding
                                                                     : Tables::whole;
  const auto all = layer_chains(m, request.stage_sharing, tables, has_gang(request.pattern, Gang::fusion));
  const Divider divider(m, request, costs);
  StageCosts result;
  for (const LayerChain& chain : all) {
    std::size_t used = 0;
    for (const std::size_t size :
         divide_chain(divider, m, chain, request.pattern.costs / all.size(), request.halves)) {
      const auto layers = std::span(chain.layers).subspan(used, size);
      result.stages.push_back(price_layers(layers, m, request.stage_sharing, costs));
      used += size;
      // A stage without layers passes on what it gets; before the first layer that is nothing.
      result.stages.back().output = used == 0 ? 0 : chain.outputs[used - 1];
    }
  }
  for (const Step& step : request.pattern.steps) {
    if (!step.gang) continue;
    const auto layers = gang_layers(m, *step.gang, request.gang_sharing);
    result.gangs.push_back(price_layers(layers, m, request.gang_sharing, costs));
    // One table serves both look-ups, and a tied head.
    if (step.gang == Gang::second_embedding || (step.gang == Gang::head && m.tied))
      result.gangs.back().parameters = 0;
  }
  return result;
}

}  // namespace repetend::data
