#!/usr/bin/env bash
# Builds in Release and prints the benchmark table; arguments go to Google Benchmark, for example
# --benchmark_filter=engine or --benchmark_min_time=2.
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

install "${build_packages[@]}" "${gui_packages[@]}" "${bench_packages[@]}"
build release -DREPETEND_TESTS=OFF -DREPETEND_BENCH=ON -- repetend_bench

say "Benchmarks (one core, $(uname -m))"
"$root/build/release/bin/repetend_bench" "$@"
