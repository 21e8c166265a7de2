// All keys, in one dialog.
#pragma once

#include <QDialog>
#include <QMenuBar>

namespace repetend::gui {

// What the menus offer, with their keys, and the keys of the charts.
class Shortcuts : public QDialog {
  Q_OBJECT

 public:
  explicit Shortcuts(const QMenuBar&, QWidget* parent = nullptr);
};

}  // namespace repetend::gui
