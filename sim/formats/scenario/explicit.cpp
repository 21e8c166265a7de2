#include "sim/formats/scenario/explicit.hpp"

#include <fmt/format.h>

#include "sim/formats/scenario/reader.hpp"
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
