#!/usr/bin/env bash
# Searches many random problems under AddressSanitizer and UndefinedBehaviorSanitizer: no crash, no invalid
# plan, no bound violated. Usage: stress.sh [PROBLEMS], 50,000 unless told.
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

problems=${1:-50000}
[[ $problems =~ ^[1-9][0-9]*$ ]] || fail "usage: stress.sh [PROBLEMS], a number"
install "${build_packages[@]}" "${test_packages[@]}"
build asan -DREPETEND_TESTS=ON -DREPETEND_BENCH=OFF -- test_search

say "Searching $problems random problems"
REPETEND_SEEDS=$problems "$root/build/asan/bin/test_search" "[random]"
