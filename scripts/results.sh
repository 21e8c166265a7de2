#!/usr/bin/env bash
# Builds in Release and prints the tables of docs/search.md: what the search finds beside published answers.
# Published: Tessel's from its program run on 4 devices (the better of its two searches, unrolled), zero-bubble
# heuristics from sail-sg/zero-bubble-pipeline-parallelism run at unit costs.
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

install "${build_packages[@]}"
build release -DREPETEND_TESTS=OFF -DREPETEND_BENCH=OFF -- repetend
cd "$root"
repetend=build/release/bin/repetend

# field KEY: the number or truth value of a key in JSON on standard input.
field() { sed -n "s/^ *\"$1\": \([^,]*\),\{0,1\}$/\1/p" | head -n 1; }

# searched SCENARIO UNIT-NS OPTION...: makespan in units, `=` when proved, else the bound in brackets.
searched() {
  local scenario=$1 unit=$2 json
  shift 2
  json=$($repetend search "scenarios/$scenario.yaml" --format json "$@")
  local makespan bound
  makespan=$(($(field makespan_ns <<<"$json") / unit))
  bound=$(($(field makespan_bound_ns <<<"$json") / unit))
  [ "$(field makespan_optimal <<<"$json")" = true ] && echo "$makespan proved" || echo "$makespan ($bound)"
}

# makespan_of SCENARIO UNIT-NS SCHEDULE OPTION...: of a schedule people use, whatever memory it takes.
makespan_of() {
  local scenario=$1 unit=$2 schedule=$3
  shift 3
  echo $(($($repetend simulate "scenarios/$scenario.yaml" --schedule "$schedule" --format json "$@" \
    --set devices.*.memory=1GiB | field makespan_ns) / unit))
}

# scheduled SCENARIO UNIT-NS SCHEDULE OPTION...: the makespan with the schedule's name; - for none.
scheduled() { [ "$3" = - ] && echo - || echo "$(makespan_of "$@") ($3)"; }

say "Tessel's placements, 4 devices, training: makespan, (bound) where not proved"
echo "| placement | N | Repetend | Tessel | 1F1B's relative | GPipe |"
echo "|---|---|---|---|---|---|"
while read -r shape schedule published; do
  set -- $published
  for n in 8 16 32 128; do
    echo "| $shape | $n | $(searched "tessel/$shape-4" 1000 -n $n) | ${1:--} |" \
      "$(scheduled "tessel/$shape-4" 1000 "$schedule" -n $n) |" \
      "$(makespan_of "tessel/$shape-4" 1000 gpipe -n $n) |"
    [ $# -gt 0 ] && shift
  done
done <<'EOT'
v 1f1b 44 76 140 524
x chimera 78 142 270 1038
m 1f1b+ 60 108 204 780
nn 1f1b+ 76 140 268 1036
nn-eager 1f1b+ 85 149 277 1045
k - 55 103 199 775
mllm -
EOT

say "Split backward, F = I = W = 1: makespan"
echo "| p | m | memory p | memory 2p | zero-bubble heuristics (p, 2p) | 1F1B, backward whole | 1F1B, I sent on before W |"
echo "|---|---|---|---|---|---|---|"
while read -r p m published; do
  size=(--set "devices.count=$p" -n "$m")
  echo "| $p | $m | $(searched zero-bubble-4 1000000 "${size[@]}" --set "devices.memory=$p")" \
    "| $(searched zero-bubble-4 1000000 "${size[@]}" --set "devices.memory=$((2 * p))")" \
    "| $published, $published | $(makespan_of tessel/v-4 1000 1f1b "${size[@]}" --set placement.backward=2)" \
    "| $(makespan_of zero-bubble-4 1000000 1f1b "${size[@]}") |"
done <<'EOT'
4 8 27
4 16 51
4 32 99
8 8 31
8 16 55
8 32 103
EOT
