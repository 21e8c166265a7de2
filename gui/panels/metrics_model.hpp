// The table of metrics: a row a schedule.
#pragma once

#include <QAbstractTableModel>

#include "gui/session/session.hpp"

namespace repetend::gui {

class MetricsModel : public QAbstractTableModel {
  Q_OBJECT

 public:
  enum Column {
    schedule,
    placement,
    makespan,
    against_best,
    throughput,
    bubble,
    causes,
    memory,
    status,
    columns
  };
  // Of `causes`: a QVariantList of ratios by IdleCause, for the bar.
  static constexpr int causes_role = Qt::UserRole;

  explicit MetricsModel(const Session&, QObject* parent = nullptr);

  int rowCount(const QModelIndex& parent = {}) const override;
  int columnCount(const QModelIndex& parent = {}) const override;
  QVariant data(const QModelIndex&, int role = Qt::DisplayRole) const override;
  QVariant headerData(int section, Qt::Orientation, int role = Qt::DisplayRole) const override;

  const Row& row(int index) const { return rows_[static_cast<std::size_t>(index)]; }

 private:
  void update(const std::vector<Row>&);
  QString text(const Row&, int column) const;

  std::vector<Row> rows_;
  Time best_ = 0;  // shortest feasible makespan
};

}  // namespace repetend::gui
