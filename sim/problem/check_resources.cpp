// Devices, machines and pools, and what is said of them: links, the scale of the micro-batches, interference.
#include <algorithm>
#include <map>

#include "sim/problem/check_detail.hpp"

namespace repetend::checks {
namespace {

void check_device(Findings& findings, DeviceId id, const Device& device) {
  check_amount(findings, id, "memory of device " + device.name, device.memory, 0);
  check_amount(findings, id, "static memory of device " + device.name, device.static_memory, 0);
  check_amount(findings, id, "speed of device " + device.name, device.speed, 1);
}

// Devices, their lanes ("gpu0.comm"), machines and pools share one set of names. Every device has its
// computing lane without that it is listed.
class SharedNames {
 public:
  explicit SharedNames(const Problem& problem) {
    for (const Device& device : problem.devices) taken_.emplace(device.name, "device");
    for (const Device& device : problem.devices)
      taken_.emplace(fmt::format("{}.{}", device.name, computing_lane), "lane");
  }

  void take(Findings& findings, Subject subject, std::string_view what, const std::string& name) {
    const auto [at, taken] = taken_.emplace(name, what);
    if (taken) return;
    if (at->second == what)
      add(findings, subject, "two {}s are named {}, expected unique names", what, name);
    else
      add(findings, subject,
          "{} {} is named like a {}, expected devices, machines and pools of different names", what, name,
          at->second);
  }

 private:
  std::map<std::string, std::string_view, std::less<>> taken_;
};

void check_machines(Findings& findings, const Problem& problem, SharedNames& names) {
  for (std::size_t k = 0; k < problem.machines.size(); ++k) {
    const Machine& machine = problem.machines[k];
    const MachineId id = further_machine(problem, k);
    if (machine.device && machine.device->index() >= problem.devices.size()) {
      add(findings, id, "machine {} is a lane of device {}, expected an index below {}", k,
          machine.device->value, problem.devices.size());
      continue;
    }
    const std::string_view what = machine.device ? "lane" : "machine";
    const std::string name = machine_name(problem, id);
    if (!machine.name.empty())
      names.take(findings, id, what, name);
    else if (machine.device)
      add(findings, id, "a lane of {} has no name, expected one", problem.device(*machine.device).name);
    else
      add(findings, id, "machine {} has no name, expected one", k);
    check_amount(findings, id, fmt::format("speed of {} {}", what, name), machine.speed, 1);
  }
}

void check_pools(Findings& findings, const Problem& problem, SharedNames& names) {
  for (std::size_t k = 0; k < problem.pools.size(); ++k) {
    const Pool& pool = problem.pools[k];
    const PoolId id{problem.devices.size() + k};
    if (pool.name.empty())
      add(findings, id, "pool {} has no name, expected one", k);
    else
      names.take(findings, id, "pool", pool.name);
    check_amount(findings, id, "capacity of pool " + pool.name, pool.capacity, 0);
    check_amount(findings, id, "static memory of pool " + pool.name, pool.static_memory, 0);
  }
}

void check_link(Findings& findings, const std::string& name, const Link& link) {
  check_amount(findings, {}, "latency of " + name, link.latency, 0);
  check_amount(findings, {}, "bandwidth of " + name, link.bandwidth, 1);
}

// A factor as people write it: 0.5 for 500'000'000.
double factor(Speed value) { return static_cast<double>(value) / static_cast<double>(unit_speed); }

}  // namespace

bool lanes_have_devices(const Problem& problem) {
  return std::ranges::all_of(problem.machines, [&](const Machine& machine) {
    return !machine.device || machine.device->index() < problem.devices.size();
  });
}

void check_resources(Findings& findings, const Problem& problem) {
  for (DeviceId id : ids<DeviceId>(problem.devices.size())) check_device(findings, id, problem.device(id));
  if (problem.machines.empty() && problem.pools.empty()) return;
  SharedNames names(problem);
  check_machines(findings, problem, names);
  check_pools(findings, problem, names);
}

void check_links(Findings& findings, const Problem& problem) {
  if (problem.links.fallback) check_link(findings, "the default link", *problem.links.fallback);
  for (const auto& [pair, link] : problem.links.pairs) {
    const auto [from, to] = pair;
    if (std::max(from.index(), to.index()) >= problem.devices.size()) {
      add(findings, {}, "a link leads from device {} to device {}, expected indices below {}", from.value,
          to.value, problem.devices.size());
      continue;
    }
    const std::string& name = problem.device(from).name;
    if (from == to) add(findings, from, "a link leads from {} to itself, expected two devices", name);
    check_link(findings, fmt::format("the link from {} to {}", name, problem.device(to).name), link);
  }
}

void check_scale(Findings& findings, const Problem& problem) {
  const std::vector<Speed>& scale = problem.scale;
  if (!scale.empty() && scale.size() != static_cast<std::size_t>(std::max(0, problem.micro_batches)))
    add(findings, MicroBatchScale{},
        "micro_batch_scale has {} factors, expected one for each of the {} micro-batches", scale.size(),
        problem.micro_batches);
  for (std::size_t n = 0; n < scale.size(); ++n)
    if (scale[n] <= 0)
      add(findings, MicroBatchScale{},
          "micro_batch_scale of micro-batch {} is {}, expected a positive number", n, factor(scale[n]));
}

void check_interference(Findings& findings, const Problem& problem) {
  std::set<std::string_view> lanes{computing_lane};
  for (const Machine& machine : problem.machines)
    if (machine.device) lanes.insert(machine.name);
  std::set<std::pair<std::string_view, std::string_view>> seen;
  for (InterferenceId id : ids<InterferenceId>(problem.interference.size())) {
    const Interference& both = problem.interference[id.index()];
    for (const std::string& lane : {both.first, both.second})
      if (!lanes.contains(lane))
        add(findings, id, "interference names lane {}, expected a lane of some device", lane);
    if (both.first == both.second)
      add(findings, id, "interference is of lane {} with itself, expected two lanes", both.first);
    if (!seen.insert(std::minmax<std::string_view>(both.first, both.second)).second)
      add(findings, id, "interference of lanes {} and {} is listed twice, expected it once", both.first,
          both.second);
    if (both.factor < unit_speed)
      add(findings, id, "factor of the interference of lanes {} and {} is {}, expected at least 1",
          both.first, both.second, factor(both.factor));
  }
}

}  // namespace repetend::checks
