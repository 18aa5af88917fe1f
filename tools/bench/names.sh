# Screening, beside what searches names elsewhere; read by tools/bench.sh, whose functions and
# variables it uses.  The corpus and the names are those of LIAISON_DATA.

lists=${LIAISON_DATA:+$LIAISON_DATA/lists}
sets=${LIAISON_DATA:+$LIAISON_DATA/screen-dev}
names=$top/build/release/tools/bench/names

unpack() { # NAME: below the lists, into a file of its last part
    xz -dc "$lists/$1.xz" >"$work/lists.d/${1##*/}"
    echo "$work/lists.d/${1##*/}"
}

# Ours again, as the peer's neighbour in its group.
beside() {
    sed -n "s/^screen|unlisted, one core/$1|liaison, one core/p" "$work/screen" >>"$work/lines"
}

# From uncompressed files to an index, in a program of its own.
measure_load() {
    un=$(unpack un/consolidated_2026-02-27.xml)
    sdn=$(unpack ofac/sdn_2024-05-03.csv)
    alt=$(unpack ofac/alt_2025-12.csv)
    add=$(unpack ofac/add_2025-12.csv)
    uk=$(unpack uk/ConList_2025-04-10.csv)
    for one in "$lists"/eu/oj_2026/consolidated/*.xz; do
        unpack "eu/oj_2026/consolidated/$(basename "$one" .xz)" >/dev/null
    done
    # Sorted by seconds: the run in the middle.  The largest comes first: it takes longest, and most memory.
    for _ in 1 2 3 4 5; do
        "$names" peak "$names" load "$uk" -- "$work"/lists.d/3*.csv -- "$sdn" "$alt" "$add" -- \
            "$un" || return 1
    done | sort -n | sed -n 3p >"$work/peak"
    read -r seconds mib <"$work/peak" || return 1
    echo "load|four lists, in $mib MiB|$seconds|4" >>"$work/lines"
    echo "  load: four lists: $seconds s, $mib MiB" >&2
}

# The same lists as an archive: until it can be searched, and by the command.
measure_reopen() {
    "$program" lists index "$un" "$(echo "$work"/lists.d/3*.csv | tr ' ' ,)" "$sdn,$alt,$add" \
        "$uk" -o four.archive >/dev/null || return 1
    "$names" reopen four.archive alike >reopened || return 1
    for _ in 1 2 3 4 5; do
        "$names" peak "$program" screen -l four.archive --name "$(head -1 alike)" 2>/dev/null ||
            return 1
    done | sort -n | sed -n 3p >peak
    read -r seconds mib <peak || return 1
    echo "reopen|liaison screen --name, in $mib MiB|$seconds|1" >>reopened
    cat reopened >>"$work/lines"
    sed 's/^/  /' reopened >&2
}

# ROWS of a CSV through the command.
measure_rows() {
    awk -v rows="$ROWS" '{ gsub(/"/, "\"\""); n[NR] = $0 }
        END { print "id,name"
            for (i = 0; i < rows; i++) printf "%d,\"%s\"\n", i, n[i % NR + 1] }' unlisted >rows.csv
    "$names" peak "$program" screen -l corpus.tsv -j 2 rows.csv >peak || return 1
    read -r seconds mib <peak
    echo "rows|liaison screen, in $mib MiB|$seconds|$ROWS" >>"$work/lines"
    echo "  rows: $ROWS: $seconds s, $mib MiB" >&2
}

# WATCHED stored ones in a node, screened again by the last version of a list: of versions, two paths.
measure_watch() {
    awk -v rows="$WATCHED" 'NR == FNR { listed[++m] = $0; next } { other[++n] = $0 }
        END { print "id,name"
            for (i = 0; i < rows; i++) {
                name = other[i % n + 1]; last = other[i * 7919 % n + 1]
                if (i % 50 == 0) name = listed[i % m + 1]
                else if (name ~ / / && last ~ / /) {
                    sub(/ [^ ]*$/, "", name); sub(/^.* /, "", last); name = name " " last
                }
                gsub(/"/, "\"\"", name); printf "%d,\"%s\"\n", i, name
            } }' alike unlisted >watched.csv
    rm -rf watches watches.root-keys
    "$program" init watches --id watches --name Watches --no-passphrase >/dev/null || return 1
    "$program" -C watches lists import "$1" >/dev/null || return 1
    "$program" -C watches watch add watched.csv --class other --retain-until 2100-01-01 >/dev/null || return 1
    for what in "all" "a change"; do
        # Exit code 5: somebody has to look.
        "$names" peak sh -c '"$0" -C watches watch || [ $? = 5 ]' "$program" >peak || return 1
        read -r seconds mib <peak
        echo "watch|liaison watch: $what, in $mib MiB|$seconds|$WATCHED" >>"$work/lines"
        echo "  watch: $what of $WATCHED: $seconds s, $mib MiB" >&2
        [ "$what" != all ] || "$program" -C watches lists import "$2" >/dev/null || return 1
    done
}

# SUBJECTS stored ones, screened again by each version of a list; the last is held against screening all.
measure_rescreen() {
    xz -dc "$sets/negatives_synthetic.tsv.xz" >negatives.tsv
    mkdir -p versions
    zstd -dc --long=31 "$lists/ofac/sdn_history_2021-08_2024-05.tar.zst" | tar -x -C versions || return 1
    "$top/build/release/tools/bench/rescreen" negatives.tsv corpus.tsv "$SUBJECTS" versions/*/*.csv \
        >rescreen || return 1
    cat rescreen >>"$work/lines"
    set -- versions/*/*.csv
    shift $(($# - 2))
    measure_watch "$1" "$2" || absent watch "liaison watch"
    rm -r versions
}

# /api/screen of a node that is served: its runs are recorded.
measure_http() {
    "$program" init screens --id screens --name Screens --no-passphrase >/dev/null || return 1
    "$program" -C screens lists import corpus.tsv >/dev/null || return 1
    "$program" -C screens serve --web 127.0.0.1:0 >screens.log 2>&1 &
    servers="$servers $!"
    until grep -q ready screens.log; do sleep 0.1; done
    port=$(sed -n 's/^web door .*://p' screens.log)
    python3 "$top/tools/bench/ask.py" "$port" unlisted alike >http || return 1
    cat http >>"$work/lines"
}

measure_peers() {
    if command -v psql >/dev/null &&
        sh "$top/tools/bench/trigrams.sh" start "$work/trigrams" corpus.tsv few >error 2>&1; then
        servers="$servers $(head -1 trigrams/db/postmaster.pid)"
        measure trigrams "PostgreSQL pg_trgm, one core" "$(wc -l <few)" \
            sh "$top/tools/bench/trigrams.sh" search "$work/trigrams"
    else
        cat error >&2 2>/dev/null || true
        absent trigrams "PostgreSQL pg_trgm"
    fi
    beside trigrams
    mkdir -p modules
    if command -v npm >/dev/null &&
        npm install --prefix modules --no-audit --no-fund minisearch@7 fuzzball@2 >error 2>&1 &&
        node "$top/tools/bench/peers.mjs" "$work/modules" corpus.tsv few >theirs; then
        for peer in minisearch fuzzball; do
            grep "^$peer|" theirs >>"$work/lines"
            beside "$peer"
        done
    else
        absent minisearch "npm minisearch"
        absent fuzzball "npm fuzzball"
    fi
}

if [ -n "$lists" ] && [ -f "$lists/merged/names_2026.tsv.xz" ]; then
    mkdir -p lists.d
    xz -dc "$lists/merged/names_2026.tsv.xz" >corpus.tsv
    xz -dc "$sets/negatives_synthetic.tsv.xz" | tail -n +2 | cut -f 1 | head -n "$NAMES" >unlisted
    xz -dc "$sets/alias_leave_one_out.tsv.xz" | tail -n +2 | cut -f 1 | head -n "$NAMES" >alike
    # Every hundredth, so that all scripts and cultures are among them.
    awk 'NR % 100 == 0' unlisted >few
    "$names" search corpus.tsv unlisted "unlisted" >screen
    "$names" search corpus.tsv alike "like the list" >>screen
    cat screen >>"$work/lines"
    measure_load || absent load "four lists"
    if "$program" screen --help >/dev/null 2>&1; then
        measure_reopen || absent reopen "archive of four lists"
        measure_rows || absent rows "liaison screen"
    else
        absent rows "liaison screen"
    fi
    measure_rescreen || absent rescreen "subjects screened again"
    measure_http || absent http "liaison screen over HTTP"
    measure_peers
else
    absent screen "liaison screen"
fi
