/*
 * faults: a layer above any system and any SQLite file system that counts the calls going
 * through it and makes the n-th one go wrong.
 */
#ifndef TESTS_SUPPORT_FAULTS_H
#define TESTS_SUPPORT_FAULTS_H

#include "ground/base/base.h"

enum fault_call {
    CALL_OPEN,
    CALL_PREAD,
    CALL_PWRITE,
    CALL_READ,
    CALL_WRITE,
    CALL_FSTAT,
    CALL_FDATASYNC,
    CALL_FSYNC,
    CALL_FTRUNCATE,
    CALL_RENAME,
    CALL_UNLINK,
    CALL_LINK,
    CALL_MKDIR,
    CALL_RANDOM,
    CALL_ALLOC,
    CALL_MAP,
    CALL_SQL_OPEN,
    CALL_SQL_DELETE,
    CALL_SQL_READ,
    CALL_SQL_WRITE,
    CALL_SQL_TRUNCATE,
    CALL_SQL_SYNC,
    CALL_SQL_ALLOC,
    CALLS
};
extern const char *const fault_call_names[CALLS];
#define CALL_BIT(call) (1u << (call))
/* What changes a disk, and what only asks it. */
#define CALLS_CHANGING                                                               \
    (CALL_BIT(CALL_OPEN) | CALL_BIT(CALL_PWRITE) | CALL_BIT(CALL_WRITE) |            \
        CALL_BIT(CALL_FDATASYNC) | CALL_BIT(CALL_FSYNC) | CALL_BIT(CALL_FTRUNCATE) | \
        CALL_BIT(CALL_RENAME) | CALL_BIT(CALL_UNLINK) | CALL_BIT(CALL_LINK) |        \
        CALL_BIT(CALL_MKDIR) | CALL_BIT(CALL_SQL_OPEN) | CALL_BIT(CALL_SQL_DELETE) | \
        CALL_BIT(CALL_SQL_WRITE) | CALL_BIT(CALL_SQL_TRUNCATE) |                     \
        CALL_BIT(CALL_SQL_SYNC))

enum fault_how {
    HOW_NUMBER, /* fails with this errno; SQLite's with the like of it */
    HOW_SHORT,  /* moves half of what it should */
    HOW_CALL    /* calls a function first: to die, or to cut the power */
};

struct fault_plan {
    unsigned calls;   /* bits of those that count */
    unsigned long at; /* the one that goes wrong, from 1; 0: none */
    bool from;        /* and all after it */
    enum fault_how how;
    int number;
    void (*call)(void);
    bool no_sync; /* SQLite's syncs do nothing: only a process dies */
    /* Filled in. */
    unsigned long count;
    unsigned long hit;       /* how many went wrong, */
    unsigned long by[CALLS]; /* and which, over all plans */
};
extern struct fault_plan fault_plan;

/* Put the layer above these; the VFS of that name must be there.  Calls go through it that
 * are made by way of faults_os and, from now on, by SQLite. */
void faults_over(const struct os *base, const char *vfs);
extern const struct os faults_os;
/* Count and fail SQLite's allocations too: before anything else uses SQLite. */
void faults_over_sqlite_memory(void);
/* A new plan: counts from 0, what went wrong so far is kept. */
void faults_plan(unsigned calls, unsigned long at, enum fault_how how, int number);
void faults_off(void);
/* "12 open, 9 pread ..." of all that went wrong; the text is static. */
const char *faults_told(void);

#endif
