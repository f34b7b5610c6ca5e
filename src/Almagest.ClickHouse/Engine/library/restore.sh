#!/bin/sh
# restore.sh PIN STORE: installs the package that PIN/package-lock.json names and leaves its library as STORE/libchdb.so.
# Safe when several builds run at once: one installs, the others wait and find the work done.
set -eu
pin=$1
store=${2%/}
mkdir -p "$store"

if command -v flock >/dev/null 2>&1; then
  exec 9>"$store/lock"
  flock 9
fi
if cmp -s "$pin/package-lock.json" "$store/package-lock.json" && [ -f "$store/libchdb.so" ]; then
  touch "$store/restored"
  exit 0
fi

work=$(mktemp -d "$store/install.XXXXXX")
trap 'rm -rf "$work"' EXIT
cp "$pin/package.json" "$pin/package-lock.json" "$work/"
if ! (cd "$work" && npm ci --ignore-scripts --no-audit --no-fund); then
  echo "engine library: npm ci failed: check the network and the npm registry, or build with -p:EngineLibrary=none" >&2
  exit 1
fi

# Renaming is atomic: a build that reads the old library keeps it, and none sees half a file.
mv -f "$work"/node_modules/@chdb/lib-*/libchdb.so "$store/libchdb.so"
cp "$pin/package-lock.json" "$store/package-lock.json"
touch "$store/restored"
