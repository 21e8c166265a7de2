#!/usr/bin/env bash
# Compares the search with CP-SAT and with annealing on random problems, and says where either is better; what the
# columns mean is in docs/yardstick.md. Needs PyPI for OR-tools, once. --help has the options.
#
#   scripts/yardstick.sh [sample|night|wide] [--families F,G] [--seeds A..B] [--time SECONDS] [--csv FILE]
#   scripts/yardstick.sh --only FAMILY:SEED --keep FOLDER
#
# REPETEND and ANNEALER: programs to take instead of building them.
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

python="$root/build/yardstick/bin/python"
if ! "$python" -c 'import ortools' 2>/dev/null; then
  say "Fetching OR-tools" >&2
  python3 -m venv "$root/build/yardstick" || fail "needs python3 with venv (Debian: python3-venv)"
  "$python" -m pip install --quiet 'ortools>=9.11,<10'
fi

repetend=${REPETEND:-$root/build/release/bin/repetend}
annealer=${ANNEALER:-$root/build/release/bin/repetend_anneal}
if [ -z "${REPETEND:-}" ] || [ -z "${ANNEALER:-}" ]; then
  install "${build_packages[@]}" "${bench_packages[@]}" >&2
  build release -DREPETEND_TESTS=OFF -DREPETEND_BENCH=ON -- repetend repetend_anneal >&2
fi
exec "$python" -B "$root/tests/yardstick/yardstick.py" --repetend "$repetend" --annealer "$annealer" "$@"
