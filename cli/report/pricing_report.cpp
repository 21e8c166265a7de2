#include "cli/report/pricing_report.hpp"

#include "app/words/figures.hpp"
#include "sim/core/human.hpp"

namespace repetend::cli {

std::string throughput_text(const Problem& problem, Time makespan) {
  const auto& model = problem.model;
  if (!model) return "not priced";
  const data::Throughput t = data::throughput(*model, makespan, problem.micro_batches);
  std::string text = fmt::format(
      "{} samples/s, {} tokens/s{}, MFU {}", human_number(t.samples_per_s), human_number(t.tokens_per_s),
      model->replicas > 1 ? fmt::format(" of all {} replicas", model->replicas) : "",
      app::percent_text(t.utilisation));
  if (model->gradient_exchange + model->optimizer_step == 0) return text;
  return text + fmt::format("; iteration {}: plan, gradient exchange {}, optimizer step {}",
                            human_time(t.iteration), human_time(model->gradient_exchange),
                            human_time(model->optimizer_step));
}

Json throughput_json(const Problem& problem, Time makespan) {
  const auto& model = problem.model;
  if (!model) return nullptr;
  const data::Throughput t = data::throughput(*model, makespan, problem.micro_batches);
  return {{"samples_per_s", t.samples_per_s},
          {"tokens_per_s", t.tokens_per_s},
          {"model_flop_utilisation", t.utilisation},
          {"iteration_ns", t.iteration},
          {"gradient_exchange_ns", model->gradient_exchange},
          {"optimizer_step_ns", model->optimizer_step}};
}

Json pricing_json(const data::PricedScenario& priced) {
  using enum data::Provenance;
  Json json{{"gpu", priced.pricing->request.gpu.name}};
  for (const auto provenance : {measured, imported, interpolated, estimated})
    json["costs"][std::string(to_string(provenance))] = std::ranges::count_if(
        priced.pricing->operators, [&](const auto& each) { return each.second.provenance == provenance; });
  json["unfit"] = Json::array();
  for (const Unfit& unfit : priced.scenario.unfit)
    json["unfit"].push_back({{"placement", unfit.placement}, {"reason", unfit.reason}});
  return json;
}

std::string pricing_text(const data::PricedScenario& priced) {
  std::string text = fmt::format("  {}\n", provenance_summary(*priced.pricing));
  for (const Unfit& unfit : priced.scenario.unfit)
    text += fmt::format("  placement {} does not fit: {}\n", unfit.placement, unfit.reason);
  for (const std::string& reason : priced.pricing->not_derived)
    text += fmt::format("  no placement {}\n", reason);
  return text;
}

}  // namespace repetend::cli
