# For the tests of court packages, sourced: a node with evidence of odd names, its package,
# TAP, and an attacker who recomputes every hash.
LC_ALL=C
export LC_ALL
liaison=${LIAISON_PROGRAM:?names the program under test}
second=${LIAISON_PROGRAM%/*}/verify-second
check=$PWD/verify/verify.sh
place=$(mktemp -d "${TMPDIR:-/tmp}/court.XXXXXX") || exit 1
trap 'rm -rf "$place"' EXIT
trap 'exit 130' INT TERM

count=0
failed=0
claim() { # claim command...: fine if the command succeeds
    what=$1
    shift
    count=$((count + 1))
    if "$@"; then
        echo "ok $count - $what"
    else
        echo "not ok $count - $what"
        failed=1
    fi
}
finish() {
    echo "1..$count"
    exit "$failed"
}

few_files() { # folder
    mkdir -p "$1"
    echo gone >"$1/erased.txt"
    printf 1 >"$1/one"
    printf 2 >"$1/two"
    head -c 20000 /dev/urandom >"$1/large.bin"
}

# A name with bytes that are no text, a newline, what a shell or a page would trip over.
odd_files() { # folder
    mkdir -p "$1/below"
    echo hello >"$1/a.txt"
    echo other >"$1/below/a.txt"
    echo hello >"$1/same.txt"
    echo gone >"$1/erased.txt"
    : >"$1/empty"
    printf 1 >"$1/new
line"
    printf 2 >"$1/-rf *"
    printf 3 >"$1/$(printf 'caf\303\251')"
    printf 4 >"$1/$(printf 'raw\377\376')"
    printf 5 >"$1/quo\"te<&>'\$(x)\`x\`.html"
    printf 6 >"$1/ends in dots..."
    head -c 300000 /dev/urandom >"$1/large.bin"
}

# A node of that name in $place, with a matter; sets LIAISON_DIR, matter and root.
make_node() { # name
    LIAISON_DIR=$place/$1
    export LIAISON_DIR
    root=$("$liaison" init "$LIAISON_DIR" --id "$1" --name "Office of $1" --no-passphrase \
        --root-out "$place/$1.root" | awk '$1 == "id" { print $2 }')
    matter=$("$liaison" new matter --set 'core.title=[{"lang":"en","text":"A <matter> & more"}]' |
        awk '{ print $2 }')
}

take_in() { # path...: prints a line for each file: id ... name
    "$liaison" ingest "$@" --matter "$matter" --tlp amber --purpose investigation
}

# Export to $place/NAME and set digest.
export_to() { # name
    digest=$("$liaison" export court --matter "$matter" "$place/$1" |
        awk '$1 == "digest" { print $2 }')
}

# Is the verdict of every checker this exit code, with a word of $why in it?  Options and
# folder follow.
why=
verdict() { # code argument...
    code=$1
    shift
    for checker in "dash $check" "bash $check" "$second"; do
        $checker "$@" >"$place/said" 2>&1
        got=$?
        if [ "$got" -ne "$code" ] || ! grep -Eq "$why" "$place/said"; then
            echo "# $checker: exit $got, not $code $why: $(head -n 1 "$place/said")"
            return 1
        fi
    done
}

# After a change, hashes that name changed files are changed too, wherever they stand, until
# nothing changes any more: manifests, lists, headers, links, all that needs no key.
sums_of() { # folder
    (cd "$1" && find . -type f | sort | xargs sha256sum)
}
recompute() { # folder sums-before
    cp "$2" "$place/before"
    for round in 1 2 3 4 5 6 7 8 9 10 11 12; do
        sums_of "$1" >"$place/now"
        awk 'FNR == NR { was[$2] = $1; next }
            $2 in was && was[$2] != $1 { # an inception gives its folder the name: manifests only
                at = $2 ~ /inception.txt$/ ? "^" was[$2] "  /@" ++n "@  " : was[$2] "/@" ++n "@"
                print "s/" at "/g"; to[n] = $1
            }
            END { for (i = 1; i <= n; i++) print "s/@" i "@/" to[i] "/g" }' \
            "$place/before" "$place/now" >"$place/script"
        [ -s "$place/script" ] || return 0
        sed -n 's|^s/^*\([0-9a-f]\{64\}\).*|\1|p' "$place/script" >"$place/old"
        cp "$place/now" "$place/before"
        find "$1/data" "$1"/*.txt -type f ! -path '*/data/evidence/*' ! -name '*.sig' -print0 |
            xargs -0 grep -lZ -F -f "$place/old" | xargs -0 -r sed -i -f "$place/script"
    done
    echo "# recomputing came to no end after $round rounds"
    return 1
}
