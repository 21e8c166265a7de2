#include "gui/chart/data/words.hpp"

#include <algorithm>

namespace repetend::gui {

namespace {

QString device(const ChartedPlan& plan, DeviceId d) { return text(plan.problem().device(d).name); }

}  // namespace

QString describe_memory(const ChartedPlan& plan, DeviceId d, Time t) {
  const Bytes held = plan.devices[d.index()].memory.peak(plan.simulation.memory[d.index()], t, t + 1);
  const Bytes capacity = plan.problem().device(d).memory;
  return QString("%1 holds %2 of %3 at %4")
      .arg(device(plan, d), bytes_text(held),
           capacity == unlimited ? "unlimited memory" : bytes_text(capacity),
           time_text(std::max<Time>(t, 0)));
}

QString peak_words(const ChartedPlan& plan, DeviceId d) {
  const QString peak = bytes_text(plan.simulation.peak_memory[d.index()]);
  const Bytes capacity = plan.problem().device(d).memory;
  if (capacity == unlimited) return QString("peak %1").arg(peak);
  return QString("peak %1 of %2").arg(peak, bytes_text(capacity));
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
