#include "gui/panels/banner.hpp"

#include <QHBoxLayout>
#include <QLabel>
#include <QTimer>
#include <QToolButton>
#include <algorithm>

#include "gui/chart/data/chart_style.hpp"

namespace repetend::gui {

Banner::Banner(QWidget* parent) : QFrame(parent), label_(new QLabel), timer_(new QTimer(this)) {
  auto* row = new QHBoxLayout(this);
  row->setContentsMargins(8, 4, 4, 4);
  label_->setWordWrap(true);
  label_->setTextFormat(Qt::PlainText);
  label_->setTextInteractionFlags(Qt::TextSelectableByKeyboard);
  row->addWidget(label_, 1);
  auto* close = new QToolButton;
  close->setText("\u00d7");
  close->setAutoRaise(true);
  close->setToolTip(tr("Hide this message"));
  row->addWidget(close, 0, Qt::AlignTop);
  connect(close, &QToolButton::clicked, this, &Banner::hide_message);
  timer_->setSingleShot(true);
  connect(timer_, &QTimer::timeout, this, &Banner::hide_message);
  setAutoFillBackground(true);
  hide();
}

void Banner::show_note(const QString& words) {
  show_message(words, false);
  label_->setForegroundRole(QPalette::Text);
}

void Banner::show_message(const QString& words, bool lasting) {
  label_->setForegroundRole(QPalette::WindowText);
  label_->setText(words);
  setAccessibleName(words);
  constexpr int least_ms = 6000, ms_a_character = 60;
  if (lasting)
    timer_->stop();
  else
    timer_->start(std::max(least_ms, ms_a_character * static_cast<int>(words.size())));
  show();
}

void Banner::hide_message() {
  timer_->stop();
  label_->clear();
  hide();
}

QString Banner::message() const { return label_->text(); }

void Banner::set_dark(bool dark) {
  const Palette& colours = gui::palette(dark);
  QPalette own = QWidget::palette();
  own.setColor(QPalette::Window, colours.heading);
  own.setColor(QPalette::WindowText, colours.limit);
  setPalette(own);
}

}  // namespace repetend::gui
