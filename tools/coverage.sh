#!/bin/sh
# Run the tests of the coverage variant and print the lines reached, room by room.
set -eu

cd "$(dirname "$0")/.."
find build/coverage -name '*.gcda' -delete
list=$(find tests -name '*_test.c' | sort | sed 's|^\(.*\)\.c$|build/coverage/\1|')
# shellcheck disable=SC2086 # one word is one test
LIAISON_PROGRAM=$PWD/build/coverage/liaison prove -j2 $list || true

find build/coverage/src -name '*.gcda' | sort | while read -r data; do
    gcov -n -o "$data" "$data" 2>/dev/null
done | awk '
    /^File / { file = $2; gsub(/\047/, "", file) }
    /^Lines executed:/ && file ~ /^src\// && file ~ /\.c$/ {
        split($2, part, /[:%]/)
        lines = $NF
        room = file
        sub(/\/[^\/]*$/, "", room)
        all[room] += lines
        hit[room] += lines * part[2] / 100
        file = ""
    }
    END {
        for (room in all)
            printf "%-24s %6.1f %% of %d lines\n",
                room, 100 * hit[room] / all[room], all[room]
    }' | sort
