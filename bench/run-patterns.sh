#!/usr/bin/env bash
# Grouping accuracy of log patterns on the public loghub sets, and the CPU a line costs.
# usage: bench/run-patterns.sh FOLDER, a checkout of https://github.com/logpai/loghub; or LOGHUB=FOLDER bench/run-patterns.sh
set -euo pipefail
folder=$(realpath "${1:-${LOGHUB:?give the folder of https://github.com/logpai/loghub as argument or as LOGHUB}}")
cd "$(dirname "$0")/.."
dotnet build bench/Almagest.LogBench -c Release -v q -clp:ErrorsOnly
artifacts/bin/Almagest.LogBench/release/Almagest.LogBench patterns "$folder"
