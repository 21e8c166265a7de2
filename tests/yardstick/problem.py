"""A problem as a plan file has it (docs/plan.md), with what docs/semantics.md says of it, for the models."""

import collections
import copy
import dataclasses
import re


@dataclasses.dataclass(frozen=True)
class Edge:
    source: int
    target: int
    size: int
    distance: int


@dataclasses.dataclass(frozen=True)
class Transfer:
    edge: int
    sender: int
    receiver: int
    occupancy: int
    latency: int


def ceil_div(a, b):
    return -(-a // b)


class Problem:
    def __init__(self, document):
        """`document`: the value of `problem` in a plan file."""
        self.document = document
        self.count = document["micro_batches"]
        self.mode = document["transfer"]
        self.netted = document["memory_release"] == "start"
        if self.mode not in ("none", "async"):
            raise ValueError(f"transfers are {self.mode}: the models know none and async")
        self.devices = document["devices"]
        if any(d["speed"] != 1 for d in self.devices):
            raise ValueError("devices differ in speed: the models know one speed")
        number = {d["name"]: i for i, d in enumerate(self.devices)}
        block = {b["name"]: i for i, b in enumerate(document["blocks"])}
        self.names = [b["name"] for b in document["blocks"]]
        self.time = [b["time"] for b in document["blocks"]]
        self.places = [sorted(number[d] for d in b["devices"]) for b in document["blocks"]]
        self.edges = [Edge(block[a["block"]], i, a["bytes"], a["distance"])
                      for i, b in enumerate(document["blocks"]) for a in b["after"]]
        # amounts["acquire"][b][d]
        self.amounts = {what: [self._by_device(b[what], b, number) for b in document["blocks"]]
                        for what in ("acquire", "release", "workspace")}
        self.transfers = list(self._transfers(number)) if self.mode == "async" else []
        self.on_device = [[b for b in range(len(self.time)) if d in self.places[b]]
                          for d in range(len(self.devices))]

    @staticmethod
    def _by_device(value, block, number):
        if isinstance(value, dict):
            return {number[d]: amount for d, amount in value.items() if amount}
        return {number[d]: value for d in block["devices"] if value}

    def room(self, d):
        """What a device's memory leaves beside static memory; None where it is unlimited."""
        memory = self.devices[d]["memory"]
        return None if memory == "unlimited" else memory - self.devices[d]["static"]

    def _transfers(self, number):
        links = self.document["links"]
        pairs = {(number[l["from"]], number[l["to"]]): l for l in links.get("pairs", [])}
        for e, edge in enumerate(self.edges):
            sender = self.places[edge.source][0]
            for receiver in self.places[edge.target]:
                if receiver not in self.places[edge.source]:
                    link = pairs.get((sender, receiver), links.get("default"))
                    bandwidth = int(re.match(r"\d+", str(link["bandwidth"]))[0])
                    yield Transfer(e, sender, receiver, ceil_div(edge.size * 10**9, bandwidth), link["latency"])

    def routes(self):
        """What each directed link carries: {(sender, receiver): {producer: [its transfers in edge order]}}."""
        result = collections.defaultdict(lambda: collections.defaultdict(list))
        for t in self.transfers:
            result[t.sender, t.receiver][self.edges[t.edge].source].append(t)
        return result

    def is_never_late(self, producers):
        """Whether a link is free whenever a producer ends, since what it carried before took less than the block."""
        shortest = min(self.time[p] for p in producers)
        if any(self.edges[t.edge].distance for sent in producers.values() for t in sent):
            return False  # the last micro-batches send less
        return all(sum(t.occupancy for t in sent) <= shortest for sent in producers.values())

    def delays(self):
        """By edge: from the producer's end to the delivery, over links that are never late. And the other links."""
        delay, late = [0] * len(self.edges), {}
        for link, producers in self.routes().items():
            if not self.is_never_late(producers):
                late[link] = producers
                continue
            for sent in producers.values():
                taken = 0
                for t in sent:
                    taken += t.occupancy
                    delay[t.edge] = max(delay[t.edge], taken + t.latency)
        return delay, late

    def holds(self, d):
        """What a device holds, as (taker, giver, amount): from a block's start to another one's end in the same
        micro-batch. None where levels do not split like that."""
        reached = self._depends_on()
        free = {b: self.amounts["acquire"][b][d] for b in self.on_device[d] if d in self.amounts["acquire"][b]}
        result = []
        for giver in self.on_device[d]:
            wanted = self.amounts["release"][giver].get(d, 0)
            for taker in sorted(free, key=lambda b: b != giver):
                if taker == giver or taker in reached[giver]:
                    amount = min(wanted, free[taker])
                    if amount:
                        result.append((taker, giver, amount))
                        free[taker] -= amount
                        wanted -= amount
            if wanted:
                return None
        return None if any(free.values()) else result

    def _depends_on(self):
        reached = [set() for _ in self.time]
        changed = True
        while changed:
            changed = False
            for edge in self.edges:
                if edge.distance == 0:
                    more = reached[edge.source] | {edge.source}
                    changed |= not more <= reached[edge.target]
                    reached[edge.target] |= more
        return reached

    def with_count(self, count):
        document = copy.deepcopy(self.document)
        document["micro_batches"] = count
        return Problem(document)

    def unrolled(self, u):
        """u micro-batches as one, for a repetend of u: block b of micro-batch k is block b * u + k."""
        result = copy.copy(self)
        result.time = [t for t in self.time for _ in range(u)]
        result.places = [p for p in self.places for _ in range(u)]
        result.names = [f"{name}@{k}" for name in self.names for k in range(u)]
        result.amounts = {w: [a for a in by_block for _ in range(u)] for w, by_block in self.amounts.items()}
        result.edges, result.transfers = [], []
        for e, edge in enumerate(self.edges):
            for k in range(u):
                later = k + edge.distance
                result.edges.append(Edge(edge.source * u + k, edge.target * u + later % u, edge.size, later // u))
                result.transfers += [dataclasses.replace(t, edge=e * u + k) for t in self.transfers if t.edge == e]
        if u > 1:  # instances of a block by the order of their starts, which renaming gives every schedule
            result.edges += [Edge(b * u + k, b * u + (k + 1) % u, 0, (k + 1) // u)
                             for b in range(len(self.time)) for k in range(u)]
        result.on_device = [[b * u + k for b in on for k in range(u)] for on in self.on_device]
        return result


def plan_document(problem, name, starts, repetend=None):
    """A plan file of these starts (by block, then micro-batch)."""
    orders = []
    for d, device in enumerate(problem.devices):
        row = sorted((starts[b][n], b, n) for b in problem.on_device[d] for n in range(problem.count))
        orders.append({"device": device["name"], "block": [b for _, b, _ in row], "micro_batch": [n for *_, n in row]})
    return {"format": "repetend-plan", "version": 1, "schedule": name, "problem": problem.document,
            "orders": orders, "start_ns": starts, "repetend": repetend}


def makespan(problem, starts):
    first = min(min(row) for row in starts)
    return max(max(row) + problem.time[b] for b, row in enumerate(starts)) - first


def completions(problem, starts):
    """The sum over micro-batches of their ends, from the plan's first start."""
    first = min(min(row) for row in starts)
    return sum(max(row[n] + problem.time[b] for b, row in enumerate(starts)) - first for n in range(problem.count))


def peaks(problem, starts):
    """The highest level of every device."""
    result = []
    for d, device in enumerate(problem.devices):
        level = highest = device["static"]
        for _, b in sorted((start, b) for b in problem.on_device[d] for start in starts[b]):
            take, give, work = (problem.amounts[w][b].get(d, 0) for w in ("acquire", "release", "workspace"))
            level += take - (give if problem.netted else 0)
            highest = max(highest, level + work)
            level -= 0 if problem.netted else give
        result.append(highest)
    return result
