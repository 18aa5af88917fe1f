#!/bin/sh
# What was done to a court package after it was made, all checkers see: flipped bytes, and an
# attacker who recomputes every hash that needs no key.
#
# LIAISON_SEED fixes the sample; LIAISON_TORTURE=1 makes it larger.
. "${0%/*}/make.sh"

seed=${LIAISON_SEED:-$(od -An -N3 -tu4 /dev/urandom | tr -d ' ')}
flips=200
deep=20
[ "${LIAISON_TORTURE:-}" != 1 ] || flips=1000 deep=200
echo "# seed $seed"

make_node eu
few_files "$place/files"
take_in "$place/files" >"$place/taken"
"$liaison" erase "$(awk '/erased\.txt$/ { print $1 }' "$place/taken")" --reason "not needed" >/dev/null
printf secret >"$place/red.txt"
"$liaison" ingest "$place/red.txt" --matter "$matter" --tlp red >/dev/null
export_to bag
bag=$place/bag
claim "it holds before anything is done" verdict 0 --root "$root" --bag "$digest" "$bag"
cp -R "$bag" "$place/work"
work=$place/work
sums_of "$bag" >"$place/sums"
afresh() {
    rm -rf "$work"
    cp -R "$bag" "$work"
}

# ---- Flipped bytes ---------------------------------------------------------------------------

# "file offset bit" for so many flips: files and places in them drawn alike.
sample() { # how-many pattern
    (cd "$bag" && find . -type f -size +0c | sort | grep "$2" | xargs wc -c | grep -v ' total$') |
        awk -v seed="$seed" -v count="$1" '{ size[NR] = $1; name[NR] = $2 }
            END { srand(seed); for (i = 0; i < count; i++) { f = int(rand() * NR) + 1
                print name[f], int(rand() * size[f]), int(rand() * 8) } }'
}
flip() { # file offset bit
    byte=$(od -An -tu1 -j "$2" -N 1 "$1" | tr -d ' ')
    bit=$((1 << $3))
    # shellcheck disable=SC2059 # the byte is the format
    printf "\\$(printf %03o $((byte ^ bit)))" | dd of="$1" bs=1 seek="$2" conv=notrunc 2>/dev/null
}
each_flip() { # expected-command
    missed=0
    while read -r file offset bit; do
        flip "$work/$file" "$offset" "$bit"
        cmp -s "$work/$file" "$bag/$file" && missed=$((missed + 1)) && echo "# no flip: $file"
        "$@" || { missed=$((missed + 1)) && echo "# $file byte $offset bit $bit"; }
        cp "$bag/$file" "$work/$file"
    done <"$place/sample"
    [ "$missed" -eq 0 ]
}
sample "$flips" . >"$place/sample"
claim "$flips flips over all files are refused" \
    each_flip verdict 1 --root "$root" --bag "$digest" "$work"
claim "it holds again when they are undone" verdict 0 --root "$root" --bag "$digest" "$work"
# With every hash recomputed and no digest to compare, signatures and journal must tell.
recomputed() { # arguments of verdict
    recompute "$work" "$place/sums" && verdict "$@"
    good=$?
    afresh
    return "$good"
}
sample "$deep" '^\./data/' >"$place/sample"
claim "$deep flips of the payload, all hashes recomputed, without a digest: refused" \
    each_flip recomputed 1 --root "$root" "$work"

# ---- The attacker who recomputes --------------------------------------------------------------------

gone() { # file...: it, and its lines in the lists
    for file; do
        rm "$work/$file"
        sed -i "\\|  $file\$|d" "$work/manifest-sha256.txt" "$work/data/contents.txt"
    done
}
come() { # file: its lines in the lists
    (cd "$work" && sha256sum "$1") >>"$work/manifest-sha256.txt"
    (cd "$work" && sha256sum "$1") >>"$work/data/contents.txt"
}
original() { # the path of an original by the end of its name
    (cd "$work" && find data/evidence -name "*$1")
}
record_of() { # the folder of a record whose core part holds that text
    (cd "$work" && find data/records -name core.part -exec grep -al "$1" {} +) | head -n 1 |
        sed 's|/core.part$||'
}
attack() { # what command why: then all hashes again, and both refuse it, digest or not
    "$2"
    recompute "$work" "$place/sums"
    claim "$1: refused by the digest" verdict 1 --root "$root" --bag "$digest" "$work"
    why=$3
    claim "$1: refused without it: $3" verdict 1 --root "$root" "$work"
    why=
    afresh
}

change_original() {
    printf X | dd of="$work/$(original large.bin)" bs=1 conv=notrunc 2>/dev/null
}
add_original() {
    printf planted >"$work/data/evidence/0099-planted"
    come data/evidence/0099-planted
}
remove_original() { gone "$(original large.bin)"; }
rename_original() {
    mv "$work/$(original large.bin)" "$work/data/evidence/0099-other"
    sed -i 's|data/evidence/[0-9]*-large.bin|data/evidence/0099-other|' \
        "$work/manifest-sha256.txt" "$work/data/contents.txt" "$work/data/completeness.csv"
}
swap_originals() {
    one=$work/$(original one)
    two=$work/$(original two)
    mv "$one" "$place/swap"
    mv "$two" "$one"
    mv "$place/swap" "$two"
}
swap_lines() { # both, with the lists told
    swap_originals
    one=$(original one) two=$(original two)
    sed -i "s|$one\$|SWAP|; s|$two\$|$one|; s|SWAP\$|$two|" "$work/data/completeness.csv"
}
change_custody() {
    sed -i 's/"event":"acquired"/"event":"examined"/' "$work/$(record_of '"event":"acquired"')/core.part"
}
drop_custody() {
    folder=$(record_of '"event":"acquired"')
    name=${folder##*/}
    # shellcheck disable=SC2046 # no name of a package has spaces
    gone $(cd "$work" && find "$folder" -type f) "data/proofs/$name.tlog-proof"
    rmdir "$work/$folder"
    sed -i "/^${name%-v*},/d" "$work/data/completeness.csv"
    lines=$(($(wc -l <"$work/data/completeness.csv") - 1))
    sed -i "s/\"records\":[0-9]*/\"records\":$lines/" "$work/data/package/core.part"
}
truncate_withheld() { sed -i '1!d' "$work/data/withheld.csv"; }
drop_line_withheld() { sed -i '$d' "$work/data/withheld.csv"; }
drop_part() { # with a line that says it was erased
    folder=$(record_of '"event":"acquired"')
    gone "$folder/core.part"
    name=${folder##*/}
    echo "${name%-v*},1,custody/1,core,erased," >>"$work/data/withheld.csv"
    sed -i "/^${name%-v*},/s/,whole,/,part,/" "$work/data/completeness.csv"
}
drop_statement() { # the last: it could be a revocation
    last=$(cd "$work" && ls data/identities/*/*.txt | grep -v inception | tail -n 1)
    gone "$last" "${last%.txt}.sig"
}
own_key() { # stated, but by a root of the attacker's
    dir=data/identities/$root
    next=$(cd "$work/$dir" && printf '%03d' $(($(find . -name '*.sig' | wc -l) + 1)))
    openssl genpkey -algorithm ed25519 -out "$place/own.pem" 2>/dev/null
    public=$(openssl pkey -in "$place/own.pem" -pubout -outform DER | tail -c 32 | od -An -v -tx1 |
        tr -d ' \n')
    printf 'liaison/v1/statement\n{"from":"2020-01-01T00:00:00.000000Z","level":"node-held",%s}' \
        "\"org\":\"$root\",\"public\":\"$public\",\"role\":\"node\",\
\"to\":\"2039-01-01T00:00:00.000000Z\",\"use\":\"node\",\"what\":\"key\"" >"$work/$dir/$next.txt"
    openssl pkeyutl -sign -inkey "$place/own.pem" -rawin -in "$work/$dir/$next.txt" \
        -out "$work/$dir/$next.sig"
    come "$dir/$next.txt"
    come "$dir/$next.sig"
}
own_group() { # a custody event changed, and signed with a key that nobody stated
    change_custody
    own_key
    folder=$work/$(record_of '"event":"examined"')
    sed -i "s/\"key\":\"[0-9a-f]*\"/\"key\":\"$public\"/" "$folder/header.txt"
}
swap_proofs() {
    # shellcheck disable=SC2046 # no name of a package has spaces
    set -- $(cd "$work" && ls data/proofs/*-v1.tlog-proof | head -n 2)
    mv "$work/$1" "$place/swap"
    mv "$work/$2" "$work/$1"
    mv "$place/swap" "$work/$2"
}
shrink_journal() { sed -i 's/^index .*/index 0/' "$work/data/proofs/package.tlog-proof"; }
empty_folder() { mkdir "$work/data/evidence/withdrawn"; }
link_outside() { ln -s /etc/passwd "$work/data/evidence/0099-link"; }

deep="does not verify|not in the journal"
attack "an original changed" change_original "$deep"
attack "an original added" add_original "belongs to nothing|$deep"
attack "an original removed" remove_original "missing|$deep"
attack "an original renamed" rename_original "$deep"
attack "two originals swapped" swap_originals "$deep"
attack "two originals swapped, and their lines" swap_lines "changed|$deep"
attack "a custody event changed" change_custody "$deep"
attack "a custody event dropped" drop_custody "$deep"
attack "what is withheld truncated" truncate_withheld "not listed as withheld|$deep"
attack "one absence not told" drop_line_withheld "not listed as withheld|$deep"
attack "a part dropped, and told as erased" drop_part "$deep"
attack "the last statement dropped" drop_statement "$deep"
attack "a key stated by another root" own_key "$deep"
attack "an event signed with it" own_group "$deep"
attack "two places in the journal swapped" swap_proofs "$deep"
attack "another place in the journal" shrink_journal "$deep|not of the form"
attack "an empty folder" empty_folder "empty folder"
attack "a link to elsewhere" link_outside "file"

# A page is no part of what is signed: only the digest tells that it was changed.
sed -i 's/What is not proved/What is proved too/' "$work/START-HERE.html"
recompute "$work" "$place/sums"
claim "a changed page: refused by the digest" verdict 1 --root "$root" --bag "$digest" "$work"
claim "a changed page: without the digest the origin is not checked" verdict 2 --root "$root" "$work"
finish
