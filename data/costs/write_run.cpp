#include "data/costs/write_run.hpp"

#include <fmt/format.h>

#include "data/costs/database.hpp"

namespace repetend::data {
namespace {

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

RunId write_run(Database& database, const Run& run, const std::optional<Import>& import) {
  return RunWriter(database).write(run, import);
}

}  // namespace repetend::data
