#!/usr/bin/env bash
# Proxima beside gdnsd, Knot, NSD and PowerDNS over loopback: one core for the server under load, another for the generator, turn by turn in
# one run. LOOPS="start closed ports open tcp reload" or some of these: so a run can be had in parts. PEERS="proxima
# proxima-guarded" or others: who takes part; proxima-guarded has a rate limit that is never reached.
# Usage: bench/peers.sh [ROUNDS] [SECONDS] [PREFIXES]        Results: artifacts/bench/peers.md
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/servers.sh"
source "$root/bench/reload.sh"
rounds=${1:-5} seconds=${2:-3} prefixes=${3:-100000} rate=20000 window=200
loops=${LOOPS:-start closed ports open tcp reload}
read -ra peers <<< "${PEERS:-proxima gdnsd knot nsd pdnsgeo pdnslua pdnspipe}"
for i in "${!peers[@]}"; do port[${peers[$i]}]=$((5300 + i)); done
begin
make_files 127.0.0.1 "$prefixes"
declare -A process
touch "$work/once"
for round in $(seq "$rounds"); do
    [[ " $loops " = *" start "* ]] || break
    for peer in "${peers[@]}"; do
        line=$(run_load first --server 127.0.0.1:${port[$peer]} --name $name -- $priority taskset -c 0 ${command[$peer]}) || { echo "$peer did not start" >&2; exit 1; }
        echo "label=$peer $line" | tee -a "$work/once" >&2
    done
done
for peer in "${peers[@]}"; do
    $priority taskset -c 0 ${command[$peer]} > "$work/$peer.log" 2>&1 &
    process[$peer]=$!
    servers+=($!)
done
one() { # PEER FILE ARGS...: one run.
    local peer=$1 file=$2
    shift 2
    run_load run --label "$peer" --server "127.0.0.1:${port[$peer]}" --name $name --table "$work/table" --seconds "$seconds" --pids "$(family "${process[$peer]}")" \
        ${flags[$peer]:-} "$@" | tee -a "$work/$file" >&2
}
for peer in "${peers[@]}"; do
    timeout 30 sh -c "until dig @127.0.0.1 -p ${port[$peer]} $name +tries=1 +time=1 +short | grep -q 198.51.100; do :; done"
    # Code that is compiled while it runs has been by the time it is measured; under load with PRIORITY its compiler would wait.
    one "$peer" warm --rate 3000 --seed 0 2> /dev/null
done
each_round() { # FILE ARGS...
    for round in $(seq "$rounds"); do
        for peer in "${peers[@]}"; do one "$peer" "$@" --seed "$round"; done
    done
}
for loop in $loops; do
    case $loop in
        closed) each_round closed --window $window ;;
        # As from many resolvers: no two answers in a row go to the same port.
        ports) each_round ports --window $window --sockets $window ;;
        open) each_round open --rate $rate ;;
        tcp) each_round tcp --tcp --sockets 20 --pipeline 10 ;;
    esac
done
# Last, since a gdnsd that was replaced is another process, and a table that was loaded again may take more memory.
if [[ " $loops " = *" reload "* ]]; then
    changed_files
    undo+=("gdnsdctl -c $work/gdnsd -i stop")
    for round in $(seq "$rounds"); do
        for peer in "${peers[@]}"; do echo "label=$peer $(reload_once "$peer" $((round % 2)))" | tee -a "$work/once" >&2; done
    done
    for round in $(seq "$rounds"); do echo "label=proxima-built $(reload_once proxima-built $(((rounds + round) % 2)))" | tee -a "$work/once" >&2; done
fi
show() { # FILE TITLE
    [ ! -e "$work/$1" ] || { echo && echo "$2" && echo && run_load compare "$work/$1"; }
}
[ ! -s "$work/once" ] || cat "$work/once" >> "$work/closed"
{
    heading "bench/peers.sh $rounds $seconds $prefixes"
    show closed "Closed loop, $window queries in flight from one port"
    show ports "The same from $window ports by turns"
    show open "Open loop, $rate queries/s"
    show tcp "TCP, 20 connections with 10 queries in flight each"
} | tee "$results/peers.md"
