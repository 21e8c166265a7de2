// The cost database: what was measured, on which GPU, when and how. One SQLite file; docs/costs.md has its
// tables. A run is stored as a whole or not at all: a program killed at any moment leaves the runs stored
// before and a file that opens.
#pragma once

#include <filesystem>
#include <memory>

#include "data/costs/records.hpp"
#include "data/costs/summary.hpp"

namespace repetend::data {

class Database;

using RunId = std::int64_t;  // as stored: from 1, in the order of storing

// The file that a run was read from, where no tool of this program stored it.
struct Import {
  std::string file = {};  // as it was named
  std::string tool = {};  // what wrote it: "repetend costs", "kineto"
  std::string date = {};  // of the import, UTC, like a run's
  bool operator==(const Import&) const = default;
};

struct StoredOperator {
  Operator op;
  Summary summary;
};

struct StoredBlock {
  BlockSamples block;  // without its times
  Summary summary;
};

// A run with its times summed up.
struct StoredRun {
  RunId id = 0;
  Run run = {};  // its operators and blocks are those below
  std::optional<Import> import = {};
  std::vector<StoredOperator> operators = {};  // by operator
  std::vector<StoredBlock> blocks = {};        // in the run's order
};

class CostDatabase : public CostSource {
 public:
  // $XDG_DATA_HOME/repetend/costs.sqlite, else ~/.local/share/repetend/costs.sqlite.
  static std::filesystem::path default_file();

  // open(): the file must be there. open_or_create() makes it and its folder. Both throw RequestError, and
  // leave every byte as it is, when it is no cost database, damaged, or newer than this program.
  static CostDatabase open(const std::filesystem::path&);
  static CostDatabase open_or_create(const std::filesystem::path&);
  CostDatabase(CostDatabase&&) noexcept;
  CostDatabase& operator=(CostDatabase&&) noexcept;
  ~CostDatabase() override;

  const std::filesystem::path& file() const;

  // In one transaction. Throws RequestError when check(Run) does, or the file cannot be written.
  RunId store(const Run&, const std::optional<Import>& = {});

  // Whether this very run is stored, however it came here.
  bool holds(const Run&) const;

  std::vector<MeasuredGpu> gpus() const;                     // by name
  std::vector<RunId> runs(std::string_view gpu = {}) const;  // of one GPU by its whole name, or all
  StoredRun summary(RunId) const;                            // throws RequestError when there is no such run
  Run run(RunId) const;                                      // with all times, canonical()

  // See CostSource; the GPU by its whole name, in upper or lower case. Of several runs that measured one
  // shape the latest counts, a measured one before an imported one.
  std::vector<CostSample> samples(std::string_view gpu, OperatorKind, Phase, Precision) const override;

 private:
  explicit CostDatabase(std::unique_ptr<Database>);
  std::unique_ptr<Database> database_;
};

}  // namespace repetend::data
