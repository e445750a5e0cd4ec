#!/usr/bin/env bash
# How an answer's cost, memory, the time to build and the time to the first answer grow with the map and with the zones. All servers are up at once and asked turn by turn.
# Usage: bench/scale.sh [ROUNDS] [SECONDS] [PREFIXESxSITES | zones=N ...]        Results: artifacts/bench/scale.md and scale.svg
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/servers.sh"
rounds=${1:-3} seconds=${2:-2}
sizes=("${@:3}")
[ ${#sizes[@]} -gt 0 ] || sizes=(1000x4 10000x8 100000x8 1000000x32 zones=1 zones=100 zones=10000)
begin
run_load health --out "$work/health"
declare -A process
next=5400

# zones_files COUNT: zones z1.test ... each with the same master file, one steered name.
zones_files() {
    printf '$TTL 3600\n@ IN SOA ns hostmaster 1 7200 3600 1209600 60\n@ IN NS ns\nns IN A 192.0.2.53\nmail IN A 192.0.2.25\nalias IN CNAME mail\n' > zone
    { printf 'zones:\n  - { name: %s, file: zone }\n' $zone
      seq "$1" | sed 's/.*/  - { name: z&.test, file: zone }/'
      printf 'sites: { %s }\npools: { web: { endpoints: [ %s ] } }\npolicies: { near: { chain: [ healthy, nearest, { take: 1 } ] } }\nnames: [ { name: %s, pool: web, policy: near, ttl: 60 } ]\n' \
        "$(each_site 's#: {}' ', ')" "$(each_site '{ site: s#, address: 198.51.100.# }' ', ')" $name; } > steering.yaml
}

for size in "${sizes[@]}"; do
    mkdir "$work/$size" && cd "$work/$size"
    case "$size" in
        zones=*) prefixes=1000 sites=8 zones=${size#zones=} ;;
        *) prefixes=${size%x*} sites=${size#*x} zones=1 ;;
    esac
    run_load table --prefixes "$prefixes" --sites "$sites" --out table
    proxima_table < table > latencies
    zones_files "$zones"
    began=$(date +%s%N)
    "$out/proxima" snapshot build --zones steering.yaml --prefixes latencies --out snapshot > /dev/null
    echo "label=$size build_s=$(awk -v ns=$(($(date +%s%N) - began)) 'BEGIN { printf "%.2f", ns / 1e9 }') file_mb=$(awk -v b="$(stat -c %s snapshot)" 'BEGIN { printf "%.1f", b / 1048576 }')" | tee -a "$work/runs" >&2
    rm latencies
    port[$size]=$((next++))
    command[$size]="$out/proxima serve --snapshot $PWD/snapshot --workers 1 --health $work/health --report $PWD/report --quiet --listen 127.0.0.1:${port[$size]}"
    for round in $(seq "$rounds"); do
        line=$(run_load first --server 127.0.0.1:${port[$size]} --name $name -- $priority taskset -c 0 ${command[$size]})
        echo "label=$size $line" | tee -a "$work/runs" >&2
    done
    $priority taskset -c 0 ${command[$size]} > log 2>&1 &
    process[$size]=$!
    servers+=($!)
done
one() { # SIZE ARGS...
    local size=$1
    shift
    run_load run --label "$size" --server "127.0.0.1:${port[$size]}" --name $name --table "$work/$size/table" --seconds "$seconds" --pids "${process[$size]}" "$@"
}
# Code that is compiled while it runs has been by the time it is measured.
for size in "${sizes[@]}"; do one "$size" --rate 3000 > /dev/null; done
for round in $(seq "$rounds"); do
    for size in "${sizes[@]}"; do one "$size" --seed "$round" | tee -a "$work/runs" >&2; done
done
{
    heading "bench/scale.sh $rounds $seconds ${sizes[*]}"
    echo && run_load compare --of "${sizes[0]}" "$work/runs"
} | tee "$results/scale.md"
run_load picture "$work/runs" --out "$results/scale.svg"
