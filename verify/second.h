/*
 * second: what the second check of court packages stands on -- refusing, hashes and
 * signatures, the files of the folder, strict reading.  All memory lives to the end.
 */
#ifndef VERIFY_SECOND_H
#define VERIFY_SECOND_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define SUM 32

/* Say why, and end with exit code 1. */
__attribute__((format(printf, 1, 2), noreturn)) void refuse(const char *why, ...);
void *grow(void *old, size_t count, size_t each);
__attribute__((format(printf, 1, 2))) char *join(const char *format, ...);

struct piece {
    const void *at;
    size_t len;
};
void sha256(const struct piece pieces[], size_t count, unsigned char out[SUM]);
/* SHA-256 of a byte 01, the left and the right. */
void tree_node(const unsigned char left[SUM], const unsigned char right[SUM],
    unsigned char out[SUM]);
bool ed25519(const unsigned char key[32], const void *message, size_t len,
    const unsigned char signature[64]);
void hex_of(const unsigned char *from, size_t len, char *to);

struct file {
    char *path;
    uint64_t size;
    unsigned char sum[SUM];
    bool used; /* some other file or a check has asked for it */
};
extern struct file *files; /* in order of path, once they are read */
extern size_t file_count;
void read_folder(void);
/* The file of that name, or NULL; it counts as used.  need() refuses without it. */
struct file *have(const char *path);
struct file *need(const char *path);

/* What is left to read of a file, and its name for a refusal. */
struct reader {
    const char *where;
    const char *at;
    const char *end;
};
__attribute__((noreturn)) void odd(const struct reader *r);
struct reader plain(const char *path);
/* Behind the tag line; behind the tag line and the salt of a part. */
struct reader tagged(const char *path, const char *tag);
struct reader part_text(const char *path);

bool maybe(struct reader *r, const char *literal);
void must(struct reader *r, const char *literal);
void at_end(const struct reader *r);
/* Does what is left end with that? */
bool ends(const struct reader *r, const char *literal);
char *word(struct reader *r); /* a-z 0-9 / - */
char *role(struct reader *r); /* anything without quotation marks and backslashes */
char *uuid(struct reader *r);
char *instant(struct reader *r);
uint64_t number(struct reader *r);
void hex(struct reader *r, size_t len, unsigned char *out);
/* A line, without its end; false when nothing is left. */
bool line(struct reader *r, struct reader *out);
/* Base64 to the end, of exactly that many bytes. */
void base64(struct reader *r, size_t len, unsigned char *out);

/* ---- second_records.c ------------------------------------------------------------------------- */

#define HEX (2 * SUM)

/* What a record lacks: a part, FILE or ALL. */
struct absence {
    char *record;
    char *part;
    bool listed;
};
extern struct absence *absences;
extern size_t absence_count;
void lack(const char *record, const char *part);

struct record {
    char *name; /* "ID-vN", or "package" */
    char *folder;
    char author[HEX + 1];
    char *kind;
    char *time;
    unsigned char hash[SUM];
    bool lacks;   /* a part, or its content */
    bool content; /* does it name content, and say what it is? */
    unsigned char content_sum[SUM];
    uint64_t content_size;
    bool declared;
};
extern struct record *records; /* the package's own is the first */
extern size_t record_count;
extern unsigned signatures; /* how many were checked */

/* Step 2, 3 and 4 of what a verifier demands. */
void check_identity(const char *org);
void check_record(const char *name, const char *folder);
void check_place(const struct record *rec);

#endif
