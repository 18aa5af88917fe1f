#!/bin/sh
# Print what is too long or too branchy below FOLDER: sizes.sh FOLDER
#
# Files to 600 lines, tables (NAME_table.c) apart; functions to 100 lines, and a complexity of
# 20 in src/ where pmccabe is there to count it; verify/verify.sh to 250 lines, so that a court's
# expert reads it in one sitting; the generic engine under 8,000 lines without comments and blank
# ones (docs/architecture.md, "How the engine is kept small", says what it is).
set -eu
export LC_ALL=C

cd "$1"
code=$(find src tests tools verify -name '*.[ch]' 2>/dev/null | sort)
scripts=$(find tools tests verify -name '*.sh' -o -name '*.t' -type f | sort)
found=$(
    for file in $code $scripts Makefile; do
        most=600
        case $file in
        *_table.[ch]) continue ;;
        verify/verify.sh) most=250 ;;
        esac
        if [ -f "$file" ]; then
            lines=$(wc -l <"$file")
            [ "$lines" -le "$most" ] || echo "$file: $lines lines, at most $most"
        fi
    done
    # A function of ours stands between a brace and a brace that begin their lines.
    printf '%s\n' "$code" | grep '\.c$' | xargs -r awk '
        /^\{/ { start = FNR; name = last }
        /^\}/ && start {
            if (FNR - start + 1 > 100)
                print FILENAME ":" start ": " name ": " FNR - start + 1 " lines, at most 100"
            start = 0
        }
        { last = $0; sub(/\(.*/, "", last) }'
    lines=$(printf '%s\n' "$code" | awk '
        /^src\/core\/records\/[^\/]*$/ && !/\/(embedded|group|header|identity|record|seal)[^\/]*$/
        /^src\/core\/node\/(alike|codes|columns|compare|facets|fold_rows|kinds|matrix|row|stage)/' |
        xargs -r gcc -fpreprocessed -dD -E -P | grep -c .) || true
    [ "$lines" -lt 8000 ] ||
        echo "src/core: the generic engine has $lines lines of C, at most 7999"
    if command -v pmccabe >/dev/null; then
        printf '%s\n' "$code" | grep '^src/.*\.c$' | xargs -r pmccabe 2>/dev/null | awk -F '\t' '
            { sub(/\(/, ":", $6); sub(/\)/, "", $6) }
            $1 > 20 { print $6 ": complexity " $1 ", at most 20" }'
    fi
)
if [ -n "$found" ]; then
    printf '%s\n' "$found"
    exit 1
fi
