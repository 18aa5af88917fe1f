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

# An approved table is counted over what is published, and names bring their footnotes.
cat >"$place/country.json" <<'LIST'
{"name":"country","version":"1","label":[{"lang":"en","text":"Countries"}],"codes":[
{"code":"XM","name":[{"lang":"en","text":"Middleland"}]},
{"code":"XN","name":[{"lang":"en","text":"Nowhereland"}]}]}
LIST
cat >"$place/area.json" <<'LIST'
{"name":"area","version":"1","label":[{"lang":"en","text":"Areas"}],"members-of":"country","codes":[
{"code":"north","name":[{"lang":"en","text":"The North"}],"members":[{"code":"XM"},
{"code":"XN","footnote":[{"lang":"en","text":"Invented designation footnote"}]}]},
{"code":"south","name":[{"lang":"en","text":"The South"}],"members":[{"code":"XM"}]},
{"code":"west","name":[{"lang":"en","text":"The West"}],"members":[{"code":"XW"}]}]}
LIST
for list in country area; do
    "$liaison" codes adopt "$place/$list.json" >/dev/null || exit 1
done
carried() { # tlp country...
    tlp=$1 all=
    shift
    for land; do all=${all:+$all,}{\"code\":\"$land\"}; done
    made activity --set "core.title=$(text 'Court training')" --set "$source" \
        --set "core.countries=[$all]" --set core.planned='{"from":"2026-01-01"}' --tlp "$tlp" \
        --set core.status=2 --set core.description=D --set core.identifier="XM-EX-$*" \
        --set 'core.reporting={"name":[{"lang":"en","text":"E"}],"ref":"XM-EX","type":"40"}' \
        --set 'core.participating=[{"name":[{"lang":"en","text":"E"}],"role":"implementing"}]' \
        --set 'core.budgets=[{"value":"100.50","currency":"XTS","period":{"from":"2026"}}]'
}
table() { # title rows columns option...: a table, in draft
    title=$1 rows=$2 columns=$3
    shift 3
    made table --set "core.title=$(text "$title")" --set core.unit=Operations \
        --set table.kind=activity/1 --set "table.rows=$rows" --set "table.columns=$columns" \
        --tlp clear "$@"
}
approved() {
    "$liaison" move "$1" approve --set unit=Legal --set officer=Q.Sampleofficer >/dev/null
}
carried clear XM >/dev/null
carried clear XM XN >/dev/null
carried clear XN >/dev/null
carried amber XM XN >/dev/null
secret=$(made commitment --set "core.title=$(text 'Quiet clear draft')" \
    --set "core.owners=[{\"name\":$(text 'Office of Examples')}]" --tlp clear)
made activity --set "core.title=$(text 'Serving it')" --set "$source" --link "serves=$secret" \
    --tlp clear >/dev/null
by_area=$(table 'Who is <where>' core.countries.*.code@area core.countries.*.code \
    --set 'table.sum=core.budgets.*.value')
by_aim=$(table 'What it serves' serves author)
draft=$(table 'Table in draft' state author)
wrong=$(table 'Table of nothing' core.title state)
for id in "$by_area" "$by_aim" "$wrong"; do
    approved "$id" || exit 1
done
claim "one's own unit does not approve" sh -c \
    '! "$1" move "$2" approve --set unit=Operations --set officer=Z >/dev/null 2>&1' \
    sh "$liaison" "$draft"
digest=$("$liaison" publish "$place/tables" | awk '$1 == "digest" { print $2 }')
tables=$place/tables
page=$tables/data/site/$by_area.html
csv=$tables/data/site/$by_area.csv
holding() { # pattern: how many published activities have it
    grep -la "$1" "$tables"/data/records/*/core.part | wc -l
}
claim "both accept a publication with tables" verdict 0 --root "$root" --bag "$digest" "$tables"
claim "a region counts what is published, each record once" \
    grep -q "^\"The North\",2,2,0,$(holding '"XM"\|"XN"')\$\|^\"The North\",2,2,$(holding '"XM"\|"XN"')\$" "$csv"
claim "and one that overlaps it" grep -q "^\"The South\",$(holding '"XM"'),.*,$(holding '"XM"')\$" "$csv"
claim "the page has the same counts" sh -c \
    'tr -d "\n" <"$1" | grep -q "The North</th><td>2</td><td>2</td>.*The South</th><td>2</td>"' sh "$page"
claim "amounts are added up, whole in each country and once in all" \
    grep -q '^"The North",201,201,.*301.5$' "$csv"
claim "those of what is not published are not among them" sh -c \
    'tr -d "\n" <"$1" | grep -q "sum of core.budgets.*value, XTS.*The North</th><td>201</td><td>201</td>.*<td>301.5</td>"' sh "$page"
claim "a region that has nothing is told" grep -q 'Nothing for The West' "$page"
for where in "$page" "$csv"; do
    claim "the footnote stands where the name does" grep -q 'Invented designation footnote' "$where"
done
claim "on the pages of activities" sh -c \
    'grep -l "Nowhereland (XN)" "$1"/data/site/*.html | while read -r page; do
        grep -q "Invented designation footnote" "$page" || exit 1
    done && grep -q "Nowhereland (XN)" "$1"/data/site/*.html' sh "$tables"
claim "and in their file for machines" sh -c \
    'grep -q "<!-- Nowhereland: Invented designation footnote -->" "$1" && "$2" iati convert "$1" -o "$3" >/dev/null' \
    sh "$tables/data/site/activities.xml" "$liaison" "$place/again.xml"
claim "and in the lines of the matrix" sh -c \
    '"$1" matrix activity --rows "core.countries.*.code" --columns state | grep -q "^Nowhereland: Invented"' \
    sh "$liaison"
claim "how and when it was counted is told" sh -c \
    'grep -q "Counted on .* over the records of this publication" "$1" && grep -q "Counted on" "$2" && grep -q "totals are no sums" "$2"' \
    sh "$page" "$csv"
claim "with the record that asks for it, and its proof" \
    [ -f "$tables/data/proofs/$by_area-v1.tlog-proof" ] 
claim "what is served and not public is not told" sh -c \
    '! grep -rqa "Quiet clear draft\|$2\|Sampleofficer" "$1/data/site"' sh "$tables" "$secret"
claim "a table that cannot be counted says why" grep -q 'It cannot be counted so: ' \
    "$tables/data/site/$wrong.html"
claim "a draft is not published" sh -c '! grep -rqa "Table in draft" "$1"' sh "$tables"
claim "no page of tables has a script or fetches anything" sh -c \
    '! grep -rEiq "<script|<img|<link|src=|https?:" "$1"/data/site/*.html' sh "$tables"
rm -rf "$place/bad"
cp -R "$tables" "$place/bad"
sums_of "$place/bad" >"$place/was"
sed -i 's/The North",2/The North",3/' "$place/bad/data/site/$by_area.csv"
recompute "$place/bad" "$place/was"
other=$(sha256sum "$place/bad/tagmanifest-sha256.txt" | cut -c 1-64)
claim "a count that was changed is refused, with all its hashes" \
    verdict 1 --root "$root" --bag "$other" "$place/bad"

claim "a folder that is there is refused" sh -c '! "$1" publish "$2" >/dev/null 2>&1' \
    sh "$liaison" "$site"
claim "the node is whole" sh -c '"$1" verify --deep >/dev/null' sh "$liaison"
finish
