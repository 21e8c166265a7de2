#include "gui/panels/field.hpp"

#include <QEvent>
#include <QGridLayout>
#include <QLabel>
#include <QLineEdit>
#include <QSlider>
#include <QToolButton>

namespace repetend::gui {

Field::Field(const QString& name, const QString& title, const QString& tip, QWidget* parent)
    : QWidget(parent),
      heading_(new QHBoxLayout),
      title_(new QLabel(title)),
      edit_(new QLineEdit),
      reset_(new QToolButton),
      slider_(new QSlider(Qt::Horizontal)),
      tip_(tip) {
  setObjectName(name);
  setToolTip(tip);
  title_->setBuddy(edit_);
  edit_->setAlignment(Qt::AlignRight);
  edit_->setAccessibleName(title);
  slider_->setAccessibleName(title);
  reset_->setText("\u21ba");
  reset_->setAutoRaise(true);
  reset_->setToolTip(tr("Back to what the scenario says itself"));
  reset_->setAccessibleName(tr("Reset %1").arg(title));
  QSizePolicy reserved = reset_->sizePolicy();
  reserved.setRetainSizeWhenHidden(true);
  reset_->setSizePolicy(reserved);
  reset_->hide();
  heading_->addWidget(title_);
  heading_->setSpacing(fontMetrics().averageCharWidth());
  auto* grid = new QGridLayout(this);
  grid->setContentsMargins(0, 0, 0, 0);
  grid->setVerticalSpacing(0);
  grid->addLayout(heading_, 0, 0, Qt::AlignLeft | Qt::AlignVCenter);
  grid->addWidget(edit_, 0, 1);
  grid->addWidget(reset_, 0, 2);
  grid->addWidget(slider_, 1, 0, 1, 3);
  grid->setColumnStretch(0, 1);
  fit_to_font();
  connect(slider_, &QSlider::valueChanged, this, &Field::moved);
  connect(slider_, &QSlider::sliderReleased, this, &Field::let_go);
  connect(edit_, &QLineEdit::editingFinished, this, &Field::typed);
  connect(reset_, &QToolButton::clicked, this, [this] {
    emit changed(QString());
    emit let_go();
  });
}

void Field::put_beside_title(QWidget* widget) { heading_->addWidget(widget); }

void Field::show_value(Shown shown, bool set) {
  set_available(true);
  shown_ = std::move(shown);
  reset_->setVisible(set);
  if (!edit_->isModified()) edit_->setText(shown_.words);
  if (slider_->isSliderDown()) return;
  showing_ = true;
  slider_->setRange(0, shown_.steps);
  slider_->setValue(shown_.position);
  showing_ = false;
}

void Field::set_available(bool available, const QString& why_not) {
  title_->setEnabled(available);
  edit_->setEnabled(available);
  slider_->setEnabled(available);
  if (!available) {
    edit_->setText({});  // clear() would count as typing, and nothing would be shown again
    reset_->hide();
  }
  setToolTip(available ? tip_ : why_not);
}

void Field::fit_to_font() { edit_->setFixedWidth(edit_->fontMetrics().horizontalAdvance("0000.0 GiB/s")); }

void Field::changeEvent(QEvent* event) {
  QWidget::changeEvent(event);
  if (event->type() == QEvent::FontChange) fit_to_font();
}

void Field::moved(int position) {
  if (!showing_ && shown_.value) emit changed(shown_.value(position));
}

void Field::typed() {
  if (!edit_->isModified()) return;
  edit_->setModified(false);
  emit changed(edit_->text().trimmed());
  emit let_go();
}

}  // namespace repetend::gui
