#include "search/bounds/preemptive.hpp"

#include <algorithm>
#include <limits>
#include <queue>

namespace repetend::search {

Time preemptive_end(std::vector<Job> jobs) {
  std::ranges::sort(jobs, {}, &Job::head);
  const auto shorter_tail = [](const Job& a, const Job& b) { return a.tail < b.tail; };
  std::priority_queue<Job, std::vector<Job>, decltype(shorter_tail)> queue(shorter_tail);
  Time now = 0, latest = 0;
  for (std::size_t next = 0; next < jobs.size() || !queue.empty();) {
    if (queue.empty()) now = std::max(now, jobs[next].head);
    for (; next < jobs.size() && jobs[next].head <= now; ++next) queue.push(jobs[next]);
    Job job = queue.top();
    queue.pop();
    const Time until = next < jobs.size() ? jobs[next].head : std::numeric_limits<Time>::max();
    const Time runs = std::min(job.work, until - now);
    now += runs;
    job.work -= runs;
    if (job.work > 0)
      queue.push(job);
    else
      latest = std::max(latest, now + job.tail);
  }
  return latest;
}

}  // namespace repetend::search
