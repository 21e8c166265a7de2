#include "data/costs/write_run.hpp"

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
    write_header(run, gpu(run.gpu), import ? std::optional(write_import(*import)) : std::nullopt);
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
        "?, "
        "?)");
    known.start(gpu.name, gpu.memory, gpu.compute_units, gpu.clock_limit, gpu.memory_clock_limit);
    if (known.next()) return known.number(0);
    database_
        .prepare(
            "INSERT INTO gpu (name, memory, compute_units, clock_limit, memory_clock_limit) VALUES (?, ?, "
            "?, ?, ?)")
        .run(gpu.name, gpu.memory, gpu.compute_units, gpu.clock_limit, gpu.memory_clock_limit);
    return database_.last_inserted();
  }

  std::int64_t write_import(const Import& import) {
    database_.prepare("INSERT INTO import (file, tool, date) VALUES (?, ?, ?)")
        .run(import.file, import.tool, import.date);
    return database_.last_inserted();
  }

  void write_header(const Run& run, std::int64_t gpu, std::optional<std::int64_t> import) {
    const Conditions& conditions = run.conditions;
    database_
        .prepare(
            "INSERT INTO run (gpu, import, provenance, date, driver, cuda, tool, command, clock, "
            "memory_clock, temperature, throttling, overhead, dropped) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, "
            "?, ?, ?, ?, ?)")
        .run(gpu, import, to_string(run.provenance), run.date, run.driver, run.cuda, run.tool, run.command,
             conditions.clock, conditions.memory_clock, conditions.temperature, conditions.throttling,
             conditions.overhead, run.dropped);
    run_ = database_.last_inserted();
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
