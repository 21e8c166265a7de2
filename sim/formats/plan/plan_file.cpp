#include "sim/formats/plan/plan_file.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <span>
#include <utility>

#include "sim/formats/plan/json_cursor.hpp"
#include "sim/formats/plan/plan_format.hpp"
#include "sim/formats/plan/plan_orders.hpp"
#include "sim/formats/scenario/explicit.hpp"

namespace repetend {
namespace {

constexpr std::int64_t most = sum_limit - 1;

// Is it a plan, and one that we can read? Only then its keys are judged.
std::int64_t expect_plan(const JsonMembers& plan, const JsonCursor& json) {
  if (plan.at("format").string("the format") != plan_format_name)
    json.fail(plan.offset("format"), fmt::format("another format, expected \"{}\"", plan_format_name));
  const std::int64_t version = plan.at("version").integer("the version", 1, most);
  if (version > plan_format_version)
    json.fail(plan.offset("version"),
              fmt::format("version {} is newer than this program, expected at most {}", version,
                          plan_format_version));
  constexpr std::array<std::string_view, 12> keys{"format", "version",     "schedule", "problem",
                                                  "orders", "start_ns",    "repetend", "model",
                                                  "waits",  "duration_ns", "choices",  "micro_batch_order"};
  constexpr std::size_t newer = 4;  // the last ones
  if (version == 1)
    plan.expect_keys(std::span(keys).first(keys.size() - newer), 1);
  else
    plan.expect_keys(keys, 1 + newer);
  return version;
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

// A plan of version 1 has no words for more than plain problems.
[[noreturn]] void refuse_newer_problem(const JsonMembers& plan, const JsonCursor& json) {
  json.fail(plan.offset("version"), "version 1 of a plan whose problem is of version 2, expected 2");
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

// By instance_index(); a row a block, with a time for each of its instances: `what` they are.
std::vector<Time> read_times(JsonCursor& json, const Problem& problem, std::string_view what) {
  const auto n = static_cast<std::size_t>(problem.micro_batches);
  const std::string one = fmt::format("a {}", what), row = fmt::format("an array of {}s", what);
  std::vector<Time> times;
  const std::size_t begin = json.offset();
  std::size_t blocks = 0;
  json.array(fmt::format("an array of arrays of {}s, or null", what), [&] {
    const std::size_t at = json.offset();
    const BlockId block{std::min(blocks++, problem.blocks.size() - 1)};
    const MicroBatches instances = micro_batches_of(problem, block);
    const auto skipped = static_cast<std::size_t>(instances.first);
    const auto expected = static_cast<std::size_t>(instances.count());
    const std::size_t before = times.size();
    times.resize(before + skipped);  // what stands at micro-batches without an instance means nothing
    json.array(row, [&] { times.push_back(json.integer(one, 0, most)); });
    const std::size_t read = times.size() - before - skipped;
    if (read != expected)
      json.fail(at, fmt::format("{} {}s, expected one for each of {} micro-batches", read, what, expected));
    times.resize(before + n);
  });
  if (blocks != problem.blocks.size())
    json.fail(begin, fmt::format("{}s of {} blocks, expected {}", what, blocks, problem.blocks.size()));
  return times;
}

// The order in which micro-batches are fed; whether it holds each once is verify()'s question.
std::vector<std::int32_t> read_micro_batch_order(JsonCursor& json, const Problem& problem) {
  std::vector<std::int32_t> order;
  const std::size_t begin = json.offset();
  json.array("an array of micro-batches", [&] {
    order.push_back(static_cast<std::int32_t>(json.integer("a micro-batch", 0, problem.micro_batches - 1)));
  });
  if (std::cmp_not_equal(order.size(), problem.micro_batches))
    json.fail(begin, fmt::format("{} micro-batches, expected {}", order.size(), problem.micro_batches));
  return order;
}

// The option of each choice.
std::vector<std::pair<std::string, std::string>> read_chosen(JsonCursor& json) {
  std::vector<std::pair<std::string, std::string>> chosen;
  json.object("an object from choice to option", [&](const std::string& choice, std::size_t at) {
    if (std::ranges::find(chosen, choice, &std::pair<std::string, std::string>::first) != chosen.end())
      json.fail(at, fmt::format("duplicate choice '{}', expected it once", choice));
    chosen.emplace_back(choice, json.string("the name of an option"));
  });
  return chosen;
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

}  // namespace

Plan parse_plan(const std::string& text, const std::string& file) {
  JsonCursor json(text, file);
  const JsonMembers members(json, "the plan");
  json.end();
  const std::int64_t version = expect_plan(members, json);
  Plan plan;
  plan.schedule = members.at("schedule").string("the name of a schedule");
  Problem problem = embedded_problem(members, text, file);
  if (version == 1 && document_version(problem) > 1) refuse_newer_problem(members, json);
  if (members.has("model")) problem.model = read_model(members.at("model"));
  if (members.has("choices")) problem.chosen = read_chosen(members.at("choices"));
  plan.problem = std::make_shared<const Problem>(std::move(problem));
  plan.orders = read_orders(members, *plan.problem, version, plan.couplings.fused);
  if (!members.at("start_ns").null()) plan.start = read_times(json, *plan.problem, "start time");
  if (!members.at("repetend").null()) plan.repetend = read_repetend(json, *plan.problem);
  if (members.has("duration_ns"))
    plan.durations = read_times(members.at("duration_ns"), *plan.problem, "duration");
  if (members.has("waits")) plan.couplings.waits = read_waits(members.at("waits"), *plan.problem);
  if (members.has("micro_batch_order"))
    plan.micro_batch_order = read_micro_batch_order(members.at("micro_batch_order"), *plan.problem);
  return plan;
}

Plan read_plan(const std::string& file) { return parse_plan(read_file(file), file); }

bool looks_like_plan(const std::string& text) {
  const std::size_t first = text.find_first_not_of(" \t\r\n");
  return first != std::string::npos && text[first] == '{' && text.find("\"format\"") != std::string::npos;
}

}  // namespace repetend
