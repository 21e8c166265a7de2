#include "gui/panels/block_model.hpp"

#include <algorithm>

#include "gui/chart/data/words.hpp"

namespace repetend::gui {
namespace {

constexpr std::array<TableModel::Column, BlockModel::columns> block_columns{{
    {"block", "A piece of the model that runs as a unit, once for every micro-batch"},
    {"time", "How long it takes on a device of speed 1. Double-click to change it", Qt::AlignRight},
    {"takes", "Memory it takes at its start and keeps", Qt::AlignRight},
    {"gives back", "Memory it gives back at its end", Qt::AlignRight},
    {"workspace", "Memory it needs only while it runs", Qt::AlignRight},
    {"devices", "Where it runs; on several at once it occupies all of them"},
    {"stage", "Which partition of the model it belongs to"},
    {"kind", "Forward, backward or a part of it, optimizer, or other"},
}};

// Amounts that differ between devices are written one after the other.
QString amounts(const Block& block, Bytes DeviceUse::*amount) {
  QStringList words;
  for (const DeviceUse& use : block.uses) words << (use.*amount == 0 ? QString() : bytes_text(use.*amount));
  words.removeDuplicates();
  return words.join(", ");
}

}  // namespace

BlockModel::BlockModel(Session& session, QObject* parent)
    : TableModel(block_columns, parent), session_(session) {
  connect(&session, &Session::plans_changed, this, &BlockModel::take_blocks);
  take_blocks();
}

void BlockModel::take_blocks() {
  const auto scenario = session_.scenario();
  const auto now = scenario ? scenario->problem : nullptr;
  if (now == problem_) return;
  const bool same =
      now && problem_ && std::ranges::equal(now->blocks, problem_->blocks, {}, &Block::name, &Block::name);
  update(same, [&] { problem_ = now; });
}

int BlockModel::rowCount(const QModelIndex& parent) const {
  return parent.isValid() || !problem_ ? 0 : static_cast<int>(problem_->blocks.size());
}

QString BlockModel::text(const Block& block, int column) const {
  QStringList where;
  switch (column) {
    case name:
      return gui::text(block.name);
    case kind:
      return gui::text(to_string(block.kind));
    case stage:
      return block.stage ? QString::number(*block.stage) : QString();
    case Column::devices:
      for (const DeviceUse& use : block.uses) where << gui::text(problem_->device(use.device).name);
      return where.size() == static_cast<qsizetype>(problem_->devices.size()) && where.size() > 1
                 ? tr("all")
                 : where.join(", ");
    case time:
      return time_text(block.time);
    case acquire:
      return amounts(block, &DeviceUse::acquire);
    case release:
      return amounts(block, &DeviceUse::release);
    default:
      return amounts(block, &DeviceUse::workspace);
  }
}

QVariant BlockModel::data(const QModelIndex& at, int role) const {
  if (!checkIndex(at, CheckIndexOption::IndexIsValid)) return {};
  const Block& block = problem_->blocks[static_cast<std::size_t>(at.row())];
  if (role == Qt::DisplayRole || role == Qt::EditRole) return text(block, at.column());
  if (role == Qt::ToolTipRole && at.column() == time) return tr("%L1 ns").arg(block.time);
  if (role == Qt::TextAlignmentRole) return alignment(at.column());
  return {};
}

bool BlockModel::setData(const QModelIndex& at, const QVariant& value, int role) {
  if (role != Qt::EditRole || at.column() != time || !checkIndex(at, CheckIndexOption::IndexIsValid))
    return false;
  const QString typed = value.toString().trimmed();
  if (typed.isEmpty() || typed == data(at).toString()) return false;
  const Block& block = problem_->blocks[static_cast<std::size_t>(at.row())];
  session_.set_value(QString("blocks.%1.time").arg(gui::text(block.name)), typed);
  session_.end_gesture();
  return true;
}

Qt::ItemFlags BlockModel::flags(const QModelIndex& at) const {
  const Qt::ItemFlags usual = QAbstractTableModel::flags(at);
  return at.isValid() && at.column() == time ? usual | Qt::ItemIsEditable : usual;
}

}  // namespace repetend::gui
