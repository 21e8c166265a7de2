#!/usr/bin/env bash
# Builds in Release and prints the benchmark table; then how late the search ends when its time is up and when it
# is cancelled, and what a second thread gains. Arguments go to Google Benchmark, for example
# --benchmark_filter=engine or --benchmark_min_time=2; "limits", "threads", "gaps" or "cliffs" prints that table alone.
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

install "${build_packages[@]}" "${gui_packages[@]}" "${bench_packages[@]}"
build release -DREPETEND_TESTS=OFF -DREPETEND_BENCH=ON -- repetend_bench repetend_limits repetend_gaps repetend_cliffs

bin="$root/build/release/bin"
case "${1:-}" in
limits | threads) "$bin/repetend_limits" "$@" ;;
gaps | cliffs) "$bin/repetend_$1" "${@:2}" ;;
*)
  say "Benchmarks (one core, $(uname -m))"
  "$bin/repetend_bench" "$@"
  if [[ $# -eq 0 ]]; then
    say "Time limits and cancellation: what the search takes beyond them"
    "$bin/repetend_limits" limits
    say "Threads"
    "$bin/repetend_limits" threads
  fi
  ;;
esac
