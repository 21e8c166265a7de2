#include <fmt/format.h>

#include "sim/formats/scenario/explicit.hpp"
#include "sim/formats/scenario/generator.hpp"
#include "sim/problem/check.hpp"

namespace repetend {
namespace {

Place place_of(const Finding& finding, const Places& places) {
  if (const auto* device = std::get_if<DeviceId>(&finding.subject)) return places.devices[device->index()];
  if (const auto* block = std::get_if<BlockId>(&finding.subject)) return places.blocks[block->index()];
  if (const auto* edge = std::get_if<EdgeId>(&finding.subject)) return places.edges[edge->index()];
  return places.whole;
}

}  // namespace

PlacedProblem read_placement(const Node& root) {
  root.expect_keys("a scenario",
                   {"version", "name", "time_unit", "memory_unit", "memory_release", "micro_batches",
                    "transfer", "devices", "links", "blocks", "placement", "alternatives", "set", "lesson"});
  PlacedProblem out;
  out.places.whole = root.place();
  read_settings(root, out.problem);
  read_devices(root.at("devices", "the scenario"), out);
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
    expand(read_generator(*placement, static_cast<int>(out.problem.devices.size())), out.problem);
    out.places.blocks.assign(out.problem.blocks.size(), placement->place());
    out.places.edges.assign(out.problem.edges.size(), placement->place());
  } else {
    root.fail("the scenario has no blocks, expected `blocks:` or `placement:`");
  }
  return out;
}

void require_sound(const PlacedProblem& placed, const Source& source) {
  const auto findings = check(placed.problem);
  if (!findings.empty()) source.fail(place_of(findings.front(), placed.places), findings.front().message);
}

Problem read_problem(const Document& document, const std::string& file) {
  Source source{.file = file};
  read_units(document, source);
  const PlacedProblem placed = read_placement(Node(document, source));
  require_sound(placed, source);
  return placed.problem;
}

}  // namespace repetend
