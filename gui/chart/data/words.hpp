// The charts in a learner's words.
#pragma once

#include <QStringList>

#include "gui/chart/data/difference.hpp"

namespace repetend::gui {

QString text(const std::string&);

// "B3 of micro-batch 5".
QString name_of(const ChartedPlan&, Instance);
// "gpu0, gpu1": where a block runs; of many the first and last.
QString device_list(const ChartedPlan&, BlockId);
// "B3 of micro-batch 5 (backward, stage 3) on gpu3: 34.3 ms, from 120 ms to 154 ms".
QString describe(const ChartedPlan&, Instance);
// "gpu1 waits 1.2 ms for B3 of micro-batch 5 (running on gpu3)", as things stand at `now`; nothing: when the
// waiting begins.
QString describe(const ChartedPlan&, DeviceId, const IdleInterval&, std::optional<Time> now = {});
// "gpu0 sends 16.0 MiB of F0 of micro-batch 5 to gpu1: 0.34 ms".
QString describe(const ChartedPlan&, const TransferRun&);
// "gpu0 holds 9.91 GiB of 32.0 GiB at 120 ms".
QString describe_memory(const ChartedPlan&, DeviceId, Time);
// "peak 9.91 GiB of 32.0 GiB".
QString peak_words(const ChartedPlan&, DeviceId);
// "search saves 1.2 ms on gpu1 against GPipe: 1.0 ms of waiting for blocks, ...".
QString describe(const ChartedPlan&, const ChartedPlan& reference, DeviceId, const Saving&);

// What a heading says beside the title: "makespan 41.2 ms", "bubble 3.1 %", "proved"; or what went wrong.
QStringList figures(const ChartedPlan&);

// What an idle cause is called in a legend.
QString cause_name(IdleCause);

}  // namespace repetend::gui
