#include "app/load/output.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <filesystem>
#include <string_view>
#include <vector>

namespace repetend::app {

namespace {

namespace fs = std::filesystem;

struct Kind {
  std::string_view words;
  std::vector<std::string_view> endings;
};

Kind kind_of(Content content) {
  switch (content) {
    case Content::plan:
      return {"a plan, which is JSON", {".json"}};
    case Content::scenario:
      return {"a scenario, which is YAML", {".yaml", ".yml"}};
    case Content::costs:
      return {"a list of costs, which is YAML", {".yaml", ".yml"}};
    case Content::svg:
      break;
  }
  return {"an SVG picture", {".svg"}};
}

// What people and programs take for a file of a certain kind.
constexpr std::array<std::string_view, 19> meaningful{
    ".json", ".yaml", ".yml", ".svg",  ".pdf", ".png", ".jpg", ".jpeg", ".gif",   ".webp",
    ".csv",  ".html", ".htm", ".xlsx", ".md",  ".tex", ".xml", ".gz",   ".sqlite"};

}  // namespace

std::string wrong_ending(const std::string& file, Content content) {
  std::string ending = fs::path(file).extension().string();
  std::ranges::transform(ending, ending.begin(), [](unsigned char c) { return std::tolower(c); });
  const Kind kind = kind_of(content);
  const bool fits = std::ranges::find(kind.endings, ending) != kind.endings.end();
  if (fits || std::ranges::find(meaningful, ending) == meaningful.end()) return "";
  return fmt::format("{}: this is {}, expected a name that ends with {}", file, kind.words,
                     fmt::join(kind.endings, " or "));
}

}  // namespace repetend::app
