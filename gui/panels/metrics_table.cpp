#include "gui/panels/metrics_table.hpp"

#include <QEvent>
#include <QHeaderView>
#include <QPainter>
#include <QStyledItemDelegate>
#include <algorithm>

#include "gui/chart/data/palette.hpp"

namespace repetend::gui {
namespace {

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
