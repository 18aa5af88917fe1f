#!/bin/sh
# Check a court package with a shell, openssl 3 and standard tools: nothing of its maker.
#
#   sh verify.sh --root FINGERPRINT --bag DIGEST DIR
#
# FINGERPRINT and DIGEST must come by another way than the package.  Exit code: 0 all holds;
# 1 something does not; 2 consistent, origin not checked, since one of the two was not given.
# VERIFY.txt says what each step shows, and how to do it by hand.
set -u; unset CDPATH; umask 077; export LC_ALL=C

no() { printf 'REFUSED: %s\n' "$*" | tr -c ' -~\n' '?' >&2; exit 1; }
digits() { # 64 hex digits in lower case, from any grouping
    value=$(printf %s "$1" | tr -d ' :-' | tr A-F a-f)
    [ ${#value} -eq 64 ] && [ -z "$(printf %s "$value" | tr -d 0-9a-f)" ]
}
root='' bag='' dir=''
while [ $# -gt 0 ]; do
    case $1 in
    --root) digits "${2-}" && root=$value || no "--root wants 64 hex digits" ;;
    --bag) digits "${2-}" && bag=$value || no "--bag wants 64 hex digits" ;;
    *) [ $# -eq 1 ] && [ "$1" = "${1#-}" ] && dir=$1 || no "use: verify.sh --root FINGERPRINT --bag DIGEST DIR" ;;
    esac
    [ $# -eq 1 ] && shift || shift 2
done
case $(openssl version) in 'OpenSSL '[3-9]*) ;; *) no "this needs openssl 3 or newer" ;; esac
t=$(mktemp -d) || no "cannot make a temporary folder"
trap 'rm -rf "$t"' EXIT; trap 'exit 1' HUP INT TERM
cd "${dir:-/nothing}" 2>/dev/null || no "cannot enter the folder '$dir'"

# ---- The bag: every file is listed, none besides, none changed ---------------------------

find . \( ! -type f ! -type d \) -o \( -type d -empty \) >"$t/odd" &&
    find . -type f >"$t/files" || no "the folder cannot be searched"
[ ! -s "$t/odd" ] || no "no file, or an empty folder: $(head -n 1 "$t/odd")"
awk '!/^\.\// || /[^A-Za-z0-9._\/-]/ || seen[$0]++ { print; exit 1 }' "$t/files" >"$t/odd" ||
    no "a name that no package has: $(cat "$t/odd")"
[ "$(sed -n '/^\.\/data\//!s/^..//p' "$t/files" | sort | tr '\n' ' ')" = "START-HERE.html \
bag-info.txt bagit.txt manifest-sha256.txt tagmanifest-sha256.txt tools/VERIFY.txt \
tools/verify.sh " ] || no "the files outside data/ are not those of a package"
sort "$t/files" | xargs sha256sum 2>/dev/null | sed 's|  \./|  |' | sort >"$t/sums"
sort "$t/files" | xargs wc -c 2>/dev/null | sed -n 's|^ *\([0-9]*\) \./|\1 |p' >"$t/sizes"
[ "$(wc -l <"$t/sums")" -eq "$(wc -l <"$t/files")" ] || no "a file cannot be read"
digest=$(sed -n 's|  tagmanifest-sha256.txt$||p' "$t/sums")
[ -z "$bag" ] || [ "$bag" = "$digest" ] || no "the bag's digest is $digest, not the one given"
listed() { # the lines on standard input are those of the files that a pattern selects
    sort >"$t/listed"; grep "$1" "$t/sums" >"$t/there"
    cmp -s "$t/there" "$t/listed" || no "missing, changed or not listed: $(
        sort "$t/there" "$t/listed" | uniq -u | sed -n '1s/^.\{66\}//p')"
}
listed '  data/' <manifest-sha256.txt
[ -f data/contents.txt ] && listed '  data/[eirs][^/]*/' <data/contents.txt || no "missing: data/contents.txt"
echo "$digest  tagmanifest-sha256.txt" | cat - tagmanifest-sha256.txt >"$t/tags"
listed '^.\{64\}  [^d]' <"$t/tags"

# ---- What the files say: read strictly, and turned into hashes and signatures to check ---

mkdir "$t/body" "$t/now"
for f in data/package/core.part data/records/*/content.part; do
    d=${f%/*} # a part's text stands behind a tag line and the salt
    [ ! -f "$f" ] || tail -c +49 "$f" >"$t/body/${d##*/}" || no "cannot read $f"
done
octal='function octal(h,    i, v) { for (i = 1; i < length(h); i += 2) v = v O[substr(h, i, 2)]; return v }
    BEGIN { for (i = 0; i < 256; i++) O[sprintf("%02x", i)] = sprintf("\\%03o", i) }'
# s is what is left to read, L the lines of a file, V the values that form() found.  Written are
# sigs: key, message, signature, where; and jobs: name, wanted, hash, what to hash with it (@).
awk -v t="$t" -v root="$root" "$octal"'
function bad(why) { print why >(t "/why"); exit 1 }
function odd() { bad(where ": not of the form it must have") }
function need(f) { if (!(f in sum)) bad("missing: " f); used[f]; return sum[f] }
function lines(f, at,    n, x, all) { # of a file, or of the body at ${at} of a part
    need(where = f); if (!at) at = f
    while ((getline x <at) > 0) { L[++n] = x; all += length(x) + 1 }
    close(at); all -= size[f] - (at == f ? 0 : 48)
    if (n == 0 || all < 0 || all > 1) odd()
    s = L[n]; return n
}
function tagged(f, tag) { if (lines(f) != 2 || L[1] != "liaison/v1/" tag) odd() }
function maybe(x) { if (substr(s, 1, length(x)) != x) return 0; s = substr(s, length(x) + 1); return 1 }
# ~ is a quotation mark; % and a letter a value: hash, signature, time, id, number, word, role.
function form(x,    n, i, c, P) {
    gsub(/~/, "\"", x); n = split(x, P, "%"); if (!maybe(P[1])) odd()
    for (i = 2; i <= n; i++) {
        c = substr(P[i], 1, 1); match(s, "^[" SET[c] "]*"); V[i - 1] = substr(s, 1, RLENGTH)
        if (RLENGTH < MIN[c] || RLENGTH > MAX[c] || (c == "n" && V[i - 1] ~ /^0./)) odd()
        s = substr(s, RLENGTH + 1); if (!maybe(substr(P[i], 2))) odd()
    }
}
function whole(x) { form(x); if (s != "") odd() }
function sha(x,    v) { # of a few bytes behind "liaison/v1/", written as for printf
    x = "printf \047liaison/v1/" x "\047 | sha256sum"; x | getline v; close(x); return substr(v, 1, 64) }
function b64(x, n,    i, k, v, out) { # n = 2 mod 3 bytes, as hex
    if (length(x) != (n + 1) / 3 * 4 || !sub(/=$/, "A", x)) odd()
    for (i = 1; i < length(x); i += 4) {
        for (v = k = 0; k < 4; k++) v = v * 64 + index(B64, substr(x, i + k, 1)) - 1
        out = out sprintf("%06x", v)
    }
    if (x ~ /[^A-Za-z0-9+\/]/ || substr(out, 2 * n + 1) != "00") odd()
    return substr(out, 1, 2 * n)
}
function counts(o, k, from, to) { # was the key stated for that time, and not gone then?
    return kfrom[o, k] <= from && to < kto[o, k] && !((o, kpub[o, k]) in gone && gone[o, kpub[o, k]] <= from)
}
function identity(o,    d, n, f, pub, promise, k) {
    d = "data/identities/" o "/"
    tagged(d "inception.txt", "inception"); if (sum[where] != o) bad(where ": its fingerprint is another")
    whole("{~format~:~liaison/v1~,~next~:~%h~,~root~:~%h~,~suite~:1,~what~:~inception~}")
    for (n = 1; (f = d sprintf("%03d", n)) ".txt" in sum; n++) {
        promise = n == 1 ? V[1] : promise; pub = n == 1 ? V[2] : pub
        need(f ".sig"); tagged(f ".txt", "statement")
        if (s ~ /"what":"rotation".$/) {
            whole("{~next~:~%h~,~org~:~" o "~,~root~:~%h~,~time~:~%t~,~what~:~rotation~}"); pub = V[2]
            if (sha("next-root\\n" octal(pub)) != promise) bad(where ": a root that was not promised")
            promise = V[1]
        } else if (s ~ /"what":"key".$/) {
            whole("{~from~:~%t~,~level~:~%w~,~org~:~" o "~,~public~:~%h~,~role~:~%r~,~to~:~%t~,~use~:~%w~,~what~:~key~}")
            k = ++keys[o]; kfrom[o, k] = V[1]; kpub[o, k] = V[3]; kto[o, k] = V[5]
            kuse[o, k] = V[6]; kwho[o, k] = V[3] " " V[2] " " V[4]
        } else if (s ~ /"what":"revocation".$/) {
            form("{~org~:~" o "~,~public~:~%h~,~reason~:~"); k = V[1]; s = substr(s, length(s) - 58)
            whole("~,~time~:~%t~,~what~:~revocation~}")
            if (!((o, k) in gone) || V[1] < gone[o, k]) gone[o, k] = V[1]
        } else if (s !~ /"what":"name".$/ || !index(s, "\"org\":\"" o "\"")) odd()
        print pub, f ".txt", f ".sig", f ".txt" >(t "/sigs")
    }
}
function record(x, d,    k, n, i, o, who, v) {
    tagged(d "header.txt", "header"); hash[x] = sum[where]
    form("{~author~:~%h~,~format~:~liaison/v1~,~id~:~%i~,~kind~:~%w~,~links~:["); o = author[x] = V[1]
    v = V[2]; kind[x] = V[3]; if (maybe("\"")) do form("%h~"); while (maybe(",\""))
    form("],~parts~:{"); do {
        form("~%w~:~%h~")
        if (!(d V[1] ".part" in sum)) lacks[x "," V[1]] = lack[x] = 1
        else if (need(d V[1] ".part") != V[2]) bad(d V[1] ".part: not what its header commits to")
    } while (maybe(","))
    form("},~side~:~main~,~signers~:[")
    do { form("{~key~:~%h~,~level~:~%w~,~role~:~%r~}"); who[++n] = V[1] " " V[2] " " V[3] } while (maybe(","))
    whole("],~suite~:1,~time~:~%t~,~version~:%n}"); when[x] = V[1]
    if (x != "package" && x != v "-v" V[2]) bad(d ": another record than its folder says")
    lines(d "proof.json"); form("{~signatures~:[")
    for (k = 1; k <= n; k++) {
        for (i = keys[o]; i > 0; i--)
            if (kuse[o, i] ~ /^(node|person)$/ && kwho[o, i] == who[k] && counts(o, i, when[x], when[x])) break
        if (i == 0) bad(d ": its signing key was not stated, or did not count then")
        form((k > 1 ? "," : "") "{~index~:%n,~path~:["); i = V[1] + 0; v = "00@"
        if (maybe("\"")) do { form("%h~"); v = v " 01" (i % 2 ? V[1] "@" : "@" V[1]); i = int(i / 2) } while (maybe(",\""))
        form("],~signature~:~%s~}"); if (i != 0) odd()
        print "g" k "." x, "-", hash[x], v >(t "/jobs"); print substr(who[k], 1, 64), "g" k "." x, V[1], d >(t "/sigs")
    }
    whole("]}")
    if (kind[x] != "evidence/1" || !(d "content.part" in sum) || !(d "vault.part" in sum)) return
    if (lines(d "content.part", t "/body/" x) != 1 || !match(s, /".,"sha256":"[^"]*",("sha512":"[^"]*",)?"size":[0-9]*.$/)) odd()
    s = substr(s, RSTART); form("~},~sha256~:~%h~,"); content[x] = V[1]
    if (maybe("\"sha512\"")) form(":~%s~,"); whole("~size~:%n}"); content[x] = content[x] " " V[1]
}
function place(x,    f, n, m, i, k, o, at, end, v, chain) {
    n = lines(f = "data/proofs/" x ".tlog-proof"); for (m = 4; m < n && L[m] != ""; m++) continue
    if (L[1] != "c2sp.org/tlog-proof@v1" || n < m + 5 || L[m + 4] != "") odd()
    s = L[2]; form("extra "); chain = LEAF b64(s, 32) "@ 00@"
    s = L[3]; whole("index %n"); at = V[1] + 0; s = L[m + 2]; whole("%n"); end = V[1] - 1
    for (i = 4; i < m; i++) { # RFC 9162, 2.1.3.2
        if (end <= 0 || at > end) odd()
        v = b64(L[i], 32); chain = chain " 01" (at % 2 || at == end ? v "@" : "@" v)
        if (at == end) while (at % 2 == 0 && at > 0) { at /= 2; end /= 2 }
        at = int(at / 2); end = int(end / 2)
    }
    if (end != 0 || at != 0) odd()
    print "t." x, b64(L[m + 3], 32), hash[x], chain >(t "/jobs")
    o = L[m + 1]; for (i = m + 1; i <= n; i++) v = (i == m + 1 ? "" : v "\n") L[i]
    if (o in head) { if (head[o] != v) bad(f ": another checkpoint of the same journal"); return }
    head[o] = v; s = o; whole("liaison/v1/" root "/main/journal/%n"); f = "head" V[1]; v = ""
    printf "%s\n%s\n%s\n", o, L[m + 2], L[m + 3] >(t "/" f)
    for (i = m + 5; i <= n; i++) {
        s = L[i]; if (!maybe("\342\200\224 ")) odd()
        if (!maybe(o " ") || length(s) != 92) continue
        for (k = keys[root]; k > 0; k--)
            if (kuse[root, k] == "log" && counts(root, k, when["package"], x == "package" ? when[x] : "") &&
                index(b64(s, 68), substr(sha(substr(o, 12) "\\n\\001" octal(kpub[root, k])), 1, 8)) == 1) {
                v = 1; print kpub[root, k], f, substr(b64(s, 68), 9), where >(t "/sigs") }
    }
    if (!v) bad(where ": no key of that journal signed its checkpoint")
}
function lists(    n, i, c, x) {
    if (lines("data/package/core.part", t "/body/package") != 1) odd()
    whole("{~completeness~:~%h~,~contents~:~%h~,~evidence~:%n,~given~:%n,~records~:%n,~tool~:~%r~,~withheld~:~%h~}")
    if (need("data/completeness.csv") != V[1] || need("data/contents.txt") != V[2] || need("data/withheld.csv") != V[7])
        bad("the lists are not those that the package is signed with")
    n = lines("data/completeness.csv"); for (i = 2; i <= n; i++) {
        split(L[i], c, ","); x = c[1] "-v" c[2]
        if (c[6] == "no") lacks[x ",ALL"] = lack[x] = 1
        if ((c[6] == "no") == (x in hash) || (x in hash && c[5] c[3] != hash[x] kind[x])) bad("not as declared: " x)
        if (x in content && c[7] == "") lacks[x ",FILE"] = lack[x] = 1
        else if ((x in content || c[7] != "") && need(c[7]) " " size[c[7]] != content[x]) bad("changed: " c[7])
        if ((c[6] == "whole") == (x in lack) || x in row) bad("the declaration contradicts itself: " x)
        row[x] = 1
    }
    if (n - 1 != V[5] + 0) bad("the declaration has " n - 1 " lines, not " V[5])
    for (x in hash) if (!(x in row) && x != "package") bad("not in the declaration: " x)
    n = lines("data/withheld.csv"); for (i = 2; i <= n; i++) {
        split(L[i], c, ","); x = c[1] "-v" c[2] "," c[4]
        if (x in lacks) delete lacks[x]; else bad("listed as withheld, but here: " x)
    }
    for (x in lacks) bad("not here, and not listed as withheld: " x)
    print "lists       " V[4] " of " V[3] " pieces of evidence given, " n - 1 " absences listed" >(t "/report")
}
{ if (FILENAME ~ /sums$/) sum[substr($0, 67)] = substr($0, 1, 64); else size[$2] = $1 }
END {
    n = split("h 64 0-9a-f s 128 0-9a-f t 27 0-9TZ:.- i 36 0-9a-f- n 15 0-9 w 64 a-z0-9/- r 200 ^\"\\\\", c, " ")
    for (i = 1; i < n; i += 3) { MIN[c[i]] = i < 12 ? c[i + 1] : 1; MAX[c[i]] = c[i + 1]; SET[c[i]] = c[i + 2] }
    B64 = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
    LEAF = "6c696169736f6e2f76312f6c6561660a" # "liaison/v1/leaf" and the line end
    for (f in sum) if (f ~ /^data\/identities\/[^\/]*\/inception.txt$/) identity(substr(f, 17, length(f) - 30))
    record("package", "data/package/"); o = author["package"]; if (root == "") root = o
    if (o != root || kind["package"] != "package/1") bad("made by another than the root given: " o)
    place("package")
    for (f in sum) if (split(f, c, "/") == 4 && c[2] == "records" && c[4] == "header.txt") {
        record(c[3], "data/records/" c[3] "/"); place(c[3]); if (author[c[3]] != o) others[author[c[3]]]; else own++ }
    lists()
    for (f in sum) if (f ~ /^data\// && f !~ /^data\/site\// && !(f in used)) bad("belongs to nothing: " f)
    print "records     " own + 1 " by " o ", each in its journal; made " when["package"] >(t "/report")
    for (o in others) print "records     also by " o ", whose fingerprint is to be compared too" >(t "/report")
}' "$t/sums" "$t/sizes" || no "$(cat "$t/why" 2>/dev/null || echo "awk failed")"

# ---- Hashes: all chains a step on at a time; then signatures ------------------------------

while [ -s "$t/jobs" ]; do # chains meet: equal bytes are hashed once, and written by a script, since "read" is slow
    awk "$octal"'{ x = $4; sub(/@/, $3, x); if (!(x in N)) print "printf \047" octal(x) "\047 >" (N[x] = ++n) }' "$t/jobs" >"$t/next"
    (cd "$t/now" && . "$t/next" && find . -type f | xargs sha256sum) | sed 's|  \./| |' >"$t/hashes"
    awk -v t="$t" 'FNR == NR { got[$2] = $1; next }
        { x = $4; sub(/@/, $3, x); if (!(x in N)) N[x] = ++n; h = got[N[x]]
          x = $1 " " $2 " " h; for (i = 5; i <= NF; i++) x = x " " $i; if (NF > 4) print x }
        NF == 4 { print $1, h >>(t "/done"); if ($2 != "-" && $2 != h) { print $1 >(t "/odd"); exit 1 } }' \
        "$t/hashes" "$t/jobs" >"$t/next" || no "$(cat "$t/odd"): not in the journal under its checkpoint"
    rm -rf "$t/now" && mkdir "$t/now" && mv "$t/next" "$t/jobs" || no "the temporary folder fails"
done
awk "$octal"'FNR == NR { got[$1] = "liaison/v1/group\\n" octal($2); next }
    { m = $2 in got ? got[$2] : $2; s = $3 ~ /\// ? $3 : octal($3); if (!seen[$1 m s]++) print octal($1), m, s, $4 }' \
    "$t/done" "$t/sigs" >"$t/checks" || no "awk failed"
while read -r key message signature where; do
    printf "\060\052\060\005\006\003\053\145\160\003\041\000$key" >"$t/key" # DER before an Ed25519 key
    case $message in liaison*) printf "$message" >"$t/m" && message=$t/m ;; head*) message=$t/$message ;; esac
    case $signature in data/*) ;; *) printf "$signature" >"$t/s" && signature=$t/s ;; esac
    openssl pkeyutl -verify -pubin -keyform DER -inkey "$t/key" -rawin -in "$message" \
        -sigfile "$signature" >/dev/null 2>&1 || no "$where: its signature does not verify"
done <"$t/checks"
echo "bag         $(wc -l <"$t/sums") files as listed, none besides; digest $digest"
cat "$t/report"
echo "signatures  $(wc -l <"$t/checks"), and all hashes that they stand on"
[ -z "$root" ] || [ -z "$bag" ] || { echo "ALL HOLDS"; exit 0; }
echo "CONSISTENT, BUT ORIGIN NOT CHECKED: give --root and --bag, got by another way"
exit 2
