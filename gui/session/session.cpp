#include "gui/session/session.hpp"

#include <QFileInfo>
#include <algorithm>

#include "gui/session/change.hpp"
#include "gui/session/scenario_text.hpp"
#include "gui/work/reorder.hpp"
#include "sim/core/error.hpp"
#include "sim/core/file.hpp"
#include "sim/formats/plan/plan_file.hpp"

namespace repetend::gui {
namespace {

std::shared_ptr<const Plan> untimed(std::shared_ptr<const Problem> problem, std::string schedule,
                                    Orders orders) {
  return std::make_shared<const Plan>(
      Plan{std::move(problem), std::move(schedule), std::move(orders), {}, {}});
}

}  // namespace

Session::Session(QObject* parent) : QObject(parent) {
  state_.schedules = {"search", "1f1b", "1f1b+", "gpipe"};
  constexpr int pause_ms = 1000;  // in typing that ends a step of undo
  typing_.setInterval(pause_ms);
  typing_.setSingleShot(true);
  connect(&typing_, &QTimer::timeout, this, &Session::end_gesture);
  connect(&workshop_, &Workshop::answered, this, [this](const auto& answer) { take(*answer); });
  connect(&workshop_, &Workshop::progressed, this, &Session::take_progress);
}

void Session::change(State after, const QString& words, const QString& gesture) {
  if (after == state_) return;
  undo_.push(new Change(*this, state_, std::move(after), words,
                        gesture.isEmpty() ? gesture : gesture + QString::number(gesture_)));
}

void Session::apply(const State& state) {
  state_ = state;
  progress_.clear();
  since_asked_.start();
  ++asked_;
  tell_busy();
  emit state_changed();
  emit progress_changed();
  workshop_.ask({asked_, state_.text.toStdString(), state_.name.toStdString(), state_.schedules,
                 state_.edited, state_.opened});
}

void Session::end_gesture() { ++gesture_; }

void Session::open_text(const QString& text, const QString& name) {
  State after = state_;
  after.text = saved_text_ = text;
  after.name = name;
  after.edited.clear();
  after.opened.clear();
  if (state_.text.isEmpty()) return apply(after);  // nothing was open: nothing to undo to
  change(std::move(after), tr("open %1").arg(QFileInfo(name).fileName()));
}

void Session::set_text(const QString& text) {
  State after = state_;
  after.text = text;
  typing_.start();
  change(std::move(after), tr("typing"), QStringLiteral("text"));
}

void Session::set_values(const std::vector<Setting>& settings) {
  std::string text = state_.text.toStdString();
  QString keys;
  try {
    for (const Setting& setting : settings) {
      const std::string key = setting.key.toStdString();
      text = setting.value.isEmpty() ? without_setting(text, key)
                                     : with_setting(text, key, setting.value.toStdString());
      keys += setting.key + QLatin1Char(' ');
    }
  } catch (const RequestError& error) {
    emit failed(QString::fromUtf8(error.what()), 0);
    return;
  }
  State after = state_;
  after.text = QString::fromStdString(text);
  typing_.start();
  change(std::move(after), settings.front().key, keys);
}

void Session::set_schedules(std::vector<std::string> schedules) {
  State after = state_;
  after.schedules = std::move(schedules);
  change(std::move(after), tr("schedules"));
}

bool Session::is_opened(std::size_t plan) const {
  return std::ranges::find(state_.opened, row_of(plan).key, &OpenedPlan::title) != state_.opened.end();
}

void Session::close_plan(std::size_t plan) {
  const std::string title = row_of(plan).key;
  State after = state_;
  std::erase_if(after.opened, [&](const OpenedPlan& opened) { return opened.title == title; });
  change(std::move(after), tr("close %1").arg(QString::fromStdString(title)));
}

void Session::reset_orders(std::size_t plan) {
  const std::string key = row_of(plan).key;
  State after = state_;
  after.edited.erase(key);
  change(std::move(after), tr("reset the orders of %1").arg(QString::fromStdString(key)));
}

void Session::reorder(std::size_t plan, DeviceId device, Instance moved, std::optional<Instance> before) {
  const Row& row = row_of(plan);
  const std::string key = row.key;
  workshop_.run([this, key, device, moved, before, chart = row.chart]() -> std::function<void()> {
    const auto result = reordered(*chart->plan, device, moved, before);
    return [this, key, chart, result, moved] {
      if (const auto* refusal = std::get_if<Refusal>(&result)) {
        emit refused(QString::fromStdString(refusal->words));
        return;
      }
      const auto& orders = std::get<std::shared_ptr<const Orders>>(result);
      State after = state_;
      const auto opened = std::ranges::find(after.opened, key, &OpenedPlan::title);
      if (opened == after.opened.end())
        after.edited[key] = {chart->problem().placement, orders};
      else
        *opened = {key, "", untimed(chart->plan->problem, chart->plan->schedule, *orders)};
      change(std::move(after),
             tr("move %1").arg(QString::fromStdString(instance_name(chart->problem(), moved))));
    };
  });
}

void Session::cancel() { workshop_.cancel(); }

void Session::tell_busy() {
  const bool busy = loading_ > 0 || settled_ != asked_;
  if (busy_ == busy) return;
  busy_ = busy;
  emit busy_changed(busy);
}

// Answers of a question that has been replaced still count until a later one's come: the picture follows a
// moving slider.
void Session::take(const Answer& answer) {
  const bool latest = answer.number == asked_;
  if (!latest && answer.number <= taken_) return;
  if (latest && settled_ == asked_) return;  // a picture of the search under way that came after its end
  if (answer.number != taken_) milliseconds_ = since_asked_.elapsed();
  taken_ = answer.number;
  if (latest) failure_ = answer.failure;
  if (answer.scenario && !answer.failure) {
    scenario_ = answer.scenario;
    show_rows(answer.rows);
  }
  if (!latest) return;
  if (answer.settled) settled_ = answer.number;
  tell_busy();
  const bool bad = failure_.has_value();
  emit failed(bad ? QString::fromStdString(failure_->message) : QString(), bad ? failure_->line : 0);
}

// A row that is still being worked on keeps what it showed before.
void Session::show_rows(const std::vector<Row>& rows) {
  std::vector<Row> shown = rows;
  for (Row& row : shown) {
    if (row.chart || !row.pending) continue;
    const auto before = std::ranges::find(rows_, row.key, &Row::key);
    if (before == rows_.end()) continue;
    row = *before;
    row.pending = true;
  }
  rows_ = std::move(shown);
  plans_.clear();
  row_of_plan_.clear();
  for (std::size_t i = 0; i < rows_.size(); ++i)
    if (rows_[i].chart) {
      plans_.push_back(rows_[i].chart);
      row_of_plan_.push_back(i);
    }
  emit plans_changed();
}

// A question is searched twice, for a quick answer and for a good one: one curve, on which nothing gets
// worse.
void Session::take_progress(quint64 number, const search::Progress& progress) {
  if (number != asked_) return;
  search::Progress point = progress;
  if (!progress_.empty()) {
    const search::Progress& last = progress_.back();
    if (progress.seconds < last_seconds_) seconds_before_ = last.seconds;
    point.seconds += seconds_before_;
    point.makespan_bound = std::max(point.makespan_bound, last.makespan_bound);
    if (last.best_makespan > 0 && (point.best_makespan == 0 || point.best_makespan > last.best_makespan))
      point.best_makespan = last.best_makespan;
  } else {
    seconds_before_ = 0;
  }
  last_seconds_ = progress.seconds;
  progress_.push_back(point);
  emit progress_changed();
}

void Session::save_scenario(const QString& file) {
  write_file(file.toStdString(), state_.text.toStdString());
  saved_text_ = state_.text;
  emit state_changed();
}

void Session::save_plan(std::size_t plan, const QString& file) const {
  Plan timed = *plans_[plan]->plan;
  timed.start = plans_[plan]->simulation.start;
  write_file(file.toStdString(), write_plan(timed));
}

}  // namespace repetend::gui
