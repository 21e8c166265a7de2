#include "gui/session/session.hpp"

#include <QFileInfo>
#include <algorithm>

#include "app/load/load.hpp"
#include "gui/session/scenario_text.hpp"
#include "sim/core/error.hpp"
#include "sim/core/file.hpp"
#include "sim/formats/plan/plan_file.hpp"

namespace repetend::gui {
namespace {

// "plan.json", "plan.json (2)".
std::string free_title(const QString& file, const std::vector<OpenedPlan>& opened) {
  const std::string name = QFileInfo(file).fileName().toStdString();
  std::string title = name;
  for (int i = 2; std::ranges::find(opened, title, &OpenedPlan::title) != opened.end(); ++i)
    title = name + " (" + std::to_string(i) + ")";
  return title;
}

// Of a file to write; throws RequestError where its name says another content.
std::string checked(const QString& file, app::Content content) {
  std::string name = file.toStdString();
  if (const std::string wrong = app::wrong_ending(name, content); !wrong.empty()) throw RequestError(wrong);
  return name;
}

}  // namespace

// One step of undo: the state before and after.
class Session::Change : public QUndoCommand {
 public:
  // Changes of the same gesture (not empty) become one.
  Change(Session& session, State before, State after, const QString& words, QString gesture)
      : QUndoCommand(words),
        session_(session),
        before_(std::move(before)),
        after_(std::move(after)),
        gesture_(std::move(gesture)) {}

  int id() const override { return gesture_.isEmpty() ? -1 : 1; }
  void undo() override { session_.apply(before_); }
  void redo() override { session_.apply(after_); }

  bool mergeWith(const QUndoCommand* other) override {
    const auto* next = static_cast<const Change*>(other);
    if (next->gesture_ != gesture_) return false;
    after_ = next->after_;
    setObsolete(before_ == after_);
    return true;
  }

 private:
  Session& session_;
  State before_, after_;
  QString gesture_;
};

Session::Session(QObject* parent) : QObject(parent) {
  state_.schedules = {"search", "1f1b", "1f1b+", "gpipe"};
  constexpr int pause_ms = 1000;  // in typing that ends a step of undo
  typing_.setInterval(pause_ms);
  typing_.setSingleShot(true);
  connect(&typing_, &QTimer::timeout, this, &Session::end_gesture);
  connect(&workshop_, &Workshop::answered, this, [this](const auto& answer) { take(*answer); });
  connect(&workshop_, &Workshop::progressed, this, [this](quint64 question, const auto& progress) {
    if (results_.take(question, progress)) emit progress_changed();
  });
}

void Session::change(State after, const QString& words, const QString& gesture) {
  if (after == state_) return;
  undo_.push(new Change(*this, state_, std::move(after), words,
                        gesture.isEmpty() ? gesture : gesture + QString::number(gesture_)));
}

void Session::apply(const State& state) {
  state_ = state;
  const std::uint64_t number = results_.ask();
  tell_busy();
  emit state_changed();
  emit progress_changed();
  workshop_.ask({number, state_.text.toStdString(), state_.name.toStdString(), state_.schedules,
                 state_.edited, state_.opened});
}

State Session::with_scenario(const QString& text, const QString& name) {
  saved_text_ = text;
  return {text, name, state_.schedules, {}, {}};
}

void Session::open_text(const QString& text, const QString& name) {
  State after = with_scenario(text, name);
  if (state_.text.isEmpty()) return apply(after);  // nothing was open: nothing to undo to
  change(std::move(after), tr("open %1").arg(QFileInfo(name).fileName()));
}

void Session::load_file(const QString& file, bool alone) {
  ++loading_;
  tell_busy();
  workshop_.run([this, file, alone]() -> std::function<void()> {
    auto loaded = std::make_shared<const Loaded>(load(file.toStdString()));
    return [this, file, alone, loaded] { take_file(file, alone, *loaded); };
  });
}

void Session::take_file(const QString& file, bool alone, const Loaded& loaded) {
  --loading_;
  if (!loaded.failure.empty()) {
    emit failed(QString::fromStdString(loaded.failure), 0);
  } else if (loaded.plan) {
    open_plan(file, loaded, alone);
  } else if (alone) {
    open_text(QString::fromStdString(loaded.text), file);
    emit opened(file);
  } else {
    emit failed(tr("%1 is a scenario, expected a plan to put beside this one").arg(file), 0);
  }
  tell_busy();
}

void Session::open_plan(const QString& file, const Loaded& loaded, bool alone) {
  State after = alone ? with_scenario(QString::fromStdString(loaded.text), file) : state_;
  after.opened.push_back({free_title(file, after.opened), file.toStdString(), loaded.plan});
  change(std::move(after), tr("open %1").arg(QFileInfo(file).fileName()));
  emit opened(file);
}

void Session::restore(const Kept& kept) {
  State state;
  state.text = kept.text;
  state.name = kept.name;
  // Another version of the program may have known others.
  std::ranges::copy_if(kept.schedules, std::back_inserter(state.schedules), is_schedule);
  if (state.schedules.empty()) state.schedules = state_.schedules;
  if (kept.plans.empty()) return finish_restore(state, {});
  ++loading_;
  tell_busy();
  workshop_.run([this, state, plans = kept.plans]() mutable -> std::function<void()> {
    const QString failures = read_plans(plans, state);
    return [this, state, failures] {
      --loading_;
      finish_restore(state, failures);
      tell_busy();
    };
  });
}

// What has been opened meanwhile is wanted more.
void Session::finish_restore(const State& state, const QString& failures) {
  if (!state_.text.isEmpty()) return;
  saved_text_ = state.text;
  apply(state);
  if (!failures.isEmpty()) emit failed(tr("Not all of the last session is here: %1").arg(failures), 0);
}

void Session::set_text(const QString& text) {
  State after = state_;
  after.text = text;
  typing_.start();
  change(std::move(after), tr("typing"), "text");
}

void Session::set_values(const std::vector<Setting>& settings) {
  std::string text = state_.text.toStdString();
  QString keys;
  try {
    for (const Setting& setting : settings) {
      const std::string key = setting.key.toStdString();
      text = setting.value.isEmpty() ? without_setting(text, key)
                                     : with_setting(text, key, setting.value.toStdString());
      keys += setting.key + ' ';
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
        *opened = {
            key, "",
            std::make_shared<const Plan>(Plan{chart->plan->problem, chart->plan->schedule, *orders, {}, {}})};
      change(std::move(after),
             tr("move %1").arg(QString::fromStdString(instance_name(chart->problem(), moved))));
    };
  });
}

void Session::tell_busy() {
  const bool busy = loading_ > 0 || !results_.settled();
  if (busy_ == busy) return;
  busy_ = busy;
  emit busy_changed(busy);
}

void Session::take(const Answer& answer) {
  const Results::News news = results_.take(answer);
  if (news.rows) emit plans_changed();
  if (!news.latest) return;
  tell_busy();
  const auto& wrong = failure();
  emit failed(wrong ? QString::fromStdString(wrong->message) : QString(), wrong ? wrong->line : 0);
}

void Session::save_scenario(const QString& file) {
  write_file(checked(file, app::Content::scenario), state_.text.toStdString());
  saved_text_ = state_.text;
  emit state_changed();
}

void Session::save_plan(std::size_t plan, const QString& file) const {
  const Row& row = row_of(plan);
  if (!row.feasible) throw RequestError(row.chart->title + " cannot run and is not saved: " + row.reason);
  write_file(checked(file, app::Content::plan), write_plan(app::timed(*row.chart)));
}

}  // namespace repetend::gui
