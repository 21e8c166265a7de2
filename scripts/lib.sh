# Shared by demo.sh, test.sh, bench.sh, results.sh, soak.sh and stress.sh: sourced, not run.
# The project root, and the packages that a bare Debian 12 or Ubuntu 24.04 lacks.

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
build_packages=(g++ cmake ninja-build libboost-graph-dev libboost-program-options-dev
                libyaml-cpp-dev nlohmann-json3-dev libfmt-dev libsqlite3-dev)
gui_packages=(qt6-base-dev qt6-svg-dev fonts-dejavu-core)  # optional: without them no desktop program is built
test_packages=(catch2 librapidcheck-dev)
bench_packages=(libbenchmark-dev)

say() { printf '\n== %s\n' "$*"; }
fail() { printf '%s\n' "$*" >&2; exit 1; }

# install PACKAGE...: those that are missing, with apt; says what to do where that is not possible.
install() {
  local missing=() package
  for package in "$@"; do
    dpkg-query -W -f '${Status}' "$package" 2>/dev/null | grep -q 'ok installed' || missing+=("$package")
  done
  [ ${#missing[@]} -eq 0 ] && return
  command -v apt-get >/dev/null || fail "needs these Debian packages or their like: ${missing[*]}"
  local as_root=()
  if [ "$(id -u)" -ne 0 ]; then
    command -v sudo >/dev/null || fail "run as root, or first: apt-get install ${missing[*]}"
    as_root=(sudo)
  fi
  say "Installing ${missing[*]}"
  "${as_root[@]}" apt-get update -qq
  "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive \
    apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
}

# cuDNN's frontend from PyPI: the headers that fused attention is measured with (profiler/cuda.cmake). Where it
# cannot be had, the build does without.
fetch_cudnn_frontend() {
  local folder="$root/build/cudnn-frontend"
  [ -d "$folder/include" ] && return
  mkdir -p "$folder"
  say "Fetching cuDNN's frontend"
  python3 -m pip download -q --retries 1 --timeout 10 --no-deps --only-binary :all: -d "$folder" \
    nvidia-cudnn-frontend==1.32.0 && python3 -m zipfile -e "$folder"/*.whl "$folder" &&
    rm -rf "$folder"/*.whl "$folder/cudnn" && return
  rm -rf "$folder"
  echo "cuDNN's frontend cannot be fetched: attention will be measured as products and softmax" >&2
}

# build PRESET [CMAKE-OPTION...] [-- TARGET...]: configures and builds; the output goes to a log that is shown
# when it fails.
build() {
  local preset=$1 options=(-DREPETEND_GUI=ON -DREPETEND_TEST_FOLDERS=) targets=()  # whatever was asked for before
  shift
  while [ $# -gt 0 ] && [ "$1" != -- ]; do options+=("$1"); shift; done
  [ $# -gt 0 ] && shift
  for target in "$@"; do targets+=(--target "$target"); done
  local log="$root/build/$preset.log"
  mkdir -p "$root/build"
  say "Building ($preset)"
  if ! (cd "$root" && cmake --preset "$preset" "${options[@]}" &&
        cmake --build --preset "$preset" "${targets[@]}") >"$log" 2>&1; then
    tail -n 60 "$log" >&2
    fail "the build failed; the whole log is $log"
  fi
}
