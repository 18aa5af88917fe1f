#!/bin/sh
# A record type of one's own is one file: with training.json alone -- 20 fields, 5 states, a
# board, a matrix -- a node reads tables of it, numbers, judges, moves, lays out and counts its
# records, and the program has never heard of it.
set -u
. "$(dirname "$0")/told.sh"
kind=$tree/tests/story/training.json

says() { # claim, lines that are to be said, words of a command
    claim=$1 lines=$2
    shift 2
    run "$@"
    code=$?
    printf '%s\n' "$lines" >wanted
    [ "$code" = 0 ] && [ "$(grep -cxFf wanted said)" = "$(wc -l <wanted)" ]
    result $? "$claim"
}
made() { # how the record is called that is made by what is --set
    need --json new training --terms terms "$@"
    sed -n 's/^  "id": "\(.*\)",*/\1/p' said
}

cat >terms <<'END'
{"tlp": "TLP:CLEAR", "owner_consent": "none", "onward_transfer": "same-terms",
 "judicial_use": "yes"}
END
need init node --id eu --name EU --root-out root --no-passphrase
export LIAISON_DIR=node

refused 2 'no kind training' "a kind that nobody knows is not made" new training --set core.title=Seals
says "the file says all of it, and nothing in it is amiss" "0 errors, 0 warnings" \
    kind check "$kind"
need kind adopt "$kind" --tlp green

cat >table.csv <<'END'
Training,What,Where,From,To,Places,Who
#activity+name,#sector,#country+code,#date+start,#date+end,#capacity,#org
Bags and seals,exhibits,IQ,2027-03-01,2027-03-05,20,UNODC
Phones,Digital evidence,IQ,2027-04-01,,12,EUROPOL
Listening,victims,KE,2027-05-01,,30,UN WOMEN
More seals,custody,KE,,,8,UNODC
END
need import csv table.csv --kind training --terms terms
plan=$(sed -n 's/.*  plan //p' said)
says "a table of it is read by its tags and words" \
    "4 rows: 4 new, 0 changed, 0 as they were, 0 not taken" \
    import csv table.csv --kind training --terms terms --yes "$plan"
says "and written" "wrote $work/back.xlsx: 4 records, 0 withheld" template training -o back.xlsx
says "which comes back as it went" "4 rows: 0 new, 0 changed, 4 as they were, 0 not taken" \
    import xlsx back.xlsx --kind training --terms terms

id=$(made --set core.title=Interviews --set core.subject=victims --set core.country=IQ \
    --set core.seats=10 --set core.taken=4 --set core.planned.from=2027-06-01)
run show "$id" --purpose investigation && grep -q '"EU-T-20[0-9][0-9]-0005"' said
result $? "its records are numbered, the four of the table too"
refused 3 'More seats are taken' "its rules are kept" \
    new training --set core.title=T --set core.subject=custody --set core.seats=3 \
    --set core.taken=4
refused 3 'Address of the call has no place here' "so is what has sense with another field" \
    new training --set core.title=T --set core.subject=custody --set core.address=tel
refused 3 'Currency is to be given' "and what another field asks for" \
    new training --set core.title=T --set core.subject=custody --set core.cost=4.50
refused 3 'What was learnt' "in every combination" \
    new training --set core.title=T --set core.subject=custody --set core.level=3
run new training --terms terms --set 'core.title=Bags and seals' --set core.subject=custody \
    --set core.country=IQ && grep -q perhaps said
result $? "what is likely the same thing is told"

refused 1 'not possible' "no state is reached by the wrong way" move "$id" hold
for move in announce hold; do
    need move "$id" "$move"
done
refused 3 'finding' "nor without what is to be said there" move "$id" evaluate
says "by the right one all are" "stage held" history "$id"
need move "$id" evaluate --set 'finding=[{"lang":"en","text":"Asked for again"}]'
says "up to the last" "stage evaluated" history "$id"

run board training && grep -qx 'Planned: 5' said && grep -qx 'Evaluated: 1' said &&
    [ "$(grep -c '^[A-Z].*: [0-9]*$' said)" = 5 ]
result $? "its board has five columns"
says "its matrix counts" "1  IQ  Digital evidence
2  IQ  Chain of custody
1  IQ  Hearing victims
1  KE  Chain of custody
1  KE  Hearing victims" matrix training --rows core.country --columns core.subject
for view in list by-state who-learns-what when; do
    run view training "$view" && [ -s said ] && ! grep -q '^0 in all' said
    result $? "its view $view shows them"
done
run view training list && grep -q 'Interviews  Evaluated  Hearing victims  IQ  6$' said
result $? "with what is reckoned of them"
need --json matrix training --rows core.country --columns core.subject
cp said before
need rebuild
run --json matrix training --rows core.country --columns core.subject && cmp -s before said
result $? "reckoned afresh, all is the same"
need verify --deep
echo "1..$count"
exit "$failed"
