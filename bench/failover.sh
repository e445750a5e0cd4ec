#!/usr/bin/env bash
# How long a dead site is still named, and what is answered after a restart: ten sites on a machine of their own, silent from one instant to the next; a node, gdnsd
# and PowerDNS (Lua, ifportup) check them by TCP at once, with the same interval, timeout and thresholds, and are asked every 50 ms. PowerDNS 4.7 has no threshold but
# one failure, so the other two are asked for a name with that as well; gdnsd takes no interval below 2 s and has that where 1 s is asked for.
# The parts:  kill    sites die one after the other
#   and, with all servers killed (kill -9) and started again and again:
#             one     while a site is dead
#             half    while half of the sites are dead
#             cut     while a site is dead and no check gets through, since the servers' own network is down
#             forced  while a site lives that a person took out: override, admin_state; PowerDNS has no such word, there the address is taken out of the record
# Usage: bench/failover.sh [--parts PART,...] [--from KILL] [KILLS] [RESTARTS] [INTERVAL...]
# Results: artifacts/bench/failover-PART-INTERVAL.md; --from N goes on with the table of the N kills before. Needs root.
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/servers.sh"
[ "${1:-}" = inside ] || alone "$@"
shift
asked="$*" parts=kill,one,half,cut,forced from=0 sites=10
while [[ "${1:-}" = --* ]]; do
    case "$1" in
        --parts) parts=$2 ;;
        --from) from=$2 ;;
        *) echo "what is $1?" >&2 && exit 2 ;;
    esac
    shift 2
done
kills=${1:-20} restarts=${2:-20}
intervals=("${@:3}")
[ ${#intervals[@]} -gt 0 ] || intervals=(5 1)
begin

# The machine with the sites: addresses of its loopback, so that one that is taken away is silent.
unshare --net sleep infinity &
machine=$!
servers+=("$machine")
there() { nsenter --target "$machine" --net "$@"; }
until [ "$(readlink /proc/$machine/ns/net)" != "$(readlink /proc/self/ns/net)" ]; do sleep 0.05; done
ip link set lo up
ip link add here type veth peer name there netns "$machine"
ip address add 10.8.0.1/30 dev here && ip link set here up
there ip link set lo up && there ip address add 10.8.0.2/30 dev there && there ip link set there up
ip route add 10.9.0.0/24 via 10.8.0.2
for site in $(seq $sites); do there ip address add "10.9.0.$site/32" dev lo; done
start_web nsenter --target "$machine" --net

# The three servers with their checks, in a folder without a past.
make_configurations() { # PART INTERVAL TIMEOUT
    local interval=$2 timeout=$3 gdnsd_interval=$(($2 < 2 ? 2 : $2))
    folder="$work/$1-$2"
    mkdir -p "$folder"/{proxima,gdnsd/zones,gdnsd/run,pdns/run}
    node_files "$folder/proxima"
    cat > "$folder/proxima/steering.yaml" <<END
zones: [ { name: $zone, file: zone } ]
sites: { $(each_site 's#: {}' ', ') }
monitors:
  three: { kind: tcp, port: 80, interval: ${interval}s, timeout: ${timeout}s, fall: 3, rise: 2 }
  one: { kind: tcp, port: 80, interval: ${interval}s, timeout: ${timeout}s, fall: 1, rise: 1 }
pools:
  three: { monitor: three, endpoints: [ $(each_site '{ site: s#, address: 10.9.0.# }' ', ') ] }
  one: { monitor: one, endpoints: [ $(each_site '{ site: s#, address: 10.9.0.# }' ', ') ] }
policies: { alive: { chain: [ healthy ] } }
names: [ { name: three.$zone, pool: three, policy: alive }, { name: one.$zone, pool: one, policy: alive } ]
END
    cat > "$folder/gdnsd/config" <<END
options => { listen => [ 127.0.0.1:5302 ], run_dir => $folder/gdnsd/run, state_dir => $folder/gdnsd/run }
service_types => {
  three => { plugin => tcp_connect, port => 80, interval => $gdnsd_interval, timeout => $timeout, up_thresh => 2, ok_thresh => 1, down_thresh => 3 }
  one => { plugin => tcp_connect, port => 80, interval => $gdnsd_interval, timeout => $timeout, up_thresh => 1, ok_thresh => 1, down_thresh => 1 }
}
plugins => { multifo => {
  three => { service_types => three, $(each_site 's# => 10.9.0.#' ', ') }
  one => { service_types => one, $(each_site 's# => 10.9.0.#' ', ') }
} }
END
    printf '@ SOA ns hostmaster 1 7200 30m 1209600 60\n@ NS ns\nns A 192.0.2.53\nthree 30 DYNA multifo!three\none 30 DYNA multifo!one\n' > "$folder/gdnsd/zones/$zone"
    cat > "$folder/pdns/pdns.conf" <<END
daemon=no
guardian=no
disable-syslog=yes
loglevel=1
local-address=127.0.0.1
local-port=5303
socket-dir=$folder/pdns/run
launch=bind
bind-config=$folder/pdns/named.conf
enable-lua-records=yes
lua-health-checks-interval=$interval
cache-ttl=0
query-cache-ttl=0
negquery-cache-ttl=0
END
    echo "zone \"$zone\" { type master; file \"$folder/pdns/zone\"; };" > "$folder/pdns/named.conf"
    { printf '$ORIGIN %s.\n' $zone && zone_file; printf 'one 30 IN LUA A "ifportup(80, {%s}, {timeout=%s, selector='"'all'"'})"\n' "$(each_site "'10.9.0.#'" ', ')" "$timeout"; } > "$folder/pdns/zone"
}

running=()
start_servers() {
    "$out/proximad" --config "$folder/proxima/proxima.conf" >> "$folder/proxima/log" 2>&1 &
    running=($!)
    gdnsd -c "$folder/gdnsd" start >> "$folder/gdnsd/log" 2>&1 &
    running+=($!)
    pdns_server --config-dir="$folder/pdns" >> "$folder/pdns/log" 2>&1 &
    running+=($!)
}

# As in a power cut: nobody is asked to end.
kill_servers() {
    local ids
    ids=$(for id in "${running[@]}"; do family "$id"; echo; done | tr ',\n' '  ')
    kill -9 $ids 2> /dev/null || true
    wait "${running[@]}" 2> /dev/null || true
}

three=("proxima, 3 failures=127.0.0.1:5301/three.$zone" "gdnsd, 3 failures=127.0.0.1:5302/three.$zone")
one=("proxima, 1 failure=127.0.0.1:5301/one.$zone" "gdnsd, 1 failure=127.0.0.1:5302/one.$zone" "PowerDNS, 1 failure=127.0.0.1:5303/one.$zone")
site_dies() { there ip address del "10.9.0.$1/32" dev lo; }
site_returns() { there ip address add "10.9.0.$1/32" dev lo; }

kill_sites() { # INTERVAL RESULTS
    local way="nsenter --target $machine --net ip address"
    run_load failover --sites $sites --kills "$kills" --seed $((from + 1)) --phase "$1" --results "$2" --kill "$way del 10.9.0.#/32 dev lo" --revive "$way add 10.9.0.#/32 dev lo" "${three[@]}" "${one[@]}"
}

# Every server has time to know how it is, then loses everything but what it wrote.
restart_while() { # PART INTERVAL RESULTS
    local dead=() wrong restart site
    case "$1" in
        one | cut) dead=(1) ;;
        half) dead=(1 3 5 7 9) ;;
        forced)
            printf '10.9.0.2/three => DOWN\n10.9.0.2/one => DOWN\n' > "$folder/gdnsd/run/admin_state"
            sed -i "s/'10.9.0.2', //" "$folder/pdns/zone"
            until [ -e "$folder/proxima/state/api.url" ]; do sleep 0.1; done
            "$out/proxima" override set site:s2 down --why "a wrong certificate" --state "$folder/proxima/state" > /dev/null ;;
    esac
    wrong=${dead[*]:-2}
    for site in "${dead[@]}"; do site_dies "$site"; done
    sleep $(($2 * 4 + 5))
    for restart in $(seq "$restarts"); do
        kill_servers
        [ "$1" != cut ] || there ip address flush dev there
        rm -f "$work/ready"
        run_load restart --wrong "${wrong// /,}" --sites $sites --seconds $(($2 + 3)) --results "$3" --ready "$work/ready" "${three[@]}" "${one[@]}" > "$work/table" &
        asker=$!
        until [ -e "$work/ready" ]; do sleep 0.02; done
        start_servers
        wait $asker
        echo "restart $restart of $restarts" >&2
    done
    cat "$work/table"
    [ "$1" != cut ] || there ip address add 10.8.0.2/30 dev there
    for site in "${dead[@]}"; do site_returns "$site"; done
}

for interval in "${intervals[@]}"; do
    timeout=$((interval > 2 ? 2 : 1))
    for part in ${parts//,/ }; do
        raw="$results/failover-$part-$interval.tsv"
        [ "$from" -gt 0 ] || rm -f "$raw"
        make_configurations "$part" "$interval" $timeout
        start_servers
        {
            heading "bench/failover.sh $asked: $part, interval $interval s, timeout $timeout s; gdnsd $(gdnsd --version 2>&1 | sed -n 's/^gdnsd version //p' | head -n 1), PowerDNS $(dpkg-query -W -f '${Version}' pdns-server 2> /dev/null)"
            echo
            if [ "$part" = kill ]; then kill_sites "$interval" "$raw"; else restart_while "$part" "$interval" "$raw"; fi
        } > "$results/failover-$part-$interval.md"
        kill_servers
        cat "$results/failover-$part-$interval.md"
    done
done
