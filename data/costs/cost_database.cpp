#include "data/costs/cost_database.hpp"

#include <cstdlib>

#include "data/costs/schema.hpp"
#include "sim/core/error.hpp"

namespace repetend::data {

namespace fs = std::filesystem;

// https://specifications.freedesktop.org/basedir-spec: a relative path does not count.
fs::path CostDatabase::default_file() {
  const auto folder = [](const char* variable) -> fs::path {
    const char* const value = std::getenv(variable);
    return value && *value == '/' ? value : "";
  };
  fs::path data = folder("XDG_DATA_HOME");
  if (data.empty()) {
    const fs::path home = folder("HOME");
    if (home.empty())
      throw RequestError("neither XDG_DATA_HOME nor HOME is set; name the cost database with --db");
    data = home / ".local" / "share";
  }
  return data / "repetend" / "costs.sqlite";
}

CostDatabase CostDatabase::open(const fs::path& file) {
  return CostDatabase(open_versioned(file, Database::Access::existing, cost_schema()));
}
CostDatabase CostDatabase::open_or_create(const fs::path& file) {
  return CostDatabase(open_versioned(file, Database::Access::create, cost_schema()));
}

CostDatabase::CostDatabase(std::unique_ptr<Database> database) : database_(std::move(database)) {}
CostDatabase::CostDatabase(CostDatabase&&) noexcept = default;
CostDatabase& CostDatabase::operator=(CostDatabase&&) noexcept = default;
CostDatabase::~CostDatabase() = default;

const fs::path& CostDatabase::file() const { return database_->file(); }

}  // namespace repetend::data
