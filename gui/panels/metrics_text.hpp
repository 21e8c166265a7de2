// These functions put the numbers of a row into words, for the table, its tooltips and copies.
#pragma once

#include <QString>

#include "gui/work/rows.hpp"

namespace repetend::gui {

QString percent(double ratio);             // "3.1 %"
QString rate_text(double per_second);      // "3.1/s", "127k/s"
QString status_text(const Row&);           // "optimal (proved)", "improving ...", why it cannot run
QString memory_text(const app::Metrics&);  // "9.9 of 32.0 GiB on gpu0" without the device
// "warm-up 1.2 %, block 3 %": the largest first, nothing below 0.05 %.
QString causes_text(const ChartedPlan&);

// The whole table at full precision. For reports times have units, as in the window; for spreadsheets (RFC
// 4180) the columns are schedule,placement,feasible,makespan_ns,throughput_per_s,bubble_ratio,<one a cause>,
// peak_memory_bytes,memory_limit_bytes,status, and what is not known is empty.
QString table_markdown(const std::vector<Row>&);
QString table_csv(const std::vector<Row>&);

}  // namespace repetend::gui
