// This dialog shows all keys.
#pragma once

#include <QDialog>
#include <QMenuBar>

namespace repetend::gui {

// It lists what the menus offer, with their keys, and the keys of the charts.
class Shortcuts : public QDialog {
  Q_OBJECT

 public:
  explicit Shortcuts(const QMenuBar&, QWidget* parent = nullptr);
};

}  // namespace repetend::gui
