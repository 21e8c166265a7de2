// The table of metrics beside the charts: a row a schedule.
#pragma once

#include <QTableView>

#include "gui/panels/table_model.hpp"
#include "gui/session/session.hpp"

namespace repetend::gui {

// Its rows are those of the session.
class MetricsModel : public TableModel {
  Q_OBJECT

 public:
  enum Column { schedule, placement, makespan, ratio, throughput, bubble, causes, memory, status, columns };
  // Of `causes`: a QVariantList of ratios by IdleCause, for the bar.
  static constexpr int causes_role = Qt::UserRole;

  explicit MetricsModel(const Session&, QObject* parent = nullptr);

  int rowCount(const QModelIndex& parent = {}) const override;
  QVariant data(const QModelIndex&, int role = Qt::DisplayRole) const override;

  const Row& row(int index) const { return rows_[static_cast<std::size_t>(index)]; }

 private:
  QString text(const Row&, int column) const;

  std::vector<Row> rows_;
  Time best_ = 0;  // shortest feasible makespan
};

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
