"""One problem: what the search, CP-SAT and annealing say of it, as a row of the table."""

import cyclic_model
import families
import interval_model
import problem as problems
import table
import tools

CYCLIC_BLOCKS = 40  # of the unrolled problem: larger ones are not asked of the cyclic model
CYCLIC_FORMULATIONS = ("orders", "orders and intervals")


def percent_longer(ours, other):
    return 100 * (ours / other - 1)


class Comparison:
    def __init__(self, options, programs, family, seed, size):
        self.options, self.programs = options, programs
        scenario, facts = families.problem(family, seed, size)
        self.row = {"family": family, "seed": seed, "size": size, **facts, "note": ""}
        self.text = families.scenario_text(scenario)
        self.file = programs.path("scenario.yaml")
        with open(self.file, "w") as out:
            out.write(self.text)

    def run(self):
        try:
            ours = self.search("makespan")
            self.makespan(ours)
            if self.options.objectives and self.row["size"] == families.SMALL and self.row["seed"] % 3 == 0:
                self.latency(ours)
                self.period()
                self.memory()
        except tools.Failure as failure:
            self.note(f"failed: {failure}")
        return self.row

    def note(self, text):
        self.row["note"] += ("; " if self.row["note"] else "") + text

    def refuted(self, text):
        self.row["refuted"] = True
        self.note(f"refuted: {text}")

    def search(self, objective):
        return self.programs.search(self.file, objective, *self.options.search)

    def is_valid(self, who, problem, starts, repetend=None):
        """A plan of CP-SAT counts once verify has nothing against it: a wrong model accuses nobody."""
        wrong = self.programs.verify(problems.plan_document(problem, "cp-sat", starts, repetend))
        if wrong:
            self.note(f"wrong model: {who}: {wrong.splitlines()[0]}")
        return not wrong

    # Makespan

    def makespan(self, ours):
        row = self.row
        row.update(ours=ours["makespan_ns"], bound=ours["makespan_bound_ns"], proved=ours["makespan_optimal"],
                   seconds=round(ours["seconds"], 2))
        if row["size"] == families.SMALL or self.options.cp_sat_large:
            self.cp_sat("makespan", "cp", ours, row["ours"], problems.makespan)
            found = row.get("cp", row["ours"])
            if found < row["bound"] or (row["proved"] and found < row["ours"]):
                self.refuted(f"CP-SAT has {found}")
        if self.options.anneal:
            self.anneal(ours)

    def anneal(self, ours):
        row, began = self.row, tools.processor_seconds()
        annealed = self.programs.anneal(ours["file"], self.options.anneal, row["seed"])
        row.update(annealed=annealed["makespan_ns"], evaluations=annealed["evaluations"],
                   anneal_gain=percent_longer(row["ours"], annealed["makespan_ns"]),
                   anneal_seconds=round(tools.processor_seconds() - began, 2))
        if annealed["before_ns"] > row["ours"]:
            self.note(f"wrong model: annealing times our plan as {annealed['before_ns']}")
        if row["annealed"] < row["bound"] or (row["proved"] and row["annealed"] < row["ours"]):
            self.refuted(f"annealing has {row['annealed']}")

    def latency(self, makespan_plan):
        row, ours = self.row, self.search("latency")
        row["latency"] = problems.completions(ours["problem"], ours["starts"])
        row["latency_of_makespan"] = problems.completions(makespan_plan["problem"], makespan_plan["starts"])
        row["latency_proved"] = ours["mean_completion_optimal"]
        self.cp_sat("latency", "latency_cp", ours, row["latency"], problems.completions)
        found = row.get("latency_cp", row["latency"])
        # The bound of the mean is rounded up.
        below = -(-found // ours["micro_batches"]) < ours["mean_completion_bound_ns"]
        if below or (row["latency_proved"] and found < row["latency"]):
            self.refuted(f"CP-SAT has a sum of completions of {found}")

    def cp_sat(self, objective, key, ours, our_value, measure):
        """The best that any formulation finds goes under `key`, what it proves beside it."""
        row, problem, seconds, best, bound = self.row, ours["problem"], 0, None, 0
        for formulation in self.options.formulations:
            limit = self.options.time * (table.SHARE_WHERE_PROVED if objective == "makespan" and row["proved"] else 1)
            answer = interval_model.solve(problem, objective, formulation, limit, self.options.workers, ours["starts"])
            seconds += answer.seconds
            bound = max(bound, answer.bound)
            if answer.status == "infeasible":
                self.note(f"wrong model: {formulation} has no plan for {objective}")
            if answer.starts is not None and self.is_valid(formulation, problem, answer.starts):
                value = measure(problem, answer.starts)
                if best is None or value < best:
                    best = row[key] = value
                    row[f"{key}_formulation"] = formulation
            if answer.status == "optimal":
                row[f"{key}_proved"] = True
                break
        row[f"{key}_seconds"] = round(seconds, 2)
        row[f"{key}_bound"] = bound
        if best is not None:
            row[f"{key}_gap"] = percent_longer(our_value, best)
        if bound > our_value:
            self.note(f"wrong model: CP-SAT's bound of the {objective}, {bound}, is above our {our_value}")

    # Repetends

    def period(self):
        row, ours = self.row, self.search("period")
        row.update(u=ours["repetend_micro_batches"], period_bound=ours["period_bound_ns"],
                   period_proved=ours["period_optimal"],
                   period_proved_for_u=ours.get("period_optimal_for_u", ours["period_optimal"]))
        if not row["u"]:
            return
        row["period"] = ours["repetend"]["period_ns"]
        for u in sorted({1, 2, row["u"]}):
            if u * len(ours["problem"].time) <= CYCLIC_BLOCKS:
                self.cyclic(ours["problem"], u)

    def cyclic(self, problem, u):
        """Whether a repetend of u micro-batches has a shorter period than ours, a micro-batch."""
        row, unrolled = self.row, problem.unrolled(u)
        least = max(sum(unrolled.time[b] for b in on) for on in unrolled.on_device)
        below = problems.ceil_div(row["period"] * u, row["u"])
        for formulation in CYCLIC_FORMULATIONS:
            answer = cyclic_model.least_period(unrolled, formulation, least, below, self.options.time / 2,
                                               self.options.workers)
            row["cyclic_seconds"] = round(row.get("cyclic_seconds", 0) + answer.seconds, 2)
            if answer.starts is not None and self.is_valid_repetend(formulation, problem, u, answer):
                self.shorter_period(u, answer.period, formulation)
            if answer.status in ("optimal", "infeasible"):
                if u == row["u"]:
                    row["cyclic_settled"] = True
                row.setdefault("period_formulation", formulation)
                row.setdefault("period_gap", 0)
                break

    def is_valid_repetend(self, who, problem, u, answer):
        return self.is_valid(f"cyclic, {who}", *cyclic_model.unrolled_plan(problem, u, answer.period, answer.starts))

    def shorter_period(self, u, period, formulation):
        row = self.row
        gap = percent_longer(row["period"] / row["u"], period / u)
        if gap > row.get("period_gap", 0):
            row["period_gap"], row["period_formulation"] = gap, formulation
        claimed = row["period_proved"] or (u == row["u"] and row["period_proved_for_u"])
        # Bounds are rounded down to whole nanoseconds a micro-batch.
        if claimed or period < row["period_bound"] * u:
            self.refuted(f"a repetend of {u} has period {period}")

    def memory(self):
        """The least highest peak at the period that --objective memory answers with."""
        row, ours = self.row, self.search("memory")
        u, problem = ours["repetend_micro_batches"], ours["problem"]
        if not u or u * len(problem.time) > CYCLIC_BLOCKS:
            return
        row["memory_peak"] = max(ours["peak_memory"])
        answer = cyclic_model.least_peak(problem.unrolled(u), "orders", ours["repetend"]["period_ns"],
                                         self.options.time, self.options.workers)
        if answer.starts is None or not self.is_valid_repetend("memory", problem, u, answer):
            return
        wide, starts, _ = cyclic_model.unrolled_plan(problem, u, answer.period, answer.starts)
        row["memory_cp"] = max(problems.peaks(wide, starts))
        row["memory_cp_proved"] = answer.status == "optimal"
        row["memory_gap"] = percent_longer(row["memory_peak"], row["memory_cp"])
        row["memory_proved"] = ours["highest_peak_optimal"]
        if row["memory_cp"] < ours["highest_peak_bound"]:
            self.refuted(f"a repetend of the same period peaks at {row['memory_cp']}")
