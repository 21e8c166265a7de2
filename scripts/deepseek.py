#!/usr/bin/env python3
"""Writes a pipeline of DeepSeek-V3's layers as a scenario: scripts/deepseek.py DEVICES MICRO_BATCHES > FILE.yaml

Every stage is two layers on two lanes, placed as DualPipe's on as many devices; the alternatives are the same layers
as the half stages of DualPipeV, and one stage a device for 1F1B. Layers take what DeepSeek measured on H800 (public
profile of training: EP64, TP1, 4 K tokens), in ms, and keep 0.5 GiB from their attention and from their experts to the
weight gradients of these. Memory is what DualPipe's p + 1 stages take.
"""

import sys

LAYERS = 2  # of a stage

# What a layer does: its name, kind, time and lane, what it waits for (None: what comes before the layer), memory.
FORWARD = [("attn", "forward", 4.36, "compute", None, "+512MiB"),
           ("dispatch", "communication", 6.69, "comm", "attn", None),
           ("mlp", "forward", 4.60, "compute", "dispatch", "+512MiB"),
           ("combine", "communication", 8.68, "comm", "mlp", None)]
BACKWARD = [("combine", "communication", 5.77, "comm", None, None),
            ("mlp", "input-gradient", 5.31, "compute", "combine", None),
            ("dispatch", "communication", 7.49, "comm", "mlp", None),
            ("attn", "input-gradient", 9.34, "compute", "dispatch", None),
            ("mlp-w", "weight-gradient", 3.54, "compute", "mlp", "-512MiB"),
            ("attn-w", "weight-gradient", 2.39, "compute", "attn", "-512MiB")]


def layer(steps, name, stage, device, before):
    for part, kind, time, lane, waits_for, memory in steps:
        after = f"{name}-{waits_for}" if waits_for else before
        yield (f"{{name: {name}-{part}, kind: {kind}, stage: {stage}, devices: [{device}]"
               f"{', lane: comm' if lane == 'comm' else ''}, time: {time:.2f}{f', memory: {memory}' if memory else ''}"
               f"{f', after: [{after}]' if after else ''}}}")


def chain(prefix, devices, layers):
    """A stage of so many layers on each of these devices, forward and back."""
    placed = [(f"{prefix}{stage}{'ab'[k] if layers > 1 else ''}", stage, device)
              for stage, device in enumerate(devices) for k in range(layers)]
    before = None
    for name, stage, device in placed:
        yield from layer(FORWARD, f"F{name}", stage, device, before)
        before = f"F{name}-combine"
    for name, stage, device in reversed(placed):
        yield from layer(BACKWARD, f"B{name}", stage, device, before)
        before = f"B{name}-attn"


def main():
    p, m = int(sys.argv[1]), int(sys.argv[2])
    there = list(range(p))
    print(f"""# Layers of DeepSeek-V3 in a pipeline, two a stage: experts send their tokens on a lane of their own, which what
# computes for another micro-batch can hide. Stages lie as DualPipe's; alternatives are DualPipeV's and one stage a
# device, for 1F1B. Times of a layer are those that DeepSeek measured on H800. Written by scripts/deepseek.py {p} {m}.
name: deepseek-{p}
time_unit: ms
micro_batches: {m // 2}  # in both directions: {m} of one
devices: {{count: {p}, memory: {(p + 1) * LAYERS}GiB, lanes: [compute, comm]}}
blocks:""")
    for block in [*chain("d", there, LAYERS), *chain("u", there[::-1], LAYERS)]:
        print(f"  - {block}")
    print("alternatives:")
    for name, devices, layers in (("dualpipev", there + there[::-1], 1), ("v", there, LAYERS)):
        print(f"  - name: {name}\n    micro_batches: {m}\n    blocks:")
        for block in chain("", devices, layers):
            print(f"      - {block}")


if __name__ == "__main__":
    main()
