#include "app/load/load.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>

#include "data/costs/cost_database.hpp"
#include "sim/core/error.hpp"
#include "sim/formats/plan/plan_file.hpp"

namespace repetend::app {

namespace {

namespace fs = std::filesystem;

// Scenarios without a model need no database, and the user's own need not be there.
class LazyCosts : public data::CostSource {
 public:
  explicit LazyCosts(std::optional<fs::path> file) : file_(std::move(file)) {}

  std::vector<data::CostSample> samples(std::string_view gpu, data::OperatorKind kind, data::Phase phase,
                                        data::Precision precision) const override {
    if (!std::exchange(asked_, true)) open();
    return database_ ? database_->samples(gpu, kind, phase, precision) : std::vector<data::CostSample>{};
  }

 private:
  void open() const {
    const fs::path file = file_ ? *file_ : default_file();
    if (file_ || fs::exists(file)) database_.emplace(data::CostDatabase::open(file));
  }

  // Without a home there is no default database.
  static fs::path default_file() {
    try {
      return data::CostDatabase::default_file();
    } catch (const RequestError&) {
      return {};
    }
  }

  std::optional<fs::path> file_;
  mutable bool asked_ = false;
  mutable std::optional<data::CostDatabase> database_;
};

struct Kind {
  std::string_view words;
  std::vector<std::string_view> endings;
};

// By Content.
const std::array<Kind, 4> contents{{{"a plan, which is JSON", {".json"}},
                                    {"a scenario, which is YAML", {".yaml", ".yml"}},
                                    {"a list of costs, which is YAML", {".yaml", ".yml"}},
                                    {"an SVG picture", {".svg"}}}};

// What people and programs take for a file of a certain kind.
constexpr std::array<std::string_view, 19> meaningful{
    ".json", ".yaml", ".yml", ".svg",  ".pdf", ".png", ".jpg", ".jpeg", ".gif",   ".webp",
    ".csv",  ".html", ".htm", ".xlsx", ".md",  ".tex", ".xml", ".gz",   ".sqlite"};

}  // namespace

data::PricedScenario load_scenario(const std::string& text, const std::string& name,
                                   const std::vector<Override>& overrides,
                                   const std::optional<fs::path>& database) {
  const LazyCosts costs(database);
  return data::parse_scenario(text, name, overrides, &costs);
}

PlanOrScenario load(const std::string& text, const std::string& name, const std::vector<Override>& overrides,
                    const std::optional<fs::path>& database) {
  if (looks_like_plan(text)) return parse_plan(text, name);
  return load_scenario(text, name, overrides, database);
}

std::string wrong_ending(const std::string& file, Content content) {
  std::string ending = fs::path(file).extension().string();
  std::ranges::transform(ending, ending.begin(), [](unsigned char c) { return std::tolower(c); });
  const Kind& kind = contents[static_cast<std::size_t>(content)];
  const bool fits = std::ranges::find(kind.endings, ending) != kind.endings.end();
  if (fits || std::ranges::find(meaningful, ending) == meaningful.end()) return "";
  return fmt::format("{}: this is {}, expected a name that ends with {}", file, kind.words,
                     fmt::join(kind.endings, " or "));
}

}  // namespace repetend::app
