#!/usr/bin/env bash
# The answering process replaced by another at the same port as fast as it goes, while it is asked: over UDP from 200 ports; over TCP by 64 kept connections with four
# queries on their way each, and by connections of one query each. Both have core 0, the generator has core 1.
# Another build than out/: PROXIMA_OUT. Usage: bench/upgrade.sh [ROUNDS] [SECONDS] [RATE]        Results: artifacts/bench/upgrade.md
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/servers.sh"
rounds=${1:-3} seconds=${2:-5} rate=${3:-20000}
begin
run_load table --prefixes 100000 --sites $sites --out "$work/table"
( proxima_files )

start() { # Sets id.
    rm -f "$work/ready"
    taskset -c 0 "$out/proxima" serve --snapshot "$work/proxima/snapshot" --workers 1 --quiet --listen 127.0.0.1:5300 --ready-file "$work/ready" &
    id=$!
    servers=("$id")
    until [ -s "$work/ready" ]; do kill -0 "$id" && sleep .01; done
}

replace_until() { # PID of the load
    local old
    upgrades=0
    while kill -0 "$1" 2> /dev/null; do
        old=$id
        start
        kill "$old" && wait "$old" || true
        upgrades=$((upgrades + 1))
    done
}

one() { # LABEL ARGS...
    run_load run --label "$1" --server 127.0.0.1:5300 --name $name --table "$work/table" --seconds "$seconds" --seed "$round" --warm 0 "${@:2}" > "$work/line" &
    replace_until $!
    echo "$(cat "$work/line") upgrades=$upgrades" | tee -a "$work/lines" >&2
}

start
for round in $(seq "$rounds"); do
    one udp --sockets 200 --rate "$rate"
    one tcp-kept --tcp --sockets 64 --pipeline 4 --reconnect
    one tcp-new --tcp --sockets 16 --pipeline 1 --reconnect --each 1
done
kill "$id" && wait "$id" || true
total() { awk -v l="label=$1" -v k="$2=" '$1 == l { for (i = 2; i <= NF; i++) if (index($i, k) == 1) n += substr($i, length(k) + 1) } END { print n + 0 }' "$work/lines"; }
{
    heading "bench/upgrade.sh $rounds $seconds $rate"
    printf '\n| asked | upgrades | answers | connections | lost | ended in order | queries on those | reset | queries on those | refused | bad + wrong |\n|---|---|---|---|---|---|---|---|---|---|---|\n'
    for label in udp tcp-kept tcp-new; do
        printf '| %s' $label
        for key in upgrades answered opened lost ended crossed reset cut refused; do printf ' | %s' "$(total $label $key)"; done
        echo " | $(($(total $label bad) + $(total $label wrong))) |"
    done
} | tee "$results/upgrade.md"
