// Pictures of every view.
#include <QFileDialog>
#include <QFileInfo>
#include <QMenu>

#include "gui/chart/paint/painter.hpp"
#include "gui/export/picture.hpp"
#include "gui/panels/banner.hpp"
#include "gui/panels/curve.hpp"
#include "gui/panels/metrics_table.hpp"
#include "gui/window/main_window.hpp"
#include "sim/core/error.hpp"

namespace repetend::gui {

void MainWindow::export_charts(const QString& file) {
  const QFont text = font();
  const ChartStyle style = chart_->style();
  const int width = chart_->width();
  const QSize size(width, static_cast<int>(natural_height(session_->plans(), style, text, width)));
  write_picture(file, size, [&](QPainter& painter) {
    paint_charts(painter, QRectF(QPointF(), size), session_->plans(), style, text);
  });
}

// A table of its own, as large as it takes to show everything.
void MainWindow::export_table(const QString& file) {
  MetricsTable all(*model_);
  all.setFont(table_->font());
  all.set_dark(chart_->style().dark);
  all.setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
  all.setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
  all.resize(all.whole());
  write_picture(file, all);
}

void MainWindow::export_picture(const QString& what, const std::function<void(const QString&)>& write) {
  const QString file = QFileDialog::getSaveFileName(
      this, tr("Export %1").arg(what), QStringLiteral("repetend.png"), tr("Pictures (*.png *.svg *.pdf)"));
  if (file.isEmpty()) return;
  try {
    write(file);
    banner_->show_note(tr("Wrote %1").arg(QFileInfo(file).fileName()));
  } catch (const RequestError& error) {
    banner_->show_message(QString::fromUtf8(error.what()), false);
  }
}

void MainWindow::make_export_menu(QMenu* menu) {
  const auto add = [&](const QString& text, const QString& keys, const QString& tip,
                       std::function<void(const QString&)> write) {
    add_action(menu, text, QKeySequence(keys), tip,
               [this, name = QString(text).remove(QLatin1Char('&')), write = std::move(write)] {
                 export_picture(name.toLower(), write);
               });
  };
  add(tr("&Charts"), tr("Ctrl+E"), tr("All plans from beginning to end"),
      [this](const QString& file) { export_charts(file); });
  add(tr("Charts as &seen"), tr("Ctrl+Shift+E"), tr("The part of the charts that is in sight now"),
      [this](const QString& file) { write_picture(file, *chart_); });
  add(tr("&Metrics"), {}, tr("The table of metrics"), [this](const QString& file) { export_table(file); });
  add(tr("&Bound and best"), {}, tr("The search's progress"),
      [this](const QString& file) { write_picture(file, *curve_); });
  add(tr("The &window"), {}, tr("All of this window"),
      [this](const QString& file) { write_picture(file, *this); });
}

}  // namespace repetend::gui
