// This is a plan with everything that its chart shows: built once, away from the GUI's thread, then shared
// and never changed.
#pragma once

#include <array>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "app/chart/work_colours.hpp"
#include "app/simulated.hpp"
#include "gui/chart/data/chart_style.hpp"
#include "gui/chart/data/colour_pyramid.hpp"
#include "gui/chart/data/memory_profile.hpp"
#include "sim/problem/machines.hpp"

namespace repetend::gui {

// Warm-up is [0, first), the repetend [first, last) with `repetitions`, cool-down the rest.
struct Phases {
  Time first = 0, last = 0;
  Time period = 0;
  Time repetitions = 0;
};

// The transfers of one directed link, as indices into Simulation::transfers, in time order.
struct LinkRow {
  DeviceId from, to;
  std::vector<std::uint32_t> transfers;
  ColourPyramid occupied;
};

struct DeviceRow {
  std::size_t ran = 0;                // instances of the device's order that ran: all, but for a deadlock
  std::array<ColourPyramid, 3> work;  // by ChartStyle::ColourBy
  ColourPyramid idle;                 // the colours of the causes, fully opaque
  MemoryProfile memory;
};

struct ChartedPlan : app::SimulatedPlan {
  std::string key;  // what it is a plan of, for as long as that is shown: the title may change with the plan
  std::string title;
  std::string note;                       // "proved", "improving", "edited"; may be empty
  std::vector<app::WorkColours> colours;  // by ChartStyle::ColourBy
  std::vector<DeviceRow> devices;
  std::vector<LinkRow> links;  // by sender, then receiver; only those that carry something
  std::optional<Phases> phases;

  std::size_t ran(DeviceId d) const { return devices[d.index()].ran; }
  Instance at(DeviceId d, std::size_t position) const { return plan->orders[computing(d)][position]; }

  // The first position of the device's order whose instance ends after `t`; ran(d) when there is none.
  std::size_t first_after(DeviceId d, Time t) const;
};

// Simulates the plan's orders and prepares what is drawn. A deadlock leaves what ran before it. The key is
// the title where none is given.
std::shared_ptr<const ChartedPlan> chart_plan(std::string title, std::shared_ptr<const Plan>,
                                              std::string note = {}, std::string key = {});

}  // namespace repetend::gui
