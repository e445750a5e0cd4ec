#!/usr/bin/env bash
# Bad input and far too much of it, over loopback, one core for the server and one for the generator. First what a datagram costs: a good query, one that
# gets FORMERR, and two kinds that get nothing, all at one rate. Then the closed loop, which is the capacity, and open loops far above it with a server that
# may use three tenths of its core (a cgroup), since the generator cannot send much more than a whole core answers. Needs root.
# Usage: bench/flood.sh [ROUNDS] [SECONDS]        Results: artifacts/bench/flood.md
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/servers.sh"
rounds=${1:-3} seconds=${2:-3} rate=100000
port[proxima]=5300
begin
make_files 127.0.0.1 100000
taskset -c 0 ${command[proxima]} > "$work/log" 2>&1 &
id=$!
servers+=("$id")
one() { # LABEL FILE ARGS...
    run_load run --label "$1" --server 127.0.0.1:5300 --name $name --table "$work/table" --seconds "$seconds" --pids "$id" "${@:3}" | tee -a "$work/$2" >&2
}
one warm warm --rate 3000
for round in $(seq "$rounds"); do
    for kind in good malformed response short; do
        flag=--$kind
        [ $kind != good ] || flag=
        one $kind kinds --rate $rate --sockets 16 --seed "$round" $flag
    done
done
# A bandwidth of its own for the server, so that the generator can offer many times what it answers.
group=/sys/fs/cgroup/cpu
[ -d $group ] || group=/sys/fs/cgroup
mkdir "$group/proxima-flood-$$"
undo+=("rmdir $group/proxima-flood-$$")
share() { # PERCENT
    if [ -e "$group/proxima-flood-$$/cpu.max" ]; then echo "$(($1 * 100)) 10000" > "$group/proxima-flood-$$/cpu.max"
    else echo 10000 > "$group/proxima-flood-$$/cpu.cfs_period_us" && echo $(($1 * 100)) > "$group/proxima-flood-$$/cpu.cfs_quota_us"; fi
}
share 30
echo "$id" > "$group/proxima-flood-$$/cgroup.procs"
for round in $(seq "$rounds"); do
    one capacity flood --window 200 --sockets 16 --seed "$round"
    capacity=$(sed -n 's/.*label=capacity qps=\([0-9]*\).*/\1/p' "$work/flood" | tail -n 1)
    for times in 2 4; do one "offered-$times-times" flood --rate $((capacity * times)) --sockets 16 --seed "$round"; done
done
dotnet "$load" counted --report "$work/proxima/report" > "$work/counted"
kill "$id" && wait "$id" || true
column() { sed -n "s/.*label=$1 \(.* \)\?$2=\([0-9.]*\).*/\2/p" "$work/$3" | sort -n | awk '{ v[NR] = $1 } END { print (v[int((NR + 1) / 2)] + v[int(NR / 2) + 1]) / 2 }'; }
{
    heading "bench/flood.sh $rounds $seconds: $rate/s of each kind"
    printf '\n| kind | answered | CPU us a datagram |\n|---|---|---|\n'
    for kind in good malformed response short; do echo "| $kind | $(column $kind answered kinds) | $(column $kind server_us_sent kinds) |"; done
    printf '\nA flood, the server with 0.3 of a core\n\n| offered | sent/s | answered/s | CPU us an answer | p50 us |\n|---|---|---|---|---|\n'
    for kind in capacity offered-2-times offered-4-times; do
        echo "| $kind | $(awk -v n="$(column $kind sent flood)" -v s="$seconds" 'BEGIN { print int(n / s) }') | $(column $kind qps flood) | $(column $kind server_us flood) | $(column $kind p50_us flood) |"
    done
    echo && echo "Counted: $(cat "$work/counted")"
} | tee "$results/flood.md"
