#!/usr/bin/env bash
# Installs what is missing, builds, and runs every test: in Release, then under
# AddressSanitizer and UndefinedBehaviorSanitizer.
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

install "${build_packages[@]}" "${test_packages[@]}"
for preset in release asan; do
  build "$preset" -DREPETEND_TESTS=ON -DREPETEND_BENCH=OFF
  say "Testing ($preset)"
  (cd "$root" && ctest --preset "$preset" -j "$(nproc)" --output-on-failure)
done
