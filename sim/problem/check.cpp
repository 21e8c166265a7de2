#include "sim/problem/check.hpp"

#include "sim/problem/check_detail.hpp"

namespace repetend::checks {
namespace {

constexpr int count_limit = 1'000'000'000;  // a micro-batch plus a distance must fit 32 bits
constexpr std::size_t instance_limit = std::size_t{1} << 31;

// Micro-batches run one after the other: what runs once, at the start or the end, leads to those that follow.
void check_repeats(Findings& findings, const Problem& problem, EdgeId id) {
  const Edge& edge = problem.edge(id);
  const Repeat from = problem.block(edge.from).repeat, to = problem.block(edge.to).repeat;
  const std::string name = edge_name(problem, edge);
  if (from == Repeat::each && to == Repeat::first)
    add(findings, id,
        "edge {} leads from a block of each micro-batch to one of the first alone, expected it to lead to "
        "one "
        "of each or of the last",
        name);
  if (from == Repeat::last && to == Repeat::each)
    add(findings, id,
        "edge {} leads from a block of the last micro-batch alone to one of each, expected it to lead to one "
        "that runs once an iteration",
        name);
  if (edge.distance > 0 && (from != Repeat::each || to != Repeat::each))
    add(findings, id, "distance of edge {} is {}, expected 0 where a block runs once an iteration", name,
        edge.distance);
}

void check_edge(Findings& findings, const Problem& problem, EdgeId id) {
  const Edge& edge = problem.edge(id);
  for (BlockId end : {edge.from, edge.to})
    if (end.index() >= problem.blocks.size())
      return add(findings, id, "edge {} names block {}, expected an index below {}", id.index(), end.value,
                 problem.blocks.size());
  const std::string of = " of edge " + edge_name(problem, edge);
  check_amount(findings, id, "bytes" + of, edge.bytes, 0);
  check_amount(findings, id, "distance" + of, edge.distance, 0);
  if (edge.distance > count_limit)
    add(findings, id, "distance{} is {}, expected at most {}", of, edge.distance, count_limit);
  check_repeats(findings, problem, id);
}

void check_count(Findings& findings, const Problem& problem) {
  if (problem.devices.empty()) add(findings, {}, "there are no devices, expected at least one");
  if (problem.blocks.empty()) add(findings, {}, "there are no blocks, expected at least one");
  if (problem.micro_batches < 1 || problem.micro_batches > count_limit)
    add(findings, {}, "micro_batches is {}, expected 1 to {}", problem.micro_batches, count_limit);
  else if (problem.instances() >= instance_limit)
    add(findings, {}, "{} blocks and {} micro-batches make {} instances, expected fewer than {}",
        problem.blocks.size(), problem.micro_batches, problem.instances(), instance_limit);
}

// Every name, id and number by itself.
void check_parts(Findings& findings, const Problem& problem) {
  check_count(findings, problem);
  check_names<DeviceId>(findings, problem.devices, "device");
  check_names<BlockId>(findings, problem.blocks, "block");
  check_resources(findings, problem);
  check_blocks(findings, problem);
  for (EdgeId id : ids<EdgeId>(problem.edges.size())) check_edge(findings, problem, id);
  check_links(findings, problem);
  check_scale(findings, problem);
  check_interference(findings, problem);
  check_pairs(findings, problem);
  check_choices(findings, problem);
}

}  // namespace

void check_amount(Findings& findings, Subject subject, const std::string& what, std::int64_t value,
                  std::int64_t least) {
  if (value < least)
    add(findings, subject, "{} is {}, expected {} number", what, value,
        least > 0 ? "a positive" : "a non-negative");
}

}  // namespace repetend::checks

namespace repetend {

std::vector<Finding> check(const Problem& problem) {
  std::vector<Finding> findings;
  checks::check_parts(findings, problem);
  if (!findings.empty()) return findings;  // the rest needs sound parts
  if (!problem.choices.empty()) {
    checks::check_options(findings, problem);
    return findings;
  }
  checks::check_missing_links(findings, problem);
  checks::check_cycles(findings, problem);
  checks::check_memory(findings, problem);
  checks::check_time(findings, problem);
  if (!findings.empty()) return findings;
  checks::check_levels(findings, problem);
  checks::check_sides(findings, problem);
  return findings;
}

}  // namespace repetend
