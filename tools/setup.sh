#!/bin/sh
# Install the Debian packages that are missing: setup.sh run|test|bench.
#
# If nothing is missing this calls no apt: it works offline and unprivileged.
set -eu

cd "$(dirname "$0")/.."
what=${1:-run}
case $what in
run | test | bench) ;;
*)
    echo "usage: tools/setup.sh run|test|bench" >&2
    exit 2
    ;;
esac

wanted=$(awk -v what="$what" '
    { sub(/#.*/, "") }
    /^\[/ { section = $1; next }
    NF && (section == "[run]" || section == "[" what "]") { print $1 }' packages.txt)

if ! command -v dpkg-query >/dev/null; then
    echo "set-up: this is no Debian; what it needs by Debian's names:" $wanted
    exit 0
fi

# shellcheck disable=SC2086 # one word is one package
present=$(dpkg-query -W -f '${db:Status-Status} ${Package}\n' $wanted 2>/dev/null |
    sed -n 's/^installed //p' | sort -u)
missing=
for package in $wanted; do
    printf '%s\n' "$present" | grep -qxF -- "$package" || missing="$missing $package"
done
if [ -z "$missing" ]; then
    echo "set-up: all $(echo "$wanted" | wc -l) packages are present"
    exit 0
fi

echo "set-up: adds these packages:$missing"
case $missing in
*libcurl4-gnutls-dev*)
    if dpkg-query -W -f '${db:Status-Status}\n' libcurl4-openssl-dev 2>/dev/null |
        grep -qx installed; then
        echo "set-up: libcurl4-gnutls-dev replaces libcurl4-openssl-dev, which apt removes"
    fi
    ;;
esac

line="apt-get update && apt-get install -y --no-install-recommends$missing"
if [ "$(id -u)" = 0 ]; then
    as=
elif command -v sudo >/dev/null && sudo -n true 2>/dev/null; then
    as="sudo -n"
else
    echo "set-up: this needs root; run, and then make again:" >&2
    if command -v sudo >/dev/null; then
        echo "    sudo sh -c '$line'" >&2
    else
        echo "    su -c '$line'" >&2
    fi
    exit 1
fi

apt() {
    $as env DEBIAN_FRONTEND=noninteractive apt-get -q "$@" </dev/null
}
# shellcheck disable=SC2086
if apt update && apt install -y --no-install-recommends $missing; then
    echo "set-up: done"
else
    echo "set-up: apt-get failed; as root, by hand:" >&2
    echo "    $line" >&2
    exit 1
fi
