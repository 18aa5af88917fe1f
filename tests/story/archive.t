#!/bin/sh
# Lists become an archive; names are searched in it as in the lists, byte for byte, whatever is asked for; and
# one that is damaged, cut off, open to others or of nothing is refused in a line, before anything comes out.
set -u
. "$(dirname "$0")/told.sh"
samples=$tree/tests/engines/screen/samples
places=64

cat >names.csv <<'END'
id,name,dob,country,idno
1,Odran Vespertin,1963-05-28,IR,
2,Tamsin Orel,1971,,
3,Society of Wax Lanterns,,RW,
4,Одран Веспертин,,,
5,paperboat,,,
6,Nobody At All,,,
END
ofac=$samples/ofac-sdn.csv,$samples/ofac-alt.csv,$samples/ofac-add.csv,$samples/ofac-comments.csv

need lists index "$samples/un.xml" "$ofac" "$samples/plain.csv" -o lists.archive
grep -q "$(sha256sum "$samples/un.xml" | cut -d ' ' -f 1)" said
result $? "an archive of three lists, which it names with the hashes of their files"
[ "$(stat -c %a lists.archive)" = 600 ]
result $? "one's own"

same() { # claim, words
    claim=$1
    shift
    need screen -l "$samples/un.xml" -l "$ofac" -l "$samples/plain.csv" "$@" names.csv
    mv said by.lists
    sed 's/, from .*; whether/; whether/' errors >told.lists
    need screen -l lists.archive "$@" names.csv
    sed 's/, from .*; whether/; whether/' errors | cmp -s - told.lists &&
        [ "$(wc -l <said)" -gt 3 ] && cmp -s said by.lists
    result $? "the same rows: $claim"
}
same "a table"
same "with reasons" --explain
same "as JSON, with reasons" --explain --format jsonl
same "by trying every name" --exhaustive -t 60
same "the first alone, on one thread" -n 1 -j 1

# ---- Refused -----------------------------------------------------------------------------------

size=$(stat -c %s lists.archive)
bad=0
for turn in $(seq $places); do
    cp lists.archive broken
    at=$((turn * 7919 * 31 % size))
    if [ $((turn % 2)) = 0 ]; then
        truncate -s $at broken
    else
        byte=$(od -An -tu1 -j $at -N 1 broken)
        printf "\\$(printf %o $((byte ^ 1 << turn % 8)))" | dd of=broken bs=1 seek=$at conv=notrunc 2>/dev/null
    fi
    code=0
    run screen -l broken names.csv || code=$?
    if [ $code = 0 ] || [ $code -gt 4 ] || [ -s said ] || [ "$(wc -l <errors)" != 1 ]; then
        echo "# byte $at: exit code $code, $(cat errors)"
        bad=1
    fi
done
result $bad "damaged at $places places: one line, no rows"
cp lists.archive open
chmod 620 open
refused 1 "can be written by others" "open to others" screen -l open names.csv
refused 2 "is an archive of lists" "with another list" screen -l lists.archive -l "$samples/un.xml" names.csv
refused 2 "is an archive of lists" "with a list among the words" \
    screen -l lists.archive --name "Tamsin Orel" "$samples/un.xml"
run screen -l lists.archive --name "Tamsin Orel" && [ "$(wc -l <said)" -gt 1 ]
result $? "(but for one name)"
refused 2 "is an archive of lists" "by lists diff" lists diff lists.archive "$samples/un.xml"
refused 1 "is there already" "in the place of what is none" lists index "$samples/un.xml" -o names.csv
run lists index "$samples/un.xml" -o lists.archive && run screen -l lists.archive names.csv
result $? "in the place of an archive"
refused 3 "no list of a kind" "of what is no list" lists index names.csv -o new.archive
[ ! -e new.archive ] && [ ! -e new.archive.new ]
result $? "and nothing is left"
echo "1..$count"
exit $failed
