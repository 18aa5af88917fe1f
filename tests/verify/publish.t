#!/bin/sh
# A publication: what is CLEAR and stands where it is public, and nothing else; anyone checks it.
. "${0%/*}/make.sh"

make_node eu
text() { # a text for people
    printf '[{"lang":"en","text":"%s"}]' "$1"
}
made() { # kind option...: a record; prints its id
    kind=$1
    shift
    "$liaison" new "$kind" "$@" | awk '{ print $2; exit }'
}
claim "nothing public: no folder is left, and it says why" sh -c \
    '! "$1" publish "$2" >"$3" 2>&1 && [ ! -e "$2" ] && grep -q "nothing here may be published" "$3"' \
    sh "$liaison" "$place/none" "$place/said"

source='core.source={"document":"Report 7","place":"page 3"}'
promise=$(made commitment --set "core.title=$(text 'Train <forty> judges & clerks')" \
    --set "core.owners=[{\"name\":$(text 'Office of Examples')}]" --set "$source" --tlp clear)
made commitment --set "core.title=$(text 'Quiet amber promise')" \
    --set "core.owners=[{\"name\":$(text 'Office of Examples')}]" --set "$source" --tlp amber >/dev/null
made commitment --set "core.title=$(text 'Unfinished draft promise')" \
    --set "core.owners=[{\"name\":$(text 'Office of Examples')}]" --tlp clear >/dev/null
made matter --set "core.title=$(text 'Clear but never public matter')" --tlp clear >/dev/null
role=$(made role --set "core.title=$(text 'Liaison officer')" --set "$source" \
    --set "holder.name=Petra Sampleperson" --tlp clear)
activity=$(made activity --set "core.title=$(text 'Court training')" --set "$source" \
    --set 'core.participating=[{"name":[{"lang":"en","text":"E"}],"role":"implementing"}]' \
    --set core.identifier=XM-EX-1 --set core.status=2 --set core.planned='{"from":"2026-03-01"}' --set 'core.reporting={"name":[{"lang":"en","text":"E"}],"ref":"XM-EX","type":"40"}' \
    --set 'core.description=[{"lang":"en","text":"Judges are trained."}]' \
    --link "serves=$promise" --tlp clear)
gone=$(made outcome --set "core.title=$(text 'Recalled outcome')" \
    --set "core.parties=[{\"name\":$(text 'Office of Examples')}]" --set "$source" --tlp clear)
"$liaison" recall "$gone" --reason "not agreed" >/dev/null

digest=$("$liaison" publish "$place/site" | awk '$1 == "digest" { print $2 }')
site=$place/site
claim "both accept it, with fingerprint and digest" \
    verdict 0 --root "$root" --bag "$digest" "$site"
claim "three records are in it" [ "$(ls "$site/data/records" | wc -l)" -eq 3 ]
for id in "$promise" "$role" "$activity"; do
    claim "a page and a proof for each" \
        [ -f "$site/data/site/$id.html" -a -f "$site/data/proofs/$id-v1.tlog-proof" ]
done
claim "nothing else is in it, not in any byte" sh -c \
    '! grep -rqa "Quiet amber\|Unfinished draft\|never public\|Recalled outcome\|$2" "$1"' \
    sh "$site" "$gone"
claim "no person: the part that names one stays" sh -c '! grep -rqa Sampleperson "$1"' sh "$site"
claim "and is said to" grep -q "^$role,1,role/1,holder,not-public,\$" "$site/data/withheld.csv"
claim "titles are escaped" grep -q 'Train &lt;forty&gt; judges &amp; clerks' "$site/data/site/index.html"
claim "a state is told as people read it" grep -q 'Recorded, unsigned' "$site/data/site/$promise.html"
claim "and a value of a list" grep -q '<td>Implementing' "$site/data/site/$activity.html"
claim "activities are there for machines, too" sh -c \
    'grep -q "<iati-activity" "$1/data/site/activities.xml" && grep -q "activities.xml" "$1/data/site/index.html"' \
    sh "$site"
claim "pages lead to what they speak of" grep -q "href=\"$promise.html\"" "$site/data/site/$activity.html"
claim "no page has a script or fetches anything" sh -c \
    '! grep -rEiq "<script|<img|<link|src=|https?:" "$1/START-HERE.html" "$1/data/site"' sh "$site"
claim "every link of a page leads to a file" sh -c 'cd "$1/data/site" &&
    sed -n "s/.*href=\"\([^\"]*\)\".*/\1/p" ./*.html | sort -u | while read -r to; do
        [ -f "$to" ] || { echo "# $to"; exit 1; }
    done' sh "$site"
claim "who published it is logged" sh -c '"$1" who-saw "$2" | grep -q publication' \
    sh "$liaison" "$promise"

# The pages are signed for, with all else.
for change in page added stray; do
    rm -rf "$place/bad"
    cp -R "$site" "$place/bad"
    sums_of "$place/bad" >"$place/was"
    case $change in
    page) sed -i 's/forty/fifty/' "$place/bad/data/site/index.html" ;;
    added) echo more >"$place/bad/data/site/more.html" ;;
    stray) mkdir "$place/bad/data/sites" && echo more >"$place/bad/data/sites/more.html" ;;
    esac
    claim "$change: a changed publication is refused" \
        verdict 1 --root "$root" --bag "$digest" "$place/bad"
done
# Even by one who makes every hash anew: the list of files is signed.
rm -rf "$place/bad"
cp -R "$site" "$place/bad"
sums_of "$place/bad" >"$place/was"
sed -i 's/forty/fifty/' "$place/bad/data/site/index.html"
recompute "$place/bad" "$place/was"
other=$(sha256sum "$place/bad/tagmanifest-sha256.txt" | cut -c 1-64)
claim "a page changed with all its hashes is refused" verdict 1 --root "$root" --bag "$other" "$place/bad"

claim "a folder that is there is refused" sh -c '! "$1" publish "$2" >/dev/null 2>&1' \
    sh "$liaison" "$site"
claim "the node is whole" sh -c '"$1" verify --deep >/dev/null' sh "$liaison"
finish
