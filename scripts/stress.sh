#!/usr/bin/env bash
# Searches many random problems under AddressSanitizer and UndefinedBehaviorSanitizer: no crash, no invalid
# plan, no bound violated, whatever the objective, no period that all repetends of small problems beat, no plan
# that random orders beat, and no local search that its references beat.
# Usage: stress.sh [PROBLEMS], 50,000 unless told, for each of five groups of tests that run side by side, and a
# tenth of them for three more, whose problems or references take long.
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

problems=${1:-50000}
[[ $problems =~ ^[1-9][0-9]*$ ]] || fail "usage: stress.sh [PROBLEMS], a number"
install "${build_packages[@]}" "${test_packages[@]}"
build asan -DREPETEND_TESTS=ON -DREPETEND_BENCH=OFF -- test_search

say "Searching $problems random problems"
tests=()
search() {  # PROBLEMS TAG...
  local tag
  for tag in "${@:2}"; do
    REPETEND_SEEDS=$1 "$root/build/asan/bin/test_search" "[random][$tag]" &
    tests+=($!)
  done
}
search "$problems" plans objectives periods settling touched
search $(((problems + 9) / 10)) orders swaps windows
failed=0
for test in "${tests[@]}"; do wait "$test" || failed=1; done
exit $failed
