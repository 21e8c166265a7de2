#include "app/load/load.hpp"

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

}  // namespace repetend::app
