#include <fmt/format.h>

#include "sim/formats/scenario/generator.hpp"

namespace repetend {
namespace {

// `placement` is a generator's map; beside `blocks`, in the explicit form that plans embed, it is a word, the
// name of the placement.
bool names_placement(const std::optional<Node>& placement) {
  return placement && placement->is(Document::Kind::scalar);
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
  if (blocks && placement && !names_placement(placement))
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

}  // namespace repetend
