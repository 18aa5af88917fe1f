# What the steps of tools/demo.sh are made of: saying, doing, and checking what was said.

number=0
pids=

# ---- Saying: on the terminal, and into scratch/story for the page -------------------------

step() { # number, text
    number=$1
    printf '%2d  %s\n' "$1" "$2"
    printf 'step\t%s\n' "$2" >>scratch/story
}
tell() {
    printf '      %s\n' "$1"
    printf 'tell\t%s\n' "$1" >>scratch/story
}
proof() {
    printf '      proof: %s\n' "$1"
    printf 'proof\t%s\n' "$1" >>scratch/story
}
stop() { # why
    printf '\nNOT SO, in step %s: %s\n' "$number" "$1" >&2
    [ -z "${2:-}" ] || printf '    %s\n' "$2" >&2
    echo "    logs: $demo/*.log" >&2
    exit 1
}
claim() { # text, the command that shows it
    claimed=$1
    shift
    "$@" || stop "$claimed"
}

# ---- Doing: one command at a node; the answer is in scratch/answer ----------------------------

at() { # node, command...
    node=$1
    shift
    code=0
    "$liaison" -C "$node" --json "$@" >scratch/answer 2>scratch/errors || code=$?
}
must() {
    at "$@"
    [ "$code" = 0 ] || stop "liaison -C $* gave $code" "$(message)"
}
refused() { # rule, node, command...
    rule=$1
    shift
    at "$@"
    [ "$code" = 1 ] || stop "liaison -C $* gave $code, and not a refusal" "$(message)"
    claim "it is refused by $rule: $(message)" says "\"rule\": \"$rule\""
}
message() {
    sed -n 's/^    "message": //p' scratch/answer
    cat scratch/errors
}

# The answer is JSON, one member a line, indented by two a level.
value() { # of lines that begin with this
    sed -n "s/^$1//p" scratch/answer | sed 's/,$//; s/^"\(.*\)"$/\1/'
}
member() { # name, of the answer itself
    value "  \"$1\": "
}
item_member() { # name, of each item of a list in the answer
    value "      \"$1\": "
}
says() { # all of these stand in the answer
    for said; do grep -qF -- "$said" scratch/answer || return 1; done
}
lacks() { # folder, text: it stands in none of its files
    ! grep -rqF -- "$2" "$1"
}
short() { # an id, for reading
    printf '%.18s' "$1"
}
fingerprint() { # node
    must "$1" identity
    member fingerprint
}
org() { # node
    must "$1" identity
    member id
}

# ---- Nodes -----------------------------------------------------------------------------------

make_node() { # folder, name
    must . init "$1" --id "${1%-node}" --name "$2" --root-out "root-keys/$1.json" \
        --no-passphrase --demo
}

# A server for the folder; the port it got is in scratch/$1.port.
open_node() {
    web=
    if [ "$what" = serve ] && "$liaison" serve --help | grep -q -- --web; then
        web="--web 127.0.0.1:0"
        [ "$1" != un ] || web="$web --web-as dpo"
    fi
    # shellcheck disable=SC2086 # some words or none
    "$liaison" -C "$1" serve --peer 127.0.0.1:0 $web >"$1.log" 2>&1 &
    pids="$pids $!"
    tries=0
    until grep -q '^ready$' "$1.log" 2>/dev/null; do
        tries=$((tries + 1))
        [ $tries -le 100 ] && kill -0 $! 2>/dev/null ||
            stop "$1 is not up" "$(tail -n 1 "$1.log")"
        sleep 0.1
    done
    sed -n 's/^peer door .*[^0-9]//p' "$1.log" >"scratch/$1.port"
    sed -n 's/^web door .*[^0-9]//p' "$1.log" >"scratch/$1.web"
}
close_nodes() {
    # shellcheck disable=SC2086 # one word is one process
    [ -z "$pids" ] || kill $pids 2>/dev/null
    wait
    pids=
}

# $1 pins the organisation of folder $3 under the name $2.  What a person compares over the
# telephone, this script compares with what the other node says of itself.
pin() {
    pinner=$1 called=$2 other=$3
    shift 3
    read_out=$(fingerprint "$other")
    must "$pinner" peer add "$called" "https://127.0.0.1:$(cat "scratch/$other.port")" \
        --fingerprint "$read_out" "$@"
    claim "$pinner pinned what $other read out" [ "$(member fingerprint)" = "$read_out" ]
}

# Someone who calls without a certificate: TLS 1.3 is spoken, and nothing is answered.
stranger_refused() { # node
    door=127.0.0.1:$(cat "scratch/$1.port")
    { printf 'GET / HTTP/1.1\r\nHost: %s\r\n\r\n' "$door" && sleep 0.5; } |
        openssl s_client -connect "$door" >scratch/stranger 2>&1
    grep -q TLSv1.3 scratch/stranger && ! grep -q '^HTTP' scratch/stranger &&
        ! openssl s_client -tls1_2 -connect "$door" </dev/null >/dev/null 2>&1
}

# At $1 lies a receipt by $2 that states $3 of the record with hash $4, and where $5 is given,
# because of that recall.  Its reason, if it gives one, is in $reason.
receipt_says() {
    must "$1" list receipt --limit 10000
    item_member id >scratch/ids
    item_member by | paste -d ' ' scratch/ids - | sed -n "s/ $2\( (introduced)\)\{0,1\}$//p" \
        >scratch/receipts
    while read -r receipt; do
        must "$1" show "$receipt" --purpose oversight
        [ -z "${5:-}" ] || says "$5" || continue
        reason=$(awk -v hash="$4" -v state="$3" '
            /^        \{/ { h = s = why = "" }
            /^          "hash": / { h = $2 }
            /^          "state": / { s = $2 }
            /^              "text": / { why = $0; sub(/^[^:]*: "/, "", why); sub(/",?$/, "", why) }
            /^        \}/ && index(h, hash) && index(s, state) { print why; found = 1; exit }
            END { exit !found }' scratch/answer) && return
    done <scratch/receipts
    return 1
}

# ---- The beginning and the end ---------------------------------------------------------------

set_up() {
    demo=${DEMO_DIR:-$tree/demo}
    liaison=${LIAISON_PROGRAM:-$tree/build/release/liaison}
    case $liaison in /*) ;; *) liaison=$PWD/$liaison ;; esac
    if [ ! -x "$liaison" ]; then
        echo "there is no $liaison: run make first" >&2
        exit 1
    fi
    find_evidence
    clear_demo
    mkdir -p "$demo/scratch" "$demo/root-keys" "$demo/in" && cd "$demo" && demo=$PWD &&
        echo $$ >.liaison-demonstration || exit 1
    trap close_nodes EXIT
    trap 'exit 130' HUP INT TERM
    make_evidence
}

# Only what an earlier run made is removed, and only when it is over.
clear_demo() {
    if [ -e "$demo" ] && [ ! -f "$demo/.liaison-demonstration" ]; then
        if [ -n "$(ls -A "$demo" 2>&1)" ]; then
            echo "$demo is there and not a demonstration's: nothing is removed" >&2
            exit 1
        fi
        return
    fi
    [ -e "$demo" ] || return 0
    if kill -0 "$(cat "$demo/.liaison-demonstration")" 2>/dev/null; then
        echo "a demonstration is running in $demo: end it first (process" \
            "$(cat "$demo/.liaison-demonstration"))" >&2
        exit 1
    fi
    rm -rf "$demo"
}

finish() {
    write_page >story.html || stop "the page was not written"
    rm -rf scratch/forged scratch/changed
    echo
    echo "All twelve steps are as told.  Kept: $demo"
    echo "    story.html (this story)  eu, un, court-node (nodes)  court (package)  in  *.log"
    echo "Check the package again with:"
    echo "    $check"
    [ "$what" = serve ] || echo over >.liaison-demonstration
}

# The pages, until Ctrl-C.
stay_open() {
    echo
    for node in eu un court-node; do
        port=$(cat "scratch/$node.web")
        if [ -n "$port" ]; then
            echo "    http://${node%-node}.localhost:$port/"
        else
            echo "    $node: partners' door at 127.0.0.1:$(cat "scratch/$node.port")"
        fi
    done
    echo "UN's pages are those of its data-protection officer: they also say who saw what."
    echo "All stay up until Ctrl-C.  Another terminal can ask: $liaison -C $demo/un list"
    trap 'exit 0' HUP INT TERM
    # shellcheck disable=SC2086 # one word is one process
    wait $pids
    stop "a node ended by itself"
}
