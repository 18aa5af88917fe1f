/*
 * What the files of the disk in memory share.
 */
#ifndef TESTS_SUPPORT_DISK_INNER_H
#define TESTS_SUPPORT_DISK_INNER_H

#include "support/disk.h"

#define DISK_PATH 128
#define DISK_NAMES 512
#define DISK_FDS 256
#define DISK_FD_FIRST 1000000 /* no number that the real system gives */
#define DISK_SECTOR 512

struct disk_bytes {
    uint8_t *at;
    size_t len;
    size_t room;
};

/* A write since the last sync, or a new length. */
struct disk_change {
    struct disk_change *next;
    bool truncate;
    size_t at;
    size_t len;
    uint8_t bytes[];
};

struct disk_file {
    struct disk_file *next;
    bool folder;
    bool lost; /* at the boot that is under way */
    unsigned number;
    struct disk_bytes live; /* as it reads */
    struct disk_bytes safe; /* as it was when it was last synced */
    struct disk_change *changes;
    struct disk_change *last;
};

struct disk_names {
    size_t count;
    struct {
        char path[DISK_PATH];
        struct disk_file *file;
    } at[DISK_NAMES];
};

/* An act on names since their folder was synced. */
struct disk_naming {
    char folder[DISK_PATH];
    char path[DISK_PATH];
    char from[DISK_PATH];
    struct disk_file *file;
};

struct disk {
    bool off;
    char off_below[DISK_PATH]; /* of which machine: its folder */
    uint64_t seed;
    struct disk_file *files;
    unsigned files_made;
    struct disk_names live, safe;
    struct disk_naming *namings;
    size_t naming_count;
    unsigned open_count;
    int64_t clock;
    struct {
        struct disk_file *file;
        size_t at; /* of read and write */
        char path[DISK_PATH];
    } fds[DISK_FDS];
};
extern struct disk disk;

uint64_t disk_random(void);
bool disk_is_off(const char *path);
struct disk_file *disk_new(bool folder);
struct disk_file *disk_find(const char *path);
void disk_folder_of(const char *path, char out[DISK_PATH]);
void disk_name(const char *path, struct disk_file *file, const char *from);
void disk_sync_folder(const char *folder);
void disk_move(const char *from, const char *to); /* a folder */
void disk_write(struct disk_file *f, size_t at, const void *from, size_t len);
void disk_truncate(struct disk_file *f, size_t len);
size_t disk_read(const struct disk_file *f, size_t at, void *to, size_t len);
void disk_sync(struct disk_file *f);
void disk_vfs_register(void);

#endif
