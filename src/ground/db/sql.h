/*
 * The closed list of SQL: every schema and every statement there is.  Nothing
 * else in the program makes SQL.  SQL(schema, NAME, text) gives SQL_NAME.
 */
#ifndef GROUND_DB_SQL_H
#define GROUND_DB_SQL_H

/* data.db: what a side holds.  Bodies are sealed; see docs/formats.md 6 and 7. */
#define SQL_SCHEMA_DATA                                                                  \
    "CREATE TABLE meta(name TEXT PRIMARY KEY, value ANY) STRICT, WITHOUT ROWID;"         \
    "CREATE TABLE secret(name TEXT PRIMARY KEY, key INTEGER NOT NULL) STRICT, WITHOUT "  \
    "ROWID;"                                                                             \
    "CREATE TABLE record("                                                               \
    " no INTEGER PRIMARY KEY, hash BLOB NOT NULL UNIQUE, id BLOB NOT NULL,"              \
    " version INTEGER NOT NULL, author BLOB NOT NULL, kind TEXT NOT NULL,"               \
    " time INTEGER NOT NULL, origin BLOB, state INTEGER NOT NULL,"                       \
    " header BLOB NOT NULL, proof BLOB NOT NULL, came INTEGER) STRICT;"                  \
    "CREATE INDEX record_id ON record(id, version);"                                     \
    "CREATE INDEX record_kind ON record(kind, no);"                                      \
    "CREATE INDEX record_waiting ON record(no) WHERE state = 0;"                         \
    "CREATE TABLE part("                                                                 \
    " record INTEGER NOT NULL REFERENCES record(no), name TEXT NOT NULL,"                \
    " key INTEGER, sealed BLOB, PRIMARY KEY(record, name)) STRICT, WITHOUT ROWID;"       \
    "CREATE TABLE log("                                                                  \
    " no INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, salt INTEGER NOT NULL,"         \
    " size INTEGER NOT NULL, origin TEXT NOT NULL) STRICT;"                              \
    "CREATE TABLE entry("                                                                \
    " log INTEGER NOT NULL REFERENCES log(no), at INTEGER NOT NULL, leaf BLOB NOT NULL," \
    " record BLOB, salt BLOB, PRIMARY KEY(log, at)) STRICT, WITHOUT ROWID;"              \
    "CREATE INDEX entry_record ON entry(record, log);"                                   \
    "CREATE TABLE tile("                                                                 \
    " log INTEGER NOT NULL REFERENCES log(no), level INTEGER NOT NULL, at INTEGER NOT "  \
    "NULL,"                                                                              \
    " hashes BLOB NOT NULL, PRIMARY KEY(log, level, at)) STRICT, WITHOUT ROWID;"         \
    "CREATE TABLE checkpoint("                                                           \
    " log INTEGER NOT NULL REFERENCES log(no), size INTEGER NOT NULL, note BLOB NOT "    \
    "NULL,"                                                                              \
    " PRIMARY KEY(log, size)) STRICT, WITHOUT ROWID;"                                    \
    "CREATE TABLE blob("                                                                 \
    " no INTEGER PRIMARY KEY, tree BLOB NOT NULL UNIQUE, pack INTEGER NOT NULL,"         \
    " at INTEGER NOT NULL, length INTEGER NOT NULL, pieces BLOB, alike BLOB) STRICT;"    \
    "CREATE INDEX blob_alike ON blob(alike);"                                            \
    "CREATE TABLE blob_use("                                                             \
    " record INTEGER NOT NULL REFERENCES record(no), blob INTEGER NOT NULL REFERENCES "  \
    "blob(no),"                                                                          \
    " key INTEGER NOT NULL, wrapped BLOB NOT NULL, PRIMARY KEY(record, blob)) STRICT,"   \
    " WITHOUT ROWID;"                                                                    \
    "CREATE INDEX blob_use_blob ON blob_use(blob);"                                      \
    "CREATE TABLE pack(no INTEGER PRIMARY KEY, length INTEGER NOT NULL) STRICT;"         \
    "CREATE TABLE doomed(key INTEGER PRIMARY KEY) STRICT;"

/* From format 1 to 2: when a record came, which of those that are here nobody knows. */
#define SQL_UPGRADE_DATA_2 "ALTER TABLE record ADD COLUMN came INTEGER;"

/* views.db: folded from data.db, may be thrown away. */
#define SQL_SCHEMA_VIEWS                                                               \
    "CREATE TABLE meta(name TEXT PRIMARY KEY, value ANY) STRICT, WITHOUT ROWID;"       \
    "CREATE TABLE item("                                                               \
    " id BLOB PRIMARY KEY, record INTEGER NOT NULL, version INTEGER NOT NULL,"         \
    " hash BLOB NOT NULL, author BLOB NOT NULL, kind TEXT NOT NULL, time INTEGER NOT " \
    "NULL)"                                                                            \
    " STRICT, WITHOUT ROWID;"                                                          \
    "CREATE INDEX item_kind ON item(kind, time, id);"                                  \
    "CREATE TABLE row(id BLOB PRIMARY KEY, sealed BLOB NOT NULL) STRICT, WITHOUT "     \
    "ROWID;"                                                                           \
    "CREATE TABLE expiry(id BLOB PRIMARY KEY, sealed BLOB NOT NULL) STRICT, WITHOUT "  \
    "ROWID;"                                                                           \
    "CREATE TABLE link("                                                               \
    " source BLOB NOT NULL, target BLOB NOT NULL, type TEXT NOT NULL, hash BLOB NOT "  \
    "NULL,"                                                                            \
    " kind TEXT NOT NULL, record INTEGER NOT NULL, PRIMARY KEY(target, type, source, " \
    "record))"                                                                         \
    " STRICT, WITHOUT ROWID;"                                                          \
    "CREATE INDEX link_source ON link(source);"                                        \
    "CREATE INDEX link_record ON link(record);"                                        \
    "CREATE VIRTUAL TABLE token USING fts5(words, content='', tokenize='ascii', "      \
    "detail=none, columnsize=0);"

/* keys/tree.db: pages of item keys, each sealed under a key of the page above. */
#define SQL_SCHEMA_KEYS                                                          \
    "CREATE TABLE meta(name TEXT PRIMARY KEY, value ANY) STRICT, WITHOUT ROWID;" \
    "CREATE TABLE page("                                                         \
    " level INTEGER NOT NULL, no INTEGER NOT NULL, sealed BLOB NOT NULL,"        \
    " PRIMARY KEY(level, no)) STRICT, WITHOUT ROWID;"

#define SQL_STATEMENTS                                                                   \
    /* keys/tree.db */                                                                   \
    SQL(KEYS, KEYS_META_GET, "SELECT value FROM meta WHERE name = ?1")                   \
    SQL(KEYS, KEYS_META_PUT, "INSERT OR REPLACE INTO meta(name, value) VALUES(?1, ?2)")  \
    SQL(KEYS, KEY_PAGE_GET, "SELECT sealed FROM page WHERE level = ?1 AND no = ?2")      \
    SQL(KEYS, KEY_PAGE_PUT,                                                              \
        "INSERT OR REPLACE INTO page(level, no, sealed) VALUES(?1, ?2, ?3)")             \
    /* data.db: meta and secrets */                                                      \
    SQL(DATA, META_GET, "SELECT value FROM meta WHERE name = ?1")                        \
    SQL(DATA, META_PUT, "INSERT OR REPLACE INTO meta(name, value) VALUES(?1, ?2)")       \
    SQL(DATA, META_NEXT,                                                                 \
        "SELECT name, value FROM meta WHERE name > ?1 ORDER BY name LIMIT 1")            \
    SQL(DATA, META_DROP, "DELETE FROM meta WHERE name = ?1")                             \
    SQL(DATA, SECRET_GET, "SELECT key FROM secret WHERE name = ?1")                      \
    SQL(DATA, SECRET_PUT, "INSERT OR REPLACE INTO secret(name, key) VALUES(?1, ?2)")     \
    SQL(DATA, SECRET_DROP, "DELETE FROM secret WHERE name = ?1")                         \
    SQL(DATA, SECRET_RENAME, "UPDATE secret SET name = ?2 WHERE name = ?1")              \
    /* records and parts */                                                              \
    SQL(DATA, RECORD_ADD,                                                                \
        "INSERT INTO record(hash, id, version, author, kind, time, origin, state, "      \
        "header, "                                                                       \
        "proof, came) VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)")             \
    SQL(DATA, RECORD_BY_HASH,                                                            \
        "SELECT no, hash, id, version, author, kind, time, origin, state, header, "      \
        "proof, came "                                                                   \
        "FROM record WHERE hash = ?1 AND kind <> ''")                                    \
    SQL(DATA, RECORD_KEPT,                                                               \
        "SELECT no, hash, id, version, author, kind, time, origin, state, header, "      \
        "proof, came "                                                                   \
        "FROM record WHERE hash = ?1 AND kind = ''")                                     \
    SQL(DATA, RECORD_BY_NO,                                                              \
        "SELECT no, hash, id, version, author, kind, time, origin, state, header, "      \
        "proof, came "                                                                   \
        "FROM record WHERE no = ?1")                                                     \
    SQL(DATA, RECORD_BY_ID,                                                              \
        "SELECT no, hash, id, version, author, kind, time, origin, state, header, "      \
        "proof, came "                                                                   \
        "FROM record WHERE id = ?1 AND kind <> '' ORDER BY version DESC, no")            \
    SQL(DATA, RECORD_BY_ID_RANGE,                                                        \
        "SELECT no, hash, id, version, author, kind, time, origin, state, header, "      \
        "proof, came "                                                                   \
        "FROM record WHERE id >= ?1 AND id <= ?2 AND kind <> '' "                        \
        "ORDER BY id, version DESC LIMIT 64")                                            \
    SQL(DATA, RECORD_AFTER,                                                              \
        "SELECT no, hash, id, version, author, kind, time, origin, state, header, "      \
        "proof, came "                                                                   \
        "FROM record WHERE no > ?1 ORDER BY no LIMIT 1")                                 \
    SQL(DATA, RECORD_AFTER_KIND,                                                         \
        "SELECT no, hash, id, version, author, kind, time, origin, state, header, "      \
        "proof, came "                                                                   \
        "FROM record WHERE kind = ?2 AND no > ?1 ORDER BY no LIMIT 1")                   \
    SQL(DATA, RECORD_WAITING,                                                            \
        "SELECT no, hash, id, version, author, kind, time, origin, state, header, "      \
        "proof, came "                                                                   \
        "FROM record WHERE state = 0 AND no > ?1 ORDER BY no LIMIT 1")                   \
    SQL(DATA, RECORD_SET_ASIDE,                                                          \
        "SELECT no, hash, id, version, author, kind, time, origin, state, header, "      \
        "proof, came "                                                                   \
        "FROM record WHERE state = 2 AND kind <> 'fork/1' ORDER BY no LIMIT 100")        \
    SQL(DATA, RECORD_WAITS,                                                              \
        "SELECT origin, count(*), sum(kind = ''), sum(length(header) + length(proof) + " \
        "(SELECT coalesce(sum(length(sealed)), 0) FROM part "                            \
        "WHERE part.record = record.no)) "                                               \
        "FROM record WHERE state = 0 GROUP BY origin")                                   \
    SQL(DATA, RECORD_BECOME,                                                             \
        "UPDATE record SET id = ?2, version = ?3, author = ?4, kind = ?5, time = ?6, "   \
        "state = ?7, header = ?8, proof = ?9 WHERE no = ?1")                             \
    SQL(DATA, RECORD_STATE, "UPDATE record SET state = ?2 WHERE no = ?1")                \
    SQL(DATA, RECORD_PROVE,                                                              \
        "UPDATE record SET state = ?2, origin = ?3, proof = ?4 WHERE no = ?1")           \
    SQL(DATA, RECORD_CAME, "UPDATE record SET came = ?2 WHERE no = ?1")                  \
    SQL(DATA, RECORD_COUNT, "SELECT count(*) FROM record")                               \
    SQL(DATA, PART_ADD,                                                                  \
        "INSERT INTO part(record, name, key, sealed) VALUES(?1, ?2, ?3, ?4)")            \
    SQL(DATA, PART_LIST,                                                                 \
        "SELECT name, key, sealed FROM part WHERE record = ?1 ORDER BY name")            \
    SQL(DATA, PART_GET, "SELECT key, sealed FROM part WHERE record = ?1 AND name = ?2")  \
    SQL(DATA, PART_DROP, "DELETE FROM part WHERE record = ?1")                           \
    SQL(DATA, PART_ERASE,                                                                \
        "UPDATE part SET key = NULL, sealed = NULL WHERE record = ?1 AND name = ?2")     \
    /* logs */                                                                           \
    SQL(DATA, LOG_ADD,                                                                   \
        "INSERT INTO log(name, salt, size, origin) VALUES(?1, ?2, 0, ?3)")               \
    SQL(DATA, LOG_GET, "SELECT no, name, salt, size, origin FROM log WHERE name = ?1")   \
    SQL(DATA, LOG_BY_NO, "SELECT no, name, salt, size, origin FROM log WHERE no = ?1")   \
    SQL(DATA, LOG_AFTER, "SELECT no, name FROM log WHERE no > ?1 ORDER BY no LIMIT 1")   \
    SQL(DATA, LOG_RENAME, "UPDATE log SET name = ?2 WHERE no = ?1")                      \
    SQL(DATA, LOG_SIZE, "UPDATE log SET size = ?2 WHERE no = ?1")                        \
    SQL(DATA, ENTRY_ADD,                                                                 \
        "INSERT INTO entry(log, at, leaf, record, salt) VALUES(?1, ?2, ?3, ?4, ?5)")     \
    SQL(DATA, ENTRY_RANGE,                                                               \
        "SELECT at, leaf, record, salt FROM entry WHERE log = ?1 AND at >= ?2 AND at < " \
        "?3 "                                                                            \
        "ORDER BY at")                                                                   \
    SQL(DATA, ENTRY_CUT, "DELETE FROM entry WHERE log = ?1 AND at >= ?2")                \
    SQL(DATA, ENTRY_OF_RECORD,                                                           \
        "SELECT at FROM entry WHERE record = ?2 AND log = ?1 ORDER BY at DESC LIMIT 1")  \
    SQL(DATA, LOGS_OF_RECORD,                                                            \
        "SELECT DISTINCT log.name FROM entry JOIN log ON log.no = entry.log "            \
        "WHERE entry.record = ?1 ORDER BY log.no")                                       \
    SQL(DATA, TILE_GET,                                                                  \
        "SELECT hashes FROM tile WHERE log = ?1 AND level = ?2 AND at = ?3")             \
    SQL(DATA, TILE_PUT,                                                                  \
        "INSERT OR REPLACE INTO tile(log, level, at, hashes) VALUES(?1, ?2, ?3, ?4)")    \
    SQL(DATA, TILES_DROP, "DELETE FROM tile WHERE log = ?1")                             \
    SQL(DATA, CHECKPOINT_PUT,                                                            \
        "INSERT OR REPLACE INTO checkpoint(log, size, note) VALUES(?1, ?2, ?3)")         \
    SQL(DATA, CHECKPOINT_AT,                                                             \
        "SELECT size, note FROM checkpoint WHERE log = ?1 AND size = ?2")                \
    SQL(DATA, CHECKPOINT_BEFORE,                                                         \
        "SELECT size, note FROM checkpoint WHERE log = ?1 AND size <= ?2 "               \
        "ORDER BY size DESC LIMIT 1")                                                    \
    SQL(DATA, CHECKPOINT_LIST,                                                           \
        "SELECT size, note FROM checkpoint WHERE log = ?1 ORDER BY size")                \
    /* the vault */                                                                      \
    SQL(DATA, BLOB_ADD,                                                                  \
        "INSERT INTO blob(tree, pack, at, length, pieces, alike) "                       \
        "VALUES(?1, ?2, ?3, ?4, ?5, ?6)")                                                \
    SQL(DATA, BLOB_ARRIVED, "UPDATE blob SET pack = ?2, at = ?3 WHERE no = ?1")          \
    SQL(DATA, BLOB_PIECES, "SELECT pieces FROM blob WHERE no = ?1")                      \
    SQL(DATA, BLOB_PIECES_PUT, "UPDATE blob SET pieces = ?2 WHERE no = ?1")              \
    SQL(DATA, BLOB_PIECE,                                                                \
        "SELECT substr(pieces, ?2 * 32 + 1, 32) FROM blob WHERE no = ?1")                \
    SQL(DATA, BLOB_IN_PACK,                                                              \
        "SELECT no, tree, pack, at, length FROM blob WHERE pack = ?1 AND at = 0")        \
    SQL(DATA, BLOB_BY_TREE,                                                              \
        "SELECT no, tree, pack, at, length FROM blob WHERE tree = ?1")                   \
    SQL(DATA, BLOB_BY_ALIKE,                                                             \
        "SELECT no, tree, pack, at, length FROM blob WHERE alike = ?1")                  \
    SQL(DATA, BLOB_AFTER,                                                                \
        "SELECT no, tree, pack, at, length FROM blob WHERE no > ?1 ORDER BY no LIMIT 1") \
    SQL(DATA, BLOB_FORGET, "UPDATE blob SET alike = NULL WHERE no = ?1")                 \
    SQL(DATA, BLOB_USE_ADD,                                                              \
        "INSERT INTO blob_use(record, blob, key, wrapped) VALUES(?1, ?2, ?3, ?4)")       \
    SQL(DATA, BLOB_USE_DROP, "DELETE FROM blob_use WHERE record = ?1 AND blob = ?2")     \
    SQL(DATA, BLOB_USES,                                                                 \
        "SELECT record, key, wrapped FROM blob_use WHERE blob = ?1 ORDER BY record")     \
    SQL(DATA, BLOBS_OF,                                                                  \
        "SELECT blob, key FROM blob_use WHERE record = ?1 ORDER BY blob")                \
    SQL(DATA, PACK_ADD, "INSERT INTO pack(no, length) VALUES(?1, ?2)")                   \
    SQL(DATA, PACK_LENGTH, "UPDATE pack SET length = ?2 WHERE no = ?1")                  \
    SQL(DATA, PACK_LAST, "SELECT no, length FROM pack ORDER BY no DESC LIMIT 1")         \
    SQL(DATA, PACK_LIST, "SELECT no, length FROM pack ORDER BY no")                      \
    /* keys that are to be destroyed: written with the erasure, emptied after it */      \
    SQL(DATA, DOOM, "INSERT OR IGNORE INTO doomed(key) VALUES(?1)")                      \
    SQL(DATA, DOOMED, "SELECT key FROM doomed ORDER BY key")                             \
    SQL(DATA, DOOM_DONE, "DELETE FROM doomed WHERE key = ?1")                            \
    /* views.db */                                                                       \
    SQL(VIEWS, VIEW_META_GET, "SELECT value FROM meta WHERE name = ?1")                  \
    SQL(VIEWS, VIEW_META_PUT, "INSERT OR REPLACE INTO meta(name, value) VALUES(?1, ?2)") \
    SQL(VIEWS, ITEM_GET,                                                                 \
        "SELECT record, version, hash, author, kind, time FROM item WHERE id = ?1")      \
    SQL(VIEWS, ITEM_PUT,                                                                 \
        "INSERT OR REPLACE INTO item(id, record, version, hash, author, kind, time) "    \
        "VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7)")                                            \
    SQL(VIEWS, ITEM_DROP, "DELETE FROM item WHERE id = ?1")                              \
    SQL(VIEWS, ITEM_LIST,                                                                \
        "SELECT id, record, version, hash, author, kind, time FROM item "                \
        "ORDER BY time, id")                                                             \
    SQL(VIEWS, ITEM_LIST_KIND,                                                           \
        "SELECT id, record, version, hash, author, kind, time FROM item "                \
        "WHERE kind = ?1 ORDER BY time, id")                                             \
    SQL(VIEWS, ROW_PUT, "INSERT OR REPLACE INTO row(id, sealed) VALUES(?1, ?2)")         \
    SQL(VIEWS, ROW_DROP, "DELETE FROM row WHERE id = ?1")                                \
    SQL(VIEWS, EXPIRY_PUT, "INSERT OR REPLACE INTO expiry(id, sealed) VALUES(?1, ?2)")   \
    SQL(VIEWS, EXPIRY_DROP, "DELETE FROM expiry WHERE id = ?1")                          \
    SQL(VIEWS, EXPIRY_LIST, "SELECT id, sealed FROM expiry ORDER BY id")                 \
    SQL(VIEWS, ROWS_SEALED, "SELECT id, sealed FROM row")                                \
    SQL(VIEWS, ROWS_ALL,                                                                 \
        "SELECT item.id, record, author, kind, time, sealed FROM item "                  \
        "LEFT JOIN row ON row.id = item.id ORDER BY item.id")                            \
    SQL(VIEWS, LINK_PUT,                                                                 \
        "INSERT OR REPLACE INTO link(source, target, type, hash, kind, record) "         \
        "VALUES(?1, ?2, ?3, ?4, ?5, ?6)")                                                \
    SQL(VIEWS, LINKS_TO,                                                                 \
        "SELECT source, type, hash, kind, record FROM link WHERE target = ?1 "           \
        "ORDER BY type, record")                                                         \
    SQL(VIEWS, LINKS_TO_TYPE,                                                            \
        "SELECT source, type, hash, kind, record FROM link WHERE target = ?1 AND type "  \
        "= ?2 "                                                                          \
        "ORDER BY record")                                                               \
    SQL(VIEWS, LINKS_FROM,                                                               \
        "SELECT target, type, hash, kind, record FROM link WHERE source = ?1 "           \
        "ORDER BY type, record")                                                         \
    SQL(VIEWS, LINK_DROP_RECORD, "DELETE FROM link WHERE record = ?1")                   \
    SQL(VIEWS, TOKEN_PUT, "INSERT INTO token(rowid, words) VALUES(?1, ?2)")              \
    SQL(VIEWS, TOKEN_DROP,                                                               \
        "INSERT INTO token(token, rowid, words) VALUES('delete', ?1, ?2)")               \
    SQL(VIEWS, TOKEN_FIND,                                                               \
        "SELECT rowid FROM token WHERE token MATCH ?1 ORDER BY rowid")                   \
    SQL(VIEWS, VIEW_DUMP_ITEMS,                                                          \
        "SELECT hex(id), version, hex(hash), hex(author), kind, time FROM item ORDER "   \
        "BY id")                                                                         \
    SQL(VIEWS, VIEW_DUMP_LINKS,                                                          \
        "SELECT hex(source), hex(target), type, hex(hash), kind FROM link "              \
        "ORDER BY target, type, source, hash")

#endif
