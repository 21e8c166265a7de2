// This dialog shows all keys: those of what the menus offer, and those of the charts.
#pragma once

#include <QDialog>
#include <QMenuBar>

namespace repetend::gui {

class Shortcuts : public QDialog {
  Q_OBJECT

 public:
  explicit Shortcuts(const QMenuBar&, QWidget* parent = nullptr);
};

}  // namespace repetend::gui
