#!/bin/sh
# Who includes whom: the storeys of docs/architecture.md, read from the includes.
set -u
rule=tests/repo/layers.sh
. tests/repo/planted.sh

holds "every include in the tree keeps to the storeys"

# Each line: the file, what it includes, and whether that is allowed.
while read -r verdict file include; do
    "$verdict" "$file" "#include $include" "$file includes $include"
done <<'LINES'
caught src/ground/base/a.c "ground/crypt/crypt.h"
caught src/ground/net/a.c "ground/crypt/crypt.h"
allowed src/ground/net/a.c "ground/base/base.h"
caught src/ground/net/a.c "ground/base/base_inner.h"
caught src/ground/db/a.c "core/records/records.h"
caught src/core/records/a.c "core/terms/terms.h"
allowed src/core/terms/a.c "core/records/records.h"
caught src/core/terms/a.c "core/store/read.h"
caught src/core/store/a.c "core/records/records.h"
allowed src/core/node/a.c "core/store/write.h"
allowed src/core/node/a.c "core/terms/terms.h"
caught src/core/terms/a.c "core/node/node.h"
caught src/engines/exchange/a.c "core/store/write.h"
allowed src/engines/exchange/a.c "core/store/read.h"
caught src/engines/exchange/a.c "core/store/tiles.h"
caught src/engines/exchange/a.c "engines/evidence/evidence.h"
caught src/engines/screen/a.c "core/records/records.h"
caught src/engines/screen/a.c "ground/db/db.h"
allowed src/engines/screen/a.c "ground/text/text.h"
caught src/core/node/a.c "desks/desks.h"
allowed src/desks/share.c "engines/exchange/exchange.h"
caught src/desks/share.c "doors/cli/cli.h"
allowed src/doors/web/a.c "desks/desks.h"
caught src/doors/web/a.c "doors/peer/peer.h"
caught src/doors/cli/serve.c "doors/web/web.h"
allowed src/doors/cli/main.c "doors/web/web.h"
caught src/core/node/a.c "node.h"
caught src/core/node/a.c "tests/tap.h"
caught src/attic/a.c "ground/base/base.h"
allowed src/ground/crypt/a.c <sodium.h>
allowed src/ground/crypt/a.c <openssl/evp.h>
caught src/core/store/a.c <openssl/evp.h>
caught src/core/store/a.c <sodium.h>
allowed src/ground/db/a.c <sqlite3.h>
caught src/core/store/a.c <sqlite3.h>
allowed src/ground/net/a.c <curl/curl.h>
caught src/doors/web/a.c <microhttpd.h>
caught src/ground/crypt/a.c <gnutls/gnutls.h>
allowed src/ground/archive/a.c <archive_entry.h>
allowed src/ground/xml/a.c <libxml/parser.h>
caught src/ground/xml/a.c "ground/crypt/crypt.h"
caught src/core/node/a.c <archive.h>
caught src/engines/formats/a.c <libxml/xmlreader.h>
caught src/engines/screen/a.c <unicode/utypes.h>
caught src/ground/net/a.c <json-c/json.h>
caught src/core/node/a.c <pthread.h>
caught src/engines/exchange/a.c <time.h>
allowed src/doors/peer/a.c <pthread.h>
caught src/core/node/a.c MACRO_HEADER
LINES

# Every header stands alone: one can include it first.
eval "flags() { gcc $(MAKEFLAGS='' make -s show-flags) -Werror -fsyntax-only -x c \"\$@\"; }"
alone() {
    for header in $(find "$1/src" -name '*.h' | sort); do
        printf '#include "%s"\nextern int here;\n' "${header#"$1/src/"}" |
            flags "-I$1/src" - 2>&1 ||
            echo "$header: does not compile alone"
    done
}
said=$(alone .)
[ -z "$said" ]
result $? "every header compiles alone"
[ -z "$said" ] || printf '%s\n' "$said" | sed 's/^/# /'
plant src/ground/base/planted.h 'size_t planted(const char *text);'
alone "$copies/tree" | grep -q 'planted.h: does not compile alone'
result $? "caught: a header that needs another one first"

# The list of banned functions, at compile time.
banned() { printf '%s\n' "$1" | flags -include src/ground/base/banned.h - 2>&1; }
for name in strcpy strcat sprintf vsprintf strtok atoi atol localtime gmtime ctime alloca gets; do
    banned "void *f(void); void *f(void) { return (void *)$name; }" | grep -q "poisoned \"$name\""
    result $? "caught: $name does not compile"
done
said=$(banned 'struct tm *f(const time_t *t, struct tm *to);
struct tm *f(const time_t *t, struct tm *to) { return gmtime_r(t, to); }')
result $? "allowed: gmtime_r compiles"
finish
