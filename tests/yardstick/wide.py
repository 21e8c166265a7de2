"""Small problems beyond plain ones, the search beside CP-SAT's optimum: scripts/yardstick.sh wide."""

import json
import os
import subprocess
import sys

import families
import tools
import wide_families
import wide_model
import wide_problem


class Wrong(Exception):
    """What shows that the model is not the program's problem."""


class Comparison:
    def __init__(self, options, programs, kind, seed):
        self.options, self.programs = options, programs
        self.scenario = wide_families.problem(kind, seed)
        self.problem = wide_problem.Problem(self.scenario)
        self.row = {"kind": kind, "seed": seed, "note": ""}
        self.text = families.scenario_text(self.scenario)
        self.file = programs.path("scenario.yaml")
        with open(self.file, "w") as out:
            out.write(self.text)

    def run(self):
        row = self.row
        try:
            ours = self.search()
            cp = wide_model.Model(self.problem).solve(self.options.time, self.options.workers)
            row.update(cp=cp.value, cp_status=cp.status, cp_seconds=cp.seconds)
            if ours:
                row.update(ours=ours["makespan_ns"], bound=ours["makespan_bound_ns"], proved=ours["makespan_optimal"])
                self.replay(ours)
            if cp.starts is not None:
                self.judge(cp)
            self.compare(cp)
        except (Wrong, tools.Failure) as wrong:
            row["note"] = f"wrong model: {wrong}"
        return row

    def search(self):
        """The answer and its plan; None where the search finds none."""
        plan = self.programs.path("plan.json")
        began = tools.processor_seconds()
        ran = subprocess.run([self.programs.repetend, "search", self.file, "--format", "json", "-o", plan,
                              *self.options.search], capture_output=True, text=True)
        self.row["seconds"] = tools.processor_seconds() - began
        if ran.returncode == 1:
            return None
        if ran.returncode:
            raise tools.Failure(ran.stderr.strip() or f"exit code {ran.returncode}")
        with open(plan) as file:
            return {**json.loads(ran.stdout), "plan": json.load(file)}

    def replay(self, ours):
        """The plan of the search must be one of the model, and take there what the search says."""
        plan = ours["plan"]
        names = [b["name"] for b in plan["problem"]["blocks"]]
        starts = {name: dict(zip(self.problem.instances(name), row)) for name, row in zip(names, plan["start_ns"])}
        first = min(min(row.values()) for row in starts.values())
        starts = {name: {n: start - first for n, start in row.items()} for name, row in starts.items()}
        model = wide_model.Model(self.problem)
        model.fix(starts, plan.get("choices", {}), fused_groups(plan, names))
        answer = model.solve(self.options.time, self.options.workers)
        if answer.value != ours["makespan_ns"]:
            raise Wrong(f"our plan of {ours['makespan_ns']} takes {answer.value} in the model ({answer.status})")

    def judge(self, cp):
        """CP-SAT's plan must be one of the program."""
        told = self.programs.verify(plan_document(self.problem, wide_problem.closed(self.scenario, cp.choices), cp))
        if told:
            raise Wrong(f"CP-SAT's plan: {told.splitlines()[0]}")

    def compare(self, cp):
        row, ours = self.row, self.row.get("ours")
        if ours is not None and (cp.status == "infeasible" or cp.bound > ours):
            raise Wrong(f"the search has a plan of {ours}, CP-SAT is {cp.status} with a bound of {cp.bound}")
        row["beaten"] = cp.value is not None and ours is not None and (
            cp.value < row["bound"] or (row["proved"] and cp.value < ours))
        row["no_plan"] = cp.value is not None and ours is None
        row["nothing"] = cp.value is None and ours is None
        if cp.value is not None and ours is not None:
            row["longer"] = 100 * (ours / cp.value - 1)


def fused_groups(plan, names):
    groups = set()
    for order in plan["orders"]:
        instances = list(zip((names[b] for b in order["block"]), order["micro_batch"]))
        fused, group = set(order.get("fused", [])), []
        for k, instance in enumerate(instances):
            group.append(instance)
            if k not in fused:
                if len(group) > 1:
                    groups.add(frozenset(group))
                group = []
    return groups


def plan_document(read, problem, cp):
    """A plan file; `problem` is the scenario with the options that CP-SAT took."""
    names = [b["name"] for b in problem["blocks"]]
    group_of = {i: group for group in cp.fused for i in group}
    orders = []
    for machine in read.speed:
        # Members of a group start at once: they stand together, each side in the order of the problem.
        row = sorted((cp.starts[name][n], min(group_of.get((name, n), [(name, n)])), b, n)
                     for b, name in enumerate(names) if machine in read.blocks[name].machines for n in cp.starts[name])
        instances = [(names[b], n) for *_, b, n in row]
        fused = [k for k, (one, two) in enumerate(zip(instances, instances[1:]))
                 if one in group_of and group_of[one] == group_of.get(two)]
        orders.append({"machine": machine, "block": [b for *_, b, _ in row], "micro_batch": [n for *_, n in row],
                       **({"fused": fused} if fused else {})})
    document = {"format": "repetend-plan", "version": 2, "schedule": "cp-sat", "problem": problem, "orders": orders,
                "start_ns": [list(cp.starts[name].values()) for name in names], "repetend": None}
    if read.is_free:
        each = next(name for name in names if read.blocks[name].repeat == "each")
        document["micro_batch_order"] = sorted(cp.starts[each], key=cp.starts[each].get)
    return document


def wrong(row):
    said = [row["note"]] if row["note"] else []
    if row.get("beaten"):
        said.append(f"proof beaten: ours {row['ours']} (bound {row['bound']}), CP-SAT {row['cp']}")
    if row.get("no_plan"):
        said.append(f"no plan of ours, CP-SAT {row['cp']}")
    if row.get("longer"):
        said.append(f"ours {row['ours']} (bound {row['bound']}), CP-SAT {row['cp']} {row['cp_status']}:"
                    f" {row['longer']:.2f} %")
    return "; ".join(said)


def show(rows, options):
    print(f"CP-SAT: {options.workers} workers, at most {options.time:g} s each\n")
    print("| kind | problems | equal | search longer (mean) | search has no plan | nothing fits | proved by search |"
          " proved by CP-SAT | proof beaten | wrong model | seconds, mean: search, CP-SAT |")
    print("|---|---|---|---|---|---|---|---|---|---|---|")
    for kind in dict.fromkeys(row["kind"] for row in rows):
        print(summary(kind, [row for row in rows if row["kind"] == kind]))
    print(summary("all", rows))


def summary(name, group):
    def count(key):
        return sum(bool(row.get(key)) for row in group)

    def mean(values):
        values = list(values)
        return sum(values) / len(values) if values else 0

    longer = [row["longer"] for row in group if row.get("longer", 0) > 0]
    equal = sum(row.get("longer", 1) == 0 for row in group)
    settled = sum(row.get("cp_status") in ("optimal", "infeasible") for row in group)
    wrong_models = sum(row["note"].startswith("wrong model") for row in group)
    return (f"| {name} | {len(group)} | {equal} | {len(longer)} ({mean(longer):.1f} %) | {count('no_plan')} |"
            f" {count('nothing')} | {count('proved')} | {settled} | {count('beaten')} | {wrong_models} |"
            f" {mean(r['seconds'] for r in group if 'seconds' in r):.3f},"
            f" {mean(r['cp_seconds'] for r in group if 'cp_seconds' in r):.3f} |")


def run(options, programs):
    kinds = options.families.split(",") if options.families else list(wide_families.KINDS)
    for kind in kinds:
        if kind not in wide_families.KINDS:
            sys.exit(f"unknown kind {kind}, expected {', '.join(wide_families.KINDS)}")
    rows = []
    for kind in kinds:
        for seed in options.seeds or range(1, 201):
            comparison = Comparison(options, programs, kind, seed)
            row = comparison.run()
            rows.append(row)
            if wrong(row):
                print(f"wide:{kind}:{seed} {wrong(row)}", file=sys.stderr, flush=True)
                keep(options, comparison, row)
    show(rows, options)
    return 1 if any(row.get("beaten") or row["note"].startswith("wrong model") for row in rows) else 0


def keep(options, comparison, row):
    if options.keep:
        os.makedirs(options.keep, exist_ok=True)
        with open(os.path.join(options.keep, f"wide-{row['kind']}-{row['seed']}.yaml"), "w") as out:
            out.write(f"# {wrong(row)}\n{comparison.text}")
