#!/bin/sh
# Lint the tree and print TAP: lint.sh quick|full.
#
# quick, part of "make test": the look of the code, a second compiler's warnings (without
# the list of banned functions, so that each file includes what it uses), scripts, manual
# page.  full adds the slow ones: clang-tidy, cppcheck, gcc's analyzer.
set -u

cd "$(dirname "$0")/.."
how=${1:-full}
count=0
failed=0
log=$(mktemp)
trap 'rm -f "$log"' EXIT

check() { # claim command...: fine if it succeeds; its words are shown if not
    claim=$1
    shift
    count=$((count + 1))
    if "$@" >"$log" 2>&1 </dev/null; then
        echo "ok $count - $claim"
    else
        echo "not ok $count - $claim"
        sed 's/^/# /' "$log" | head -n 400
        failed=1
    fi
}

# A tool on many files, two at a time; fails if it does for any.
each() { # files command... with {} for the file
    list=$1
    shift
    printf '%s\n' "$list" | xargs -r -P 2 -I '{}' "$@"
}

quiet() { # a command that says nothing when all is well, whatever its exit code
    "$@" >"$log.said" 2>&1
    code=$?
    cat "$log.said"
    [ ! -s "$log.said" ] && [ "$code" = 0 ]
    code=$?
    rm -f "$log.said"
    return "$code"
}

skip() {
    count=$((count + 1))
    echo "ok $count # SKIP $1"
}

eval "set -- $(MAKEFLAGS='' make -s show-flags)" # one list of flags, that of the Makefile
sources=$(find src tests -name '*.c' | sort)
every=$(find src tests tools -name '*.[ch]' | sort)
scripts=$(find tools tests verify .ci -type f \( -name '*.sh' -o -name '*.t' -o -name 'tap-*' \
    -o -name run \) | sort)

# shellcheck disable=SC2016 # the inner shell expands it
check "clang-format has nothing to change (make format)" each "$every" sh -c \
    'clang-format "$1" | cmp -s - "$1" || { echo "$1"; exit 1; }' sh {}
check "clang compiles every source without a warning" \
    each "$sources" clang "$@" -Werror -fsyntax-only {}
for shell in dash bash; do
    check "$shell reads every script" each "$scripts" "$shell" -n {}
done
page=$(ls docs/liaison.1 man/liaison.1 2>/dev/null | head -n 1)
if [ -z "$page" ]; then
    skip "no manual page yet"
else
    check "mandoc finds nothing in $page" quiet mandoc -T lint -W warning "$page"
fi

# One file for an analyzer; where fail() itself is defined, tools/lint.h would be in its way.
analyze='file=$1 tool=$2
    shift 2
    grep -q "^fail(struct work" "$file" || set -- "$@" -include tools/lint.h
    case $tool in
    clang-tidy) clang-tidy --quiet "--warnings-as-errors=*" "$file" -- "$@" ;;
    gcc) gcc "$@" -O2 -fanalyzer -Werror -c -o /dev/null "$file" ;;
    esac'
if [ "$how" = full ]; then
    ours=$(find src -name '*.c' | sort)
    check "clang-tidy" each "$ours" sh -c "$analyze" sh {} clang-tidy "$@"
    check "gcc's analyzer" each "$ours" sh -c "$analyze" sh {} gcc "$@"
    check "cppcheck" cppcheck --quiet --std=c11 --inline-suppr --error-exitcode=1 -j2 \
        --enable=warning,portability --suppress=missingIncludeSystem -Isrc src
fi

echo "1..$count"
exit "$failed"
