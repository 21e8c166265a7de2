// The cost database as commands see it: --db names it, --gpu selects among its runs.
#pragma once

#include <filesystem>

#include "cli/command.hpp"
#include "data/costs/cost_database.hpp"

namespace repetend::cli {

// --db FILE.
void add_database_option(po::options_description&);
std::filesystem::path database_file(const Arguments&);

inline constexpr std::string_view costs_advice =
    "measure with `repetend profile operators` where a GPU is, or read a measured set with `repetend costs "
    "import FILE`";

// Whether nothing has been stored so far. A database that --db names has to be there.
bool no_runs_yet(const Arguments&);

// An open database with runs in it; else RequestError, which says how to come by some.
class CostsFile {
 public:
  explicit CostsFile(const Arguments&);
  const data::CostDatabase& database() const { return database_; }

  // Runs by number, or without numbers all; on the GPU wanted. Throws RequestError when there are none.
  std::vector<data::RunId> selected(const std::vector<std::string>& numbers) const;
  std::vector<data::Run> runs(const std::vector<std::string>& numbers) const;

 private:
  data::CostDatabase database_;
  std::optional<std::string> gpu_;
};

// Every run of a text or a database, on that GPU if one is wanted.
std::vector<data::Run> runs_of_file(const std::string& file, const std::optional<std::string>& gpu = {});

// What import does: stores the runs that are not in the database yet, which is made if need be, and says how
// many.
struct ImportedRun {
  data::Run run;
  std::string file;
};
void import_runs(const std::vector<ImportedRun>&, const std::string& tool, const Arguments&, Console&);

}  // namespace repetend::cli
