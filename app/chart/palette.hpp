// Every colour of a window and its charts, for light and dark, in one table; those of the work itself are in
// work_colours.hpp.
#pragma once

#include <algorithm>
#include <array>

#include "app/chart/colour.hpp"
#include "sim/engine/idle.hpp"

namespace repetend::app {

// Colours as the toolkit at hand has them.
template <class Colour>
struct PaletteOf {
  Colour paper;    // behind everything
  Colour heading;  // behind a plan's title
  Colour row;      // behind a device's instances: what an unexplained bubble looks like
  Colour grid;
  Colour ink, quiet;  // text, and text that stands back
  Colour accent;      // what is selected
  Colour critical;    // the critical path
  Colour playhead;
  Colour memory, limit;  // the curve, and the line it must stay under
  Colour transfer, latency;
  Colour work;           // difference view: less of it, or more
  Colour better, worse;  // and the makespan
  std::array<Colour, idle_causes> causes;
  float tint, hatch;  // how strongly a bubble shows its cause, between and on the hatch lines
};

using Palette = PaletteOf<Rgb>;
const Palette& palette(bool dark);

template <class Colour>
PaletteOf<Colour> converted(const Palette& p) {
  PaletteOf<Colour> result{Colour(p.paper),
                           Colour(p.heading),
                           Colour(p.row),
                           Colour(p.grid),
                           Colour(p.ink),
                           Colour(p.quiet),
                           Colour(p.accent),
                           Colour(p.critical),
                           Colour(p.playhead),
                           Colour(p.memory),
                           Colour(p.limit),
                           Colour(p.transfer),
                           Colour(p.latency),
                           Colour(p.work),
                           Colour(p.better),
                           Colour(p.worse),
                           {},
                           p.tint,
                           p.hatch};
  std::ranges::transform(p.causes, result.causes.begin(), [](Rgb colour) { return Colour(colour); });
  return result;
}

// Of text on a coloured instance: what reads best there.
Rgb text_on(Rgb);

// The colour with this perceived lightness (0 to 1), chroma and hue (degrees): OKLCH (Ottosson, 2020).
Rgb oklch(double lightness, double chroma, double hue);

}  // namespace repetend::app
