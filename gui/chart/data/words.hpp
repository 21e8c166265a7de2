// The charts in a learner's words: those of app/words/describe.hpp as Qt's, and what only a window tells.
#pragma once

#include <QStringList>

#include "app/words/describe.hpp"
#include "gui/chart/data/charted_plan.hpp"
#include "sim/core/human.hpp"

namespace repetend::gui {

inline QString text(std::string_view s) { return QString::fromUtf8(s.data(), std::ssize(s)); }
inline QString time_text(Time t) { return text(human_time(t)); }
inline QString bytes_text(Bytes b) { return text(human_bytes(b)); }

inline QString name_of(const ChartedPlan& plan, Instance i) { return text(app::name_of(plan.problem(), i)); }
inline QString device_list(const ChartedPlan& plan, BlockId b) {
  return text(app::device_list(plan.problem(), b));
}
template <class... What>
QString describe(const ChartedPlan& plan, const What&... what) requires requires {
  app::describe(plan, what...);
}
{ return text(app::describe(plan, what...)); }
inline QString cause_name(IdleCause cause) { return text(app::cause_name(cause)); }

// "gpu0 holds 9.91 GiB of 32.0 GiB at 120 ms".
QString describe_memory(const ChartedPlan&, PoolId, Time);
// "peak 9.91 GiB of 32.0 GiB".
QString peak_words(const ChartedPlan&, PoolId);
// "gpu0 also has d2h, h2d: click to show them"; empty where it has none.
QString describe_lanes(const ChartedPlan&, DeviceId, bool shown);
// "1 ms of it is exposed: ..."; empty where none of it is.
QString exposed_words(const ChartedPlan&, Instance);
// "search saves 1.2 ms on gpu1 against GPipe: 1.0 ms of waiting for blocks, ...".
QString describe(const ChartedPlan&, const ChartedPlan& reference, DeviceId, const Saving&);

// What a heading says beside the title: "makespan 41.2 ms", "bubble 3.1 %", "proved"; or what went wrong.
QStringList figures(const ChartedPlan&);

}  // namespace repetend::gui
