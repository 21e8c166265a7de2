// Opening files: read and judged on a background thread, so that a large plan does not hold up the window and
// a broken file changes nothing.
#include <QFileInfo>
#include <algorithm>

#include "data/models/scenario.hpp"
#include "gui/session/loaded.hpp"
#include "gui/session/plan_text.hpp"
#include "gui/session/session.hpp"
#include "sim/core/file.hpp"
#include "sim/formats/plan/plan_file.hpp"

namespace repetend::gui {
namespace {

bool is_plan(const std::string& text) {
  const std::size_t first = text.find_first_not_of(" \t\r\n");
  return first != std::string::npos && text[first] == '{' &&
         text.find("\"repetend-plan\"") != std::string::npos;
}

Loaded read(const std::string& file) {
  Loaded loaded;
  try {
    loaded.text = read_file(file);
    if (is_plan(loaded.text)) {
      loaded.plan = std::make_shared<const Plan>(parse_plan(loaded.text, file));
      loaded.text = scenario_text(*loaded.plan->problem);
    } else {
      data::parse_scenario(loaded.text, file);
    }
  } catch (const RequestError& error) {
    loaded.failure = error.what();
  }
  return loaded;
}

// "plan.json", "plan.json (2)".
std::string free_title(const QString& file, const std::vector<OpenedPlan>& opened) {
  const std::string name = QFileInfo(file).fileName().toStdString();
  std::string title = name;
  for (int i = 2; std::ranges::find(opened, title, &OpenedPlan::title) != opened.end(); ++i)
    title = name + " (" + std::to_string(i) + ")";
  return title;
}

}  // namespace

void Session::open_file(const QString& file) { load(file, true); }
void Session::add_plan(const QString& file) { load(file, false); }

void Session::load(const QString& file, bool alone) {
  ++loading_;
  tell_busy();
  workshop_.run([this, file, alone]() -> std::function<void()> {
    auto loaded = std::make_shared<const Loaded>(read(file.toStdString()));
    return [this, file, alone, loaded] { finish_load(file, alone, *loaded); };
  });
}

void Session::finish_load(const QString& file, bool alone, const Loaded& loaded) {
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
  State after = state_;
  if (alone) {
    after.text = saved_text_ = QString::fromStdString(loaded.text);
    after.name = file;
    after.edited.clear();
    after.opened.clear();
  }
  after.opened.push_back({free_title(file, after.opened), file.toStdString(), loaded.plan});
  change(std::move(after), tr("open %1").arg(QFileInfo(file).fileName()));
  emit opened(file);
}

}  // namespace repetend::gui
