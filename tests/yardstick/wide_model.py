"""Whole plans of any problem without transfers as a model of optional intervals for CP-SAT, written from the words of
docs/semantics.md: an instance runs alone or in one fused group, a choice is a Boolean an option, the level of a pool
is a reservoir that starts and ends change."""

import dataclasses
import itertools

from ortools.sat.python import cp_model

import limited


@dataclasses.dataclass
class Answer:
    status: str  # optimal, feasible, infeasible, unknown
    value: int | None
    bound: int
    seconds: float
    starts: dict | None  # by name of a block that is there, then micro-batch
    choices: dict | None  # option by choice
    fused: list | None  # frozensets of instances


class Model:
    """An instance is (name of a block, micro-batch)."""

    def __init__(self, problem):
        self.problem, self.model = problem, cp_model.CpModel()
        self.horizon = sum(max(problem.duration(block, n) for block in self._forms(name))
                           for name in problem.blocks for n in problem.instances(name))
        self._choices()
        self._instances()
        self._groups()
        self._durations()
        self._machines()
        self._micro_batch_order()
        self._edges()
        for pool, room in problem.pools.items():
            if room is not None:
                self._levels(pool, room)
        self.makespan = self.model.new_int_var(0, self.horizon, "makespan")
        self.model.add_max_equality(self.makespan, list(self.end.values()))
        self.model.minimize(self.makespan)

    def _forms(self, name):
        """What a block may be: itself, and as options change it."""
        return [self.problem.blocks[name]] + [option.changed[name] for options in self.problem.choices.values()
                                              for option in options.values() if name in option.changed]

    def _choices(self):
        self.taken = {}  # (choice, option) -> literal
        for choice, options in self.problem.choices.items():
            for option in options:
                self.taken[choice, option] = self.model.new_bool_var(f"{choice}={option}")
            self.model.add_exactly_one(self.taken[choice, option] for option in options)
        always = self.model.new_constant(1)
        self.there, self.forms = {}, {}  # by block: a literal; (literal, the block) for each of its forms
        for name, block in self.problem.blocks.items():
            choice, holding = self.problem.deciding(name)
            self.there[name] = self._any([self.taken[choice, option] for option in holding]) if choice else always
            self.forms[name] = [(always, block)]
            for other, options in self.problem.choices.items():
                if any(name in option.changed for option in options.values()):
                    self.forms[name] = [(self.taken[other, key], option.changed.get(name, block))
                                        for key, option in options.items()]

    def _any(self, literals):
        result = self.model.new_bool_var("")
        self.model.add_max_equality(result, literals)
        return result

    def _all(self, literals):
        result = self.model.new_bool_var("")
        self.model.add_min_equality(result, literals)
        return result

    def _instances(self):
        self.all = [(name, n) for name in self.problem.blocks for n in self.problem.instances(name)]
        self.start = {i: self.model.new_int_var(0, self.horizon, f"s{i}") for i in self.all}
        self.end = {i: self.model.new_int_var(0, self.horizon, f"e{i}") for i in self.all}
        for i in self.all:
            self.model.add(self.start[i] == 0).only_enforce_if(~self.there[i[0]])
            self.model.add(self.end[i] == 0).only_enforce_if(~self.there[i[0]])

    def _groups(self):
        """What may run fused: a side of one micro-batch with the other side of the same or another one."""
        self.group = {}  # frozenset of instances -> (literal, duration)
        self.sides = {}  # frozenset of instances of one side -> literals of the groups it may be of
        everything = range(self.problem.count)
        for pair, n, m in itertools.product(self.problem.pairs, everything, everything):
            sides = frozenset((b, n) for b in pair.sides[0]), frozenset((b, m) for b in pair.sides[1])
            members = sides[0] | sides[1]
            literal = self.model.new_bool_var(f"fused{sorted(members)}")
            self.group[members] = literal, self.problem.fused_duration(pair, (n, m))
            for side in sides:
                self.sides.setdefault(side, []).append(literal)
            one, *others = members
            for other in others:
                self.model.add(self.start[other] == self.start[one]).only_enforce_if(literal)

    def _durations(self):
        self.alone = {i: self.model.new_bool_var(f"alone{i}") for i in self.all}
        for i in self.all:
            groups = [literal for members, (literal, _) in self.group.items() if i in members]
            self.model.add(sum(groups) + self.alone[i] == self.there[i[0]])
            for holds, block in self.forms[i[0]]:
                self.model.add(self.end[i] == self.start[i] + self.problem.duration(block, i[1])).only_enforce_if(
                    self.alone[i], holds)
        for members, (literal, duration) in self.group.items():
            for i in members:
                self.model.add(self.end[i] == self.start[i] + duration).only_enforce_if(literal)

    def _machines(self):
        on = {machine: [] for machine in self.problem.speed}
        for i in self.all:
            size = self.model.new_int_var(0, self.horizon, "")
            interval = self.model.new_optional_interval_var(self.start[i], size, self.end[i], self.alone[i], "")
            for machine in self.problem.blocks[i[0]].machines:
                on[machine].append(interval)
        for members, (literal, duration) in self.group.items():
            one = min(members)
            interval = self.model.new_optional_fixed_size_interval_var(self.start[one], duration, literal, "")
            for machine in self.problem.blocks[one[0]].machines:
                on[machine].append(interval)
        for intervals in on.values():
            self.model.add_no_overlap(intervals)

    def _micro_batch_order(self):
        """All blocks run their micro-batches in the same order."""
        for n, m in itertools.combinations(range(self.problem.count), 2):
            in_turn = self.model.new_bool_var("") if self.problem.is_free else self.model.new_constant(1)
            for name, block in self.problem.blocks.items():
                if block.repeat == "each":
                    self.model.add(self.start[name, m] >= self.end[name, n]).only_enforce_if(in_turn)
                    self.model.add(self.start[name, n] >= self.end[name, m]).only_enforce_if(~in_turn)

    def _edges(self):
        for source, target, distance, missing in self.problem.paths():
            absent = [~self.there[name] for name in missing]
            for n, m in self.problem.waits(source, target, distance):
                one, other = (source, n), (target, m)
                # An edge between two of one side holds by itself while they run fused.
                apart = [~literal for side, literals in self.sides.items() if {one, other} <= side
                         for literal in literals]
                self.model.add(self.start[other] >= self.end[one]).only_enforce_if(
                    self.there[source], self.there[target], *absent, *apart)

    def _levels(self, pool, room):
        """At one instant the reservoir sums all changes, so releases come first."""
        times, changes, active = [], [], []
        for i in self.all:
            for holds, block in self.forms[i[0]]:
                take, give, work = (getattr(block, what).get(pool, 0) for what in ("acquire", "release", "workspace"))
                literal = self._all([self.there[i[0]], holds])
                at_start, at_end = (take + work - give, -work) if self.problem.netted else (take + work, -work - give)
                for time, change in ((self.start[i], at_start), (self.end[i], at_end)):
                    if change:
                        times.append(time)
                        changes.append(change)
                        active.append(literal)
        if times:
            self.model.add_reservoir_constraint_with_active(times, changes, active, -10**12, room)

    def fix(self, starts, choices, fused):
        """Of the plan that these say nothing is left open."""
        for key, literal in self.taken.items():
            self.model.add(literal == (choices[key[0]] == key[1]))
        for members, (literal, _) in self.group.items():
            self.model.add(literal == (members in fused))
        for name, row in starts.items():
            for n, start in row.items():
                self.model.add(self.start[name, n] == start)

    def solve(self, seconds, workers):
        solver, status, taken = limited.solve(self.model, seconds, workers)
        if status not in ("optimal", "feasible"):
            return Answer(status, None, 0, taken, None, None, None)
        starts = {}
        for name, n in self.all:
            if solver.boolean_value(self.there[name]):
                starts.setdefault(name, {})[n] = solver.value(self.start[name, n])
        choices = dict(key for key, literal in self.taken.items() if solver.boolean_value(literal))
        fused = [members for members, (literal, _) in self.group.items() if solver.boolean_value(literal)]
        bound = int(solver.best_objective_bound + 0.5)
        return Answer(status, round(solver.objective_value), bound, taken, starts, choices, fused)
