#!/usr/bin/env bash
# Ingest end to end on this machine: starts a server in a temporary folder, sends each signal, checks by SQL what is stored, stops.
# usage: bench/run-ingest.sh [seconds per cell, default 10]
set -euo pipefail
cd "$(dirname "$0")/.."
seconds=${1:-10}
data=$(mktemp -d)
dotnet build src/Almagest.Cli -c Release -v q -clp:ErrorsOnly
dotnet build bench/Almagest.Load -c Release -v q -clp:ErrorsOnly
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
field() { curl -fsS "$main/api/vault/overview" | node -e 'let t="";process.stdin.on("data",d=>t+=d).on("end",()=>{let v=process.argv[1].split(".").reduce((o,k)=>o[k],JSON.parse(t));v=String(v);console.log(/^\d+$/.test(v)||v.startsWith("http")?v:"http://"+v)})' "$1"; }
engine=$(field engine.pid)
http=$(field endpoints.otlpHttp)
grpc=$(field endpoints.otlpGrpc)
load=artifacts/bin/Almagest.Load/release/Almagest.Load
echo "machine: $(nproc) x $(sed -n 's/^model name[^:]*: //p' /proc/cpuinfo | head -1), $(date -u +%F)"
status=0
for cell in "Traces 1000" "Logs 2000" "Metrics 5000"; do
  set -- $cell
  for transport in "--otlp $http" "--otlp $http --gzip" "--otlp $grpc --grpc"; do
    # shellcheck disable=SC2086 # the words of a transport are separate arguments
    "$load" --signal "$1" --items "$2" --seconds "$seconds" $transport --vault "$main" --process "server=$server" --process "engine=$engine" || status=1
  done
done
exit $status
