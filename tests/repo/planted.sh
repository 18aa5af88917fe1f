# For the tests of the tree's own rules: a claim about the tree, and about copies of it in
# which a violation was planted.  Sourced, with ${rule} set to the checking script.

count=0
failed=0
copies=$(mktemp -d)
trap 'rm -rf "$copies"' EXIT

result() { # ok? claim
    count=$((count + 1))
    if [ "$1" = 0 ]; then
        echo "ok $count - $2"
    else
        echo "not ok $count - $2"
        failed=1
    fi
}

holds() { # claim: the rule holds for the tree itself
    said=$(sh "$rule" . 2>&1)
    result $? "$1"
    [ -z "$said" ] || printf '%s\n' "$said" | sed 's/^/# /'
}

# A small tree that keeps every rule, and grows one file.
plant() { # file text
    rm -rf "$copies/tree"
    mkdir -p "$copies/tree/src/ground/base" "$copies/tree/tests" "$copies/tree/tools" \
        "$copies/tree/verify"
    mkdir -p "$(dirname "$copies/tree/$1")"
    printf '%s\n' "$2" >"$copies/tree/$1"
}

caught() { # file text claim: what is found names that file and no other
    plant "$1" "$2"
    said=$(sh "$rule" "$copies/tree" 2>&1)
    code=$?
    [ "$code" = 1 ] && [ -n "$said" ] &&
        [ "$(printf '%s\n' "$said" | sed 's|^\./||; s/:.*//' | sort -u)" = "$1" ]
    result $? "caught: $3"
}

allowed() { # file text claim
    plant "$1" "$2"
    said=$(sh "$rule" "$copies/tree" 2>&1)
    result $? "allowed: $3"
    [ -z "$said" ] || printf '%s\n' "$said" | sed 's/^/# /'
}

finish() {
    echo "1..$count"
    exit "$failed"
}
