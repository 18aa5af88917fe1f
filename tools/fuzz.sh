#!/bin/sh
# Fuzz every target, or those named, for FUZZ_SECONDS each, print TAP.  With FUZZ_TOTAL that is an
# equal share of so many seconds for all targets that there are.
#
#     tools/fuzz.sh [tests/fuzz/NAME_fuzz.c...]
#
# A target is tests/fuzz/NAME_fuzz.c with its seeds in tests/fuzz/corpus/NAME/ (and
# perhaps a dictionary, tests/fuzz/NAME.dict).  Its head comment says what is asked of it:
#
#     fuzz-edges: 400               the code that seeds and run must reach at least
#     fuzz-value-profile: 0         where looking for it by compared values only costs time
#
# The planted bug stands, in the target or in what it calls, within #ifdef PLANTED_BUG.  It ends
# the search for it; a busy machine is given time enough.
set -u

cd "$(dirname "$0")/.."
seconds=${FUZZ_SECONDS:-20}
if [ -n "${FUZZ_TOTAL:-}" ]; then
    seconds=$((FUZZ_TOTAL / $(find tests/fuzz -name '*_fuzz.c' | wc -l)))
    [ "$seconds" -ge 2 ] || seconds=2
fi
planted=120
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
count=0
failed=0

result() { # ok? claim
    count=$((count + 1))
    if [ "$1" = 0 ]; then
        echo "ok $count - $2"
    else
        echo "not ok $count - $2"
        failed=1
    fi
}

asked() { # file what
    sed -n "s/.*fuzz-$2: *\([0-9][0-9]*\).*/\1/p" "$1" | head -n 1
}

# fuzz PROGRAM SECONDS PLACE [FOLDER...]: in PLACE the log, and the input that broke it.
fuzz() {
    program=$1 limit=$2 place=$3
    shift 3
    mkdir -p "$place/found"
    [ ! -f "$dictionary" ] || set -- "-dict=$dictionary" "$@"
    "$program" -max_total_time="$limit" -seed="${LIAISON_SEED:-1}" -timeout=10 \
        -rss_limit_mb=2048 -artifact_prefix="$place/" "$place/found" "$@" \
        >"$place/log" 2>&1
}

[ $# -gt 0 ] || set -- tests/fuzz/*_fuzz.c
for source; do
    if [ ! -f "$source" ]; then break; fi
    name=$(basename "$source" _fuzz.c)
    seeds=tests/fuzz/corpus/$name
    dictionary=tests/fuzz/$name.dict
    edges=$(asked "$source" edges)
    profile=$(asked "$source" value-profile)
    if [ -z "$edges" ] || [ -z "$(ls "$seeds" 2>/dev/null)" ]; then
        result 1 "$name has seeds, and says what edges it is to reach"
        continue
    fi

    here=$folder/$name
    mkdir "$here"
    fuzzer=tests/fuzz/${name}_fuzz
    fuzz "build/planted/$fuzzer" "$planted" "$here/planted" "$seeds" \
        -use_value_profile="${profile:-1}" &
    fuzz "build/fuzz/$fuzzer" "$seconds" "$here/sound" "$seeds"
    code=$?
    wait

    result "$code" "$name: $seconds s without a fault"
    [ "$code" = 0 ] || grep -v '^#[0-9]' "$here/sound/log" | tail -n 60 | sed 's/^/# /'

    reached=$(sed -n 's/.* cov: \([0-9]*\) .*/\1/p' "$here/sound/log" | sort -n | tail -n 1)
    [ "${reached:-0}" -ge "$edges" ]
    result $? "$name: reached ${reached:-0} edges, at least $edges asked"

    # It counts only if the sound program takes the same input without harm.
    broke=$(find "$here/planted" -maxdepth 1 -name '*-*' -type f | head -n 1)
    [ -n "$broke" ] && "build/fuzz/$fuzzer" "$broke" >/dev/null 2>&1
    result $? "$name: the planted bug is found within $planted s"
done

echo "1..$count"
exit "$failed"
