"""A problem with everything that docs/semantics.md knows but transfers, read from a scenario whose blocks are
written out (docs/scenario.md). Choices are left open."""

import dataclasses
import fractions
import math

AMOUNTS = ("acquire", "release", "workspace")


@dataclasses.dataclass(frozen=True)
class Block:
    name: str
    repeat: str
    machines: tuple  # by name
    times: tuple  # by micro-batch, on machines of speed 1
    acquire: dict  # by pool
    release: dict
    workspace: dict


@dataclasses.dataclass(frozen=True)
class Edge:
    source: str
    target: str
    distance: int = 0


@dataclasses.dataclass(frozen=True)
class Pair:
    sides: tuple  # two tuples of names of blocks
    time: int


@dataclasses.dataclass(frozen=True)
class Option:
    blocks: frozenset  # there only with this option, or another that names them
    changed: dict  # name of a block -> the block as it is while the option holds


def exact(number):
    return fractions.Fraction(str(number))


def side_of(written):
    return (written,) if isinstance(written, str) else tuple(written)


class Problem:
    def __init__(self, scenario):
        if scenario.get("transfer", "none") != "none":
            raise ValueError("the model knows no transfers")
        self.count = scenario["micro_batches"]
        self.is_free = scenario.get("micro_batch_order") == "free"
        self.netted = scenario.get("memory_release") == "start"
        self.scale = [exact(s) for s in scenario.get("micro_batch_scale", [1] * self.count)]
        self.devices = [d["name"] for d in scenario["devices"]]
        self._machines(scenario)
        self.pools = {}  # name -> what its capacity leaves beside static bytes; None: unlimited
        for pool in scenario["devices"] + scenario.get("pools", []):
            room = pool.get("memory", pool.get("capacity", "unlimited"))
            self.pools[pool["name"]] = None if room == "unlimited" else room - pool.get("static", 0)
        self.blocks = {b["name"]: self._block(b) for b in scenario["blocks"]}
        self.edges = [self._edge(after, b["name"]) for b in scenario["blocks"] for after in b.get("after", [])]
        self.pairs = [Pair(tuple(map(side_of, pair["blocks"])), pair["time"]) for pair in scenario.get("pairs", [])]
        written = {b["name"]: b for b in scenario["blocks"]}
        self.choices = {c["name"]: {o["name"]: self._option(o, written) for o in c["options"]}
                        for c in scenario.get("choices", [])}

    def _machines(self, scenario):
        self.speed = {}  # by machine
        for device in scenario["devices"]:
            self.speed[device["name"]] = exact(device.get("speed", 1))
            for lane in device.get("lanes", []):
                keys = {"name": lane} if isinstance(lane, str) else lane
                if keys["name"] != "compute":
                    self.speed[f"{device['name']}.{keys['name']}"] = exact(keys.get("speed", 1))
        for machine in scenario.get("machines", []):
            self.speed[machine["name"]] = exact(machine.get("speed", 1))

    def _block(self, keys):
        lanes = keys.get("lane", "compute")
        lanes = [lanes] if isinstance(lanes, str) else lanes
        machines = [d if lane == "compute" else f"{d}.{lane}" for d in keys["devices"] for lane in lanes]
        time = keys["time"]
        amounts = {what: self._amounts(keys.get(what, 0), keys["devices"]) for what in AMOUNTS}
        return Block(keys["name"], keys.get("repeat", "each"), tuple(machines + keys.get("machines", [])),
                     tuple(time if isinstance(time, list) else [time] * self.count), **amounts)

    @staticmethod
    def _amounts(value, devices):
        by_pool = value if isinstance(value, dict) else {d: value for d in devices}
        return {pool: amount for pool, amount in by_pool.items() if amount}

    @staticmethod
    def _edge(after, target):
        return Edge(after, target) if isinstance(after, str) else Edge(after["block"], target, after.get("distance", 0))

    def _option(self, keys, written):
        changed = {name: self._block({**written[name], **changes}) for name, changes in keys.get("set", {}).items()}
        return Option(frozenset(keys.get("blocks", [])), changed)

    def instances(self, name):
        return {"each": range(self.count), "first": [0], "last": [self.count - 1]}[self.blocks[name].repeat]

    def duration(self, block, n):
        scale = self.scale[n] if block.repeat == "each" else 1
        return self._on(block.machines, block.times[n], scale)

    def fused_duration(self, pair, micro_batches):
        """Of a side of each of the two micro-batches."""
        return self._on(self.blocks[pair.sides[0][0]].machines, pair.time, max(self.scale[n] for n in micro_batches))

    def _on(self, machines, time, scale):
        return math.ceil(math.ceil(time * scale) / min(self.speed[m] for m in machines))

    def waits(self, source, target, distance):
        """The pairs of micro-batches (of the source, of the target) that an edge holds between."""
        if self.blocks[source].repeat == self.blocks[target].repeat == "each":
            return [(n, n + distance) for n in range(self.count - distance)]
        return [(n, m) for n in self.instances(source) for m in self.instances(target)]

    def deciding(self, name):
        """The choice whose options a block exists with, if there is one, and those options."""
        for choice, options in self.choices.items():
            holding = [option for option, what in options.items() if name in what.blocks]
            if holding:
                return choice, holding
        return None, []

    def paths(self):
        """What precedes what where some blocks may be missing: (source, target, distance, the blocks on the way)."""
        optional = {name for name in self.blocks if self.deciding(name)[0]}
        leaving = {name: [e for e in self.edges if e.source == name] for name in self.blocks}
        open_paths = [(e.source, e.target, e.distance, ()) for e in self.edges]
        while open_paths:
            source, target, distance, missing = open_paths.pop()
            yield source, target, distance, missing
            if target in optional:
                open_paths += [(source, e.target, distance + e.distance, missing + (target,)) for e in leaving[target]]

    def missing(self, taken):
        """The blocks that are not there with an option of each choice."""
        decided = {name: self.deciding(name) for name in self.blocks}
        return {name for name, (choice, holding) in decided.items() if choice and taken[choice] not in holding}


def closed(scenario, taken):
    """The scenario with these options of its choices, by name, which are then no choices any more."""
    problem = Problem(scenario)
    gone, changes = problem.missing(taken), {}
    for choice in scenario.get("choices", []):
        for option in choice["options"]:
            if taken[choice["name"]] == option["name"]:
                changes.update(option.get("set", {}))
    after = {name: [] for name in problem.blocks}
    for source, target, distance, on_the_way in problem.paths():
        if source not in gone and gone.issuperset(on_the_way):
            after[target].append({"block": source, "distance": distance})
    result = {key: value for key, value in scenario.items() if key != "choices"}
    result["blocks"] = [{**b, **changes.get(b["name"], {}), "after": after[b["name"]]}
                        for b in scenario["blocks"] if b["name"] not in gone]
    result["pairs"] = [pair for pair in scenario.get("pairs", [])
                       if not any(gone.intersection(side_of(side)) for side in pair["blocks"])]
    return result
