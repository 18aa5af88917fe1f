/*
 * The disk in memory: files, names, and what of them would survive.  Its doors are
 * disk_os.c and disk_vfs.c.
 */
#include "support/disk_inner.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct disk disk;
struct disk_losses disk_losses;

uint64_t
disk_random(void)
{
    uint64_t v = disk.seed += UINT64_C(0x9e3779b97f4a7c15);

    v = (v ^ v >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
    v = (v ^ v >> 27) * UINT64_C(0x94d049bb133111eb);
    return v ^ v >> 31;
}

static void *
must(void *at)
{
    if (at == NULL) {
        printf("Bail out! no memory for a disk\n");
        abort();
    }
    return at;
}

/* ---- Contents -------------------------------------------------------------------------- */

static void
stretch(struct disk_bytes *b, size_t len)
{
    if (len > b->room) {
        size_t room = len * 2 < 4096 ? 4096 : len * 2;

        b->at = must(realloc(b->at, room));
        memset(b->at + b->room, 0, room - b->room);
        b->room = room;
    }
}

static void
put(struct disk_bytes *b, size_t at, const uint8_t *from, size_t len)
{
    stretch(b, at + len);
    if (len > 0)
        memcpy(b->at + at, from, len);
    if (at + len > b->len)
        b->len = at + len;
}

static void
cut(struct disk_bytes *b, size_t len)
{
    stretch(b, len);
    if (len < b->len)
        memset(b->at + len, 0, b->len - len);
    b->len = len;
}

static struct disk_change *
remember(struct disk_file *f, size_t at, const void *from, size_t len)
{
    struct disk_change *c = must(calloc(1, sizeof(*c) + len));

    c->at = at;
    c->len = len;
    if (len > 0)
        memcpy(c->bytes, from, len);
    if (f->last != NULL)
        f->last->next = c;
    else
        f->changes = c;
    f->last = c;
    return c;
}

void
disk_write(struct disk_file *f, size_t at, const void *from, size_t len)
{
    if (len == 0)
        return;
    put(&f->live, at, from, len);
    remember(f, at, from, len);
}

void
disk_truncate(struct disk_file *f, size_t len)
{
    cut(&f->live, len);
    remember(f, len, NULL, 0)->truncate = true;
}

size_t
disk_read(const struct disk_file *f, size_t at, void *to, size_t len)
{
    if (at >= f->live.len)
        return 0;
    if (len > f->live.len - at)
        len = f->live.len - at;
    memcpy(to, f->live.at + at, len);
    return len;
}

static void
forget_changes(struct disk_file *f)
{
    for (struct disk_change *c = f->changes, *next; c != NULL; c = next) {
        next = c->next;
        free(c);
    }
    f->changes = f->last = NULL;
}

static void
apply(struct disk_file *f, const struct disk_change *c)
{
    if (c->truncate)
        cut(&f->safe, c->at);
    else
        put(&f->safe, c->at, c->bytes, c->len);
}

void
disk_sync(struct disk_file *f)
{
    for (const struct disk_change *c = f->changes; c != NULL; c = c->next)
        apply(f, c);
    forget_changes(f);
}

/* ---- Names -------------------------------------------------------------------------------- */

struct disk_file *
disk_new(bool folder)
{
    struct disk_file *f = must(calloc(1, sizeof(*f)));

    f->folder = folder;
    f->number = ++disk.files_made;
    f->next = disk.files;
    disk.files = f;
    return f;
}

static size_t
name_at(const struct disk_names *n, const char *path)
{
    size_t i = 0;

    while (i < n->count && strcmp(n->at[i].path, path) != 0)
        i++;
    return i;
}

static void
name_set(struct disk_names *n, const char *path, struct disk_file *f)
{
    size_t i = name_at(n, path);

    if (i == n->count) {
        if (n->count == DISK_NAMES || strlen(path) >= sizeof(n->at[i].path)) {
            printf("Bail out! too many names, or too long: %s\n", path);
            abort();
        }
        snprintf(n->at[i].path, sizeof(n->at[i].path), "%s", path);
        n->count++;
    }
    n->at[i].file = f;
}

static void
name_drop(struct disk_names *n, const char *path)
{
    size_t i = name_at(n, path);

    if (i < n->count)
        n->at[i] = n->at[--n->count];
}

struct disk_file *
disk_find(const char *path)
{
    size_t i = name_at(&disk.live, path);

    return i < disk.live.count ? disk.live.at[i].file : NULL;
}

void
disk_folder_of(const char *path, char out[DISK_PATH])
{
    const char *slash = strrchr(path, '/');

    snprintf(out, DISK_PATH, "%.*s", slash == NULL ? 0 : (int)(slash - path), path);
}

static void
do_name(struct disk_names *n, const struct disk_naming *o)
{
    if (o->from[0] != '\0')
        name_drop(n, o->from);
    if (o->file != NULL)
        name_set(n, o->path, o->file);
    else
        name_drop(n, o->path);
}

/* One act on names: ${path} now names ${file} (or nothing), and ${from} nothing. */
void
disk_name(const char *path, struct disk_file *file, const char *from)
{
    struct disk_naming *o;

    disk.namings = must(realloc(disk.namings, (disk.naming_count + 1) * sizeof(*o)));
    o = &disk.namings[disk.naming_count++];
    *o = (struct disk_naming){.file = file};
    snprintf(o->path, sizeof(o->path), "%s", path);
    snprintf(o->from, sizeof(o->from), "%s", from != NULL ? from : "");
    disk_folder_of(path, o->folder);
    do_name(&disk.live, o);
}

/* What was done in a folder is safe; or, of ${some} acts, the first ones. */
static void
settle_folder(const char *folder, size_t some)
{
    size_t kept = 0;

    for (size_t i = 0; i < disk.naming_count; i++) {
        if (strcmp(disk.namings[i].folder, folder) != 0) {
            disk.namings[kept++] = disk.namings[i];
        } else if (some > 0) {
            do_name(&disk.safe, &disk.namings[i]);
            some--;
        }
    }
    disk.naming_count = kept;
}

void
disk_sync_folder(const char *folder)
{
    settle_folder(folder, SIZE_MAX);
}

/* ---- Power -------------------------------------------------------------------------------- */

void
disk_reset(uint64_t seed)
{
    for (struct disk_file *f = disk.files, *next; f != NULL; f = next) {
        next = f->next;
        forget_changes(f);
        free(f->live.at);
        free(f->safe.at);
        free(f);
    }
    free(disk.namings);
    memset(&disk, 0, sizeof(disk));
    disk.seed = seed;
    disk_vfs_register();
    disk_name(DISK_ROOT, disk_new(true), NULL);
    disk_sync_folder("");
}

static bool
below(const char *path, const char *folder)
{
    size_t len = strlen(folder);

    return strncmp(path, folder, len) == 0 &&
        (len == 0 || path[len] == '/' || path[len] == '\0');
}

bool
disk_is_off(const char *path)
{
    return disk.off && below(path, disk.off_below);
}

void
disk_cut(void)
{
    disk_cut_below("");
}

void
disk_cut_below(const char *folder)
{
    disk.off = true;
    snprintf(disk.off_below, sizeof(disk.off_below), "%s", folder);
}

bool
disk_is_cut(void)
{
    return disk.off;
}

unsigned
disk_open_files(void)
{
    return disk.open_count;
}

static void
tear(struct disk_file *f, const struct disk_change *c)
{
    size_t len = 0;

    if (c->truncate) {
        apply(f, c);
        return;
    }
    for (size_t at = 0; at < c->len; at += len) {
        /* Sectors are those of the disk, not of the write. */
        len = DISK_SECTOR - (c->at + at) % DISK_SECTOR;
        if (len > c->len - at)
            len = c->len - at;
        if (disk_random() % 2 == 0)
            put(&f->safe, c->at + at, c->bytes + at, len);
    }
}

static void
lose(struct disk_file *f, enum disk_loss loss)
{
    unsigned bias = (unsigned)(disk_random() % 4);

    for (const struct disk_change *c = f->changes; c != NULL; c = c->next) {
        unsigned fate = loss == DISK_DROPS ? 1 : (unsigned)(disk_random() % 4);

        /* Some files get through nearly whole, others hardly. */
        if (loss == DISK_TEARS && bias == 0)
            fate = 0;
        if (fate == 1) {
            disk_losses.dropped++;
        } else if (fate == 2) {
            tear(f, c);
            disk_losses.torn++;
        } else {
            apply(f, c);
            disk_losses.kept++;
        }
    }
    forget_changes(f);
    cut(&f->live, 0);
    put(&f->live, 0, f->safe.at, f->safe.len);
}

/* Names in folders that are not there any more are not there either. */
static void
drop_orphans(void)
{
    char folder[DISK_PATH];

    for (size_t i = 0; i < disk.safe.count;) {
        disk_folder_of(disk.safe.at[i].path, folder);
        if (folder[0] != '\0' && name_at(&disk.safe, folder) == disk.safe.count) {
            disk.safe.at[i] = disk.safe.at[--disk.safe.count];
            i = 0;
        } else {
            i++;
        }
    }
}

/* Of what was done to names below the folder, some beginning happened; then what was lost
 * is not there. */
static void
lose_names(const char *machine, enum disk_loss loss)
{
    size_t i = 0;

    while (i < disk.naming_count) {
        char folder[DISK_PATH];
        size_t count = 0, some;

        snprintf(folder, sizeof(folder), "%s", disk.namings[i].folder);
        if (!below(folder, machine)) {
            i++;
            continue;
        }
        for (size_t k = 0; k < disk.naming_count; k++)
            count += strcmp(disk.namings[k].folder, folder) == 0;
        some = loss == DISK_DROPS ? 0 : disk_random() % (count + 1);
        disk_losses.names += count - some;
        settle_folder(folder, some);
        i = 0;
    }
    drop_orphans();
}

void
disk_boot(enum disk_loss loss, uint64_t seed)
{
    disk_boot_below("", loss, seed);
}

void
disk_boot_below(const char *folder, enum disk_loss loss, uint64_t seed)
{
    uint64_t kept = disk.seed;

    disk.off = false;
    for (int fd = 0; fd < DISK_FDS; fd++)
        if (disk.fds[fd].file != NULL && below(disk.fds[fd].path, folder)) {
            disk.fds[fd].file = NULL;
            disk.open_count--;
        }
    if (*folder == '\0')
        disk.open_count = 0;
    if (loss == DISK_KEEPS)
        return;
    disk.seed = seed;
    lose_names(folder, loss);
    for (size_t i = disk.live.count; i-- > 0;)
        if (below(disk.live.at[i].path, folder))
            disk.live.at[i] = disk.live.at[--disk.live.count];
    for (struct disk_file *f = disk.files; f != NULL; f = f->next)
        f->lost = *folder == '\0';
    for (size_t i = 0; i < disk.safe.count; i++)
        if (below(disk.safe.at[i].path, folder)) {
            disk.safe.at[i].file->lost = true;
            name_set(&disk.live, disk.safe.at[i].path, disk.safe.at[i].file);
        }
    for (struct disk_file *f = disk.files; f != NULL; f = f->next)
        if (f->lost)
            lose(f, loss);
    disk.seed = kept;
}

/* ---- Folders as a whole ------------------------------------------------------------------- */

static void
move_path(char path[DISK_PATH], const char *from, const char *to)
{
    char moved[DISK_PATH];

    if (below(path, from) &&
        snprintf(moved, sizeof(moved), "%s%s", to, path + strlen(from)) < DISK_PATH)
        snprintf(path, DISK_PATH, "%s", moved);
}

/* What is in a folder hangs on the folder, and not on its name.  That a new name may be lost
 * again is not shown here: it would take what is in it along. */
void
disk_move(const char *from, const char *to)
{
    for (size_t i = 0; i < disk.live.count; i++)
        move_path(disk.live.at[i].path, from, to);
    for (size_t i = 0; i < disk.safe.count; i++)
        move_path(disk.safe.at[i].path, from, to);
    for (size_t i = 0; i < disk.naming_count; i++) {
        move_path(disk.namings[i].folder, from, to);
        move_path(disk.namings[i].path, from, to);
        move_path(disk.namings[i].from, from, to);
    }
    for (int fd = 0; fd < DISK_FDS; fd++)
        move_path(disk.fds[fd].path, from, to);
}

void
disk_copy(const char *from, const char *to)
{
    size_t count = disk.live.count;

    for (size_t i = 0; i < count; i++) {
        const struct disk_file *f = disk.live.at[i].file;
        char path[DISK_PATH];
        struct disk_file *copy;

        if (!below(disk.live.at[i].path, from))
            continue;
        if (snprintf(path, sizeof(path), "%s%s", to,
                disk.live.at[i].path + strlen(from)) >= DISK_PATH)
            continue;
        copy = disk_new(f->folder);
        put(&copy->live, 0, f->live.at, f->live.len);
        put(&copy->safe, 0, f->live.at, f->live.len);
        name_set(&disk.live, path, copy);
        name_set(&disk.safe, path, copy);
    }
}
