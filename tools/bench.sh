#!/bin/sh
# Measure ours and the peers' in one run: medians of RUNS, ratios against the plainest way,
# build/bench.json and a table.  Peers that are not installed are named as absent.
set -eu

RUNS=${RUNS:-3}
MIB=${MIB:-256}
RECORDS=${RECORDS:-100000}
CONTENT=${CONTENT:-1024}
RECALLED=${RECALLED:-1000}
LISTS=${LISTS:-100000}
MATRIX=${MATRIX:-1000000}
NAMES=${NAMES:-1000000}
ROWS=${ROWS:-1000000}
SUBJECTS=${SUBJECTS:-1000000}
WATCHED=${WATCHED:-200000}
top=$PWD
program=$PWD/build/release/liaison
out=$PWD/build/bench.json
work=$(mktemp -d "${TMPDIR:-/tmp}/liaison-bench.XXXXXX")
servers=
trap 'for s in $servers; do kill "$s" 2>/dev/null || true; done; rm -rf "$work"' EXIT
cd "$work"
: >"$work/lines"

stamp() { date +%s.%N; }

# measure GROUP NAME UNITS COMMAND: the median of RUNS; before each run ./reset is called.
measure() {
    group=$1 name=$2 units=$3
    shift 3
    : >"$work/times"
    run=0
    while [ $run -lt "$RUNS" ]; do
        reset
        before=$(stamp)
        "$@" >/dev/null 2>"$work/error" || { cat "$work/error" >&2; exit 1; }
        after=$(stamp)
        awk -v a="$before" -v b="$after" 'BEGIN { printf "%.4f\n", b - a }' >>"$work/times"
        run=$((run + 1))
    done
    median=$(sort -n "$work/times" | awk '{ t[NR] = $1 } END { print t[int((NR + 1) / 2)] }')
    echo "$group|$name|$median|$units" >>"$work/lines"
    echo "  $group: $name $median s" >&2
}
absent() { echo "$1|$2|absent|0" >>"$work/lines"; }
reset() { :; }

echo "content of $MIB MiB, $RECORDS records, $RUNS runs each" >&2
head -c $((MIB * 1048576)) /dev/urandom >content
cat content >/dev/null

measure ingest "sha256sum" "$MIB" sha256sum content
measure ingest "openssl dgst" "$MIB" openssl dgst -sha256 content
node_reset() {
    rm -rf node node.root-keys
    "$program" init node --id bench --name Bench --no-passphrase >/dev/null
}
reset() { node_reset; }
measure ingest "liaison ingest" "$MIB" "$program" -C node ingest content
if command -v restic >/dev/null; then
    RESTIC_PASSWORD=bench
    export RESTIC_PASSWORD
    reset() { rm -rf repo; restic init -q --no-cache -r repo >/dev/null; }
    measure ingest "restic backup" "$MIB" restic backup -q --no-cache -r repo content
else
    absent ingest "restic backup"
fi

node_reset
"$OLDPWD/build/release/tools/bench/durable" "$work" "$work/node" >"$work/durable"
sed 's/.*"what":"\([^"]*\)","writes":\([0-9]*\),"seconds":\([0-9.]*\).*/durable|\1|\3|\2/' \
    "$work/durable" >>"$work/lines"

"$top/build/release/tools/bench/decide" >"$work/decide"
sed 's/.*"decisions":\([0-9]*\).*"seconds":\([0-9.]*\).*/terms|decisions, one core|\2|\1/' \
    "$work/decide" >>"$work/lines"

# Two nodes over TLS: a first sync, contacts on the open connection, and how such a node starts.
mkdir exchange
"$top/build/release/tools/bench/exchange" exchange "$program" "$RECORDS" >>"$work/lines"
if command -v zstd >/dev/null; then
    packed=$(zstd -q -c exchange/records | wc -c)
    sed -i "/^wire|/i wire|zstd of the records' texts|1|$packed" "$work/lines"
else
    absent wire "zstd of the records' texts"
fi
reset() { :; }
RUNS=1
if command -v fossil >/dev/null; then
    HOME=$work USER=bench
    export HOME USER
    fossil init from.fossil >/dev/null
    mkdir tree
    # As many artifacts, of as many bytes as a record says.
    (cd tree && fossil open ../from.fossil >/dev/null &&
        head -c $((RECORDS * 450)) /dev/urandom | base64 -w 600 | split -l 1 -a 6 -d - f &&
        fossil add . >/dev/null && fossil commit -m all --no-warnings >/dev/null)
    fossil server from.fossil --port 18473 --localhost >fossil.log 2>&1 &
    servers="$servers $!"
    sleep 1
    reset() { rm -f to.fossil; }
    measure sync "fossil clone" "$RECORDS" sh -c \
        'fossil clone http://127.0.0.1:18473 to.fossil | tee clone.log'
    bytes=$(tr '\r' '\n' <clone.log | sed -n 's/.*wire bytes sent: *\([0-9]*\) *received: *\([0-9]*\).*/\1 \2/p' |
        tail -1 | awk '{ print $1 + $2 }')
    echo "wire|fossil clone|1|${bytes:-1}" >>"$work/lines"
    rm -rf tree from.fossil to.fossil
else
    absent sync "fossil clone"
fi
rm -rf exchange

# Evidence of CONTENT MiB from one process to another; one item for many; a recall by many.
mkdir content-pair
"$top/build/release/tools/bench/content" content-pair "$program" "$CONTENT" >>"$work/lines"
rm -rf content-pair
mkdir recall-nodes
"$top/build/release/tools/bench/recall" recall-nodes "$program" "$RECALLED" >>"$work/lines"
rm -rf recall-nodes
"$top/build/release/tools/bench/seal" >>"$work/lines"

# The largest of the real files, against all that its publisher gives to check with.
data=${LIAISON_DATA:+$LIAISON_DATA/coordination}
reset() { :; }
RUNS=3
if [ -n "$data" ] && [ -f "$data/iati-files/unhcr-2023.xml" ]; then
    mib=$(wc -c <"$data/iati-files/unhcr-2023.xml" | awk '{ printf "%.3f", $1 / 1048576 }')
    if command -v xmllint >/dev/null; then
        measure iati "xmllint, schema" "$mib" xmllint --noout --nonet --schema \
            "$data/iati-schemas/2.03/iati-activities-schema.xsd" "$data/iati-files/unhcr-2023.xml"
    else
        absent iati "xmllint, schema"
    fi
    measure iati "iati check" "$mib" "$program" iati check "$data/iati-files/unhcr-2023.xml" \
        --schema "$data/iati-schemas" --codes "$data/iati-codelists" \
        --rules "$data/iati-rulesets/standard.json"
else
    absent iati "iati check"
fi

# Lists at LISTS records of a node, served from one process; a matrix of MATRIX rows of the index,
# beside a scan of the same rows in SQLite: both must count the same.
"$program" init lists --id lists --name Lists --no-passphrase >/dev/null
"$top/build/release/tools/bench/lists" lists "$LISTS" >>"$work/lines"
"$top/build/release/tools/bench/lists" --matrix "$MATRIX" >"$work/counted"
grep -v "^counted" "$work/counted" >"$work/ours"
if command -v python3 >/dev/null && python3 -c 'import sqlite3' 2>/dev/null; then
    python3 "$top/tools/bench/scan.py" "$MATRIX" >theirs
    [ "$(grep "^counted" "$work/counted")" = "$(grep '^counted' theirs)" ] ||
        { echo "bench: the matrices differ" >&2; exit 1; }
    grep -v '^counted' theirs >>"$work/lines"
else
    absent matrix "Python + SQLite scan"
fi
cat "$work/ours" >>"$work/lines"

. "$top/tools/bench/names.sh"

awk -F'|' -v cores="$(nproc)" '
    { group[NR] = $1; name[NR] = $2; took[NR] = $3; units[NR] = $4
      if (!($1 in base) && $3 != "absent") base[$1] = $4 / $3 }
    END {
        printf "{\"cores\":%d,\"results\":[", cores
        for (i = 1; i <= NR; i++) {
            printf "%s{\"group\":\"%s\",\"name\":\"%s\"", (i > 1 ? "," : ""), group[i], name[i]
            if (took[i] != "absent")
                printf ",\"seconds\":%s,\"units\":%s,\"ratio\":%.3f", took[i], units[i], \
                    (units[i] / took[i]) / base[group[i]]
            printf "}"
        }
        print "]}"
    }' "$work/lines" >"$out"
awk -F'|' '
    BEGIN { printf "%-10s %-30s %10s %14s %8s\n", "what", "who", "seconds", "units/s", "ratio" }
    $3 == "absent" { printf "%-10s %-30s %10s\n", $1, $2, "absent"; next }
    { rate = $4 / $3
      if (!($1 in base)) base[$1] = rate
      printf "%-10s %-30s %10.5f %14.1f %8.3f\n", $1, $2, $3, rate, rate / base[$1] }' \
    "$work/lines"
echo "of wire and bodies the units are bytes, and seconds say nothing"
echo "units: MiB of content or XML, durable writes, records, rows, names, and each list once (p95); ratio: units/s against the first of its kind"
echo "written to build/bench.json"
