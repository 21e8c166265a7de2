#include "cli/render/gantt_text.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "cli/render/time_axis.hpp"

namespace repetend::cli {

namespace {

struct Cell {
  char sign = '.';
  int colour = 0;              // ANSI; 0: none
  Time covered = 0;            // how much of the column the instance shown fills
  std::int64_t instance = -1;  // which one, to see where it begins
};

struct Look {
  char sign;
  int colour;
};

Look look_of(const Block& block) {
  constexpr int cyan = 36, blue = 34, green = 32, yellow = 33, magenta = 35;
  if (block.uses.size() > 1) return {'#', magenta};
  switch (block.kind) {
    case BlockKind::forward:
      return {'-', cyan};
    case BlockKind::backward:
    case BlockKind::input_gradient:
      return {'=', blue};
    case BlockKind::weight_gradient:
      return {'~', green};
    case BlockKind::optimizer:
    case BlockKind::other:
      break;
  }
  return {'+', yellow};
}

class Grid {
 public:
  Grid(const Plan& plan, int columns)
      : plan_(plan),
        problem_(*plan.problem),
        duration_(durations(problem_)),
        begin_(*std::ranges::min_element(plan.start)),
        span_(std::max<Time>(1, makespan(plan))),
        columns_(columns) {}

  std::vector<Cell> row(const std::vector<Instance>& order) const {
    std::vector<Cell> cells(static_cast<std::size_t>(columns_));
    for (const Instance& i : order) paint(i, cells);
    write_numbers(cells);
    return cells;
  }
  int column(Time t) const {
    return static_cast<int>(static_cast<double>(t) * columns_ / static_cast<double>(span_));
  }

 private:
  void paint(Instance i, std::vector<Cell>& cells) const {
    const auto index = instance_index(problem_, i);
    const Time start = plan_.start[index] - begin_, end = start + duration_[i.block.index()];
    const Look look = look_of(problem_.block(i.block));
    for (int c = column(start); c < columns_ && edge(c) < end; ++c) {
      const Time covered = std::min(end, edge(c + 1)) - std::max(start, edge(c));
      Cell& cell = cells[static_cast<std::size_t>(c)];
      const bool mostly_busy = 2 * covered >= edge(c + 1) - edge(c) || edge(c) >= start;
      if (covered > cell.covered && mostly_busy)
        cell = {look.sign, look.colour, covered, static_cast<std::int64_t>(index)};
    }
  }
  Time edge(int c) const { return mul_div_ceil(span_, c, columns_); }

  void write_numbers(std::vector<Cell>& cells) const {
    for (std::size_t c = 0; c < cells.size();) {
      std::size_t end = c + 1;
      while (end < cells.size() && cells[end].instance == cells[c].instance) ++end;
      if (cells[c].instance >= 0) {
        const Instance i = instance_at(problem_, static_cast<std::size_t>(cells[c].instance));
        const std::string number = std::to_string(i.micro_batch);
        if (number.size() <= end - c)
          for (std::size_t k = 0; k < number.size(); ++k) cells[c + k].sign = number[k];
      }
      c = end;
    }
  }

  const Plan& plan_;
  const Problem& problem_;
  std::vector<Time> duration_;
  Time begin_, span_;
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

std::string axis_line(const Grid& grid, Time span, int columns) {
  const TimeAxis axis = time_axis(span, std::max(1, columns / 12));
  std::string line(static_cast<std::size_t>(columns) + 12, ' ');
  for (const Time tick : axis.ticks) {
    const std::string label =
        axis.label(tick) + (tick == axis.ticks.back() ? " " + std::string(axis.unit) : "");
    const auto at = static_cast<std::size_t>(grid.column(tick));
    if (at + label.size() <= line.size()) line.replace(at, label.size(), label);
  }
  line.erase(line.find_last_not_of(' ') + 1);
  return line;
}

}  // namespace

std::string gantt_text(const Plan& plan, const TextGanttStyle& style) {
  const Problem& problem = *plan.problem;
  std::size_t label = 0;
  for (const Device& device : problem.devices) label = std::max(label, device.name.size());
  const int columns = std::max(20, style.columns - static_cast<int>(label) - 2);
  const Grid grid(plan, columns);
  std::string text = fmt::format("{:>{}}  {}\n", "", label, axis_line(grid, makespan(plan), columns));
  for (DeviceId d : ids<DeviceId>(problem.devices.size()))
    text += fmt::format("{:>{}}  {}\n", problem.device(d).name, label,
                        join(grid.row(plan.orders[d.index()]), style.colour));
  return text + fmt::format(
                    "{:>{}}  number: micro-batch   - forward   = backward   ~ weight gradient   # several "
                    "devices   . idle\n",
                    "", label);
}

}  // namespace repetend::cli
