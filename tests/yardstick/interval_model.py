"""Whole plans as a model of intervals for CP-SAT: makespan or the mean completion of a micro-batch.

Instances of one block run in the order of their micro-batches: whatever a plan does, its instances of a block may be
renamed in the order of their starts, which keeps every edge, every level of memory and the order of every link.
"""

import dataclasses

from ortools.sat.python import cp_model

import limited
import problem as problems


@dataclasses.dataclass
class Answer:
    formulation: str
    status: str  # optimal, feasible, infeasible, unknown
    starts: list | None
    value: int | None
    bound: int
    seconds: float


class IntervalModel:
    def __init__(self, problem, objective, reservoir=False, at_most=None):
        """`at_most`: an end that some plan is known to have; `reservoir`: memory as levels, else as intervals."""
        self.problem, self.model = problem, cp_model.CpModel()
        self.delay, self.late = problem.delays()
        serial = problem.count * (sum(problem.time) + sum(t.occupancy + t.latency for t in problem.transfers))
        self.horizon = serial if at_most is None else at_most
        self.follows = []  # (variable, its value for given starts), of what starts alone settle
        blocks = range(len(problem.time))
        self.start = [[self.model.new_int_var(0, self.horizon, f"s{b}_{n}") for n in range(problem.count)]
                      for b in blocks]
        self._machines()
        self._edges()
        for d in range(len(problem.devices)):
            if problem.room(d) is not None:
                self._memory(d, reservoir)
        self._objective(objective)

    def end(self, b, n):
        return self.start[b][n] + self.problem.time[b]

    def _machines(self):
        p = self.problem
        self.interval = [[self.model.new_fixed_size_interval_var(self.start[b][n], p.time[b], f"i{b}_{n}")
                          for n in range(p.count)] for b in range(len(p.time))]
        for b, row in enumerate(self.start):
            for n in range(1, p.count):
                self.model.add(row[n] >= self.end(b, n - 1))
        for on in p.on_device:
            self.model.add_no_overlap([self.interval[b][n] for b in on for n in range(p.count)])

    def _edges(self):
        p = self.problem
        for e, edge in enumerate(p.edges):
            for n in range(p.count - edge.distance):
                self.model.add(self.start[edge.target][n + edge.distance] >= self.end(edge.source, n) + self.delay[e])
        for producers in self.late.values():
            self._late_link(producers)

    def _late_link(self, producers):
        """A producer's transfers over the link are one bundle; bundles come in the order of the producers' ends."""
        p, model = self.problem, self.model
        bundle, taken = {}, {}
        for b, sent in producers.items():
            for n in range(p.count):
                sent_now = [t for t in sent if n + p.edges[t.edge].distance < p.count]
                taken[b, n] = sum(t.occupancy for t in sent_now)
                bundle[b, n] = model.new_int_var(0, self.horizon, f"x{b}_{n}")
                model.add(bundle[b, n] >= self.end(b, n))
                self.follows.append((bundle[b, n], lambda s, b=b, n=n: self._bundle_start(s, taken, b, n)))
                before = 0
                for t in sent_now:
                    before += t.occupancy
                    edge = p.edges[t.edge]
                    model.add(self.start[edge.target][n + edge.distance] >= bundle[b, n] + before + t.latency)
        for (b, n) in bundle:
            for (c, k) in bundle:
                if b == c and k == n + 1:
                    model.add(bundle[c, k] >= bundle[b, n] + taken[b, n])
                elif b < c:
                    first = model.new_bool_var("")
                    self.follows.append((first, lambda s, b=b, n=n, c=c, k=k: s[b][n] < s[c][k]))
                    for one, two, literal in (((b, n), (c, k), first), ((c, k), (b, n), ~first)):
                        model.add(self.start[two[0]][two[1]] >= self.end(*one)).only_enforce_if(literal)
                        model.add(bundle[two] >= bundle[one] + taken[one]).only_enforce_if(literal)

    def _bundle_start(self, starts, taken, b, n):
        free = 0
        for start, c, k in sorted((starts[c][k], c, k) for c, k in taken):
            begin = max(free, start + self.problem.time[c])
            if (c, k) == (b, n):
                return begin
            free = begin + taken[c, k]

    def _memory(self, d, reservoir):
        p = self.problem
        holds = p.holds(d)
        total = sum(p.amounts["acquire"][b].get(d, 0) for b in p.on_device[d])
        extra = max((p.amounts["workspace"][b].get(d, 0) for b in p.on_device[d]), default=0)
        if total * p.count + extra <= p.room(d):
            return
        if reservoir or holds is None:
            self._levels(d)
        else:
            self._held(d, holds)

    def _held(self, d, holds):
        p, model, intervals, demands = self.problem, self.model, [], []
        for taker, giver, amount in holds:
            for n in range(p.count):
                begin = self.start[taker][n]
                until = self.start[giver][n] if p.netted else self.end(giver, n)
                size = model.new_int_var(0, self.horizon, "")
                shift = 0 if p.netted else p.time[giver]
                self.follows.append((size, lambda s, t=taker, g=giver, n=n, shift=shift: s[g][n] + shift - s[t][n]))
                intervals.append(model.new_interval_var(begin, size, until, ""))
                demands.append(amount)
        for b in p.on_device[d]:
            if p.amounts["workspace"][b].get(d):
                intervals += self.interval[b]
                demands += [p.amounts["workspace"][b][d]] * p.count
        model.add_cumulative(intervals, demands, p.room(d))
        if len(holds) == 1:  # room for k of them: take n + k waits for what gives back n
            (taker, giver, amount), = holds
            k = p.room(d) // amount
            for n in range(p.count - k):
                until = self.start[giver][n] if p.netted else self.end(giver, n)
                model.add(self.start[taker][n + k] >= until)

    def _levels(self, d):
        p, times, changes = self.problem, [], []
        for b in p.on_device[d]:
            take, give, work = (p.amounts[what][b].get(d, 0) for what in ("acquire", "release", "workspace"))
            for n in range(p.count):
                times += [self.start[b][n], self.end(b, n)]
                changes += [take + work - (give if p.netted else 0), -work - (0 if p.netted else give)]
        kept = [(t, c) for t, c in zip(times, changes) if c]
        self.model.add_reservoir_constraint([t for t, _ in kept], [c for _, c in kept], -10**12, p.room(d))

    def _objective(self, objective):
        p, model = self.problem, self.model
        if objective == "makespan":
            self.value = model.new_int_var(0, self.horizon, "makespan")
            self.follows.append((self.value, lambda s: problems.makespan(p, s)))
            for b in range(len(p.time)):
                model.add(self.value >= self.end(b, p.count - 1))
        else:
            ends = [model.new_int_var(0, self.horizon, f"c{n}") for n in range(p.count)]
            self.follows += [(end, lambda s, n=n: max(row[n] + p.time[b] for b, row in enumerate(s)))
                             for n, end in enumerate(ends)]
            for b in range(len(p.time)):
                for n in range(p.count):
                    model.add(ends[n] >= self.end(b, n))
            self.value = sum(ends)
        model.minimize(self.value)

    def hint(self, starts):
        first = min(min(row) for row in starts)
        for variables, row in zip(self.start, starts):
            for variable, start in zip(variables, row):
                self.model.add_hint(variable, start - first)
        starts = [[start - first for start in row] for row in starts]
        for variable, value in self.follows:
            self.model.add_hint(variable, value(starts))

    def solve(self, formulation, seconds, workers):
        solver, status, taken = limited.solve(self.model, seconds, workers)
        found = status in ("optimal", "feasible")
        starts = [[solver.value(s) for s in row] for row in self.start] if found else None
        value = round(solver.objective_value) if found else None
        # What is not solved at all has no bound.
        bound = 0 if status == "infeasible" else max(0, int(solver.best_objective_bound + 0.5))
        return Answer(formulation, status, starts, value, bound, taken)


def solve(problem, objective, formulation, seconds, workers, ours):
    """`formulation`: intervals or reservoir, from nothing; hinted: intervals, from the starts of our plan."""
    if formulation != "hinted":
        return IntervalModel(problem, objective, formulation == "reservoir").solve(formulation, seconds, workers)
    ours = [sorted(row) for row in ours]  # the same plan, its instances named as here
    measure = problems.makespan if objective == "makespan" else problems.completions
    model = IntervalModel(problem, objective, False, measure(problem, ours))  # no end is later in a better plan
    model.hint(ours)
    return model.solve(formulation, seconds, workers)
