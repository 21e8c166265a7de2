#!/usr/bin/env bash
# Measures everything that wants a GPU, in one go of a few minutes, and leaves it in one folder.
#
#   scripts/measure.sh [PROGRAM [FOLDER]]
#
# PROGRAM: repetend-profile, one file that may have been built elsewhere; built here unless given. FOLDER: where
# the results go, out/measured unless given. Bring FOLDER/*.yaml to 'repetend costs import'. PyTorch's part is left
# out where python3 has no PyTorch.
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

program=${1:-$root/build/release/bin/repetend-profile}
folder=${2:-$root/out/measured}
if [ $# -eq 0 ]; then
  install "${build_packages[@]}"
  fetch_cudnn_frontend
  build release -DREPETEND_TESTS=OFF -DREPETEND_BENCH=OFF -- repetend-profile
fi
[ -x "$program" ] || fail "$program is not there: it is built where CUDA's toolkit is (docs/profiler.md)"
mkdir -p "$folder"

# CUDA's libraries may have come with Python's packages alone.
python=$(command -v python3 || true)
if [ -n "$python" ]; then
  packages=$("$python" -c 'import sysconfig; print(sysconfig.get_paths()["purelib"])')
  for libraries in "$packages"/nvidia/*/lib; do
    [ -d "$libraries" ] && LD_LIBRARY_PATH="${LD_LIBRARY_PATH:+$LD_LIBRARY_PATH:}$libraries"
  done
  export LD_LIBRARY_PATH="${LD_LIBRARY_PATH:-}"
fi

layer=(--hidden 4096 --heads 32 --sequence 2048 --micro-batch 1)

say "Operators' results, and CUPTI beside CUDA events: 8192 x 8192 x 8192"
nvidia-smi >"$folder/nvidia-smi.txt" 2>&1 || true
"$program" check | tee "$folder/check.txt" || [ "${PIPESTATUS[0]}" -eq 1 ] && [ -s "$folder/check.txt" ] ||
  fail "nothing was measured"

say "Operators of a GPT layer, twice, and the layer whole"
for run in 1 2; do
  "$program" operators "${layer[@]}" --vocabulary 50304 --layer --format json \
    -o "$folder/operators-$run.json" --text "$folder/operators-$run.yaml"
done

say "More shapes, for interpolation"
for shape in "--hidden 2048 --heads 16" "--hidden 8192 --heads 64 --tensor-parallel 4" \
             "--hidden 4096 --heads 32 --micro-batch 4" "--hidden 4096 --heads 32 --tensor-parallel 2"; do
  name=shape$(tr -d ' ' <<<"$shape" | tr -s '-' '_')
  # shellcheck disable=SC2086
  "$program" operators $shape --vocabulary 50304 -o "$folder/$name.txt" --text "$folder/$name.yaml"
done

if [ -n "$python" ] && "$python" -c 'import torch, sys; sys.exit(not torch.cuda.is_available())' 2>/dev/null; then
  say "The same layer in PyTorch, attached to"
  "$program" attach --overhead --format json -o "$folder/pytorch.json" --text "$folder/pytorch.yaml" -- \
    "$python" "$root/profiler/examples/pytorch_layers.py" "${layer[@]}" 2> >(tee "$folder/pytorch.log" >&2) ||
    echo "attaching to PyTorch failed, see $folder/pytorch.log" >&2
else
  echo "no PyTorch that sees a GPU: its layer is left out" >&2
fi

say "Asked and measured"
[ -n "$python" ] || fail "no python3 for the summary; everything else is in $folder"
"$python" "$root/scripts/measured.py" "$folder" | tee "$folder/summary.txt"
