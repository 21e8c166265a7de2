#include <filesystem>
#include <optional>
#include <utility>

#include "cli/arguments.hpp"
#include "data/costs/cost_database.hpp"

namespace repetend::cli {

namespace {

// Opened when the first cost is asked for: scenarios without a model do not need it, and it need not be there
// unless it was named.
class LazyCosts : public data::CostSource {
 public:
  explicit LazyCosts(std::optional<std::string> file) : file_(std::move(file)) {}

  std::vector<data::CostSample> samples(std::string_view gpu, data::OperatorKind kind, data::Phase phase,
                                        data::Precision precision) const override {
    if (!std::exchange(asked_, true)) open();
    return database_ ? database_->samples(gpu, kind, phase, precision) : std::vector<data::CostSample>{};
  }

 private:
  void open() const {
    const std::filesystem::path file = file_ ? *file_ : default_file();
    if (file_ || std::filesystem::exists(file)) database_.emplace(data::CostDatabase::open(file));
  }

  // Without a home there is no default database.
  static std::string default_file() {
    try {
      return data::CostDatabase::default_file();
    } catch (const RequestError&) {
      return "";
    }
  }

  std::optional<std::string> file_;
  mutable bool asked_ = false;
  mutable std::optional<data::CostDatabase> database_;
};

}  // namespace

data::PricedScenario scenario_operand(const Arguments& arguments, const std::vector<Override>& changes) {
  std::vector<Override> all = overrides(arguments);
  all.insert(all.end(), changes.begin(), changes.end());
  const LazyCosts costs(arguments.find<std::string>("db"));
  return data::read_scenario(arguments.operand(0), all, &costs);
}

}  // namespace repetend::cli
