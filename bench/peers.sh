#!/usr/bin/env bash
# Proxima beside gdnsd, Knot, NSD and PowerDNS over loopback: one core for the server under load, another for the generator, turn by turn in
# one run.
# Usage: bench/peers.sh [ROUNDS] [SECONDS] [PREFIXES]        Results: artifacts/bench/peers.md
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/servers.sh"
rounds=${1:-5} seconds=${2:-3} prefixes=${3:-100000} rate=20000 window=200
peers=(proxima gdnsd knot nsd pdnsgeo pdnslua)
for i in "${!peers[@]}"; do port[${peers[$i]}]=$((5300 + i)); done
begin
make_files 127.0.0.1 "$prefixes"
declare -A process
for peer in "${peers[@]}"; do
    run_load first --server 127.0.0.1:${port[$peer]} --name $name -- $priority taskset -c 0 ${command[$peer]} > "$work/$peer.start" || { echo "$peer did not start" >&2; exit 1; }
    $priority taskset -c 0 ${command[$peer]} > "$work/$peer.log" 2>&1 &
    process[$peer]=$!
    servers+=($!)
done
one() { # PEER FILE ARGS...: one run, and the peer's start time with it.
    local peer=$1 file=$2
    shift 2
    echo "$(run_load run --label "$peer" --server "127.0.0.1:${port[$peer]}" --name $name --table "$work/table" --seconds "$seconds" --pids "$(family "${process[$peer]}")" \
        ${flags[$peer]:-} "$@") $(cat "$work/$peer.start")" | tee -a "$work/$file" >&2
}
# Code that is compiled while it runs has been by the time it is measured; under load with PRIORITY its compiler would wait.
for peer in "${peers[@]}"; do one "$peer" warm --rate 3000 --seed 0 2> /dev/null; done
for round in $(seq "$rounds"); do
    for peer in "${peers[@]}"; do one "$peer" closed --window $window --seed "$round"; done
done
# As from many resolvers: no two answers in a row go to the same port.
for round in $(seq "$rounds"); do
    for peer in "${peers[@]}"; do one "$peer" ports --window $window --sockets $window --seed "$round"; done
done
for round in $(seq "$rounds"); do
    for peer in "${peers[@]}"; do one "$peer" open --rate $rate --seed "$round"; done
done
for round in $(seq "$rounds"); do
    for peer in "${peers[@]}"; do one "$peer" tcp --tcp --sockets 20 --pipeline 10 --seed "$round"; done
done
{
    heading "bench/peers.sh $rounds $seconds $prefixes: closed loop, $window queries in flight from one port" && echo && run_load compare "$work/closed"
    echo && echo "The same from $window ports by turns" && echo && run_load compare "$work/ports"
    echo && echo "Open loop, $rate queries/s" && echo && run_load compare "$work/open"
    echo && echo "TCP, 20 connections with 10 queries in flight each" && echo && run_load compare "$work/tcp"
} | tee "$results/peers.md"
