// A window's files are opened, dropped, saved and exported as pictures here, and the last ones remembered.
#pragma once

#include "gui/window/workspace.hpp"

class QMimeData;

namespace repetend::gui {

class Files {
  Q_DECLARE_TR_FUNCTIONS(Files)

 public:
  explicit Files(Workspace&);

  void open_example(const QString& resource);
  void drop(const QMimeData&);  // the first is opened, plans after it are put beside it

  // These ask for a name.
  void ask_open();
  void ask_add_plan();
  void save_scenario();  // only where it has no file of its own
  void save_scenario_as();
  void save_plan();
  void export_picture(const QString& what, const std::function<void(const QString& file)>& write);
  void export_charts(const QString& file) const;  // from beginning to end
  void export_table(const QString& file) const;   // all of it

  void fill_recent(QMenu&);

 private:
  void add_recent(const QString& file);

  Workspace& work_;
};

}  // namespace repetend::gui
