#include "gui/window/last_session.hpp"

#include <QDir>
#include <QFileInfo>
#include <QGuiApplication>
#include <QSettings>
#include <algorithm>

#include "gui/chart/data/words.hpp"
#include "gui/panels/banner.hpp"
#include "sim/core/file.hpp"

namespace repetend::gui {
namespace {

// This is raised when panels change so much that an old arrangement would not fit them.
constexpr int arrangement_version = 1;

// This key is set until there is an answer, so that it is left behind where reopening ended the program.
const QString reopening = "open/reopening";

constexpr std::array<std::pair<const char*, bool ChartStyle::*>, 5> style_flags{
    {{"style/transfers", &ChartStyle::transfers},
     {"style/memory", &ChartStyle::memory},
     {"style/lanes", &ChartStyle::lanes},
     {"style/critical_path", &ChartStyle::critical_path},
     {"style/bubbles", &ChartStyle::bubbles}}};

QStringList list(const std::vector<std::string>& names) {
  QStringList result;
  for (const std::string& name : names) result << text(name);
  return result;
}

std::vector<std::string> list(const QVariant& names) {
  std::vector<std::string> result;
  for (const QString& name : names.toStringList()) result.push_back(name.toStdString());
  return result;
}

void write(QSettings& settings, const std::vector<KeptPlan>& plans) {
  settings.remove("plans");
  settings.beginWriteArray("plans", static_cast<int>(plans.size()));
  for (int i = 0; i < static_cast<int>(plans.size()); ++i) {
    const KeptPlan& plan = plans[static_cast<std::size_t>(i)];
    settings.setArrayIndex(i);
    settings.setValue("key", text(plan.key));
    settings.setValue("opened", plan.opened);
    settings.setValue("file", text(plan.file));
    if (plan.file.empty()) settings.setValue("text", qCompress(QByteArray::fromStdString(plan.text)));
  }
  settings.endArray();
}

std::vector<KeptPlan> read_plans(QSettings& settings) {
  constexpr int most = 100;
  std::vector<KeptPlan> plans;
  const int count = std::min(settings.beginReadArray("plans"), most);
  const auto value = [&](const char* name) { return settings.value(name); };
  for (int i = 0; i < count; ++i) {
    settings.setArrayIndex(i);
    const QByteArray packed = value("text").toByteArray();
    plans.push_back({value("key").toString().toStdString(), value("opened").toBool(),
                     value("file").toString().toStdString(),
                     packed.isEmpty() ? "" : qUncompress(packed).toStdString()});
  }
  settings.endArray();
  return plans;
}

}  // namespace

LastSession::LastSession(Workspace& work, Appearance& appearance)
    : QObject(&work.window), work_(work), appearance_(appearance) {
  constexpr int pause_ms = 1000;
  soon_.setSingleShot(true);
  soon_.setInterval(pause_ms);
  connect(&soon_, &QTimer::timeout, this, [this] {
    remember_window();
    if (document_changed_) remember_document();
    document_changed_ = false;
    remember_view();
    QSettings().sync();
  });
  const auto document_changes = [this] {
    document_changed_ = true;
    remember_soon();
  };
  connect(&work.session, &Session::state_changed, this, document_changes);
  // Orders made by hand are kept with their problem, which is known when there is an answer.
  connect(&work.session, &Session::busy_changed, this, document_changes);
  for (const auto changed : {&GanttView::style_changed, &GanttView::scale_changed, &GanttView::folds_changed})
    connect(&work.chart, changed, this, &LastSession::remember_soon);
  connect(&appearance, &Appearance::changed, this, &LastSession::remember_soon);
  // The desktop's session ends: it does not wait for windows to be closed.
  connect(qGuiApp, &QGuiApplication::commitDataRequest, this, &LastSession::remember, Qt::DirectConnection);
}

// It is not put off by further changes: while a slider moves they may go on for long.
void LastSession::remember_soon() {
  if (!soon_.isActive()) soon_.start();
}

void LastSession::remember() {
  soon_.stop();
  remember_window();
  remember_document();
  remember_view();
  QSettings settings;
  settings.remove(reopening);  // an end that was asked for is no failure to reopen
  settings.sync();
}

void LastSession::remember_window() const {
  QSettings settings;
  settings.setValue("window/geometry", work_.window.saveGeometry());
  settings.setValue("window/panels", work_.window.saveState(arrangement_version));
  settings.setValue("style/theme", to_string(appearance_.theme()));
  settings.setValue("style/font_scale", appearance_.font_scale());
  const ChartStyle style = work_.chart.style();
  settings.setValue("style/colour_by", static_cast<int>(style.colour_by));
  for (const auto& [key, flag] : style_flags) settings.setValue(key, style.*flag);
}

void LastSession::restore_window() {
  const QSettings settings;
  work_.window.restoreGeometry(settings.value("window/geometry").toByteArray());
  work_.window.restoreState(settings.value("window/panels").toByteArray(), arrangement_version);
  appearance_.set(theme_from(settings.value("style/theme").toString()),
                  settings.value("style/font_scale", 1).toDouble());
  work_.change_style([&](ChartStyle& style) {
    style.colour_by =
        static_cast<ChartStyle::ColourBy>(std::clamp(settings.value("style/colour_by", 0).toInt(), 0, 2));
    for (const auto& [key, flag] : style_flags) style.*flag = settings.value(key, style.*flag).toBool();
  });
}

void LastSession::remember_document() const {
  const bool answered = work_.session.scenario() || work_.session.failure();
  if (restoring_ && !answered) return;  // the settings know more than the session
  const Kept kept = work_.session.keep();
  if (kept.text.isEmpty()) return;  // nothing was open yet
  QSettings settings;
  settings.setValue("open/text", kept.text);
  settings.setValue("open/name", kept.name);
  settings.setValue("open/schedules", list(kept.schedules));
  write(settings, kept.plans);
}

void LastSession::remember_view() const {
  if (restoring_) return;
  QSettings settings;
  const auto plans = work_.chart.plans();
  const auto reference = work_.chart.style().reference;
  QStringList folded;
  for (std::size_t p = 0; p < plans.size(); ++p)
    if (work_.chart.folded(p)) folded << text(plans[p]->key);
  settings.setValue("view/folded", folded);
  settings.setValue("view/reference",
                    reference && *reference < plans.size() ? text(plans[*reference]->key) : QString());
  settings.setValue("view/from", qlonglong{work_.chart.scale().from});
  settings.setValue("view/ns_per_pixel",
                    work_.chart.shows_everything() ? 0 : work_.chart.scale().ns_per_pixel);
}

bool LastSession::restore_document() {
  QSettings settings;
  const QString text = settings.value("open/text").toString();
  if (text.isEmpty()) return false;
  if (settings.value(reopening).toBool()) {
    settings.remove(reopening);
    put_aside(text);
    return false;
  }
  restoring_ = true;
  settings.setValue(reopening, true);
  settings.sync();
  connect(&work_.session, &Session::plans_changed, this, &LastSession::restore_view);
  connect(
      &work_.session, &Session::failed, this, [] { QSettings().remove(reopening); },
      Qt::SingleShotConnection);
  work_.session.restore({text, settings.value("open/name").toString(), list(settings.value("open/schedules")),
                         read_plans(settings)});
  return true;
}

// The file lies beside the settings.
void LastSession::put_aside(const QString& text) const {
  const QDir folder = QFileInfo(QSettings().fileName()).dir();
  const QString file = folder.filePath("last-session.yaml");
  if (work_.attempt([&] { write_file(file.toStdString(), text.toStdString()); }))
    work_.banner.show_message(tr("The last session could not be reopened; its scenario is in %1").arg(file),
                              false);
}

// The view is restored once all that is to be shown is there; after that it is the user's.
void LastSession::restore_view() {
  if (std::ranges::any_of(work_.session.rows(), [](const Row& r) { return r.pending && !r.chart; })) return;
  disconnect(&work_.session, &Session::plans_changed, this, &LastSession::restore_view);
  restoring_ = false;
  const QSettings settings;
  const QStringList folded = settings.value("view/folded").toStringList();
  const QString reference = settings.value("view/reference").toString();
  for (std::size_t p = 0; p < work_.chart.plans().size(); ++p) {
    const QString key = text(work_.chart.plans()[p]->key);
    work_.chart.set_folded(p, folded.contains(key));
    if (key == reference) work_.change_style([p](ChartStyle& style) { style.reference = p; });
  }
  const double ns_per_pixel = settings.value("view/ns_per_pixel").toDouble();
  if (ns_per_pixel >= TimeScale::closest && ns_per_pixel <= TimeScale::widest)
    work_.chart.set_scale(
        {std::clamp<Time>(settings.value("view/from").toLongLong(), -sum_limit, sum_limit), ns_per_pixel});
}

}  // namespace repetend::gui
