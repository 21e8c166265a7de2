// What an instance looks like, the same in light and dark: in a window coloured by micro-batch, by stage or
// by kind, in an SVG file, in a terminal.
#pragma once

#include <string>
#include <vector>

#include "app/chart/colour.hpp"
#include "sim/plan/plan.hpp"

namespace repetend::app {

// Of a block of this kind, on whatever stage and in whatever micro-batch.
struct Look {
  double lightness, chroma;         // in a window, by micro-batch (OKLCH)
  Rgb by_kind;                      // in a window, by kind
  int saturation, paper_lightness;  // in an SVG file, per cent of HSL
  char sign;                        // in a terminal
  int ansi;                         // its colour there
};
const Look& look_of(BlockKind);
// In a file or a terminal, where blocks on several devices look the same whatever their kind.
const Look& look_on_several_devices();
const Look& look_of(const Block&);

// In degrees: the hue of a micro-batch in an SVG file.
double hue_of(const Problem&, std::int32_t micro_batch);

// Few stages have names, many have an order: up to so many get a colour each, the same in every plan; more
// get a place on a ramp from the first stage to the last.
constexpr int named_stages = 8;

// -1 where no block has one.
int last_stage(const Problem&);

// Of a block of a stage of those up to `last`: the forward pass is light, the backward of weights dark.
Rgb stage_colour(int stage, int last, BlockKind);

enum class ColourBy { micro_batch, stage, kind };

class WorkColours {
 public:
  WorkColours(const Problem&, ColourBy);
  Rgb of(Instance) const;

 private:
  int micro_batches_;
  std::vector<std::size_t> shade_of_block_;  // by block: the row of `colours_`
  std::vector<std::vector<Rgb>> colours_;    // by shade, then along the micro-batches
};

// One entry of a legend: one colour, or several in their order.
struct LegendEntry {
  std::vector<Rgb> colours;
  std::string words;

  bool operator==(const LegendEntry&) const = default;
};
// What the colours of a problem's instances mean, at most about a dozen entries.
std::vector<LegendEntry> work_legend(const Problem&, ColourBy);

}  // namespace repetend::app
