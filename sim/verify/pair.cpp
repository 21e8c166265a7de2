// Fused groups: what a pair declares, runs as one and does not wait for itself.
#include <set>

#include "sim/verify/constraint.hpp"
#include "sim/verify/precedences.hpp"

namespace repetend::constraints {
namespace {

using OutgoingEdges = IdVector<BlockId, std::vector<EdgeId>>;

OutgoingEdges outgoing_edges(const Problem& problem) {
  OutgoingEdges result(problem.blocks.size());
  for (EdgeId e : ids<EdgeId>(problem.edges.size())) result[problem.edge(e).from].push_back(e);
  return result;
}

// Members start together, so that whatever leads from one to another starts then, too, and takes no time;
// where it does not, that is a broken dependency, reported as such.
void independent(const TimedPlan& timed, const FusedGroup& group, Instance member,
                 const OutgoingEdges& outgoing, Report& report) {
  std::vector<Instance> found{member};
  std::set<Instance> seen{member};
  while (!found.empty()) {
    const Instance i = found.back();
    found.pop_back();
    for (EdgeId e : outgoing[i.block])
      followers(timed.problem, timed.problem.edge(e), i.micro_batch, [&](Instance next) {
        if (timed.start(next) != timed.start(member) || !seen.insert(next).second) return;
        if (timed.fused(member, next) && !timed.on_one_side(member, next))
          report("the fused {} run as one, but {} depends on {}", timed.name(group), timed.name(next),
                 timed.name(member));
        else if (timed.end(next) == timed.start(next))
          found.push_back(next);
      });
  }
}

void together(const TimedPlan& timed, const FusedGroup& group, Report& report) {
  for (std::size_t k = 1; k < group.size(); ++k) {
    const Instance a = group[k - 1], b = group[k];
    if (timed.start(a) != timed.start(b))
      report("{} starts at {} ns and {} at {} ns, expected the fused {} to start together", timed.name(a),
             timed.start(a), timed.name(b), timed.start(b), timed.name(group));
    else if (timed.end(a) != timed.end(b))
      report("{} ends at {} ns and {} at {} ns, expected the fused {} to end together", timed.name(a),
             timed.end(a), timed.name(b), timed.end(b), timed.name(group));
    if (a.micro_batch != b.micro_batch && timed.on_one_side(a, b))
      report("{} and {} are one side of the fused {}, expected them to be of one micro-batch", timed.name(a),
             timed.name(b), timed.name(group));
  }
}

}  // namespace

// The duration of a group is that of its pair wherever the plan has none of its own.
void pair(const TimedPlan& timed, Report& report) {
  if (timed.plan.couplings.fused.empty()) return;
  const OutgoingEdges outgoing = outgoing_edges(timed.problem);
  for (const FusedGroup& group : timed.plan.couplings.fused) {
    if (!find_pair(timed.problem, group))
      report("the plan fuses {}, which no pair declares", timed.name(group));
    together(timed, group, report);
    for (const Instance member : group) independent(timed, group, member, outgoing, report);
  }
}

}  // namespace repetend::constraints
