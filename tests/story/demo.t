#!/bin/sh
# The story that `make run` tells: all twelve steps hold, again over its own folder, with evidence
# of odd names and with real containers; and it stops where a step is not so.
set -u
unset EVIDENCE
tree=$(cd "$(dirname "$0")/../.." && pwd)
work=$(mktemp -d "${TMPDIR:-/tmp}/demo.XXXXXX") || exit 1
trap 'rm -rf "$work"' EXIT
trap 'exit 130' HUP INT TERM
LIAISON_PROGRAM=${LIAISON_PROGRAM:-$tree/build/release/liaison}
DEMO_DIR=$work/demo
export LIAISON_PROGRAM DEMO_DIR

count=0
failed=0
ok() { # claim, the command that shows it
    count=$((count + 1))
    claim=$1
    shift
    if "$@"; then
        echo "ok $count - $claim"
    else
        echo "not ok $count - $claim"
        failed=1
    fi
}
tells() { # text, in what the last run said
    grep -qF -- "$1" "$work/said"
}
story() { # what, and assignments for its environment
    what=$1
    shift
    code=0
    env "$@" sh "$tree/tools/demo.sh" >"$work/said" 2>&1 </dev/null || code=$?
    ok "$what: exit code 0" [ "$code" = 0 ]
    [ "$code" = 0 ] || sed 's/^/# /' "$work/said"
    ok "$what: twelve numbered steps, each with its proof" steps_and_proofs
}
steps_and_proofs() {
    steps=$(sed -n 's/^ *\([0-9][0-9]*\)  [A-Z].*/\1/p' "$work/said" | tr '\n' ' ')
    [ "$steps" = "1 2 3 4 5 6 7 8 9 10 11 12 " ] && [ "$(grep -c '^      proof: ' "$work/said")" = 12 ]
}
nobody_left() { # no server of the demonstration is there any more
    for node in eu un court-node; do
        [ ! -e "$DEMO_DIR/$node/socket" ] || return 1
    done
}

# ---- The story as it is told ---------------------------------------------------------------

story "the story"
ok "it is marked a demonstration" tells "DEMONSTRATION: keys made now"
for text in "no node's folder holds its root key" "EU and the court list UN alone" \
    "sha256sum finds the same 4 hashes" "TLP:AMBER, consent needed" \
    "UN's list is still empty" "UN's cosignature on the log" "denied (P08)" \
    "refused, P03, no consent" "refused, P17, no valid assurance" \
    "without having met EU" 'UN states "erased", signed' 'the court states "kept", signed: ' \
    "refused, P27" "ALL HOLDS" "one byte of evidence changed:  REFUSED" \
    "every hash recomputed as well: REFUSED" "on both nodes all 22 stand as recorded" \
    "a due date is not stated for 4, a test of success for 4" "nothing is due" "UN (4 files), from the court (1), in the package (4)"; do
    ok "it tells: $text" tells "$text"
done
ok "its servers have ended" nobody_left
quiet() { # but for the stranger of step 2
    ! grep -v '^peer door \|^ready$\|^{"detail":"a connection ended' \
        "$DEMO_DIR"/*.log
}
ok "their logs hold nothing unexpected" quiet
marked() { # what leaves the nodes for people's eyes
    grep -q DEMONSTRATION "$DEMO_DIR/court/bag-info.txt" &&
        grep -q DEMONSTRATION "$DEMO_DIR/court/START-HERE.html" &&
        [ "$(grep -l '"demo"' "$DEMO_DIR"/*/config.json | wc -l)" = 3 ]
}
ok "nodes and package are marked: DEMONSTRATION" marked
check=$(sed -n 's/^    \(sh verify\/verify.sh\)/\1/p' "$work/said")
repeated() {
    (cd "$tree" && env -i PATH=/usr/bin:/bin sh -c "$check") >"$work/again" 2>&1 &&
        grep -q '^ALL HOLDS' "$work/again"
}
ok "the printed command checks the package again" repeated
page=$DEMO_DIR/story.html
whole_page() {
    [ "$(grep -c '<h2>[0-9]*\. ' "$page")" = 12 ] && grep -q 'DEMONSTRATION' "$page" &&
        ! grep -qi '<script\|src=\|http' "$page" && tail -n 1 "$page" | grep -q '^</html>$' &&
        for tag in ul li h2 p table tr td th code pre head body; do
            [ "$(grep -o "<$tag[ >]" "$page" | wc -l)" = "$(grep -o "</$tag>" "$page" | wc -l)" ] ||
                return 1
        done
}
ok "the page has all steps, is whole, and needs nothing from elsewhere" whole_page

# ---- Odd names, over the folder of the first run -------------------------------------------

odd=$work/odd
mkdir -p "$odd/deep/..b" && (
    cd "$odd" && printf a >'with space' && printf b >"$(printf 'new\nline')" &&
        printf c >"$(printf 'latin\351')" && printf d >-dash && : >empty &&
        printf e >"quote'\"\$(touch x)&<b>" && printf a >'deep/..b/as the first'
)
story "odd names, a second time" EVIDENCE="$odd"
ok "the first run's evidence is gone" [ ! -e "$DEMO_DIR/in/letter.txt" ]
ok "seven odd names come back" tells "UN (7 files), from the court (1), in the package (7)"
ok "nothing was written beside the evidence" \
    [ "$(find "$odd" -type f -exec printf x \; | wc -c)" = 7 ]
one=$work/one.bin
printf 'a file by itself' >"$one"
inside() { # evidence that holds the demonstration's folder is refused before it is touched
    ! EVIDENCE=$work sh "$tree/tools/demo.sh" >"$work/said" 2>&1 && [ -f "$DEMO_DIR/story.html" ]
}
ok "evidence around the folder of the demonstration is refused" inside

# ---- Where it must stop --------------------------------------------------------------------

mkdir "$work/mine" && echo keep >"$work/mine/file"
foreign() {
    ! DEMO_DIR=$work/mine sh "$tree/tools/demo.sh" >"$work/said" 2>&1 &&
        [ "$(cat "$work/mine/file")" = keep ] && tells "nothing is removed"
}
ok "a folder that is not a demonstration's is left alone" foreign

cat >"$work/leaky" <<END
#!/bin/sh
case "\$*" in *" init un "*) "$LIAISON_PROGRAM" "\$@" && exec cp root-keys/un.json un/forgotten ;; esac
exec "$LIAISON_PROGRAM" "\$@"
END
cat >"$work/forgetful" <<END
#!/bin/sh
case "\$*" in *" release "*) echo '{}' ;; *) exec "$LIAISON_PROGRAM" "\$@" ;; esac
END
chmod +x "$work/leaky" "$work/forgetful"
stops() { # program, what it says
    code=0
    LIAISON_PROGRAM=$work/$1 DEMO_DIR=$work/broken sh "$tree/tools/demo.sh" >"$work/said" 2>&1 ||
        code=$?
    rm -rf "$work/broken"
    [ "$code" = 1 ] && tells "$2"
}
ok "a root key left in a node stops it" stops leaky \
    "NOT SO, in step 1: no file of un holds its root key"
ok "a consent that was never given stops it" stops forgetful \
    "NOT SO, in step 8: it is refused by P17"

# ---- Real containers -----------------------------------------------------------------------

if [ -n "${LIAISON_DATA:-}" ]; then
    originals=$(find "$LIAISON_DATA/evidence/aff4" -type f | wc -l)
    story "AFF4 images" EVIDENCE="$LIAISON_DATA/evidence/aff4"
    ok "AFF4 images come back" tells "UN ($originals files), from the court (1), in the package ($originals)"
else
    count=$((count + 1))
    echo "ok $count # SKIP LIAISON_DATA is not set: evidence/aff4"
fi
if [ -n "${LIAISON_DATA:-}" ] && [ "${LIAISON_TORTURE:-}" = 1 ]; then
    story "a single file" EVIDENCE="$one"
    story "all evidence" EVIDENCE="$LIAISON_DATA/evidence"
    mkdir "$work/bags"
    tar -xzf "$LIAISON_DATA/evidence/bagit-conformance-suite.tar.gz" -C "$work/bags"
    story "the BagIt suite" EVIDENCE="$work/bags"
fi
echo "1..$count"
exit "$failed"
