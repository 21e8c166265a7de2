#include "gui/chart/data/words.hpp"

#include <algorithm>

namespace repetend::gui {

namespace {

QString device(const ChartedPlan& plan, DeviceId d) { return text(plan.problem().device(d).name); }

}  // namespace

QString describe_memory(const ChartedPlan& plan, PoolId p, Time t) {
  const Bytes held = plan.memory[p].peak(plan.simulation.memory[p.index()], t, t + 1);
  const Bytes capacity = capacity_of(plan.problem(), p);
  return QString("%1 holds %2 of %3 at %4")
      .arg(text(pool_name(plan.problem(), p)), bytes_text(held),
           capacity == unlimited ? "unlimited memory" : bytes_text(capacity),
           time_text(std::max<Time>(t, 0)));
}

QString peak_words(const ChartedPlan& plan, PoolId p) {
  const QString peak = bytes_text(plan.simulation.peak_memory[p.index()]);
  const Bytes capacity = capacity_of(plan.problem(), p);
  if (capacity == unlimited) return QString("peak %1").arg(peak);
  return QString("peak %1 of %2").arg(peak, bytes_text(capacity));
}

QString describe_lanes(const ChartedPlan& plan, DeviceId d, bool shown) {
  QStringList lanes;
  for (const app::ChartRow& row : plan.rows)
    if (!row.computes && owner(plan.problem(), row.machine) == d) lanes << text(row.label);
  if (lanes.empty()) return {};
  return QString(shown ? "%1 also has %2: click to fold them away" : "%1 also has %2: click to show them")
      .arg(device(plan, d), lanes.join(", "));
}

QString exposed_words(const ChartedPlan& plan, Instance i) {
  Time most = 0;
  for (const MachineId m : machines_of(plan.problem(), i.block)) {
    Time sum = 0;
    for (const TimeSpan& span : plan.lanes[m.index()].exposed_in)
      sum += std::max<Time>(0, std::min(span.end, plan.end(i)) - std::max(span.begin, plan.start(i)));
    most = std::max(most, sum);
  }
  if (most == 0) return {};
  return QString("%1 of it is exposed: a device waits for it, or nothing is left to compute")
      .arg(time_text(most));
}

QString describe(const ChartedPlan& plan, const ChartedPlan& reference, DeviceId d, const Saving& saving) {
  QStringList parts;
  const auto part = [&](Time t, const QString& what) {
    if (t != 0) parts << QString(t > 0 ? "%1 less " : "%1 more ").arg(time_text(std::abs(t))) + what;
  };
  part(saving.work, "work");
  for (std::size_t cause = 0; cause < idle_causes; ++cause)
    part(saving.idle[cause], cause_name(static_cast<IdleCause>(cause)));
  return QString("%1 on %2 against %3: %4")
      .arg(text(plan.title), device(plan, d), text(reference.title),
           parts.empty() ? "no difference" : parts.join(", "));
}

QStringList figures(const ChartedPlan& plan) {
  QStringList result;
  for (const std::string& part : app::headline(plan)) result << text(part);
  if (!plan.simulation.deadlock && !plan.note.empty()) result << text(plan.note);
  return result;
}

}  // namespace repetend::gui
