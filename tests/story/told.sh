# What the stories of a command line share: told.sh is read by one that stands in tests/story.
# Each has a folder of its own, ${work}, in which it is; what the last command said lies in said, and
# what it did not like in errors.
unset LIAISON_DIR LIAISON_PERSON LIAISON_PASSPHRASE_FILE CDPATH
tree=$(cd "$(dirname "$0")/../.." && pwd)
program=${LIAISON_PROGRAM:-$tree/build/release/liaison}
case $program in /*) ;; *) program=$PWD/$program ;; esac
work=$(mktemp -d "${TMPDIR:-/tmp}/story.XXXXXX") || exit 1
trap 'rm -rf "$work"' EXIT
trap 'exit 130' HUP INT TERM
cd "$work" || exit 1
count=0
failed=0

result() { # exit code, claim
    count=$((count + 1))
    if [ "$1" = 0 ]; then
        echo "ok $count - $2"
    else
        echo "not ok $count - $2"
        sed 's/^/# /' said errors
        failed=1
    fi
}
run() { # words of a command
    "$program" "$@" >said 2>errors </dev/null
}
need() {
    run "$@" || { echo "Bail out! $*: $(cat errors)"; exit 1; }
}
refused() { # exit code, what is said, claim, words of a command
    want=$1 why=$2 claim=$3
    shift 3
    code=0
    run "$@" || code=$?
    [ "$code" = "$want" ] && [ ! -s said ] && [ "$(wc -l <errors)" = 1 ] && grep -q "$why" errors
    result $? "$claim"
}
