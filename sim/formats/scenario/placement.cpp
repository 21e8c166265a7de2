#include <fmt/format.h>

#include "sim/formats/scenario/explicit.hpp"
#include "sim/formats/scenario/generator.hpp"
#include "sim/problem/check.hpp"

namespace repetend {
namespace {

// Where a finding's subject came from. Machines that compute are devices, pools of devices their memories.
struct PlaceOf {
  const Places& places;

  Place operator()(std::monostate) const { return places.whole; }
  Place operator()(DeviceId d) const { return places.devices[d.index()]; }
  Place operator()(BlockId b) const { return places.blocks[b.index()]; }
  Place operator()(EdgeId e) const { return places.edges[e.index()]; }
  Place operator()(MachineId m) const { return behind_devices(m.index(), places.machines); }
  Place operator()(PoolId p) const { return behind_devices(p.index(), places.pools); }

  Place operator()(PairId p) const { return places.pairs[p.index()]; }
  Place operator()(ChoiceId c) const { return places.choices[c.index()]; }
  Place operator()(InterferenceId i) const { return places.interference[i.index()]; }
  Place operator()(MicroBatchScale) const { return places.scale; }

  Place behind_devices(std::size_t index, const std::vector<Place>& others) const {
    const std::size_t devices = places.devices.size();
    return index < devices ? places.devices[index] : others[index - devices];
  }
};

void expect_scenario_keys(const Node& root) {
  root.expect_keys("a scenario",
                   {"version", "name", "time_unit", "memory_unit", "memory_release", "micro_batches",
                    "transfer", "devices", "links", "blocks", "placement", "alternatives", "set", "lesson"},
                   {"machines", "pools", "micro_batch_scale", "micro_batch_order", "pairs", "choices",
                    "chosen", "interference"});
}

// What names blocks, or lanes of any device.
void read_couplings(const Node& root, PlacedProblem& out) {
  if (const auto pairs = root.find("pairs")) read_pairs(*pairs, out);
  if (const auto choices = root.find("choices")) read_choices(*choices, out);
  if (const auto chosen = root.find("chosen")) read_chosen(*chosen, out.problem);
  if (const auto interference = root.find("interference")) read_interference(*interference, out);
}

}  // namespace

PlacedProblem read_placement(const Node& root) {
  expect_scenario_keys(root);
  PlacedProblem out;
  out.places.whole = root.place();
  read_settings(root, out.problem);
  read_micro_batches(root, out);
  read_devices(root.at("devices", "the scenario"), out);
  if (const auto machines = root.find("machines")) read_machines(*machines, out);
  if (const auto pools = root.find("pools")) read_pools(*pools, out);
  if (const auto links = root.find("links")) read_links(*links, out.problem);
  const auto blocks = root.find("blocks");
  const auto placement = root.find("placement");
  // A generator's map; beside `blocks`, in the explicit form that plans embed, the name of the placement.
  if (blocks && placement && !placement->is(Document::Kind::scalar))
    placement->fail("`placement` beside `blocks`, expected one of them");
  if (blocks) {
    if (placement) out.problem.placement = placement->text("the placement's name");
    read_blocks(*blocks, out);
  } else if (placement) {
    expand(read_generator(*placement, out.problem), out.problem);
    out.places.blocks.assign(out.problem.blocks.size(), placement->place());
    out.places.edges.assign(out.problem.edges.size(), placement->place());
  } else {
    root.fail("the scenario has no blocks, expected `blocks:` or `placement:`");
  }
  read_couplings(root, out);
  return out;
}

void require_sound(const PlacedProblem& placed, const Source& source) {
  const auto findings = check(placed.problem);
  if (!findings.empty())
    source.fail(std::visit(PlaceOf{placed.places}, findings.front().subject), findings.front().message);
}

Problem read_problem(const Document& document, const std::string& file) {
  Source source{.file = file};
  read_units(document, source);
  const PlacedProblem placed = read_placement(Node(document, source));
  require_sound(placed, source);
  return take_chosen(placed, source);
}

}  // namespace repetend
