/*
 * Folders into tar files and back, by libarchive.
 */
#include "ground/archive/archive.h"

#include <archive.h>
#include <archive_entry.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>

#define AT_ONCE 65536
#define END_MARK 1024
#define ENTRIES_MAX 1000000

static bool
said(struct work *w, struct archive *a, const char *doing, const char *path)
{
    const char *why = archive_error_string(a);

    if (archive_errno(a) == ENOMEM)
        return fail(w, FAULT_MEMORY, "out of memory while %s %s", doing, path);
    return fail(w, FAULT_IO, "%s while %s %s", why != NULL ? why : "unknown error", doing,
        path);
}

/* ---- Packing ------------------------------------------------------------------------ */

static void
reader_end(struct archive **a)
{
    if (*a != NULL)
        archive_read_free(*a);
}

static void
writer_end(struct archive **a)
{
    if (*a != NULL)
        archive_write_free(*a);
}

static bool
copy_file(struct work *w, struct archive *from, struct archive *to, const char *path)
{
    uint8_t *some = work_alloc(w, AT_ONCE);
    la_ssize_t got;

    TRY(some != NULL);
    while ((got = archive_read_data(from, some, AT_ONCE)) > 0)
        if (archive_write_data(to, some, (size_t)got) < 0)
            return said(w, to, "writing", path);
    return got == 0 || said(w, from, "reading", path);
}

/* The walk names files from the folder on; the archive names them from inside it. */
static bool
pack_entry(struct work *w, struct archive *disk, struct archive *tar,
    struct archive_entry *entry, const char *folder)
{
    const char *path = archive_entry_pathname(entry);
    size_t outer = strlen(folder);

    if (strncmp(path, folder, outer) != 0 || path[outer] != '/')
        return true; /* the folder itself */
    archive_entry_copy_pathname(entry, work_format(w, "%s", path + outer + 1));
    archive_entry_set_uname(entry, NULL);
    archive_entry_set_gname(entry, NULL);
    if (archive_write_header(tar, entry) != ARCHIVE_OK)
        return said(w, tar, "writing", path);
    return archive_entry_filetype(entry) != AE_IFREG ||
        copy_file(w, disk, tar, work_format(w, "%s", path));
}

static bool
pack_all(struct work *w, const char *folder, struct archive *tar)
{
    __attribute__((cleanup(reader_end))) struct archive *disk = archive_read_disk_new();
    struct archive_entry *entry;
    int code;

    if (disk == NULL)
        return fail(w, FAULT_MEMORY, "out of memory while packing %s", folder);
    archive_read_disk_set_symlink_physical(disk);
    if (archive_read_disk_open(disk, folder) != ARCHIVE_OK)
        return said(w, disk, "opening", folder);
    while ((code = archive_read_next_header(disk, &entry)) == ARCHIVE_OK) {
        mode_t type = archive_entry_filetype(entry);

        if (type == AE_IFDIR)
            archive_read_disk_descend(disk);
        if (type == AE_IFDIR || type == AE_IFREG)
            TRY(pack_entry(w, disk, tar, entry, folder));
    }
    return code == ARCHIVE_EOF || said(w, disk, "walking", folder);
}

static bool
pack_into(struct work *w, const char *folder, const char *file, const struct file *to,
    uint64_t *bytes)
{
    __attribute__((cleanup(writer_end))) struct archive *tar = archive_write_new();
    const char *parent;
    struct stat about;

    TRY(folder_of(w, file, &parent));
    if (tar == NULL)
        return fail(w, FAULT_MEMORY, "out of memory while packing %s", folder);
    if (archive_write_set_format_pax_restricted(tar) != ARCHIVE_OK ||
        archive_write_open_fd(tar, to->fd) != ARCHIVE_OK)
        return said(w, tar, "writing", file);
    TRY(pack_all(w, folder, tar));
    if (archive_write_close(tar) != ARCHIVE_OK)
        return said(w, tar, "writing", file);
    if (to->os->fstat(to->fd, &about) != 0)
        return fail_errno(w, "cannot look at %s", file);
    *bytes = (uint64_t)about.st_size;
    TRY(file_sync(w, to));
    return folder_sync(w, parent);
}

bool
archive_pack(struct work *w, const char *folder, const char *file, uint64_t *bytes)
{
    FILE_AUTO struct file to = {.fd = -1};
    struct stat about;

    if (stat(file, &about) == 0)
        return fail(w, FAULT_CONFLICT, "%s is there already: choose another name", file);
    TRY(file_open(w, file, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW, 0600, &to));
    if (pack_into(w, folder, file, &to, bytes))
        return true;
    work_os(w)->unlink(file);
    return false;
}

/* ---- Unpacking ---------------------------------------------------------------------- */

/* A relative path of ordinary names: nothing leads out of the folder. */
static bool
path_is_plain(const char *path)
{
    if (path == NULL || *path == '\0' || *path == '/' || strlen(path) > 1024)
        return false;
    while (*path != '\0') {
        size_t len = strcspn(path, "/");

        if (len == 0 || (len == 1 && path[0] == '.') ||
            (len == 2 && path[0] == '.' && path[1] == '.'))
            return false;
        path += len;
        path += *path == '/';
    }
    return true;
}

/* What libarchive could not read: the disk's fault, or the file's. */
static bool
unreadable(struct work *w, struct archive *tar, const char *file)
{
    const char *why = archive_error_string(tar);

    switch (archive_errno(tar)) {
    case EILSEQ: /* how libarchive says that a format is broken, */
    case -1:     /* and all that has no number */
        return fail(w, FAULT_INVALID, "%s is damaged: %s", file,
            why != NULL ? why : "it cannot be read");
    default:
        return said(w, tar, "reading", file);
    }
}

static bool
no_backup(struct work *w, const char *file)
{
    return fail(w, FAULT_INVALID,
        "%s holds more than plain files and folders: it is no backup of "
        "liaison",
        file);
}

/* A file is there for good when the folder that names it is durable too. */
static bool
sync_name(struct work *w, const char *path)
{
    const char *above;

    return folder_of(w, path, &above) && folder_sync(w, above);
}

static bool
unpack_file(struct work *w, struct archive *tar, const char *file, const char *path)
{
    FILE_AUTO struct file to = {.fd = -1};
    uint8_t *some = work_alloc(w, AT_ONCE);
    la_ssize_t got;
    off_t at = 0;

    TRY(some != NULL);
    if (!file_open(w, path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW, 0600, &to)) {
        /* A name given twice, or below what is no folder. */
        if (errno != EEXIST && work_fault(w) != FAULT_MISSING)
            return false;
        work_clear(w);
        return no_backup(w, file);
    }
    while ((got = archive_read_data(tar, some, AT_ONCE)) > 0) {
        TRY(file_write_at(w, &to, bytes_from(some, (size_t)got), at));
        at += got;
    }
    if (got < 0)
        return unreadable(w, tar, file);
    return file_sync(w, &to) && sync_name(w, path);
}

static bool
unpack_entry(struct work *w, struct archive *tar, struct archive_entry *entry,
    const char *file, const char *folder)
{
    const char *name = archive_entry_pathname(entry), *path;
    mode_t type = archive_entry_filetype(entry);

    if (!path_is_plain(name) || (type != AE_IFREG && type != AE_IFDIR) ||
        archive_entry_hardlink(entry) != NULL)
        return no_backup(w, file);
    path = work_format(w, "%s/%s", folder, name);
    TRY(path != NULL);
    if (type == AE_IFREG)
        return unpack_file(w, tar, file, path);
    if (work_os(w)->mkdir(path, 0700) == 0 || errno == EEXIST)
        return sync_name(w, path);
    return errno == ENOENT || errno == ENOTDIR
        ? no_backup(w, file)
        : fail_errno(w, "cannot make the folder %s", path);
}

/* Every entry, up to the two blocks of zeros that end a tar file: one that lacks them was
 * cut between two files, which libarchive takes for its end. */
static bool
unpack_all(struct work *w, struct archive *tar, const char *file, const char *folder)
{
    struct archive_entry *entry;
    int code, entries = 0;
    int64_t before;

    for (;;) {
        before = archive_filter_bytes(tar, 0);
        code = archive_read_next_header(tar, &entry);
        if (code != ARCHIVE_OK)
            break;
        if (++entries > ENTRIES_MAX)
            return fail(w, FAULT_INVALID, "%s holds too many files", file);
        TRY(unpack_entry(w, tar, entry, file, folder));
    }
    if (code != ARCHIVE_EOF)
        return unreadable(w, tar, file);
    if (archive_filter_bytes(tar, 0) - before < END_MARK)
        return fail(w, FAULT_INVALID, "%s is damaged: its end is missing", file);
    return true;
}

bool
archive_unpack(struct work *w, const char *file, const char *folder)
{
    __attribute__((cleanup(reader_end))) struct archive *tar = archive_read_new();
    FILE_AUTO struct file from = {.fd = -1};

    if (tar == NULL || archive_read_support_format_tar(tar) != ARCHIVE_OK)
        return fail(w, FAULT_MEMORY, "out of memory while reading %s", file);
    TRY(file_open(w, file, O_RDONLY, 0, &from));
    if (archive_read_open_fd(tar, from.fd, AT_ONCE) != ARCHIVE_OK)
        return unreadable(w, tar, file);
    if (work_os(w)->mkdir(folder, 0700) != 0)
        return fail_errno(w, "cannot make the folder %s", folder);
    TRY(unpack_all(w, tar, file, folder));
    return sync_name(w, folder);
}
