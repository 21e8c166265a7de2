// The next start brings back the window, the style of the charts, the scenario, the plans and the look at
// them. It is kept when the window closes and, for ends that nobody is told of, a moment after every change.
#pragma once

#include <QTimer>

#include "gui/window/appearance.hpp"
#include "gui/window/workspace.hpp"

namespace repetend::gui {

class LastSession : public QObject {
  Q_OBJECT

 public:
  LastSession(Workspace&, Appearance&);

  void remember();  // everything, now
  void restore_window();
  // False when there is nothing to reopen, or when that ended the program the last time.
  bool restore_document();

 private:
  void remember_soon();
  void remember_window() const;
  void remember_document() const;
  void remember_view() const;
  void restore_view();
  void put_aside(const QString& text) const;

  Workspace& work_;
  Appearance& appearance_;
  QTimer soon_;
  bool document_changed_ = false;  // since it was remembered
  bool restoring_ = false;         // until what was open is shown again
};

}  // namespace repetend::gui
