"""What a run prints: a line a problem, and a table of families."""

import statistics

SHARE_WHERE_PROVED = 0.25  # of CP-SAT's time, where the search has proved its answer

COLUMNS = ["family", "seed", "size", "devices", "micro_batches", "blocks", "memory", "durations", "transfer", "backward",
           "release", "ours", "bound", "proved", "seconds", "cp", "cp_bound", "cp_proved", "cp_seconds",
           "cp_formulation", "cp_gap", "annealed", "anneal_gain", "anneal_seconds", "evaluations", "refuted",
           "latency", "latency_of_makespan", "latency_cp", "latency_cp_bound", "latency_cp_proved", "latency_cp_gap",
           "latency_cp_seconds", "u", "period", "period_bound", "period_proved", "period_proved_for_u", "period_gap",
           "period_formulation", "cyclic_settled", "cyclic_seconds", "memory_peak", "memory_cp", "memory_cp_proved",
           "memory_gap", "note"]


def wrong(row):
    """What is wrong with our answer, in words; nothing where no other is better."""
    said = []
    if row.get("cp_gap", 0) > 0:
        said.append(f"ours {row['ours']} (bound {row['bound']}), CP-SAT {row['cp']} ({row['cp_formulation']},"
                    f" {row['cp_seconds']} s): {-100 * (1 - row['cp'] / row['ours']):.2f} %")
    if row.get("anneal_gain", 0) > 0:
        said.append(f"ours {row['ours']} (bound {row['bound']}), annealing of our plan {row['annealed']}"
                    f" in {row['anneal_seconds']} s: {-100 * (1 - row['annealed'] / row['ours']):.2f} %")
    if row.get("latency_cp_gap", 0) > 0:
        said.append(f"--objective latency: sum of completions {row['latency']}, CP-SAT {row['latency_cp']}:"
                    f" {-100 * (1 - row['latency_cp'] / row['latency']):.2f} %")
    if row.get("latency_of_makespan", row.get("latency", 0)) < row.get("latency", 0):
        said.append(f"--objective latency: sum of completions {row['latency']}, of the default's plan"
                    f" {row['latency_of_makespan']}")
    if row.get("period_gap", 0) > 0:
        said.append(f"--objective period: {row['period']} for {row['u']}, {row['period_gap']:.2f} % above CP-SAT's")
    if row.get("memory_gap", 0) > 0:
        said.append(f"--objective memory: peak {row['memory_peak']}, CP-SAT {row['memory_cp']} at the same period")
    if row["note"]:
        said.append(row["note"])
    return "; ".join(said)


def line(row):
    gap = f", bound {100 * (row['ours'] / row['bound'] - 1):.2f} % below" if row.get("ours") else ""
    return (f"{row['size']}:{row['family']}:{row['seed']} ours {row.get('ours', '-')}"
            f"{' proved' if row.get('proved') else gap} ({row.get('seconds', 0)} s), CP-SAT {row.get('cp', '-')}"
            f"{' proved' if row.get('cp_proved') else ''} ({row.get('cp_seconds', 0)} s),"
            f" annealed {row.get('annealed', '-')}  {wrong(row)}")


def show(rows, options):
    print(f"CP-SAT: {options.workers} workers, {options.time:g} s for each of {', '.join(options.formulations)};"
          f" annealing {options.anneal:g} s\n")
    print("| family | problems | shorter / equal / longer than CP-SAT | gap to CP-SAT: median, worst |"
          " proved: ours, CP-SAT | refuted | gap to bound: worst | annealing gains: median, worst |"
          " seconds, mean: ours, CP-SAT, annealing |")
    print("|---|---|---|---|---|---|---|---|---|")
    groups = {}
    for row in rows:
        groups.setdefault(("large " if row["size"] == "large" else "") + row["family"], []).append(row)
    for name, group in groups.items():
        print(summary(name, group))
    for size in ("small", "large"):
        group = [row for row in rows if row["size"] == size]
        if group:
            print(summary(f"all {size}", group))
    others(rows)
    for row in rows:
        if row["note"]:
            print(f"{row['size']}:{row['family']}:{row['seed']}: {row['note']}")


def pair(values, form="{:.2f} %"):
    return f"{form.format(statistics.median(values))}, {form.format(max(values))}" if values else "-"


def mean(group, key):
    values = [row[key] for row in group if row.get(key) is not None]
    return f"{statistics.mean(values):.2f}" if values else "-"


def summary(name, group):
    gaps = [row["cp_gap"] for row in group if "cp_gap" in row]
    compared = [row for row in group if "cp_seconds" in row]
    shorter = sum(gap < 0 for gap in gaps) + len(compared) - len(gaps)  # CP-SAT may have found no plan
    bounds = [100 * (row["ours"] / row["bound"] - 1) for row in group if row.get("ours")]
    proved = f"{sum(bool(row.get('proved')) for row in group)}, {sum(bool(row.get('cp_proved')) for row in compared)}"
    return (f"| {name} | {len(group)} | {shorter} / {sum(gap == 0 for gap in gaps)} / {sum(gap > 0 for gap in gaps)} |"
            f" {pair(gaps)} | {proved} | {sum(bool(row.get('refuted')) for row in group)} |"
            f" {max(bounds, default=0):.2f} % | {pair([row['anneal_gain'] for row in group if 'anneal_gain' in row])} |"
            f" {mean(group, 'seconds')}, {mean(group, 'cp_seconds')}, {mean(group, 'anneal_seconds')} |")


def others(rows):
    latency = [row for row in rows if "latency_cp_gap" in row]
    periods = [row for row in rows if "period" in row]
    memory = [row for row in rows if "memory_gap" in row]
    if latency:
        gaps = [row["latency_cp_gap"] for row in latency]
        beaten = sum(row["latency_of_makespan"] < row["latency"] for row in latency)
        print(f"\nlatency: {len(latency)} problems, {sum(g < 0 for g in gaps)} / {sum(g == 0 for g in gaps)} /"
              f" {sum(g > 0 for g in gaps)} shorter, equal, longer than CP-SAT, gap {pair(gaps)};"
              f" above the default's plan {beaten};"
              f" proved {sum(bool(row.get('latency_proved')) for row in latency)},"
              f" {sum(bool(row.get('latency_cp_proved')) for row in latency)}")
    if periods:
        gaps = [row["period_gap"] for row in periods if "period_gap" in row]
        print(f"period: {len(periods)} problems, {sum(g > 0 for g in gaps)} longer than CP-SAT, gap {pair(gaps)};"
              f" settled for their u by CP-SAT {sum(bool(row.get('cyclic_settled')) for row in periods)}")
    if memory:
        gaps = [row["memory_gap"] for row in memory]
        print(f"memory: {len(memory)} problems, {sum(g > 0 for g in gaps)} above CP-SAT, gap {pair(gaps)};"
              f" proved {sum(bool(row.get('memory_proved')) for row in memory)},"
              f" {sum(bool(row.get('memory_cp_proved')) for row in memory)}")
