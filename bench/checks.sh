#!/usr/bin/env bash
# What it costs to check many endpoints: a node with ENDPOINTS of them, each at an address of its own behind one nginx, checked by TCP every INTERVAL seconds.
# Usage: bench/checks.sh [ENDPOINTS] [INTERVAL...]        Results: artifacts/bench/checks.md. Needs root.
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/servers.sh"
[ "${1:-}" = inside ] || alone "$@"
shift
endpoints=${1:-10000}
shift || true
intervals=("$@")
[ ${#intervals[@]} -gt 0 ] || intervals=(10 5)
length=60
begin
ip link set lo up
ip route add local 10.64.0.0/10 dev lo
start_web

steering() { # INTERVAL
    printf 'zones: [ { name: %s, file: zone } ]\nsites: { %s }\nmonitors: { web: { kind: tcp, port: 80, interval: %ss, timeout: 2s } }\npools:\n' $zone "$(each_site 's#: {}' ', ')" "$1"
    awk -v n="$endpoints" -v sites=$sites 'BEGIN { for (i = 0; i < n; i++) { if (i % 50 == 0) printf "%s  p%d: { monitor: web, endpoints: [", (i ? "] }\n" : ""), i / 50
        printf "%s{ site: s%d, address: 10.64.%d.%d }", (i % 50 ? ", " : " "), i % sites + 1, int(i / 250), i % 250 + 1 } print "] }" }'
    printf 'policies: { alive: { chain: [ healthy, { take: 2 } ] } }\nnames: [ { name: www.%s, pool: p0, policy: alive } ]\n' $zone
}

ticks() { awk '{ print $14 + $15 }' "/proc/$1/stat"; }

{
    heading "bench/checks.sh $endpoints ${intervals[*]}"
    printf '\n| endpoints | interval | CPU of the node | memory (VmRSS) | endpoints up |\n|---|---|---|---|---|\n'
    for interval in "${intervals[@]}"; do
        folder="$work/at-$interval" && mkdir "$folder"
        node_files "$folder"
        steering "$interval" > "$folder/steering.yaml"
        "$out/proximad" --config "$folder/proxima.conf" > "$folder/log" 2>&1 &
        node=$!
        servers+=($node)
        sleep $((interval * 4 + 20))
        kill -0 $node 2> /dev/null || { cat "$folder/log" >&2; exit 1; }
        before=$(ticks $node)
        sleep $length
        after=$(ticks $node)
        up=$("$out/proxima" status --json --state "$folder/state" | grep -o '"status":"up","since"' | wc -l)
        awk -v n="$endpoints" -v i="$interval" -v ticks=$((after - before)) -v hz="$(getconf CLK_TCK)" -v s=$length -v up="$up" \
            '/^VmRSS/ { printf "| %d | %d s | %.1f %% of a core | %.0f MB | %d |\n", n, i, 100 * ticks / hz / s, $2 / 1024, up }' "/proc/$node/status"
        kill $node && wait $node || true
    done
} | tee "$results/checks.md"
