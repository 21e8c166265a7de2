#include "tests/support/wide_problem.hpp"

namespace repetend::test {

Problem wide_problem() {
  using enum BlockKind;
  const DeviceId gpu0{0}, gpu1{1};
  const MachineId compute0{0}, comm0{2}, d2h{3}, h2d{4}, pcie01{6};
  const PoolId host0{2};
  const BlockId f0{0}, f1{1}, b1{2}, b0{3}, o0{4}, r0{5}, p0{6}, g0{7}, u0{8}, w0{9};
  Problem p;
  p.name = "wide";
  p.micro_batches = 4;
  p.micro_batch_order = MicroBatchOrder::free;
  p.devices = {{.name = "gpu0", .memory = 1000, .static_memory = 10}, {.name = "gpu1", .memory = 1000}};
  p.machines = {{.name = "comm", .device = gpu0, .speed = unit_speed / 2},
                {.name = "d2h", .device = gpu0},
                {.name = "h2d", .device = gpu0},
                {.name = "comm", .device = gpu1},
                {.name = "pcie01"}};
  p.pools = {{.name = "host0", .capacity = 100, .static_memory = 1}};
  p.scale = {unit_speed, unit_speed / 5 * 4, unit_speed * 2, unit_speed};
  p.blocks = {
      {.name = "F0", .kind = forward, .stage = 0, .time = 10, .uses = {{gpu0, 8, 0, 2}}},
      {.name = "F1", .kind = forward, .stage = 1, .uses = {{gpu1, 8}}, .times = {10, 0, 12, 9}},
      {.name = "B1", .kind = backward, .stage = 1, .time = 20, .uses = {{gpu1, 0, 8}}},
      {.name = "B0", .kind = input_gradient, .stage = 0, .time = 20, .uses = {{gpu0, 0, 6}}},
      {.name = "O0", .kind = offload, .stage = 0, .time = 9, .uses = {{gpu0, 0, 5}}},
      {.name = "R0", .kind = reload, .stage = 0, .time = 9, .uses = {{gpu0, 5}}},
      {.name = "P0", .kind = communication, .time = 3, .uses = {{gpu0, 7}}, .repeat = Repeat::first},
      {.name = "G0", .kind = communication, .time = 40, .uses = {{gpu0}}, .repeat = Repeat::last},
      {.name = "U0", .kind = optimizer, .time = 12, .uses = {{gpu0, 0, 7}}, .repeat = Repeat::last},
      {.name = "W0", .kind = weight_gradient, .stage = 0, .uses = {{gpu0, 0, 2}}},
  };
  p.blocks[w0.index()].machines = {compute0};
  p.blocks[o0.index()].machines = {d2h, pcie01};
  p.blocks[o0.index()].elsewhere = {{host0, 5, 0, 1}};
  p.blocks[r0.index()].machines = {h2d, pcie01};
  p.blocks[r0.index()].elsewhere = {{host0, 0, 5}};
  p.blocks[p0.index()].machines = {comm0};
  p.blocks[g0.index()].machines = {comm0};
  p.edges = {{p0, f0}, {f0, f1}, {f1, b1}, {b1, b0}, {r0, b0},
             {f0, o0}, {o0, r0}, {w0, g0}, {g0, u0}, {b0, w0}};
  p.pairs = {{{f0}, {b0}, 25}};
  p.interference = {{"compute", "comm", unit_speed / 100 * 107}};
  return p;
}

}  // namespace repetend::test
