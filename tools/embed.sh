#!/bin/sh
# Print a C file that holds the named files: embed.sh FILE...
set -eu
export LC_ALL=C

echo '/* Written by tools/embed.sh; the files themselves are the source. */'
echo '#include "core/records/embedded.h"'
count=0
table=
for file in $(printf '%s\n' "$@" | sort -u); do
    count=$((count + 1))
    size=$(wc -c <"$file")
    # A NUL behind the bytes, which the length leaves out: an empty file is fine too.
    printf '\nstatic const unsigned char file_%d[] = {\n' "$count"
    od -An -v -tu1 "$file" | sed 's/[0-9][0-9]*/&,/g'
    printf '    0\n};\n'
    table="$table    {\"$file\", file_$count, $((size))},
"
done
# C wants at least one row; the count leaves the last one out.
printf '\nconst struct embedded embedded_files[] = {\n%s    {NULL, NULL, 0},\n};\n' "$table"
printf 'const size_t embedded_count = %d;\n' "$count"
