"""Compares the search with CP-SAT and with annealing on random problems: scripts/yardstick.sh, docs/yardstick.md."""

import argparse
import csv
import os
import sys
import tempfile

import comparison
import families
import table
import tools
import wide


def numbers(text):
    first, _, last = text.partition("..")
    return range(int(first), int(last or first) + 1)


def arguments():
    parser = argparse.ArgumentParser(prog="yardstick.sh", description=__doc__)
    parser.add_argument("size", nargs="?", choices=["sample", "night", "wide"], default="sample",
                        help="wide: small problems beyond plain ones, a family each for lanes, pools and so on")
    parser.add_argument("--families", help="separated by commas; all unless told, large ones as large:v")
    parser.add_argument("--seeds", type=numbers, help="A..B")
    parser.add_argument("--time", type=float, help="seconds of CP-SAT a formulation")
    parser.add_argument("--anneal", type=float, help="seconds of annealing, 0 for none")
    parser.add_argument("--formulations", default="intervals,hinted", help="of intervals, reservoir, hinted")
    parser.add_argument("--workers", type=int, default=2, help="of CP-SAT")
    parser.add_argument("--no-objectives", dest="objectives", action="store_false",
                        help="the makespan alone; else every third seed is asked for latency, period and memory too")
    parser.add_argument("--cp-sat-large", action="store_true", help="CP-SAT for large problems too")
    parser.add_argument("--search", default="", help="options for repetend search, separated by blanks")
    parser.add_argument("--only", help="FAMILY:SEED, one problem; large:FAMILY:SEED")
    parser.add_argument("--keep", help="a folder for the scenarios, those that something beats with what beats them")
    parser.add_argument("--csv", help="a file for a line a problem")
    parser.add_argument("--jobs", type=int, default=1, choices=[1], help="problems at once: one, since times are compared")
    parser.add_argument("--repetend", required=True, help=argparse.SUPPRESS)
    parser.add_argument("--annealer", required=True, help=argparse.SUPPRESS)
    options = parser.parse_args()
    night = options.size == "night"
    options.time = options.time or {"sample": 5, "night": 60, "wide": 20}[options.size]
    options.anneal = options.anneal if options.anneal is not None else (30 if night else 3)
    options.formulations = options.formulations.split(",")
    options.search = options.search.split()
    return options


def chosen(options):
    """(family, seed, size) of all problems to run."""
    if options.only:
        *size, family, seed = options.only.split(":")
        return [(family, int(seed), families.LARGE if size else families.SMALL)]
    night = options.size == "night"
    named = options.families.split(",") if options.families else \
        list(families.FAMILIES) + [f"large:{f}" for f in families.LARGE_FAMILIES]
    result = []
    for name in named:
        large, family = name.startswith("large:"), name.removeprefix("large:")
        if family not in families.FAMILIES:
            sys.exit(f"unknown family {family}, expected {', '.join(families.FAMILIES)}")
        seeds = options.seeds or (range(1, 7 if large else 20) if night else range(1, 2 if large else 4))
        result += [(family, seed, families.LARGE if large else families.SMALL) for seed in seeds]
    return sorted(result, key=lambda r: (r[1], r[2] == families.LARGE))


def keep(options, run):
    """The scenario, with what is wrong in its first line."""
    if not options.keep:
        return
    os.makedirs(options.keep, exist_ok=True)
    row = run.row
    name = f"{row['size']}-{row['family']}-{row['seed']}.yaml"
    told = table.wrong(row)
    if told or options.only:
        with open(os.path.join(options.keep, name), "w") as out:
            out.write((f"# {told}\n" if told else "") + run.text)


def main():
    options = arguments()
    rows = []
    with tempfile.TemporaryDirectory() as folder:
        programs = tools.Tools(options.repetend, options.annealer, folder)
        if options.size == "wide":
            return wide.run(options, programs)
        for family, seed, size in chosen(options):
            run = comparison.Comparison(options, programs, family, seed, size)
            rows.append(run.run())
            print(table.line(rows[-1]), file=sys.stderr, flush=True)
            keep(options, run)
            if options.csv:
                write_csv(options.csv, rows)
    table.show(rows, options)
    return 1 if any(row.get("refuted") or "wrong model" in row["note"] for row in rows) else 0


def write_csv(file, rows):
    with open(file, "w", newline="") as out:
        writer = csv.DictWriter(out, table.COLUMNS, restval="", extrasaction="ignore")
        writer.writeheader()
        writer.writerows(rows)


if __name__ == "__main__":
    sys.exit(main())
