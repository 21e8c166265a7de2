#include <fmt/format.h>

#include <algorithm>

#include "sim/core/suggest.hpp"
#include "sim/formats/scenario/reader.hpp"
#include "sim/formats/scenario/units.hpp"

namespace repetend {
namespace {

Device read_properties(const Node& node) {
  Device device;
  if (const auto memory = node.find("memory")) device.memory = read_capacity(*memory);
  if (const auto bytes = node.find("static")) device.static_memory = bytes->bytes();
  if (const auto speed = node.find("speed")) device.speed = speed->speed();
  return device;
}

void add(Device device, const std::vector<PlacedLane>& lanes, Place place, PlacedProblem& out) {
  for (PlacedLane lane : lanes) {
    lane.lane.device = DeviceId{out.problem.devices.size()};
    out.problem.machines.push_back(std::move(lane.lane));
    out.places.machines.push_back(lane.place);
  }
  out.problem.devices.push_back(std::move(device));
  out.places.devices.push_back(place);
}

std::vector<PlacedLane> lanes_in(const Node& node) {
  const auto lanes = node.find("lanes");
  return lanes ? read_lanes(*lanes) : std::vector<PlacedLane>{};
}

std::string default_name(std::size_t index) { return fmt::format("gpu{}", index); }

void read_uniform(const Node& node, PlacedProblem& out) {
  node.expect_keys("the devices", {"count", "memory", "static", "speed"}, {"lanes"});
  const int count = node.at("count", "the devices").integer(1, device_limit);
  Device device = read_properties(node);
  const std::vector<PlacedLane> lanes = lanes_in(node);
  for (std::size_t i = 0; i < static_cast<std::size_t>(count); ++i) {
    device.name = default_name(i);
    add(device, lanes, node.place(), out);
  }
}

void read_list(const Node& node, PlacedProblem& out) {
  const auto items = node.items("a list of devices");
  if (items.empty()) node.fail("no devices, expected at least one");
  if (items.size() > device_limit)
    node.fail(fmt::format("more than {} devices, expected fewer", device_limit));
  for (const Node& item : items) {
    item.expect_keys("a device", {"name", "memory", "static", "speed"}, {"lanes"});
    Device device = read_properties(item);
    const auto name = item.find("name");
    device.name = name ? name->name("a device's name") : default_name(out.problem.devices.size());
    add(std::move(device), lanes_in(item), item.place(), out);
  }
}

}  // namespace

void read_devices(const Node& devices, PlacedProblem& out) {
  if (devices.is(Document::Kind::map))
    read_uniform(devices, out);
  else if (devices.is(Document::Kind::list))
    read_list(devices, out);
  else
    devices.fail_expecting("{count: 4, memory: 80GiB} or a list of {name: gpu0, memory: 80GiB}");
}

std::optional<DeviceId> find_device(std::string_view text, const Problem& problem) {
  const auto named = std::ranges::find(problem.devices, text, &Device::name);
  if (named != problem.devices.end())
    return DeviceId{static_cast<std::size_t>(named - problem.devices.begin())};
  const bool index = !text.empty() && text.size() < 8 &&
                     std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; });
  const auto number = index ? number_from<std::size_t>(text) : std::nullopt;
  return number && *number < problem.devices.size() ? std::optional(DeviceId{*number}) : std::nullopt;
}

DeviceId read_device(const Node& node, const Problem& problem) {
  const std::string& text = node.text("a device's name or index");
  if (const auto device = find_device(text, problem)) return *device;
  std::vector<std::string_view> names;
  for (const Device& device : problem.devices) names.push_back(device.name);
  node.fail(fmt::format("no device '{}', expected an index from 0 to {} or a name such as {}{}", text,
                        names.size() - 1, names.front(), did_you_mean(text, names)));
}

}  // namespace repetend
