#!/bin/sh
# No kind that people write is known to C by its name: with all of them renamed, everything
# goes on as before.  It builds the whole once more, so it is part of torture only.
set -u
if [ "${LIAISON_TORTURE:-}" != 1 ]; then
    echo "1..0 # SKIP part of torture only"
    exit 0
fi
place=$(mktemp -d "${TMPDIR:-/tmp}/rename.XXXXXX") || exit 1
trap 'rm -rf "$place"' EXIT
trap 'exit 130' INT TERM

echo 1..2
renamed=$(sh tests/repo/rename.sh "$place/tree" | wc -l)
[ "$renamed" -ge 18 ] || printf 'not '
echo "ok 1 - $renamed kinds are renamed"
if (cd "$place/tree" && unset LIAISON_TORTURE LIAISON_PROGRAM && TORTURE='' SUITES="unit story" tools/test.sh) \
    >"$place/said" 2>&1; then
    echo "ok 2 - all else is as before: $(tail -n 1 "$place/said")"
else
    echo "not ok 2 - all else is as before"
    grep -E '^not ok|Failed|failed|error' "$place/said" | head -n 40 | sed 's/^/# /'
fi
