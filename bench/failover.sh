#!/usr/bin/env bash
# How long a dead site is still named: ten sites on a machine of their own, silent from one instant to the next; a node, gdnsd and PowerDNS (Lua,
# ifportup) check them by TCP at once, with the same interval, timeout and thresholds, and are asked every 50 ms. PowerDNS 4.7 has no threshold but
# one failure, so the other two are asked for a name with that as well; gdnsd takes no interval below 2 s and has that where 1 s is asked for. Then all are killed and started again while a site is dead.
# Usage: bench/failover.sh [KILLS] [INTERVAL...]        Results: artifacts/bench/failover.md. Needs root.
set -euo pipefail
if [ "${1:-}" != inside ]; then exec unshare --net --mount "${BASH_SOURCE[0]}" inside "$@"; fi
shift
source "$(dirname "${BASH_SOURCE[0]}")/servers.sh"
kills=${1:-20}
shift || true
intervals=("${@:-5 1}")
read -ra intervals <<< "${intervals[*]}"
sites=10
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
mkdir "$work/nginx" && cat > "$work/nginx/nginx.conf" <<END
daemon off; error_log stderr crit; pid $work/nginx/pid; events {}
http { access_log off; client_body_temp_path $work/nginx; proxy_temp_path $work/nginx; fastcgi_temp_path $work/nginx; uwsgi_temp_path $work/nginx; scgi_temp_path $work/nginx; server { listen 80; return 200; } }
END
there nginx -c "$work/nginx/nginx.conf" -p "$work/nginx" &
servers+=($!)

# INTERVAL TIMEOUT: the three servers with their checks.
make_configurations() {
    local interval=$1 timeout=$2 folder="$work/at-$1" gdnsd_interval=$(($1 < 2 ? 2 : $1))
    mkdir -p "$folder"/{proxima,gdnsd/zones,gdnsd/run,pdns/run}
    cat > "$folder/proxima/proxima.conf" <<END
[Node]
State = $folder/proxima/state
[Steering]
File = $folder/proxima/steering.yaml
[DNS]
Listen = 127.0.0.1:5301
[API]
Listen = 127.0.0.1:0
END
    printf '$TTL 3600\n@ IN SOA ns hostmaster 1 7200 3600 1209600 60\n@ IN NS ns\nns IN A 192.0.2.53\n' > "$folder/proxima/zone"
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
    printf '$ORIGIN %s.\n@ 3600 IN SOA ns hostmaster 1 7200 3600 1209600 60\n@ 3600 IN NS ns\nns 3600 IN A 192.0.2.53\none 30 IN LUA A "ifportup(80, {%s}, {timeout=%s, selector='"'all'"'})"\n' \
        $zone "$(each_site "'10.9.0.#'" ', ')" "$timeout" > "$folder/pdns/zone"
}

running=()
start_servers() { # INTERVAL
    local folder="$work/at-$1"
    "$out/proximad" --config "$folder/proxima/proxima.conf" >> "$folder/proxima/log" 2>&1 &
    running=($!)
    gdnsd -c "$folder/gdnsd" start >> "$folder/gdnsd/log" 2>&1 &
    running+=($!)
    pdns_server --config-dir="$folder/pdns" >> "$folder/pdns/log" 2>&1 &
    running+=($!)
    servers+=("${running[@]}")
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
kill_site="nsenter --target $machine --net ip address del 10.9.0.#/32 dev lo"
revive_site="nsenter --target $machine --net ip address add 10.9.0.#/32 dev lo"
{
    heading "bench/failover.sh $kills ${intervals[*]}: gdnsd $(gdnsd --version 2>&1 | sed -n 's/^gdnsd version //p' | head -n 1), PowerDNS $(dpkg-query -W -f '${Version}' pdns-server 2> /dev/null)"
    for interval in "${intervals[@]}"; do
        timeout=$((interval > 2 ? 2 : 1))
        make_configurations "$interval" $timeout
        start_servers "$interval"
        printf '\nInterval %s s, timeout %s s: from the death of a site to the last answer that named it\n\n' "$interval" $timeout
        [ "$kills" = 0 ] || run_load failover --sites $sites --kills "$kills" --phase "$interval" --kill "$kill_site" --revive "$revive_site" "${three[@]}" "${one[@]}"
        printf '\nInterval %s s: killed and started again while a site is dead\n\n' "$interval"
        there ip address del 10.9.0.1/32 dev lo
        sleep $((interval * 5 + 5))
        kill_servers
        run_load restart --dead 1 --sites $sites --seconds $((interval * 4 + 10)) "${three[@]}" "${one[@]}" &
        asker=$!
        start_servers "$interval"
        wait $asker
        kill_servers
        there ip address add 10.9.0.1/32 dev lo
    done
} | tee "$results/failover.md"
