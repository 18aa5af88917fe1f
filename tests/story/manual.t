#!/bin/sh
# The manual page names every command and every option that the program's help names, and
# no others.
set -u
tree=$(cd "$(dirname "$0")/../.." && pwd)
liaison=${LIAISON_PROGRAM:-$tree/build/release/liaison}
page=$tree/docs/liaison.1
work=$(mktemp -d "${TMPDIR:-/tmp}/manual.XXXXXX") || exit 1
trap 'rm -rf "$work"' EXIT
trap 'exit 130' INT TERM

# "command" and "command --option", one a line.
"$liaison" --help | sed -n '/^  init /,/^$/s/^  \([a-z-]* \{0,1\}[a-z]*\)  .*/\1/p' | sed 's/ *$//' |
    while read -r command; do
        echo "$command"
        # shellcheck disable=SC2086 # a command is one word or two
        "$liaison" $command --help </dev/null | sed -n "s/^  \(--[a-z-]*\).*/$command \1/p" |
            grep -v ' --json$'
    done | sort >"$work/help"

# Terms are described once, with the command new, and go with others as "+".
awk '/^\.It Cm / { command = $3; if ($4 ~ /^[a-z]+$/ && $4 !~ /^(Ar|Fl|Oo|Op|Cm)$/) command = command " " $4
        print command }
    /^\.(It|Fl|Op|Oo)/ && command != "" { line = $0
        if (/^\.Sh/) command = ""
        while (match(line, /Fl -[a-z-]+/)) {
            print command " --" substr(line, RSTART + 4, RLENGTH - 4)
            line = substr(line, RSTART + RLENGTH)
        }
        if (/Ar terms/ && command != "new") print "+ " command }
    /^\.Sh ENV/ { exit }' "$page" | sort -u >"$work/rough"
for option in terms tlp purpose compartment person retain-until releasable-to; do
    echo "new --$option"
    sed -n "s/^+ \(.*\)/\1 --$option/p" "$work/rough"
done | sort -u - "$work/rough" | grep -v '^+ \|^new --terms-' | sort -u >"$work/page"

echo 1..2
if diff "$work/help" "$work/page" | sed -n 's/^</# not in the manual:/p; s/^>/# not in the help:/p' |
    tee "$work/odd" && [ ! -s "$work/odd" ]; then
    echo "ok 1 - the manual page and the help name the same commands and options"
else
    echo "not ok 1 - the manual page and the help name the same commands and options"
fi
if [ "$(grep -c . "$work/help")" -gt 100 ]; then
    echo "ok 2 - there were enough of them"
else
    echo "not ok 2 - there were only $(grep -c . "$work/help")"
fi
