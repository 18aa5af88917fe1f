/*
 * scratch: a folder that a test may fill, gone when it ends; and what is done to files
 * behind the program's back.
 */
#ifndef TESTS_SUPPORT_SCRATCH_H
#define TESTS_SUPPORT_SCRATCH_H

#include "ground/base/base.h"

/* A path below the test's own folder, which the first call makes under TMPDIR; and any
 * other text.  Both live as long as the test. */
const char *scratch(const char *format, ...) LIKE_PRINTF(1, 2);
const char *scratch_text(const char *format, ...) LIKE_PRINTF(1, 2);

/* These end the test when they cannot do what they say. */
void raw_remove(const char *path); /* a file, a folder with all in it, or nothing */
void raw_copy(const char *from, const char *to); /* the same; ${to} is replaced */
void raw_write(const char *path, struct bytes text);
size_t raw_size(const char *path);
void raw_cut(const char *path, size_t len);
void raw_flip(const char *path, size_t at, uint8_t mask);
bool raw_there(const char *path);
/* How many files below ${folder} hold these bytes. */
unsigned raw_holds(const char *folder, struct bytes what);
/* The same for a value raw, and in hex. */
unsigned raw_holds_hash(const char *folder, const struct hash *what);
/* Run SQL on a database file as anyone could who has the disk; ${blob} is parameter 1. */
void raw_sql(const char *path, const char *text, struct bytes blob);
int64_t raw_sql_integer(const char *path, const char *text);

#endif
