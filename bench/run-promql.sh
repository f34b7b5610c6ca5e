#!/usr/bin/env bash
# Metrics beside VictoriaMetrics and Prometheus on this machine, same data in each: ingest, bytes a sample, queries, answers.
# usage: bench/run-promql.sh [rounds per query, default 7]
# PROMETHEUS and VICTORIA_METRICS name their programs; else they are looked for in PATH, and left out when absent.
# SKIP_BUILD=1 measures what was built before. Everything runs on 127.0.0.1 in a temporary folder and is stopped at the end.
set -euo pipefail
cd "$(dirname "$0")/.."
rounds=${1:-7}
data=$(mktemp -d)
pids=()
finish() {
  for pid in "${pids[@]}"; do kill "$pid" 2>/dev/null || true; done
  for pid in "${pids[@]}"; do wait "$pid" 2>/dev/null || true; done
  rm -rf "$data"
}
trap finish EXIT
if [ -z "${SKIP_BUILD:-}" ]; then
  dotnet build src/Almagest.Cli -c Release -p:SkipWeb=true -v q -clp:ErrorsOnly
  dotnet build bench/Almagest.PromBench -c Release -v q -clp:ErrorsOnly
fi
bench=artifacts/bin/Almagest.PromBench/release/Almagest.PromBench
victoria=$(command -v "${VICTORIA_METRICS:-victoria-metrics}" || true)
prometheus=$(command -v "${PROMETHEUS:-prometheus}" || true)
free_port() { node -e 'const s=require("net").createServer().listen(0,"127.0.0.1",()=>{console.log(s.address().port);s.close()})'; }
ready() { for _ in $(seq 600); do curl -fs "$1" >/dev/null 2>&1 && return; sleep 0.1; done; echo "$1 did not answer within 60 s" >&2; exit 1; }

# Hours that are over are sealed: the data end with one.
end=$((($(date +%s) - 420) / 3600 * 3600))
echo "machine: $(nproc) x $(sed -n 's/^model name[^:]*: //p' /proc/cpuinfo | head -1), $(date -u '+%F %H:%M') UTC, load average $(cut -d' ' -f1-3 /proc/loadavg)"

port=$(free_port)
artifacts/bin/Almagest.Cli/release/almagest serve --data "$data/almagest" --listen "127.0.0.1:$port" --otlp-grpc 127.0.0.1:0 --otlp-http 127.0.0.1:0 >"$data/almagest.log" 2>&1 &
pids+=($!)
almagest=$!
ours=http://127.0.0.1:$port
ready "$ours/-/ready"
engine=$(pgrep -P "$almagest" | head -1)
servers=(--server "almagest=$ours")
if [ -n "$victoria" ]; then
  port=$(free_port)
  "$victoria" -storageDataPath="$data/victoria" -httpListenAddr="127.0.0.1:$port" -retentionPeriod=1y >"$data/victoria.log" 2>&1 &
  pids+=($!)
  vm_pid=$!
  vm=http://127.0.0.1:$port
  ready "$vm/health"
  servers+=(--server "victoria-metrics=$vm")
else
  echo "victoria-metrics is not here: set VICTORIA_METRICS to its path to compare with it"
fi
if [ -n "$prometheus" ]; then
  port=$(free_port)
  echo 'global: {}' >"$data/prometheus.yml"
  "$prometheus" --config.file="$data/prometheus.yml" --storage.tsdb.path="$data/prometheus" --storage.tsdb.retention.time=1y --web.listen-address="127.0.0.1:$port" \
    --web.enable-remote-write-receiver --web.enable-admin-api >"$data/prometheus.log" 2>&1 &
  pids+=($!)
  prom_pid=$!
  prom=http://127.0.0.1:$port
  ready "$prom/-/ready"
  servers+=(--server "prometheus=$prom")
else
  echo "prometheus is not here: set PROMETHEUS to its path to compare with it"
fi

echo
echo "| ingest by remote write | samples | samples/s | CPU s, merging included | CPU µs a sample | memory MiB after |"
echo "| --- | --- | --- | --- | --- | --- |"
"$bench" load --name almagest --url "$ours/api/v1/write" --end "$end" --week --pid "$almagest" --pid "$engine"
[ -z "$victoria" ] || "$bench" load --name victoria-metrics --url "$vm/api/v1/write" --end "$end" --week --pid "$vm_pid"
[ -z "$prometheus" ] || "$bench" load --name prometheus --url "$prom/api/v1/write" --end "$end" --week --pid "$prom_pid"

for _ in $(seq 240); do
  curl -fs "$ours/api/v1/status/tsdb" | grep -q '"chunkCount":0' && break
  sleep 1
done

echo
samples=$((10000 * 1440 + 1000 * (168 * 60 + 1)))
"$bench" sizes --store "$data/almagest" --samples "$samples"
[ -z "$victoria" ] || { curl -fs "$vm/internal/force_flush" >/dev/null; curl -fs "$vm/internal/force_merge" >/dev/null; sleep 3; echo "victoria-metrics: $(du -sb "$data/victoria/data" | awk -v n="$samples" '{s += $1} END {printf "%.2f", s / n}') bytes a sample"; }
[ -z "$prometheus" ] || { snapshot=$(curl -fs -XPOST "$prom/api/v1/admin/tsdb/snapshot" | sed 's/.*"name":"\([^"]*\)".*/\1/'); echo "prometheus: $(du -sb "$data/prometheus/snapshots/$snapshot" | awk -v n="$samples" '{printf "%.2f", $1 / n}') bytes a sample"; }

"$bench" race "${servers[@]}" --end "$end" --rounds "$rounds"
"$bench" race "${servers[@]}" --end "$((end - 6 * 3600))" --rounds "$rounds" --week
echo
[ -z "$prometheus" ] || "$bench" check --server "almagest=$ours" --server "prometheus=$prom" --end "$end" || true
echo "load average at the end $(cut -d' ' -f1-3 /proc/loadavg)"
