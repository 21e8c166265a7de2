"""Random small problems of each kind beyond plain ones, as scenarios (docs/scenario.md) with every block written out;
the busiest machine has five to seven
instances. The same kind and seed give the same problem."""

import random

import wide_problem

LEAST, MOST = 5, 7  # instances on the machine that has most


class Draft:
    """A pipeline there and back over random devices; kinds add to it before it becomes a scenario."""

    def __init__(self, rng):
        self.rng = rng
        self.count = rng.choice([2, 2, 3, 3])
        self.devices = rng.choice([1, 2, 2, 3])
        self.unit = rng.choice([1, 1, 97])
        self.blocks, self.extra = [], {}
        self.lanes, self.machines, self.pools = set(), [], []
        self.pipeline()

    def time(self, most=6):
        return self.rng.randrange(1, most * self.unit + 1)

    def add(self, name, kind, device, after, stage=None, **keys):
        block = {"name": name, "kind": kind, "devices": [f"d{device}"], "time": self.time(), **keys, "after": after}
        if stage is not None:
            block["stage"] = stage
        lanes = keys.get("lane", "compute")
        self.lanes |= set([lanes] if isinstance(lanes, str) else lanes) - {"compute"}
        self.blocks.append(block)
        return name

    def pipeline(self):
        """Stages on the devices in turn, each keeping what its forward acquires until its backward has ended."""
        rng = self.rng
        room = MOST // self.count // 2  # stages a device
        order = [d for d in range(self.devices) for _ in range(rng.randint(1, max(1, room)))]
        rng.shuffle(order)
        last, self.stages = [], list(enumerate(order))
        for s, d in self.stages:
            last = [self.add(f"F{s}", "forward", d, last, s, acquire={f"d{d}": rng.randint(1, 3)})]
        for s, d in reversed(self.stages):
            held = self.block(f"F{s}")["acquire"]
            last = [self.add(f"B{s}", "backward", d, sorted({*last, f"F{s}"}), s, release=dict(held))]

    def block(self, name):
        return next(b for b in self.blocks if b["name"] == name)

    def some_stages(self):
        return sorted(self.rng.sample(self.stages, self.rng.randint(1, min(3, len(self.stages)))))

    def load(self):
        """The instances on the computing lane that has most."""
        on = [0] * self.devices
        for block in self.blocks:
            if "lane" not in block:
                on[int(block["devices"][0][1:])] += self.count
        return max(on)


def lanes(draft):
    """Exchanges between stages on lanes of their own or on a switch that devices share; some occupy the computing lane
    too."""
    rng = draft.rng
    if rng.random() < 0.3:
        draft.machines.append("switch")
    for block in list(draft.blocks):
        if not block["after"] or rng.random() < 0.4:
            continue
        producer = draft.block(rng.choice(block["after"]))
        lane = ["compute", "comm"] if rng.random() < 0.1 else "comm"
        name = draft.add(f"X{producer['name']}{block['name']}", "communication", int(producer["devices"][0][1:]),
                         [producer["name"]], lane=lane)
        if draft.machines and rng.random() < 0.7:
            draft.block(name)["machines"] = ["switch"]
        block["after"] = sorted({*block["after"], name} - ({producer["name"]} if rng.random() < 0.8 else set()))


def offload(draft, stage, device):
    """Copies of what the stage keeps, to the host and back."""
    kept = draft.block(f"F{stage}")["acquire"][f"d{device}"]
    here, host = {f"d{device}": kept}, {"host": kept}
    out = draft.add(f"O{stage}", "offload", device, [f"F{stage}"], stage, lane="d2h", release=here, acquire=host)
    back = draft.add(f"R{stage}", "reload", device, [out], stage, lane="h2d", release=host, acquire=here)
    draft.block(f"B{stage}")["after"].append(back)
    return [out, back]


def pools(draft):
    """Offloading to a host, or workspace there, within capacities."""
    draft.pools.append("host")
    for stage, device in draft.some_stages():
        if draft.rng.random() < 0.75:
            offload(draft, stage, device)
        else:
            draft.block(f"F{stage}")["workspace"] = {"host": draft.rng.randint(1, 3)}


def pairs(draft):
    """Forwards fuse with backwards of their device; the backward of some is in two parts."""
    rng, declared = draft.rng, []
    for stage, device in draft.stages:
        if rng.random() < 0.3 and draft.load() + draft.count <= MOST:
            backward = draft.block(f"B{stage}")
            backward["kind"] = "input-gradient"
            draft.add(f"W{stage}", "weight-gradient", device, [backward["name"]], stage,
                      release=backward.pop("release"))
    for stage, device in draft.stages:
        for other, same in draft.stages:
            if device == same and rng.random() < (0.9 if stage == other else 0.5):
                side = [b["name"] for b in draft.blocks if b["name"] in (f"B{other}", f"W{other}")]
                took = [draft.block(name)["time"] for name in [f"F{stage}", *side]]
                declared.append({"blocks": [f"F{stage}", side[0] if len(side) == 1 else side],
                                 "time": rng.randint(max(1, max(took) - draft.unit // 2), sum(took))})
    if declared:
        draft.extra["pairs"] = declared


def repeats(draft):
    """What runs once: gathers before, exchanges and optimizer steps after, on lanes of their own or not."""
    rng = draft.rng
    for stage, device in draft.some_stages():
        lane = {"lane": "comm"} if rng.random() < 0.7 else {}
        if rng.random() < 0.5:
            gather = draft.add(f"P{stage}", "communication", device, [], repeat="first", **lane)
            draft.block(f"F{stage}")["after"].append(gather)
        if rng.random() < 0.8:
            draft.add(f"G{stage}", "communication", device, [f"B{stage}"], repeat="last", **lane)
            if rng.random() < 0.4:
                draft.add(f"U{stage}", "optimizer", device, [f"G{stage}"], repeat="last",
                          workspace={f"d{device}": rng.randint(1, 4)})


def scales(draft):
    """Micro-batches that are not alike, fed in turn or in any order."""
    rng = draft.rng
    if rng.random() < 0.8:
        draft.extra["micro_batch_scale"] = rng.choices(["0.5", "0.8", "1", "1.25", "2", "3.1"], k=draft.count)
    if rng.random() < 0.6:
        draft.extra["micro_batch_order"] = "free"
    for block in draft.blocks:
        if rng.random() < 0.2:
            block["time"] = [draft.time() for _ in range(draft.count)]


def choices(draft):
    """Stages keep their activations, offload them or compute them again."""
    rng, declared = draft.rng, []
    draft.pools.append("host")
    for stage, device in draft.some_stages():
        options = [{"name": "keep"}]
        if rng.random() < 0.7:
            options.append({"name": "offload", "blocks": offload(draft, stage, device)})
        if rng.random() < 0.6 and draft.load() + draft.count <= MOST:
            kept = draft.block(f"F{stage}")["acquire"][f"d{device}"]
            again = draft.add(f"C{stage}", "recompute", device, [f"F{stage}"], stage, acquire={f"d{device}": kept - 1})
            draft.block(f"B{stage}")["after"].append(again)
            little = {"acquire": {f"d{device}": 1}, "workspace": {f"d{device}": kept - 1}}
            options.append({"name": "recompute", "blocks": [again], "set": {f"F{stage}": little}})
        if len(options) == 1:
            quick = {"time": draft.time(), "workspace": {f"d{device}": 2}}
            options.append({"name": "quick", "set": {f"F{stage}": quick}})
        rng.shuffle(options)
        declared.append({"name": f"stage{stage}", "options": options})
    draft.extra["choices"] = declared


KINDS = {kind.__name__: kind for kind in (lanes, pools, pairs, repeats, scales, choices)}


def need(problem, taken):
    """By pool, the most that is held when one micro-batch follows the other, block after block, with these options."""
    level, most = dict.fromkeys(problem.pools, 0), dict.fromkeys(problem.pools, 0)
    gone = problem.missing(taken)
    for name in (b for b in order(problem) if b not in gone):
        block = problem.blocks[name]
        for choice, option in taken.items():
            block = problem.choices[choice][option].changed.get(name, block)
        for pool in problem.pools:
            take, give, work = (getattr(block, what).get(pool, 0) for what in wide_problem.AMOUNTS)
            most[pool] = max(most[pool], level[pool] + take + work)
            level[pool] += take - give
    return most


def order(problem):
    """The blocks so that each comes after what it waits for; those of the file first where several may."""
    result, left = [], list(problem.blocks)
    while left:
        ready = next(b for b in left if not any(e.target == b and e.source in left for e in problem.edges))
        result.append(ready)
        left.remove(ready)
    return result


def problem(kind, seed):
    rng = random.Random(f"wide:{kind}:{seed}")
    while True:
        draft = Draft(rng)
        KINDS[kind](draft)
        scenario = {"name": f"{kind}-{seed}", "time_unit": "ns", "memory_unit": "B", "micro_batches": draft.count,
                    "memory_release": "start" if rng.random() < 0.15 else "end",
                    "devices": [{"name": f"d{d}", "memory": "unlimited", "lanes": ["compute", *sorted(draft.lanes)]}
                                for d in range(draft.devices)],
                    "machines": [{"name": machine} for machine in draft.machines],
                    "pools": [{"name": pool, "capacity": "unlimited"} for pool in draft.pools],
                    "blocks": draft.blocks, **draft.extra}
        for device in scenario["devices"]:
            device["lanes"] = [{"name": lane, "speed": rng.choice([1, 1, 1, "0.5", 2])} if lane != "compute" else lane
                               for lane in device["lanes"]]
            if rng.random() < 0.2:
                device["speed"] = rng.choice(["0.5", "0.8", 2])
        read = wide_problem.Problem(scenario)
        least = need(read, {choice: rng.choice(list(options)) for choice, options in read.choices.items()})
        for pool, key in [(d, "memory") for d in scenario["devices"]] + [(p, "capacity") for p in scenario["pools"]]:
            if rng.random() < 0.7:
                pool[key] = least[pool["name"]] + rng.choice([0, 0, 1, 1, 2, 3])
        load = {machine: sum(len(read.instances(name)) for name, block in read.blocks.items()
                             if machine in block.machines) for machine in read.speed}
        if LEAST <= max(load.values()) <= MOST and len(scenario["blocks"]) * draft.count <= 30:
            return scenario
