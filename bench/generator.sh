#!/usr/bin/env bash
# The generator beside another one, dnsgen, written in C for the same purpose, against one server, turn by turn: does the
# server cost and give the same, whoever asks? Fails where the medians differ by more than 5 %. dnsgen is no part of this: where its
# source is not (../shared/bench/dnsgen.c, or DNSGEN=FILE), nothing is compared, and that is said.
# Usage: bench/generator.sh [PAIRS] [SECONDS]        Results: artifacts/bench/generator.md
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/servers.sh"
rounds=${1:-7} seconds=${2:-2} window=200
source_file=${DNSGEN:-$root/../shared/bench/dnsgen.c}
if ! [ -e "$source_file" ] || ! command -v gcc > /dev/null; then
    echo "skipped: there is no dnsgen.c (DNSGEN=FILE says where), or no gcc to build it with; the generator was compared with nothing"
    exit 0
fi
port[proxima]=5300
begin
gcc -O2 -w -o "$work/dnsgen" "$source_file"
make_files 127.0.0.1 100000
sed 's/ .*\./ /' "$work/table" > "$work/dnsgen.table"
$priority taskset -c 0 ${command[proxima]} > "$work/log" 2>&1 &
id=$!
servers+=("$id")
ours() { run_load run --label ours --server 127.0.0.1:${port[proxima]} --name $name --table "$work/table" --seconds "$seconds" --warm 1 --window $window --pids "$id" --seed "$1"; }
# Its words, as the lines of our own runs have them.
theirs() {
    $priority taskset -c 1 "$work/dnsgen" -l theirs -s 127.0.0.1 -p ${port[proxima]} -n $name -f "$work/dnsgen.table" -t "$seconds" -W 1 -w $window -P "$id" |
        sed -E 's/^theirs/label=dnsgen/; s/p50us=/p50_us=/; s/p99us=/p99_us=/; s/schedstat=([0-9.]*)\)/server_us=\1/'
}
ours 0 > /dev/null
for round in $(seq "$rounds"); do
    ours "$round" | tee -a "$work/runs" >&2
    theirs | tee -a "$work/runs" >&2
done
{ heading "bench/generator.sh $rounds $seconds" && echo && run_load compare --base ours "$work/runs"; } | tee "$results/generator.md"
# Columns 4 and 6: queries/s, and our cost as a share of the other's.
awk -F'|' '$2 ~ /ours/ { ours = $4 } $2 ~ /dnsgen/ { q = ours / $4; c = $6; printf "ours / dnsgen: queries/s %.3f, CPU per query %.2f\n", q, c; exit !(q >= .95 && q <= 1.05 && c >= .95 && c <= 1.05) }' "$results/generator.md" ||
    { echo "the generators differ by more than 5 %" >&2; exit 1; }
