#!/usr/bin/env bash
# Installs what is missing, builds, and runs every test in one of two trees or in both: in Release what users get
# and what takes long or needs the whole program, under AddressSanitizer and UndefinedBehaviorSanitizer everything
# that handles memory or input of others. Property tests try fewer problems under sanitizers (tests/search/seeds.hpp);
# stress.sh tries many more.
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

# check PRESET TEST-FOLDERS [CMAKE-OPTION...]
check() {
  build "$1" -DREPETEND_TESTS=ON -DREPETEND_TEST_FOLDERS="$2" -DREPETEND_BENCH=OFF "${@:3}"
  say "Testing ($1)"
  (cd "$root" && ctest --preset "$1" -j "$(nproc)" --output-on-failure)
}

install "${build_packages[@]}" "${gui_packages[@]}" "${test_packages[@]}"
if command -v nvcc >/dev/null; then fetch_cudnn_frontend; fi
# With the tests of the profiler's programs, where they are built. The desktop program is compiled and tested once,
# under sanitizers. Several files compiled as one take less than half the time, but hide an include that one of
# them lacks: so Release is compiled file by file, as users do.
check release "search;cli;docs;house" -DREPETEND_GUI=OFF -DCMAKE_UNITY_BUILD=OFF
check asan "sim;search;data;app;profiler;cli;gui" -DCMAKE_UNITY_BUILD=ON -DCMAKE_UNITY_BUILD_BATCH_SIZE=16
