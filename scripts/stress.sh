#!/usr/bin/env bash
# Searches many random problems under AddressSanitizer and UndefinedBehaviorSanitizer: no crash, no invalid
# plan, no bound violated, whatever the objective, and no period that all repetends of small problems beat.
# Usage: stress.sh [PROBLEMS], 50,000 unless told, for each of four tests that run side by side.
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

problems=${1:-50000}
[[ $problems =~ ^[1-9][0-9]*$ ]] || fail "usage: stress.sh [PROBLEMS], a number"
install "${build_packages[@]}" "${test_packages[@]}"
build asan -DREPETEND_TESTS=ON -DREPETEND_BENCH=OFF -- test_search

say "Searching $problems random problems"
tests=()
for part in plans objectives periods settling; do
  REPETEND_SEEDS=$problems "$root/build/asan/bin/test_search" "[random][$part]" &
  tests+=($!)
done
failed=0
for test in "${tests[@]}"; do wait "$test" || failed=1; done
exit $failed
