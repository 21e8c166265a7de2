#include "tests/docs/markdown.hpp"

#include <algorithm>
#include <filesystem>
#include <sstream>
#include <utility>

#include "sim/core/file.hpp"

namespace repetend::test {
namespace {

std::string trimmed(const std::string& text) {
  const std::size_t first = text.find_first_not_of(" \t");
  if (first == std::string::npos) return "";
  return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

std::vector<std::string> cells_of(const std::string& line) {
  std::vector<std::string> cells;
  std::string cell;
  for (std::size_t i = 1; i < line.size(); ++i) {
    if (line[i] == '|' && line[i - 1] != '\\')
      cells.push_back(trimmed(std::exchange(cell, "")));
    else
      cell += line[i];
  }
  return cells;
}

// Takes the lines one after the other.
class Parser {
 public:
  explicit Parser(const std::string& name) { document_.name = name; }

  void take(const std::string& line) {
    ++number_;
    if (in_code_)
      take_code(line);
    else if (line.starts_with("```"))
      open(line);
    else
      take_prose(line);
  }
  Markdown result() && { return std::move(document_); }

 private:
  void open(const std::string& line) {
    document_.blocks.push_back({line.substr(3), number_ + 1, {}, std::exchange(comments_, {})});
    in_code_ = true;
  }
  void take_code(const std::string& line) {
    if (line == "```")
      in_code_ = false;
    else
      document_.blocks.back().lines.push_back(line);
  }
  void take_prose(const std::string& line) {
    document_.prose += line + "\n";
    if (line.starts_with("<!-- ") && line.ends_with(" -->"))
      comments_.push_back(line.substr(5, line.size() - 9));
    else if (!line.empty())
      comments_.clear();
    const bool row = line.starts_with("|");
    if (row && !in_table_) document_.tables.emplace_back();
    if (row) document_.tables.back().rows.push_back(cells_of(line));
    in_table_ = row;
  }

  Markdown document_;
  std::vector<std::string> comments_;  // since the last text
  int number_ = 0;
  bool in_code_ = false, in_table_ = false;
};

}  // namespace

Markdown parse_markdown(const std::string& name, const std::string& text) {
  Parser parser(name);
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) parser.take(line);
  return std::move(parser).result();
}

Markdown read_document(const std::string& name) {
  return parse_markdown(name, read_file(std::string(REPETEND_SOURCE_DIR) + "/" + name));
}

std::vector<Markdown> all_documents() {
  std::vector<std::string> names{"README.md", "CONTRIBUTING.md"};
  for (const auto& entry : std::filesystem::directory_iterator(REPETEND_SOURCE_DIR "/docs"))
    if (entry.path().extension() == ".md") names.push_back("docs/" + entry.path().filename().string());
  std::ranges::sort(names.begin() + 2, names.end());
  std::vector<Markdown> documents;
  for (const std::string& name : names) documents.push_back(read_document(name));
  return documents;
}

std::vector<std::string> code_words(const std::string& text) {
  std::vector<std::string> words;
  for (std::size_t at = text.find('`'); at != std::string::npos;) {
    const std::size_t end = text.find('`', at + 1);
    if (end == std::string::npos) break;
    words.push_back(text.substr(at + 1, end - at - 1));
    at = text.find('`', end + 1);
  }
  return words;
}

}  // namespace repetend::test
