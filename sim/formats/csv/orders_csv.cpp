#include "sim/formats/csv/orders_csv.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <map>
#include <set>

#include "sim/formats/scenario/units.hpp"
#include "sim/problem/machines.hpp"

namespace repetend {

namespace {

class CsvReader {
 public:
  CsvReader(std::string_view text, const std::string& file, const Problem& problem)
      : text_(text), file_(file), problem_(problem) {
    constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";  // as spreadsheets write it
    if (text_.starts_with(byte_order_mark)) text_.remove_prefix(byte_order_mark.size());
    for (BlockId b : ids<BlockId>(problem.blocks.size())) by_name_[problem.block(b).name] = b;
  }

  CsvOrders read() {
    result_.orders.resize(machine_count(problem_));
    for (std::size_t at = 0; at < text_.size();) {
      const std::size_t end = std::min(text_.find('\n', at), text_.size());
      read_row(text_.substr(at, end - at));
      at = end + 1;
    }
    const std::size_t devices = problem_.devices.size();
    const bool of_devices = row_ >= devices && std::ranges::all_of(result_.orders.ids(), [&](MachineId m) {
                              return computes(problem_, m) || result_.orders[m].empty();
                            });
    if (row_ < row_count() && !of_devices)
      fail(1, fmt::format("the row of {} is missing, expected one for each of the {}", name(MachineId{row_}),
                          expected_rows()));
    if (result_.micro_batches == 0) {
      row_ = 0;
      fail(1, "every row is empty, expected cells such as 0F3 or block@micro-batch");
    }
    expect_all(of_devices ? devices : row_count());
    return std::move(result_);
  }

 private:
  [[noreturn]] void fail(std::size_t column, const std::string& message) const {
    throw SourceError(file_, static_cast<int>(row_ + 1), static_cast<int>(column), message);
  }

  // A row is a machine; those that do not compute may be left out, all of them.
  std::string expected_rows() const {
    std::string devices = fmt::format("{} devices", problem_.devices.size());
    if (row_count() == problem_.devices.size()) return devices;
    return devices + fmt::format(", or of these and the {} other lanes and machines",
                                 row_count() - problem_.devices.size());
  }
  std::size_t row_count() const { return result_.orders.size(); }
  std::string name(MachineId m) const { return machine_name(problem_, m); }

  void read_row(std::string_view row) {
    if (row_ >= row_count() && row.find_first_not_of(blank) != std::string_view::npos)
      fail(1, fmt::format("a row too many, expected one for each of the {}", expected_rows()));
    for (std::size_t at = 0; at <= row.size();) {
      const std::size_t end = std::min(row.find(',', at), row.size());
      const std::size_t begin = row.find_first_not_of(blank, at);
      if (begin < end) add(row.substr(begin, row.find_last_not_of(blank, end - 1) + 1 - begin), begin + 1);
      at = end + 1;
    }
    ++row_;
  }

  void add(std::string_view cell, std::size_t column) {
    const Instance instance = parse(cell, column);
    const MachineId machine{row_};
    if (!runs_on(problem_, instance.block, machine))
      fail(column, fmt::format("{} does not run on {}", cell, name(machine)));
    if (!seen_.insert({machine, instance}).second)
      fail(column, fmt::format("{} stands in this row already", cell));
    result_.orders[machine].push_back(instance);
    result_.micro_batches = std::max(result_.micro_batches, instance.micro_batch + 1);
  }

  Instance parse(std::string_view cell, std::size_t column) const {
    if (const std::size_t at = cell.rfind('@'); at != std::string_view::npos) {
      const auto block = by_name_.find(cell.substr(0, at));
      if (block == by_name_.end()) fail(column, fmt::format("no block is called '{}'", cell.substr(0, at)));
      return {block->second, number(cell.substr(at + 1), column)};
    }
    const std::size_t action = cell.find_first_of("FBIW");
    if (action == std::string_view::npos || action == 0)
      fail(column,
           fmt::format("'{}' is no cell, expected stage, F, B, I or W, and micro-batch, as in 0F3, or "
                       "block@micro-batch",
                       cell));
    return {block_of(number(cell.substr(0, action), column), cell[action], column),
            number(cell.substr(action + 1), column)};
  }

  int number(std::string_view text, std::size_t column) const {
    constexpr int most = 10'000'000;
    const auto value = number_from<int>(text);
    if (!value || *value < 0 || *value > most)
      fail(column, fmt::format("'{}' is no number from 0 to {}", text, most));
    return *value;
  }

  BlockId block_of(int stage, char action, std::size_t column) const {
    static const std::map<char, BlockKind> kinds{{'F', BlockKind::forward},
                                                 {'B', BlockKind::backward},
                                                 {'I', BlockKind::input_gradient},
                                                 {'W', BlockKind::weight_gradient}};
    std::vector<BlockId> everywhere, here;  // branches may share stage numbers on different devices
    for (BlockId b : ids<BlockId>(problem_.blocks.size())) {
      const Block& block = problem_.block(b);
      if (block.stage != stage || block.kind != kinds.at(action)) continue;
      everywhere.push_back(b);
      if (runs_on(problem_, b, MachineId{row_})) here.push_back(b);
    }
    if (everywhere.empty())
      fail(column, fmt::format("no {} block has stage {}", to_string(kinds.at(action)), stage));
    if (here.size() > 1)
      fail(column, fmt::format("{} and {} are both stage {} here, expected block@micro-batch",
                               problem_.block(here[0]).name, problem_.block(here[1]).name, stage));
    return here.empty() ? everywhere.front() : here.front();
  }

  // What the machines that have rows have to run.
  void expect_all(std::size_t rows) const {
    for (BlockId b : ids<BlockId>(problem_.blocks.size()))
      for (MachineId m : machines_of(problem_, b))
        for (int n = first_of(b); n <= last_of(b) && m.index() < rows; ++n)
          if (!seen_.contains({m, {b, n}}))
            throw SourceError(
                file_, m.value + 1, 1,
                fmt::format("{}@{} is missing in the row of {}", problem_.block(b).name, n, name(m)));
  }

  int first_of(BlockId b) const {
    return problem_.block(b).repeat == Repeat::last ? result_.micro_batches - 1 : 0;
  }
  int last_of(BlockId b) const {
    return problem_.block(b).repeat == Repeat::first ? 0 : result_.micro_batches - 1;
  }

  static constexpr std::string_view blank = " \t\r";

  std::string_view text_;
  const std::string& file_;
  const Problem& problem_;
  std::map<std::string, BlockId, std::less<>> by_name_;
  std::set<std::pair<MachineId, Instance>> seen_;
  std::size_t row_ = 0;
  CsvOrders result_;
};

}  // namespace

CsvOrders parse_orders_csv(const std::string& text, const std::string& file, const Problem& problem) {
  return CsvReader(text, file, problem).read();
}

}  // namespace repetend
