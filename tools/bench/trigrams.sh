#!/bin/sh
# A throw-away PostgreSQL in FOLDER with the names of LIST.tsv in a trigram index, reached by a
# socket in that folder alone:
#
#     trigrams.sh start FOLDER LIST.tsv NAMES.txt
#     trigrams.sh search FOLDER                     the ten best of each name at 0.3, one core
#
# It runs until it is told to stop: its number stands in FOLDER/db/postmaster.pid.
# PostgreSQL refuses to run as root: then it runs as its own user, postgres.
set -eu

folder=$2
bin=$(find /usr/lib/postgresql -name initdb -path '*/bin/*' 2>/dev/null | sort -V | tail -1)
bin=${bin%/initdb}
as() {
    if [ "$(id -u)" = 0 ]; then runuser -u postgres -- "$@"; else "$@"; fi
}
sql() { as psql -X -q -v ON_ERROR_STOP=1 -h "$folder" -d postgres "$@"; }

case $1 in
start)
    [ -n "$bin" ] || exit 1
    mkdir -p "$folder"
    cut -f 5 "$3" | tail -n +2 >"$folder/listed"
    cp "$4" "$folder/asked"
    if [ "$(id -u)" = 0 ]; then chown -R postgres "$folder"; fi
    chmod 711 "$folder/.."
    cd "$folder"
    as "$bin/initdb" -D "$folder/db" -A trust -E UTF8 --locale=C.UTF-8 --no-sync >/dev/null
    as "$bin/pg_ctl" -D "$folder/db" -w -l "$folder/log" -o "-k '$folder' -h '' -F" \
        start >/dev/null
    # Names may hold what a copied text would take for its own: every byte but these is a letter.
    sql <<SQL
CREATE EXTENSION pg_trgm;
CREATE TABLE listed(name text);
CREATE TABLE asked(name text);
\copy listed FROM '$folder/listed' WITH (FORMAT csv, DELIMITER E'\x01', QUOTE E'\x02')
\copy asked FROM '$folder/asked' WITH (FORMAT csv, DELIMITER E'\x01', QUOTE E'\x02')
CREATE INDEX ON listed USING gin (name gin_trgm_ops);
VACUUM ANALYZE listed;
SQL
    ;;
search)
    cd "$folder"
    sql >/dev/null <<'SQL'
SET pg_trgm.similarity_threshold = 0.3;
SET max_parallel_workers_per_gather = 0;
SET enable_seqscan = off;
SET jit = off;
SELECT count(best.name) FROM asked, LATERAL (SELECT name FROM listed
    WHERE listed.name % asked.name
    ORDER BY similarity(listed.name, asked.name) DESC LIMIT 10) AS best;
SQL
    ;;
esac
