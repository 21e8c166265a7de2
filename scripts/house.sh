#!/usr/bin/env bash
# How big the house is: lines of code without tests, by folder; files over 400 lines and the smallest ones; lengths of
# functions. Usage: house.sh [FOLDER], another checkout to measure.
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

install universal-ctags
cd "${1:-$root}"
folders=()
for folder in sim search data profiler app cli gui; do [ -d "$folder" ] && folders+=("$folder"); done
mapfile -t files < <(find "${folders[@]}" -name '*.[hc]pp' -o -name '*.cu' -o -name '*.cuh' -o -name '*.def' | sort)

say "Lines of code, without tests"
for folder in "${folders[@]}"; do
  printf '%7d  %s\n' "$(printf '%s\n' "${files[@]}" | grep "^$folder/" | xargs cat | wc -l)" "$folder"
done
printf '%7d  in %d files\n' "$(cat "${files[@]}" | wc -l)" "${#files[@]}"

say "Files over 400 lines"
wc -l "${files[@]}" | awk '$1 > 400 && $2 != "total"'

# A unit is a header with its source.
say "Units under 40 lines"
wc -l "${files[@]}" | awk '$2 ~ /\.[hc]pp$/ { sub(/\.[hc]pp$/, "", $2); lines[$2] += $1 }
  END { for (unit in lines) if (lines[unit] < 40) printf "%7d  %s\n", lines[unit], unit }' | sort -k1,1n -k2

say "Lengths of functions, in lines"
ctags --languages=C++ --langmap=C++:+.cu.cuh --c++-kinds=f --fields=ne -f - "${files[@]}" |
  sed -nE 's/.*line:([0-9]+).*end:([0-9]+).*/\1 \2/p' | awk '{ print $2 - $1 + 1 }' | sort -n |
  awk '{ length_of[NR] = $1; sum += $1 }
    function rank(share) { return length_of[int((NR - 1) * share) + 1] }
    END { printf "%7d functions: median %d, p90 %d, p99 %d, longest %d\n", NR, rank(0.5), rank(0.9), rank(0.99), length_of[NR] }'
