#!/usr/bin/env bash
# Builds in Release and prints the benchmark table, then how late the search ends when its time is up and when
# it is cancelled. Arguments go to Google Benchmark, for example --benchmark_filter=engine or
# --benchmark_min_time=2; "limits" or "gaps" as the first one prints that table alone.
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

install "${build_packages[@]}" "${gui_packages[@]}" "${bench_packages[@]}"
build release -DREPETEND_TESTS=OFF -DREPETEND_BENCH=ON -- repetend_bench repetend_limits repetend_gaps

table() { "$root/build/release/bin/repetend_$1" "${@:2}"; }
case "${1:-}" in
limits | gaps) table "$@" ;;
*)
  say "Benchmarks (one core, $(uname -m))"
  table bench "$@"
  if [[ $# -eq 0 ]]; then
    say "Time limits and cancellation: what the search takes beyond them"
    table limits
  fi
  ;;
esac
