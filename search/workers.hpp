// Independent pieces of work on several threads.
#pragma once

#include <functional>
#include <vector>

namespace repetend::search {

// Runs every task once on up to `threads` threads, the caller's among them, in the order given as threads get
// free. Tasks must not depend on each other and each writes only what is its own; so the number of threads
// changes no result. After all have ended, the first exception in task order is thrown.
void run_all(const std::vector<std::function<void()>>& tasks, int threads);

}  // namespace repetend::search
