#!/bin/sh
# Give every kind that the program does not know by name another one, in a copy of the tree:
# kinds are data, and with that copy the whole suite stays green.
#
#     tests/repo/rename.sh FOLDER     makes the copy, and says which were renamed
#
# The source is left as it is.  In tests, tools and documentation a kind is named as NAME/1, in
# a file's name, behind a command that takes a kind, or as the value of "kind".
set -eu

tree=$(cd "$(dirname "$0")/../.." && pwd)
copy=$1
mkdir "$copy"
(cd "$tree" && tar -cf - --exclude=./.git --exclude=./build --exclude=./demo .) | tar -xf - -C "$copy"
cd "$copy"

renamed=$(for file in kinds/*.json; do
    kind=$(basename "$file" .json)
    grep -q '"system": true' "$file" ||
        grep -rhF "\"$kind/1\"" src | grep -qv '/\*' || echo "$kind"
done)
for kind in $renamed; do
    mv "kinds/$kind.json" "kinds/x$kind.json"
    told=tools/demo/dialogue/$kind.jsonl
    [ ! -f "$told" ] || mv "$told" "tools/demo/dialogue/x$kind.jsonl"
    printf '%s\n' \
        "s#(?<![\\w-])$kind(?=(?:/|%2F)1\\b)#x$kind#g;" \
        "s#(\\b(?:new|list|board|view|matrix|kind show|tell_kind \\w+|made|template) )$kind(?![\\w-])#\${1}x$kind#g;" \
        "s#(\"(?:new|list|board|view|matrix|template)\", ?\")$kind(?=\")#\${1}x$kind#g;" \
        "s#((?:\\\\?\"|')kind(?:\\\\?\"|'): ?(?:\\\\?\"|'))$kind(?=\\\\?\"|')#\${1}x$kind#g;" \
        "s#(--kind )$kind(?![\\w-])#\${1}x$kind#g;" \
        "s#\\@$kind(?=\\.)#\\@x$kind#g;" \
        "s#(?<=\")$kind(?=\",?)#x$kind#g if /kinds_told\\[\\] = /../};/;" \
        "s#(?<![\\w-])$kind(?![\\w-])#x$kind#g if /^ *for kind in /;"
done >rename.pl
find kinds tests tools docs README.md CONTRIBUTING.md -type f ! -path 'tests/fuzz/*' ! -name 'vector*' -print0 |
    xargs -0 perl -pi rename.pl
rm rename.pl
echo "$renamed"
