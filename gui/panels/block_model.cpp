#include "gui/panels/block_model.hpp"

#include <algorithm>

#include "gui/chart/data/words.hpp"
#include "sim/core/human.hpp"

namespace repetend::gui {
namespace {

struct Heading {
  const char* title;
  const char* tip;
};
constexpr std::array<Heading, BlockModel::columns> headings{{
    {"block", "A piece of the model that runs as a unit, once for every micro-batch"},
    {"time", "How long it takes on a device of speed 1. Double-click to change it"},
    {"takes", "Memory it takes at its start and keeps"},
    {"gives back", "Memory it gives back at its end"},
    {"workspace", "Memory it needs only while it runs"},
    {"devices", "Where it runs; on several at once it occupies all of them"},
    {"stage", "Which partition of the model it belongs to"},
    {"kind", "Forward, backward or a part of it, optimizer, or other"},
}};

// Amounts that differ between devices are written one after the other.
QString amounts(const Block& block, Bytes DeviceUse::*amount) {
  QStringList words;
  for (const DeviceUse& use : block.uses)
    words << (use.*amount == 0 ? QString() : text(human_bytes(use.*amount)));
  words.removeDuplicates();
  return words.join(QStringLiteral(", "));
}

QVariant alignment(int column) {
  const bool number = column >= BlockModel::time && column <= BlockModel::workspace;
  return QVariant::fromValue(Qt::AlignVCenter | (number ? Qt::AlignRight : Qt::AlignLeft));
}

}  // namespace

BlockModel::BlockModel(Session& session, QObject* parent) : QAbstractTableModel(parent), session_(session) {
  connect(&session, &Session::plans_changed, this, &BlockModel::update);
  update();
}

void BlockModel::update() {
  const auto scenario = session_.scenario();
  const auto now = scenario ? scenario->problem : nullptr;
  if (now == problem_) return;
  const bool same =
      now && problem_ && std::ranges::equal(now->blocks, problem_->blocks, {}, &Block::name, &Block::name);
  if (!same) beginResetModel();
  problem_ = now;
  if (!same) return endResetModel();
  emit dataChanged(index(0, 0), index(rowCount() - 1, columns - 1));
}

int BlockModel::rowCount(const QModelIndex& parent) const {
  return parent.isValid() || !problem_ ? 0 : static_cast<int>(problem_->blocks.size());
}

int BlockModel::columnCount(const QModelIndex& parent) const { return parent.isValid() ? 0 : columns; }

QString BlockModel::text(const Block& block, int column) const {
  QStringList where;
  switch (column) {
    case name:
      return gui::text(block.name);
    case kind:
      return QString::fromLatin1(to_string(block.kind).data());
    case stage:
      return block.stage ? QString::number(*block.stage) : QString();
    case Column::devices:
      for (const DeviceUse& use : block.uses) where << gui::text(problem_->device(use.device).name);
      return where.size() == static_cast<qsizetype>(problem_->devices.size()) && where.size() > 1
                 ? tr("all")
                 : where.join(QStringLiteral(", "));
    case time:
      return gui::text(human_time(block.time));
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
  session_.set_value(QStringLiteral("blocks.%1.time").arg(gui::text(block.name)), typed);
  session_.end_gesture();
  return true;
}

Qt::ItemFlags BlockModel::flags(const QModelIndex& at) const {
  const Qt::ItemFlags usual = QAbstractTableModel::flags(at);
  return at.isValid() && at.column() == time ? usual | Qt::ItemIsEditable : usual;
}

QVariant BlockModel::headerData(int section, Qt::Orientation orientation, int role) const {
  if (orientation != Qt::Horizontal || section < 0 || section >= columns)
    return QAbstractTableModel::headerData(section, orientation, role);
  const Heading& heading = headings[static_cast<std::size_t>(section)];
  if (role == Qt::DisplayRole) return tr(heading.title);
  if (role == Qt::ToolTipRole) return tr(heading.tip);
  if (role == Qt::TextAlignmentRole) return alignment(section);
  return {};
}

}  // namespace repetend::gui
