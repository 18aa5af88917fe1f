#!/bin/sh
# Print words that have no place in the tree below FOLDER: words.sh FOLDER
#
# In C: functions that src/ground/base/banned.h bans, here also where it is not in force;
# exit() below the command line; typedef'd structs.  Everywhere: paths of the machine that
# someone works on, and the hosts of package registries.
# The brackets keep this file from finding itself.
set -eu
export LC_ALL=C

cd "$1"
banned='str(cpy|cat|tok)|v?sprintf|ato[ifl]|atoll|localtime|gmtime|a?s?ctime|alloca|gets'
found=$(
    find src tests tools -name '*.[ch]' ! -name banned.h | sort | xargs -r \
        grep -nE "(^|[^a-zA-Z0-9_])($banned)[[:space:]]*\(" /dev/null |
        sed 's/$/   <- a banned function/'
    find src -name '*.[ch]' ! -path 'src/doors/cli/*' | sort | xargs -r \
        grep -nE '(^|[^a-zA-Z0-9_>.*])(_|quick_)?exit[[:space:]]*\(' \
        /dev/null | sed 's/$/   <- ends the program below the command line/'
    find src -name '*.[ch]' | sort | xargs -r \
        grep -nE '^[[:space:]]*typedef[[:space:]]+(struct|union|enum)[^(]*$' /dev/null |
        sed 's/$/   <- a typedef hides what it is/'
    find . \( -name .git -o -path ./build -o -path ./demo \) -prune -o -type f -print | sort |
        xargs -r -d '\n' grep -nIE "$(printf '%s' \
            '(^|[^a-z0-9_.~-])/(work|root|home)/[a-z.]' \
            '|registry\.np[m]js|pyp[i]\.org|pythonh[o]sted|crates\.i[o]|proxy\.gol[a]ng' \
            '|repo1?\.m[a]ven|deb\.deb[i]an\.org')" /dev/null |
        sed 's/$/   <- a place that only one machine knows/'
) || true
if [ -n "$found" ]; then
    printf '%s\n' "$found"
    exit 1
fi
