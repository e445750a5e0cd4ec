#!/usr/bin/env bash
# Answers while the node publishes: the real proximad, which takes in 100,000 samples a second by its API, stores them, and publishes a snapshot of
# 100,000 networks every 2 s, with health words that change all the while; turn by turn with quiet rounds, in which it does nothing. Node, database
# and data plane share one core (NODE_CORE=1: the node has the generator's). An answer that is lost or wrong shows in the line of its run. What feeds
# has the same core, behind all others; the samples taken and the node's processor time for each, publishing and all else included, are of its line.
# Usage: bench/publish.sh [ROUNDS] [SECONDS] [RATE] [SAMPLES]        Results: artifacts/bench/publish.md
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/servers.sh"
rounds=${1:-5} seconds=${2:-6} rate=${3:-20000} samples=${4:-100000} core=${NODE_CORE:-0}
begin
run_load table --prefixes 100000 --sites $sites --out "$work/table"
mkdir "$work/node" && cd "$work/node"
printf '$TTL 3600\n@ IN SOA ns hostmaster 1 7200 3600 1209600 60\n@ IN NS ns\nns IN A 192.0.2.53\n' > zone
printf 'zones: [ { name: %s, file: zone } ]\nsites: { %s }\npools: { web: { endpoints: [ %s ] } }\npolicies: { near: { chain: [ healthy, nearest, { take: 1 } ] } }\nnames: [ { name: %s, pool: web, policy: near, ttl: 60 } ]\n' \
    $zone "$(each_site 's#: {}' ', ')" "$(each_site '{ site: s#, address: 198.51.100.# }' ', ')" $name > steering.yaml
printf '[Node]\nState = state\n[Steering]\nFile = steering.yaml\n[DNS]\nListen = 127.0.0.1:5300\nWorkers = 1\n[API]\nListen = 127.0.0.1:5380\n[Measure]\nSamplesPerSecond = 10000000\nSpecialNetworks = Allow\n' > proxima.conf
# A session of its own, as a service manager starts it.
taskset -c 0 setsid "$out/proximad" --config proxima.conf > log 2>&1 &
node=$!
servers+=("$node")
# What feeds is no part of the node and must not be in its way: a session of its own, behind all others.
feed() { setsid -w sh -c 'echo 19 > /proc/self/autogroup; exec "$@"' feed nice -n 19 taskset -c 0 dotnet "$load" feed --node http://127.0.0.1:5380/ --table "$work/table" "$@" >&2; }
until feed 2> /dev/null; do kill -0 "$node"; sleep 1; done
sleep 8
id=$(sed -n 's/.*"pid":\([0-9]*\).*/\1/p' state/serve.json)
# What the node does must not keep it busy on the core of the data plane unless that is asked for.
for thread in /proc/"$node"/task/*; do taskset -cp "$core" "${thread##*/}" > /dev/null; done
one() { # LABEL ROUND
    run_load run --label "$1" --server 127.0.0.1:5300 --name $name --table "$work/table" --seconds "$seconds" --rate "$rate" --pids "$id" --seed "$2" | tee -a "$work/runs" >&2
}
one warm 0
: > "$work/runs"
for round in $(seq "$rounds"); do
    one quiet "$round"
    serial=$("$out/proxima" status --json --api http://127.0.0.1:5380 | grep -o '"serial":[0-9]*' | head -n 1)
    feed --health state/health --rate "$samples" --seconds $((seconds + 2)) --pid "$node" 2> >(tee -a "$work/fed" >&2) &
    feeder=$!
    one publishing "$round"
    wait "$feeder"
    echo "$serial -> $("$out/proxima" status --json --api http://127.0.0.1:5380 | grep -o '"serial":[0-9]*' | head -n 1)" >&2
    sleep 4
done
{ heading "bench/publish.sh $rounds $seconds $rate $samples" && echo && run_load compare --base publishing "$work/runs" && echo && cat "$work/runs" "$work/fed"; } | tee "$results/publish.md"
