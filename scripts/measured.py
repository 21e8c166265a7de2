"""Prints what scripts/measure.sh found beside what was asked: measured.py FOLDER."""

import json
import pathlib
import sys


def read(folder, name):
    file = folder / name
    return json.loads(file.read_text()) if file.exists() else None


def share(value):
    return f"{100 * value:.1f} %"


def check_lines(folder):
    lines = (folder / "check.txt").read_text().splitlines()
    wrong = [line for line in lines if line.startswith("wrong")]
    yield f"operators' results against the host's | right | {len(wrong)} wrong"
    yield from wrong
    yield f"CUPTI against CUDA events, 8192^3 | within 10 % | {lines[-1].split('(')[-1].rstrip(')')}"


def repeatability(first, second):
    """The largest difference of two runs' medians, and of which operator."""
    def medians(run):
        return {(o["kind"], o["phase"], tuple(o["shape"])): o["median_ns"] for o in run["operators"]}
    one, two = medians(first), medians(second)
    differences = {op: abs(two[op] - one[op]) / one[op] for op in one if op in two and one[op]}
    worst = max(differences, key=differences.get)
    within = sum(d <= 0.03 for d in differences.values())
    return f"{within} of {len(differences)} within 3 %, most {share(differences[worst])} ({worst[0]} {worst[1]} {worst[2]})"


def pytorch_lines(pytorch, layer):
    """Each block's median beside the same passes of our layer run whole."""
    blocks = {r["name"]: r["median_busy_ns"] for p in pytorch["processes"] for r in p["ranges"] if r["block"]}
    if "F0" not in blocks or "B0" not in blocks:
        return ["PyTorch: no blocks F0 and B0 were recorded"]
    both = blocks["F0"] + blocks["B0"]
    dropped = sum(p["losses"]["dropped"] for p in pytorch["processes"])
    return [f"PyTorch's layer, forward {blocks['F0']} ns, backward {blocks['B0']} ns, {dropped} records dropped",
            f"ours whole against PyTorch's | reported | {share((layer['whole_ns'] - both) / both)}"]


def main():
    folder = pathlib.Path(sys.argv[1])
    runs = [read(folder, f"operators-{i}.json") for i in (1, 2)]
    print("what | asked | measured")
    print("\n".join(check_lines(folder)))
    if all(runs):
        print(f"GPU | - | {runs[0]['gpu']}, driver {runs[0]['driver']}, {runs[0]['date']}, "
              f"clock {runs[0]['conditions']['clock_mhz']} MHz, throttling: {runs[0]['conditions']['throttling'] or 'none'}")
        print(f"two runs' medians | within 3 % | {repeatability(*runs)}")
        for run in runs:
            print(f"layer, sum of operators against whole | within 10 % | {share(run['layer']['difference'])}")
        for note in runs[0]["notes"]:
            print(f"note | - | {note}")
    pytorch = read(folder, "pytorch.json")
    if pytorch and runs[0]:
        print("\n".join(pytorch_lines(pytorch, runs[0]["layer"])))


if __name__ == "__main__":
    main()
