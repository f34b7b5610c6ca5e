#!/usr/bin/env bash
# Sends the same edge cases to a real Prometheus 3.5.3 and to Almagest, asks both the same, and fails when answers differ for no known reason.
# usage: bench/run-exactness.sh [--few] [--queries FILE] [--record FILE]
# Prometheus is found by ALMAGEST_PROMETHEUS or on the path.
set -euo pipefail
cd "$(dirname "$0")/.."
prometheus="${ALMAGEST_PROMETHEUS:-$(command -v prometheus)}"
# 2026-11-20T20:17:00Z: the recorded answers of tests/Almagest.Scenarios/Prometheus/Golden are of data that end here.
end="${EXACTNESS_END:-1795205820}"
work="$(mktemp -d)"
mkdir "$work/prometheus"
pids=()
cleanup() {
    for pid in "${pids[@]}"; do kill "$pid" 2>/dev/null || true; wait "$pid" 2>/dev/null || true; done
    rm -rf "$work"
}
trap cleanup EXIT

dotnet build src/Almagest.Cli -c Release -v quiet -clp:ErrorsOnly -p:SkipWeb=true
dotnet build bench/Almagest.PromBench -c Release -v quiet -clp:ErrorsOnly

port() { python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])'; }
echo '{}' > "$work/prometheus.yml"
printf 'retention:\n  metrics_days: 3650\n' > "$work/almagest.yml"
theirs="127.0.0.1:$(port)"
"$prometheus" --config.file="$work/prometheus.yml" --storage.tsdb.path="$work/prometheus" --storage.tsdb.retention.time=100y --web.enable-remote-write-receiver \
    --enable-feature=native-histograms,promql-experimental-functions,exemplar-storage --web.listen-address="$theirs" --log.level=error &
pids+=($!)
dotnet artifacts/bin/Almagest.Cli/release/almagest.dll serve --data "$work/almagest" --config "$work/almagest.yml" --listen 127.0.0.1:0 --otlp-grpc 127.0.0.1:0 --otlp-http 127.0.0.1:0 \
    > "$work/almagest.log" 2>&1 &
pids+=($!)
until grep -q "Almagest is ready" "$work/almagest.log" && curl -sf "http://$theirs/-/ready" > /dev/null; do
    kill -0 "${pids[1]}" 2>/dev/null || { cat "$work/almagest.log"; exit 1; }
    sleep 0.2
done
ours="$(grep -o 'http://[^ ]*' <(grep "Almagest is ready" "$work/almagest.log"))"

dotnet artifacts/bin/Almagest.PromBench/release/Almagest.PromBench.dll exact --server "prometheus=http://$theirs" --server "almagest=${ours%/}" --end "$end" "$@"
