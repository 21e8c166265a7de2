#include "gui/export/table_text.hpp"

#include <QStringList>

#include "gui/panels/metrics_text.hpp"

namespace repetend::gui {
namespace {

QString quoted(QString text) {
  if (!text.contains(QLatin1Char(',')) && !text.contains(QLatin1Char('"')) &&
      !text.contains(QLatin1Char('\n')))
    return text;
  return QLatin1Char('"') + text.replace(QLatin1Char('"'), QStringLiteral("\"\"")) + QLatin1Char('"');
}

QString schedule_name(const Row& row) { return QString::fromStdString(parse_key(row.key).schedule); }

bool has_times(const Row& row) { return row.chart && !row.chart->simulation.deadlock; }

QStringList csv_fields(const Row& row) {
  QStringList fields{schedule_name(row), QString::fromStdString(row.placement),
                     row.feasible ? QStringLiteral("true") : QStringLiteral("false")};
  const app::Metrics& m = row.metrics;
  if (has_times(row)) {
    fields << QString::number(m.makespan) << QString::number(m.throughput, 'g', 17)
           << QString::number(m.bubble, 'g', 17);
    for (const double ratio : app::bubble_by_cause(*row.chart)) fields << QString::number(ratio, 'g', 17);
    fields << QString::number(m.peak) << (m.limit == unlimited ? QString() : QString::number(m.limit));
  } else {
    for (std::size_t i = 0; i < idle_causes + 5; ++i) fields << QString();
  }
  return fields << status_text(row);
}

QStringList markdown_fields(const Row& row) {
  QStringList fields{schedule_name(row), QString::fromStdString(row.placement)};
  const app::Metrics& m = row.metrics;
  if (has_times(row)) {
    constexpr double ns_per_ms = 1e6;
    fields << QObject::tr("%1 ms").arg(static_cast<double>(m.makespan) / ns_per_ms, 0, 'f', 6)
           << QObject::tr("%1/s").arg(m.throughput, 0, 'g', 8)
           << QObject::tr("%1 %").arg(100 * m.bubble, 0, 'f', 3) << causes_text(*row.chart) << memory_text(m);
  } else {
    for (int i = 0; i < 5; ++i) fields << QString();
  }
  return fields << status_text(row);
}

}  // namespace

QString table_markdown(const std::vector<Row>& rows) {
  QString text = QStringLiteral(
      "| schedule | placement | makespan | micro-batches | bubble | by cause | peak memory | status |\n"
      "|---|---|--:|--:|--:|---|---|---|\n");
  for (const Row& row : rows) {
    QStringList fields = markdown_fields(row);
    fields.replaceInStrings(QStringLiteral("|"), QStringLiteral("\\|"));
    text += QStringLiteral("| %1 |\n").arg(fields.join(QStringLiteral(" | ")));
  }
  return text;
}

QString table_csv(const std::vector<Row>& rows) {
  QString text = QStringLiteral("schedule,placement,feasible,makespan_ns,throughput_per_s,bubble_ratio");
  for (std::size_t cause = 0; cause < idle_causes; ++cause)
    text += QStringLiteral(",idle_%1")
                .arg(QString::fromLatin1(to_string(static_cast<IdleCause>(cause)).data())
                         .replace(QLatin1Char('-'), QLatin1Char('_')));
  text += QStringLiteral(",peak_memory_bytes,memory_limit_bytes,status\r\n");
  for (const Row& row : rows) {
    QStringList fields = csv_fields(row);
    for (QString& field : fields) field = quoted(field);
    text += fields.join(QLatin1Char(',')) + QStringLiteral("\r\n");
  }
  return text;
}

}  // namespace repetend::gui
