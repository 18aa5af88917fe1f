#!/bin/sh
# A court package: what is in it, byte for byte, and what its checkers say to a sound one.
. "${0%/*}/make.sh"

make_node eu
odd_files "$place/files"
take_in "$place/files" >"$place/taken"
erased=$(awk '/erased\.txt$/ { print $1 }' "$place/taken")
corrected=$(awk '/large\.bin$/ { print $1 }' "$place/taken")
# The journal goes on under another log key, and then the first two are no good any more: what
# is in the package stands in three epochs.
"$liaison" key rotate log --root "$place/eu.root" >/dev/null
"$liaison" erase "$erased" --reason "not needed" >/dev/null
"$liaison" key revoke log --root "$place/eu.root" --reason "the machine was stolen" >/dev/null
"$liaison" correct "$corrected" --set core.container=raw >/dev/null
printf secret >"$place/named people.txt"
"$liaison" ingest "$place/named people.txt" --matter "$matter" --tlp red >/dev/null
echo "in no matter" >"$place/elsewhere.txt"
"$liaison" ingest "$place/elsewhere.txt" --tlp amber >/dev/null
export_to bag
bag=$place/bag

epochs() { # folder
    cat "$1"/data/proofs/* | grep '^liaison/v1/.*/main/journal/' | sort -u | wc -l
}
claim "it has proofs in three epochs of the journal" [ "$(epochs "$bag")" -eq 3 ]
claim "both accept it, with fingerprint and digest" \
    verdict 0 --root "$root" --bag "$digest" "$bag"
claim "the fingerprint may be grouped, in capitals" verdict 0 --bag "$digest" \
    --root "$(echo "$root" | tr a-f A-F | sed 's/..../&-/g; s/-$//')" "$bag"
claim "without fingerprint: origin not checked" verdict 2 --bag "$digest" "$bag"
claim "without digest: origin not checked" verdict 2 --root "$root" "$bag"
claim "without both: origin not checked" verdict 2 "$bag"
claim "another fingerprint is refused" verdict 1 --root "$digest" --bag "$digest" "$bag"
claim "another digest is refused" verdict 1 --root "$root" --bag "$root" "$bag"
claim "half a digest is refused" verdict 1 --root "$root" --bag 1234 "$bag"
claim "a missing folder is refused" verdict 1 --root "$root" --bag "$digest" "$place/none"

# A bare path: the tools, one shell, and no liaison.
mkdir "$place/bin"
for tool in awk cat cmp find grep head mkdir mktemp mv openssl rm sed sha256sum sort tail tr uniq \
    wc xargs; do
    ln -s "$(command -v "$tool")" "$place/bin/$tool"
done
for shell in dash bash; do
    path=$(command -v "$shell")
    claim "verify.sh of the package accepts it under $shell, from elsewhere, with a bare PATH" \
        sh -c 'cd / && PATH=$1 "$2" "$3/tools/verify.sh" --root "$4" --bag "$5" "$3" >/dev/null' \
        sh "$place/bin" "$path" "$bag" "$root" "$digest"
done
dash=$(command -v dash)
cp -R "$bag" "$place/bad"
echo changed >>"$place/bad/START-HERE.html" # only the manifests tell
never_accepts() { # a changed package, whatever tool is missing: neither 0 nor 2
    for missing in "$place"/bin/*; do
        mv "$missing" "$place/missing"
        PATH=$place/bin "$dash" "$check" "$place/bad" >/dev/null 2>&1
        if [ $? -ne 1 ]; then
            echo "# accepted without ${missing##*/}"
            mv "$place/missing" "$missing"
            return 1
        fi
        mv "$place/missing" "$missing"
    done
}
claim "a tool that is missing never leads to acceptance" never_accepts
claim "and from inside the folder" \
    sh -c 'cd "$1" && sh tools/verify.sh --root "$2" --bag "$3" . >/dev/null' \
    sh "$bag" "$root" "$digest"
claim "verify.sh in the package is the one in the tree" cmp -s "$check" "$bag/tools/verify.sh"

# The originals: every file taken in but the erased one is there, and nothing else.
sums() {
    find "$1" -type f -exec sha256sum {} + | sed 's/^\\//' | cut -c 1-64 | sort
}
rm "$place/files/erased.txt"
sums "$place/files" >"$place/want"
sums "$bag/data/evidence" >"$place/got"
claim "originals are given byte for byte, each once, and no others" \
    cmp -s "$place/want" "$place/got"
claim "of the same name twice, both are there" \
    sh -c '[ "$(ls "$1/data/evidence" | grep -c -- "-a.txt$")" = 2 ]' sh "$bag"
claim "what is TLP:RED is withheld, by its rule" \
    grep -q ',evidence/1,ALL,terms,P06$' "$bag/data/withheld.csv"
claim "what was erased is said to be" \
    grep -q "^$erased,1,evidence/1,content,erased,\$" "$bag/data/withheld.csv"
claim "and the erasure is there" grep -q ",erasure/1,$erased,.*,whole,\$" "$bag/data/completeness.csv"
claim "both versions of what was corrected are there, with one file" sh -c \
    '[ "$(grep "^$1,[12],evidence/1,$1,.*,whole,data/evidence/[0-9]*-large.bin" "$2" | wc -l)" = 2 ]' \
    sh "$corrected" "$bag/data/completeness.csv"
claim "nothing of another matter is there" sh -c '! grep -rq "in no matter" "$1"' sh "$bag"
claim "nothing that is withheld is there" sh -c '! grep -rq "secret\|named people" "$1"' sh "$bag"
exported() { # how many custody events of the last kind
    find "$bag/data/records" -name core.part -exec grep -al '"event":"exported"' {} + | wc -l
}
claim "each content given has its custody event" [ "$(exported)" -eq 11 ]
claim "all proofs of an epoch end in one checkpoint" [ "$(for f in "$bag"/data/proofs/*; do
    sed '1,/^$/d' "$f" | sha256sum
done | sort -u | wc -l)" -eq 3 ]
claim "reading it was logged" sh -c '"$1" who-saw "$2" | grep -q "court package"' \
    sh "$liaison" "$corrected"
claim "the node is whole" sh -c '"$1" verify --deep >/dev/null' sh "$liaison"

# START-HERE.html: names are escaped, no script, nothing fetched.
claim "the page has no script and fetches nothing" sh -c \
    '! grep -Eiq "<script|<img|<link|src=|https?:" "$1/START-HERE.html"' sh "$bag"
claim "what names hold is escaped" sh -c 'grep -q "A &lt;matter&gt; &amp; more" "$1/START-HERE.html" &&
    grep -q "quo&quot;te&lt;&amp;&gt;" "$1/START-HERE.html" && ! grep -q "te<&" "$1/START-HERE.html"' \
    sh "$bag"

# Refusals of the command.
claim "a folder that is there is refused" sh -c \
    '! "$1" export court --matter "$2" "$3" >/dev/null 2>&1' sh "$liaison" "$matter" "$bag"
claim "what is no matter is refused" sh -c \
    '! "$1" export court --matter "$2" "$3" >/dev/null 2>&1 && [ ! -e "$3" ]' \
    sh "$liaison" "$corrected" "$place/no"
empty=$("$liaison" new matter --set 'core.title=[{"lang":"en","text":"Nothing yet"}]' | awk '{ print $2 }')
first=$digest
first_root=$root
matter=$empty
export_to empty
claim "a matter without evidence makes a package too" \
    verdict 0 --root "$root" --bag "$digest" "$place/empty"
claim "the first package still holds" verdict 0 --root "$root" --bag "$first" "$bag"

# After a restore the journal has another epoch, with a checkpoint of its own.
"$liaison" backup "$place/data.tar" >/dev/null
"$liaison" key backup "$place/keys.tar" >/dev/null
"$liaison" restore "$place/data.tar" "$place/again" --keys "$place/keys.tar" >/dev/null
LIAISON_DIR=$place/again
printf later >"$place/later.txt"
take_in "$place/later.txt" >/dev/null
export_to restored
claim "after a restore: one epoch more, and it holds" \
    verdict 0 --root "$root" --bag "$digest" "$place/restored"
claim "with a checkpoint of each" [ "$(epochs "$place/restored")" -eq 2 ]

# Another organisation.
make_node un
take_in "$place/later.txt" >/dev/null
export_to other
claim "another's package is refused under the first one's fingerprint" \
    verdict 1 --root "$first_root" --bag "$digest" "$place/other"
claim "and accepted under its own" verdict 0 --root "$root" --bag "$digest" "$place/other"
finish
