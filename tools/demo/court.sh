# The court package in tools/demo.sh: made, checked, attacked, and compared with the originals.

# Text as a word of a shell.
shell_word() {
    case $1 in
    *[!A-Za-z0-9/._+-]*) printf "'%s'" "$(printf %s "$1" | sed "s/'/'\\\\''/g")" ;;
    *) printf %s "$1" ;;
    esac
}

export_package() {
    must eu export court --matter "$matter" "$demo/court"
    root=$(member root)
    digest=$(member digest)
    claim "it is EU's" [ "$root" = "$(org eu)" ]
    must eu list package
    claim "EU has signed for the package" [ "$(member count)" = 1 ]
    # As it can be typed where the tree is.
    place=$demo/court
    [ "$demo" != "$tree/demo" ] || place=demo/court
    check="sh verify/verify.sh --root $root --bag $digest $(shell_word "$place")"
}

# verify.sh of the tree, as a court would have a copy from before.
verify() { # root, bag, folder
    code=0
    sh "$tree/verify/verify.sh" --root "$1" --bag "$2" "$3" >scratch/verified 2>&1 || code=$?
}

flip_byte() { # file: its first byte becomes another
    byte=$(od -An -N1 -tu1 "$1" | tr -d ' ')
    # shellcheck disable=SC2059 # the format is the byte
    printf "\\$(printf %03o $(((byte + 1) % 256)))" |
        dd of="$1" bs=1 count=1 conv=notrunc 2>/dev/null
}
# A file of evidence that has a byte to change, with all files that are like it; where all are
# empty, they become longer.
change_evidence() { # package
    find "$1/data/evidence" -type f -exec sha256sum {} + | sort -k 2 >scratch/evidence
    empty=$(sha256sum </dev/null | cut -c 1-64)
    like=$(sed "/^$empty/d" scratch/evidence | head -n 1 | cut -c 1-64)
    if [ -z "$like" ]; then like=$empty; fi
    sed -n "s/^$like  //p" scratch/evidence | while read -r file; do
        if [ "$like" = "$empty" ]; then printf x >"$file"; else flip_byte "$file"; fi
    done
}

# Hashes follow the change through the whole package, as one does it who has all but the keys:
# what names a changed file names its new hash, until nothing changes any more.
recompute() { # package, changed; scratch/sums are those from before
    (
        work=$PWD/scratch
        cd "$1" || exit 1
        for turn in 1 2 3 4 5 6 7 8 9 10 11 12; do
            find . -type f -exec sha256sum {} + | sort -k 2 >"$work/now"
            paste -d ' ' "$work/sums" "$work/now" |
                awk '$1 != $3 { print "s/" $1 "/" $3 "/g" }' >"$work/edit"
            [ -s "$work/edit" ] || break
            mv "$work/now" "$work/sums"
            cut -d / -f 2 "$work/edit" >"$work/old"
            grep -rlaFf "$work/old" . | while read -r file; do
                sed -i -f "$work/edit" "$file"
            done
        done
        [ ! -s "$work/edit" ] && [ "$turn" -gt 4 ] &&
            sha256sum -c --quiet manifest-sha256.txt && sha256sum -c --quiet tagmanifest-sha256.txt
    )
}

check_package() {
    tell "$(find court/data/evidence -type f | wc -l) originals; fingerprint and digest go to the court by another way"
    tell "$check"
    (cd "$tree" && sh -c "$check") >scratch/verified 2>&1 ||
        stop "verify.sh accepts the package" "$(tail -n 1 scratch/verified)"
    tell "$(tail -n 1 scratch/verified)"

    cp -R court scratch/changed
    change_evidence scratch/changed
    verify "$root" "$digest" scratch/changed
    claim "one changed byte is refused" [ "$code" = 1 ]
    tell "one byte of evidence changed:  $(tail -n 1 scratch/verified)"

    cp -R court scratch/forged
    (cd scratch/forged && find . -type f -exec sha256sum {} +) | sort -k 2 >scratch/sums
    change_evidence scratch/forged
    claim "the forger's manifests are right" recompute scratch/forged
    verify "$root" "$digest" scratch/forged
    claim "the forged package is refused by its digest" [ "$code" = 1 ]
    verify "$root" "$(sha256sum <scratch/forged/tagmanifest-sha256.txt | cut -c 1-64)" scratch/forged
    claim "and with the forger's own digest too" [ "$code" = 1 ]
    tell "every hash recomputed as well: $(tail -n 1 scratch/verified)"
}

# UN's copies and the court's, beside the originals; and the package, by its hashes.
compare_copies() {
    mkdir -p scratch/copies
    while read -r id hash; do
        [ -e "scratch/copies/$hash" ] ||
            must un show "$id" --purpose investigation --content "$demo/scratch/copies/$hash"
    done <scratch/items
    export copies="$demo/scratch/copies"
    claim "UN's copies are the originals, byte for byte" originals '
        for f; do
            hash=$(sha256sum <"$f") && cmp -s -- "$f" "$copies/${hash%% *}" || exit 1
        done'
    claim "the court's copy is the original" cmp -s scratch/at-court "scratch/copies/$first_hash"
    find court/data/evidence -type f -exec sha256sum {} + | cut -c 1-64 | sort >scratch/found
    claim "the package holds every original" eval 'sort scratch/hashes | cmp -s - scratch/found'
    echo
    echo "The originals came back byte for byte from UN ($(wc -l <scratch/items) files), from the" \
        "court (1), in the package ($(wc -l <scratch/found))."
    rm -rf scratch/copies
}
