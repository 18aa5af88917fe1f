#!/bin/sh
# The count at the end of "make test" misses no failure: what tap-count makes of TAP that is
# short, cut off, or followed by a crash.
set -u
unset CI
count=0
failed=0
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

counts() { # claim, TAP, exit code, what the last line must be, and tap-count's exit code
    rm -f "$folder"/*
    printf '%b' "$2" >"$folder/a.tap"
    echo "$3" >"$folder/a.exit"
    got=$(tools/tap-count "$folder" | tail -n 1)" -> "$(
        tools/tap-count "$folder" >/dev/null
        echo $?
    )
    count=$((count + 1))
    if [ "$got" = "$4" ]; then
        echo "ok $count - $1"
    else
        printf 'not ok %d - %s\n# got  %s\n# want %s\n' "$count" "$1" "$got" "$4"
        failed=1
    fi
}

missing='LIAISON_DATA is not set'
counts "all pass" '1..2\nok 1 - a\nok 2 - b\n' 0 "2 passed, 0 failed, 0 skipped -> 0"
counts "one fails" 'ok 1 - a\nnot ok 2 - b\n1..2\n' 1 "1 passed, 1 failed, 0 skipped -> 1"
counts "a crash before the plan" 'ok 1 - a\n' 139 "1 passed, 1 failed, 0 skipped -> 1"
counts "no output" '' 1 "0 passed, 1 failed, 0 skipped -> 1"
counts "fewer than planned" 'ok 1 - a\n1..2\n' 0 "1 passed, 1 failed, 0 skipped -> 1"
counts "more than planned" '1..1\nok 1 - a\nok 2 - b\n' 0 "2 passed, 1 failed, 0 skipped -> 1"
counts "an error after the plan" 'ok 1 - a\n1..1\n' 23 "1 passed, 1 failed, 0 skipped -> 1"
counts "a bail out" '1..2\nok 1 - a\nBail out! no disk\n' 1 "1 passed, 1 failed, 0 skipped -> 1"
counts "nothing but a skipped file" "1..0 # SKIP $missing: x\n" 0 \
    "0 passed, 0 failed, 1 skipped -> 1"
counts "a skip" "ok 1 - a\nok 2 # SKIP $missing\n1..2\n" 0 "1 passed, 0 failed, 1 skipped -> 0"
counts "no newline at the end" 'ok 1 - a\n1..1' 0 "1 passed, 0 failed, 0 skipped -> 0"
CI=true
export CI
counts "data missing in CI" "ok 1 - a\nok 2 # SKIP $missing\n1..2\n" 0 \
    "1 passed, 1 failed, 1 skipped -> 1"
counts "another skip in CI" 'ok 1 - a\nok 2 # SKIP no such tool\n1..2\n' 0 \
    "1 passed, 0 failed, 1 skipped -> 0"
echo "1..$count"
exit "$failed"
