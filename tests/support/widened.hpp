// A scenario that uses everything that problems have beyond plain ones.
#pragma once

#include <string>

namespace repetend::test {

inline const std::string widened_scenario = R"(name: widened
version: 2
time_unit: ms
memory_unit: GiB
micro_batches: 4
micro_batch_scale: [1, 0.8, 2.1, 1.25]
micro_batch_order: free
transfer: async
devices:
  - {name: gpu0, memory: 80, lanes: [compute, comm, d2h, {name: h2d, speed: 0.5}]}
  - {name: gpu1, memory: 80, lanes: [comm]}
machines: [{name: pcie01}, {name: nic, speed: 2}]
pools: [{name: host0, capacity: 512, static: 1}, {name: disk}]
links: {default: {latency: 5us, bandwidth: 25GB/s}}
blocks:
  - {name: P, kind: other, devices: [0, 1], lane: comm, repeat: first, time: 1}
  - {name: F0, kind: forward, stage: 0, devices: [0], time: 4, memory: +2, workspace: 1, after: [P]}
  - {name: AD, kind: communication, stage: 0, devices: [0], lane: comm, time: 6.7, after: [F0]}
  - {name: O0, kind: offload, stage: 0, devices: [0], lane: d2h, machines: [pcie01], time: 9, after: [F0],
     release: {gpu0: 1}, acquire: {host0: 1}}
  - {name: R0, kind: reload, stage: 0, devices: [0], lane: h2d, machines: [pcie01], time: 9, after: [O0],
     memory: {gpu0: +1, host0: -1}}
  - {name: F1, kind: forward, stage: 1, devices: [1], time: [1, 2, 3, 4], workspace: {gpu0: 1},
     after: [{block: AD, bytes: 8MB}]}
  - {name: C1, kind: recompute, stage: 1, devices: [1], time: 1, after: [F1]}
  - {name: I1, kind: input-gradient, stage: 1, devices: [1], time: 2, after: [C1]}
  - {name: W1, kind: weight-gradient, stage: 1, devices: [1], time: 2, after: [I1]}
  - {name: B0, kind: backward, stage: 0, devices: [0], lane: [compute, comm], time: 8, memory: -2,
     after: [{block: I1, bytes: 8MB}, R0]}
  - {name: G0, kind: communication, devices: [0], lane: comm, machines: [nic], repeat: last, time: 40, after: [B0]}
  - {name: U0, kind: optimizer, devices: [0], repeat: last, time: 12, after: [G0]}
pairs:
  - {blocks: [F1, [I1, W1]], time: 4}
  - {blocks: [W1, F1], time: 3.5}
choices:
  - name: stage0
    options:
      - {name: keep}
      - {name: offload, blocks: [O0, R0], set: {F0: {workspace: 0, time: 5}, B0: {lane: compute}}}
  - name: stage1
    options: [{name: keep}, {name: recompute, blocks: [C1], set: {F1: {workspace: {gpu0: 2, disk: 1}}}}]
interference: [{lanes: [compute, comm], factor: 1.07}]
)";

}  // namespace repetend::test
