#!/usr/bin/env bash
# The servers over a wire (veth) between two network namespaces: the server, its receive processing (threaded NAPI) and its sockets on core 0,
# the generator on core 1. So "CPU us/query" is the whole cost on the server's side. Servers run one at a time, turn by turn.
# Usage: bench/xdp.sh [ROUNDS] [SECONDS] [PREFIXES] [RATE...]        Results: artifacts/bench/xdp.md
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/servers.sh"
rounds=${1:-3} seconds=${2:-2} prefixes=${3:-100000}
rates=("${@:4}")
[ ${#rates[@]} -gt 0 ] || rates=(200000 800000)
address=10.9.0.1
begin
server="proxima-bench-$$-s" client="proxima-bench-$$-c" wire=wire0
make_files $address "$prefixes"
undo+=("ip netns del $server" "ip netns del $client")
ip netns add "$server" && ip netns add "$client"
ip link add $wire netns "$server" type veth peer name $wire netns "$client"
for end in "$server 1" "$client 2"; do
    read -r space number <<< "$end"
    ip -n "$space" link set lo up && ip -n "$space" link set $wire up && ip -n "$space" address add 10.9.0.$number/24 dev $wire
    # Receive processing in a thread of its own, which can be pinned and whose time can be read.
    ip netns exec "$space" ethtool -K $wire gro on
    ip netns exec "$space" sh -c "echo 1 > /sys/class/net/$wire/threaded"
done
mac=$(ip netns exec "$server" cat /sys/class/net/$wire/address)
napi() { for id in $(pgrep "^napi/$wire"); do printf '%s\n' "$id"; done; }
ip netns exec "$client" ping -c 1 -q $address > /dev/null

one() { # PEER RATE FILE FLAGS...: starts the server, one run, ends it.
    local peer=$1 rate=$2 file=$3 id threads
    shift 3
    ip netns exec "$server" taskset -c 0 ${command[$peer]} > "$work/$peer.log" 2>&1 &
    id=$!
    servers+=("$id")
    timeout 30 sh -c "until ip netns exec $client dig @$address $name +tries=1 +time=1 +short | grep -q 198.51.100; do :; done"
    # The server's wire came first, so its thread has the lowest number of the two.
    threads=$(napi | sort -n)
    taskset -pc 0 "$(head -n 1 <<< "$threads")" > /dev/null && taskset -pc 1 "$(tail -n 1 <<< "$threads")" > /dev/null
    ip netns exec "$client" taskset -c 1 dotnet "$load" run --label "$peer" --server $address:53 --name $name --table "$work/table" --seconds "$seconds" --warm 0.5 \
        --xdp $wire --to "$mac" --sockets 16 --rate "$rate" --pids "$(family "$id"),$(head -n 1 <<< "$threads")" ${flags[$peer]:-} | tee -a "$file" >&2
    kill "$id" && wait "$id" 2> /dev/null || true
}
for rate in "${rates[@]}"; do
    for round in $(seq "$rounds"); do
        for peer in proxima proxima-xdp gdnsd knot knot-xdp nsd; do one "$peer" "$rate" "$work/$rate" --seed "$round"; done
    done
done
{
    heading "bench/xdp.sh $rounds $seconds $prefixes ${rates[*]}"
    for rate in "${rates[@]}"; do echo && echo "Offered: $rate queries/s" && echo && run_load compare --base proxima-xdp "$work/$rate"; done
} | tee "$results/xdp.md"
