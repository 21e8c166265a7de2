"""A small GPT in PyTorch with ranges that `repetend profile attach` turns into blocks.

    repetend profile attach --text blocks.yaml -- python3 pytorch_layers.py --hidden 4096 --heads 32

Each of --stages stages runs forward and backward for each of --micro-batches micro-batches on one GPU; the ranges
are named F0@0, B0@0, ... as a pipeline's blocks would be. Two things to copy into a program of your own:

* block(): a process range (range_start, range_end), because autograd launches the backward pass from a thread of
  its own, where a thread's range (range_push, range_pop) would not see it;
* the mark inside it: PyTorch's allocator takes memory from the driver in stock, so that CUPTI sees little of what a
  block needs; the mark says what the allocator counted.
"""

import argparse
import contextlib

import torch
from torch import nn


@contextlib.contextmanager
def block(name, micro_batch):
    """One occurrence of a block: its time, its peak memory above the beginning, and what it keeps."""
    before = torch.cuda.memory_allocated()
    torch.cuda.reset_peak_memory_stats()
    range_id = torch.cuda.nvtx.range_start(f"{name}@{micro_batch}")
    try:
        yield
    finally:
        peak = torch.cuda.max_memory_allocated() - before
        kept = torch.cuda.memory_allocated() - before
        torch.cuda.nvtx.mark(f"repetend.memory peak={peak} kept={kept}")
        torch.cuda.nvtx.range_end(range_id)


class Layer(nn.Module):
    """The layer that `repetend profile operators` measures: pre-norm GPT, causal attention, GELU, dropout."""

    def __init__(self, hidden, heads, dropout=0.1):
        super().__init__()
        self.heads, self.dropout = heads, dropout
        self.norm1, self.norm2 = nn.LayerNorm(hidden), nn.LayerNorm(hidden)
        self.qkv, self.projection = nn.Linear(hidden, 3 * hidden), nn.Linear(hidden, hidden)
        self.up, self.down = nn.Linear(hidden, 4 * hidden), nn.Linear(4 * hidden, hidden)

    def attention(self, x):
        batch, tokens, hidden = x.shape
        q, k, v = (t.view(batch, tokens, self.heads, -1).transpose(1, 2) for t in self.qkv(x).chunk(3, dim=-1))
        y = nn.functional.scaled_dot_product_attention(q, k, v, is_causal=True)
        return self.projection(y.transpose(1, 2).reshape(batch, tokens, hidden))

    def forward(self, x):
        x = x + nn.functional.dropout(self.attention(self.norm1(x)), self.dropout)
        inner = nn.functional.gelu(self.up(self.norm2(x)), approximate="tanh")
        return x + nn.functional.dropout(self.down(inner), self.dropout)


def run(stages, micro_batch, inputs):
    """Forward through all stages and back, each stage's output detached as a pipeline would send it."""
    ends = []
    x = inputs
    for i, stage in enumerate(stages):
        x = x.detach().requires_grad_()
        with block(f"F{i}", micro_batch):
            y = stage(x)
        ends.append((x, y))
        x = y
    gradient = torch.randn_like(x)
    for i in reversed(range(len(stages))):
        x, y = ends.pop()
        with block(f"B{i}", micro_batch):
            y.backward(gradient)
        gradient = x.grad


def warm_up(stages, inputs):
    """The same work without ranges."""
    x = inputs.detach().requires_grad_()
    for stage in stages:
        x = stage(x)
    x.backward(torch.randn_like(x))


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    for name, value in dict(hidden=4096, heads=32, sequence=2048, micro_batch=1, stages=1, layers=1,
                            micro_batches=20, warm_up=5).items():
        parser.add_argument("--" + name.replace("_", "-"), type=int, default=value)
    parser.add_argument("--precision", choices=["bf16", "fp16", "fp32"], default="bf16")
    options = parser.parse_args()
    if not torch.cuda.is_available():
        parser.exit(1, "PyTorch finds no CUDA device\n")
    dtype = dict(bf16=torch.bfloat16, fp16=torch.float16, fp32=torch.float32)[options.precision]
    stages = [nn.Sequential(*(Layer(options.hidden, options.heads) for _ in range(options.layers)))
              .to("cuda", dtype) for _ in range(options.stages)]
    inputs = torch.randn(options.micro_batch, options.sequence, options.hidden, device="cuda", dtype=dtype)
    # Ranges of another name are no blocks: the warm-up does not count.
    for i in range(options.warm_up + options.micro_batches):
        if i < options.warm_up:
            with torch.cuda.nvtx.range("warm-up"):
                warm_up(stages, inputs)
        else:
            run(stages, i - options.warm_up, inputs)
    torch.cuda.synchronize()


if __name__ == "__main__":
    main()
