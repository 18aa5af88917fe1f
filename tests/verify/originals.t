#!/bin/sh
# Real containers (E01, AFF4, their parts and neighbours) and the odd names of the BagIt
# conformance suite: every original of a court package is, byte for byte, the file that was
# taken in under that record.
. "${0%/*}/make.sh"

if [ -z "${LIAISON_DATA:-}" ]; then
    echo "1..0 # SKIP LIAISON_DATA is not set: evidence"
    exit 0
fi
mkdir "$place/images" "$place/bags"
cp -R "$LIAISON_DATA/evidence/aff4" "$LIAISON_DATA/evidence/ewf-generated" "$place/images"
chmod -R u+w "$place/images"
for suite in conformance-suite generated; do
    tar -xzf "$LIAISON_DATA/evidence/bagit-$suite.tar.gz" -C "$place/bags"
done

# "record name" of what was taken in, and "record file" of what the package says of it.
pairs() {
    sed -n 's/^      "id": "\(.*\)",$/\1/p; s/^      "name": "\(.*\)",$/\1/p' "$place/taken" |
        sed 's/\\\\/\\/g' | paste -d ' ' - -
}
given() { # package
    awk -F , '$3 == "evidence/1" { print $1, $7 }' "$1/data/completeness.csv"
}
same() { # folder package: each file is the original of its record, and none is left over
    pairs | sort >"$place/names"
    given "$2" | sort | join - "$place/names" >"$place/both"
    compared=0
    # shellcheck disable=SC2034 # the record is what they were joined by
    while read -r record file name; do
        original=$(bash -c 'printf "%b." "$1"' sh "$name") # a byte as \xNN is one again
        cmp -- "$2/$file" "$place/${original%.}" || return 1
        compared=$((compared + 1))
    done <"$place/both"
    there=$(find "$place/$1" -type f -printf x | wc -c)
    echo "# $compared files of $there"
    [ "$compared" -eq "$there" ] && [ "$there" -gt 0 ] &&
        [ "$(find "$2/data/evidence" -type f | wc -l)" -eq "$there" ]
}
make_node eu
for folder in images bags; do
    matter=$("$liaison" new matter --set "core.title=[{\"lang\":\"en\",\"text\":\"$folder\"}]" |
        awk '{ print $2 }')
    "$liaison" --json ingest "$place/$folder" --matter "$matter" --tlp amber \
        --purpose investigation >"$place/taken"
    export_to "$folder.package"
    claim "$folder: each original is the file that was taken in" same "$folder" \
        "$place/$folder.package"
    claim "$folder: the package holds" \
        sh -c '"$@" >/dev/null' sh "$second" --root "$root" --bag "$digest" "$place/$folder.package"
done
claim "there were E01 and AFF4 images among them" sh -c \
    '[ -n "$(find "$1" -name "*.E01")" ] && [ -n "$(find "$1" -name "*.aff4")" ]' sh "$place/images"
finish
