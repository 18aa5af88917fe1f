# The evidence and the assessment of tools/demo.sh: invented, or the user's own file or folder.

this_year=$(date -u +%Y)
retain=$((this_year + 5))-01-01

# EVIDENCE as an absolute path, or nothing; before anything is removed or made.
find_evidence() {
    evidence=
    [ -n "${EVIDENCE:-}" ] || return 0
    if [ ! -r "$EVIDENCE" ] || [ ! -f "$EVIDENCE" ] && [ ! -d "$EVIDENCE" ]; then
        echo "EVIDENCE: there is no file or folder $EVIDENCE to read" >&2
        exit 2
    fi
    evidence=$(cd "$(dirname "$EVIDENCE")" && pwd)/$(basename "$EVIDENCE")
    [ ! -d "$evidence" ] || evidence=$(cd "$evidence" && pwd)
    mkdir -p "$(dirname "$demo")" && demo=$(cd "$(dirname "$demo")" && pwd)/$(basename "$demo")
    case $demo/ in "${evidence%/}"/*) inside=1 ;; *) inside= ;; esac
    case $evidence in "$demo" | "$demo"/*) inside=1 ;; esac
    if [ -n "$inside" ]; then
        echo "EVIDENCE and $demo lie one in the other: choose another folder" >&2
        exit 2
    fi
}

# A letter, and a folder of an inspection.  Ship, port and people are invented.
make_evidence() {
    cat >in/terms.json <<END
{
  "tlp": "TLP:AMBER",
  "purpose": ["investigation", "prosecution"],
  "owner_consent": "ask",
  "onward_transfer": "ask",
  "judicial_use": "ask",
  "retain_until": "${retain}T00:00:00.000000Z"
}
END
    [ -z "$evidence" ] || return 0
    mkdir -p in/inspection/photographs
    cat >in/letter.txt <<'END'
To whoever receives this demonstration

The ship Heron, the three ports and everybody in this story are invented. The cargo list says
"spare parts, 14 crates". Sixteen crates were counted on the quay.
END
    cat >in/inspection/crates.csv <<'END'
crate,listed_kg,found_kg,seal
1,120,118,whole
2,120,121,whole
15,,240,none
16,,238,none
END
    cat >in/inspection/notes.txt <<'END'
Crates 15 and 16 are not on the list. They stand behind the others, without a seal.
END
    # Noise in the place of a photograph, long enough to travel in three pieces.
    head -c 2500000 /dev/urandom >"in/inspection/photographs/crate 15.raw"
}

describe_evidence() {
    if [ -n "$evidence" ]; then
        printf '%s' "$evidence" | tr -c '[:print:]' '?'
    else
        printf 'a letter, and a folder of an inspection (all invented)'
    fi
}

# What the answer of `ingest` lists, in scratch/items: id and SHA-256 of each.
keep_items() {
    item_member id >scratch/ids
    item_member sha256 >scratch/hashes
    paste -d ' ' scratch/ids scratch/hashes >scratch/items
    read -r first first_hash <scratch/items || stop "no file was taken in"
}

# Names may hold any bytes; hashes are taken from standard input, so that none is printed.
originals() { # a script for sh, with the files as its arguments
    if [ -n "$evidence" ]; then set -- "$1" "$evidence"; else set -- "$1" "$demo/in/letter.txt" \
        "$demo/in/inspection"; fi
    run=$1
    shift
    find "$@" -type f -readable -exec sh -c "$run" sh {} +
}
hashes_agree() {
    originals 'for f; do sha256sum <"$f" || exit 1; done' | cut -c 1-64 | sort >scratch/found &&
        sort scratch/hashes | cmp -s - scratch/found
}

# Two judgements, each with its likelihood and, apart from it, its confidence.
assessment_body() {
    links=$(head -n 32 scratch/ids | sed 's/.*/"&"/' | paste -s -d ,)
    cat <<END
{
  "core": {
    "title": [{"lang": "en", "text": "Unlisted crates on the Heron"}],
    "topic": "cargo",
    "place": [{"lang": "en", "text": "Three ports of the inner sea"}],
    "period": {"from": "$((this_year - 1))", "to": "$this_year"},
    "language": "en",
    "judgements": [
      {
        "text": [{"lang": "en", "text": "The two crates were loaded at the northern port."}],
        "likelihood": {"word": "likely", "yardstick": "icd203"},
        "confidence": "moderate"
      },
      {
        "text": [{"lang": "en", "text": "A second cargo of the same kind is under way."}],
        "likelihood": {"word": "roughly even chance", "yardstick": "icd203"},
        "confidence": "low"
      }
    ],
    "grades": {"source": "B", "information": "2"}
  },
  "source": {"origin": [{"lang": "en", "text": "Somebody who works on the quay."}], "grade": "B"},
  "links": {"matter": "$matter", "evidence": [$links]}
}
END
}

# Everything to $1, at most 200 records a delivery; how many in $shared.
share_all() {
    to=$1 shared=0
    set -- "$assessment"
    while read -r id; do
        set -- "$@" "$id"
        if [ $# -ge 200 ]; then
            must eu share "$@" --to "$to"
            shared=$((shared + $(item_member verdict | wc -l)))
            set --
        fi
    done <scratch/ids
    [ $# -gt 0 ] || return 0
    must eu share "$@" --to "$to"
    shared=$((shared + $(item_member verdict | wc -l)))
}
