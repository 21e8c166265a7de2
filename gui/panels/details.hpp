// The panel says in words what is selected, what it waited for, what waits for it, and what memory it takes.
#pragma once

#include <QTextBrowser>

#include "gui/view/gantt_view.hpp"

namespace repetend::gui {

class Details : public QTextBrowser {
  Q_OBJECT

 public:
  explicit Details(GanttView&, QWidget* parent = nullptr);

 private:
  void show_selection();
  void follow(const QUrl&);

  GanttView& view_;
};

}  // namespace repetend::gui
