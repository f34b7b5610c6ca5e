#!/usr/bin/env bash
# Logs, the whole measurement in one command: loads a corpus by Loki push, waits for merges, asks the questions, and compares sizes.
# usage: bench/run-log-queries.sh [lines, default 5000000] [data folder, default a temporary one that is removed]
# A folder that was filled before is used again: give the same lines and, in CORPUS_END, the end it was filled with (printed).
set -euo pipefail
cd "$(dirname "$0")/.."
lines=${1:-5000000}
data=${2:-$(mktemp -d)}
end=${CORPUS_END:-$(date -u +%Y-%m-%dT%H:00:00Z)}
hours=${CORPUS_HOURS:-24}
dotnet build src/Almagest.Cli -c Release -v q -clp:ErrorsOnly
dotnet build bench/Almagest.LogBench -c Release -v q -clp:ErrorsOnly
bench=artifacts/bin/Almagest.LogBench/release/Almagest.LogBench
mkdir -p "$data"
[ -f "$data/corpus" ] && read -r lines end hours <"$data/corpus"
artifacts/bin/Almagest.Cli/release/almagest serve --data "$data" --listen 127.0.0.1:0 --otlp-grpc 127.0.0.1:0 --otlp-http 127.0.0.1:0 >"$data.log" 2>&1 &
server=$!
trap 'kill $server 2>/dev/null || true; wait $server 2>/dev/null || true; [ -n "${2:-}" ] || rm -rf "$data" "$data.log"' EXIT
for _ in $(seq 600); do
  grep -q "Almagest is ready: " "$data.log" && break
  kill -0 $server 2>/dev/null || { cat "$data.log" >&2; exit 1; }
  sleep 0.5
done
main=$(sed -n 's/.*Almagest is ready: \(http[^ ]*\).*/\1/p' "$data.log" | head -1)
[ -n "$main" ] || { echo "the server was not ready within 5 minutes" >&2; exit 1; }
engine=$(curl -fsS "$main/api/vault/overview" | sed -n 's/.*"engine":{[^}]*"pid":\([0-9]*\).*/\1/p')
sql() { curl -fsS "$main/api/vault/sql?format=csv" -H 'content-type: application/json' -d "{\"query\":\"$1\"}" | tail -n +2; }
echo "machine: $(nproc) x $(sed -n 's/^model name[^:]*: //p' /proc/cpuinfo | head -1), $(date -u +%F), load $(cut -d' ' -f1-3 /proc/loadavg)"
corpus=(--lines "$lines" --hours "$hours" --end "$end")
if [ ! -f "$data/corpus" ]; then
  "$bench" fill --url "$main" "${corpus[@]}" --process "server=$server" --process "engine=$engine" | tail -6
  echo "$lines $end $hours" >"$data/corpus"
fi
echo "stored: $(sql 'SELECT count() FROM logs') lines; corpus: $lines lines until $end"
# Merges build the indexes: wait until the engine has been idle for ten seconds.
idle=0
while [ $idle -lt 10 ]; do
  before=$(awk '{print $14+$15}' "/proc/$engine/stat"); sleep 1; after=$(awk '{print $14+$15}' "/proc/$engine/stat")
  [ $((after - before)) -lt 10 ] && idle=$((idle + 1)) || idle=0
done
echo "store: $(du -sb "$data" | cut -f1) bytes in all of the data folder ($((10 * $(du -sb "$data" | cut -f1) / lines)) tenths of a byte a line)"
"$bench" query --url "$main" "${corpus[@]}" --engine "$engine" --times "${TIMES:-5}"
echo "engine peak: $(awk '/VmHWM/{print $2/1024}' "/proc/$engine/status") MB; server peak: $(awk '/VmHWM/{print $2/1024}' "/proc/$server/status") MB"
# The same corpus as text. Of a large one a tenth of the lines is compressed, at most two million.
sample=$((lines > 2000000 ? 2000000 : lines))
for form in "" --json; do
  "$bench" emit --lines "$sample" --hours "$hours" --end "$end" $form >"$data.sample"
  echo "raw ${form:---lines}: $(($(stat -c %s "$data.sample") * 10 / sample)) tenths of a byte a line; zstd -3: $((10 * $(zstd -3 -c "$data.sample" | wc -c) / sample)); zstd -19 of the first 100 MB: $(head -c 100000000 "$data.sample" | zstd -19 -c | wc -c) bytes"
done
zstd -3 -q -f "$data.sample" -o "$data.sample.zst"
for word in ledger OutOfMemory; do
  /usr/bin/time -f "grep -c $word of $sample raw lines: %e s" grep -c "$word" "$data.sample" || true
  /usr/bin/time -f "zstd -dc | grep -c $word of $sample lines: %e s" sh -c "zstd -dc '$data.sample.zst' | grep -c '$word'" || true
done
rm -f "$data.sample" "$data.sample.zst"
