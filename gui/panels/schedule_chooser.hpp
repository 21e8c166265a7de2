// Here a person chooses which schedules are compared, and on which placements.
#pragma once

#include <QTreeWidget>

#include "gui/session/session.hpp"

namespace repetend::gui {

class ScheduleChooser : public QTreeWidget {
  Q_OBJECT

 public:
  explicit ScheduleChooser(Session&, QWidget* parent = nullptr);

 private:
  void rebuild();  // when the scenario's placements have changed
  void check();    // what the session compares
  void choose(QTreeWidgetItem*);
  QTreeWidgetItem* add(QTreeWidgetItem* parent, const QString& words, const QString& key, const QString& tip);

  Session& session_;
  QStringList placements_;
  bool checking_ = false;
};

}  // namespace repetend::gui
