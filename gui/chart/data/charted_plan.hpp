// This is a plan with everything that its chart shows: built once, on another thread, and never changed.
#pragma once

#include <algorithm>
#include <array>
#include <ranges>

#include "app/chart/chart_rows.hpp"
#include "app/chart/half.hpp"
#include "app/chart/work_colours.hpp"
#include "app/simulated.hpp"
#include "gui/chart/data/chart_style.hpp"
#include "gui/chart/data/level_of_detail.hpp"
#include "sim/plan/fused_groups.hpp"

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

struct MachineRow {
  std::size_t ran = 0;  // instances of the machine's order that ran: all, but for a deadlock
  // By half, then by ChartStyle::ColourBy: two halves where anything runs fused, else one.
  std::vector<std::array<ColourPyramid, 3>> work;
  ColourPyramid idle;     // of a computing lane: the colours of the causes, fully opaque
  ColourPyramid exposed;  // of any other machine: when it is, in this colour
  // Opaque, as only the cover counts: the theme has the colour, which is known when the row is drawn.
  static constexpr QRgb exposed_colour = 0xff000000;
};

struct ChartedPlan : app::SimulatedPlan {
  std::string key;  // what it is a plan of, for as long as that is shown: the title may change with the plan
  std::string title;
  std::string note;                       // "proved", "improving", "edited"; may be empty
  std::vector<app::WorkColours> colours;  // by ChartStyle::ColourBy
  std::vector<app::ChartRow> rows;        // which machines are drawn, from top to bottom
  IdVector<MachineId, MachineRow> machines;
  IdVector<PoolId, MemoryProfile> memory;
  std::vector<LinkRow> links;  // by sender, then receiver; only those that carry something
  std::optional<Phases> phases;
  std::optional<FusedGroups> fused;

  std::size_t device_count() const { return problem().devices.size(); }
  // Whether the device has lanes besides the computing one that are drawn.
  bool has_further_lanes(DeviceId) const;

  std::size_t ran(MachineId m) const { return machines[m].ran; }
  Instance at(MachineId m, std::size_t position) const { return plan->orders[m][position]; }
  // The first position of the machine's order whose instance ends after `t`; ran(m) when there is none.
  std::size_t first_after(MachineId m, Time t) const;
  // Where in the machine's order an instance stands that ran there.
  std::size_t position(MachineId m, Instance) const;

  app::Half half(const Instance& i) const { return app::half_of(fused->with(i), i); }
  // Whether an instance stands for what is drawn in this half of its row; what runs alone does in both.
  bool stands_in_half(const Instance&, std::size_t half) const;
  // Of what runs as one with the instance at this position, the position of what is drawn at this part of the
  // height, from 0 at the top to 1.
  std::size_t position_at_height(MachineId m, std::size_t position, double part) const;

  // The device's first idle interval that ends after `t`, and the one that `t` is in, if there is any.
  std::vector<IdleInterval>::const_iterator idle_after(DeviceId d, Time t) const;
  const IdleInterval* idle_at(DeviceId d, Time t) const;
  const app::WorkColours& colours_by(ChartStyle::ColourBy by) const {
    return colours[static_cast<std::size_t>(by)];
  }
};

// How many of the positions below `count` this holds for: for the first ones, and for none after those.
template <class Holds>
std::size_t count_first(std::size_t count, Holds holds) {
  const auto positions = std::views::iota(std::size_t{0}, count);
  return static_cast<std::size_t>(std::ranges::partition_point(positions, holds) - positions.begin());
}

// Simulates the plan's orders and prepares what is drawn. Without a key, the title is it.
std::shared_ptr<const ChartedPlan> chart_plan(std::string title, std::shared_ptr<const Plan>,
                                              std::string note = {}, std::string key = {});

// A saving is the time of the reference minus that of the plan: positive is saved. A device's work and idle
// causes add up to the difference of the makespans.
struct Saving {
  Time work = 0;
  std::array<Time, idle_causes> idle{};

  Time gained() const;  // the sum of what is positive
  Time lost() const;    // the sum of what is negative, as a positive number
};

// Savings are by device, as many as both have.
std::vector<Saving> savings(const ChartedPlan&, const ChartedPlan& reference);

}  // namespace repetend::gui
