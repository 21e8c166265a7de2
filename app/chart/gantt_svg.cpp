#include "app/chart/gantt_svg.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <span>

#include "app/chart/chart_rows.hpp"
#include "app/chart/half.hpp"
#include "app/chart/time_axis.hpp"
#include "app/chart/work_colours.hpp"
#include "sim/plan/fused_groups.hpp"

namespace repetend::app {

namespace {

// All in pixels.
constexpr double margin = 24, label_width = 64, row_height = 24, row_gap = 3, chart_header = 46,
                 chart_gap = 22;
constexpr double heading_height = 46, axis_height = 58, least_width = 0.7, digit_width = 6.2;

std::string escape(const std::string& text) {
  std::string result;
  for (const char c : text)
    result += c == '&'   ? "&amp;"
              : c == '<' ? "&lt;"
              : c == '>' ? "&gt;"
              : c == '"' ? "&quot;"
                         : std::string(1, c);
  return result;
}

// The hue tells the micro-batch and the shade the kind.
std::string fill_of(const Problem& problem, std::int32_t micro_batch, const Look& look) {
  return fmt::format("hsl({:.0f},{}%,{}%)", hue_of(problem, micro_batch), look.saturation,
                     look.paper_lightness);
}

class Writer {
 public:
  Writer(const std::vector<GanttChart>& charts, const SvgGanttStyle& style) : charts_(charts), style_(style) {
    for (const GanttChart& chart : charts) end_ = std::max(end_, makespan(*chart.plan));
    scale_ = (style.width - 2 * margin - label_width) / static_cast<double>(std::max<Time>(end_, 1));
  }

  std::string write(const std::string& heading) {
    double height = heading_height + axis_height;
    for (const GanttChart& chart : charts_) height += chart_height(*chart.plan) + chart_gap;
    open(height);
    text(margin, 30, "font-size='17' font-weight='600'", heading);
    const double top = heading_height;
    grid(top, height - axis_height - chart_gap + 6);
    double y = top;
    for (const GanttChart& chart : charts_) {
      draw(chart, y);
      y += chart_height(*chart.plan) + chart_gap;
    }
    legend(height - 18);
    out_ += "</svg>\n";
    return std::move(out_);
  }

 private:
  std::vector<ChartRow> rows(const Plan& plan) const { return chart_rows(*plan.problem, style_.lanes); }
  double chart_height(const Plan& plan) const {
    return chart_header + static_cast<double>(rows(plan).size()) * (row_height + row_gap);
  }
  double x(Time t) const { return margin + label_width + static_cast<double>(t) * scale_; }

  template <class... Args>
  void add(fmt::format_string<Args...> format, Args&&... args) {
    fmt::format_to(std::back_inserter(out_), format, std::forward<Args>(args)...);
  }
  void text(double at_x, double at_y, std::string_view attributes, const std::string& what) {
    add("<text x='{:.1f}' y='{:.1f}' {}>{}</text>\n", at_x, at_y, attributes, escape(what));
  }

  void open(double height) {
    add("<svg xmlns='http://www.w3.org/2000/svg' width='{0}' height='{1:.0f}' viewBox='0 0 {0} {1:.0f}' "
        "font-family='Inter, Helvetica, Arial, sans-serif' font-size='12' fill='#1f2933'>\n"
        "<defs><pattern id='idle' width='6' height='6' patternUnits='userSpaceOnUse' "
        "patternTransform='rotate(45)'><rect width='6' height='6' fill='#f6f7f9'/>"
        "<rect width='1' height='6' fill='#e1e5ea'/></pattern>{2}{3}</defs>\n"
        "<rect width='{0}' height='{1:.0f}' fill='#ffffff'/>\n",
        style_.width, height, arrow(), anything_exposed() ? exposed_pattern : "");
  }

  // Hatched the other way than idle time, and so that what is under it still shows.
  static constexpr std::string_view exposed_pattern =
      "<pattern id='exposed' width='6' height='6' patternUnits='userSpaceOnUse' "
      "patternTransform='rotate(-45)'><rect width='6' height='6' fill='#c62828' fill-opacity='0.12'/>"
      "<rect width='1' height='6' fill='#c62828' fill-opacity='0.6'/></pattern>";

  bool anything_exposed() const {
    const auto is_exposed = [](const LaneTime& lane) { return !lane.exposed_in.empty(); };
    return style_.lanes == FurtherLanes::shown && std::ranges::any_of(charts_, [&](const GanttChart& c) {
             return std::ranges::any_of(c.lanes, is_exposed);
           });
  }

  // The head of the arrows of waits, where there are any.
  std::string arrow() const {
    if (std::ranges::all_of(charts_, [](const GanttChart& c) { return c.plan->couplings.waits.empty(); }))
      return "";
    return "<marker id='arrow' viewBox='0 0 6 6' refX='6' refY='3' markerWidth='6' markerHeight='6' "
           "orient='auto'><path d='M0 0L6 3L0 6z' fill='#7b8794'/></marker>";
  }

  void grid(double top, double bottom) {
    const TimeAxis axis = time_axis(end_, static_cast<int>((style_.width - 2 * margin - label_width) / 90));
    for (const Time tick : axis.ticks) {
      add("<line x1='{0:.1f}' x2='{0:.1f}' y1='{1:.1f}' y2='{2:.1f}' stroke='#e6e9ed'/>\n", x(tick), top,
          bottom);
      text(x(tick), bottom + 15, "text-anchor='middle' font-size='11' fill='#66727f'",
           axis.short_label(tick));
    }
    text(margin + label_width - 12, bottom + 15, "text-anchor='end' font-size='11' fill='#66727f'",
         std::string(axis.unit));
  }

  void draw(const GanttChart& chart, double top) {
    const Plan& plan = *chart.plan;
    const Time begin = first_start(plan);
    text(margin, top + 14, "font-size='14' font-weight='600'", chart.title);
    text(x(0) + 8.5 * static_cast<double>(std::max<std::size_t>(chart.title.size(), 6)) - 20, top + 14,
         "fill='#52606d'", chart.details);
    if (plan.repetend) phases(plan, begin, top + 30);
    const Timetable times(plan);
    IdVector<MachineId, std::optional<double>> y_of(plan.orders.size());
    double y = top + chart_header;
    for (const ChartRow& shown : rows(plan)) {
      text(margin + label_width - 12, y + row_height / 2 + 4,
           shown.computes ? "text-anchor='end' fill='#52606d'"
                          : "text-anchor='end' font-size='11' fill='#9aa5b1'",
           shown.label);
      row(plan, shown.machine, times, begin, y);
      if (shown.machine.index() < chart.lanes.size()) exposed(chart.lanes[shown.machine.index()], y);
      y_of[shown.machine] = y;
      y += row_height + row_gap;
    }
    waits(plan, times, begin, y_of);
  }

  // Dashed, from the end of what is waited for, or its start, to the start of what waits, where both have a
  // row. Many would hide the plan, and say nothing.
  void waits(const Plan& plan, const Timetable& times, Time begin,
             const IdVector<MachineId, std::optional<double>>& y_of) {
    constexpr std::size_t most_waits = 64;
    if (plan.couplings.waits.size() > most_waits) return;
    const auto row_of = [&](Instance i) { return y_of[machines_of(*plan.problem, i.block).front()]; };
    for (const Wait& wait : plan.couplings.waits) {
      const auto before = row_of(wait.before), after = row_of(wait.after);
      if (!before || !after) continue;
      add("<line x1='{:.1f}' y1='{:.1f}' x2='{:.1f}' y2='{:.1f}' stroke='#7b8794' stroke-width='0.9' "
          "stroke-dasharray='3 2' marker-end='url(#arrow)'/>\n",
          x((wait.for_start ? times.start(wait.before) : times.end(wait.before)) - begin),
          *before + row_height / 2, x(times.start(wait.after) - begin), *after + row_height / 2);
    }
  }

  // Warm-up, repetend and cool-down as a thin ruler above the rows.
  void phases(const Plan& plan, Time begin, double y) {
    const Time first = plan.repetend->first - begin;
    const Time last = std::min(plan.repetend->last - begin + plan.repetend->period, makespan(plan));
    add("<path d='M{:.1f} {:.1f}v-6M{:.1f} {:.1f}v-6M{:.1f} {:.1f}H{:.1f}' stroke='#9aa5b1' fill='none'/>\n",
        x(first), y + 9, x(last), y + 9, x(first), y + 6, x(last));
    const auto repetitions = (plan.repetend->last - plan.repetend->first) / plan.repetend->period + 1;
    text((x(first) + x(last)) / 2, y + 1, "text-anchor='middle' font-size='10' fill='#7b8794'",
         fmt::format("repetend × {}", repetitions));
  }

  // One machine: the hatched background shows through as bubbles.
  void row(const Plan& plan, MachineId m, const Timetable& times, Time begin, double y) {
    add("<rect x='{:.2f}' y='{:.1f}' width='{:.2f}' height='{}' fill='url(#idle)'/>\n", x(0), y,
        static_cast<double>(makespan(plan)) * scale_, row_height);
    double merged_from = 0,
           merged_to = -1;  // instances too narrow to draw, gathered until they are wide enough
    const auto flush = [&] {
      if (merged_to > merged_from) bar(merged_from, merged_to, y, "hsl(215,12%,60%)", false);
      merged_to = -1;
    };
    const FusedGroups fused(*plan.problem, plan.couplings.fused);
    for (const Instance& i : plan.orders[m]) {
      if (fused.first(i) != i) continue;
      const double left = x(times.start(i) - begin), right = x(times.end(i) - begin);
      if (right - left >= least_width) {
        flush();
        boxes(plan, fused.with(i), left, right, y);
        continue;
      }
      if (merged_to >= 0 && left - merged_to > least_width) flush();
      if (merged_to < 0) merged_from = left;
      merged_to = std::max(right, merged_from + least_width / 2);
    }
    flush();
  }

  // One box, or of a fused pair the halves of one.
  void boxes(const Plan& plan, std::span<const Instance> group, double left, double right, double y) {
    for (const Instance& i : group) {
      const Half half = half_of(group, i);
      if (half.first != i) continue;
      const double height = row_height / static_cast<double>(half.count);
      const double top = y + height * static_cast<double>(half.index);
      const Look& look = look_of(plan.problem->block(i.block));
      bar(left, right, top, fill_of(*plan.problem, i.micro_batch, look), true, height);
      label(i.micro_batch, look, left, right, top, height);
    }
  }

  // Over what the machine runs meanwhile; what is too narrow to be seen is left out, or the picture would
  // grow with the plan.
  void exposed(const LaneTime& lane, double y) {
    double painted = 0;
    for (const TimeSpan& span : lane.exposed_in) {
      const double left = std::max(painted, x(span.begin)), right = x(span.end);
      if (right - left < least_width) continue;
      add("<rect x='{:.2f}' y='{:.1f}' width='{:.2f}' height='{}' fill='url(#exposed)'/>\n", left, y,
          right - left, row_height);
      painted = right;
    }
  }

  void bar(double left, double right, double y, const std::string& fill, bool outlined,
           double height = row_height) {
    const bool stroke = outlined && right - left > 3;
    add("<rect x='{:.2f}' y='{:.1f}' width='{:.2f}' height='{}' fill='{}'{}/>\n", left, y, right - left,
        height, fill, stroke ? " stroke='#ffffff' stroke-width='0.8'" : "");
  }

  void label(std::int32_t micro_batch, const Look& look, double left, double right, double y, double height) {
    const std::string number = std::to_string(micro_batch);
    if (right - left < digit_width * static_cast<double>(number.size()) + 5) return;
    add("<text x='{:.1f}' y='{:.1f}' text-anchor='middle' font-size='{}' fill='{}'>{}</text>\n",
        (left + right) / 2, y + height / 2 + 4, height < row_height ? 9.5 : 10.5,
        look.paper_lightness < 65 ? "#ffffff" : "#1f2933", number);
  }

  void legend(double y) {
    const Problem& problem = *charts_.front().plan->problem;
    const auto used = [&](auto&& wanted) {
      return std::ranges::any_of(charts_, [&](const GanttChart& c) {
        const Problem& drawn = *c.plan->problem;
        return std::ranges::any_of(ids<BlockId>(drawn.blocks.size()), [&](BlockId b) {
          return has_row(drawn, b, style_.lanes) && wanted(drawn.block(b));
        });
      });
    };
    double at = x(0);
    const auto entry = [&](std::string_view fill, const std::string& what) {
      add("<rect x='{:.1f}' y='{:.1f}' width='18' height='12' rx='2' fill='{}' stroke='#d5dae0' "
          "stroke-width='0.5'/>\n",
          at, y - 10, fill);
      text(at + 24, y, "font-size='11' fill='#52606d'", what);
      at += 24 + 6.1 * static_cast<double>(what.size()) + 24;
    };
    for (const auto& [kind, words] : {std::pair{BlockKind::forward, "forward"},
                                      {BlockKind::backward, "backward"},
                                      {BlockKind::input_gradient, "input gradient"},
                                      {BlockKind::weight_gradient, "weight gradient"},
                                      {BlockKind::communication, "communication"},
                                      {BlockKind::offload, "offload"},
                                      {BlockKind::reload, "reload"},
                                      {BlockKind::recompute, "recompute"}})
      if (used([k = kind](const Block& b) { return b.kind == k && b.uses.size() == 1; }))
        entry(fill_of(problem, 0, look_of(kind)), words);
    if (used([](const Block& b) { return b.uses.size() > 1; }))
      entry(fill_of(problem, 0, look_on_several_devices()), "on several devices");
    entry("url(#idle)", "bubble");
    if (anything_exposed()) entry("url(#exposed)", "exposed");
    text(at, y, "font-size='11' fill='#52606d'",
         fmt::format("numbers and hues: micro-batches 0 to {}", problem.micro_batches - 1));
  }

  const std::vector<GanttChart>& charts_;
  SvgGanttStyle style_;
  Time end_ = 0;
  double scale_ = 0;  // pixels a nanosecond
  std::string out_;
};

}  // namespace

std::string gantt_svg(const std::string& heading, const std::vector<GanttChart>& charts,
                      const SvgGanttStyle& style) {
  return Writer(charts, style).write(heading);
}

}  // namespace repetend::app
