#include "sim/formats/plan/plan_file.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "sim/formats/plan/json_cursor.hpp"
#include "sim/formats/scenario/explicit.hpp"
#include "sim/problem/machines.hpp"

namespace repetend {
namespace {

constexpr std::string_view format_name = "repetend-plan";
constexpr std::int64_t format_version = 1;
constexpr std::int64_t most = sum_limit - 1;

// --- Reading ---

// Is it a plan, and one that we can read? Only then its keys are judged.
void expect_plan(const JsonMembers& plan, const JsonCursor& json) {
  if (plan.at("format").string("the format") != format_name)
    json.fail(plan.offset("format"), fmt::format("another format, expected \"{}\"", format_name));
  const std::int64_t version = plan.at("version").integer("the version", 1, most);
  if (version > format_version)
    json.fail(
        plan.offset("version"),
        fmt::format("version {} is newer than this program, expected at most {}", version, format_version));
  constexpr std::array<std::string_view, 8> keys{"format", "version",  "schedule", "problem",
                                                 "orders", "start_ns", "repetend", "model"};
  plan.expect_keys(keys, 1);
}

// The scenario reader sees nothing but the problem, where it stands in the file.
Problem embedded_problem(const JsonMembers& plan, const std::string& text, const std::string& file) {
  const std::size_t begin = plan.offset("problem");
  JsonCursor& json = plan.at("problem");
  json.skip();
  std::string alone = text.substr(0, json.offset());
  std::replace_if(
      alone.begin(), alone.begin() + static_cast<std::ptrdiff_t>(begin), [](char c) { return c != '\n'; },
      ' ');
  return read_problem(parse_json(alone, file), file);
}

ModelFacts read_model(JsonCursor& json) {
  constexpr std::array<std::string_view, 8> keys{
      "replicas",          "samples", "tokens", "flop", "peak_flops", "gradient_exchange_ns",
      "optimizer_step_ns", "costs"};
  const JsonMembers members(json, "the model");
  members.expect_keys(keys);
  ModelFacts facts;
  facts.replicas = members.at("replicas").integer("a number of replicas", 1, most);
  facts.samples = members.at("samples").integer("a number of samples", 1, most);
  facts.tokens = members.at("tokens").integer("a number of tokens", 0, most);
  facts.flop = members.at("flop").real("a number of FLOP");
  facts.peak_flops = members.at("peak_flops").real("a number of FLOP/s");
  facts.gradient_exchange = members.at("gradient_exchange_ns").integer("a time", 0, most / 4);
  facts.optimizer_step = members.at("optimizer_step_ns").integer("a time", 0, most / 4);
  if (facts.peak_flops <= 0)
    json.fail(members.offset("peak_flops"), "no FLOP/s at all, expected more than 0");
  facts.costs = members.at("costs").string("where the costs come from");
  return facts;
}

// The instances of one entry of `orders`.
std::vector<Instance> read_order(const JsonMembers& entry, const Problem& problem, const JsonCursor& json) {
  std::vector<Instance> order;
  JsonCursor& blocks = entry.at("block");
  const auto last_block = std::ssize(problem.blocks) - 1;
  blocks.array("an array of block indices", [&] {
    order.push_back({BlockId{static_cast<std::int32_t>(blocks.integer("a block index", 0, last_block))}, 0});
  });
  JsonCursor& micro_batches = entry.at("micro_batch");
  std::size_t count = 0;
  micro_batches.array("an array of micro-batches", [&] {
    const std::int64_t n = micro_batches.integer("a micro-batch", 0, problem.micro_batches - 1);
    if (count < order.size()) order[count].micro_batch = static_cast<std::int32_t>(n);
    ++count;
  });
  if (count != order.size())
    json.fail(entry.offset("micro_batch"),
              fmt::format("{} micro-batches, expected one for each of {} blocks", count, order.size()));
  return order;
}

MachineId read_machine(const JsonMembers& entry, const Problem& problem, const JsonCursor& json) {
  const std::string name = entry.at("device").string("the name of a device");
  const auto machine = find_machine(problem, name);
  if (!machine)
    json.fail(entry.offset("device"),
              fmt::format("unknown device '{}', expected one of the problem's", name));
  return *machine;
}

Orders read_orders(const JsonMembers& plan, const Problem& problem) {
  constexpr std::array<std::string_view, 3> keys{"device", "block", "micro_batch"};
  Orders orders(machine_count(problem));
  IdVector<MachineId, char> read(orders.size());
  JsonCursor& json = plan.at("orders");
  json.array("an array of orders", [&] {
    const JsonMembers entry(json, "an order");
    const std::size_t end = json.offset();
    entry.expect_keys(keys);
    const MachineId m = read_machine(entry, problem, json);
    if (std::exchange(read[m], true))
      json.fail(entry.offset("device"),
                fmt::format("a second order of {}, expected one", machine_name(problem, m)));
    orders[m] = read_order(entry, problem, json);
    json.seek(end);
  });
  for (MachineId m : read.ids())
    if (!read[m])
      json.fail(plan.offset("orders"),
                fmt::format("no order of {}, expected one of every device", machine_name(problem, m)));
  return orders;
}

std::vector<Time> read_starts(JsonCursor& json, const Problem& problem) {
  const auto n = static_cast<std::size_t>(problem.micro_batches);
  std::vector<Time> starts;
  const std::size_t begin = json.offset();
  std::size_t blocks = 0;
  json.array("an array of arrays of start times, or null", [&] {
    const std::size_t before = starts.size();
    const std::size_t at = json.offset();
    json.array("an array of start times", [&] { starts.push_back(json.integer("a start time", 0, most)); });
    if (starts.size() - before != n)
      json.fail(at, fmt::format("{} start times, expected one for each of {} micro-batches",
                                starts.size() - before, n));
    ++blocks;
  });
  if (blocks != problem.blocks.size())
    json.fail(begin, fmt::format("start times of {} blocks, expected {}", blocks, problem.blocks.size()));
  return starts;
}

Repetend read_repetend(JsonCursor& json, const Problem& problem) {
  constexpr std::array<std::string_view, 4> keys{"period_ns", "micro_batches", "first_ns", "last_ns"};
  const JsonMembers members(json, "the repetend");
  members.expect_keys(keys);
  Repetend r;
  r.period = members.at("period_ns").integer("the period", 1, most);
  r.micro_batches = static_cast<int>(
      members.at("micro_batches").integer("a number of micro-batches", 1, problem.micro_batches));
  r.first = members.at("first_ns").integer("a time", 0, most);
  r.last = members.at("last_ns").integer("a time", r.first, most);
  return r;
}

// --- Writing ---

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

// A line a machine.
void write_orders(std::string& text, const Plan& plan) {
  for (MachineId m : plan.orders.ids()) {
    const auto& order = plan.orders[m];
    text += fmt::format("{}\n  {{\"device\": {}, \"block\": ", m.index() ? "," : "",
                        json_string(machine_name(*plan.problem, m)));
    write_array(text, order, [](const Instance& i) { return i.block.value; });
    text += ", \"micro_batch\": ";
    write_array(text, order, [](const Instance& i) { return i.micro_batch; });
    text += '}';
  }
}

// A line a block.
void write_starts(std::string& text, const Plan& plan) {
  if (!plan.timed()) return void(text += "null");
  const auto n = static_cast<std::size_t>(plan.problem->micro_batches);
  text += '[';
  for (std::size_t i = 0; i < plan.start.size(); i += n) {
    text += i ? ",\n  " : "\n  ";
    write_array(text, std::span(plan.start).subspan(i, n), [](Time t) { return t; });
  }
  text += "\n]";
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
  std::string text = fmt::format(
      "{{\"format\": \"{}\", \"version\": {}, \"schedule\": {},\n\"problem\": {},\n{}\"orders\": [",
      format_name, format_version, json_string(plan.schedule), to_json(problem_document(*plan.problem)),
      model_json(plan.problem->model));
  write_orders(text, plan);
  text += "\n],\n\"start_ns\": ";
  write_starts(text, plan);
  text += fmt::format(",\n\"repetend\": {}}}\n", repetend_json(plan.repetend));
  return text;
}

Plan parse_plan(const std::string& text, const std::string& file) {
  JsonCursor json(text, file);
  const JsonMembers members(json, "the plan");
  json.end();
  expect_plan(members, json);
  Plan plan;
  plan.schedule = members.at("schedule").string("the name of a schedule");
  Problem problem = embedded_problem(members, text, file);
  if (members.has("model")) problem.model = read_model(members.at("model"));
  plan.problem = std::make_shared<const Problem>(std::move(problem));
  plan.orders = read_orders(members, *plan.problem);
  if (!members.at("start_ns").null()) plan.start = read_starts(json, *plan.problem);
  if (!members.at("repetend").null()) plan.repetend = read_repetend(json, *plan.problem);
  return plan;
}

Plan read_plan(const std::string& file) { return parse_plan(read_file(file), file); }

bool looks_like_plan(const std::string& text) {
  const std::size_t first = text.find_first_not_of(" \t\r\n");
  return first != std::string::npos && text[first] == '{' && text.find("\"format\"") != std::string::npos;
}

}  // namespace repetend
