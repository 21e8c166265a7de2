// The table of all blocks and their costs. A time that is edited becomes a setting of the scenario.
#pragma once

#include "gui/panels/table_model.hpp"
#include "gui/session/session.hpp"

namespace repetend::gui {

class BlockModel : public TableModel {
  Q_OBJECT

 public:
  enum Column { name, time, acquire, release, workspace, devices, stage, kind, columns };

  explicit BlockModel(Session&, QObject* parent = nullptr);

  int rowCount(const QModelIndex& parent = {}) const override;
  QVariant data(const QModelIndex&, int role = Qt::DisplayRole) const override;
  bool setData(const QModelIndex&, const QVariant&, int role = Qt::EditRole) override;
  Qt::ItemFlags flags(const QModelIndex&) const override;

 private:
  void take_blocks();
  QString text(const Block&, int column) const;

  Session& session_;
  std::shared_ptr<const Problem> problem_;  // none while there is no scenario
};

}  // namespace repetend::gui
