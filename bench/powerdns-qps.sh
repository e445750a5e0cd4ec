#!/usr/bin/env bash
# Queries per second through PowerDNS, caches off: the pipe coprocess beside a fixed-answer C coprocess and a Lua record (pickrandom),
# turn by turn on one machine. The servers and their coprocesses have one core, the one who asks another: what is compared is the work of one
# core. Needs pdns-server with the pipe and bind backends, dnsperf, gcc, taskset, and ./dev build.
# Usage: bench/powerdns-qps.sh [ROUNDS] [SECONDS]
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
rounds=${1:-9} seconds=${2:-3}
client=0 server_core=1
work=$(mktemp -d)
servers=()
trap 'for id in "${servers[@]}"; do kill "$id" 2>/dev/null || true; done; wait 2>/dev/null || true; rm -rf "$work"' EXIT

cat > "$work/example.org.zone" <<'END'
$TTL 3600
@ IN SOA ns1.example.net. hostmaster 1 7200 3600 1209600 60
@ IN NS ns1.example.net.
END
cat > "$work/steering.yaml" <<'END'
zones: [ { name: example.org, file: example.org.zone } ]
sites: { fra: {}, nyc: {} }
pools: { web: { endpoints: [ { site: fra, address: 192.0.2.1 }, { site: nyc, address: 192.0.2.2 } ] } }
policies: { near: { chain: [ healthy, nearest, { take: 1 } ] } }
names: [ { name: www.example.org, pool: web, policy: near, ttl: 30 } ]
END
printf '127.0.0.0/8 fra=10 nyc=90\n' > "$work/latencies.txt"
"$root/out/proxima" snapshot build --zones "$work/steering.yaml" --prefixes "$work/latencies.txt" --out "$work/snapshot" > /dev/null
"$root/out/proxima" pdns config --snapshot "$work/snapshot" --zones "$work/zones" > "$work/proxima.conf"

# The least a coprocess can do: the same line for every question.
cat > "$work/fixed.c" <<'END'
#include <stdio.h>
#include <string.h>
int main(void) {
    static char line[65536], name[1024], type[64];
    while (fgets(line, sizeof line, stdin)) {
        if (line[0] == 'H') puts("OK\tfixed");
        else {
            if (sscanf(line, "Q\t%1023[^\t]\tIN\t%63[^\t]", name, type) == 2 && strcmp(type, "SOA") && strcmp(type, "NS") && name[0] == 'w')
                printf("DATA\t24\t1\t%s\tIN\tA\t30\t-1\t192.0.2.1\n", name);
            puts("END");
        }
        fflush(stdout);
    }
}
END
gcc -O2 -o "$work/fixed" "$work/fixed.c"
mkdir -p "$work/luazone"
sed '$a www 30 IN LUA A "pickrandom({'"'192.0.2.1','192.0.2.2'"'})"' "$work/example.org.zone" > "$work/luazone/example.org.zone"
printf 'zone "example.org" { type native; file "%s"; };\n' "$work/luazone/example.org.zone" > "$work/luazone/bind.conf"

off='cache-ttl=0
query-cache-ttl=0
negquery-cache-ttl=0
distributor-threads=2'
start() { # NAME PORT CONF
    mkdir -p "$work/$1/socket"
    printf '%s\n%s\n' "$3" "$off" > "$work/$1/pdns.conf"
    taskset -c "$server_core" pdns_server --config-dir="$work/$1" --socket-dir="$work/$1/socket" --daemon=no --guardian=no --disable-syslog=yes --loglevel=3 \
        --local-address=127.0.0.1 --local-port="$2" --security-poll-suffix= > "$work/$1/log" 2>&1 &
    servers+=($!)
    timeout 20 sh -c "until dig @127.0.0.1 -p $2 www.example.org A +tries=1 +time=1 +short | grep -q 192.0.2; do :; done"
}
start proxima 15401 "$(cat "$work/proxima.conf")"
start constant 15402 "$(sed "s|^pipe-command=.*|pipe-command=$work/fixed|" "$work/proxima.conf")"
start lua 15403 "launch=bind
bind-config=$work/luazone/bind.conf
enable-lua-records=yes"

printf 'www.example.org A\n' > "$work/queries"

# Ticks of processor time taken so far by a server and its coprocesses.
ticks() { cat "/proc/$1/stat" $(ps -o pid= --ppid "$1" | sed 's|[ ]*\([0-9]*\)|/proc/\1/stat|') | awk '{ total += $14 + $15 } END { print total }'; }

# "queries-per-second microseconds-of-processor-time-a-query"; the second hardly depends on what else runs here.
measure() { # SERVER PORT
    local before sent
    before=$(ticks "$1")
    taskset -c "$client" dnsperf -s 127.0.0.1 -p "$2" -d "$work/queries" -l "$seconds" -c 4 -q 40 > "$work/out" 2>/dev/null
    sent=$(awk '/Queries completed/ { print $3 }' "$work/out")
    awk -v ticks=$(($(ticks "$1") - before)) -v sent="$sent" -v hz="$(getconf CLK_TCK)" -v qps="$(awk '/Queries per second/ { print $4 }' "$work/out")" \
        'BEGIN { printf "%.0f %.0f", qps, ticks * 1000000 / hz / sent }'
}

# The coprocess is compiled for good while it warms up.
for server in 0 1 2; do measure "${servers[server]}" $((15401 + server)) > /dev/null; done
date -u '+%F %T UTC, load average '"$(cut -d' ' -f1 /proc/loadavg)"
printf '%-6s %16s %16s %16s   (queries per second / microseconds of processor time each)\n' round proxima fixed-C lua
for round in $(seq "$rounds"); do
    # Who goes first changes from round to round, so that a machine that slows down favours nobody.
    order='0 1 2'
    [ $((round % 2)) = 0 ] && order='1 0 2'
    for server in $order; do result[server]=$(measure "${servers[server]}" $((15401 + server))); done
    printf '%-6s %16s %16s %16s\n' "$round" "${result[0]/ //}" "${result[1]/ //}" "${result[2]/ //}"
    echo "${result[0]} ${result[1]} ${result[2]}" >> "$work/rounds"
done
# Ratios of one round: both were measured within seconds of each other.
spread() { sort -n | awk '{ value[NR] = $1 } END { printf "median %.2f, %.2f to %.2f\n", (value[int((NR + 1) / 2)] + value[int(NR / 2) + 1]) / 2, value[1], value[NR] }'; }
printf 'queries per second, proxima / fixed-C:  '; awk '{ print $1 / $3 }' "$work/rounds" | spread
printf 'queries per second, proxima / lua:      '; awk '{ print $1 / $5 }' "$work/rounds" | spread
printf 'processor time,     fixed-C / proxima:  '; awk '{ print $4 / $2 }' "$work/rounds" | spread
