#!/usr/bin/env bash
# Installs what is missing, builds, and runs every test: in Release, then under
# AddressSanitizer and UndefinedBehaviorSanitizer.
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

install "${build_packages[@]}" "${gui_packages[@]}" "${test_packages[@]}"
if command -v nvcc >/dev/null; then fetch_cudnn_frontend; fi
# Several files compiled as one take less than half the time.
unity=(-DCMAKE_UNITY_BUILD=ON -DCMAKE_UNITY_BUILD_BATCH_SIZE=16)
for preset in release asan; do
  build "$preset" -DREPETEND_TESTS=ON -DREPETEND_BENCH=OFF "${unity[@]}"
  say "Testing ($preset)"
  (cd "$root" && ctest --preset "$preset" -j "$(nproc)" --output-on-failure)
done
