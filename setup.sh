# Read by ./demo and ./check: what they need on Debian 12, and how they build.

build_packages=(
  g++ cmake ninja-build pkg-config python3
  libsimgrid-dev libboost-dev libfmt-dev libyaml-cpp-dev libxxhash-dev libcli11-dev
  nlohmann-json3-dev zlib1g-dev libjemalloc-dev libsqlite3-dev catch2 librapidcheck-dev
)
# A Node.js of another source brings its own npm, and Debian's package of npm conflicts with it.
command -v node >/dev/null && command -v npm >/dev/null || build_packages+=(nodejs npm)
# A real Slurm is started by a test, and a browser opens the pages.
test_packages=(clang-format sqlite3 slurm-wlm munge chromium python3-yaml)

# install_missing PACKAGE...
install_missing() {
  local missing=() package
  for package in "$@"; do
    dpkg-query -W -f '${Status}' "$package" 2>/dev/null | grep -q 'ok installed' ||
      missing+=("$package")
  done
  [ ${#missing[@]} -gt 0 ] || return 0
  local as_root=()
  [ "$(id -u)" = 0 ] || as_root=(sudo)
  echo "installing: ${missing[*]}" >&2
  "${as_root[@]}" apt-get update -q
  # In runlevel 1 a package starts no service of its own.
  "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive RUNLEVEL=1 \
    apt-get install -y -q --no-install-recommends "${missing[@]}"
}

build_preset() {
  cmake --preset "$1" >/dev/null
  cmake --build --preset "$1"
}
