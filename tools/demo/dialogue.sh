# The second act of tools/demo.sh: a public press release as records, told by two nodes.
#
# tools/demo/dialogue/KIND.jsonl holds one record a line, in our own words, each with the lines
# of the press release that it rests on; @KIND.N is the id of the N-th record of a kind.

# The records of a kind, by one node; their ids are put for what names them in later files.
tell_kind() { # node, kind
    sed -f scratch/told.sed "$tree/tools/demo/dialogue/$2.jsonl" >"in/$2.jsonl"
    claim "what $2 records point at was told before" lacks "in/$2.jsonl" '"@'
    must "$1" new "$2" --batch "in/$2.jsonl" --tlp clear
    item_member id >scratch/ids
    claim "each line of $2 became a record" [ "$(wc -l <scratch/ids)" = "$(wc -l <"in/$2.jsonl")" ]
    awk -v kind="$2" '{ printf "s/\"@%s\\.%d\"/\"%s\"/g\n", kind, NR, $0 }' scratch/ids >>scratch/told.sed
    cat scratch/ids >>"scratch/told-$1"
    told=$((told + $(wc -l <scratch/ids)))
}

# All that one node told, to the other.
give_told() { # from, to
    # shellcheck disable=SC2046 # one word is one id
    must "$1" share $(cat "scratch/told-$1") --to "$2"
    claim "all of it goes" [ "$(item_member verdict | grep -c goes)" = "$(wc -l <"scratch/told-$1")" ]
    must "$1" sync "$2"
}

# How many records on that node are recorded, and no more.
recorded_at() { # node
    must "$1" list --limit 10000
    item_member stage | grep -c '^recorded$'
}

# Commitments whose due date, or test, the press release does not state, as their rules find.
not_stated() { # rule
    found=0
    while read -r id; do
        must un history "$id"
        ! says "\"rule\": \"$1\"" || found=$((found + 1))
    done <scratch/commitments
    echo $found
}

tell_dialogue() {
    told=0
    : >scratch/told.sed
    : >scratch/told-eu
    : >scratch/told-un
    for kind in document framework dialogue priority role; do tell_kind eu $kind; done
    give_told eu un
    for kind in group review event outcome commitment activity joint-statement; do
        tell_kind un $kind
    done
    give_told un eu
}
