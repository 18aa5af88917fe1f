#!/bin/sh
# The README's tour says what the program says.
#
#   tests/story/readme.t           run the tour in an empty folder and compare
#   tests/story/readme.t write     print the README with what the program said instead
#
# Each ```console block is commands behind "$ " (and "> " where they go on) and their output.
# An id, fingerprint or hash of the README stands for the one that took its place, also in
# later commands.  Ids, times, hashes and the port are masked on both sides.
set -u
unset LIAISON_DIR LIAISON_PERSON LIAISON_PASSPHRASE_FILE CDPATH
export LC_ALL=C.UTF-8
tree=$(cd "$(dirname "$0")/../.." && pwd)
write=${1:-}
work=$(mktemp -d "${TMPDIR:-/tmp}/readme.XXXXXX") || exit 1
served=
trap '[ -z "$served" ] || kill "$served" 2>/dev/null; rm -rf "$work"' EXIT
trap 'exit 130' HUP INT TERM

program=${LIAISON_PROGRAM:-$tree/build/release/liaison}
mkdir -p "$work/build/release" && ln -s "$program" "$work/build/release/liaison"
port=$((20000 + $$ % 20000))

# N.command, N.want and, in write mode, N.text: the prose before it.
awk -v at="$work" '
    /^```console$/ { inside = 1; print >(at "/" n + 1 ".text"); fresh = 0; next }
    /^```$/ && inside { inside = 0; print >(at "/" n + 1 ".text"); next }
    !inside { print >(at "/" n + 1 ".text"); next }
    /^\$ / { n++; printf "" >(at "/" n ".want"); print substr($0, 3) >(at "/" n ".command"); next }
    /^> / { print substr($0, 3) >(at "/" n ".command"); next }
    { print >(at "/" n ".want") }
    END { print n + 0 >(at "/count") }' "$tree/README.md"
count=$(cat "$work/count")

hex=[0-9a-f]
names="($hex{4}-){15}$hex{4}|$hex{64}|$hex{8}-$hex{4}-[47]$hex{3}(-$hex{4}-$hex{12})?"
mask() {
    sed -E "s/([0-9]{4}-[0-9]{2}-[0-9]{2})T[0-9:]{8}\.[0-9]{6}Z/TIME/g; s/$names/NAME/g" "$1"
}
# What stood in the README at the place of what the program said, for later commands.
learn() { # want, got
    grep -oE "$names" "$1" >"$work/old"
    grep -oE "$names" "$2" >"$work/new"
    [ "$(wc -l <"$work/old")" = "$(wc -l <"$work/new")" ] || return
    paste -d ' ' "$work/old" "$work/new" | while read -r old new; do
        echo "s/$old/$new/g"
        # An id is also typed by its beginning.
        case $old in ????????-????-7???-????-????????????)
            printf 's/%.18s/%.18s/g\n' "$old" "$new" ;;
        esac
    done >>"$work/map"
}
: >"$work/map"

cd "$work" || exit 1
failed=0
for n in $(seq "$count"); do
    command=$(sed -f "$work/map" "$work/$n.command" | sed "s|/tmp/tour|$work/tour|g; s/7443/$port/g")
    eval "$command" >"$work/said" 2>&1
    case $command in
    *'&')
        served=$!
        for turn in $(seq 100); do
            ! grep -q '^ready' "$work"/tour/*.log || break
            sleep 0.1
        done
        ;;
    esac
    sed "s|$work/tour|/tmp/tour|g; s/$port/7443/g" "$work/said" >"$work/$n.got"
    learn "$work/$n.want" "$work/$n.got"
    mask "$work/$n.want" >"$work/want"
    mask "$work/$n.got" >"$work/got"
    if [ "$write" = write ]; then
        sed -f "$work/map" "$work/$n.command" | sed '1s/^/$ /; 2,$s/^/> /' >"$work/$n.typed"
    elif cmp -s "$work/want" "$work/got"; then
        echo "ok $n - $(head -n 1 "$work/$n.command")"
    else
        echo "not ok $n - $(head -n 1 "$work/$n.command")"
        diff "$work/want" "$work/got" | sed 's/^/# /'
        failed=1
    fi
done

if [ "$write" = write ]; then
    # The closing fence of a block was kept with the prose behind it.
    for n in $(seq $((count + 1))); do
        [ ! -f "$work/$n.text" ] || cat "$work/$n.text"
        [ ! -f "$work/$n.typed" ] || cat "$work/$n.typed" "$work/$n.got"
    done
    exit
fi
if [ "$count" -lt 15 ]; then
    echo "not ok $((count + 1)) - the README has a tour of 15 commands or more"
    count=$((count + 1)) failed=1
fi
echo "1..$count"
exit "$failed"
