#!/usr/bin/env bash
# Proxima beside gdnsd, Knot, NSD and PowerDNS: one table of client networks for all, one core for the server under load, another for the
# generator, turn by turn in one run. NSD and PowerDNS's Lua record have no such table and answer the same to everybody.
# Usage: bench/peers.sh [ROUNDS] [SECONDS] [PREFIXES]        Results: artifacts/bench/peers.md
set -euo pipefail
export LC_ALL=C PATH="$PATH:/usr/sbin"
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
rounds=${1:-5} seconds=${2:-3} prefixes=${3:-100000}
sites=8 zone=example.test name=www.example.test rate=20000 window=200
work=$(mktemp -d -t proxima-peers-XXXXXX)
chmod 755 "$work"
servers=()
trap 'for id in "${servers[@]}"; do kill "$id" 2>/dev/null || true; done; wait 2>/dev/null || true; [ -n "${KEEP:-}" ] || rm -rf "$work"' EXIT
load() { taskset -c 1 dotnet "$root/bench/Proxima.Load/bin/Release/net10.0/proxima-load.dll" "$@"; }

load table --prefixes "$prefixes" --sites $sites --out "$work/table"
load health --out "$work/health"
# each_site TEXT SEPARATOR: the text for each site, with its number in place of '#'.
each_site() { local s out=; for s in $(seq $sites); do out+="${out:+$2}${1//#/$s}"; done; printf '%s' "$out"; }
soa="$zone. 3600 IN SOA ns.$zone. hostmaster.$zone. 1 7200 3600 1209600 60"

proxima_files() {
    mkdir "$work/proxima" && cd "$work/proxima"
    printf '$TTL 3600\n@ IN SOA ns hostmaster 1 7200 3600 1209600 60\n@ IN NS ns\nns IN A 192.0.2.53\n' > zone
    printf 'zones: [ { name: %s, file: zone } ]\nsites: { %s }\npools: { web: { endpoints: [ %s ] } }\npolicies: { near: { chain: [ healthy, nearest, { take: 1 } ] } }\nnames: [ { name: %s, pool: web, policy: near, ttl: 60 } ]\n' \
        $zone "$(each_site 's#: {}' ', ')" "$(each_site '{ site: s#, address: 198.51.100.# }' ', ')" $name > steering.yaml
    # The site of the table is the nearest; the others follow, each 20 ms further away.
    awk -v n=$sites '{ split($2, a, "."); line = $1; for (k = 0; k < n; k++) line = line " s" ((a[4] - 1 + k) % n + 1) "=" 10 + 20 * k; print line }' "$work/table" > latencies
    "$root/out/proxima" snapshot build --zones steering.yaml --prefixes latencies --out snapshot > /dev/null
}

gdnsd_files() {
    mkdir -p "$work/gdnsd/zones" "$work/gdnsd/geoip" "$work/gdnsd/run" && cd "$work/gdnsd"
    cat > config <<END
options => { listen => [ 127.0.0.1:5301 ], run_dir => $work/gdnsd/run, state_dir => $work/gdnsd/run, udp_threads => 1, tcp_threads => 1, edns_client_subnet => true }
plugins => { geoip => {
  maps => { near => { datacenters => [ $(each_site 's#' ', ') ], nets => nets } }
  resources => { www => { map => near, service_types => up, dcmap => { $(each_site 's# => 198.51.100.#' ', ') } } }
} }
END
    awk -v n=$sites '{ split($2, a, "."); d = a[4] - 1; printf "%s => [ s%d, s%d, s%d ]\n", $1, d % n + 1, (d + 1) % n + 1, (d + 2) % n + 1 }' "$work/table" > geoip/nets
    printf '@ SOA ns hostmaster 1 7200 30m 1209600 60\n@ NS ns\nns A 192.0.2.53\nwww 60 DYNA geoip!www\n' > zones/$zone
}

knot_files() {
    mkdir -p "$work/knot/run" && cd "$work/knot"
    cat > knot.conf <<END
server:
  listen: 127.0.0.1@5302
  rundir: "$work/knot/run"
  udp-workers: 1
  tcp-workers: 1
  background-workers: 1
  edns-client-subnet: on
database:
  storage: "$work/knot/run"
log:
- target: stderr
  any: error
mod-geoip:
- id: near
  config-file: "$work/knot/geo.conf"
  ttl: 60
  mode: subnet
zone:
- domain: $zone
  file: "$work/knot/zone"
  module: mod-geoip/near
  zonefile-sync: -1
  zonefile-load: whole
  journal-content: none
END
    { echo "$name:"; awk '{ print "  - net: " $1 "\n    A: " $2 }' "$work/table"; } > geo.conf
    printf '%s\n%s. 3600 IN NS ns.%s.\nns.%s. 3600 IN A 192.0.2.53\n%s. 60 IN A 198.51.100.1\n' "$soa" $zone $zone $zone $name > zone
}

nsd_files() {
    mkdir "$work/nsd" && cp "$work/knot/zone" "$work/nsd/zone" && cd "$work/nsd"
    cat > nsd.conf <<END
server:
  ip-address: 127.0.0.1@5303
  server-count: 1
  username: ""
  zonesdir: "$work/nsd"
  database: ""
  pidfile: "$work/nsd/pid"
  xfrdfile: "$work/nsd/xfrd"
  rrl-ratelimit: 0
  zonelistfile: "$work/nsd/list"
remote-control:
  control-enable: no
zone:
  name: $zone
  zonefile: zone
END
}

pdns_files() {
    mkdir -p "$work/pdnsgeo/run" "$work/pdnslua/run" && cd "$work/pdnsgeo"
    local common='daemon=no
guardian=no
disable-syslog=yes
loglevel=3
local-address=127.0.0.1
receiver-threads=1
distributor-threads=1
cache-ttl=0
query-cache-ttl=0
negquery-cache-ttl=0
edns-subnet-processing=yes
security-poll-suffix='
    printf '%s\nsocket-dir=%s\nlocal-port=5304\nlaunch=geoip\ngeoip-zones-file=%s\ngeoip-database-files=\n' "$common" "$work/pdnsgeo/run" "$work/pdnsgeo/geo.yaml" > pdns.conf
    { printf 'domains:\n- domain: %s\n  ttl: 60\n  records:\n    %s:\n    - soa: "ns.%s hostmaster.%s 1 7200 3600 1209600 60"\n    - ns: ns.%s\n' $zone $zone $zone $zone $zone
      each_site "    s#.$zone:
    - a: 198.51.100.#" $'\n'
      printf '\n'
      printf '  services:\n    %s:\n      default: s1.%s\n' $name $zone
      awk -v z=$zone '{ split($2, a, "."); print "      " $1 ": s" a[4] "." z }' "$work/table"; } > geo.yaml
    cd "$work/pdnslua"
    printf '%s\nsocket-dir=%s\nlocal-port=5305\nlaunch=bind\nbind-config=%s\nenable-lua-records=shared\n' "$common" "$work/pdnslua/run" "$work/pdnslua/bind.conf" > pdns.conf
    printf 'zone "%s" { type native; file "%s"; };\n' $zone "$work/pdnslua/zone" > bind.conf
    grep -v "^$name" "$work/knot/zone" > zone
    printf "%s. 60 IN LUA A \"pickrandom({%s})\"\n" $name "$(each_site "'198.51.100.#'" ,)" >> zone
}

# The peers: name, port, whether it knows the table, command.
peers=(proxima gdnsd knot nsd pdnsgeo pdnslua)
declare -A port=([proxima]=5300 [gdnsd]=5301 [knot]=5302 [nsd]=5303 [pdnsgeo]=5304 [pdnslua]=5305)
declare -A flags=([nsd]=--unchecked [pdnslua]=--unchecked)
declare -A command=(
    [proxima]="$root/out/proxima serve --snapshot $work/proxima/snapshot --listen 127.0.0.1:5300 --workers 1 --health $work/health --report $work/proxima/report --quiet"
    [gdnsd]="gdnsd -c $work/gdnsd start"
    [knot]="knotd -c $work/knot/knot.conf"
    [nsd]="nsd -d -c $work/nsd/nsd.conf"
    [pdnsgeo]="pdns_server --config-dir=$work/pdnsgeo"
    [pdnslua]="pdns_server --config-dir=$work/pdnslua"
)
for files in proxima gdnsd knot nsd pdns; do ( "${files}_files" ); done

results="$root/artifacts/bench"
mkdir -p "$results" && : > "$work/closed" && : > "$work/open"
declare -A process
for peer in "${peers[@]}"; do
    load first --server 127.0.0.1:${port[$peer]} --name $name -- taskset -c 0 ${command[$peer]} > "$work/$peer.start" || { echo "$peer did not start" >&2; exit 1; }
    taskset -c 0 ${command[$peer]} > "$work/$peer.log" 2>&1 &
    process[$peer]=$!
    servers+=($!)
done
family() { local child; printf '%s' "$1"; for child in $(pgrep -P "$1"); do printf ,; family "$child"; done; }
one() { # PEER FILE ARGS...: one run, and the peer's start time with it.
    local peer=$1 file=$2
    shift 2
    echo "$(load run --label "$peer" --server "127.0.0.1:${port[$peer]}" --name $name \
        --table "$work/table" --seconds "$seconds" --pids "$(family "${process[$peer]}")" ${flags[$peer]:-} "$@") $(cat "$work/$peer.start")" | tee -a "$file" >&2
}
for round in $(seq "$rounds"); do
    for peer in "${peers[@]}"; do one "$peer" "$work/closed" --window $window --seed "$round"; done
done
for round in $(seq "$rounds"); do
    for peer in "${peers[@]}"; do one "$peer" "$work/open" --rate $rate --seed "$round"; done
done
for peer in "${peers[@]}"; do one "$peer" "$work/tcp" --tcp --sockets 20 --pipeline 10; done
{
    echo "# $(date -u +%F), $(git -C "$root" rev-parse --short HEAD), $(nproc) x $(sed -n 's/^model name.*: //p' /proc/cpuinfo | head -n 1), load $(cut -d' ' -f1-3 /proc/loadavg)"
    echo && echo "bench/peers.sh $rounds $seconds $prefixes: closed loop, $window queries in flight" && echo && load compare "$work/closed"
    echo && echo "Open loop, $rate queries/s" && echo && load compare "$work/open"
    echo && echo "TCP, 20 connections with 10 queries in flight each" && echo && load compare "$work/tcp"
} | tee "$results/peers.md"
