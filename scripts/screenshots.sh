#!/usr/bin/env bash
# Every main view of the desktop program, light and dark, at 100 % and at 200 %, as PNG:
#   scripts/screenshots.sh           all of them under build/screenshots/100 and build/screenshots/200
#   scripts/screenshots.sh VIEW ...  only these, for example: start gallery
#   scripts/screenshots.sh --docs    those that README and docs show, into docs/images
set -euo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
cd "$root"

docs_views=(start gallery selection difference play lesson)

install "${build_packages[@]}" "${gui_packages[@]}" "${test_packages[@]}"
build release -- repetend_screenshots
take() { QT_QPA_PLATFORM=offscreen QT_SCALE_FACTOR=$1 build/release/bin/repetend_screenshots "${@:2}"; }

if [ "${1:-}" = --docs ]; then
  install pngquant
  say "Pictures of the documentation"
  take 1 build/screenshots/docs "${docs_views[@]}"
  for view in "${docs_views[@]}"; do
    pngquant --force --speed 1 --strip --nofs 128 --output "docs/images/gui-$view.png" \
      "build/screenshots/docs/$view-light.png"
  done
  exit
fi
for percent in 100 200; do
  say "Pictures at $percent %"
  take $((percent / 100)) "build/screenshots/$percent" "$@"
done
