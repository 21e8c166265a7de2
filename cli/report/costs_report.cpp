#include "cli/report/costs_report.hpp"

#include "app/words/figures.hpp"
#include "app/words/table.hpp"
#include "sim/core/human.hpp"

namespace repetend::cli {
namespace {

using data::BlockSamples;
using data::Run;
using data::StoredRun;
using data::Summary;
using enum app::Table::Align;

std::string day(const std::string& date) { return date.substr(0, 10); }

std::string from(const StoredRun& stored) {
  return fmt::format("{}, run {}", to_string(stored.run.provenance), stored.id);
}

// "±0.3 %" of the median; "-" where the times cannot say.
std::string noise(const Summary& summary) {
  const double error = data::relative_error(summary);
  return error < 1 ? "±" + app::percent_text(error) : "-";
}

std::string conditions_text(const Run& run) {
  std::vector<std::string> parts;
  const auto& c = run.conditions;
  if (c.clock)
    parts.push_back(fmt::format("{} MHz{}", *c.clock,
                                run.gpu.clock_limit ? fmt::format(" of {} MHz", run.gpu.clock_limit) : ""));
  if (c.memory_clock) parts.push_back(fmt::format("memory {} MHz", *c.memory_clock));
  if (c.temperature) parts.push_back(fmt::format("{} °C", *c.temperature));
  if (!c.throttling.empty()) parts.push_back("throttled: " + c.throttling);
  if (c.overhead) parts.push_back("recording took " + app::percent_text(*c.overhead));
  return fmt::format("{}", fmt::join(parts, ", "));
}

// What else is known, a line each, nothing for what is not.
std::string heading(const StoredRun& stored) {
  const Run& run = stored.run;
  std::string text = fmt::format("run {}, {}\n", stored.id, origin_text(run));
  const auto line = [&](std::string_view name, const std::string& value) {
    if (!value.empty()) text += fmt::format("  {:<11}{}\n", name, value);
  };
  line("GPU memory", run.gpu.memory ? human_bytes(run.gpu.memory) : "");
  line("driver",
       run.driver +
           (run.cuda.empty() ? "" : fmt::format("{}CUDA {}", run.driver.empty() ? "" : ", ", run.cuda)));
  line("tool", run.tool);
  line("command", run.command);
  line("conditions", conditions_text(run));
  if (stored.import)
    line("read from",
         fmt::format("{} ({}), {}", stored.import->file, stored.import->tool, day(stored.import->date)));
  if (run.dropped) line("lost", fmt::format("{} records: these costs are too small", run.dropped));
  for (const std::string& note : run.notes) line("note", note);
  return text;
}

std::string memory_text(const std::optional<Bytes>& bytes) { return bytes ? human_bytes(*bytes) : "-"; }

// A table whose rows have their own cells, then the times, then where they come from.
class CostTable {
 public:
  explicit CostTable(std::vector<app::Table::Column> columns) : table_(joined(std::move(columns))) {}
  void add(std::vector<std::string> cells, const Summary& s, const StoredRun& stored) {
    cells.insert(cells.end(), {std::to_string(s.count), human_time(s.median), noise(s),
                               human_time(s.deviation), human_time(s.p5), human_time(s.p95), from(stored)});
    table_.add(std::move(cells));
  }
  std::string text() const { return table_.text("  "); }

 private:
  static std::vector<app::Table::Column> joined(std::vector<app::Table::Column> columns) {
    columns.insert(columns.end(),
                   {{"times"}, {"median"}, {"95 %"}, {"deviation"}, {"p5"}, {"p95"}, {"from", left}});
    return columns;
  }
  app::Table table_;
};

std::string operators_text(const StoredRun& stored) {
  CostTable table({{"operator", left}, {"phase", left}, {"precision", left}, {"shape", left}});
  for (const auto& [op, summary] : stored.operators)
    table.add({std::string(to_string(op.kind)), std::string(to_string(op.phase)),
               std::string(to_string(op.precision)), data::shape_text(op.shape)},
              summary, stored);
  return table.text();
}

std::string blocks_text(const StoredRun& stored) {
  CostTable table({{"block", left}, {"kind", left}, {"kernels"}, {"peak"}, {"kept"}});
  for (const auto& [block, summary] : stored.blocks)
    table.add({block.name, std::string(to_string(block.kind)), std::to_string(block.kernels),
               memory_text(block.peak), memory_text(block.kept)},
              summary, stored);
  return table.text();
}

template <class Value>
Json or_null(const std::optional<Value>& value) {
  return value ? Json(*value) : Json();
}

Json summary_json(const Summary& s) {
  return {{"count", s.count},
          {"mean_ns", s.mean},
          {"median_ns", s.median},
          {"deviation_ns", s.deviation},
          {"least_ns", s.least},
          {"p5_ns", s.p5},
          {"p25_ns", s.p25},
          {"p75_ns", s.p75},
          {"p95_ns", s.p95},
          {"most_ns", s.most},
          {"median_low_ns", s.median_low},
          {"median_high_ns", s.median_high}};
}

void add_costs(Json& json, const StoredRun& stored) {
  for (const auto* const key : {"operators", "blocks"}) json[key] = Json::array();
  for (const auto& [op, summary] : stored.operators) {
    Json row{{"kind", to_string(op.kind)},
             {"phase", to_string(op.phase)},
             {"precision", to_string(op.precision)},
             {"shape", op.shape}};
    row.update(summary_json(summary));
    json["operators"].push_back(std::move(row));
  }
  for (const auto& [block, summary] : stored.blocks) {
    Json row{{"name", block.name},
             {"kind", to_string(block.kind)},
             {"kernels", block.kernels},
             {"peak", or_null(block.peak)},
             {"kept", or_null(block.kept)}};
    row.update(summary_json(summary));
    json["blocks"].push_back(std::move(row));
  }
}

Json conditions_json(const data::Conditions& c) {
  return {{"clock_mhz", or_null(c.clock)},
          {"memory_clock_mhz", or_null(c.memory_clock)},
          {"temperature_c", or_null(c.temperature)},
          {"throttling", c.throttling},
          {"overhead", or_null(c.overhead)}};
}

std::string change_text(const data::Change& change) {
  if (change.before.median == 0) return "-";
  return fmt::format(
      "{:+.1f} %",
      100 * (static_cast<double>(change.after.median) / static_cast<double>(change.before.median) - 1));
}

Json changes_json(const std::vector<data::Change>& changes) {
  auto rows = Json::array();
  for (const data::Change& change : changes)
    rows.push_back({{"gpu", change.subject.gpu},
                    {"what", change.subject.what},
                    {"before_ns", change.before.median},
                    {"after_ns", change.after.median}});
  return rows;
}

Json subjects_json(const std::vector<data::Subject>& subjects) {
  auto rows = Json::array();
  for (const auto& [gpu, what] : subjects) rows.push_back({{"gpu", gpu}, {"what", what}});
  return rows;
}

Json run_json(const StoredRun& stored, bool with_costs) {
  const Run& run = stored.run;
  Json json{{"run", stored.id},
            {"provenance", to_string(run.provenance)},
            {"date", run.date},
            {"gpu", run.gpu.name},
            {"gpu_memory", run.gpu.memory},
            {"driver", run.driver},
            {"cuda", run.cuda},
            {"tool", run.tool},
            {"command", run.command},
            {"conditions", conditions_json(run.conditions)},
            {"dropped", run.dropped},
            {"notes", run.notes},
            {"import", nullptr}};
  if (stored.import)
    json["import"] = {
        {"file", stored.import->file}, {"tool", stored.import->tool}, {"date", stored.import->date}};
  if (with_costs) {
    add_costs(json, stored);
  } else {
    json["operators"] = stored.operators.size();
    json["blocks"] = stored.blocks.size();
  }
  return json;
}

}  // namespace

std::string origin_text(const Run& run) {
  return fmt::format("{} {} on {}", to_string(run.provenance), day(run.date), run.gpu.name);
}

std::string runs_text(const std::vector<StoredRun>& runs) {
  app::Table table({{"run"},
                    {"date", left},
                    {"GPU", left},
                    {"costs", left},
                    {"operators"},
                    {"blocks"},
                    {"lost"},
                    {"throttled", left},
                    {"tool", left},
                    {"read from", left}});
  for (const StoredRun& stored : runs) {
    const Run& run = stored.run;
    table.add({std::to_string(stored.id), day(run.date), run.gpu.name, std::string(to_string(run.provenance)),
               std::to_string(stored.operators.size()), std::to_string(stored.blocks.size()),
               std::to_string(run.dropped), run.conditions.throttling, run.tool,
               stored.import ? stored.import->file : ""});
  }
  return table.text();
}

std::string run_text(const StoredRun& stored) {
  std::string text = heading(stored);
  if (!stored.operators.empty()) text += "\n" + operators_text(stored);
  if (!stored.blocks.empty()) text += "\n" + blocks_text(stored);
  return text;
}

Json runs_json(const std::vector<StoredRun>& runs, bool with_costs) {
  Json json = Json::array();
  for (const StoredRun& run : runs) json.push_back(run_json(run, with_costs));
  return json;
}

std::string difference_text(const data::Difference& difference, double threshold) {
  std::string text;
  if (!difference.changed.empty()) {
    app::Table table(
        {{"changed", left}, {"before"}, {"95 %"}, {"after"}, {"95 %"}, {"change"}, {"GPU", left}});
    for (const data::Change& change : difference.changed)
      table.add({change.subject.what, human_time(change.before.median), noise(change.before),
                 human_time(change.after.median), noise(change.after), change_text(change),
                 change.subject.gpu});
    text += table.text() + "\n";
  }
  const auto list = [&](std::string_view title, const std::vector<data::Subject>& subjects) {
    if (subjects.empty()) return;
    text += fmt::format("{}\n", title);
    for (const auto& [gpu, what] : subjects)
      text += fmt::format("  {}{}\n", what, gpu.empty() ? "" : " on " + gpu);
    text += "\n";
  };
  list("only before:", difference.only_before);
  list("only after:", difference.only_after);
  return text + fmt::format("{} changed beyond the noise and {}, {} did not\n", difference.changed.size(),
                            app::percent_text(threshold), difference.unchanged.size());
}

Json difference_json(const data::Difference& difference) {
  return {{"changed", changes_json(difference.changed)},
          {"unchanged", changes_json(difference.unchanged)},
          {"only_before", subjects_json(difference.only_before)},
          {"only_after", subjects_json(difference.only_after)}};
}

}  // namespace repetend::cli
