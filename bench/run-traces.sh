#!/usr/bin/env bash
# Traces end to end on this machine: starts a server in a temporary folder, stores a day of the demo shop's spans, asks about them, stops.
# usage: bench/run-traces.sh [spans, default 10000000] [further options of the program: --rounds N]
set -euo pipefail
cd "$(dirname "$0")/.."
spans=${1:-10000000}
shift || true
data=$(mktemp -d)
dotnet build src/Almagest.Cli -c Release -p:SkipWeb=true -v q -clp:ErrorsOnly
dotnet build bench/Almagest.TraceBench -c Release -p:SkipWeb=true -v q -clp:ErrorsOnly
artifacts/bin/Almagest.Cli/release/almagest serve --data "$data" --listen 127.0.0.1:0 --otlp-grpc 127.0.0.1:0 --otlp-http 127.0.0.1:0 >"$data.log" 2>&1 &
server=$!
trap 'kill $server 2>/dev/null || true; wait $server 2>/dev/null || true; rm -rf "$data" "$data.log"' EXIT
for _ in $(seq 600); do
  grep -q "Almagest is ready: " "$data.log" && break
  kill -0 $server 2>/dev/null || { cat "$data.log" >&2; exit 1; }
  sleep 0.1
done
main=$(sed -n 's/.*Almagest is ready: \(http[^ ]*\).*/\1/p' "$data.log" | head -1)
[ -n "$main" ] || { echo "the server was not ready within 60 s" >&2; cat "$data.log" >&2; exit 1; }
engine=$(curl -fsS "$main/api/vault/overview" | sed -n 's/.*"engine":{[^}]*"pid":\([0-9]*\).*/\1/p')
echo "machine: $(nproc) x $(sed -n 's/^model name[^:]*: //p' /proc/cpuinfo | head -1), $(date -u +%F), load $(cut -d' ' -f1 /proc/loadavg)"
artifacts/bin/Almagest.TraceBench/release/Almagest.TraceBench --url "$main" --spans "$spans" --process "server=$server" --process "engine=$engine" "$@"
echo "load at the end $(cut -d' ' -f1 /proc/loadavg)"
