#!/usr/bin/env bash
# Puts a Godot 4 editor build, which also runs headless, into DIR and prints the path of its launcher.
#
#   install-godot4.sh DIR
#
# For Debian, as root. Debian 12 and 13 have no Godot 4, so its package and the libraries it needs are taken from a
# newer suite into DIR, about 300 MB, and started through that suite's own loader; nothing on the machine changes.
# Running it again with the same DIR costs nothing: a complete DIR is left alone, an incomplete one is made anew. Of two
# that run at the same time, one waits for the other.
set -euo pipefail

main() {
    if [[ $# -ne 1 ]]; then
        echo "usage: $0 DIR" >&2
        exit 2
    fi
    local dir launcher
    dir=$(realpath -m "$1")
    launcher=$dir/godot4
    mkdir -p "$(dirname "$dir")"
    exec 9>"$dir.lock"
    flock 9
    if [[ -x $launcher ]] && starts "$launcher"; then
        echo "$launcher"
        return
    fi
    command -v mmdebstrap >/dev/null || install_mmdebstrap
    unpack "$dir"
    slim "$dir"
    write_launcher "$dir"
    starts "$launcher" || fail "$launcher was installed but does not start; run '$launcher --version' to see why"
    echo "$launcher"
}

# The launcher is written last, so that only a whole installation ever starts.
starts() {
    [[ $("$1" --version 2>/dev/null) == 4.* ]]
}

install_mmdebstrap() {
    command -v apt-get >/dev/null || fail "this needs Debian: neither mmdebstrap nor apt-get is here"
    { apt-get update -qq && apt-get -o DPkg::Lock::Timeout=120 install -qq -y --no-install-recommends mmdebstrap; } >&2 ||
        fail "mmdebstrap could not be installed; run as root: apt-get install mmdebstrap"
}

# Testing changes less than unstable, so it comes first.
unpack() {
    local dir=$1 suite
    for suite in forky sid; do
        rm -rf "$dir"
        # A mirror that stands still has release files that are past their date.
        if mmdebstrap --quiet --variant=extract --format=directory \
            --aptopt='Acquire::Check-Valid-Until "false"' \
            --include=godot,base-files "$suite" "$dir" >&2; then
            return
        fi
        echo "$0: Godot 4 could not be taken from Debian $suite" >&2
    done
    rm -rf "$dir"
    fail "Godot 4 could not be installed; the messages above say why"
}

# What a game without a video file, drawn by the host's Mesa, never loads.
slim() {
    local lib=$1/usr/lib/x86_64-linux-gnu
    rm -rf "$lib"/libLLVM* "$lib"/libgallium* "$lib"/libz3.so* "$lib"/dri/*_drv_video.so \
        "$1"/usr/share/{doc,locale,man} "$1"/var/{cache,lib/apt}
}

write_launcher() {
    local dir=$1 lib=$1/usr/lib/x86_64-linux-gnu
    cat >"$dir/godot4.new" <<LAUNCHER
#!/bin/sh
exec "$dir/usr/lib64/ld-linux-x86-64.so.2" --argv0 godot4 \\
    --library-path "$lib:$lib/pulseaudio:$lib/blas:$lib/lapack" "$dir/usr/bin/godot" "\$@"
LAUNCHER
    chmod +x "$dir/godot4.new"
    mv "$dir/godot4.new" "$dir/godot4"
}

fail() {
    echo "$0: $1" >&2
    exit 1
}

main "$@"
