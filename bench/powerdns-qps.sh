#!/usr/bin/env bash
# Queries per second through PowerDNS, caches off: the pipe coprocess beside a fixed-answer C coprocess and a Lua record (pickrandom),
# turn by turn on one machine. Needs pdns-server with the pipe and bind backends, dnsperf, gcc, and ./dev build.
# Usage: bench/powerdns-qps.sh [ROUNDS] [SECONDS]
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
rounds=${1:-3} seconds=${2:-3}
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
    pdns_server --config-dir="$work/$1" --socket-dir="$work/$1/socket" --daemon=no --guardian=no --disable-syslog=yes --loglevel=3 \
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

# Queries per second, and microseconds of processor time a query took: the second number hardly depends on what else runs here.
measure() { # SERVER PORT
    local before sent
    before=$(ticks "$1")
    dnsperf -s 127.0.0.1 -p "$2" -d "$work/queries" -l "$seconds" -c 4 -q 40 > "$work/out" 2>/dev/null
    sent=$(awk '/Queries completed/ { print $3 }' "$work/out")
    awk -v ticks=$(($(ticks "$1") - before)) -v sent="$sent" -v hz="$(getconf CLK_TCK)" -v qps="$(awk '/Queries per second/ { print $4 }' "$work/out")" \
        'BEGIN { printf "%.0f/%.0f", qps, ticks * 1000000 / hz / sent }'
}
measure "${servers[0]}" 15401 > /dev/null
printf '%-6s %16s %16s %16s   (queries per second / microseconds of processor time each)\n' round proxima fixed-C lua
for round in $(seq "$rounds"); do
    printf '%-6s %16s %16s %16s\n' "$round" "$(measure "${servers[0]}" 15401)" "$(measure "${servers[1]}" 15402)" "$(measure "${servers[2]}" 15403)"
done
