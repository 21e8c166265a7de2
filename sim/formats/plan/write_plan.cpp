// The inverse of plan_file.cpp.
#include <fmt/format.h>

#include <functional>
#include <map>
#include <ranges>
#include <span>

#include "sim/formats/plan/plan_file.hpp"
#include "sim/formats/plan/plan_format.hpp"
#include "sim/formats/scenario/explicit.hpp"
#include "sim/problem/machines.hpp"

namespace repetend {
namespace {

template <class Range, class Number>
void write_array(std::string& text, const Range& range, Number number) {
  text += '[';
  bool first = true;
  for (const auto& item : range) {
    if (!first) text += ',';
    first = false;
    const fmt::format_int written(number(item));
    text.append(written.data(), written.size());
  }
  text += ']';
}

// to_json() writes what looks like a number as one; a name stays a string.
std::string json_string(const std::string& text) {
  const std::string json = to_json(Document::text(text));
  return json.starts_with('"') ? json : '"' + json + '"';
}

// Which instance runs fused with the next of its group.
using Successors = std::map<Instance, Instance>;
Successors fused_successors(const Plan& plan) {
  Successors next;
  for (const FusedGroup& group : plan.couplings.fused)
    for (std::size_t k = 1; k < group.size(); ++k) next.emplace(group[k - 1], group[k]);
  return next;
}

// The positions of an order that are fused with the next.
std::vector<std::size_t> fused_positions(const std::vector<Instance>& order, const Successors& next) {
  std::vector<std::size_t> positions;
  for (std::size_t k = 1; k < order.size(); ++k) {
    const auto found = next.find(order[k - 1]);
    if (found != next.end() && found->second == order[k]) positions.push_back(k - 1);
  }
  return positions;
}

template <class Instances>
void write_instances(std::string& text, const Instances& instances) {
  text += "\"block\": ";
  write_array(text, instances, [](const Instance& i) { return i.block.value; });
  text += ", \"micro_batch\": ";
  write_array(text, instances, [](const Instance& i) { return i.micro_batch; });
}

// A line a machine.
void write_orders(std::string& text, const Plan& plan) {
  const Successors next = fused_successors(plan);
  const std::string_view key = plan.problem->machines.empty() ? "device" : "machine";
  for (MachineId m : plan.orders.ids()) {
    const auto& order = plan.orders[m];
    text += fmt::format("{}\n  {{\"{}\": {}, ", m.index() ? "," : "", key,
                        json_string(machine_name(*plan.problem, m)));
    write_instances(text, order);
    const auto fused = next.empty() ? std::vector<std::size_t>{} : fused_positions(order, next);
    if (!fused.empty()) {
      text += ", \"fused\": ";
      write_array(text, fused, std::identity{});
    }
    text += '}';
  }
}

void write_waits(std::string& text, const std::vector<Wait>& waits) {
  text += ",\n\"waits\": {\"before\": {";
  write_instances(text, waits | std::views::transform(&Wait::before));
  text += "},\n  \"after\": {";
  write_instances(text, waits | std::views::transform(&Wait::after));
  text += '}';
  std::vector<std::size_t> for_start;
  for (std::size_t k = 0; k < waits.size(); ++k)
    if (waits[k].for_start) for_start.push_back(k);
  if (!for_start.empty()) {
    text += ",\n  \"for_start\": ";
    write_array(text, for_start, std::identity{});
  }
  text += '}';
}

// A line a block, of what stands at its instances.
void write_times(std::string& text, const Plan& plan, const std::vector<Time>& times) {
  text += '[';
  for (const BlockId b : ids<BlockId>(plan.problem->blocks.size())) {
    const MicroBatches instances = micro_batches_of(*plan.problem, b);
    text += b.index() ? ",\n  " : "\n  ";
    write_array(text,
                std::span(times).subspan(instance_index(*plan.problem, {b, instances.first}),
                                         static_cast<std::size_t>(instances.count())),
                std::identity{});
  }
  text += "\n]";
}

// The problem of a plan without what the plan itself says of it.
std::string problem_json(const Problem& problem) {
  Document document = problem_document(problem);
  std::erase_if(document.members, [](const auto& member) { return member.first == "chosen"; });
  return to_json(document);
}

std::string choices_json(const Problem& problem) {
  std::string text;
  for (const auto& [choice, option] : problem.chosen)
    text += fmt::format("{}{}: {}", text.empty() ? "" : ", ", json_string(choice), json_string(option));
  return text;
}

bool needs_version_2(const Plan& plan) {
  return document_version(*plan.problem) > 1 || !plan.couplings.empty() || !plan.durations.empty() ||
         !plan.micro_batch_order.empty();
}

// A line with its comma; nothing where there is no model.
std::string model_json(const std::optional<ModelFacts>& m) {
  if (!m) return "";
  return fmt::format(
      "\"model\": {{\"replicas\": {}, \"samples\": {}, \"tokens\": {}, \"flop\": {}, \"peak_flops\": {}, "
      "\"gradient_exchange_ns\": {}, \"optimizer_step_ns\": {}, \"costs\": {}}},\n",
      m->replicas, m->samples, m->tokens, m->flop, m->peak_flops, m->gradient_exchange, m->optimizer_step,
      json_string(m->costs));
}

std::string repetend_json(const std::optional<Repetend>& r) {
  if (!r) return "null";
  return fmt::format("{{\"period_ns\": {}, \"micro_batches\": {}, \"first_ns\": {}, \"last_ns\": {}}}",
                     r->period, r->micro_batches, r->first, r->last);
}

}  // namespace

std::string write_plan(const Plan& plan) {
  const Problem& problem = *plan.problem;
  std::string text = fmt::format(
      "{{\"format\": \"{}\", \"version\": {}, \"schedule\": {},\n\"problem\": {},\n{}\"orders\": [",
      plan_format_name, needs_version_2(plan) ? plan_format_version : 1, json_string(plan.schedule),
      problem_json(problem), model_json(problem.model));
  write_orders(text, plan);
  text += "\n],\n\"start_ns\": ";
  if (plan.timed())
    write_times(text, plan, plan.start);
  else
    text += "null";
  if (!plan.durations.empty()) {
    text += ",\n\"duration_ns\": ";
    write_times(text, plan, plan.durations);
  }
  if (!plan.couplings.waits.empty()) write_waits(text, plan.couplings.waits);
  if (!problem.chosen.empty()) text += fmt::format(",\n\"choices\": {{{}}}", choices_json(problem));
  if (!plan.micro_batch_order.empty()) {
    text += ",\n\"micro_batch_order\": ";
    write_array(text, plan.micro_batch_order, std::identity{});
  }
  text += fmt::format(",\n\"repetend\": {}}}\n", repetend_json(plan.repetend));
  return text;
}

}  // namespace repetend
