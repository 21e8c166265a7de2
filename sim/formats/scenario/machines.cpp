// Lanes, machines of no device, pools, and how lanes slow each other.
#include "sim/problem/machines.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "sim/core/suggest.hpp"
#include "sim/formats/scenario/reader.hpp"

namespace repetend {
namespace {

constexpr std::size_t lane_limit = 64;  // of a device

// A name, or a map with a speed. The computing lane is there whether it is named or not.
std::optional<Machine> read_lane(const Node& node, bool first) {
  constexpr std::string_view what = "a lane such as comm or {name: comm, speed: 0.5}";
  Machine lane;
  if (!node.is(Document::Kind::map)) {
    lane.name = node.name(what);
  } else {
    node.expect_keys("a lane", {"name", "speed"});
    lane.name = node.at("name", "a lane").name("a lane's name");
    if (const auto speed = node.find("speed")) {
      if (lane.name == computing_lane)
        speed->fail("a speed of the lane compute, expected it as the device's own `speed:`");
      lane.speed = speed->speed();
    }
  }
  if (lane.name != computing_lane) return lane;
  if (!first) node.fail("compute behind another lane, expected it first or left out: every device has it");
  return std::nullopt;
}

template <class Part>
void expect_new_name(const Node& node, const std::vector<Part>& parts, const std::string& name,
                     std::string_view what) {
  if (std::ranges::find(parts, name, &Part::name) != parts.end())
    node.find("name").value_or(node).fail(
        fmt::format("a second {} named {}, expected unique names", what, name));
}

std::string read_lane_name(const Node& node, const Problem& problem) {
  const std::string& name = node.text("the name of a lane");
  std::vector<std::string_view> names{computing_lane};
  for (const Machine& machine : problem.machines)
    if (machine.device && std::ranges::find(names, machine.name) == names.end())
      names.push_back(machine.name);
  if (std::ranges::find(names, name) == names.end())
    node.fail(fmt::format("no device has a lane '{}', expected {}{}", name, some_of(names),
                          did_you_mean(name, names)));
  return name;
}

Interference read_one_interference(const Node& node, const Problem& problem) {
  node.expect_keys("an interference", {"lanes", "factor"});
  const Node lanes = node.at("lanes", "an interference");
  const auto names = lanes.items("a list of two lanes such as [compute, comm]");
  if (names.size() != 2)
    lanes.fail(fmt::format("a list of {}, expected two lanes such as [compute, comm]", names.size()));
  Interference result{read_lane_name(names[0], problem), read_lane_name(names[1], problem)};
  if (result.first == result.second)
    names[1].fail(fmt::format("lane {} again, expected two lanes", result.first));
  result.factor = node.at("factor", "an interference").factor();
  for (const Interference& other : problem.interference)
    if (std::minmax(other.first, other.second) == std::minmax(result.first, result.second))
      node.fail(fmt::format("a second interference of {} and {}, expected one", result.first, result.second));
  return result;
}

}  // namespace

std::vector<PlacedLane> read_lanes(const Node& lanes) {
  const auto items = lanes.items("a list of lanes such as [compute, comm]");
  if (items.size() > lane_limit)
    lanes.fail(fmt::format("{} lanes, expected at most {}", items.size(), lane_limit));
  std::vector<PlacedLane> result;
  std::vector<Machine> seen;
  for (std::size_t i = 0; i < items.size(); ++i) {
    auto lane = read_lane(items[i], i == 0);
    if (!lane) continue;
    expect_new_name(items[i], seen, lane->name, "lane");
    seen.push_back(*lane);
    result.push_back({std::move(*lane), items[i].place()});
  }
  return result;
}

void read_machines(const Node& machines, PlacedProblem& out) {
  std::vector<Machine> seen;
  for (const Node& item : machines.items("a list of machines such as [{name: pcie01}]")) {
    item.expect_keys("a machine", {"name", "speed"});
    Machine machine{.name = item.at("name", "a machine").name("a machine's name")};
    if (const auto speed = item.find("speed")) machine.speed = speed->speed();
    expect_new_name(item, seen, machine.name, "machine");
    seen.push_back(machine);
    out.problem.machines.push_back(std::move(machine));
    out.places.machines.push_back(item.place());
  }
}

Bytes read_capacity(const Node& node) {
  const bool none = node.is(Document::Kind::scalar) && node.document().scalar == "unlimited";
  return none ? unlimited : node.bytes();
}

void read_pools(const Node& pools, PlacedProblem& out) {
  for (const Node& item : pools.items("a list of pools such as [{name: host0, capacity: 512GiB}]")) {
    item.expect_keys("a pool", {"name", "capacity", "static"});
    Pool pool{.name = item.at("name", "a pool").name("a pool's name")};
    if (const auto capacity = item.find("capacity")) pool.capacity = read_capacity(*capacity);
    if (const auto bytes = item.find("static")) pool.static_memory = bytes->bytes();
    expect_new_name(item, out.problem.pools, pool.name, "pool");
    out.problem.pools.push_back(std::move(pool));
    out.places.pools.push_back(item.place());
  }
}

void read_interference(const Node& node, PlacedProblem& out) {
  for (const Node& item : node.items("a list such as [{lanes: [compute, comm], factor: 1.07}]")) {
    out.problem.interference.push_back(read_one_interference(item, out.problem));
    out.places.interference.push_back(item.place());
  }
}

}  // namespace repetend
