#include "sim/verify/constraint.hpp"
#include "sim/verify/precedences.hpp"

namespace repetend::constraints {
namespace {

// The numbers by themselves. A repetition starts u micro-batches of every block, so that N bounds their
// count.
bool plausible(const TimedPlan& timed, const Repetend& r, Report& report) {
  const int all = timed.problem.micro_batches;
  if (r.period <= 0 || r.period >= sum_limit || r.micro_batches < 1 || r.micro_batches > all)
    report("the repetend has {} micro-batches and a period of {} ns, expected 1 to {} and a positive period",
           r.micro_batches, r.period, all);
  else if (r.first < 0 || r.last < r.first || r.last >= sum_limit || (r.last - r.first) % r.period != 0)
    report("the repetend repeats from {} ns to {} ns, expected a multiple of its period {} ns between them",
           r.first, r.last, r.period);
  else if ((r.last - r.first) / r.period >= all / r.micro_batches)
    report("the repetend repeats {} times, expected at most {} repetitions of {} of the {} micro-batches",
           (r.last - r.first) / r.period + 1, all / r.micro_batches, r.micro_batches, all);
  else
    return true;
  return false;
}

// An instance before the last repetition is followed one period later.
void followed(const TimedPlan& timed, const Repetend& r, Instance i, Report& report) {
  const Instance next{i.block, i.micro_batch + r.micro_batches};
  if (next.micro_batch >= timed.problem.micro_batches)
    report("{} starts at {} ns in the repetend, but no {} follows it", timed.name(i), timed.start(i),
           timed.name(next));
  else if (timed.start(next) != timed.start(i) + r.period)
    report("{} starts at {} ns and {} at {} ns, expected one period of {} ns between them", timed.name(i),
           timed.start(i), timed.name(next), timed.start(next), r.period);
}

}  // namespace

// A repetition starts each block for u micro-batches. No more: micro-batches n and n + u are a period apart.
// Only the last may start more, where the cool-down has moved up into it. What runs once an iteration lies
// outside, whenever it starts.
void repetend(const TimedPlan& timed, Report& report) {
  if (!timed.plan.repetend || !plausible(timed, *timed.plan.repetend, report)) return;
  const Repetend& r = *timed.plan.repetend;
  const auto last = static_cast<std::size_t>((r.last - r.first) / r.period);
  for (BlockId b : timed.blocks()) {
    if (once(timed.problem, b)) continue;
    std::vector<int> count(last + 1);  // instances of b by repetition
    for (Instance i{b, 0}; i.micro_batch < timed.problem.micro_batches; ++i.micro_batch) {
      const Time start = timed.start(i);
      if (start < r.first || start >= r.last + r.period) continue;
      ++count[static_cast<std::size_t>((start - r.first) / r.period)];
      if (start < r.last) followed(timed, r, i, report);
    }
    for (std::size_t k = 0; k <= last; ++k)
      if (count[k] < r.micro_batches)
        report("repetition {} starts {} for {} micro-batches, expected {}", k, timed.problem.block(b).name,
               count[k], r.micro_batches);
  }
}

}  // namespace repetend::constraints
