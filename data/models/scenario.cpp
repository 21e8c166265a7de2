#include "data/models/scenario.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "data/models/placement/place.hpp"
#include "data/models/request.hpp"
#include "sim/core/file.hpp"
#include "sim/core/human.hpp"
#include "sim/formats/scenario/expansion.hpp"

namespace repetend::data {
namespace {

// The keys of a scenario that are read here as well as in sim's own reader of blocks.
void expect_keys(const Node& root) {
  root.expect_keys("a scenario with a model",
                   {"version", "name", "time_unit", "memory_unit", "memory_release", "micro_batches",
                    "transfer", "devices", "links", "model", "alternatives", "set"},
                   {"micro_batch_scale", "micro_batch_order"});
}

bool gives_memory(const Node& devices, std::size_t index) {
  const Document& document = devices.document();
  return (document.kind == Document::Kind::map ? document : document.items[index]).find("memory") != nullptr;
}

void read_cluster_devices(const Node& root, const Gpu& gpu, PlacedProblem& out) {
  const Node devices = root.at("devices", "the scenario");
  read_devices(devices, out);
  for (std::size_t d = 0; d < out.problem.devices.size(); ++d)
    if (!gives_memory(devices, d)) out.problem.devices[d].memory = gpu.memory;
}

// What the scenario does not say of the links between devices the GPU's description does; between nodes the
// network's.
void read_cluster_links(const Node& root, const ModelRequest& request, Problem& problem) {
  Link link{request.gpu.link_latency,
            static_cast<Bytes>(request.gpu.link_bandwidth * request.gpu.link_fraction)};
  if (const auto links = root.find("links")) {
    Document complete = links->document();
    Document given = complete.find("default") ? *complete.find("default") : Document::map();
    if (!given.find("latency")) given.set("latency", Document::text(fmt::format("{}ns", link.latency)));
    if (!given.find("bandwidth"))
      given.set("bandwidth", Document::text(fmt::format("{}B/s", link.bandwidth)));
    complete.set("default", std::move(given));
    read_links(Node(complete, root.source()), problem);
  } else {
    problem.links.fallback = link;
  }
  if (request.network.node_size == 0) return;
  const auto node_of = [&](DeviceId d) {
    return d.index() / static_cast<std::size_t>(request.network.node_size);
  };
  for (DeviceId from : ids<DeviceId>(problem.devices.size()))
    for (DeviceId to : ids<DeviceId>(problem.devices.size()))
      if (node_of(from) != node_of(to))
        problem.links.pairs.try_emplace(
            {from, to}, Link{request.network.latency, static_cast<Bytes>(request.network.bandwidth)});
}

// Devices, links and settings: a problem without blocks.
PlacedProblem read_cluster(const Node& root, ModelRequest& request) {
  PlacedProblem out;
  out.places.whole = root.place();
  read_settings(root, out.problem);
  if (!root.find("transfer")) out.problem.transfer = TransferMode::async;
  read_cluster_devices(root, request.gpu, out);
  read_cluster_links(root, request, out.problem);
  Model& m = request.model;
  const bool networked = request.network.node_size > 0;
  const Link& link = *out.problem.links.fallback;
  m.data_parallel_latency = networked ? request.network.latency : link.latency;
  if (m.data_parallel_bandwidth == 0)
    m.data_parallel_bandwidth = networked ? request.network.bandwidth : static_cast<double>(link.bandwidth);
  if (request.global_batch) {
    if (const auto count = root.find("micro_batches"))
      count->fail("`micro_batches` beside `global_batch`, expected one of them");
    out.problem.micro_batches = static_cast<int>(*request.global_batch / (m.micro_batch * m.data_parallel));
  }
  read_micro_batches(root, out);
  return out;
}

PlacementRequest main_placement(const ModelRequest& request, std::size_t devices) {
  const Layout& layout = request.layout;
  PlacementRequest main{.name = "main",
                        .shape = layout.shape,
                        .chunks = layout.chunks,
                        .tensor_parallel = request.model.tensor_parallel,
                        .split = layout.split,
                        .given = layout.given};
  if (layout.shape == "tensor-parallel") {
    main.shape = "v";
    main.tensor_parallel = static_cast<std::int64_t>(devices);
  }
  return main;
}

constexpr const char* whole_layers = "whole-layers";  // the derived placement that 1F1B needs

// The placements that the schedules people use need: whole layers for 1F1B, chunks for interleaved 1F1B,
// split backwards for zero bubble, everything on all devices for tensor parallelism.
std::vector<PlacementRequest> derived_placements(const ModelRequest& request, std::size_t devices) {
  const std::string& shape = request.layout.shape;
  const std::int64_t t = request.model.tensor_parallel;
  std::vector<PlacementRequest> all;
  if (shape != "v") all.push_back({.name = whole_layers, .shape = "v", .tensor_parallel = t});
  if (request.model.training) {
    if (shape != "interleaved")
      all.push_back({.name = "chunks", .shape = "interleaved", .tensor_parallel = t});
    if (shape != "zb") all.push_back({.name = "split-backward", .shape = "zb", .tensor_parallel = t});
    if (shape != "zbv") all.push_back({.name = "split-backward-v", .shape = "zbv", .tensor_parallel = t});
  }
  if (shape != "tensor-parallel")
    all.push_back(
        {.name = "tensor-parallel", .shape = "v", .tensor_parallel = static_cast<std::int64_t>(devices)});
  return all;
}

// Whether 1F1B has room: as many micro-batches in flight on the first stage as there are stages.
bool has_room_for_1f1b(const Problem& problem, std::int64_t stages) {
  std::vector<Bytes> need, workspace(problem.devices.size());
  for (const Device& device : problem.devices) need.push_back(device.static_memory);
  for (const Block& block : problem.blocks)
    for (const DeviceUse& use : block.uses) {
      need[use.device.index()] += use.acquire * std::min<std::int64_t>(stages, problem.micro_batches);
      workspace[use.device.index()] = std::max(workspace[use.device.index()], use.workspace);
    }
  for (std::size_t d = 0; d < need.size(); ++d)
    if (need[d] + workspace[d] > problem.devices[d].memory) return false;
  return true;
}

class Expander {
 public:
  Expander(const Node& root, ModelRequest request, const CostSource* source)
      : model_(root.at("model", "the scenario")),
        cluster_(read_cluster(root, request)),
        request_(std::move(request)),
        costs_(request_.gpu, source) {}

  std::vector<PlacedProblem> expand(bool derive) {
    const std::size_t devices = cluster_.problem.devices.size();
    try {
      add(main_placement(request_, devices));
    } catch (const PlacementError& error) {
      const bool counted = request_.layout.split == Split::given;
      model_.find(counted ? "split" : "shape").value_or(model_).fail(error.what());
    }
    if (!derive) return std::move(placed_);
    for (const PlacementRequest& request : wanted(derived_placements(request_, devices))) {
      const bool added = try_to_add(request);
      if (added && request.name == whole_layers) widen_until_it_fits(request);
    }
    return std::move(placed_);
  }

  Pricing pricing() {
    return {std::move(request_), costs_.priced(), std::move(priced_), std::move(not_derived_)};
  }

 private:
  // Those that `alternatives:` of the model names, or all.
  std::vector<PlacementRequest> wanted(std::vector<PlacementRequest> all) const {
    const auto& names = request_.layout.alternatives;
    if (!names) return all;
    std::vector<std::string_view> known;
    for (const PlacementRequest& request : all) known.push_back(request.name);
    const auto items = model_.at("alternatives", "the model").items("a list");
    for (const Node& item : items) item.word(known);
    std::erase_if(
        all, [&](const PlacementRequest& r) { return std::ranges::find(*names, r.name) == names->end(); });
    return all;
  }

  void add(const PlacementRequest& request) {
    const auto devices = static_cast<std::int64_t>(cluster_.problem.devices.size());
    if (devices % request.tensor_parallel != 0)
      throw PlacementError(fmt::format("{} devices, expected a multiple of the {} that share each layer",
                                       devices, request.tensor_parallel));
    if (request_.model.heads % request.tensor_parallel != 0)
      throw PlacementError(fmt::format("{} heads do not divide over {} devices", request_.model.heads,
                                       request.tensor_parallel));
    PlacedModel placed = place(request_.model, request, cluster_.problem, costs_);
    priced_.push_back(std::move(placed.priced));
    PlacedProblem problem{std::move(placed.problem), cluster_.places};
    problem.places.blocks.assign(problem.problem.blocks.size(), model_.place());
    problem.places.edges.assign(problem.problem.edges.size(), model_.place());
    problem.places.machines.assign(problem.problem.machines.size(), model_.place());
    placed_.push_back(std::move(problem));
  }

  // Whole layers on each device may be too much; then people share them between as few devices of a node as
  // will do.
  void widen_until_it_fits(PlacementRequest request) {
    const auto devices = static_cast<std::int64_t>(cluster_.problem.devices.size());
    const std::int64_t node = request_.network.node_size > 0 ? request_.network.node_size : devices;
    while (!has_room_for_1f1b(placed_.back().problem, devices / request.tensor_parallel)) {
      request.tensor_parallel *= 2;
      if (request.tensor_parallel > node || request.tensor_parallel >= devices) return;
      request.name = fmt::format("{}-tp{}", whole_layers, request.tensor_parallel);
      if (!try_to_add(request)) return;
    }
  }

  bool try_to_add(const PlacementRequest& request) {
    try {
      add(request);
      return true;
    } catch (const PlacementError& error) {
      not_derived_.push_back(fmt::format("{}: {}", request.name, error.what()));
      return false;
    }
  }

  Node model_;
  PlacedProblem cluster_;
  ModelRequest request_;
  CostModel costs_;
  std::vector<PlacedProblem> placed_;
  std::vector<PricedPlacement> priced_;
  std::vector<std::string> not_derived_;
};

// Turns `model:` into explicit blocks before sim sees the scenario.
class ModelExpansion : public Expansion {
 public:
  // costs: where measurements are looked up; null: everything is estimated.
  explicit ModelExpansion(const CostSource* costs) : source_(costs) {}

  std::vector<PlacedProblem> expand(const Node& root, bool derive_alternatives) override {
    expect_keys(root);
    Expander expander(root, read_model(root.at("model", "the scenario")), source_);
    std::vector<PlacedProblem> placed = expander.expand(derive_alternatives);
    Pricing pricing = expander.pricing();
    if (!pricing_) {
      pricing_ = std::move(pricing);
    } else {
      pricing_->operators.merge(pricing.operators);
      std::ranges::move(pricing.placements, std::back_inserter(pricing_->placements));
    }
    return placed;
  }

  // Of all that was expanded so far; nothing without a model.
  const std::optional<Pricing>& pricing() const { return pricing_; }

 private:
  const CostSource* source_;
  std::optional<Pricing> pricing_;
};

// What takes the memory of a placement that does not fit.
void name_what_takes_memory(Unfit& unfit, const Pricing& pricing) {
  const PricedPlacement* placement = pricing.find(unfit.placement);
  if (!placement) return;
  const StaticMemory& most = *std::ranges::max_element(placement->static_memory, {}, &StaticMemory::all);
  unfit.reason += fmt::format(" (weights {}, gradients {}, optimizer {})", human_bytes(most.weights),
                              human_bytes(most.gradients), human_bytes(most.optimizer));
}

// Adds what plans of the problem have to know of the model; an alternative may have blocks of its own
// instead.
void tell_facts(std::shared_ptr<const Problem>& problem, const Pricing& pricing) {
  const PricedPlacement* placement = pricing.find(problem->placement);
  if (!placement) return;
  Problem told = *problem;
  told.model = facts_of(pricing, *placement);
  problem = std::make_shared<const Problem>(std::move(told));
}

}  // namespace

PricedScenario parse_scenario(const std::string& text, const std::string& file,
                              const std::vector<Override>& overrides, const CostSource* costs) {
  ModelExpansion expansion(costs);
  PricedScenario result{repetend::parse_scenario(text, file, overrides, &expansion), expansion.pricing()};
  if (!result.pricing) return result;
  for (Unfit& unfit : result.scenario.unfit) name_what_takes_memory(unfit, *result.pricing);
  tell_facts(result.scenario.problem, *result.pricing);
  for (auto& problem : result.scenario.alternatives) tell_facts(problem, *result.pricing);
  return result;
}

PricedScenario read_scenario(const std::string& file, const std::vector<Override>& overrides,
                             const CostSource* costs) {
  return parse_scenario(read_file(file), file, overrides, costs);
}

}  // namespace repetend::data
