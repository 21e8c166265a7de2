// What the next start reopens: the scenario, the plans beside it, and the look at them. Whatever the settings
// hold, the window starts.
#include <QDir>
#include <QFileInfo>
#include <QSettings>
#include <algorithm>

#include "gui/chart/data/words.hpp"
#include "gui/panels/banner.hpp"
#include "gui/session/kept.hpp"
#include "gui/window/main_window.hpp"
#include "sim/core/error.hpp"
#include "sim/core/file.hpp"

namespace repetend::gui {
namespace {

// Set until there is an answer: left behind where that ended the program.
const QString reopening = QStringLiteral("open/reopening");

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
  settings.remove(QStringLiteral("plans"));
  settings.beginWriteArray(QStringLiteral("plans"), static_cast<int>(plans.size()));
  for (int i = 0; i < static_cast<int>(plans.size()); ++i) {
    const KeptPlan& plan = plans[static_cast<std::size_t>(i)];
    settings.setArrayIndex(i);
    settings.setValue(QStringLiteral("key"), text(plan.key));
    settings.setValue(QStringLiteral("opened"), plan.opened);
    settings.setValue(QStringLiteral("file"), text(plan.file));
    if (plan.file.empty())
      settings.setValue(QStringLiteral("text"), qCompress(QByteArray::fromStdString(plan.text)));
  }
  settings.endArray();
}

std::vector<KeptPlan> read_plans(QSettings& settings) {
  constexpr int most = 100;
  std::vector<KeptPlan> plans;
  const int count = std::min(settings.beginReadArray(QStringLiteral("plans")), most);
  const auto value = [&](const char* name) { return settings.value(QLatin1String(name)); };
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

// Beside the settings.
QString put_aside(const QString& text, const QSettings& settings) {
  const QString file = QFileInfo(settings.fileName()).dir().filePath(QStringLiteral("last-session.yaml"));
  write_file(file.toStdString(), text.toStdString());
  return file;
}

}  // namespace

void MainWindow::remember_document() const {
  QSettings settings;
  const Kept kept = session_->keep();
  if (kept.text.isEmpty()) return;  // closed before anything was open
  settings.setValue(QStringLiteral("open/text"), kept.text);
  settings.setValue(QStringLiteral("open/name"), kept.name);
  settings.setValue(QStringLiteral("open/schedules"), list(kept.schedules));
  settings.remove(reopening);
  write(settings, kept.plans);
}

void MainWindow::remember_view() const {
  QSettings settings;
  const auto plans = chart_->plans();
  const auto reference = chart_->style().reference;
  QStringList folded;
  for (std::size_t p = 0; p < plans.size(); ++p)
    if (chart_->folded(p)) folded << text(plans[p]->key);
  settings.setValue(QStringLiteral("view/folded"), folded);
  settings.setValue(QStringLiteral("view/reference"),
                    reference && *reference < plans.size() ? text(plans[*reference]->key) : QString());
  settings.setValue(QStringLiteral("view/from"), qlonglong{chart_->scale().from});
  settings.setValue(QStringLiteral("view/ns_per_pixel"),
                    chart_->shows_everything() ? 0 : chart_->scale().ns_per_pixel);
}

// False when there is nothing to reopen, or when that ended the program the last time.
bool MainWindow::restore_document() {
  QSettings settings;
  const QString text = settings.value(QStringLiteral("open/text")).toString();
  if (text.isEmpty()) return false;
  if (settings.value(reopening).toBool()) {
    settings.remove(reopening);
    try {
      banner_->show_message(
          tr("The last session could not be reopened; its scenario is in %1").arg(put_aside(text, settings)),
          false);
    } catch (const RequestError& error) {
      banner_->show_message(QString::fromUtf8(error.what()), false);
    }
    return false;
  }
  settings.setValue(reopening, true);
  settings.sync();
  connect(session_, &Session::plans_changed, this, &MainWindow::restore_view);
  connect(
      session_, &Session::failed, this, [] { QSettings().remove(reopening); }, Qt::SingleShotConnection);
  session_->restore({text, settings.value(QStringLiteral("open/name")).toString(),
                     list(settings.value(QStringLiteral("open/schedules"))), read_plans(settings)});
  return true;
}

// Once all that is to be shown is there; after that the view is the user's.
void MainWindow::restore_view() {
  if (std::ranges::any_of(session_->rows(), [](const Row& r) { return r.pending && !r.chart; })) return;
  disconnect(session_, &Session::plans_changed, this, &MainWindow::restore_view);
  const QSettings settings;
  const QStringList folded = settings.value(QStringLiteral("view/folded")).toStringList();
  const QString reference = settings.value(QStringLiteral("view/reference")).toString();
  for (std::size_t p = 0; p < chart_->plans().size(); ++p) {
    const QString key = text(chart_->plans()[p]->key);
    chart_->set_folded(p, folded.contains(key));
    if (key == reference) change_style([p](ChartStyle& style) { style.reference = p; });
  }
  const double ns_per_pixel = settings.value(QStringLiteral("view/ns_per_pixel")).toDouble();
  if (ns_per_pixel >= TimeScale::closest && ns_per_pixel <= TimeScale::widest)
    chart_->set_scale(
        {std::clamp<Time>(settings.value(QStringLiteral("view/from")).toLongLong(), -sum_limit, sum_limit),
         ns_per_pixel});
}

}  // namespace repetend::gui
