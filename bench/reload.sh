# How long the servers of servers.sh take to load an edited table: sourced by bench scripts. What must be edited so that the first network of
# the table gets another address, and how a server is told of it. The two that answer from a snapshot are given one that was built before;
# "proxima-built" is proxima with the building.
declare -A edited=() told=()

# changed_files: each edited FILE has its versions FILE.0, as it is, and FILE.1, with the change.
changed_files() {
    network=$(sed -n '1s/ .*//p' "$work/table")
    changed=198.51.100.$(awk -v n=$sites 'NR == 1 { split($2, a, "."); print a[4] % n + 1 }' "$work/table")
    edited=(
        [proxima]="$work/proxima/next" [proxima-built]="$work/proxima/latencies" [gdnsd]="$work/gdnsd/geoip/nets" [knot]="$work/knot/geo.conf" [nsd]="$work/nsd/zone"
        [pdnsgeo]="$work/pdnsgeo/geo.yaml" [pdnslua]="$work/pdnslua/zone" [pdnspipe]="$work/pdnspipe/next"
    )
    local build="$out/proxima snapshot build --zones $work/proxima/steering.yaml --prefixes $work/proxima/latencies"
    told=(
        [proxima]="mv $work/proxima/next $work/proxima/snapshot"
        [proxima-built]="$build --out $work/proxima/snapshot"
        [gdnsd]="gdnsdctl -c $work/gdnsd replace"
        [knot]="knotc -c $work/knot/knot.conf reload"
        [nsd]="nsd-control -c $work/nsd/nsd.conf reload"
        [pdnsgeo]="pdns_control --config-dir=$work/pdnsgeo rediscover"
        [pdnslua]="pdns_control --config-dir=$work/pdnslua bind-reload-now $zone"
        [pdnspipe]="mv $work/pdnspipe/next $work/pdnspipe/snapshot"
    )
    local peer file
    for peer in proxima-built gdnsd knot nsd pdnsgeo pdnslua; do cp "${edited[$peer]}" "${edited[$peer]}.0"; done
    sed "1s/ .*/ $changed/" "$work/table" > "$work/table.1"
    proxima_table < "$work/table.1" > "${edited[proxima-built]}.1"
    gdnsd_table < "$work/table.1" > "${edited[gdnsd]}.1"
    knot_table < "$work/table.1" > "${edited[knot]}.1"
    pdnsgeo_table < "$work/table.1" > "${edited[pdnsgeo]}.1"
    # These two answer the same to everybody.
    sed "s/^$name.*/$name. 60 IN A 203.0.113.1/" "${edited[nsd]}.0" > "${edited[nsd]}.1"
    sed "s/^$name.*/$name. 60 IN LUA A \"pickrandom({'203.0.113.1'})\"/" "${edited[pdnslua]}.0" > "${edited[pdnslua]}.1"
    cp "$work/proxima/snapshot" "${edited[proxima]}.0"
    ${build%latencies}latencies.1 --out "${edited[proxima]}.1" > /dev/null
    for file in 0 1; do cp "${edited[proxima]}.$file" "${edited[pdnspipe]}.$file"; done
}

# reload_once PEER VERSION: edits the file, then tells the server of PEER, and says how long that took. The work is done on the server's core.
reload_once() {
    local asked=${port[$1]:-${port[proxima]}} address=$changed
    [ -z "${flags[$1]:-}" ] || address=203.0.113.1
    cp "${edited[$1]}.$2" "${edited[$1]}"
    run_load reload --server "127.0.0.1:$asked" --name $name --network "$network" --address "$address" -- taskset -c 0 sh -c "${told[$1]} > /dev/null"
}
