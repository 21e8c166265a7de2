"""Repetends as a modulo schedule for CP-SAT: block b of micro-batch n starts at (k_b + n) T + r_b.

For a given period T it asks whether there is a schedule; whether there is one is monotone in T, since with the order
of every device fixed all that remains is a least cycle ratio. So the least T is found by bisection.
"""

import dataclasses
import itertools

from ortools.sat.python import cp_model

import limited


@dataclasses.dataclass
class Answer:
    formulation: str
    status: str  # optimal, feasible, infeasible (nothing below what was given), unknown
    period: int | None
    starts: list | None  # of micro-batch 0, by block
    peak: int | None
    seconds: float


class CyclicModel:
    def __init__(self, problem, period, redundant, minimise_peak=False):
        self.problem, self.period = problem, period
        self.model = cp_model.CpModel()
        self.redundant = redundant
        stages = 2 * len(problem.time) + 2  # more whole periods than a schedule without needless waits takes
        blocks = range(len(problem.time))
        self.slot = [self.model.new_int_var(0, period - 1, f"r{b}") for b in blocks]
        self.stage = [self.model.new_int_var(0, stages, f"k{b}") for b in blocks]
        self.first = {}  # whether b's slot comes before c's
        self.horizon = (stages + 2) * period
        self.delay, self.late = problem.delays()
        self._machines()
        self._edges()
        self.peak = None
        if minimise_peak:
            most = sum(sum(a.values()) for what in problem.amounts.values() for a in what) * (stages + 2)
            self.peak = self.model.new_int_var(0, most, "peak")
            self.model.minimize(self.peak)
        for d in range(len(problem.devices)):
            self._memory(d)

    def start(self, b):
        return self.stage[b] * self.period + self.slot[b]

    def _machines(self):
        p, model = self.problem, self.model
        for on in p.on_device:
            for b, c in itertools.combinations(on, 2):
                if (b, c) in self.first:
                    continue
                literal = self.first[b, c] = model.new_bool_var(f"o{b}_{c}")
                self.first[c, b] = ~literal
                for one, two, which in ((b, c, literal), (c, b, ~literal)):
                    model.add(self.slot[two] >= self.slot[one] + p.time[one]).only_enforce_if(which)
                    model.add(self.slot[one] + self.period >= self.slot[two] + p.time[two]).only_enforce_if(which)
            if self.redundant:
                intervals = []
                for b in on:
                    for shift in (0, self.period):
                        intervals.append(model.new_fixed_size_interval_var(self.slot[b] + shift, p.time[b], ""))
                model.add_no_overlap(intervals)

    def _edges(self):
        p, model = self.problem, self.model
        for e, edge in enumerate(p.edges):
            model.add(self.start(edge.target) + edge.distance * self.period >=
                      self.start(edge.source) + p.time[edge.source] + self.delay[e])
        for producers in self.late.values():
            self._late_link(producers)

    def _late_link(self, producers):
        p, model, bundle = self.problem, self.model, {}
        taken = {b: sum(t.occupancy for t in sent) for b, sent in producers.items()}
        for b, sent in producers.items():
            bundle[b] = model.new_int_var(0, self.horizon, f"x{b}")
            model.add(bundle[b] >= self.start(b) + p.time[b])
            before = 0
            for t in sent:
                before += t.occupancy
                edge = p.edges[t.edge]
                model.add(self.start(edge.target) + edge.distance * self.period >= bundle[b] + before + t.latency)
        if sum(taken.values()) > self.period:
            model.add_bool_or([])
        for b, c in itertools.permutations(producers, 2):
            # The instance of b just before that of c started in the same period, where its slot is the earlier.
            between = self.stage[c] - self.stage[b]
            model.add(bundle[c] >= bundle[b] + between * self.period + taken[b]).only_enforce_if(self.first[b, c])
            model.add(bundle[b] + (between + 1) * self.period >= bundle[c] + taken[c]).only_enforce_if(self.first[b, c])

    def _memory(self, d):
        """The level while b of micro-batch n runs is what all blocks took and gave back by then."""
        p, room = self.problem, self.problem.room(d)
        if room is None and self.peak is None:
            return
        amounts = {what: [by.get(d, 0) for by in p.amounts[what]] for what in p.amounts}
        for b in p.on_device[d]:
            # Of its own it has taken for n + 1 micro-batches like all others, which is 0 in sum, and given back for n.
            level = amounts["workspace"][b] + (0 if p.netted else amounts["release"][b])
            for c in p.on_device[d]:
                change = amounts["acquire"][c] - amounts["release"][c]
                if c != b and change:
                    level += change * (self.stage[b] - self.stage[c] - self.first[b, c])
            if room is not None:
                self.model.add(level <= room)
            if self.peak is not None:
                self.model.add(level + p.devices[d]["static"] <= self.peak)

    def solve(self, seconds, workers):
        solver, status, taken = limited.solve(self.model, seconds, workers)
        if status not in ("optimal", "feasible"):
            return status, None, None, taken
        starts = [solver.value(k) * self.period + solver.value(r) for k, r in zip(self.stage, self.slot)]
        least = min(starts)
        peak = None if self.peak is None else solver.value(self.peak)
        return status, [s - least for s in starts], peak, taken


def least_period(problem, formulation, bound, below, seconds, workers):
    """The least period of at least `bound` that is below `below`."""
    low, high, best, sure, taken = bound, below - 1, None, True, 0
    probe = high  # whether anything is shorter at all
    while low <= high and taken < seconds:
        model = CyclicModel(problem, probe, formulation == "orders and intervals")
        status, starts, _, more = model.solve(seconds - taken, workers)
        taken += more
        if starts is not None:
            best, high = (probe, starts), probe - 1
        elif status == "infeasible":
            low = probe + 1
        else:
            sure = False
            break
        probe = (low + high) // 2
    done = sure and low > high
    status = ("optimal" if done else "feasible") if best else "infeasible" if done else "unknown"
    return Answer(formulation, status, best and best[0], best and best[1], None, taken)


def least_peak(problem, formulation, period, seconds, workers):
    model = CyclicModel(problem, period, formulation == "orders and intervals", True)
    status, starts, peak, taken = model.solve(seconds, workers)
    return Answer(formulation, status, period, starts, peak, taken)


def unrolled_plan(problem, u, period, starts):
    """Enough micro-batches of a repetend of u to judge it: the problem, the starts and the repetend as plan files
    have them. `starts`: by block of the unrolled problem."""
    latest = max(starts) // period
    rounds = latest + 3
    wide = problem.with_count(rounds * u)
    rows = [[starts[b * u + n % u] + n // u * period for n in range(wide.count)] for b in range(len(problem.time))]
    # Every block runs in the repetition that begins with the latest block's.
    first = latest * period
    return wide, rows, {"period_ns": period, "micro_batches": u, "first_ns": first, "last_ns": first + period}
