#!/usr/bin/env bash
# Answers while the control process publishes: a new snapshot of 100,000 prefixes every 2 s and a changed health word every millisecond, turn by turn with quiet
# rounds. An answer that is lost or wrong shows in the line of its run.
# Usage: bench/publish.sh [ROUNDS] [SECONDS] [RATE]        Results: artifacts/bench/publish.md
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/servers.sh"
rounds=${1:-5} seconds=${2:-6} rate=${3:-20000}
port[proxima]=5300
begin
make_files 127.0.0.1 100000
$priority taskset -c 0 ${command[proxima]} > "$work/log" 2>&1 &
id=$!
servers+=("$id")
one() { # LABEL ROUND
    run_load run --label "$1" --server 127.0.0.1:5300 --name $name --table "$work/table" --seconds "$seconds" --rate "$rate" --pids "$id" --seed "$2" | tee -a "$work/runs" >&2
}
for round in $(seq "$rounds"); do
    one quiet "$round"
    # Where the server is: as on a machine with one core for both.
    taskset -c 0 dotnet "$load" disturb --snapshot "$work/proxima/snapshot" --health "$work/health" --seconds $((seconds + 1)) >&2 &
    disturber=$!
    one publishing "$round"
    wait "$disturber"
done
{ heading "bench/publish.sh $rounds $seconds $rate" && echo && run_load compare --base publishing "$work/runs"; } | tee "$results/publish.md"
