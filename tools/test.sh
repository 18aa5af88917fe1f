#!/bin/sh
# Build, then run every suite unprivileged and without network, and count.
#
#   tools/test.sh           all suites, or those in SUITES; ONLY=ground/base narrows the
#                           test programs to paths that contain it
#   TORTURE=1               longer tests with a seed (SEED, or one that is printed)
#
# Tests run from the root of the tree and find in their environment: LIAISON_PROGRAM,
# LIAISON_DATA if set, TMPDIR (empty, theirs alone; nothing is written elsewhere), and in
# torture LIAISON_TORTURE=1 and LIAISON_SEED.
#
# As root the tests run as nobody.  If nobody cannot read the tree or the data, they are
# copied.  The network is cut by a namespace that has a loopback only.
set -eu

suites="unit asan repo lint fuzz story"
budget() { # seconds, on two cores
    case $1 in
    build) echo 270 ;;
    unit) echo 200 ;;
    asan) echo 200 ;;
    tsan) echo 900 ;;
    repo) echo 10 ;;
    lint) echo 40 ;;
    fuzz) echo 155 ;;
    story) echo 130 ;;
    esac
}

programs() { # those of a variant
    for test in $(find tests -name '*_test.c' | sort); do
        case $test in *"${ONLY:-}"*) echo "build/$1/${test%.c}" ;; esac
    done
}

threaded() { # those of tsan that start threads, or run the program, which does
    for program in $(programs tsan); do
        source=tests/${program#build/tsan/tests/}.c
        if nm "build/release/${program#build/tsan/}" | grep -q 'U pthread_create' ||
            grep -q LIAISON_PROGRAM "$source"; then
            echo "$program"
        fi
    done
}

scripts() { # in tests/repo, or elsewhere
    find tests -name '*.t' | sort | while read -r test; do
        case $test in
        tests/repo/lint.t) of=lint ;;
        tests/repo/*) of=repo ;;
        *) of=story ;;
        esac
        if [ "$of" = "$1" ]; then echo "$test"; fi
    done
}

members() { # what prove runs for a suite
    case $1 in
    unit) programs release ;;
    asan) programs asan ;;
    tsan) threaded ;;
    repo | lint | story) scripts "$1" ;;
    fuzz) find tests/fuzz -name '*_fuzz.c' | sort ;;
    esac
}

# ---- Inside: the suites, one after the other -------------------------------------------

run_suite() {
    list=$(members "$1")
    if [ -z "$list" ]; then
        echo "== $1: nothing here"
        return
    fi
    echo "== $1"
    variant=release
    keep=tools/tap-keep
    jobs=2
    case $1 in
    asan | tsan) variant=$1 ;;
    fuzz)
        keep="tools/tap-keep tools/fuzz.sh"
        # Two processes a target, of which the second ends early in torture.
        [ "${LIAISON_TORTURE:-}" = 1 ] || jobs=1
        ;;
    esac
    # In torture unit is long; asan and tsan take the usual sizes, from another seed.
    usual=
    case $1 in asan | tsan) usual="env -u LIAISON_TORTURE" ;; esac
    mkdir -p "$TMPDIR/$1" "$results/$1"
    # The count below decides; prove's own exit code says less.
    # shellcheck disable=SC2086 # one word is one test
    LIAISON_PROGRAM=$PWD/build/$variant/liaison TMPDIR=$TMPDIR/$1 TAP_KEEP=$results/$1 \
        $usual prove "-j$jobs" --timer --exec "$keep" $list || true
}

inside() {
    results=$TMPDIR/results
    times=$TMPDIR/times
    mkdir "$results"
    export HOME="$TMPDIR" LC_ALL=C.UTF-8
    export ASAN_OPTIONS=detect_leaks=1:allocator_may_return_null=1
    export UBSAN_OPTIONS=print_stacktrace=1:halt_on_error=1
    export TSAN_OPTIONS=halt_on_error=1
    echo "tests run as $(id -un 2>/dev/null || id -u)," \
        "network:$(sed -n 's/^ *\([^ :]*\):.*/ \1/p' /proc/net/dev | tr -d '\n')"
    printf '%s %s\n' build "$1" >"$times"
    shift
    for suite; do
        start=$(date +%s)
        run_suite "$suite"
        echo "$suite $(($(date +%s) - start))" >>"$times"
    done

    printf '\n%-8s %8s %8s\n' suite budget used
    while read -r suite used; do
        over=
        [ "$used" -le "$(budget "$suite")" ] || over=" over"
        printf '%-8s %6d s %6d s%s\n' "$suite" "$(budget "$suite")" "$used" "$over"
    done <"$times"
    echo
    tools/tap-count "$results"
}

cd "$(dirname "$0")/.."
if [ "${1:-}" = inside ]; then
    shift
    inside "$@"
    exit
fi

# ---- Outside: build, make a folder, cut the network, drop the privileges ----------------

if [ "${TORTURE:-}" = 1 ]; then
    suites="unit asan tsan fuzz story"
    LIAISON_SEED=${SEED:-$(od -An -N4 -tu4 /dev/urandom | tr -d ' ')}
    LIAISON_TORTURE=1
    TEST_SECONDS=3600
    export LIAISON_SEED LIAISON_TORTURE TEST_SECONDS
    echo "torture: SEED=$LIAISON_SEED"
fi
suites=${SUITES:-$suites}
echo "Suites and their budgets in seconds:" \
    "$(for suite in build $suites; do printf '%s %s  ' "$suite" "$(budget "$suite")"; done)"

unset MAKEFLAGS MFLAGS MAKELEVEL
for suite in $suites; do
    if [ -z "$(budget "$suite")" ]; then
        echo "no suite $suite: unit asan tsan repo lint fuzz story" >&2
        exit 2
    fi
done

build() {
    for suite in $suites; do
        case $suite in
        unit | story) make -s -j"$(nproc)" tests ;;
        asan) make -s -j"$(nproc)" VARIANT=asan tests ;;
        tsan) # with release, whose symbols tell who starts threads
            make -s -j"$(nproc)" tests && make -s -j"$(nproc)" VARIANT=tsan tests
            ;;
        fuzz)
            make -s -j"$(nproc)" VARIANT=fuzz fuzzers &&
                make -s -j"$(nproc)" VARIANT=planted fuzzers
            ;;
        esac || return 1
    done
}

began=$(date +%s)
echo "== build"
if ! build; then
    echo "the build failed"
    echo "0 passed, 1 failed, 0 skipped"
    exit 1
fi

folder=$(mktemp -d /tmp/liaison.XXXXXX)
trap 'rm -rf "$folder"' EXIT
trap 'exit 130' INT TERM
mkdir "$folder/tmp"
chmod 711 "$folder"
export TMPDIR="$folder/tmp"

# As nobody, with no way back.
to_nobody="setpriv --reuid=65534 --regid=65534 --clear-groups --inh-caps=-all"
to_nobody="$to_nobody --bounding-set=-all --no-new-privs --"
nobody() {
    $to_nobody "$@"
}
readable() { # by nobody, all of it
    nobody test -x "$1" &&
        [ -z "$(nobody find "$1" \( -name .git -o -name demo -o -name '*.o' \) -prune \
            -o ! -readable -print -quit 2>&1)" ]
}

drop=
if [ "$(id -u)" = 0 ]; then
    if nobody true 2>/dev/null; then
        drop=$to_nobody
        if ! readable "$PWD"; then
            echo "tests run in a copy: nobody may not read $PWD"
            mkdir "$folder/tree"
            tar -cf - --exclude=./.git --exclude=./demo --exclude='*.o' --exclude='*.a' . |
                tar -xf - -C "$folder/tree"
            chmod -R a+rX "$folder/tree"
            cd "$folder/tree"
        fi
        if [ -n "${LIAISON_DATA:-}" ] && ! readable "$LIAISON_DATA"; then
            echo "tests read a copy of LIAISON_DATA: nobody may not read it"
            cp -R "$LIAISON_DATA" "$folder/data"
            chmod -R a+rX "$folder/data"
            LIAISON_DATA=$folder/data
        fi
        chown 65534:65534 "$TMPDIR"
    else
        echo "tests run as root: setpriv cannot become nobody here"
    fi
fi

# As root a namespace is enough; else one of users comes first, and one more inside it to
# be oneself again, without the privileges that the first one gave.
if [ "$(id -u)" = 0 ]; then
    cut='ip link set lo up && exec "$@"'
    isolate="unshare --net sh -c"
else
    cut="ip link set lo up && exec unshare --user --map-user=$(id -u) --map-group=$(id -g)"
    cut="$cut -- \"\$@\""
    isolate="unshare --user --map-root-user --net sh -c"
fi
if ! $isolate "$cut" sh true 2>/dev/null; then
    echo "tests run with the network on: a namespace with only a loopback is not to be had"
    isolate="sh -c"
    cut='exec "$@"'
fi

code=0
# shellcheck disable=SC2086 # one word is one suite, or one part of a command
$isolate "$cut" sh $drop tools/test.sh inside $(($(date +%s) - began)) $suites || code=$?
exit "$code"
