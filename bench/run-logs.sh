#!/usr/bin/env bash
# Loki push end to end on this machine: starts a server in a temporary folder, sends, checks by SQL what is stored, stops.
# usage: bench/run-logs.sh [seconds, default 10] [further options of the load generator]
set -euo pipefail
cd "$(dirname "$0")/.."
seconds=${1:-10}
shift || true
data=$(mktemp -d)
dotnet build src/Almagest.Cli -c Release -v q -clp:ErrorsOnly
dotnet build bench/Almagest.LogBench -c Release -v q -clp:ErrorsOnly
artifacts/bin/Almagest.Cli/release/almagest serve --data "$data" --listen 127.0.0.1:0 --otlp-grpc 127.0.0.1:0 --otlp-http 127.0.0.1:0 >"$data.log" 2>&1 &
server=$!
trap 'kill $server 2>/dev/null || true; wait $server 2>/dev/null || true; rm -rf "$data" "$data.log"' EXIT
for _ in $(seq 300); do
  grep -q "Almagest is ready: " "$data.log" && break
  kill -0 $server 2>/dev/null || { cat "$data.log" >&2; exit 1; }
  sleep 0.1
done
main=$(sed -n 's/.*Almagest is ready: \(http[^ ]*\).*/\1/p' "$data.log" | head -1)
[ -n "$main" ] || { echo "the server was not ready within 30 s" >&2; cat "$data.log" >&2; exit 1; }
engine=$(curl -fsS "$main/api/vault/overview" | sed -n 's/.*"engine":{[^}]*"pid":\([0-9]*\).*/\1/p')
echo "machine: $(nproc) x $(sed -n 's/^model name[^:]*: //p' /proc/cpuinfo | head -1), $(date -u +%F), load $(cut -d' ' -f1 /proc/loadavg)"
for _ in 1 2; do
  artifacts/bin/Almagest.LogBench/release/Almagest.LogBench push --url "$main" --seconds "$seconds" --process "server=$server" --process "engine=$engine" "$@"
done
