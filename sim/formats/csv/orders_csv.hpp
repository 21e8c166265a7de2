// Schedules made elsewhere: orders as comma-separated values, one row a device, no header; then one for every
// other lane and machine in the problem's order, or none for any of them, whose orders are left open. A cell
// is either stage, action and micro-batch as PyTorch writes them ("0F0", "1B2", "0I3", "0W3": forward, full
// backward, input gradient, weight gradient of a stage), or "block@micro-batch". Empty cells are idle time
// and say nothing; blanks around a cell, CRLF, a byte order mark and blank lines after the last row are let
// pass, because editors and spreadsheets leave them. A block on several devices stands in the row of each.
#pragma once

#include <string>

#include "sim/plan/plan.hpp"

namespace repetend {

struct CsvOrders {
  Orders orders;
  int micro_batches = 0;  // one more than the highest in the file
};

// Throws SourceError on a row or cell that does not fit the problem's devices, stages and blocks, on an
// instance that stands twice in a row or on a device it does not run on, on one that is missing, and on a
// file without any.
CsvOrders parse_orders_csv(const std::string& text, const std::string& file, const Problem&);

}  // namespace repetend
