#include "gui/panels/metrics_text.hpp"

#include <algorithm>

#include "app/words/figures.hpp"
#include "gui/chart/data/words.hpp"

namespace repetend::gui {

QString percent(double ratio) {
  constexpr double least = 1e-6;  // below it nothing but rounding
  return text(human_number(ratio < least ? 0 : 100 * ratio)) + " %";
}

QString rate_text(double per_second) {
  constexpr double many = 10'000;
  const bool thousands = per_second >= many;
  return text(human_number(thousands ? per_second / 1'000 : per_second)) + (thousands ? "k/s" : "/s");
}

QString status_text(const Row& row) {
  if (row.pending) return row.chart ? QObject::tr("improving ...") : QObject::tr("working ...");
  return text(row.reason.empty() ? row.proof : row.reason);
}

QString memory_text(const app::Metrics& metrics) {
  return text(app::memory_text(metrics.peak, metrics.limit));
}

QString causes_text(const ChartedPlan& plan) {
  const auto ratios = app::bubble_by_cause(plan);
  std::vector<std::size_t> order(idle_causes);
  for (std::size_t i = 0; i < idle_causes; ++i) order[i] = i;
  std::ranges::stable_sort(order, std::greater{}, [&](std::size_t i) { return ratios[i]; });
  constexpr double least = 0.0005;
  QStringList parts;
  for (const std::size_t i : order)
    if (ratios[i] >= least) parts << cause_name(static_cast<IdleCause>(i)) + ' ' + percent(ratios[i]);
  return parts.isEmpty() ? QObject::tr("no bubbles") : parts.join(", ");
}

namespace {

QString quoted(QString text) {
  if (!text.contains(',') && !text.contains('"') && !text.contains('\n')) return text;
  return '"' + text.replace('"', "\"\"") + '"';
}

QString schedule_name(const Row& row) { return text(parse_key(row.key).schedule); }

bool has_times(const Row& row) { return row.chart && !row.chart->simulation.deadlock; }

using Causes = std::vector<std::size_t>;

// Those of blocks that compute and nothing else, and of the others those that some plan has.
Causes causes_of(const std::vector<Row>& rows) {
  Causes causes;
  for (std::size_t cause = 0; cause < idle_causes; ++cause)
    if (cause < first_further_cause || std::ranges::any_of(rows, [&](const Row& row) {
          return has_times(row) && app::bubble_by_cause(*row.chart)[cause] > 0;
        }))
      causes.push_back(cause);
  return causes;
}

QStringList csv_fields(const Row& row, const Causes& causes) {
  QStringList fields{schedule_name(row), text(row.placement), row.feasible ? "true" : "false"};
  if (!has_times(row))
    return fields << QStringList(static_cast<qsizetype>(causes.size()) + 5) << status_text(row);
  const app::Metrics& m = row.metrics;
  fields << QString::number(m.makespan) << QString::number(m.throughput, 'g', 17)
         << QString::number(m.bubble, 'g', 17);
  const auto ratios = app::bubble_by_cause(*row.chart);
  for (const std::size_t cause : causes) fields << QString::number(ratios[cause], 'g', 17);
  return fields << QString::number(m.peak) << (m.limit == unlimited ? QString() : QString::number(m.limit))
                << status_text(row);
}

QStringList markdown_fields(const Row& row) {
  QStringList fields{schedule_name(row), text(row.placement)};
  if (!has_times(row)) return fields << QStringList(5) << status_text(row);
  const app::Metrics& m = row.metrics;
  constexpr double ns_per_ms = 1e6;
  return fields << QObject::tr("%1 ms").arg(static_cast<double>(m.makespan) / ns_per_ms, 0, 'f', 6)
                << QObject::tr("%1/s").arg(m.throughput, 0, 'g', 8)
                << QObject::tr("%1 %").arg(100 * m.bubble, 0, 'f', 3) << causes_text(*row.chart)
                << memory_text(m) << status_text(row);
}

}  // namespace

QString table_markdown(const std::vector<Row>& rows) {
  QString text =
      "| schedule | placement | makespan | micro-batches | bubble | by cause | peak memory | status |\n"
      "|---|---|--:|--:|--:|---|---|---|\n";
  for (const Row& row : rows) {
    QStringList fields = markdown_fields(row);
    fields.replaceInStrings("|", "\\|");
    text += QString("| %1 |\n").arg(fields.join(" | "));
  }
  return text;
}

QString table_csv(const std::vector<Row>& rows) {
  QString text = "schedule,placement,feasible,makespan_ns,throughput_per_s,bubble_ratio";
  const Causes causes = causes_of(rows);
  for (const std::size_t cause : causes)
    text += ",idle_" + gui::text(to_string(static_cast<IdleCause>(cause))).replace('-', '_');
  text += ",peak_memory_bytes,memory_limit_bytes,status\r\n";
  for (const Row& row : rows) {
    QStringList fields = csv_fields(row, causes);
    for (QString& field : fields) field = quoted(field);
    text += fields.join(',') + "\r\n";
  }
  return text;
}

}  // namespace repetend::gui
