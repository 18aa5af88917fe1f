#!/bin/sh
# docs/answers.md says of every command what its JSON answer holds: all of it, and no more.
#
#   tests/story/answers.t          run every command once and compare with the tables
#   tests/story/answers.t show     print what the commands answered, as rows
set -u
unset LIAISON_DIR LIAISON_PERSON LIAISON_PASSPHRASE_FILE CDPATH
tree=$(cd "$(dirname "$0")/../.." && pwd)
what=${1:-}
program=${LIAISON_PROGRAM:-$tree/build/release/liaison}
case $program in /*) ;; *) program=$PWD/$program ;; esac
work=$(mktemp -d "${TMPDIR:-/tmp}/answers.XXXXXX") || exit 1
server=
trap '[ -z "$server" ] || kill "$server" 2>/dev/null; rm -rf "$work"' EXIT
trap 'exit 130' HUP INT TERM
cd "$work" || exit 1
count=0
failed=0
: >seen

# "name" and "list.member" of an answer, one a line.
members() {
    awk '
        /^  "/ { split($0, part, "\""); top = part[2]; list = /\[$/; print top }
        /^      "/ && list { split($0, part, "\""); print top "." part[2] }' answer | sort -u
}
# The same from the table: `name`, (`name`) when it may be absent, `list[]` of `member`, ...
documented() { # command; "may" for those that may be absent, "must" for the others
    sed -n "s/^| \`$1\` | \(.*\) |$/\1/p" "$tree/docs/answers.md" | awk -F ' \\| ' -v want="$2" '
        function out(name, word) {
            may = word ~ /^\(/ ? "may" : "must"
            if (may == want) print name
        }
        {
            n = split($1, word, " ")
            for (i = 1; i <= n; i++) {
                name = word[i]
                gsub(/[()`,]|\[\]/, "", name)
                if (word[i] ~ /`/) out(name, word[i])
            }
            n = split($2, list, "; ")
            for (i = 1; i <= n; i++) {
                m = split(list[i], word, " ")
                top = word[1]
                gsub(/[`:]|\[\]/, "", top)
                for (j = 2; j <= m; j++) {
                    name = word[j]
                    gsub(/[()`,]/, "", name)
                    if (word[j] ~ /`/) out(top "." name, "(")
                }
            }
        }' | sort -u
}
try() { # exit code, name in the table, words of the command
    want=$1 name=$2
    shift 2
    echo "$name" >>seen
    code=0
    "$program" --json "$@" >answer 2>errors </dev/null || code=$?
    members >got
    if [ "$what" = show ]; then
        printf '%s (%d):' "$name" "$code"
        tr '\n' ' ' <got
        echo
        return
    fi
    count=$((count + 1))
    documented "$name" must >must
    documented "$name" may >may
    missing=$(comm -13 got must | tr '\n' ' ')
    beyond=$(sort -u must may | comm -23 got - | tr '\n' ' ')
    if [ "$code" = "$want" ] && [ -s must ] && [ -z "$missing$beyond" ]; then
        echo "ok $count - $name"
    else
        echo "not ok $count - $name"
        echo "# exit code $code, not there: $missing, not in the table: $beyond"
        sed 's/^/# /' answer errors
        failed=1
    fi
}
# What later commands need of the last answer.
value() {
    sed -n "s/^  \"$1\": \"\(.*\)\",\{0,1\}$/\1/p" answer
}

eu() { # exit code, name, words
    want_code=$1 called=$2
    shift 2
    try "$want_code" "$called" -C eu "$@"
}
title() {
    printf 'core.title=[{"lang":"en","text":"%s"}]' "$1"
}

try 0 version version
try 0 init init un --id un --name UN --root-out un.root --no-passphrase
un=$(value id)
try 0 init init eu --id eu --name EU --root-out eu.root --no-passphrase
eu=$(value id)
eu 0 identity identity
"$program" -C un serve --peer 127.0.0.1:0 >un.log 2>&1 &
server=$!
for turn in $(seq 100); do
    grep -q '^ready' un.log && break
    sleep 0.1
done
port=$(sed -n 's/^peer door .*[^0-9]//p' un.log)
eu 0 "peer add" peer add un "https://127.0.0.1:$port" --fingerprint "$un" --risks none
eu 0 "peer list" peer list
eu 0 "peer mend" peer mend un
try 0 "peer add" -C un peer add eu - --fingerprint "$eu"
eu 0 "person add" person add anna --role analyst
eu 0 "person add" person add ben --as anna
eu 0 "person role" person role ben operator --until 2099-01-01 --as anna
eu 0 "person role" person role ben operator --off --root eu.root --as anna
eu 0 "person list" person list --as anna
eu 0 "person role" person role anna operator --until 2099-01-01 --root eu.root --as anna
eu 0 "person off" person off ben --as anna
export LIAISON_PERSON=anna
echo "a passphrase of hers" >secret
try 0 "person add" -C un person add anna
LIAISON_PERSON_PASSPHRASE_FILE=$PWD/secret
export LIAISON_PERSON_PASSPHRASE_FILE
try 0 "person key" -C un person key anna --says "Anna O."
try 0 "person revoke" -C un person revoke anna --since 2026-01-01
try 0 "person key" -C un person key anna --says "Anna O."
try 0 unlock -C un unlock --minutes 1
try 0 new -C un new matter --set core.title=M
try 0 except -C un except "$(value id)" --until 2999-01-01 --reason "it was said freely"
unset LIAISON_PERSON_PASSPHRASE_FILE
try 0 lock -C un lock

eu 0 new new matter --set "$(title Matter)"
matter=$(value id)
echo one >one && echo two >two && ln -s one link
eu 3 ingest ingest one two link --matter "$matter"
evidence=$(sed -n 's/^      "id": "\(.*\)",*/\1/p' answer | head -n 1)
cat >body <<'END'
{"core":{"title":[{"lang":"en","text":"A"}],"language":"en","judgements":[{"text":[{"lang":"en","text":"B"}]}]}}
END
cp body quoting
eu 0 new new assessment --body body --tlp amber --link "evidence=$evidence"
record=$(value id)
eu 0 edit edit "$record" --set core.topic=grain
eu 0 link link "$record" matter "$matter"
eu 0 correct correct "$record" --set core.topic=cargo
cat >body <<END
{"core":{"title":[{"lang":"en","text":"C"}],"owners":[{"name":[{"lang":"en","text":"EU"}],"org":"$eu"}]}}
END
eu 0 new new commitment --body body --tlp amber
commitment=$(value id)
eu 0 move move "$commitment" propose
eu 0 sign sign "$commitment"
eu 0 history history "$commitment"
try 0 "guest init" guest init ngo.keys --id ngo --name NGO --no-passphrase
ngo=$(value id)
eu 0 "peer add" peer add ngo - --fingerprint "$ngo" --risks none
cat >body <<END
{"core":{"title":[{"lang":"en","text":"G"}],"owners":[{"name":[{"lang":"en","text":"NGO"}],"org":"$ngo"}]}}
END
eu 0 new new commitment --body body --tlp green
asked=$(value id)
eu 0 move move "$asked" propose
eu 0 "guest out" guest out ngo "$asked" letter
try 0 "guest show" guest show letter --from "$eu"
try 0 "guest sign" guest sign letter --key ngo.keys --out reply
eu 0 "guest in" guest in reply
eu 0 "guest in" guest in reply
eu 0 list list
eu 0 board board matter
eu 0 view view matter
eu 0 view view matter list
eu 0 view view matter board
eu 0 view view activity who-does-what-where
eu 0 view view activity map
eu 0 view view dialogue form
eu 0 view view commitment timeline
eu 0 matrix matrix matter --rows author --columns state
eu 0 due due
eu 0 due due --apply
eu 0 remind remind due.ics
eu 0 "kind list" kind list
eu 0 "kind show" kind show matter
echo '{"kind":"thing/1","label":[],"parts":{}}' >bad.json
try 1 "kind check" kind check bad.json
cat >visit.json <<'END'
{"kind":"visit/1","label":[{"lang":"en","text":"Visit"},{"lang":"fr","text":"Visite"}],"title":"core.place",
 "parts":{"core":{"required":true,"label":[{"lang":"en","text":"Visit"},{"lang":"fr","text":"Visite"}],
  "schema":{"type":"object","required":["place"],"properties":{"place":{"format":"lang-text","maxLength":200,
   "label":[{"lang":"en","text":"Place"},{"lang":"fr","text":"Lieu"}]}}}},"terms":{"required":true}}}
END
eu 0 "kind adopt" kind adopt visit.json --tlp amber
printf 'code,name\nXA,A land\nXB,B land\n' >country.csv
eu 0 "codes adopt" codes adopt country.csv --name country --tlp amber
eu 0 "codes list" codes list
eu 0 "codes show" codes show country XA
eu 0 about about "$record"
eu 0 show show "$evidence" --purpose oversight --content copy
eu 0 who-saw who-saw "$evidence"
eu 0 hold hold "$evidence" --reason R
eu 0 unhold unhold "$evidence" --reason R
eu 0 enter enter "$evidence" --proceeding P
eu 0 proof proof "$record" --out record.proof

eu 0 share share "$record" "$evidence" --to un --preview
eu 0 share share "$record" "$evidence" --to un
eu 0 status status
eu 0 sync sync un
try 0 ask -C un ask eu --about "$record" --text Q --urgency 8h
question=$(value id)
try 0 ask -C un ask eu --hit R-2026-7 --urgency 72h
hits=$(value id)
try 0 about -C un about "$hits"
try 0 opine -C un opine "$record" --text T
try 0 status -C un status
eu 0 sync sync
eu 0 status status
eu 0 answer answer "$question" --text T
eu 0 answer answer "$hits"
eu 0 show show "$question" --purpose oversight
eu 0 release release "$record" --to "$un" --purpose prosecution --until 2100-01-01
eu 0 withdraw withdraw "$(value id)" --reason R
try 0 new -C un new assessment --body quoting --tlp amber --link "derived-from=$record"
derived=$(value id)
eu 0 recall recall "$record" --reason R --derived --preview
eu 0 recall recall "$record" --reason R
recall=$(value id)
eu 0 "recall show" recall show "$recall"
eu 0 "bundle out" bundle out un out.bundle
try 0 "bundle in" -C un bundle in out.bundle
eu 0 sync sync
try 0 due -C un due
try 0 "recall decide" -C un recall decide "$derived" keep --reason R
eu 0 show show "$recall" --purpose oversight

eu 0 "terms explain" terms explain "$evidence"
eu 0 "terms explain" terms explain "$evidence" --to un
eu 0 "terms rules" terms rules
eu 0 "terms rule" terms rule off un-levels --reason R
eu 0 "terms rules" terms rules
eu 0 "export court" export court --matter "$matter" court
public='core.title=[{"lang":"en","text":"P"}]'
eu 0 new new outcome --set "$public" --set 'core.parties=[{"name":[{"lang":"en","text":"E"}]}]' \
    --set 'core.source={"document":"D"}' --tlp clear
parties='core.parties=[{"name":[{"lang":"en","text":"E"}]}]'
eu 0 new new dialogue --set core.title=D --set "$parties"
dialogue=$(value id)
eu 0 new new outcome --set core.title=O --set "$parties" --link "of=$dialogue"
eu 0 new new outcome --set core.title=P --set "$parties" --set 'core.source={"document":"D"}' \
    --link "of=$dialogue"
eu 0 "statement build" statement build "$dialogue" --set core.title=S
eu 0 publish publish site
eu 0 verify verify --deep
eu 0 doctor doctor
eu 0 rebuild rebuild
eu 0 backup backup eu.backup
eu 0 "key backup" key backup eu.keys
try 0 restore restore eu.backup again --keys eu.keys
try 0 "key mirror" -C again key mirror mirror
try 0 "key mirror" -C again key mirror --none
eu 0 "key rotate" key rotate node --root eu.root
eu 0 "key revoke" key revoke tls --root eu.root --reason R
eu 0 new new matter --set "$(title Other)"
eu 0 erase erase "$(value id)" --reason R

cat >activities.xml <<'END'
<iati-activities version="2.03"><iati-activity><iati-identifier>A</iati-identifier></iati-activity></iati-activities>
END
echo '{"//iati-activity":{"atleast_one":{"cases":[{"paths":["title"]}]}}}' >rules.json
try 1 "iati check" iati check activities.xml --rules rules.json
try 0 "iati convert" iati convert activities.xml -o again.xml
eu 0 "iati import" iati import activities.xml
eu 0 "iati export" iati export
printf '#activity\nA\n' >table.csv
eu 0 "import csv" import csv table.csv --kind activity
eu 0 template template activity -o table.xlsx
eu 0 "import xlsx" import xlsx table.xlsx --kind activity

printf 'list,ref,type,kind,name,dob,country\nT,1,P,primary,Vladan Orsimov,1960,RS\n' >list.csv
printf 'list,ref,type,kind,name,dob,country\nT,1,P,primary,Vladan Orsimov,1961,RS\nT,2,P,primary,Karim Belhadi,,\n' >new.csv
printf 'id,name\n1,Vladan Orsimov\n2,-\n' >names.csv
try 0 screen screen -l list.csv names.csv
try 0 "lists index" lists index list.csv -o lists.archive
try 0 screen screen -l lists.archive names.csv
try 0 "lists show" lists show 1 -l list.csv
try 0 "lists diff" lists diff list.csv new.csv
try 0 "lists diff" lists diff new.csv list.csv
eu 0 "lists import" lists import list.csv
eu 3 "lists import" lists import list.csv names.csv
eu 0 "lists fetch" lists fetch --list
printf '{"sources":[{"name":"nobody","list":"T","format":"plain","publisher":"N","terms":"N","parts":["https://127.0.0.1:1/"]}]}' \
    >eu/sources.json
eu 3 "lists fetch" lists fetch nobody
eu 0 "lists list" lists list
eu 0 "lists verify" lists verify
eu 0 screen screen names.csv --class vendor
run=$(value id)
eu 0 replay replay "$run"
eu 0 replay replay "$run" names.csv
eu 0 settle settle "$run/0/1" false --reason R
eu 0 screen screen names.csv --class vendor
eu 0 "four-eyes" four-eyes on
eu 0 "four-eyes" four-eyes
eu 0 "lists show" lists show 1
printf 'id,name,dob\n1,Vladan Orsimov,1960\n' >watched.csv
eu 0 "watch add" watch add watched.csv --class vendor --retain-until 2100-01-01
subjects=$(value id)
eu 5 watch watch
eu 0 watch watch
eu 0 "lists import" lists import new.csv
eu 5 watch watch
eu 5 watch watch --again
eu 0 "watch list" watch list
eu 0 "watch drop" watch drop "$subjects" --reason R

# A partner that is run from two copies of its folder.
quiet() {
    "$program" "$@" >>quiet.log 2>&1 </dev/null
}
quiet init x --id x --name X --root-out x.root --no-passphrase
try 0 identity -C x identity
x=$(value id)
quiet -C x peer add eu - --fingerprint "$eu"
eu 0 "peer add" peer add x - --fingerprint "$x"
quiet -C eu bundle out x greeting && quiet -C x bundle in greeting && cp -R x y
for copy in x y; do
    try 0 new -C "$copy" new matter --set "$(title "$copy")" --tlp amber
    quiet -C "$copy" share "$(value id)" --to eu && quiet -C "$copy" bundle out eu "$copy.bundle"
done
eu 0 "bundle in" bundle in x.bundle
eu 1 error bundle in y.bundle
eu 0 status status
eu 0 doctor doctor
eu 0 "peer proof" peer proof x --out x.fork
try 0 "verify fork" verify fork x.fork --root "$x"
try 1 error verify fork x.fork --root "$eu"
eu 0 "peer trust" peer trust x --reason R
eu 0 status status

eu 1 error show "$record"
eu 2 error no-such-command
try 2 error list
if [ "$what" = show ]; then exit; fi

all_verbs() { # but serve, which answers nothing
    "$program" --help | sed -n '/COMMAND \.\.\./,/COMMAND --help/p' | sed -n 's/^  \([a-z]\)/\1/p' |
        sed '/^liaison /d; s/  .*//; s/^\([a-z-]* *[a-z]*\).*/\1/' | sed '/^serve$/d' | sort -u
}
sort -u seen >tried
count=$((count + 1))
left=$(all_verbs | sed 's/ *$//' | comm -23 - tried | tr '\n' ' ')
if [ -z "$left" ] && [ "$(all_verbs | wc -l)" -gt 30 ]; then
    echo "ok $count - every command was tried"
else
    echo "not ok $count - every command was tried"
    echo "# not: $left"
    failed=1
fi
echo "1..$count"
exit "$failed"
