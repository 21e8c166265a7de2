// These functions write the table of metrics at full precision, for reports and spreadsheets.
#pragma once

#include <QString>

#include "gui/work/question.hpp"

namespace repetend::gui {

// Times have units for people, as in the window.
QString table_markdown(const std::vector<Row>&);

// schedule,placement,feasible,makespan_ns,throughput_per_s,bubble_ratio,<a column a cause>,peak_memory_bytes,
// memory_limit_bytes,status; RFC 4180. What is not known is empty.
QString table_csv(const std::vector<Row>&);

}  // namespace repetend::gui
