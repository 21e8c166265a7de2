#include "gui/chart/geometry/row_pixels.hpp"

#include <algorithm>
#include <cstring>
#include <span>

#include "app/chart/work_colours.hpp"

namespace repetend::gui {

namespace {

// Up to here walking the instances is as quick as asking the pyramid, and exact.
constexpr std::size_t walked_per_column = 6;

// Adds stretches of time to columns by how much of each they cover.
class Coverage {
 public:
  Coverage(const TimeScale& scale, std::vector<app::Tint>& columns) : scale_(scale), columns_(columns) {}

  // `edge`: up to three quarters of a column are left blank before a wide stretch, to set it off from the one
  // before; as much wherever it begins within its column.
  void add(Time begin, Time end, QRgb colour, bool edge) {
    const auto width = static_cast<double>(columns_.size());
    double first = std::max(scale_.to_pixel(begin), 0.0);
    const double last = std::min(scale_.to_pixel(end), width);
    if (first >= last) return;
    if (edge) first += std::clamp((last - first - 3) / 6, 0.0, 0.75);
    const app::Tint tint = app::to_tint(colour);
    const auto column = static_cast<std::size_t>(first);
    const auto last_column = std::min(static_cast<std::size_t>(last), columns_.size() - 1);
    if (column == last_column) return add(column, tint, last - first);
    add(column, tint, static_cast<double>(column + 1) - first);
    std::fill(columns_.begin() + static_cast<std::ptrdiff_t>(column) + 1,
              columns_.begin() + static_cast<std::ptrdiff_t>(last_column), tint);
    add(last_column, tint, last - static_cast<double>(last_column));
  }

 private:
  void add(std::size_t column, const app::Tint& tint, double share) {
    columns_[column] += tint * static_cast<float>(share);
  }

  const TimeScale& scale_;
  std::vector<app::Tint>& columns_;
};

void walk_work(const ChartedPlan& plan, RowPart row, const ChartStyle& style, const TimeScale& scale,
               Time until, std::vector<app::Tint>& columns) {
  Coverage coverage(scale, columns);
  for (std::size_t k = plan.first_after(row.machine, scale.from); k < plan.ran(row.machine); ++k) {
    const Instance i = plan.at(row.machine, k);
    if (plan.start(i) >= until) break;
    if (!plan.stands_in_half(i, row.half)) continue;
    coverage.add(plan.start(i), plan.end(i), plan.colours_by(style.colour_by).of(i), true);
  }
}

void walk_idle(const ChartedPlan& plan, DeviceId d, const TimeScale& scale, Time until,
               std::vector<app::Tint>& columns) {
  Coverage coverage(scale, columns);
  const auto end = plan.idle[d.index()].end();
  for (auto idle = plan.idle_after(d, scale.from); idle != end && idle->begin < until; ++idle)
    coverage.add(idle->begin, idle->end, palette(false).of(idle->cause).rgb(), false);
}

std::span<const TimeSpan> exposed_in_sight(const ChartedPlan& plan, MachineId m, const TimeScale& scale,
                                           Time until) {
  const auto& all = plan.lanes[m.index()].exposed_in;
  const auto first = std::ranges::upper_bound(all, scale.from, {}, &TimeSpan::end);
  return {first, std::ranges::lower_bound(first, all.end(), until, {}, &TimeSpan::begin)};
}

void walk_exposed(std::span<const TimeSpan> spans, const TimeScale& scale, std::vector<app::Tint>& columns) {
  Coverage coverage(scale, columns);
  for (const TimeSpan& span : spans) coverage.add(span.begin, span.end, MachineRow::exposed_colour, false);
}

}  // namespace

void render_row(const ChartedPlan& plan, RowPart part, const ChartStyle& style, const TimeScale& scale,
                std::size_t columns, RowPixels& result, bool exactly) {
  result.work.assign(columns, {});
  result.idle.assign(columns, {});
  result.exposed.clear();
  const MachineId m = part.machine;
  const MachineRow& row = plan.machines[m];
  const Time until = scale.to_time(static_cast<double>(columns));
  const auto render = [&](std::size_t in_sight, const ColourPyramid& pyramid, auto walk,
                          std::vector<app::Tint>& into) {
    if (exactly || in_sight <= walked_per_column * columns)
      walk();
    else
      pyramid.average(static_cast<double>(scale.from), scale.ns_per_pixel, into);
  };
  render(
      plan.first_after(m, until) - plan.first_after(m, scale.from),
      row.work[part.half][static_cast<std::size_t>(style.colour_by)],
      [&] { walk_work(plan, part, style, scale, until, result.work); }, result.work);
  if (!plan.lanes[m.index()].exposed_in.empty()) {
    const auto spans = exposed_in_sight(plan, m, scale, until);
    result.exposed.assign(columns, {});
    render(
        spans.size(), row.exposed, [&] { walk_exposed(spans, scale, result.exposed); }, result.exposed);
  }
  if (!style.bubbles || !computes(plan.problem(), m)) return;
  const DeviceId d = device_of(plan.problem(), m);
  render(
      static_cast<std::size_t>(plan.idle_after(d, until) - plan.idle_after(d, scale.from)), row.idle,
      [&] { walk_idle(plan, d, scale, until, result.idle); }, result.idle);
}

void compose_row(const RowPixels& pixels, const Palette& colours, const std::vector<int>& grid,
                 const RowPlace& place, QImage& image) {
  const std::size_t columns = pixels.work.size();
  const app::Tint row = app::to_tint(colours.row.rgb()), grid_line = app::to_tint(colours.grid.rgb());
  const app::Tint exposed_colour = app::to_tint(colours.exposed.rgb());
  std::vector<QRgb> line(columns), hatched(columns);
  auto next_grid = grid.begin();
  for (std::size_t k = 0; k < columns; ++k) {
    while (next_grid != grid.end() && *next_grid < static_cast<int>(k)) ++next_grid;
    const bool on_grid = next_grid != grid.end() && *next_grid == static_cast<int>(k);
    const app::Tint &work = pixels.work[k], &idle = pixels.idle[k], &ground = on_grid ? grid_line : row;
    line[k] = hatched[k] = app::to_rgb(work.over((idle * colours.tint).over(ground)));
    if (idle.cover > 0) hatched[k] = app::to_rgb(work.over((idle * colours.hatch).over(ground)));
    if (pixels.exposed.empty() || pixels.exposed[k].cover <= 0) continue;
    const app::Tint exposed = exposed_colour * pixels.exposed[k].cover, under = app::to_tint(line[k]);
    line[k] = app::to_rgb((exposed * colours.exposed_tint).over(under));
    hatched[k] = app::to_rgb((exposed * colours.exposed_hatch).over(under));
  }
  for (int y = 0; y < place.height; ++y) {
    auto* target = reinterpret_cast<QRgb*>(image.scanLine(place.top + y)) + place.left;
    std::memcpy(target, line.data(), columns * sizeof(QRgb));
    const int first = ((place.phase - y) % place.hatch + place.hatch) % place.hatch;
    for (auto k = static_cast<std::size_t>(first); k < columns; k += static_cast<std::size_t>(place.hatch))
      target[k] = hatched[k];
  }
}

void draw_row(const ChartedPlan& plan, MachineId m, const ChartStyle& style, const TimeScale& scale,
              const std::vector<int>& grid, int phase, int hatch, QImage& image) {
  // Kept between rows and frames: painting happens on one thread at a time.
  static thread_local RowPixels pixels;
  const auto halves = static_cast<int>(plan.machines[m].work.size());
  for (int half = 0; half < halves; ++half) {
    const int top = half * image.height() / halves, bottom = (half + 1) * image.height() / halves;
    if (top == bottom) continue;
    render_row(plan, {m, static_cast<std::size_t>(half)}, style, scale,
               static_cast<std::size_t>(image.width()), pixels);
    compose_row(pixels, palette(style.dark), grid, {0, top, bottom - top, phase - top, hatch}, image);
  }
}

}  // namespace repetend::gui
