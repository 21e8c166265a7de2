"""Random problems by family and seed, as scenario files (docs/scenario.md) with every block written out.

The same family, size and seed give the same problem, whatever else is run beside it.
"""

import json
import random

SMALL, LARGE = "small", "large"


def odd(value):
    return max(1, int(value)) | 1


class Draft:
    """The blocks of one micro-batch while they are being added; devices are numbers."""

    def __init__(self, rng, devices, costs):
        self.rng, self.devices, self.costs = rng, devices, costs
        self.blocks = []

    def add(self, name, kind, stage, devices, time, after):
        """`after`: numbers of blocks. Answers with the number of the new block."""
        self.blocks.append({"name": name, "kind": kind, "stage": stage, "devices": sorted(devices), "time": time,
                            "after": sorted(set(after)), "acquire": {}, "release": {}, "workspace": {}})
        return len(self.blocks) - 1

    def hold(self, taker, giver, amount):
        """Memory on every device that both run on, from the start of one block to the end of the other."""
        for d in self.blocks[taker]["devices"]:
            if d in self.blocks[giver]["devices"]:
                for block, what in ((taker, "acquire"), (giver, "release")):
                    held = self.blocks[block][what]
                    held[d] = held.get(d, 0) + amount


class Costs:
    """What kinds of blocks last and hold: the same for all stages, or each 0.7 to 1.3 times that."""

    def __init__(self, rng):
        self.rng = rng
        self.uneven = rng.random() < 0.6
        self.split = rng.random() < 0.35
        self.forward = rng.randrange(1001, 20001, 2)
        ratio = rng.choice([1, 1.5, 2, 2, 2.5, 3])
        self.backward = self.forward * ratio
        self.input = self.forward * rng.choice([1, 1, 0.8, 1.2])
        self.weight = self.forward * rng.choice([1, 1, 0.6, 0.8])
        self.gang = self.forward * rng.uniform(0.2, 1)
        self.activation = 1000
        self.released_early = rng.choice([0, 0, 0.3, 0.5]) if self.split else 0
        self.workspace = rng.uniform(0.05, 0.4) if rng.random() < 0.2 else 0

    def vary(self, value):
        return value * self.rng.uniform(0.7, 1.3) if self.uneven else value

    def time(self, kind):
        return odd(self.vary(getattr(self, kind)))


def training(draft, steps, edges):
    """Forward blocks, and their mirrors backward. A step is (name, devices, is a gang); an edge a pair of steps."""
    costs = draft.costs
    forward, back = [], {}
    before = {i: [a for a, b in edges if b == i] for i in range(len(steps))}
    after = {i: [b for a, b in edges if a == i] for i in range(len(steps))}
    for i, (name, devices, gang) in enumerate(steps):
        forward.append(draft.add(f"F{name}", "other" if gang else "forward", None if gang else i, devices,
                                 costs.time("gang" if gang else "forward"), [forward[a] for a in before[i]]))
    for i in reversed(range(len(steps))):
        name, devices, gang = steps[i]
        waits = [back[b] for b in after[i]] + [forward[i]]
        if gang:
            back[i] = draft.add(f"B{name}", "other", None, devices, costs.time("gang"), waits)
            if draft.rng.random() < 0.3:
                draft.hold(forward[i], back[i], odd(costs.vary(costs.activation / 4)))
            continue
        held = odd(costs.vary(costs.activation))
        if not costs.split:
            back[i] = draft.add(f"B{name}", "backward", i, devices, costs.time("backward"), waits)
            draft.hold(forward[i], back[i], held)
            continue
        back[i] = draft.add(f"I{name}", "input-gradient", i, devices, costs.time("input"), waits)
        weight = draft.add(f"W{name}", "weight-gradient", i, devices, costs.time("weight"), [back[i]])
        early = int(held * costs.released_early)
        if early:
            draft.hold(forward[i], back[i], early)
        draft.hold(forward[i], weight, held - early)
    if costs.workspace:
        for block in draft.blocks:
            if draft.rng.random() < 0.5:
                block["workspace"] = {d: int(costs.activation * costs.workspace) for d in block["devices"]}


def chain(count):
    return [(i, i + 1) for i in range(count - 1)]


def visits(draft, order):
    """A pipeline that visits devices in this order, one stage a visit."""
    training(draft, [(str(i), [d], False) for i, d in enumerate(order)], chain(len(order)))


def v(draft):
    visits(draft, range(draft.devices))


def interleaved(draft):
    visits(draft, list(range(draft.devices)) * draft.rng.choice([2, 2, 3, 4]))


def wave(draft):
    there = list(range(draft.devices))
    visits(draft, (there + there[::-1]) * draft.rng.choice([1, 1, 2]))


def x(draft):
    p = draft.devices
    steps = [(f"d{i}", [i], False) for i in range(p)] + [(f"u{i}", [p - 1 - i], False) for i in range(p)]
    training(draft, steps, chain(p) + [(p + a, p + b) for a, b in chain(p)])


def with_gangs(draft, gangs):
    """A pipeline with gangs: `gangs` has (stage before which it stands, devices)."""
    steps = []
    for i in range(draft.devices + 1):
        steps += [(f"G{k}", devices, True) for k, (at, devices) in enumerate(gangs) if at == i]
        if i < draft.devices:
            steps.append((str(i), [i], False))
    training(draft, steps, chain(len(steps)))


def m(draft):
    with_gangs(draft, [(0, range(draft.devices))])


def nn(draft):
    everyone = range(draft.devices)
    with_gangs(draft, [(0, everyone), (draft.rng.choice([1, draft.devices // 2]), everyone)])


def gangs(draft):
    p, rng = draft.devices, draft.rng
    with_gangs(draft, [(rng.randrange(p + 1), rng.sample(range(p), rng.randrange(2, p + 1)))
                       for _ in range(rng.randrange(1, 4))])


def branches(draft, count):
    """Pipelines side by side, whose ends a gang of all devices or one more stage joins."""
    p, rng = draft.devices, draft.rng
    steps, edges, ends = [], [], []
    for k in range(count):
        first, last = k * p // count, (k + 1) * p // count
        length = max(1, last - first + rng.choice([0, 0, 1]))
        for i in range(length):
            device = min(p - 1, first + min(i, max(0, last - first - 1)))
            steps.append((f"{'abc'[k]}{i}", [device], False))
            if i:
                edges.append((len(steps) - 2, len(steps) - 1))
        ends.append(len(steps) - 1)
    joint = rng.random() < 0.5
    steps.append(("L", range(p) if joint else [rng.randrange(p)], joint))
    training(draft, steps, edges + [(end, len(steps) - 1) for end in ends])


def branches2(draft):
    branches(draft, 2)


def branches3(draft):
    branches(draft, 3)


def skips(draft):
    """Encoder and decoder. What the encoder's end gives goes to every stage of the decoder, or each stage of the
    encoder has one of the decoder that it sends to, on the same device (a U) or the other way round."""
    p, rng = draft.devices, draft.rng
    order = list(range(p)) if rng.random() < 0.5 else list(range(p)) + list(range(p))[::-1]
    half = len(order) // 2
    if rng.random() < 0.5:
        extra = [(half - 1, i) for i in range(half + 1, len(order))]
    else:
        extra = [(i, len(order) - 1 - i) for i in range(half - 1)]
    training(draft, [(str(i), [d], False) for i, d in enumerate(order)], chain(len(order)) + extra)


def graph(draft):
    """Any graph forward, on any devices, a few of them gangs; mirrored, or with memory between any two blocks."""
    p, rng = draft.devices, draft.rng
    count = rng.randrange(p, 2 * p + 2)
    places = list(range(p)) + [rng.randrange(p) for _ in range(count - p)]
    rng.shuffle(places)
    steps, edges = [], []
    for i, d in enumerate(places):
        gang = p > 2 and rng.random() < 0.1
        steps.append((str(i), rng.sample(range(p), 2) if gang else [d], gang))
        if i:
            edges += [(a, i) for a in rng.sample(range(i), min(i, rng.choice([1, 1, 1, 2, 2, 3])))]
    if rng.random() < 0.6:
        training(draft, steps, edges)
        return
    for i, (name, devices, gang) in enumerate(steps):
        draft.add(f"X{name}", "other", None, devices, draft.costs.time("gang" if gang else "forward"),
                  [a for a, b in edges if b == i])
    reached = [set() for _ in steps]  # what each depends on
    for a, b in sorted(edges, key=lambda e: e[1]):
        reached[b] |= reached[a] | {a}
    for b in range(count):
        mates = [a for a in reached[b] if set(steps[a][1]) & set(steps[b][1])]
        if mates and rng.random() < 0.8:
            draft.hold(rng.choice(sorted(mates)), b, odd(draft.costs.vary(draft.costs.activation)))


FAMILIES = {f.__name__: f for f in (v, interleaved, wave, x, m, nn, gangs, branches2, branches3, skips, graph)}
LARGE_FAMILIES = ["v", "interleaved", "wave", "x", "m", "nn", "skips"]


def in_flight(family, p, d, n, chunks):
    """How many micro-batches 1F1B, or what stands for it, holds on device d at once."""
    if family == "v":
        return min(n, p - d)
    if family == "interleaved":
        return min(n * chunks, (chunks - 1) * p + 2 * (p - 1 - d) + 1) / chunks
    if family.startswith("branches"):
        return min(n, p // int(family[-1]) + 1)
    return min(n, p)


def set_memory(rng, draft, family, n):
    """Devices with memory from what one micro-batch needs to unlimited. Answers with them and a word for it."""
    share = rng.choice([0, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1, 1, 1.2, 1.6, 2, None])
    devices = []
    for d in range(draft.devices):
        level = need = held = 0
        for block in draft.blocks:
            level += block["acquire"].get(d, 0)
            need = max(need, level + block["workspace"].get(d, 0))
            level -= block["release"].get(d, 0)
            held += block["acquire"].get(d, 0)
        chunks = sum(1 for b in draft.blocks if b["acquire"].get(d)) or 1
        wanted = held * in_flight(family, draft.devices, d, n, chunks)
        devices.append({"name": f"d{d}", "memory": "unlimited" if share is None else
                        max(need, int(share * wanted)), "static": 0, "speed": 1})
    return devices, "unlimited" if share is None else f"{share:g}"


def set_bytes(rng, draft):
    """Bytes on every edge, and links that carry them: mostly beside the blocks, at times slower than these."""
    typical = sum(b["time"] for b in draft.blocks) / len(draft.blocks)
    occupancy = typical * (rng.uniform(0.5, 1.2) if rng.random() < 0.15 else rng.uniform(0.02, 0.3))
    for block in draft.blocks:
        block["bytes"] = [odd(draft.costs.vary(occupancy)) for _ in block["after"]]
    # 1 GB/s carries a byte a nanosecond.
    return {"default": {"latency": int(typical * rng.choice([0, 0.01, 0.05])), "bandwidth": "1000000000B/s"}}


def counts(rng, size):
    """Devices and micro-batches to try."""
    if size == LARGE:
        return rng.choice([16, 20, 24, 32]), 64
    return rng.choice([2, 3, 4, 4, 4, 5, 6, 8]), rng.choice([4, 5, 6, 7, 8, 8, 10, 12, 16, 16, 20, 24, 32])


def problem(family, seed, size=SMALL):
    """A scenario as plain data."""
    rng = random.Random(f"{size}:{family}:{seed}")
    while True:
        p, n = counts(rng, size)
        if p < 3 and family in ("branches3", "gangs", "nn"):
            continue
        draft = Draft(rng, p, Costs(rng))
        FAMILIES[family](draft)
        if size == LARGE or 40 <= n * len(draft.blocks) <= 320:
            break
    devices, memory = set_memory(rng, draft, family, n)
    scenario = {"name": f"{family}-{seed}", "time_unit": "ns", "memory_unit": "B", "micro_batches": n,
                "memory_release": "start" if rng.random() < 0.1 else "end", "transfer": "none", "devices": devices}
    if rng.random() < 0.45:
        scenario["transfer"] = "async"
        scenario["links"] = set_bytes(rng, draft)
    scenario["blocks"] = [written(draft, block) for block in draft.blocks]
    facts = {"devices": p, "micro_batches": n, "blocks": len(draft.blocks), "memory": memory,
             "durations": "uneven" if draft.costs.uneven else "uniform", "transfer": scenario["transfer"],
             "backward": "split" if draft.costs.split else "whole", "release": scenario["memory_release"]}
    return scenario, facts


def written(draft, block):
    amounts = block.get("bytes", [0] * len(block["after"]))
    result = {key: block[key] for key in ("name", "kind", "stage", "devices", "time") if block[key] is not None}
    for key in ("acquire", "release", "workspace"):
        if block[key]:
            result[key] = {f"d{d}": amount for d, amount in block[key].items()}
    result["after"] = [{"block": draft.blocks[a]["name"], "bytes": size}
                       for a, size in zip(block["after"], amounts)]
    return result


def scenario_text(scenario, comment=""):
    """YAML, a block a line."""
    lines = [f"# {line}" for line in comment.splitlines()]
    for key, value in scenario.items():
        if key in ("blocks", "devices"):
            lines.append(f"{key}:")
            lines += ["  - " + json.dumps(element).replace('"', "") for element in value]
        else:
            lines.append(f"{key}: {json.dumps(value)}")
    return "\n".join(lines) + "\n"
