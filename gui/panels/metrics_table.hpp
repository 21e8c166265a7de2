// This widget shows the table of metrics beside the charts.
#pragma once

#include <QTableView>

#include "gui/panels/metrics_model.hpp"

namespace repetend::gui {

class MetricsTable : public QTableView {
  Q_OBJECT

 public:
  explicit MetricsTable(MetricsModel&, QWidget* parent = nullptr);
  void set_dark(bool dark);
  QSize whole() const;  // of all that there is to see

 protected:
  void changeEvent(QEvent*) override;

 private:
  void size_columns();
};

}  // namespace repetend::gui
