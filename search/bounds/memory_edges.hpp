// Memory limits that are precedences in disguise.
#pragma once

#include "sim/problem/problem.hpp"

namespace repetend::search {

// The problem with an edge without bytes for every device on which one block acquires and another releases:
// where the device has room for M acquires, instance (acquiring, n + M) waits for (releasing, n). Every plan
// of the problem obeys these edges; see memory_edges.cpp.
Problem with_memory_edges(const Problem&);

}  // namespace repetend::search
