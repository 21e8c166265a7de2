// A table whose columns have a heading, a tip, and numbers at the right.
#pragma once

#include <QAbstractTableModel>
#include <span>

namespace repetend::gui {

class TableModel : public QAbstractTableModel {
 public:
  struct Column {
    const char* title;
    const char* tip;
    Qt::AlignmentFlag align = Qt::AlignLeft;
    Qt::AlignmentFlag align_title = align;
  };

  TableModel(std::span<const Column> columns, QObject* parent)
      : QAbstractTableModel(parent), columns_(columns) {}
  int columnCount(const QModelIndex& parent = {}) const override {
    return parent.isValid() ? 0 : static_cast<int>(columns_.size());
  }
  QVariant headerData(int section, Qt::Orientation orientation, int role = Qt::DisplayRole) const override {
    if (orientation != Qt::Horizontal || section < 0 || section >= columnCount())
      return QAbstractTableModel::headerData(section, orientation, role);
    const Column& column = columns_[static_cast<std::size_t>(section)];
    if (role == Qt::DisplayRole) return tr(column.title);
    if (role == Qt::ToolTipRole) return tr(column.tip);
    if (role == Qt::TextAlignmentRole) return QVariant::fromValue(Qt::AlignVCenter | column.align_title);
    return {};
  }

 protected:
  QVariant alignment(int column) const {
    return QVariant::fromValue(Qt::AlignVCenter | columns_[static_cast<std::size_t>(column)].align);
  }
  // Calls `take`, which changes what is shown; where the lines stay the same ones, so does a selection.
  template <class Take>
  void update(bool same_lines, Take take) {
    if (!same_lines) beginResetModel();
    take();
    if (!same_lines) return endResetModel();
    if (rowCount() > 0) emit dataChanged(index(0, 0), index(rowCount() - 1, columnCount() - 1));
  }

 private:
  std::span<const Column> columns_;
};

}  // namespace repetend::gui
