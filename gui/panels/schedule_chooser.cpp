#include "gui/panels/schedule_chooser.hpp"

#include <QTreeWidgetItemIterator>
#include <algorithm>

#include "gui/chart/data/words.hpp"
#include "sim/schedules/schedule.hpp"

namespace repetend::gui {
namespace {

constexpr int key_role = Qt::UserRole;

std::string key_of(const QTreeWidgetItem& item) { return item.data(0, key_role).toString().toStdString(); }

}  // namespace

ScheduleChooser::ScheduleChooser(Session& session, QWidget* parent) : QTreeWidget(parent), session_(session) {
  setHeaderHidden(true);
  setFrameShape(NoFrame);
  setAccessibleName(tr("Schedules to compare"));
  connect(&session, &Session::plans_changed, this, &ScheduleChooser::rebuild);
  connect(&session, &Session::state_changed, this, &ScheduleChooser::check);
  connect(this, &QTreeWidget::itemChanged, this, &ScheduleChooser::choose);
  rebuild();
}

QTreeWidgetItem* ScheduleChooser::add(QTreeWidgetItem* parent, const QString& words, const QString& key,
                                      const QString& tip) {
  auto* item = parent ? new QTreeWidgetItem(parent) : new QTreeWidgetItem(this);
  item->setText(0, words);
  item->setData(0, key_role, key);
  item->setToolTip(0, tip);
  item->setFlags(Qt::ItemIsEnabled | Qt::ItemIsSelectable | Qt::ItemIsUserCheckable);
  return item;
}

void ScheduleChooser::rebuild() {
  QStringList placements;
  if (const auto scenario = session_.scenario())
    for (const auto& problem : scenario->placements()) placements << text(problem->placement);
  if (topLevelItemCount() > 0 && placements == placements_) return;
  placements_ = placements;
  checking_ = true;
  clear();
  add(nullptr, tr("search"), "search", tr("The best that can be found, on whichever placement it is"));
  for (const Schedule& schedule : all_schedules()) {
    const QString name = text(schedule.name);
    auto* item = add(nullptr, name, name,
                     text(schedule.summary) + tr(". Shown on the placement on which it is shortest."));
    if (placements.size() > 1)
      for (const QString& placement : placements)
        add(item, tr("on %1").arg(placement), name + '@' + placement, tr("On this placement alone"));
  }
  checking_ = false;
  check();
}

void ScheduleChooser::check() {
  checking_ = true;
  const auto& chosen = session_.state().schedules;
  for (QTreeWidgetItemIterator item(this); *item; ++item)
    (*item)->setCheckState(
        0, std::ranges::find(chosen, key_of(**item)) != chosen.end() ? Qt::Checked : Qt::Unchecked);
  checking_ = false;
}

// The choice keeps the order of the list, so that a schedule comes back where it was.
void ScheduleChooser::choose(QTreeWidgetItem*) {
  if (checking_) return;
  std::vector<std::string> chosen;
  for (QTreeWidgetItemIterator item(this); *item; ++item)
    if ((*item)->checkState(0) == Qt::Checked) chosen.push_back(key_of(**item));
  session_.set_schedules(std::move(chosen));
}

}  // namespace repetend::gui
