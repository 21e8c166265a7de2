#include "app/chart/gantt_text.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "app/chart/chart_rows.hpp"
#include "app/chart/time_axis.hpp"
#include "app/chart/work_colours.hpp"
#include "sim/plan/fused_groups.hpp"

namespace repetend::app {

namespace {

struct Cell {
  char sign = '.';
  int colour = 0;              // ANSI; 0: none
  Time covered = 0;            // how much of the column the instance shown fills
  std::int64_t instance = -1;  // which one, to see where it begins
};

class Grid {
 public:
  Grid(const Plan& plan, int columns)
      : plan_(plan),
        problem_(*plan.problem),
        times_(plan),
        begin_(first_start(plan)),
        fused_(problem_, plan.couplings.fused),
        span_(std::max<Time>(1, makespan(plan))),
        columns_(columns) {}

  std::vector<Cell> row(const std::vector<Instance>& order) const {
    std::vector<Cell> cells(static_cast<std::size_t>(columns_));
    for (const Instance& i : order) paint(i, cells);
    write_numbers(cells);
    return cells;
  }
  // Tenths of each column in which the device works.
  std::string density_row(const std::vector<Instance>& order) const {
    std::vector<Time> busy(static_cast<std::size_t>(columns_));
    for (const Instance& i : order) {
      if (fused_.first(i) != i) continue;
      const auto [start, end] = interval(i);
      for (int c = column(start); c < columns_ && edge(c) < end; ++c)
        busy[static_cast<std::size_t>(c)] += std::max<Time>(0, covered(c, start, end));
    }
    std::string signs;
    for (int c = 0; c < columns_; ++c)
      signs += density_sign(busy[static_cast<std::size_t>(c)], edge(c + 1) - edge(c));
    return signs;
  }

  // Whether the instances are narrower than a column on average: showing one of several in each column would
  // draw patterns that are not in the plan.
  bool dense() const {
    Time work = 0;
    std::size_t drawn = 0;
    for (const auto& order : plan_.orders)
      for (const Instance& i : order) {
        if (fused_.first(i) != i) continue;
        ++drawn;
        work += times_.end(i) - times_.start(i);
      }
    return static_cast<double>(work) * columns_ < static_cast<double>(span_) * static_cast<double>(drawn);
  }

  int column(Time t) const {
    return static_cast<int>(static_cast<double>(t) * columns_ / static_cast<double>(span_));
  }

 private:
  // What runs fused is one box, with the sign of the group's first instance.
  void paint(Instance i, std::vector<Cell>& cells) const {
    if (fused_.first(i) != i) return;
    const auto index = instance_index(problem_, i);
    const auto [start, end] = interval(i);
    const Look& look = look_of(problem_.block(i.block));
    for (int c = column(start); c < columns_ && edge(c) < end; ++c) {
      const Time share = covered(c, start, end);
      Cell& cell = cells[static_cast<std::size_t>(c)];
      const bool mostly_busy = 2 * share >= edge(c + 1) - edge(c) || edge(c) >= start;
      if (share > cell.covered && mostly_busy)
        cell = {look.sign, look.ansi, share, static_cast<std::int64_t>(index)};
    }
  }
  std::pair<Time, Time> interval(Instance i) const {
    return {times_.start(i) - begin_, times_.end(i) - begin_};
  }
  Time edge(int c) const { return mul_div_ceil(span_, c, columns_); }
  Time covered(int c, Time start, Time end) const {
    return std::min(end, edge(c + 1)) - std::max(start, edge(c));
  }
  static char density_sign(Time busy, Time width) {
    if (busy == 0) return '.';
    if (busy == width) return '#';
    return static_cast<char>('0' +
                             static_cast<int>(10 * static_cast<double>(busy) / static_cast<double>(width)));
  }

  void write_numbers(std::vector<Cell>& cells) const {
    for (std::size_t c = 0; c < cells.size();) {
      std::size_t end = c + 1;
      while (end < cells.size() && cells[end].instance == cells[c].instance) ++end;
      if (cells[c].instance >= 0) {
        const Instance i = instance_at(problem_, static_cast<std::size_t>(cells[c].instance));
        const std::string number = number_of(i);
        if (number.size() <= end - c)
          for (std::size_t k = 0; k < number.size(); ++k) cells[c + k].sign = number[k];
      }
      c = end;
    }
  }

  // "3", of a fused pair "1+0"; a side of several blocks is of one micro-batch.
  std::string number_of(Instance i) const {
    std::string number;
    std::int32_t last = -1;
    for (const Instance& member : fused_.with(i)) {
      if (member.micro_batch == last) continue;
      number += fmt::format("{}{}", number.empty() ? "" : "+", member.micro_batch);
      last = member.micro_batch;
    }
    return number;
  }

  const Plan& plan_;
  const Problem& problem_;
  Timetable times_;
  Time begin_;
  FusedGroups fused_;
  Time span_;
  int columns_;
};

std::string join(const std::vector<Cell>& cells, bool colour) {
  std::string text;
  int current = 0;
  for (const Cell& cell : cells) {
    if (colour && cell.colour != current) {
      text += fmt::format("\033[{}m", cell.colour);
      current = cell.colour;
    }
    text += cell.sign;
  }
  return current ? text + "\033[0m" : text;
}

constexpr std::string_view instance_legend =
    "number: micro-batch   - forward   = backward   ~ weight gradient   # several devices   . idle";
// What only some plans have.
std::string instance_legend_of(const Plan& plan, FurtherLanes lanes) {
  std::string text(instance_legend);
  const Problem& problem = *plan.problem;
  for (const BlockKind kind :
       {BlockKind::communication, BlockKind::offload, BlockKind::reload, BlockKind::recompute})
    if (std::ranges::any_of(ids<BlockId>(problem.blocks.size()), [&](BlockId b) {
          return problem.block(b).kind == kind && has_row(problem, b, lanes);
        }))
      text += fmt::format("   {} {}", look_of(kind).sign, to_string(kind));
  if (!plan.couplings.fused.empty()) text += "   1+0 both at once";
  return text;
}
constexpr std::string_view density_legend =
    "several instances a column: # always busy   9 to 0 tenths of it busy   . idle";

std::string axis_line(const Grid& grid, Time span, int columns) {
  const TimeAxis axis = time_axis(span, std::max(1, columns / 12));
  std::string line(static_cast<std::size_t>(columns) + 12, ' ');
  for (const Time tick : axis.ticks) {
    const std::string label =
        axis.short_label(tick) + (tick == axis.ticks.back() ? " " + std::string(axis.unit) : "");
    const auto at = static_cast<std::size_t>(grid.column(tick));
    if (at + label.size() <= line.size()) line.replace(at, label.size(), label);
  }
  line.erase(line.find_last_not_of(' ') + 1);
  return line;
}

}  // namespace

std::string gantt_text(const Plan& plan, const TextGanttStyle& style) {
  const std::vector<ChartRow> rows = chart_rows(*plan.problem, style.lanes);
  std::size_t label = 0;
  for (const ChartRow& row : rows) label = std::max(label, row.label.size());
  const int columns = std::max(20, style.columns - static_cast<int>(label) - 2);
  const Grid grid(plan, columns);
  std::string text = fmt::format("{:>{}}  {}\n", "", label, axis_line(grid, makespan(plan), columns));
  const bool dense = grid.dense();
  for (const ChartRow& row : rows) {
    const auto& order = plan.orders[row.machine];
    text += fmt::format("{:>{}}  {}\n", row.label, label,
                        dense ? grid.density_row(order) : join(grid.row(order), style.colour));
  }
  return text + fmt::format("{:>{}}  {}\n", "", label,
                            dense ? std::string(density_legend) : instance_legend_of(plan, style.lanes));
}

}  // namespace repetend::app
