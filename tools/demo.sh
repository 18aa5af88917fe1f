#!/bin/sh
# The story that `make run` tells: three organisations on this machine, each with a node of
# its own, share an assessment and evidence under terms, and a court checks what it is given.
#
#   tools/demo.sh            the story, once; everything stays below demo/
#   tools/demo.sh serve      the story, and then the nodes stay up until Ctrl-C
#
#   EVIDENCE=path            your own file or folder as the evidence
#   DEMO_DIR=folder          instead of demo/
#   LIAISON_PROGRAM=file     instead of build/release/liaison
#
# A step checks what it says.  The first thing that is not so ends the story with exit code 1.
set -u
unset CDPATH LIAISON_DIR LIAISON_PERSON LIAISON_PASSPHRASE_FILE
export LC_ALL=C
umask 077

echo "DEMONSTRATION: keys made now; no organisation named here issued any of this."
echo

tree=$(cd "$(dirname "$0")/.." && pwd) || exit 1
. "$tree/tools/demo/common.sh"
. "$tree/tools/demo/input.sh"
. "$tree/tools/demo/court.sh"
. "$tree/tools/demo/dialogue.sh"
. "$tree/tools/demo/page.sh"

what=${1:-run}
case $what in
run | serve) ;;
*)
    echo "usage: tools/demo.sh [serve]" >&2
    exit 2
    ;;
esac
set_up

# ---- 1. Nodes ----------------------------------------------------------------------------

step 1 "EU, UN and a court each make a node; root keys are kept off the nodes"
make_node eu "EU (demonstration)"
make_node un "UN (demonstration)"
make_node court-node "Court (demonstration)"
for node in eu un court-node; do
    root=$(sed -n 's/.*"root": "\([0-9a-f]*\)".*/\1/p' "root-keys/$node.json")
    claim "there is a root key of $node in root-keys/" [ ${#root} -eq 64 ]
    claim "no file of $node holds its root key" lacks "$node" "$root"
    open_node "$node"
done
proof "no node's folder holds its root key; three processes serve, on loopback"

# ---- 2. Fingerprints ---------------------------------------------------------------------

step 2 "EU and UN, UN and the court compare fingerprints and pin them; EU and the court never met"
tell "EU    $(fingerprint eu)"
tell "UN    $(fingerprint un)"
tell "court $(fingerprint court-node)"
pin eu un un --risks none
pin un eu eu --risks none
pin un court court-node
pin court-node un un
must eu peer list
claim "EU knows one partner" [ "$(member count)" = 1 ]
must court-node peer list
claim "the court knows one partner" [ "$(member count)" = 1 ]
claim "a stranger is refused by UN's door, over TLS 1.3" stranger_refused un
proof "EU and the court list UN alone; a caller without a pinned key gets no further than TLS 1.3"

# ---- 3. Evidence -------------------------------------------------------------------------

step 3 "EU takes in evidence: $(describe_evidence)"
must eu new matter --set 'core.title=[{"lang":"en","text":"Cargo of the vessel Heron"}]' \
    --set 'core.reference=DEMO-1' --terms in/terms.json
matter=$(member id)
if [ -n "$evidence" ]; then set -- "$evidence"; else set -- in/letter.txt in/inspection; fi
at eu ingest "$@" --matter "$matter" --terms in/terms.json \
    --acquired "given to this demonstration by the one who runs it"
claim "it is taken in: $(message)" [ "$code" = 0 -o "$code" = 3 ] # 3: something in it is no file
keep_items
claim "every file was taken in" [ "$(member stored)" -gt 0 ]
claim "the hashes are those that sha256sum finds" hashes_agree
tell "$(member stored) files, $(member bytes) bytes, $(member refused) refused; first: sha256 $first_hash"
must eu proof "$first"
tell "each has a key of its own, a custody event and a place in EU's journal; first: entry $(member index)"
must eu about "$first"
claim "signature and journal entry hold" says '"signature": "holds"' '"log": "holds"'
proof "sha256sum finds the same $(sort -u scratch/hashes | wc -l) hashes; path and checkpoint lead from the entry to EU's key"

# ---- 4. Assessment -----------------------------------------------------------------------

step 4 "EU writes an assessment: two judgements, graded, TLP:AMBER, consent needed to pass it on"
assessment_body >in/assessment.json
must eu new assessment --body in/assessment.json --terms in/terms.json
assessment=$(member id)
hash=$(item_member hash)
entry=$(item_member journal)
tell "likely (ICD 203), confidence moderate; source B, information 2; for investigation and prosecution"
tell "kept until $retain; its part \"source\" says where it comes from"
must eu show "$assessment" --purpose investigation
claim "the terms are those of the file" says '"tlp": "TLP:AMBER"' '"onward_transfer": "ask"'
claim "the likelihood has its yardstick" says '"yardstick": "icd203"' '"confidence": "moderate"'
must eu verify
proof "record $(short "$assessment"), signed by EU, entry $entry of its journal; verify: all holds"

# ---- 5. Sharing --------------------------------------------------------------------------

step 5 "EU shares it and the evidence with UN: first a preview of who will see what, and why"
must eu share "$assessment" "$first" --to un --preview
claim "the preview lets both go" [ "$(item_member verdict | grep -c goes)" -ge 2 ]
claim "the source stays with EU" says '"stay": "[\"source\"]"'
tell "UN will see: the assessment without its part \"source\"; the evidence; its custody"
must un list
claim "nothing has gone yet" [ "$(member count)" = 0 ]
share_all un
proof "$shared records in the outbox for UN; UN's list is still empty"

# ---- 6. Sync -----------------------------------------------------------------------------

step 6 "They sync; UN checks author, terms and place in the log, cosigns, and signs a receipt"
must eu sync un
tell "$(item_member sent) entries and $(item_member pieces) pieces of content went, over mutual TLS 1.3"
must un list assessment
claim "UN has the assessment" [ "$(item_member id)" = "$assessment" ]
must un verify --deep
tell "UN recomputed $(member records) records, $(member entries) log entries, $(member blobs) contents: all hold"
claim "EU holds UN's signed receipt for it" receipt_says eu un received "$hash"
must eu status
claim "EU's log for UN carries UN's cosignature" says '"proof": "cosigned"'
proof "EU holds UN's receipt for $(short "$assessment") and UN's cosignature on the log it came from"

# ---- 7. Reading, asking, dissent -----------------------------------------------------------

step 7 "UN reads it for a stated purpose, asks EU a question with a clock, and dissents"
refused P08 un show "$assessment"
must un show "$assessment" --purpose investigation
claim "what UN reads is what EU signed" [ "$(member hash)" = "$hash" ]
claim "UN does not get the source" says '"source": "(not here)"'
must un who-saw "$assessment"
claim "the reading is logged with its purpose" says '"purpose": "investigation"'
for urgency in 8h 72h 168h; do
    must un ask eu --about "$assessment" --text "Which of the three ports? ($urgency)" \
        --urgency "$urgency"
    [ "$urgency" != 8h ] || question=$(member id)
    tell "asked, $urgency: due $(member due)"
done
must un sync eu
must eu answer "$question" --text "The northern one."
must un opine "$assessment" --text "Our own reporting does not show a second cargo."
must eu sync un
must un sync eu
must un show "$question" --purpose investigation
claim "EU's answer is there" says '"kind": "answer/1"'
must eu show "$assessment" --purpose investigation
claim "the dissent stands beside it at EU" says '"kind": "opinion/1"'
claim "the dissent altered nothing" [ "$(member hash)" = "$hash" ]
proof "a read without a purpose is denied (P08); the answer is linked; the hash is the same after the dissent"

# ---- 8. Onward -----------------------------------------------------------------------------

step 8 "UN may not pass it on to the court until EU consents, and an assurance is filed"
refused P03 un share "$assessment" "$first" --to court
tell "UN shares with the court: refused, P03, no consent by its originator"
court=$(org court-node)
for item in $assessment $first; do
    must eu release "$item" --to "$court" --purpose prosecution --until "$retain" --judicial
done
must eu sync un
refused P17 un share "$assessment" "$first" --to court
tell "EU releases both, for that court, for prosecution, until $retain"
tell "UN shares again: refused, P17, no valid assurance"
must un new risk-assessment --set "core.recipient=$court" \
    --set 'core.title=[{"lang":"en","text":"Risks at the court"}]' \
    --set 'core.risks=[{"risk":"torture","level":"low"}]' \
    --set 'core.conclusion=[{"lang":"en","text":"Low, with the assurance."}]'
must un new assurance --set "core.recipient=$court" --link "risk-assessment=$(member id)" \
    --set 'core.covers=["torture","death-penalty","fair-trial"]' \
    --set 'core.text=[{"lang":"en","text":"No torture, no death penalty, a fair trial."}]' \
    --set "core.from=2020-01-01T00:00:00.000000Z" --set "core.until=${retain}T00:00:00.000000Z"
must un share "$assessment" "$first" --to court
must un sync court
tell "assurance and risk assessment are filed: it goes"
must court-node show "$assessment" --purpose prosecution
claim "the court has what EU signed" [ "$(member hash)" = "$hash" ]
claim "the court sees who introduced EU" says '"by": "eu (introduced)"'
eu=$(org eu)
must court-node about "$assessment"
claim "EU's signature leads to EU's fingerprint" [ "$(member author)" = "$eu" ]
claim "the court found that it holds" says '"signature": "holds"'
must court-node verify --deep
must court-node show "$first" --purpose prosecution --content "$demo/scratch/at-court"
for item in $assessment $first; do
    must court-node enter "$item" --proceeding "Case 1 (demonstration)"
done
proof "the court verified EU's signature back to EU's fingerprint without having met EU, and entered both"

# ---- 9. Recall -----------------------------------------------------------------------------

step 9 "EU recalls the assessment: UN erases it and signs that it did; the court keeps it, and says why"
must court-node sync un
must eu recall "$assessment" --reason "A source has withdrawn."
recall=$(member id)
must eu sync un
must un sync court
must un sync eu
refused P12 un show "$assessment" --purpose investigation
must un list assessment
claim "UN's copy is erased" says '"state": "erased"'
must court-node show "$assessment" --purpose prosecution
claim "the court still has it" says '"word": "likely"'
claim "UN states: erased" receipt_says eu un erased "$hash" "$recall"
tell "UN states \"erased\", signed; there its content is gone"
claim "the court states: kept" receipt_says eu court kept "$hash" "$recall"
tell "the court states \"kept\", signed: $reason"
must eu show "$assessment" --purpose investigation
claim "EU still reads its own copy, which is marked" says '"state": "recalled"'
refused P12 eu share "$assessment" --to un
refused P27 eu erase "$first" --reason "as an attempt"
proof "EU holds both statements; EU cannot erase the evidence either: refused, P27"

# ---- 10. Court package -----------------------------------------------------------------------

step 10 "EU exports a package for the court, which needs a shell and openssl to check it, and no liaison"
export_package
check_package
proof "accepted as it is; refused with one byte changed, and again with every hash recomputed"

# ---- 11. Dialogue ------------------------------------------------------------------------------

step 11 "A second act: EU and UN put a press release of 2020 on record, each its part, and share"
tell_dialogue
tell "the third UN-EU Leaders' Dialogue on Counter-Terrorism, retold: $told records, each with its lines"
for node in eu un; do
    claim "all of it is at $node, recorded and no more" [ "$(recorded_at "$node")" = "$told" ]
done
proof "on both nodes all $told stand as recorded: cited, signed by nobody whom they tell of"

# ---- 12. Commitments ---------------------------------------------------------------------------

step 12 "What was promised: nobody can be held to it, or be said to have done it, by a record"
must eu list commitment
item_member id >scratch/commitments
first_promise=$(head -n 1 scratch/commitments)
for node in eu un; do
    for move in propose accept finish verify; do
        at "$node" move "$first_promise" $move
        claim "$node cannot $move what is only recorded" [ "$code" != 0 ]
    done
    must "$node" history "$first_promise"
    claim "at $node it is as it was" says '"stage": "recorded"' '"moves": []'
done
promises=$(wc -l <scratch/commitments)
undated=$(not_stated due-not-stated) untested=$(not_stated test-not-stated)
claim "the press release states neither day nor test" [ "$undated $untested" = "$promises $promises" ]
tell "$promises commitments: a due date is not stated for $undated, a test of success for $untested"
must un due
claim "what has no day is never overdue" [ "$(member count)" = 0 ]
proof "propose, accept, finish and verify are refused on both nodes; nothing is due, for no day is stated"

# ---- The end ---------------------------------------------------------------------------------

compare_copies
for node in eu un court-node; do must "$node" verify --deep; done
finish
[ "$what" = run ] || stay_open
