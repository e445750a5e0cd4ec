#!/usr/bin/env bash
# The servers over a wire (veth) between two network namespaces: the server, its receive processing (threaded NAPI) and its sockets on core 0,
# the generator on core 1. So "CPU us/query" is the whole cost on the server's side. Servers run one at a time, turn by turn.
# PEERS may also name proxima-xdp-woken: ours where it cannot write the interface's settings (docs/decisions/0024-receive-coalescing.md).
# Usage: bench/xdp.sh [ROUNDS] [SECONDS] [PREFIXES] [RATE...]        Results: artifacts/bench/xdp.md
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/servers.sh"
rounds=${1:-3} seconds=${2:-2} prefixes=${3:-100000}
rates=("${@:4}")
[ ${#rates[@]} -gt 0 ] || rates=(max 200000 800000)
address=10.9.0.1
begin
server="proxima-bench-$$-s" client="proxima-bench-$$-c" wire=wire0 far=wire1
make_files $address "$prefixes"
undo+=("ip netns del $server" "ip netns del $client")
ip netns add "$server" && ip netns add "$client"
# A fresh wire for each run: programs that come and go leave the receive threads of a wire in different states.
wire_up() {
    local space end number
    ip -n "$server" link del $wire 2> /dev/null || true
    ip link add $wire netns "$server" type veth peer name $far netns "$client"
    for end in "$server $wire 1" "$client $far 2"; do
        read -r space end number <<< "$end"
        ip -n "$space" link set lo up && ip -n "$space" link set $end up && ip -n "$space" address add 10.9.0.$number/24 dev $end
        # Receive processing in a thread of its own, which can be pinned and whose time can be read.
        # A sender that could cut TCP itself would have plain datagrams received on its own core instead (veth_skb_is_eligible_for_gro in drivers/net/veth.c):
        # then what a socket's server costs to receive would be nobody's.
        ip netns exec "$space" ethtool -K $end gro on tso off
        ip netns exec "$space" sh -c "echo 1 > /sys/class/net/$end/threaded"
    done
    mac=$(ip netns exec "$server" cat /sys/class/net/$wire/address)
    ip netns exec "$client" ping -c 1 -q $address > /dev/null
}
# The threads that receive at an interface: a program that is attached or detached may have them made anew.
napi() { pgrep "^napi/$1-" | tr '\n' ' '; }

# The generator never waits, so what receives for it must be able to interrupt it.
pin() {
    local thread
    for thread in $(napi $wire); do taskset -pc 0 "$thread" && { [ -z "$priority" ] || chrt -f -p 1 "$thread"; } done
    for thread in $(napi $far); do taskset -pc 1 "$thread" && { [ -z "$priority" ] || chrt -f -p 2 "$thread"; } done
}

# A rate is an open loop; "max" is a closed one with 1,024 queries in flight.
offered() { if [ "$1" = max ]; then echo --window 1024; else echo --rate "$1"; fi; }

one() { # PEER RATE FILE FLAGS...: starts the server, one run, ends it.
    local peer=$1 rate=$2 file=$3 id counted
    shift 3
    wire_up
    ip netns exec "$server" $priority taskset -c 0 ${command[$peer]} > "$work/$peer.log" 2>&1 &
    id=$!
    servers+=("$id")
    timeout 30 sh -c "until ip netns exec $client dig @$address $name +tries=1 +time=1 +short | grep -q 198.51.100; do :; done"
    pin > /dev/null
    # Code that is compiled while it runs has been by the time it is measured.
    ip netns exec "$client" taskset -c 1 dotnet "$load" run --server $address:53 --name $name --table "$work/table" --seconds 1 --rate 3000 ${flags[$peer]:-} > /dev/null
    counted=$(napi $wire)
    counted="$(family "$id"),${counted// /,}"
    # The generator's own program makes its side's threads anew.
    { sleep 0.6; pin; } > /dev/null 2>&1 &
    ip netns exec "$client" $priority taskset -c 1 dotnet "$load" run --label "$peer" --server $address:53 --name $name --table "$work/table" --seconds "$seconds" --warm 1.5 \
        --xdp $far --to "$mac" --sockets 16 $(offered "$rate") --pids "$counted" ${flags[$peer]:-} | tee -a "$file" >&2
    kill "$id" && wait "$id" 2> /dev/null || true
}
for rate in "${rates[@]}"; do
    for round in $(seq "$rounds"); do
        for peer in ${PEERS:-proxima proxima-xdp gdnsd knot knot-xdp nsd}; do one "$peer" "$rate" "$work/$rate" --seed "$round"; done
    done
done
{
    heading "bench/xdp.sh $rounds $seconds $prefixes ${rates[*]}"
    for rate in "${rates[@]}"; do echo && echo "Offered: $rate queries/s" && echo && run_load compare --base proxima-xdp "$work/$rate"; done
} | tee "$results/xdp.md"
