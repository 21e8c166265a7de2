#!/usr/bin/env bash
# Random actions over the whole desktop program under AddressSanitizer and UndefinedBehaviorSanitizer: nothing
# crashes, undo leads to exactly what was there, memory does not grow. Usage: soak.sh [MINUTES [SEED]], 30 and 1
# unless told.
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

minutes=${1:-30}
seed=${2:-1}
[[ $minutes =~ ^[1-9][0-9]*$ && $seed =~ ^[0-9]+$ ]] || fail "usage: soak.sh [MINUTES [SEED]], numbers"
install "${build_packages[@]}" "${gui_packages[@]}" "${test_packages[@]}"
build asan -DREPETEND_TESTS=ON -DREPETEND_BENCH=OFF -- test_gui

say "Random actions for $minutes minutes, seed $seed"
# A small quarantine and short notes of who allocated, so that memory that is held can be told from what the
# sanitizer itself takes, which grows with every new way to an allocation. Two frames, the allocation and its
# caller: in libraries without frame pointers the third is noise, and every one of its values is a new way.
ASAN_OPTIONS=quarantine_size_mb=16:malloc_context_size=2:${ASAN_OPTIONS:-} QT_QPA_PLATFORM=offscreen \
  REPETEND_SOAK_SECONDS=$((60 * minutes)) REPETEND_SOAK_SEED=$seed \
  "$root/build/asan/bin/test_gui" "[soak]"
