#include "data/costs/cost_database.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include <map>

#include "data/costs/database.hpp"
#include "data/costs/versioned.hpp"
#include "sim/core/error.hpp"

namespace repetend::data {

namespace fs = std::filesystem;

namespace {

// What only somebody else's hand in the file can cause.
template <class T>
T known(const std::optional<T>& value, const Database& database, std::string_view text) {
  if (!value)
    throw DatabaseError(fmt::format("{}: '{}' is unknown to this program", database.file().string(), text));
  return *value;
}

template <class Number>
std::optional<Number> or_null(const Statement& row, int column) {
  if (row.is_null(column)) return std::nullopt;
  return static_cast<Number>(row.number(column));
}

MeasuredGpu gpu_of(const Statement& row, int first) {
  const auto small = [&](int offset) { return static_cast<std::int32_t>(row.number(first + offset)); };
  return {std::string(row.text(first)), row.number(first + 1), small(2), small(3), small(4)};
}

Conditions read_conditions(const Statement& row, int first) {
  const auto small = [&](int offset) { return or_null<std::int32_t>(row, first + offset); };
  return {small(0), small(1), small(2), std::string(row.text(first + 3)),
          row.is_null(first + 4) ? std::nullopt : std::optional(row.real(first + 4))};
}

// The columns of measurement but id and run.
constexpr auto summary_columns =
    "count, mean, median, deviation, least, p5, p25, p75, p95, most, median_low, median_high";
Summary read_summary(const Statement& row, int first) {
  const auto at = [&](int offset) { return row.number(first + offset); };
  return {at(0), at(1), at(2), at(3), at(4), at(5), at(6), at(7), at(8), at(9), at(10), at(11)};
}

std::vector<std::string> read_notes(const Database& database, RunId run) {
  std::vector<std::string> notes;
  Statement rows = database.prepare("SELECT text FROM note WHERE run = ? ORDER BY number");
  rows.start(run);
  while (rows.next()) notes.emplace_back(rows.text(0));
  return notes;
}

StoredRun read_header(const Database& database, RunId id) {
  Statement row = database.prepare(
      "SELECT provenance, run.date, driver, cuda, run.tool, command, dropped, clock, memory_clock, "
      "temperature, throttling, overhead, gpu.name, memory, compute_units, clock_limit, memory_clock_limit, "
      "import.file, import.tool, import.date FROM run JOIN gpu ON gpu.id = run.gpu LEFT JOIN import ON "
      "import.id = run.import WHERE run.id = ?");
  row.start(id);
  if (!row.next()) throw RequestError(fmt::format("{} has no run {}", database.file().string(), id));
  const auto text = [&](int column) { return std::string(row.text(column)); };
  StoredRun stored{.id = id,
                   .run = {.provenance = text(0) == "measured" ? Provenance::measured : Provenance::imported,
                           .date = text(1),
                           .gpu = gpu_of(row, 12),
                           .driver = text(2),
                           .cuda = text(3),
                           .tool = text(4),
                           .command = text(5),
                           .conditions = read_conditions(row, 7),
                           .dropped = row.number(6),
                           .notes = read_notes(database, id)}};
  if (!row.is_null(17)) stored.import = {text(17), text(18), text(19)};
  return stored;
}

Operator operator_of(const Database& database, const Statement& row, int first) {
  const auto kind = row.text(first), phase = row.text(first + 1), precision = row.text(first + 2),
             shape = row.text(first + 3);
  return {.kind = known(operator_kind_from(kind), database, kind),
          .phase = known(phase_from(phase), database, phase),
          .precision = known(precision_from(precision), database, precision),
          .shape = known(shape_from(shape), database, shape)};
}

BlockSamples block_of(const Database& database, const Statement& row, int first) {
  const auto kind = row.text(first + 1);
  return {.name = std::string(row.text(first)),
          .kind = known(block_kind_from(kind), database, kind),
          .kernels = row.number(first + 2),
          .peak = or_null<Bytes>(row, first + 3),
          .kept = or_null<Bytes>(row, first + 4)};
}

std::vector<Time> read_times(Statement& samples, std::int64_t measurement) {
  std::vector<Time> times;
  samples.start(measurement);
  while (samples.next()) times.push_back(samples.number(0));
  return times;
}

constexpr auto operators_of_run =
    "SELECT measurement.id, kind, phase, precision, shape, {} FROM operator JOIN measurement ON "
    "measurement.id = operator.measurement WHERE run = ? ORDER BY measurement.id";
constexpr auto blocks_of_run =
    "SELECT measurement.id, name, kind, kernels, peak, kept, {} FROM block JOIN measurement ON "
    "measurement.id = block.measurement WHERE run = ? ORDER BY measurement.id";

// How a run becomes rows of the tables: one that is canonical() and passes check(), within the transaction
// that is open.
class RunWriter {
 public:
  explicit RunWriter(Database& database)
      : database_(database),
        measurement_(
            database.prepare("INSERT INTO measurement (run, count, mean, median, deviation, least, p5, "
                             "p25, p75, p95, most, median_low, median_high) VALUES (?, ?, ?, ?, ?, ?, ?, "
                             "?, ?, ?, ?, ?, ?)")),
        operator_(database.prepare("INSERT INTO operator VALUES (?, ?, ?, ?, ?)")),
        block_(database.prepare("INSERT INTO block VALUES (?, ?, ?, ?, ?, ?)")),
        sample_(database.prepare("INSERT INTO sample VALUES (?, ?, ?)")) {}

  RunId write(const Run& run, const std::optional<Import>& import) {
    const auto from =
        import ? std::optional(insert("import", "file, tool, date", import->file, import->tool, import->date))
               : std::nullopt;
    write_header(run, gpu(run.gpu), from);
    write_notes(run.notes);
    for (const auto& [op, times] : run.operators)
      operator_.run(write_times(times), to_string(op.kind), to_string(op.phase), to_string(op.precision),
                    shape_text(op.shape));
    for (const BlockSamples& block : run.blocks)
      block_.run(write_times(block.times), block.name, to_string(block.kind), block.kernels, block.peak,
                 block.kept);
    return run_;
  }

 private:
  std::int64_t gpu(const MeasuredGpu& gpu) {
    Statement known = database_.prepare(
        "SELECT id FROM gpu WHERE (name, memory, compute_units, clock_limit, memory_clock_limit) = (?, ?, ?, "
        "?, ?)");
    known.start(gpu.name, gpu.memory, gpu.compute_units, gpu.clock_limit, gpu.memory_clock_limit);
    if (known.next()) return known.number(0);
    return insert("gpu", "name, memory, compute_units, clock_limit, memory_clock_limit", gpu.name, gpu.memory,
                  gpu.compute_units, gpu.clock_limit, gpu.memory_clock_limit);
  }

  // A row with these values in the columns named; its id.
  template <class... Values>
  std::int64_t insert(std::string_view table, std::string_view columns, const Values&... values) {
    std::string places = "?";
    for (std::size_t i = 1; i < sizeof...(values); ++i) places += ", ?";
    database_.prepare(fmt::format("INSERT INTO {} ({}) VALUES ({})", table, columns, places)).run(values...);
    return database_.last_inserted();
  }

  void write_header(const Run& run, std::int64_t gpu, std::optional<std::int64_t> import) {
    const Conditions& conditions = run.conditions;
    run_ = insert("run",
                  "gpu, import, provenance, date, driver, cuda, tool, command, clock, memory_clock, "
                  "temperature, throttling, overhead, dropped",
                  gpu, import, to_string(run.provenance), run.date, run.driver, run.cuda, run.tool,
                  run.command, conditions.clock, conditions.memory_clock, conditions.temperature,
                  conditions.throttling, conditions.overhead, run.dropped);
  }

  void write_notes(const std::vector<std::string>& notes) {
    Statement note = database_.prepare("INSERT INTO note VALUES (?, ?, ?)");
    std::int64_t number = 0;
    for (const std::string& text : notes) note.run(run_, number++, text);
  }

  std::int64_t write_times(const std::vector<Time>& times) {
    const Summary s = summarise(times);
    measurement_.run(run_, s.count, s.mean, s.median, s.deviation, s.least, s.p5, s.p25, s.p75, s.p95, s.most,
                     s.median_low, s.median_high);
    const std::int64_t measurement = database_.last_inserted();
    std::int64_t number = 0;
    for (const Time time : times) sample_.run(measurement, number++, time);
    return measurement;
  }

  Database& database_;
  Statement measurement_, operator_, block_, sample_;
  RunId run_ = 0;
};

}  // namespace

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

RunId CostDatabase::store(const Run& run, const std::optional<Import>& import) {
  const Run checked = canonical(run);
  check(checked);
  Transaction transaction(*database_);
  const RunId id = RunWriter(*database_).write(checked, import);
  transaction.commit();
  return id;
}

std::vector<MeasuredGpu> CostDatabase::gpus() const {
  std::vector<MeasuredGpu> result;
  Statement rows = database_->prepare(
      "SELECT name, memory, compute_units, clock_limit, memory_clock_limit FROM gpu ORDER BY name, id");
  for (rows.start(); rows.next();) result.push_back(gpu_of(rows, 0));
  return result;
}

std::vector<RunId> CostDatabase::runs(std::string_view gpu) const {
  std::vector<RunId> result;
  Statement rows = database_->prepare(
      "SELECT run.id FROM run JOIN gpu ON gpu.id = run.gpu WHERE ?1 = '' OR gpu.name = ?1 COLLATE NOCASE "
      "ORDER BY run.id");
  for (rows.start(gpu); rows.next();) result.push_back(rows.number(0));
  return result;
}

StoredRun CostDatabase::summary(RunId id) const {
  StoredRun stored = read_header(*database_, id);
  Statement operators = database_->prepare(fmt::format(operators_of_run, summary_columns));
  for (operators.start(id); operators.next();)
    stored.operators.push_back({operator_of(*database_, operators, 1), read_summary(operators, 5)});
  Statement blocks = database_->prepare(fmt::format(blocks_of_run, summary_columns));
  for (blocks.start(id); blocks.next();)
    stored.blocks.push_back({block_of(*database_, blocks, 1), read_summary(blocks, 6)});
  return stored;
}

Run CostDatabase::run(RunId id) const {
  Run run = read_header(*database_, id).run;
  Statement samples = database_->prepare("SELECT time FROM sample WHERE measurement = ? ORDER BY number");
  Statement operators = database_->prepare(fmt::format(operators_of_run, summary_columns));
  for (operators.start(id); operators.next();)
    run.operators.push_back(
        {operator_of(*database_, operators, 1), read_times(samples, operators.number(0))});
  Statement blocks = database_->prepare(fmt::format(blocks_of_run, summary_columns));
  for (blocks.start(id); blocks.next();) {
    run.blocks.push_back(block_of(*database_, blocks, 1));
    run.blocks.back().times = read_times(samples, blocks.number(0));
  }
  return run;
}

bool CostDatabase::holds(const Run& wanted) const {
  const Run sorted = canonical(wanted);
  const auto candidates = runs(sorted.gpu.name);
  return std::ranges::any_of(candidates, [&](RunId id) {
    return read_header(*database_, id).run.date == sorted.date && run(id) == sorted;
  });
}

std::vector<CostSample> CostDatabase::samples(std::string_view gpu, OperatorKind kind, Phase phase,
                                              Precision precision) const {
  Statement rows = database_->prepare(
      "SELECT kind, phase, precision, shape, median, provenance, run.id, gpu.name, substr(run.date, 1, 10) "
      "FROM operator JOIN measurement ON measurement.id = operator.measurement JOIN run ON run.id = "
      "measurement.run JOIN gpu ON gpu.id = run.gpu WHERE kind = ? AND phase = ? AND precision = ? AND "
      "gpu.name = ? COLLATE NOCASE ORDER BY provenance = 'measured', run.date, run.id");
  rows.start(to_string(kind), to_string(phase), to_string(precision), gpu);
  std::map<Operator, CostSample> best;  // a later row replaces an earlier one
  while (rows.next()) {
    const Operator op = operator_of(*database_, rows, 0);
    const bool measured = rows.text(5) == "measured";
    best[op] = {op, rows.number(4), measured ? Provenance::measured : Provenance::imported,
                fmt::format("run {} on {}, {}", rows.number(6), rows.text(7), rows.text(8))};
  }
  std::vector<CostSample> result;
  for (auto& [op, sample] : best) result.push_back(std::move(sample));
  return result;
}

}  // namespace repetend::data
