# The servers that bench scripts compare: sourced by them. One table of client networks for all; NSD and PowerDNS's Lua record have no such
# table and answer the same to everybody. Nothing is installed or left behind here.
export LC_ALL=C PATH="$PATH:/usr/sbin"
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
load=${PROXIMA_LOAD:-$root/bench/Proxima.Load/bin/Release/net10.0/proxima-load.dll}
results="$root/artifacts/bench"
# Another build than out/, as in the end-to-end tests.
out=${PROXIMA_OUT:-$root/out}
# On a machine with other work: PRIORITY="chrt -f 1" keeps it away from both sides while a run lasts.
priority=${PRIORITY:-}
sites=8 zone=example.test name=www.example.test
servers=() undo=()
declare -A port=([proxima]=53 [proxima-guarded]=53 [proxima-xdp]=53 [gdnsd]=53 [knot]=53 [knot-xdp]=53 [nsd]=53 [pdnsgeo]=53 [pdnslua]=53 [pdnspipe]=53)
declare -A flags=([nsd]=--unchecked [pdnslua]=--unchecked) command=()

# The script again, with its arguments behind the word "inside", on a machine of its own: network, mounts and process ids. Whatever ends it,
# kill -9 of this shell included, the kernel then ends everything that was started in there. (Of itself unshare takes no signal while it waits.)
alone() {
    local inside code=0
    work=$(mktemp -d -t proxima-bench-XXXXXX)
    export PROXIMA_BENCH_WORK=$work
    setpriv --pdeathsig KILL unshare --net --mount --pid --mount-proc --kill-child "$0" inside "$@" &
    inside=$!
    trap 'kill -9 "$inside" 2> /dev/null || true; wait "$inside" 2> /dev/null || true; rm -rf "$work"' EXIT
    trap 'exit 130' INT
    trap 'exit 143' TERM HUP
    wait "$inside" || code=$?
    exit $code
}

begin() {
    mkdir -p "$results"
    work=${PROXIMA_BENCH_WORK:-$(mktemp -d -t proxima-bench-XXXXXX)}
    chmod 755 "$work"
    trap finish EXIT
}

finish() {
    local id step
    for id in "${servers[@]}"; do kill "$id" 2> /dev/null || true; done
    wait 2> /dev/null || true
    for step in "${undo[@]}"; do $step || true; done
    [ -n "${KEEP:-}" ] || rm -rf "$work"
}

# The generator has core 1.
run_load() { $priority taskset -c 1 dotnet "$load" "$@"; }

# A process and its descendants, with commas.
family() { local child; printf '%s' "$1"; for child in $(pgrep -P "$1"); do printf ,; family "$child"; done; }

heading() {
    echo "# $(date -u +%F), $(git -C "$root" rev-parse --short HEAD), $(nproc) x $(sed -n 's/^model name.*: //p' /proc/cpuinfo | head -n 1), load $(cut -d' ' -f1-3 /proc/loadavg)"
    echo && echo "$1"
}

# each_site TEXT SEPARATOR: the text for each site, with its number in place of '#'.
each_site() { local s out=; for s in $(seq $sites); do out+="${out:+$2}${1//#/$s}"; done; printf '%s' "$out"; }

zone_file() { printf '$TTL 3600\n@ IN SOA ns hostmaster 1 7200 3600 1209600 60\n@ IN NS ns\nns IN A 192.0.2.53\n'; }

# A node's folder but for its steering.yaml: it answers at 127.0.0.1:5301, its state folder is in there.
node_files() { # FOLDER
    zone_file > "$1/zone"
    printf '[Node]\nState = %s/state\n[Steering]\nFile = %s/steering.yaml\n[DNS]\nListen = 127.0.0.1:5301\n[API]\nListen = 127.0.0.1:0\n' "$1" "$1" > "$1/proxima.conf"
}

# nginx at port 80 of all addresses, started by COMMAND.
start_web() { # COMMAND...
    mkdir "$work/nginx"
    cat > "$work/nginx/nginx.conf" <<END
daemon off; error_log stderr crit; pid $work/nginx/pid; events { worker_connections 4096; }
http { access_log off; client_body_temp_path $work/nginx; proxy_temp_path $work/nginx; fastcgi_temp_path $work/nginx; uwsgi_temp_path $work/nginx; scgi_temp_path $work/nginx; server { listen 80 backlog=4096; return 200; } }
END
    "$@" nginx -c "$work/nginx/nginx.conf" -p "$work/nginx" &
    servers+=($!)
}

# make_files ADDRESS PREFIXES: the table, and of every server its configuration and its command.
make_files() {
    address=$1
    run_load table --prefixes "$2" --sites $sites --out "$work/table"
    run_load health --out "$work/health"
    soa="$zone. 3600 IN SOA ns.$zone. hostmaster.$zone. 1 7200 3600 1209600 60"
    ( proxima_files ) && ( gdnsd_files ) && ( knot_files knot "" ) && ( knot_files knot-xdp "$(printf 'xdp:\n  listen: %s' "${wire:-lo}@${port[knot-xdp]}")" ) && ( nsd_files ) && ( pdns_files )
    local serve="$out/proxima serve --snapshot $work/proxima/snapshot --workers 1 --health $work/health --report $work/proxima/report --quiet"
    command=(
        [proxima]="$serve --listen $address:${port[proxima]}"
        [proxima-guarded]="$serve --listen $address:${port[proxima-guarded]} --rate-limit 1000000"
        [proxima-xdp]="$serve --listen $address:${port[proxima-xdp]} --xdp ${wire:-lo}"
        [proxima-xdp-woken]="sh $work/woken"
        [gdnsd]="gdnsd -c $work/gdnsd start"
        [knot]="knotd -c $work/knot/knot.conf"
        [knot-xdp]="knotd -c $work/knot-xdp/knot.conf"
        [nsd]="nsd -d -c $work/nsd/nsd.conf"
        [pdnsgeo]="pdns_server --config-dir=$work/pdnsgeo"
        [pdnslua]="pdns_server --config-dir=$work/pdnslua"
        [pdnspipe]="pdns_server --config-dir=$work/pdnspipe"
    )
    # The same where the interface's settings cannot be written: each frame wakes.
    printf 'mount -o remount,bind,ro /sys && exec %s\n' "${command[proxima-xdp]}" > "$work/woken"
}

# The table as each server reads it, from lines NETWORK ADDRESS.
proxima_table() { # The site of the table is the nearest; the others follow, each 20 ms further away.
    awk -v n="$sites" '{ split($2, a, "."); line = $1; for (k = 0; k < n; k++) line = line " s" ((a[4] - 1 + k) % n + 1) "=" 10 + 20 * k; print line }'
}
gdnsd_table() { awk -v n=$sites '{ split($2, a, "."); d = a[4] - 1; printf "%s => [ s%d, s%d, s%d ]\n", $1, d % n + 1, (d + 1) % n + 1, (d + 2) % n + 1 }'; }
knot_table() { echo "$name:" && awk '{ print "  - net: " $1 "\n    A: " $2 }'; }
pdnsgeo_table() {
    printf 'domains:\n- domain: %s\n  ttl: 60\n  records:\n    %s:\n    - soa: "ns.%s hostmaster.%s 1 7200 3600 1209600 60"\n    - ns: ns.%s\n' $zone $zone $zone $zone $zone
    each_site "    s#.$zone:
    - a: 198.51.100.#" $'\n'
    printf '\n  services:\n    %s:\n      default: s1.%s\n' $name $zone
    awk -v z=$zone '{ split($2, a, "."); print "      " $1 ": s" a[4] "." z }'
}

proxima_files() {
    mkdir "$work/proxima" && cd "$work/proxima"
    zone_file > zone
    printf 'zones: [ { name: %s, file: zone } ]\nsites: { %s }\npools: { web: { endpoints: [ %s ] } }\npolicies: { near: { chain: [ healthy, nearest, { take: 1 } ] } }\nnames: [ { name: %s, pool: web, policy: near, ttl: 60 } ]\n' \
        $zone "$(each_site 's#: {}' ', ')" "$(each_site '{ site: s#, address: 198.51.100.# }' ', ')" $name > steering.yaml
    proxima_table < "$work/table" > latencies
    "$out/proxima" snapshot build --zones steering.yaml --prefixes latencies --out snapshot > /dev/null
}

gdnsd_files() {
    mkdir -p "$work/gdnsd/zones" "$work/gdnsd/geoip" "$work/gdnsd/run" && cd "$work/gdnsd"
    cat > config <<END
options => { listen => [ $address:${port[gdnsd]} ], run_dir => $work/gdnsd/run, state_dir => $work/gdnsd/run, udp_threads => 1, tcp_threads => 1, edns_client_subnet => true }
plugins => { geoip => {
  maps => { near => { datacenters => [ $(each_site 's#' ', ') ], nets => nets } }
  resources => { www => { map => near, service_types => up, dcmap => { $(each_site 's# => 198.51.100.#' ', ') } } }
} }
END
    gdnsd_table < "$work/table" > geoip/nets
    printf '@ SOA ns hostmaster 1 7200 30m 1209600 60\n@ NS ns\nns A 192.0.2.53\nwww 60 DYNA geoip!www\n' > zones/$zone
}

# NAME, and lines of its own.
knot_files() {
    mkdir -p "$work/$1/run" && cd "$work/$1"
    cat > knot.conf <<END
server:
  listen: $address@${port[knot]}
  rundir: "$work/$1/run"
  udp-workers: 1
  tcp-workers: 1
  background-workers: 1
  edns-client-subnet: on
$2
database:
  storage: "$work/$1/run"
log:
- target: stderr
  any: error
mod-geoip:
- id: near
  config-file: "$work/$1/geo.conf"
  ttl: 60
  mode: subnet
zone:
- domain: $zone
  file: "$work/$1/zone"
  module: mod-geoip/near
  zonefile-sync: -1
  zonefile-load: whole
  journal-content: none
END
    knot_table < "$work/table" > geo.conf
    printf '%s\n%s. 3600 IN NS ns.%s.\nns.%s. 3600 IN A 192.0.2.53\n%s. 60 IN A 198.51.100.1\n' "$soa" $zone $zone $zone $name > zone
}

nsd_files() {
    mkdir "$work/nsd" && cp "$work/knot/zone" "$work/nsd/zone" && cd "$work/nsd"
    cat > nsd.conf <<END
server:
  ip-address: $address@${port[nsd]}
  server-count: 1
  username: ""
  zonesdir: "$work/nsd"
  database: ""
  pidfile: "$work/nsd/pid"
  xfrdfile: "$work/nsd/xfrd"
  rrl-ratelimit: 0
  zonelistfile: "$work/nsd/list"
remote-control:
  control-enable: yes
  control-interface: "$work/nsd/control"
zone:
  name: $zone
  zonefile: zone
END
}

pdns_files() {
    mkdir -p "$work/pdnsgeo/run" "$work/pdnslua/run" "$work/pdnspipe/run" && cd "$work/pdnsgeo"
    local common="daemon=no
guardian=no
disable-syslog=yes
loglevel=3
local-address=$address
receiver-threads=1
distributor-threads=1
cache-ttl=0
query-cache-ttl=0
negquery-cache-ttl=0
edns-subnet-processing=yes
security-poll-suffix="
    printf '%s\nsocket-dir=%s\nlocal-port=%s\nlaunch=geoip\ngeoip-zones-file=%s\ngeoip-database-files=\n' "$common" "$work/pdnsgeo/run" "${port[pdnsgeo]}" "$work/pdnsgeo/geo.yaml" > pdns.conf
    pdnsgeo_table < "$work/table" > geo.yaml
    cd "$work/pdnslua"
    printf '%s\nsocket-dir=%s\nlocal-port=%s\nlaunch=bind\nbind-config=%s\nenable-lua-records=shared\n' "$common" "$work/pdnslua/run" "${port[pdnslua]}" "$work/pdnslua/bind.conf" > pdns.conf
    printf 'zone "%s" { type native; file "%s"; };\n' $zone "$work/pdnslua/zone" > bind.conf
    grep -v "^$name" "$work/knot/zone" > zone
    printf "%s. 60 IN LUA A \"pickrandom({%s})\"\n" $name "$(each_site "'198.51.100.#'" ,)" >> zone
    # The snapshot is its own, so that proxima's memory is not halved by one that maps the same file.
    cp "$work/proxima/snapshot" "$work/pdnspipe/snapshot" && cd "$work/pdnspipe"
    { "$out/proxima" pdns config --snapshot "$PWD/snapshot" --zones "$PWD/zones" && printf '%s\nsocket-dir=%s\nlocal-port=%s\n' "$common" "$PWD/run" "${port[pdnspipe]}"; } > pdns.conf
}
