#!/usr/bin/env bash
# What it costs to check many endpoints: a node with ENDPOINTS of them, each at an address of its own behind one nginx, checked by TCP every INTERVAL seconds.
# Usage: bench/checks.sh [ENDPOINTS] [INTERVAL...]        Results: artifacts/bench/checks.md. Needs root.
set -euo pipefail
if [ "${1:-}" != inside ]; then exec unshare --net --mount "${BASH_SOURCE[0]}" inside "$@"; fi
shift
source "$(dirname "${BASH_SOURCE[0]}")/servers.sh"
endpoints=${1:-10000}
shift || true
intervals=("$@")
[ ${#intervals[@]} -gt 0 ] || intervals=(10 5)
length=60
begin
ip link set lo up
ip route add local 10.64.0.0/10 dev lo
mkdir "$work/nginx" && cat > "$work/nginx/nginx.conf" <<END
daemon off; error_log stderr crit; pid $work/nginx/pid; events { worker_connections 4096; }
http { access_log off; client_body_temp_path $work/nginx; proxy_temp_path $work/nginx; fastcgi_temp_path $work/nginx; uwsgi_temp_path $work/nginx; scgi_temp_path $work/nginx; server { listen 80 backlog=4096; return 200; } }
END
nginx -c "$work/nginx/nginx.conf" -p "$work/nginx" &
servers+=($!)

steering() { # INTERVAL
    printf 'zones: [ { name: %s, file: zone } ]\nsites: { %s }\nmonitors: { web: { kind: tcp, port: 80, interval: %ss, timeout: 2s } }\npools:\n' $zone "$(each_site 's#: {}' ', ')" "$1"
    awk -v n="$endpoints" -v sites=$sites 'BEGIN { for (i = 0; i < n; i++) { if (i % 50 == 0) printf "%s  p%d: { monitor: web, endpoints: [", (i ? "] }\n" : ""), i / 50
        printf "%s{ site: s%d, address: 10.64.%d.%d }", (i % 50 ? ", " : " "), i % sites + 1, int(i / 250), i % 250 + 1 } print "] }" }'
    printf 'policies: { alive: { chain: [ healthy, { take: 2 } ] } }\nnames: [ { name: www.%s, pool: p0, policy: alive } ]\n' $zone
}

ticks() { awk '{ print $14 + $15 }' "/proc/$1/stat"; }

{
    heading "bench/checks.sh $endpoints ${intervals[*]}"
    printf '\n| endpoints | interval | CPU of the node | memory (VmRSS) | endpoints up |\n|---|---|---|---|---|\n'
    for interval in "${intervals[@]}"; do
        folder="$work/at-$interval" && mkdir "$folder"
        printf '$TTL 3600\n@ IN SOA ns hostmaster 1 7200 3600 1209600 60\n@ IN NS ns\nns IN A 192.0.2.53\n' > "$folder/zone"
        steering "$interval" > "$folder/steering.yaml"
        printf '[Node]\nState = %s/state\n[Steering]\nFile = steering.yaml\n[DNS]\nListen = 127.0.0.1:5301\n[API]\nListen = 127.0.0.1:5380\n' "$folder" > "$folder/proxima.conf"
        "$out/proximad" --config "$folder/proxima.conf" > "$folder/log" 2>&1 &
        node=$!
        servers+=($node)
        sleep $((interval * 4 + 20))
        before=$(ticks $node)
        sleep $length
        after=$(ticks $node)
        up=$("$out/proxima" status --json --api http://127.0.0.1:5380 | grep -o '"status":"up","since"' | wc -l)
        awk -v n="$endpoints" -v i="$interval" -v ticks=$((after - before)) -v hz="$(getconf CLK_TCK)" -v s=$length -v up="$up" \
            '/^VmRSS/ { printf "| %d | %d s | %.1f %% of a core | %.0f MB | %d |\n", n, i, 100 * ticks / hz / s, $2 / 1024, up }' "/proc/$node/status"
        kill $node && wait $node || true
    done
} | tee "$results/checks.md"
