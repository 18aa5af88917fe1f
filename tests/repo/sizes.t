#!/bin/sh
# Sizes: what is too long to be read is split.
set -u
rule=tests/repo/sizes.sh
. tests/repo/planted.sh

lines() { # how many lines of what
    awk -v n="$1" -v what="$2" 'BEGIN { while (n-- > 0) print what }'
}
function_of() { # a function with that many lines between its braces
    printf 'int\nf(int a)\n{\n'
    lines "$1" '    a++;'
    printf '    return a;\n}\n'
}
branches() { # a function with that many decisions
    printf 'int\nf(int a)\n{\n'
    lines "$1" '    if (a > 3) a--;'
    printf '    return a;\n}\n'
}

holds "files, functions and their branches keep to the sizes"
allowed src/ground/base/a.c "$(lines 600 '/* x */')" "a file of 600 lines"
caught src/ground/base/a.c "$(lines 601 '/* x */')" "a file of 601 lines"
allowed src/ground/base/a_table.c "$(lines 601 '/* x */')" "a table of 601 lines"
caught tools/a.sh "$(lines 601 '# x')" "a script of 601 lines"
allowed verify/verify.sh "$(lines 250 '# x')" "verify.sh of 250 lines"
caught verify/verify.sh "$(lines 251 '# x')" "verify.sh of 251 lines"
allowed src/ground/base/a.c "$(function_of 97)" "a function of 100 lines, braces and all"
caught src/ground/base/a.c "$(function_of 98)" "a function of 101 lines"
engine() { # file text: what is said of the generic engine when there is that file alone
    plant "$1" "$2"
    sh "$rule" "$copies/tree" 2>&1 | grep -c 'generic engine'
}
is_said() { # times file text claim
    [ "$(engine "$2" "$3")" = "$1" ]
    result $? "$4"
}
is_said 0 src/core/records/kind_a_table.c "$(lines 7999 'int a;')" \
    "allowed: an engine of 7,999 lines"
is_said 1 src/core/records/kind_a_table.c "$(lines 8000 'int a;')" \
    "caught: an engine of 8,000 lines"
is_said 1 src/core/records/new_table.c "$(lines 8000 'int a;')" \
    "caught: whatever a new file of it is called"
is_said 1 src/core/node/matrix_a_table.h "$(lines 8000 'int a;')" \
    "caught: be they in a header, and of the index"
is_said 0 src/core/records/kind_a_table.c "$(lines 9000 '/* x */')" \
    "allowed: comments do not count"
is_said 0 src/core/records/record_a_table.c "$(lines 9000 'int a;')" \
    "allowed: nor does what is not the engine"
if command -v pmccabe >/dev/null; then
    allowed src/ground/base/a.c "$(branches 19)" "a complexity of 20"
    caught src/ground/base/a.c "$(branches 20)" "a complexity of 21"
else
    count=$((count + 1))
    echo "ok $count # SKIP pmccabe is not installed: complexity is not counted"
fi
finish
