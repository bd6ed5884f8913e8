#!/usr/bin/env bash
# Puts a Godot 3 build without a window into DIR and prints the path of its launcher.
#
#   install-godot3.sh DIR
#
# For Debian, as root. Debian 12 and 13 carry Godot 3 as `godot3-server`; DIR then holds only a launcher that names
# it. Running it again costs nothing.
set -euo pipefail

main() {
    if [[ $# -ne 1 ]]; then
        echo "usage: $0 DIR" >&2
        exit 2
    fi
    local dir launcher
    dir=$(realpath -m "$1")
    launcher=$dir/godot3
    command -v godot3-server >/dev/null || install_package
    mkdir -p "$dir"
    ln -sf "$(command -v godot3-server)" "$launcher"
    starts "$launcher" || fail "$launcher does not start; run '$launcher --version' to see why"
    echo "$launcher"
}

starts() {
    [[ $("$1" --version 2>/dev/null) == 3.* ]]
}

install_package() {
    command -v apt-get >/dev/null || fail "this needs Debian: neither godot3-server nor apt-get is here"
    { apt-get update -qq && apt-get -o DPkg::Lock::Timeout=120 install -qq -y --no-install-recommends godot3-server; } >&2 ||
        fail "Godot 3 could not be installed; run as root: apt-get install godot3-server"
}

fail() {
    echo "$0: $1" >&2
    exit 1
}

main "$@"
