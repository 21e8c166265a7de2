#include "sim/formats/plan/plan_orders.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>
#include <utility>

#include "sim/problem/machines.hpp"

namespace repetend {
namespace {

// The columns `block` and `micro_batch`. A block that runs once an iteration has one micro-batch.
std::vector<Instance> read_instances(const JsonMembers& columns, const Problem& problem,
                                     const JsonCursor& json) {
  std::vector<Instance> instances;
  JsonCursor& blocks = columns.at("block");
  const auto last_block = std::ssize(problem.blocks) - 1;
  blocks.array("an array of block indices", [&] {
    instances.push_back(
        {BlockId{static_cast<std::int32_t>(blocks.integer("a block index", 0, last_block))}, 0});
  });
  JsonCursor& micro_batches = columns.at("micro_batch");
  std::size_t count = 0;
  micro_batches.array("an array of micro-batches", [&] {
    const bool counted = count < instances.size();
    const MicroBatches range = counted ? micro_batches_of(problem, instances[count].block)
                                       : MicroBatches{0, problem.micro_batches - 1};
    const std::int64_t n = micro_batches.integer("a micro-batch", range.first, range.last);
    if (counted) instances[count].micro_batch = static_cast<std::int32_t>(n);
    ++count;
  });
  if (count != instances.size())
    json.fail(columns.offset("micro_batch"),
              fmt::format("{} micro-batches, expected one for each of {} blocks", count, instances.size()));
  return instances;
}

// Groups come together from the orders of all their machines, which must say the same.
class FusedReader {
 public:
  FusedReader(const Problem& problem, const JsonCursor& json, std::vector<FusedGroup>& groups)
      : problem_(problem), json_(json), groups_(groups) {}

  // The positions of an order that are fused with the next.
  void read(const JsonMembers& row, const std::vector<Instance>& order) {
    const std::size_t at = row.offset("fused");
    JsonCursor& positions = row.at("fused");
    std::vector<char> joins(order.size());
    positions.array("an array of positions in the order", [&] {
      joins[static_cast<std::size_t>(
          positions.integer("a position that another follows", 0, std::ssize(order) - 2))] = 1;
    });
    for (std::size_t k = 0; k < order.size(); ++k) {
      if (!joins[k]) continue;
      FusedGroup group{order[k]};
      for (; joins[k]; ++k) group.push_back(order[k + 1]);
      add(std::move(group), at);
    }
  }

 private:
  void add(FusedGroup group, std::size_t at) {
    const auto known = of_.find(group.front());
    if (known != of_.end() && groups_[known->second] == group) return;
    for (const Instance i : group)
      if (!of_.emplace(i, groups_.size()).second)
        json_.fail(at, fmt::format("{} is fused twice, expected it in one group, the same on every machine",
                                   instance_name(problem_, i)));
    groups_.push_back(std::move(group));
  }

  const Problem& problem_;
  const JsonCursor& json_;
  std::vector<FusedGroup>& groups_;
  std::map<Instance, std::size_t> of_;  // by instance: which group
};

struct Row {
  std::string_view key;  // what names its machine
  MachineId machine;
};
Row read_row(const JsonMembers& row, const Problem& problem, std::int64_t version, const JsonCursor& json) {
  using Keys = std::array<std::string_view, 4>;
  const bool newer = version > 1 && row.has("machine");
  if (newer)
    row.expect_keys(Keys{"machine", "block", "micro_batch", "fused"}, 1);
  else if (version > 1)
    row.expect_keys(Keys{"device", "block", "micro_batch", "fused"}, 1);
  else
    row.expect_keys(std::array<std::string_view, 3>{"device", "block", "micro_batch"});
  const std::string_view key = newer ? "machine" : "device";
  const std::string name = row.at(key).string(fmt::format("the name of a {}", key));
  const auto machine = find_machine(problem, name);
  if (!machine)
    json.fail(row.offset(key), fmt::format("unknown {} '{}', expected one of the problem's", key, name));
  return {key, *machine};
}

}  // namespace

Orders read_orders(const JsonMembers& plan, const Problem& problem, std::int64_t version,
                   std::vector<FusedGroup>& fused) {
  Orders orders(machine_count(problem));
  IdVector<MachineId, char> read(orders.size());
  JsonCursor& json = plan.at("orders");
  FusedReader fused_reader(problem, json, fused);
  json.array("an array of orders", [&] {
    const JsonMembers row(json, "an order");
    const std::size_t end = json.offset();
    const auto [key, m] = read_row(row, problem, version, json);
    if (std::exchange(read[m], true))
      json.fail(row.offset(key), fmt::format("a second order of {}, expected one", machine_name(problem, m)));
    orders[m] = read_instances(row, problem, json);
    if (row.has("fused")) fused_reader.read(row, orders[m]);
    json.seek(end);
  });
  for (MachineId m : read.ids())
    if (!read[m])
      json.fail(plan.offset("orders"),
                fmt::format("no order of {}, expected one of every {}", machine_name(problem, m),
                            problem.machines.empty() ? "device" : "machine"));
  return orders;
}

std::vector<Wait> read_waits(JsonCursor& json, const Problem& problem) {
  constexpr std::array<std::string_view, 3> keys{"before", "after", "for_start"};
  constexpr std::array<std::string_view, 2> columns{"block", "micro_batch"};
  const JsonMembers waits(json, "the waits");
  waits.expect_keys(keys, 1);
  const auto side = [&](std::string_view key) {
    const JsonMembers instances(waits.at(key), key);
    instances.expect_keys(columns);
    return read_instances(instances, problem, json);
  };
  const std::vector<Instance> before = side("before"), after = side("after");
  if (before.size() != after.size())
    json.fail(waits.offset("after"),
              fmt::format("{} instances, expected one for each of {} before", after.size(), before.size()));
  std::vector<Wait> result;
  for (std::size_t k = 0; k < before.size(); ++k) result.push_back({before[k], after[k]});
  if (!waits.has("for_start")) return result;
  JsonCursor& positions = waits.at("for_start");
  positions.array("an array of positions", [&] {
    const auto at = positions.integer("a position in the waits", 0, std::ssize(result) - 1);
    result[static_cast<std::size_t>(at)].for_start = true;
  });
  return result;
}

}  // namespace repetend
