#!/usr/bin/env bash
# Puts a Godot 4 editor build, which also runs headless, into DIR and prints the path of its launcher.
#
#   install-godot4.sh DIR               the editor; the launcher is called godot4
#   install-godot4.sh --template DIR    template.x86_64, what a game is exported with; the launcher is run-export
#
# For Debian, as root. Debian 12 and 13 have no Godot 4, so its package and the libraries it needs are taken from a
# newer suite into DIR, about 300 MB, and started through that suite's own loader; nothing on the machine changes.
# `run-export GAME.x86_64 ARGUMENT…` does the same for an exported game.
# Running it again with the same DIR costs nothing: a complete DIR is left alone, an incomplete one is made anew. Of two
# that run at the same time, one waits for the other.
set -euo pipefail

main() {
    local package=godot name=godot4 dir launcher
    if [[ ${1-} == --template ]]; then
        package=godot-template-release name=run-export
        shift
    fi
    if [[ $# -ne 1 ]]; then
        echo "usage: $0 [--template] DIR" >&2
        exit 2
    fi
    dir=$(realpath -m "$1")
    launcher=$dir/$name
    mkdir -p "$(dirname "$dir")"
    exec 9>"$dir.lock"
    flock 9
    if [[ -x $launcher ]] && starts "$name" "$dir"; then
        echo "$launcher"
        return
    fi
    command -v mmdebstrap >/dev/null || install_mmdebstrap
    unpack "$package" "$dir"
    slim "$dir"
    "write_$name" "$dir" >"$launcher.new"
    chmod +x "$launcher.new"
    mv "$launcher.new" "$launcher"
    starts "$name" "$dir" || fail "$launcher was installed but does not start; run '$launcher --version' to see why"
    echo "$launcher"
}

# The launcher is written last, so that only a whole installation ever starts.
starts() {
    local game=()
    [[ $1 == godot4 ]] || game=("$2/template.x86_64")
    [[ $("$2/$1" "${game[@]}" --version 2>/dev/null) == 4.* ]]
}

install_mmdebstrap() {
    command -v apt-get >/dev/null || fail "this needs Debian: neither mmdebstrap nor apt-get is here"
    { apt-get update -qq && apt-get -o DPkg::Lock::Timeout=120 install -qq -y --no-install-recommends mmdebstrap; } >&2 ||
        fail "mmdebstrap could not be installed; run as root: apt-get install mmdebstrap"
}

# Testing changes less than unstable, so it comes first.
unpack() {
    local package=$1 dir=$2 suite
    for suite in forky sid; do
        rm -rf "$dir"
        # A mirror that stands still has release files that are past their date.
        if mmdebstrap --quiet --variant=extract --format=directory \
            --aptopt='Acquire::Check-Valid-Until "false"' \
            --include="$package,base-files" "$suite" "$dir" >&2; then
            return
        fi
        echo "$0: $package could not be taken from Debian $suite" >&2
    done
    rm -rf "$dir"
    fail "$package could not be installed; the messages above say why"
}

# What a game without a video file, drawn by the host's Mesa, never loads.
slim() {
    local lib=$1/usr/lib/x86_64-linux-gnu
    rm -rf "$lib"/libLLVM* "$lib"/libgallium* "$lib"/libz3.so* "$lib"/dri/*_drv_video.so \
        "$1"/usr/share/{doc,locale,man} "$1"/var/{cache,lib/apt}
}

write_godot4() {
    local lib=$1/usr/lib/x86_64-linux-gnu
    cat <<LAUNCHER
#!/bin/sh
exec "$1/usr/lib64/ld-linux-x86-64.so.2" --argv0 godot4 \\
    --library-path "$lib:$lib/pulseaudio:$lib/blas:$lib/lapack" "$1/usr/bin/godot" "\$@"
LAUNCHER
}

# An exported game looks for its data beside the program that runs, under that program's name. The loader is that
# program, so it gets a copy there.
write_run-export() {
    local lib=$1/usr/lib/x86_64-linux-gnu
    mv "$1/usr/bin/godot-template-release" "$1/template.x86_64"
    cat <<LAUNCHER
#!/bin/sh
game=\$1 loader=\${1%.x86_64}
shift
[ -e "\$loader" ] || { cp -L "$1/usr/lib64/ld-linux-x86-64.so.2" "\$loader.\$\$" && mv "\$loader.\$\$" "\$loader"; }
exec "\$loader" --argv0 "\$game" \\
    --library-path "$lib:$lib/pulseaudio:$lib/blas:$lib/lapack" "\$game" "\$@"
LAUNCHER
}

fail() {
    echo "$0: $1" >&2
    exit 1
}

main "$@"
