#!/bin/sh
# Words: banned functions, hidden exits, and places that only one machine knows.
set -u
rule=tests/repo/words.sh
. tests/repo/planted.sh

holds "no word in the tree is out of place"

# The planted words are put together here, so that this file does not hold them.
e=
while read -r verdict file text; do
    "$verdict" "$file" "$text" "$file: $text"
done <<LINES
caught src/ground/base/a.c at += str${e}cpy(a, b);
caught src/ground/base/a.c x = at${e}oi(text);
caught tests/a.c v${e}sprintf(to, format, args);
caught src/ground/base/a.c t = local${e}time(&now);
allowed src/ground/base/a.c t = gmtime_r(&now, &parts);
allowed src/ground/base/a.c buffer_gets(b);
caught src/ground/base/a.c exit(1);
caught src/desks/a.c _exit(1);
caught src/desks/a.c quick_exit(1);
allowed src/desks/a.c abort();
allowed src/doors/cli/a.c exit(1);
allowed src/desks/a.c on_exit_code(1);
caught src/desks/a.c typedef struct thing thing;
allowed src/desks/a.c typedef enum say visitor(struct work *w);
allowed src/desks/a.c typedef bool visitor(struct work *w, void *with);
caught tools/a.sh cd /wor${e}k/main
caught docs/a.md see /roo${e}t/notes
caught docs/a.md see /hom${e}e/someone/notes
allowed docs/a.md the data in ../shared/data, or src/ground/wor${e}k/x
caught docs/a.md from registry.np${e}mjs.org
caught docs/a.md from pyp${e}i.org
caught docs/a.md from crates.i${e}o
caught docs/a.md from deb.deb${e}ian.org
LINES
finish
