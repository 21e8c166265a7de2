#include "gui/panels/metrics_text.hpp"

#include <algorithm>

#include "app/words/figures.hpp"
#include "gui/chart/data/words.hpp"
#include "sim/core/human.hpp"

namespace repetend::gui {

QString percent(double ratio) {
  constexpr double least = 1e-6;  // below it nothing but rounding
  return text(human_number(ratio < least ? 0 : 100 * ratio)) + QStringLiteral(" %");
}

QString rate_text(double per_second) {
  constexpr double many = 10'000;
  const bool thousands = per_second >= many;
  return text(human_number(thousands ? per_second / 1'000 : per_second)) +
         (thousands ? QStringLiteral("k/s") : QStringLiteral("/s"));
}

QString status_text(const Row& row) {
  if (row.pending) return row.chart ? QObject::tr("improving ...") : QObject::tr("working ...");
  if (!row.reason.empty()) return QString::fromStdString(row.reason);
  return QString::fromStdString(row.proof);
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
    if (ratios[i] >= least)
      parts << cause_name(static_cast<IdleCause>(i)) + QLatin1Char(' ') + percent(ratios[i]);
  return parts.isEmpty() ? QObject::tr("no bubbles") : parts.join(QStringLiteral(", "));
}

Time shortest_makespan(const std::vector<Row>& rows) {
  Time shortest = 0;
  for (const Row& row : rows)
    if (row.feasible && row.chart && (shortest == 0 || row.metrics.makespan < shortest))
      shortest = row.metrics.makespan;
  return shortest;
}

}  // namespace repetend::gui
