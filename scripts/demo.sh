#!/usr/bin/env bash
# From a bare machine to the main job: plan a 4-device GPT with a sharded embedding and
# compare the plan with the schedules people use today.
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

install "${build_packages[@]}"
cd "$root"
build release -DREPETEND_TESTS=OFF -DREPETEND_BENCH=OFF -- repetend

scenario=scenarios/gpt-4.yaml
repetend=build/release/bin/repetend
out=build/demo
mkdir -p "$out"

say "repetend compare $scenario"
"$repetend" compare "$scenario" --svg "$out/gpt-4.svg" -o "$out/gpt-4.plan.json"

cat <<EOT

Written: $out/gpt-4.plan.json   the plan, self-contained
         $out/gpt-4.svg         search beside the others; open it in a browser

Next:
  $repetend explain  $out/gpt-4.plan.json
  $repetend simulate $out/gpt-4.plan.json --set devices.gpu1.speed=0.8
  $repetend search   scenarios/tessel/m-4.yaml --gantt
  $repetend --help
EOT
