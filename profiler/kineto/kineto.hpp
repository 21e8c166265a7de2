// Traces that PyTorch's profiler exports (export_chrome_trace: Chrome's trace event JSON, written by kineto),
// as the records of a program and as a run of the cost database.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "data/costs/records.hpp"
#include "profiler/records/record.hpp"

namespace repetend::profiler {

struct KinetoTrace {
  std::vector<Record> records;
  data::MeasuredGpu gpu;            // of the first device work; its name is empty where the trace says none
  std::string cuda;                 // version of the runtime, "12.4"; empty: unknown
  std::optional<std::string> date;  // of its first event, UTC
  bool memory = false;              // allocations were recorded (profile_memory=True)
};

// A range of record_function spans the launches of every thread while it is open, because PyTorch launches
// the backward pass from a thread of its own. Times are to the ns where the trace has them so. Throws
// RequestError when the text is no such trace.
KinetoTrace parse_kineto(const std::string& text, const std::string& file);

// Its ranges that are named as blocks (block_name()), with provenance imported. `date`: what to write where
// the trace has none. Throws RequestError when there is no block with work on a device, or no GPU's name.
data::Run run_of_kineto(const KinetoTrace&, const std::string& file, const std::string& date);

}  // namespace repetend::profiler
