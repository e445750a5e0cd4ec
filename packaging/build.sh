#!/usr/bin/env bash
# Builds every package of this folder as DEB and as RPM: build.sh APP MANUALS OUT VERSION DATE [quick]
#   APP      the self-contained programs, as ./dev package publishes them
#   MANUALS  the manual pages, *.1 *.5 *.8
#   DATE     of the changelog and the files, in seconds since 1970
#   quick    hardly compressed: for tests
# FORMATS in the environment, by default "deb rpm", builds one of them alone.
# A package is a folder here: `package` says what it needs, root/ is what it puts on a machine. One tree, two formats: @CONFIG@ is
# default in a DEB, sysconfig in an RPM. Nothing is switched on by an installation; what runs already is restarted by an upgrade.
set -euo pipefail
here=$(dirname "$(realpath "${BASH_SOURCE[0]}")")
app=$(realpath "$1") manuals=$(realpath "$2") out=$(realpath -m "$3") version=$4 speed=${6:-}
export SOURCE_DATE_EPOCH=$5
maintainer="The Proxima maintainers <$(git -C "$here" log -1 --format=%ae 2>/dev/null || echo root@localhost)>"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir -p "$out"

fill() { sed -e "s#@CONFIG@#$config#g" -e "s#@VERSION@#$version#g" "$@"; }

# What no installation is made of, only the root of the base package: the programs and their pages.
stage_programs() {
    local root=$1 file
    mkdir -p "$root/usr/lib" "$root/usr/bin" "$root/usr/sbin" "$root/usr/share/man"
    cp -a "$app" "$root/usr/lib/proxima"
    # For tracing with LTTng and for debuggers: each needs what a server does not have.
    rm -f "$root"/usr/lib/proxima/{libcoreclrtraceptprovider.so,libmscordbi.so,libmscordaccore.so,createdump}
    find "$root/usr/lib/proxima" -type f -exec chmod 644 {} +
    chmod 755 "$root"/usr/lib/proxima/{proxima,proximad}
    strip --strip-unneeded "$root/usr/lib/proxima/libe_sqlite3.so"
    ln -s ../lib/proxima/proxima "$root/usr/bin/proxima"
    ln -s ../lib/proxima/proximad "$root/usr/sbin/proximad"
    for file in "$manuals"/*; do
        install -D -m 644 "$file" "$root/usr/share/man/man${file##*.}/${file##*/}"
        gzip -9n "$root/usr/share/man/man${file##*.}/${file##*/}"
    done
}

# stage FORMAT PACKAGE: the tree as it will stand on a machine, in $work/FORMAT/PACKAGE.
stage() {
    local format=$1 name=$2 root=$work/$1/$2 file target
    config=$([ "$format" = deb ] && echo default || echo sysconfig)
    mkdir -p "$root"
    while IFS= read -r file; do
        target=$root/$(fill <<<"${file#"$here/$name/root/"}")
        mkdir -p "$(dirname "$target")"
        fill "$file" >"$target"
        chmod --reference="$file" "$target"
    done < <(find "$here/$name/root" -type f)
    [ "$name" != proxima ] || stage_programs "$root"
    [ "$name" != proxima-server ] || for file in steering.yaml example.org.zone; do
        install -D -m 644 "$here/../examples/minimal/$file" "$root/usr/share/doc/$name/examples/$file"
    done
    for file in "${private[@]}"; do chmod 640 "$root/$(fill <<<"${file% *}")"; done
    find "$root" -type d -exec chmod 755 {} +
}

# setup_script FORMAT: what to do once the files are there, on a first installation and on an upgrade.
setup_script() {
    local entry file group unit
    [ ! -e "$here/$name/root/usr/lib/sysusers.d/$name.conf" ] || echo "systemd-sysusers $name.conf"
    [ "$name" != proxima ] || printf '%s\n' 'systemd-tmpfiles --create proxima.conf || true' \
        '[ ! -x /lib/systemd/systemd-sysctl ] || /lib/systemd/systemd-sysctl 50-proxima.conf || true'
    # In an RPM owner and mode stand in the list of files. In a DEB an administrator's own choice stands in dpkg-statoverride.
    [ "$1" != deb ] || for entry in "${private[@]}"; do
        file=$(fill <<<"${entry% *}") group=${entry#* }
        printf 'dpkg-statoverride --list %s >/dev/null || { chgrp %s %s && chmod 640 %s; }\n' "$file" "$group" "$file" "$file"
    done
    printf '%s\n' 'if [ -d /run/systemd/system ]; then' '    systemctl daemon-reload || true'
    # Whatever runs from the programs must not run on beside their successors.
    case $name in
        proxima) unit="proxima-server.service proxima-agent.service" ;;
        proxima-pdns-plugin) unit=pdns.service ;;
        *) unit="${units[*]}" ;;
    esac
    [ -z "$unit" ] || printf '    if [ -n "$upgrade" ]; then systemctl try-restart %s || true; fi\n' "$unit"
    echo fi
}

build_deb() {
    local root=$work/deb/$name control=$work/deb/$name/DEBIAN
    mkdir -p "$control" "$root/usr/share/doc/$name"
    printf '%s (%s) unstable; urgency=medium\n\n  * See /usr/share/doc/proxima/CHANGELOG.md.gz.\n\n -- %s  %s\n' \
        "$name" "$version" "$maintainer" "$(date -Rud "@$SOURCE_DATE_EPOCH")" | gzip -9n >"$root/usr/share/doc/$name/changelog.gz"
    cp "$here/copyright" "$root/usr/share/doc/$name/copyright"
    [ "$name" != proxima ] || gzip -9nc "$here/../CHANGELOG.md" >"$root/usr/share/doc/proxima/CHANGELOG.md.gz"
    if [ -f "$here/$name/lintian-overrides" ]; then
        install -D -m 644 "$here/$name/lintian-overrides" "$root/usr/share/lintian/overrides/$name"
    fi
    (cd "$root" && find etc -type f -printf '/%p\n' 2>/dev/null | sort >DEBIAN/conffiles || true)
    [ -s "$control/conffiles" ] || rm -f "$control/conffiles"
    (cd "$root" && find . -path ./DEBIAN -prune -o -type f -printf '%P\0' | sort -z | xargs -0 md5sum >DEBIAN/md5sums)
    {
        echo "Package: $name"
        echo "Version: $version"
        echo "Architecture: amd64"
        echo "Maintainer: $maintainer"
        echo "Installed-Size: $(du -sk --exclude=DEBIAN "$root" | cut -f1)"
        echo "Depends: $(fill <<<"$deb_depends")"
        [ -z "$deb_recommends" ] || echo "Recommends: $deb_recommends"
        echo "Section: net"
        echo "Priority: optional"
        echo "Description: $summary"
        sed 's/^/ /' <<<"$description"
    } >"$control/control"
    script postinst "upgrade=\$2" "[ \"\$1\" = configure ] || exit 0" "$(setup_script deb)"
    # A unit that a person switched on stays so until the purge, as the configuration does.
    [ ${#units[@]} -eq 0 ] || script prerm '[ "$1" = remove ] && [ -d /run/systemd/system ] || exit 0' "deb-systemd-invoke stop ${units[*]} || true"
    script postrm "if [ -d /run/systemd/system ]; then systemctl daemon-reload || true; fi" '[ "$1" = purge ] || exit 0' \
        "$([ ${#units[@]} -eq 0 ] || printf 'rm -f%s\n' "$(printf ' /etc/systemd/system/*.wants/%s' "${units[@]}")")" \
        "$([ "$name" != proxima ] || echo 'rm -rf /var/lib/proxima')"
    find "$root" -exec touch -hd "@$SOURCE_DATE_EPOCH" {} +
    dpkg-deb --root-owner-group "${deb_compression[@]}" --build "$root" "$out/${name}_${version}_amd64.deb" >/dev/null
}

# script NAME LINE...: a maintainer script.
script() {
    local file=$control/$1
    shift
    { printf '%s\n' '#!/bin/sh' 'set -e'; printf '%s\n' "$@" | sed '/^$/d'; } >"$file"
    chmod 755 "$file"
}

build_rpm() {
    local root=$work/rpm/$name spec=$work/$name.spec entry
    install -D -m 644 "$here/../LICENSE" "$root/usr/share/licenses/$name/LICENSE"
    [ "$name" != proxima ] || install -m 644 -D "$here/../CHANGELOG.md" "$root/usr/share/doc/proxima/CHANGELOG.md"
    [ "$name" != proxima ] || install -m 644 -D "$here/copyright" "$root/usr/share/licenses/proxima/copyright"
    {
        printf '%s\n' "Name: $name" "Version: $version" "Release: 1" "Summary: $(sed 's/^./\U&/' <<<"$summary")" "License: MIT" \
            "Group: System/Daemons" "Packager: $maintainer" "BuildArch: x86_64" "AutoProv: no"
        fill <<<"Requires: $rpm_requires"
        [ -z "$rpm_recommends" ] || echo "Recommends: $rpm_recommends"
        # The packages whose files stand at the same paths.
        [ "$name" = proxima ] || [ "$name" = proxima-server ] || echo "Conflicts: low-latency-pdns-plugin"
        printf '%%description\n%s\n' "$(sed 's/^\.$//' <<<"$description")"
        printf '%%install\ncp -a %s/. %%{buildroot}\n' "$root"
        if [ "$name" = proxima ]; then
            printf '%%pre\nsystemd-sysusers --replace=/usr/lib/sysusers.d/proxima.conf - <<"END" || exit 1\n%s\nEND\n' "$(grep '^u' "$here/proxima/root/usr/lib/sysusers.d/proxima.conf")"
        fi
        printf '%%post\nupgrade=$([ "$1" -lt 2 ] || echo yes)\n%s\n' "$(setup_script rpm)"
        [ ${#units[@]} -eq 0 ] || printf '%%preun\n[ "$1" = 0 ] || exit 0\nsystemctl --no-reload disable --now %s >/dev/null 2>&1 || true\n' "${units[*]}"
        printf '%%postun\nif [ -d /run/systemd/system ]; then systemctl daemon-reload || true; fi\n'
        printf '%%files\n'
        # Folders that nobody else has are the package's own.
        (cd "$root" && find . -type d \( -path '*proxima*' -o -path '*low-latency*' \) -printf '%%dir /%P\n' -o \( -type f -o -type l \) -printf '/%P\n' | sort) | while read -r entry; do
            case $entry in
                "%dir"*) echo "$entry" ;;
                /etc/*) echo "$(private_mode "$entry")%config(noreplace) $entry" ;;
                /usr/share/doc/* | /usr/share/man/*) echo "%doc $entry" ;;
                /usr/share/licenses/*) echo "%license $entry" ;;
                *) echo "$entry" ;;
            esac
        done
        printf '%%changelog\n* %s %s - %s-1\n- See CHANGELOG.md.\n' "$(LC_ALL=C date -ud "@$SOURCE_DATE_EPOCH" '+%a %b %d %Y')" "$maintainer" "$version"
    } >"$spec"
    rpmbuild -bb --quiet --buildroot "$work/buildroot" --define "_topdir $work/top" --define "_rpmdir $out" --define "_rpmfilename %{NAME}-%{VERSION}-%{RELEASE}.x86_64.rpm" \
        --define "_dbpath $work/rpmdb" --define '__os_install_post %{nil}' --define 'debug_package %{nil}' --define '_build_id_links none' \
        --define "_binary_payload $rpm_compression" --define 'use_source_date_epoch_as_buildtime 1' --define 'clamp_mtime_to_source_date_epoch 1' \
        --define '_buildhost localhost' "$spec"
}

private_mode() {
    local entry
    for entry in "${private[@]}"; do
        [ "$(fill <<<"${entry% *}")" != "$1" ] || printf '%%attr(0640,root,%s) ' "${entry#* }"
    done
}

if [ "$speed" = quick ]; then deb_compression=(-Zgzip -z1) rpm_compression=w1.gzdio; else deb_compression=(-Zxz) rpm_compression=w19.zstdio; fi
for folder in "$here"/*/package; do
    name=$(basename "$(dirname "$folder")")
    rpm_recommends='' private=() units=()
    # shellcheck source=/dev/null
    . "$folder"
    for format in ${FORMATS:-deb rpm}; do
        stage "$format" "$name"
        "build_$format"
    done
done
