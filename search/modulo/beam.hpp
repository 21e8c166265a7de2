// The beam search for a cyclic schedule of a given period.
#pragma once

#include <optional>
#include <utility>
#include <vector>

#include "search/control/budget.hpp"
#include "search/control/effort.hpp"
#include "search/modulo/steps.hpp"

namespace repetend::search {

// A block whose slot is fixed before the beam places the others: a gang, usually.
struct Preset {
  BlockId block;
  Time slot;
};

struct BeamSettings {
  Time period = 0;
  std::size_t width = 32;
  std::size_t branching = effort.beam.places;  // places tried for a block
  std::vector<Preset> presets;
  Steps steps;  // every block once
};

struct Found {
  CyclicSchedule schedule;
  Bytes excess = 0;                                                // memory above the capacities
  Time span = 0;                                                   // of one micro-batch
  std::pair<Bytes, Time> value() const { return {excess, span}; }  // less is better
};

// Places the blocks in the order of the steps into the reservation table of the period. Each block is tried
// at the first places after its inputs are there (backward: the last before its consumers start) where it is
// free on all its devices and the rest of each device's blocks still fits. Of the partial schedules the
// `width` best are kept: those whose completion, with every block at the first place it could have, exceeds
// the memory least and spans least. The best schedule of that period, or none where some block finds no
// place.
std::optional<Found> beam(const CyclicModel&, const BeamSettings&, Budget&);

}  // namespace repetend::search
