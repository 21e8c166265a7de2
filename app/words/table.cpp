#include "app/words/table.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace repetend::app {

std::string Table::text(const std::string& indent) const {
  std::vector<std::size_t> width;
  for (std::size_t c = 0; c < columns_.size(); ++c) {
    width.push_back(columns_[c].title.size());
    for (const auto& row : rows_) width[c] = std::max(width[c], row[c].size());
  }
  std::string result;
  const auto line = [&](const auto& cell) {
    std::string text = indent;
    for (std::size_t c = 0; c < columns_.size(); ++c)
      text += columns_[c].align == Align::left ? fmt::format("{:<{}}  ", cell(c), width[c])
                                               : fmt::format("{:>{}}  ", cell(c), width[c]);
    text.erase(text.find_last_not_of(' ') + 1);
    result += text + "\n";
  };
  line([&](std::size_t c) { return columns_[c].title; });
  for (const auto& row : rows_) line([&](std::size_t c) { return row[c]; });
  return result;
}

}  // namespace repetend::app
