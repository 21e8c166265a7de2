// The parts of reading a problem, shared by the explicit form, the generators and what expands a `model:`.
#pragma once

#include <vector>

#include "sim/formats/scenario/node.hpp"
#include "sim/problem/problem.hpp"

namespace repetend {

// Where the parts of a problem came from, for what is found wrong with them later.
struct Places {
  Place whole;
  std::vector<Place> devices, blocks, edges;  // by index; generated parts: of their generator
  std::vector<Place> machines = {}, pools = {}, pairs = {}, choices = {}, interference = {};  // as in Problem
  Place scale = {};
};

struct PlacedProblem {
  Problem problem;
  Places places;
};

// Upper limits of what a scenario may ask for: above any cluster, below what exhausts a machine's memory.
inline constexpr int device_limit = 65'536;
inline constexpr int stage_limit = 65'536;
inline constexpr int micro_batch_limit = 1'000'000'000;

inline constexpr int scenario_version = 2;
constexpr bool came_with_version_2(BlockKind kind) {
  return kind >= BlockKind::communication && kind <= BlockKind::recompute;
}

// Reads one placement of a scenario: settings, devices, links, and blocks or a generator. Not yet check()ed.
PlacedProblem read_placement(const Node& root);

// Throws for the first of check()'s findings, at the line of its subject.
void require_sound(const PlacedProblem&, const Source&);

// version, units (into the source) ...
void read_units(const Document& root, Source&);
// ... name, micro_batches, transfer, memory_release ...
void read_settings(const Node& root, Problem&);
// ... and what is said by micro-batch, once it is known how many there are.
void read_micro_batches(const Node& root, PlacedProblem&);
void read_devices(const Node& devices, PlacedProblem&);
void read_machines(const Node& machines, PlacedProblem&);
void read_pools(const Node& pools, PlacedProblem&);
void read_links(const Node& links, Problem&);
void read_blocks(const Node& blocks, PlacedProblem&);
// Of blocks that are there.
void read_pairs(const Node& pairs, PlacedProblem&);
void read_choices(const Node& choices, PlacedProblem&);
void read_interference(const Node&, PlacedProblem&);
// Of choices that are listed as well the option is noted beside them, and taken by take_chosen(): until then
// the problem is a whole, of which check() judges every option and settings find every block.
void read_chosen(const Node& chosen, Problem&);

// The sound problem with the options that were chosen. Throws where they are sound one by one and not
// together.
Problem take_chosen(const PlacedProblem&, const Source&);

// The lanes of a device but the computing one.
struct PlacedLane {
  Machine lane;
  Place place;
};
std::vector<PlacedLane> read_lanes(const Node& lanes);

// A device by name or index.
DeviceId read_device(const Node&, const Problem&);
std::optional<DeviceId> find_device(std::string_view text, const Problem&);

Bytes read_capacity(const Node&);

}  // namespace repetend
