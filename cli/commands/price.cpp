// What a model costs before anything is planned: its operators with where each cost comes from, and per
// placement the blocks and what never leaves the devices.

#include "app/words/table.hpp"
#include "cli/command.hpp"
#include "cli/report/pricing_report.hpp"
#include "data/models/layers/layer.hpp"
#include "sim/core/human.hpp"

namespace repetend::cli {
namespace {

std::string count_text(double value) {
  constexpr std::array units{std::pair{1e15, "P"}, std::pair{1e12, "T"}, std::pair{1e9, "G"},
                             std::pair{1e6, "M"}};
  for (const auto& [unit, letter] : units)
    if (value >= unit) return human_number(value / unit) + " " + letter;
  return human_number(value);
}

std::string operators_text(const data::Pricing& pricing) {
  using enum app::Table::Align;
  app::Table table({{"operator", left}, {"time"}, {"cost", left}, {"from", left}});
  for (const auto& [op, cost] : pricing.operators)
    table.add({in_words(op), human_time(cost.time), std::string(to_string(cost.provenance)), cost.source});
  return table.text("  ");
}

std::string blocks_text(const Problem& problem) {
  using enum app::Table::Align;
  app::Table table({{"block", left}, {"devices", left}, {"time"}, {"keeps"}, {"working memory"}});
  for (const Block& block : problem.blocks) {
    const auto& uses = block.uses;
    std::string devices = problem.device(uses.front().device).name;
    if (uses.size() > 1) devices += " .. " + problem.device(uses.back().device).name;
    table.add({block.name, devices, human_time(block.time), human_bytes(uses.front().acquire),
               human_bytes(uses.front().workspace)});
  }
  return table.text("    ");
}

std::string devices_text(const Problem& problem, const data::PricedPlacement& placement) {
  using enum app::Table::Align;
  app::Table table(
      {{"device", left}, {"parameters"}, {"weights"}, {"gradients"}, {"optimizer"}, {"of memory"}});
  for (std::size_t d = 0; d < problem.devices.size(); ++d) {
    const data::StaticMemory& memory = placement.static_memory[d];
    table.add({problem.devices[d].name, count_text(placement.parameters[d]), human_bytes(memory.weights),
               human_bytes(memory.gradients), human_bytes(memory.optimizer),
               human_bytes(problem.devices[d].memory)});
  }
  return table.text("    ");
}

std::string placement_text(const Problem& problem, const data::PricedPlacement& placement) {
  std::string text = fmt::format("\nplacement {}, shape {}{}\n", placement.name, placement.shape,
                                 placement.tensor_parallel > 1
                                     ? fmt::format(", {} devices share each layer", placement.tensor_parallel)
                                     : "");
  for (const std::string& stage : placement.stages) text += "    " + stage + "\n";
  text += "\n" + blocks_text(problem) + "\n" + devices_text(problem, placement);
  if (placement.gradient_exchange + placement.optimizer_step > 0)
    text += fmt::format("    after the last micro-batch: gradient exchange {}, optimizer step {}\n",
                        human_time(placement.gradient_exchange), human_time(placement.optimizer_step));
  return text;
}

void print_text(const data::PricedScenario& priced, Console& console) {
  const data::Pricing& pricing = *priced.pricing;
  const data::Model& model = pricing.request.model;
  print(console.out, "{}: {} parameters, {} FLOP a micro-batch, {} of {}\n\n", priced.scenario.problem->name,
        count_text(data::parameters(model)), count_text(data::model_flops(model)),
        human_micro_batches(priced.scenario.problem->micro_batches),
        model.micro_batch == 1 ? "1 sequence" : fmt::format("{} sequences", model.micro_batch));
  console.out << operators_text(pricing);
  for (const auto& problem : priced.scenario.placements())
    if (const data::PricedPlacement* placement = pricing.find(problem->placement))
      console.out << placement_text(*problem, *placement);
  console.out << '\n' << pricing_text(priced);
}

Json placement_json(const Problem& problem, const data::PricedPlacement& placement) {
  Json json{{"placement", placement.name},
            {"shape", placement.shape},
            {"tensor_parallel", placement.tensor_parallel},
            {"stages", placement.stages},
            {"gradient_exchange_ns", placement.gradient_exchange},
            {"optimizer_step_ns", placement.optimizer_step}};
  for (const Block& block : problem.blocks)
    json["blocks"].push_back({{"name", block.name},
                              {"time_ns", block.time},
                              {"acquire", block.uses.front().acquire},
                              {"workspace", block.uses.front().workspace}});
  for (const data::StaticMemory& memory : placement.static_memory)
    json["devices"].push_back(
        {{"weights", memory.weights}, {"gradients", memory.gradients}, {"optimizer", memory.optimizer}});
  return json;
}

Json priced_json(const data::PricedScenario& priced) {
  const data::Pricing& pricing = *priced.pricing;
  Json json{{"scenario", priced.scenario.problem->name},
            {"parameters", data::parameters(pricing.request.model)},
            {"flop_per_micro_batch", data::model_flops(pricing.request.model)}};
  json.update(pricing_json(priced));
  for (const auto& [op, cost] : pricing.operators)
    json["operators"].push_back({{"operator", in_words(op)},
                                 {"time_ns", cost.time},
                                 {"provenance", to_string(cost.provenance)},
                                 {"source", cost.source}});
  for (const auto& problem : priced.scenario.placements())
    if (const data::PricedPlacement* placement = pricing.find(problem->placement))
      json["placements"].push_back(placement_json(*problem, *placement));
  return json;
}

int run_price(const Arguments& arguments, Console& console) {
  const data::PricedScenario priced = scenario_operand(arguments);
  if (!priced.pricing)
    throw RequestError(
        fmt::format("{}: no `model:` to price; its blocks have their times already", arguments.operand(0)));
  if (arguments.json())
    print_json(priced_json(priced), console);
  else
    print_text(priced, console);
  return 0;
}

}  // namespace

const Command price_command{
    "price",
    "SCENARIO",
    "what a model's operators, blocks and memory cost, and where that is known from",
    "For scenarios with a `model:` (docs/model.md). Costs are measured, where the cost database "
    "holds the operator for\n"
    "this GPU, interpolated between measured neighbours, or estimated by the GPU's roofline.\n\n"
    "  repetend price scenarios/models/gpt-4-v100.yaml\n"
    "  repetend price scenarios/models/gpt-4-v100.yaml --set model.gpu=a100-sxm",
    add_problem_options,
    run_price};

}  // namespace repetend::cli
