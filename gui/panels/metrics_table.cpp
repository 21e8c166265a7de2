#include "gui/panels/metrics_table.hpp"

#include <QEvent>
#include <QHeaderView>
#include <QPainter>
#include <QStyledItemDelegate>
#include <algorithm>

#include "gui/chart/data/chart_style.hpp"
#include "gui/chart/data/words.hpp"
#include "gui/panels/metrics_text.hpp"
#include "gui/work/rows.hpp"

namespace repetend::gui {

namespace {

constexpr std::array<TableModel::Column, MetricsModel::columns> metric_columns{{
    {"schedule", "Who decided in which order every device works"},
    {"placement", "Which blocks run on which devices: the scenario's own (main) or one of its alternatives"},
    {"makespan", "From the start of the first block to the end of the last: how long one iteration takes",
     Qt::AlignRight},
    {"against best", "How many times as long as the shortest one here that can run", Qt::AlignRight},
    {"micro-batches",
     "Micro-batches of the model a second over the whole iteration, of one replica; two go through a "
     "placement in both directions at a time",
     Qt::AlignRight},
    {"bubble", "The share of the devices' time in which they are idle", Qt::AlignRight},
    {"by cause", "Why the devices are idle: the colours are those of the bubbles in the charts",
     Qt::AlignLeft, Qt::AlignHCenter},  // over a bar between a number and words
    {"peak memory", "The highest use of the device that comes closest to its capacity, and that capacity"},
    {"status",
     "How good it is (proved, or how far from a bound that nothing can beat), or why it cannot run"},
}};

QVariantList ratios(const ChartedPlan& plan) {
  const auto all = app::bubble_by_cause(plan);
  return QVariantList(all.begin(), all.end());
}

QString precise(const Row& row, int column) {
  const app::Metrics& m = row.metrics;
  switch (column) {
    case MetricsModel::makespan:
      return QString("%L1 ns").arg(m.makespan);
    case MetricsModel::throughput:
      return QString("%1/s").arg(m.throughput, 0, 'g', 8);
    case MetricsModel::bubble:
    case MetricsModel::causes:
      return causes_text(*row.chart);
    case MetricsModel::memory:
      return QObject::tr("%1: %L2 B").arg(text(row.chart->problem().device(m.tightest).name)).arg(m.peak);
    default:
      return status_text(row);
  }
}

// The bubble is drawn as a bar that is cut by cause; the whole width is all of the devices' time.
class CausesDelegate final : public QStyledItemDelegate {
 public:
  using QStyledItemDelegate::QStyledItemDelegate;
  bool dark = false;

  void paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const override {
    QStyledItemDelegate::paint(painter, option, index);
    const QVariantList ratios = index.data(MetricsModel::causes_role).toList();
    if (ratios.isEmpty()) return;
    const Palette& colours = palette(dark);
    const qreal inset = option.rect.height() / 4.0;
    QRectF bar = QRectF(option.rect).adjusted(inset, inset, -inset, -inset);
    painter->fillRect(bar, colours.grid);
    qreal x = bar.left();
    for (qsizetype cause = 0; cause < ratios.size(); ++cause) {
      const qreal width = ratios[cause].toDouble() * bar.width();
      painter->fillRect(QRectF(x, bar.top(), width, bar.height()),
                        colours.causes[static_cast<std::size_t>(cause)]);
      x += width;
    }
  }
};

}  // namespace

MetricsModel::MetricsModel(const Session& session, QObject* parent) : TableModel(metric_columns, parent) {
  const auto take_rows = [this, &session] {
    best_ = 0;
    for (const Row& row : session.rows())
      if (row.feasible && (best_ == 0 || row.metrics.makespan < best_)) best_ = row.metrics.makespan;
    const bool same = std::ranges::equal(session.rows(), rows_, {}, &Row::key, &Row::key);
    update(same, [&] { rows_ = session.rows(); });
  };
  connect(&session, &Session::plans_changed, this, take_rows);
  take_rows();
}

int MetricsModel::rowCount(const QModelIndex& parent) const {
  return parent.isValid() ? 0 : static_cast<int>(rows_.size());
}

QString MetricsModel::text(const Row& row, int column) const {
  const app::Metrics& m = row.metrics;
  if (column == schedule) return gui::text(parse_key(row.key).schedule);
  if (column == placement) return QString::fromStdString(row.placement);
  if (column == status) return status_text(row);
  if (!row.chart || row.chart->simulation.deadlock) return {};
  if (column == makespan) return time_text(m.makespan);
  if (column == ratio)
    return best_ > 0
               ? QString("%1x").arg(static_cast<double>(m.makespan) / static_cast<double>(best_), 0, 'f', 2)
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
  if (role == Qt::TextAlignmentRole) return alignment(at.column());
  if (role == causes_role && at.column() == causes && r.chart) return ratios(*r.chart);
  return {};
}

MetricsTable::MetricsTable(MetricsModel& model, QWidget* parent) : QTableView(parent) {
  setModel(&model);
  setItemDelegateForColumn(MetricsModel::causes, new CausesDelegate(this));
  setSelectionBehavior(SelectRows);
  setSelectionMode(SingleSelection);
  setShowGrid(false);
  setWordWrap(false);
  setFrameShape(NoFrame);
  setTabKeyNavigation(false);
  setAccessibleName(tr("Metrics of every schedule"));
  verticalHeader()->hide();
  verticalHeader()->setSectionResizeMode(QHeaderView::ResizeToContents);
  horizontalHeader()->setStretchLastSection(true);
  horizontalHeader()->setHighlightSections(false);
  horizontalHeader()->setDefaultSectionSize(40);
  size_columns();
  connect(&model, &MetricsModel::modelReset, this, &MetricsTable::size_columns);
  connect(&model, &MetricsModel::dataChanged, this, &MetricsTable::size_columns);
}

void MetricsTable::set_dark(bool dark) {
  static_cast<CausesDelegate*>(itemDelegateForColumn(MetricsModel::causes))->dark = dark;
  viewport()->update();
}

QSize MetricsTable::whole() const {
  int width = std::max(sizeHintForColumn(MetricsModel::status),
                       horizontalHeader()->sectionSizeHint(MetricsModel::status)) +
              fontMetrics().averageCharWidth();
  for (int column = 0; column < MetricsModel::status; ++column) width += columnWidth(column);
  int height = horizontalHeader()->sizeHint().height();
  for (int row = 0; row < model()->rowCount(); ++row)
    height += std::max(verticalHeader()->sectionSizeHint(row), sizeHintForRow(row));
  return {width, height};
}

void MetricsTable::changeEvent(QEvent* event) {
  QTableView::changeEvent(event);
  if (event->type() != QEvent::FontChange) return;
  for (int column = 0; column < MetricsModel::status; ++column) setColumnWidth(column, 0);
  size_columns();
}

// Columns become wider where needed and never narrower: numbers that change must not make the table jump.
void MetricsTable::size_columns() {
  for (int column = 0; column < MetricsModel::status; ++column) {
    const int bar = 14 * fontMetrics().averageCharWidth();
    const int needed = std::max(sizeHintForColumn(column), horizontalHeader()->sectionSizeHint(column)) +
                       fontMetrics().averageCharWidth();
    const int width = column == MetricsModel::causes ? std::max(needed, bar) : needed;
    if (width > columnWidth(column)) setColumnWidth(column, width);
  }
}

}  // namespace repetend::gui
