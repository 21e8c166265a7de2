#include "gui/view/gantt_view.hpp"

#include <QFontInfo>
#include <QHelpEvent>
#include <QPainter>
#include <QScrollBar>
#include <QToolTip>
#include <algorithm>

#include "gui/chart/geometry/legend.hpp"
#include "gui/chart/paint/painter.hpp"
#include "gui/view/remembered.hpp"
#include "gui/view/search_text.hpp"
#include "sim/problem/machines.hpp"

namespace repetend::gui {

namespace {

constexpr double fit_room = 0.01, selection_room = 0.3;  // fractions of the width on either side

}  // namespace

GanttView::GanttView(QWidget* parent) : QAbstractScrollArea(parent) {
  setFocusPolicy(Qt::StrongFocus);
  setFrameShape(QFrame::NoFrame);
  setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);  // the minimap is for that
  setAccessibleName(tr("Gantt charts"));
  viewport()->setMouseTracking(true);
  viewport()->setAttribute(Qt::WA_OpaquePaintEvent);
  lay_out_again();
}

void GanttView::set_plans(Charts plans) {
  if (mouse_.pressed() && std::ranges::equal(plans, scene_.plans, {}, &ChartedPlan::key, &ChartedPlan::key))
    waiting_ = std::move(plans);
  else
    replace(std::move(plans));
}

void GanttView::take_waiting() {
  if (waiting_) replace(*std::move(waiting_));
}

void GanttView::replace(Charts plans) {
  const Remembered before(scene_, marks_.selected);
  scene_.plans = std::move(plans);
  before.restore(scene_, marks_);
  mouse_.let_go();
  waiting_.reset();
  follow_selection();
  lay_out_again();
  fitted_ ? fit_all() : apply(scene_.scale);
  if (before.selected() != marks_.selected) emit selection_changed();
  emit plans_changed();
  repaint_charts();
}

void GanttView::set_style(ChartStyle style) {
  if (style == scene_.style) return;
  scene_.style = style;
  lay_out_again();
  if (fitted_) fit_all();
  repaint_charts();
  emit style_changed();
}

void GanttView::set_playhead(std::optional<Time> t) {
  if (t == marks_.playhead) return;
  marks_.playhead = t;
  repaint_charts();
  emit playhead_changed();
}

bool GanttView::in_sight(Time t) const {
  const double pixel = scene_.scale.to_pixel(t);
  return pixel >= 0 && pixel <= chart_width();
}

void GanttView::show_time(Time t) {
  constexpr double left_behind = 0.1;  // of the width, for the eye to find its place again
  if (!in_sight(t)) set_scale(scene_.scale.panned(scene_.scale.to_pixel(t) - left_behind * chart_width()));
}

void GanttView::set_scale(TimeScale scale) {
  fitted_ = false;
  apply(scale);
}

void GanttView::apply(TimeScale scale) {
  const TimeScale kept = scale.kept_on(end(), chart_width());
  if (kept == scene_.scale) return;
  scene_.scale = kept;
  if (pointer_) hover(*pointer_);
  repaint_charts();
  emit scale_changed();
}

void GanttView::fit_all() {
  fitted_ = true;
  apply(TimeScale::fitted(0, end(), chart_width(), fit_room));
}

void GanttView::fit() {
  if (!marks_.selected) return fit_all();
  const ChartedPlan& plan = *scene_.plans[marks_.selected->plan];
  const Instance i = marks_.selected->instance;
  const TimeScale close = TimeScale::fitted(plan.start(i), plan.end(i), chart_width(), selection_room)
                              .kept_on(end(), chart_width());
  if (close == scene_.scale) return fit_all();
  set_scale(close);
}

// Only what ran, in a plan that is shown now, can be selected.
bool GanttView::can_select(const Selected& selected) const {
  if (selected.plan >= scene_.plans.size()) return false;
  const ChartedPlan& plan = *scene_.plans[selected.plan];
  const Instance i = selected.instance;
  return i.block.index() < plan.problem().blocks.size() && i.micro_batch >= 0 &&
         i.micro_batch < plan.problem().micro_batches && plan.end(i) != never;
}

void GanttView::select(std::optional<Selected> selected) {
  if (selected && !can_select(*selected)) selected.reset();
  if (selected == marks_.selected) return;
  marks_.selected = selected;
  if (selected) {
    follow_selection();
    if (measuring_ && !pointer_) marks_.measured->to = time_of_selection();
  }
  repaint_charts();
  emit selection_changed();
}

void GanttView::select(std::size_t plan, MachineId row, std::size_t position) {
  selected_row_ = row;
  select(Selected{plan, scene_.plans[plan]->at(row, position)});
}

Time GanttView::time_of_selection() const {
  return scene_.plans[marks_.selected->plan]->start(marks_.selected->instance);
}

bool GanttView::find(const QString& words) {
  const auto found = find_next(scene_.plans, words.trimmed(), marks_.selected);
  if (!found) return false;
  select(*found);
  show_selection();
  return true;
}

void GanttView::follow_selection() {
  if (!marks_.selected) return;
  const Problem& problem = scene_.plans[marks_.selected->plan]->problem();
  const BlockId block = marks_.selected->instance.block;
  if (selected_row_.index() >= machine_count(problem) || !runs_on(problem, block, selected_row_))
    selected_row_ = machines_of(problem, block).front();
}

void GanttView::show_lanes(bool shown) {
  ChartStyle style = scene_.style;
  style.lanes = shown;
  set_style(style);
}

// What only folded rows show is shown by unfolding them.
void GanttView::unfold_selection() {
  set_folded(marks_.selected->plan, false);
  if (!layout_.machine_row(marks_.selected->plan, selected_row_)) show_lanes(true);
}

void GanttView::set_folded(std::size_t plan, bool folded) {
  if (plan >= scene_.plans.size() || folded == scene_.is_folded(plan)) return;
  scene_.folded.resize(scene_.plans.size());
  scene_.folded[plan] = folded;
  lay_out_again();
  repaint_charts();
  emit folds_changed();
}

double GanttView::scroll() const { return verticalScrollBar()->value(); }

void GanttView::lay_out_again() {
  scene_.font = font();
  scene_.font.setPointSizeF(QFontInfo(font()).pointSizeF() * scene_.style.font_scale);  // may be in pixels
  layout_ = lay_out(scene_, viewport()->height(), viewport()->width());
  const double room = viewport()->height() - layout_.axis - layout_.legend;
  verticalScrollBar()->setRange(0, std::max(0, static_cast<int>(layout_.height - room)));
  verticalScrollBar()->setPageStep(std::max(1, static_cast<int>(room)));
  verticalScrollBar()->setSingleStep(std::max(1, static_cast<int>(room / 12)));
}

Hit GanttView::at(QPointF position) const {
  return hit(scene_, layout_, position, viewport()->size(), scroll());
}

void GanttView::show_selection() {
  if (!marks_.selected) return;
  unfold_selection();
  const ChartedPlan& plan = *scene_.plans[marks_.selected->plan];
  const double from = pixel_of_selection();
  const double to = scene_.scale.to_pixel(plan.end(marks_.selected->instance));
  const double margin = 0.1 * chart_width();
  if (from < 0 || (to > chart_width() && from > chart_width() - margin))
    set_scale(scene_.scale.panned(from - 3 * margin));
  else if (to > chart_width())
    set_scale(scene_.scale.panned(std::min(from - margin, to - chart_width() + margin)));
  const LayoutRow* row = layout_.machine_row(marks_.selected->plan, selected_row_);
  const double heading = layout_.heading_of(marks_.selected->plan).height;
  const double room = viewport()->height() - layout_.axis - layout_.legend;
  if (row->top - heading < scroll()) verticalScrollBar()->setValue(static_cast<int>(row->top - heading));
  if (row->bottom() > scroll() + room)
    verticalScrollBar()->setValue(static_cast<int>(row->bottom() - room) + 1);
}

void GanttView::hover(QPointF position) {
  pointer_ = position;
  const Hit hit = at(position);
  std::optional<Marked> hovered_now;
  if (hit.is_instance())
    hovered_now = Marked{hit.plan, scene_.plans[hit.plan]->at(hit.machine(), *hit.position)};
  const bool changed = hovered_now != marks_.hovered || measuring_;
  marks_.hovered = hovered_now;
  if (measuring_) marks_.measured->to = hit.at;
  if (changed) repaint_charts();
  emit hovered(describe(scene_, hit));
}

double GanttView::pixel_of_interest() const {
  if (pointer_) return std::clamp(pointer_->x() - layout_.gutter, 0.0, chart_width());
  if (marks_.selected && in_sight(time_of_selection())) return pixel_of_selection();
  return chart_width() / 2;
}

std::optional<std::size_t> GanttView::plan_of_interest() const {
  if (const Hit hit = pointer_ ? at(*pointer_) : Hit(); hit.is_of_plan()) return hit.plan;
  if (marks_.selected) return marks_.selected->plan;
  return scene_.plans.size() == 1 ? std::optional(std::size_t{0}) : std::nullopt;
}

void GanttView::toggle_measure() {
  if (measuring_) {
    measuring_ = false;
  } else if (marks_.measured) {
    marks_.measured.reset();
  } else {
    const Time here = scene_.scale.to_time(pixel_of_interest());
    marks_.measured = Measured{here, here};
    measuring_ = true;
  }
  repaint_charts();
}

void GanttView::set_dragged(std::optional<Dragged> dragged) {
  marks_.dragged = dragged;
  repaint_charts();
}

void GanttView::request_reorder(const Dragged& dragged) {
  const ChartedPlan& plan = *scene_.plans[dragged.plan];
  const MachineId m = computing(dragged.device);
  std::optional<Instance> before;
  if (dragged.before < plan.plan->orders[m].size()) before = plan.at(m, dragged.before);
  emit reorder_requested(dragged.plan, dragged.device, plan.at(m, dragged.position), before);
}

void GanttView::cancel() {
  if (mouse_.pressed()) {
    marks_.dragged.reset();
    mouse_.let_go();
    take_waiting();
  } else if (marks_.measured) {
    marks_.measured.reset();
    measuring_ = false;
  } else if (marks_.selected) {
    select({});
  } else {
    set_playhead({});
  }
  repaint_charts();
}

void GanttView::keyPressEvent(QKeyEvent* event) {
  if (!press_key(*this, *event)) QAbstractScrollArea::keyPressEvent(event);
}

void GanttView::wheelEvent(QWheelEvent* event) {
  if (!mouse_.wheel(*event)) QAbstractScrollArea::wheelEvent(event);
  event->accept();
}

void GanttView::mouseMoveEvent(QMouseEvent* event) {
  pointer_ = event->position();
  mouse_.move(*event);
}

void GanttView::mouseReleaseEvent(QMouseEvent* event) {
  mouse_.release(*event);
  take_waiting();
}

void GanttView::paintEvent(QPaintEvent*) {
  QPainter painter(viewport());
  paint_charts(painter, viewport()->rect(), scene_, layout_, scroll(), marks_);
}

void GanttView::resizeEvent(QResizeEvent*) {
  lay_out_again();
  fitted_ ? fit_all() : apply(scene_.scale);
}

void GanttView::changeEvent(QEvent* event) {
  QAbstractScrollArea::changeEvent(event);
  if (event->type() != QEvent::FontChange) return;
  lay_out_again();
  repaint_charts();
}

bool GanttView::viewportEvent(QEvent* event) {
  if (event->type() == QEvent::Leave) {
    pointer_.reset();
    marks_.hovered.reset();
    emit hovered({});
    repaint_charts();
  }
  if (event->type() == QEvent::ToolTip) {
    const auto* help = static_cast<QHelpEvent*>(event);
    const Hit under = at(help->pos());
    QToolTip::showText(help->globalPos(),
                       under.part == Hit::Part::legend ? legend_words(scene_) : describe(scene_, under),
                       viewport());
    return true;
  }
  return QAbstractScrollArea::viewportEvent(event);
}

}  // namespace repetend::gui
