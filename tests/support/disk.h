/*
 * disk: a disk in memory, for programs and for SQLite alike, that can lose power.
 *
 * What was not synced lies apart from what was.  When the power comes back, each unsynced
 * write has happened, or not, or in part, in pieces of 512 bytes; and of what was done to
 * the names in a folder since that was synced, some beginning.  Everything here is the same
 * again for the same seed.
 */
#ifndef TESTS_SUPPORT_DISK_H
#define TESTS_SUPPORT_DISK_H

#include "ground/base/base.h"

/* The system calls on it; clock and random bytes are invented too. */
extern const struct os disk_os;
/* SQLite's way to it, registered under this name by disk_reset. */
#define DISK_VFS "disk"

/* An empty disk with one folder, DISK_ROOT. */
#define DISK_ROOT "/memory"
void disk_reset(uint64_t seed);
/* SQLite goes back to the real files. */
void disk_leave(void);
/* From now on every call fails: the machine is off.  Each folder below the root may stand for
 * a machine of its own, and be cut alone. */
void disk_cut(void);
void disk_cut_below(const char *folder);
bool disk_is_cut(void);
/* On again, after a loss of power, or, with all kept, the death of the process. */
enum disk_loss { DISK_KEEPS, DISK_DROPS, DISK_TEARS };
void disk_boot(enum disk_loss loss, uint64_t seed);
/* What was cut below a folder alone comes back alone. */
void disk_boot_below(const char *folder, enum disk_loss loss, uint64_t seed);
/* A copy of a folder and all in it, durable at once. */
void disk_copy(const char *from, const char *to);
/* Files that are open; unsynced writes that the last loss kept, dropped and tore. */
unsigned disk_open_files(void);
struct disk_losses {
    unsigned long kept, dropped, torn, names;
};
extern struct disk_losses disk_losses;

#endif
