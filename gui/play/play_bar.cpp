#include "gui/play/play_bar.hpp"

#include <QAction>
#include <QComboBox>
#include <QEvent>
#include <QGridLayout>
#include <QLabel>
#include <QPainter>
#include <QPainterPath>
#include <QTextBrowser>
#include <QToolButton>

#include "gui/chart/data/chart_style.hpp"
#include "gui/chart/data/words.hpp"
#include "gui/play/moment_text.hpp"

namespace repetend::gui {

namespace {

constexpr double lines_in_sight = 6.6;  // half a line shows that there are more

// The signs on the buttons are drawn in a square of 16, in the colour of the text beside them.
constexpr double side = 16, top = 3, bottom = 13;

QPainterPath bar(double x, double width, double from = top, double to = bottom) {
  QPainterPath path;
  path.addRect(x, from, width, to - from);
  return path;
}

QPainterPath triangle(double blunt, double tip) {
  QPainterPath path;
  path.addPolygon(QPolygonF({{blunt, top}, {tip, side / 2}, {blunt, bottom}, {blunt, top}}));
  return path;
}

QIcon play_icon(const QPainterPath& sign, const QColor& colour) {
  QIcon icon;
  for (const int scale : {1, 2, 4}) {  // for any density of pixels
    QPixmap picture(static_cast<int>(side) * scale, static_cast<int>(side) * scale);
    picture.fill(Qt::transparent);
    QPainter painter(&picture);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.scale(scale, scale);
    painter.fillPath(sign, colour);
    painter.end();
    icon.addPixmap(picture);
  }
  return icon;
}

}  // namespace

PlayBar::PlayBar(GanttView& view, QWidget* parent) : QFrame(parent), player_(view) {
  setAutoFillBackground(true);
  setAccessibleName(tr("Player"));
  make_actions();
  lay_out();
  draw_icons();
  connect(&player_, &Player::moved, this, &PlayBar::show_time);
  connect(&player_, &Player::changed, this, &PlayBar::show_player);
  show_time();
}

QAction* PlayBar::add_action(const QPainterPath& sign, const QString& text, const QList<QKeySequence>& keys,
                             const QString& tip, std::function<void()> act) {
  auto* action = new QAction(text, this);
  action->setShortcuts(keys);
  action->setToolTip(keys.isEmpty() ? tip
                                    : tr("%1 (%2)").arg(tip, keys[0].toString(QKeySequence::NativeText)));
  action->setStatusTip(tip);
  connect(action, &QAction::triggered, this, [act = std::move(act)] { act(); });
  addAction(action);
  signs_.emplace_back(action, sign);
  return action;
}

void PlayBar::make_actions() {
  add_action(bar(1, 2) + triangle(9, 3) + triangle(15, 9), tr("To the &start"),
             {QKeySequence(tr("Alt+Home"))}, tr("Put the playhead at the start"),
             [this] { player_.to_start(); });
  add_action(bar(11, 2) + triangle(9, 2), tr("Step &back"), {QKeySequence(tr("<"))},
             tr("To the moment before at which something happened"), [this] { player_.step(-1); });
  play_ = add_action(triangle(4, 13), tr("&Play"), {QKeySequence(tr("Ctrl+P"))},
                     tr("Run the plan and tell what happens; Space in the charts does the same"),
                     [this] { player_.toggle(); });
  add_action(bar(3, 2) + triangle(7, 14), tr("Step &forward"), {QKeySequence(tr(">"))},
             tr("To the next moment at which something happens"), [this] { player_.step(1); });
  add_action(bar(13, 2) + triangle(7, 13) + triangle(1, 7), tr("To the &end"), {QKeySequence(tr("Alt+End"))},
             tr("Put the playhead at the end of the plan"), [this] { player_.to_end(); });
  add_action(bar(4, 8, 4, 12), tr("S&top"), {QKeySequence(tr("Ctrl+Shift+P"))}, tr("Take the playhead away"),
             [this] { player_.stop(); });
}

void PlayBar::lay_out() {
  auto* grid = new QGridLayout(this);
  grid->setContentsMargins(8, 4, 8, 4);
  auto* buttons = new QHBoxLayout;
  buttons->setSpacing(0);
  for (const auto& [action, sign] : signs_) {
    auto* button = new QToolButton;
    button->setDefaultAction(action);
    button->setAutoRaise(true);
    button->setFocusPolicy(Qt::TabFocus);
    buttons->addWidget(button);
  }
  speed_ = new QComboBox;
  speed_->setObjectName("speed");
  speed_->setToolTip(tr("How fast the playhead moves over the screen: zooming in is slow motion"));
  speed_->setAccessibleName(tr("Speed"));
  for (const double speed : Player::speeds()) speed_->addItem(QString("%1\u00d7").arg(speed), speed);
  connect(speed_, &QComboBox::activated, this,
          [this] { player_.set_speed(speed_->currentData().toDouble()); });
  buttons->addSpacing(8);
  buttons->addWidget(speed_);
  time_ = new QLabel;
  plan_ = new QLabel;
  grid->addLayout(buttons, 0, 0);
  grid->addWidget(time_, 1, 0);
  grid->addWidget(plan_, 2, 0, Qt::AlignTop);
  grid->addWidget(events_ = make_pane(tr("What happens")), 0, 1, 3, 1);
  grid->addWidget(waits_ = make_pane(tr("Who waits, and why")), 0, 2, 3, 1);
  grid->setColumnStretch(1, 1);
  grid->setColumnStretch(2, 1);
  size_panes();
}

QTextBrowser* PlayBar::make_pane(const QString& name) {
  auto* pane = new QTextBrowser;
  pane->setFrameShape(QFrame::NoFrame);
  pane->setAccessibleName(name);
  pane->setToolTip(name);
  pane->setOpenLinks(false);
  pane->document()->setDocumentMargin(2);
  return pane;
}

void PlayBar::size_panes() {
  for (QTextBrowser* pane : {events_, waits_})
    pane->setFixedHeight(static_cast<int>(lines_in_sight * fontMetrics().lineSpacing()));
  time_->setMinimumWidth(fontMetrics().horizontalAdvance("000 ms of 000 ms"));
}

void PlayBar::changeEvent(QEvent* event) {
  QFrame::changeEvent(event);
  if (event->type() == QEvent::FontChange && waits_) size_panes();
}

void PlayBar::set_dark(bool) {
  draw_icons();
  told_moment_.reset();  // its signs are coloured
  show_time();
}

void PlayBar::draw_icons() {
  const QColor colour = gui::palette(player_.view().style().dark).ink;
  for (const auto& [action, sign] : signs_) action->setIcon(play_icon(sign, colour));
  play_icon_ = play_->icon();
  pause_icon_ = play_icon(bar(4, 3) + bar(9, 3), colour);
  show_player();
}

void PlayBar::show_player() {
  play_->setText(player_.playing() ? tr("&Pause") : tr("&Play"));
  play_->setIcon(player_.playing() ? pause_icon_ : play_icon_);
  speed_->setCurrentIndex(speed_->findData(player_.speed()));
}

void PlayBar::show_time() {
  const auto now = player_.view().playhead();
  const auto plan = player_.plan();
  setVisible(now && plan);
  if (!now || !plan) return;
  time_->setText(tr("<b>%1</b> of %2").arg(time_text(*now), time_text(plan->makespan())));
  const Time moment = moment_at(*plan, *now);
  if (plan == told_plan_ && told_moment_ == moment) return;
  told_plan_ = plan;
  told_moment_ = moment;
  plan_->setText(tr("the plan of %1").arg(text(plan->title)));
  told_ = moment_text(*plan, moment, player_.view().style());
  events_->setHtml(told_.happening_html);
  waits_->setHtml(told_.waiting_html);
}

}  // namespace repetend::gui
