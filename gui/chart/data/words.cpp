#include "gui/chart/data/words.hpp"

#include <algorithm>

#include "sim/core/human.hpp"

namespace repetend::gui {

namespace {

QString time(Time t) { return text(human_time(t)); }
QString bytes(Bytes b) { return text(human_bytes(b)); }
QString device(const ChartedPlan& plan, DeviceId d) { return text(plan.problem().device(d).name); }

// "(running on gpu3)", or where it will run.
QString whereabouts(const ChartedPlan& plan, Instance i, Time at) {
  const QString where = device_list(plan, i.block);
  if (plan.start(i) > at) return QStringLiteral(" (still to run on %1)").arg(where);
  return QStringLiteral(" (running on %1)").arg(where);
}

QString waits(const ChartedPlan& plan, DeviceId d, const IdleInterval& idle) {
  return QStringLiteral("%1 waits %2").arg(device(plan, d), time(idle.end - idle.begin));
}

QString waited_name(const ChartedPlan& plan, const IdleInterval& idle) {
  return idle.waited_for ? name_of(plan, *idle.waited_for) : QStringLiteral("another device");
}

// What the device runs next may be what makes room.
QString full_memory(const ChartedPlan& plan, DeviceId d, const IdleInterval& idle) {
  if (find_use(plan.problem().block(idle.waiting.block), d)->release > 0)
    return QStringLiteral(": memory is full until %1 has run, and %2 would not fit")
        .arg(name_of(plan, idle.waiting), waited_name(plan, idle));
  return QStringLiteral(": %1 could run, but would not fit into memory").arg(waited_name(plan, idle));
}

QString edge_of_time(const ChartedPlan& plan, DeviceId d, const IdleInterval& idle) {
  if (idle.waiting.block == BlockId{}) return QStringLiteral("%1 has nothing to do").arg(device(plan, d));
  const bool start = idle.cause == IdleCause::warm_up;
  return QStringLiteral("%1 is idle %2 %3 %4")
      .arg(device(plan, d), time(idle.end - idle.begin),
           start ? QStringLiteral("before its first work,") : QStringLiteral("after its last work,"),
           name_of(plan, idle.waiting));
}

}  // namespace

QString text(const std::string& s) { return QString::fromStdString(s); }

QString name_of(const ChartedPlan& plan, Instance i) {
  return QStringLiteral("%1 of micro-batch %2")
      .arg(text(plan.problem().block(i.block).name))
      .arg(i.micro_batch);
}

QString device_list(const ChartedPlan& plan, BlockId b) {
  const Block& block = plan.problem().block(b);
  if (block.uses.size() > 4)
    return QStringLiteral("%1 devices from %2 to %3")
        .arg(block.uses.size())
        .arg(device(plan, block.uses.front().device), device(plan, block.uses.back().device));
  QStringList names;
  for (const DeviceUse& use : block.uses) names << device(plan, use.device);
  return names.join(QStringLiteral(", "));
}

QString describe(const ChartedPlan& plan, Instance i) {
  const Block& block = plan.problem().block(i.block);
  QString what = text(std::string(to_string(block.kind)));
  if (block.stage) what += QStringLiteral(", stage %1").arg(*block.stage);
  return QStringLiteral("%1 (%2) on %3: %4, from %5 to %6")
      .arg(name_of(plan, i), what, device_list(plan, i.block), time(plan.end(i) - plan.start(i)),
           time(plan.start(i)), time(plan.end(i)));
}

QString describe(const ChartedPlan& plan, DeviceId d, const IdleInterval& idle, std::optional<Time> now) {
  switch (idle.cause) {
    case IdleCause::warm_up:
    case IdleCause::cool_down:
      return edge_of_time(plan, d, idle);
    case IdleCause::block:
      return waits(plan, d, idle) + QStringLiteral(" for ") + waited_name(plan, idle) +
             (idle.waited_for ? whereabouts(plan, *idle.waited_for, now.value_or(idle.begin)) : QString());
    case IdleCause::transfer:
      return waits(plan, d, idle) + QStringLiteral(" for the data of ") + waited_name(plan, idle) +
             QStringLiteral(" (on the way)");
    case IdleCause::memory:
      return waits(plan, d, idle) + full_memory(plan, d, idle);
    case IdleCause::gang:
      break;
  }
  QString result =
      waits(plan, d, idle) + QStringLiteral(" for the other devices of ") + name_of(plan, idle.waiting);
  if (idle.waited_for) result += QStringLiteral(": one still runs ") + name_of(plan, *idle.waited_for);
  return result;
}

QString describe(const ChartedPlan& plan, const TransferRun& run) {
  const Edge& edge = plan.problem().edge(run.edge);
  return QStringLiteral("%1 sends %2 of %3 to %4: %5")
      .arg(device(plan, run.from), bytes(edge.bytes), name_of(plan, {edge.from, run.micro_batch}),
           device(plan, run.to), time(run.delivered - run.start));
}

QString describe_memory(const ChartedPlan& plan, DeviceId d, Time t) {
  const Bytes held = plan.devices[d.index()].memory.peak(plan.simulation.memory[d.index()], t, t + 1);
  const Bytes capacity = plan.problem().device(d).memory;
  return QStringLiteral("%1 holds %2 of %3 at %4")
      .arg(device(plan, d), bytes(held),
           capacity == unlimited ? QStringLiteral("unlimited memory") : bytes(capacity),
           time(std::max<Time>(t, 0)));
}

QString peak_words(const ChartedPlan& plan, DeviceId d) {
  const QString peak = bytes(plan.simulation.peak_memory[d.index()]);
  const Bytes capacity = plan.problem().device(d).memory;
  if (capacity == unlimited) return QStringLiteral("peak %1").arg(peak);
  return QStringLiteral("peak %1 of %2").arg(peak, bytes(capacity));
}

QString describe(const ChartedPlan& plan, const ChartedPlan& reference, DeviceId d, const Saving& saving) {
  QStringList parts;
  const auto part = [&](Time t, const QString& what) {
    if (t != 0)
      parts << (t > 0 ? QStringLiteral("%1 less ") : QStringLiteral("%1 more ")).arg(time(std::abs(t))) +
                   what;
  };
  part(saving.work, QStringLiteral("work"));
  for (std::size_t cause = 0; cause < idle_causes; ++cause)
    part(saving.idle[cause], cause_name(static_cast<IdleCause>(cause)));
  return QStringLiteral("%1 on %2 against %3: %4")
      .arg(text(plan.title), device(plan, d), text(reference.title),
           parts.empty() ? QStringLiteral("no difference") : parts.join(QStringLiteral(", ")));
}

QStringList figures(const ChartedPlan& plan) {
  if (plan.simulation.deadlock) {
    const auto& cycle = plan.simulation.deadlock->cycle;
    return {QStringLiteral("deadlock: ") + (cycle.empty() ? QString() : text(cycle.front()))};
  }
  QStringList result{QStringLiteral("makespan ") + time(plan.makespan()),
                     QStringLiteral("bubble %1 %").arg(text(human_number(100 * plan.bubble)))};
  if (plan.simulation.out_of_memory) result << QStringLiteral("out of memory");
  if (!plan.note.empty()) result << text(plan.note);
  return result;
}

QString cause_name(IdleCause cause) {
  switch (cause) {
    case IdleCause::warm_up:
      return QStringLiteral("warm-up");
    case IdleCause::block:
      return QStringLiteral("waiting for a block");
    case IdleCause::transfer:
      return QStringLiteral("waiting for a transfer");
    case IdleCause::memory:
      return QStringLiteral("waiting for memory");
    case IdleCause::gang:
      return QStringLiteral("waiting for a gang");
    case IdleCause::cool_down:
      break;
  }
  return QStringLiteral("cool-down");
}

}  // namespace repetend::gui
