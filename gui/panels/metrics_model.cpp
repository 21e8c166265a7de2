#include "gui/panels/metrics_model.hpp"

#include <algorithm>

#include "gui/chart/data/words.hpp"
#include "gui/panels/metrics_text.hpp"
#include "sim/core/human.hpp"

namespace repetend::gui {
namespace {

struct MetricHeading {
  const char* title;
  const char* tip;
};
constexpr std::array<MetricHeading, MetricsModel::columns> metric_headings{{
    {"schedule", "Who decided in which order every device works"},
    {"placement", "Which blocks run on which devices: the scenario's own (main) or one of its alternatives"},
    {"makespan", "From the start of the first block to the end of the last: how long one iteration takes"},
    {"against best", "How many times as long as the shortest one here that can run"},
    {"micro-batches", "Micro-batches a second over the whole iteration, of one replica of the model"},
    {"bubble", "The share of the devices' time in which they are idle"},
    {"by cause", "Why the devices are idle: the colours are those of the bubbles in the charts"},
    {"peak memory", "The highest use of the device that comes closest to its capacity, and that capacity"},
    {"status",
     "How good it is (proved, or how far from a bound that nothing can beat), or why it cannot run"},
}};

bool is_number(int column) { return column >= MetricsModel::makespan && column <= MetricsModel::bubble; }

QVariantList ratios(const ChartedPlan& plan) {
  QVariantList list;
  for (const double ratio : app::bubble_by_cause(plan)) list << ratio;
  return list;
}

QString precise(const Row& row, int column) {
  const app::Metrics& m = row.metrics;
  switch (column) {
    case MetricsModel::makespan:
      return QStringLiteral("%L1 ns").arg(m.makespan);
    case MetricsModel::throughput:
      return QStringLiteral("%1/s").arg(m.throughput, 0, 'g', 8);
    case MetricsModel::bubble:
    case MetricsModel::causes:
      return causes_text(*row.chart);
    case MetricsModel::memory:
      return QObject::tr("%1: %L2 B").arg(text(row.chart->problem().device(m.tightest).name)).arg(m.peak);
    default:
      return status_text(row);
  }
}

}  // namespace

MetricsModel::MetricsModel(const Session& session, QObject* parent) : QAbstractTableModel(parent) {
  connect(&session, &Session::plans_changed, this, [this, &session] { update(session.rows()); });
  update(session.rows());
}

// The same rows stay the same lines, so that a selection stays where it is.
void MetricsModel::update(const std::vector<Row>& rows) {
  best_ = shortest_makespan(rows);
  const bool same = std::ranges::equal(rows, rows_, {}, &Row::key, &Row::key);
  if (!same) beginResetModel();
  rows_ = rows;
  if (!same) return endResetModel();
  if (!rows_.empty()) emit dataChanged(index(0, 0), index(rowCount() - 1, columns - 1));
}

int MetricsModel::rowCount(const QModelIndex& parent) const {
  return parent.isValid() ? 0 : static_cast<int>(rows_.size());
}

int MetricsModel::columnCount(const QModelIndex& parent) const { return parent.isValid() ? 0 : columns; }

QString MetricsModel::text(const Row& row, int column) const {
  const app::Metrics& m = row.metrics;
  if (column == schedule) return gui::text(parse_key(row.key).schedule);
  if (column == placement) return QString::fromStdString(row.placement);
  if (column == status) return status_text(row);
  if (!row.chart || row.chart->simulation.deadlock) return {};
  if (column == makespan) return gui::text(human_time(m.makespan));
  if (column == against_best)
    return best_ > 0 ? QStringLiteral("%1x").arg(static_cast<double>(m.makespan) / static_cast<double>(best_),
                                                 0, 'f', 2)
                     : QString();
  if (column == throughput) return rate_text(m.throughput);
  if (column == bubble) return percent(m.bubble);
  if (column == memory) return memory_text(m);
  return {};
}

QVariant MetricsModel::data(const QModelIndex& at, int role) const {
  if (!checkIndex(at, CheckIndexOption::IndexIsValid)) return {};
  const Row& r = row(at.row());
  if (role == Qt::DisplayRole) return text(r, at.column());
  if (role == Qt::ToolTipRole) return r.chart ? precise(r, at.column()) : status_text(r);
  if (role == Qt::TextAlignmentRole)
    return QVariant::fromValue(Qt::AlignVCenter | (is_number(at.column()) ? Qt::AlignRight : Qt::AlignLeft));
  if (role == causes_role && at.column() == causes && r.chart) return ratios(*r.chart);
  return {};
}

QVariant MetricsModel::headerData(int section, Qt::Orientation orientation, int role) const {
  if (orientation != Qt::Horizontal || section < 0 || section >= columns)
    return QAbstractTableModel::headerData(section, orientation, role);
  const MetricHeading& heading = metric_headings[static_cast<std::size_t>(section)];
  if (role == Qt::DisplayRole) return tr(heading.title);
  if (role == Qt::ToolTipRole) return tr(heading.tip);
  if (role == Qt::TextAlignmentRole)  // over a bar between a number and words, in the middle
    return QVariant::fromValue(Qt::AlignVCenter | (section == causes    ? Qt::AlignHCenter
                                                   : is_number(section) ? Qt::AlignRight
                                                                        : Qt::AlignLeft));
  return {};
}

}  // namespace repetend::gui
