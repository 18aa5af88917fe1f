/*
 * archive_test: a folder comes back as it was, and no file that is read leads out of the
 * folder it is unpacked to.
 */
#include "ground/archive/archive.h"

#include <archive.h>
#include <archive_entry.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include "support/scratch.h"
#include "tests/core/store/proofs_test.h"

static struct work *w;

/* ---- Round trip ------------------------------------------------------------------------- */

static const struct {
    const char *name;
    size_t len;
} files[] = {{"empty", 0}, {"one", 1}, {"main/vault/00000001.pack", 1 << 20},
    {"main/data.db", 70001}, {"name with, blanks", 512}, {"main/a/b/c/d", 511}};

static struct bytes
noise(size_t len)
{
    uint8_t *at = work_alloc(w, len);

    NEED(w, at != NULL && (len == 0 || os_real.random(at, len) == 0));
    return bytes_from(at, len);
}

static void
round_trip(void)
{
    const char *from = scratch("from"), *tar = scratch("a.tar"), *to = scratch("to");
    struct bytes text[COUNT_OF(files)], got;
    uint64_t bytes = 0;
    size_t same = 0;
    struct stat about;

    for (const char *const *f =
             (const char *const[]){"from", "from/main", "from/main/vault", "from/main/a",
                 "from/main/a/b", "from/main/a/b/c", "from/hollow", NULL};
         *f != NULL; f++)
        NEED(w, mkdir(scratch("%s", *f), 0700) == 0);
    for (size_t i = 0; i < COUNT_OF(files); i++) {
        text[i] = noise(files[i].len);
        raw_write(scratch("from/%s", files[i].name), text[i]);
    }
    NEED(w, symlink("/etc/passwd", scratch("from/link")) == 0);
    NEED(w, archive_pack(w, from, tar, &bytes));
    tap_ok(bytes == raw_size(tar) && bytes > 1 << 20, "it says how long it is");
    tap_ok(stat(tar, &about) == 0 && (about.st_mode & 077) == 0,
        "nobody else may read it");
    NEED(w, archive_unpack(w, tar, to));
    for (size_t i = 0; i < COUNT_OF(files); i++)
        same += file_load(w, scratch("to/%s", files[i].name), 2 << 20, &got) &&
            bytes_equal(got, text[i]);
    tap_ok(same == COUNT_OF(files), "%zu files come back byte for byte", same);
    tap_ok(raw_there(scratch("to/hollow")), "an empty folder too");
    tap_ok(lstat(scratch("to/link"), &about) != 0, "a link is left out");
    tap_ok(refused(w, archive_pack(w, from, tar, &bytes), FAULT_CONFLICT) &&
            raw_size(tar) > 1 << 20,
        "a file that is there is not overwritten");
    tap_ok(!archive_unpack(w, tar, to) && !work_ok(w), "nor is a folder: %s",
        work_why(w));
    work_clear(w);
    tap_ok(!archive_pack(w, scratch("nothing"), scratch("b.tar"), &bytes) &&
            !work_ok(w) && !raw_there(scratch("b.tar")),
        "what is not there is not packed: %s", work_why(w));
    work_clear(w);
    raw_remove(to);
}

/* ---- Files that mean harm ------------------------------------------------------------------ */

static struct archive *
tar_new(const char *path)
{
    struct archive *a = archive_write_new();

    NEED(w,
        a != NULL && archive_write_set_format_pax_restricted(a) == ARCHIVE_OK &&
            archive_write_open_filename(a, path) == ARCHIVE_OK);
    return a;
}

static void
tar_add(struct archive *a, const char *name, mode_t type, const char *link, bool hard)
{
    struct archive_entry *e = archive_entry_new();

    archive_entry_set_pathname(e, name);
    archive_entry_set_filetype(e, type);
    archive_entry_set_perm(e, 0777 | S_ISUID);
    if (link != NULL && hard)
        archive_entry_set_hardlink(e, link);
    else if (link != NULL)
        archive_entry_set_symlink(e, link);
    if (type == AE_IFCHR || type == AE_IFBLK)
        archive_entry_set_rdev(e, makedev(1, 3));
    archive_entry_set_size(e, type == AE_IFREG && link == NULL ? 4 : 0);
    NEED(w, archive_write_header(a, e) >= ARCHIVE_WARN);
    if (type == AE_IFREG && link == NULL)
        NEED(w, archive_write_data(a, "evil", 4) == 4);
    archive_entry_free(e);
}

static void
tar_end(struct archive *a)
{
    NEED(w, archive_write_close(a) == ARCHIVE_OK);
    archive_write_free(a);
}

/* A sound file, and then one entry that is none. */
static bool
harm(const char *name, mode_t type, const char *link, bool hard)
{
    const char *tar = scratch("harm.tar"), *to = scratch("box/to");
    struct archive *a = tar_new(tar);
    bool good;

    tar_add(a, "sound", AE_IFREG, NULL, false);
    tar_add(a, name, type, link, hard);
    tar_end(a);
    raw_remove(scratch("box"));
    NEED(w, mkdir(scratch("box"), 0700) == 0);
    good = refused(w, archive_unpack(w, tar, to), FAULT_INVALID);
    /* Beside the folder there is nothing, and in it nothing but what was sound. */
    good = good && raw_there(scratch("box/to/sound"));
    raw_remove(to);
    return good && rmdir(scratch("box")) == 0;
}

static void
harms(void)
{
    char abroad[1100], deep[1300];

    snprintf(abroad, sizeof(abroad), "%s", scratch("abroad"));
    memset(deep, 'x', sizeof(deep) - 1);
    deep[sizeof(deep) - 1] = '\0';
    tap_ok(harm(abroad, AE_IFREG, NULL, false) && !raw_there(abroad), "absolute paths");
    tap_ok(harm("../abroad", AE_IFREG, NULL, false), "..");
    tap_ok(harm("a/../../abroad", AE_IFREG, NULL, false), ".. within");
    tap_ok(harm("..", AE_IFDIR, NULL, false), ".. itself");
    tap_ok(harm("./here", AE_IFREG, NULL, false), "./");
    tap_ok(harm("a//b", AE_IFREG, NULL, false), "//");
    tap_ok(harm(deep, AE_IFREG, NULL, false), "a name of 1299 bytes");
    tap_ok(harm("link", AE_IFLNK, "/etc/passwd", false), "symbolic links");
    tap_ok(harm("link", AE_IFLNK, "sound", false), "those that stay inside too");
    tap_ok(harm("link", AE_IFREG, "sound", true), "hard links");
    tap_ok(harm("link", AE_IFREG, "../../etc/passwd", true), "hard links abroad");
    tap_ok(harm("null", AE_IFCHR, NULL, false), "character devices");
    tap_ok(harm("disk", AE_IFBLK, NULL, false), "block devices");
    tap_ok(harm("pipe", AE_IFIFO, NULL, false), "pipes");
    tap_ok(harm("sound", AE_IFREG, NULL, false), "one name twice");
    tap_ok(harm("sound/below", AE_IFREG, NULL, false), "a file below a file");
    tap_ok(harm("nowhere/below", AE_IFREG, NULL, false), "a file in no folder");
}

static void
modes(void)
{
    const char *tar = scratch("modes.tar");
    struct archive *a = tar_new(tar);
    struct stat file, folder;

    tar_add(a, "folder", AE_IFDIR, NULL, false);
    tar_add(a, "folder/file", AE_IFREG, NULL, false);
    tar_end(a);
    NEED(w, archive_unpack(w, tar, scratch("modes")));
    NEED(w,
        stat(scratch("modes/folder"), &folder) == 0 &&
            stat(scratch("modes/folder/file"), &file) == 0);
    tap_ok((file.st_mode & 07777) == 0600 && (folder.st_mode & 07777) == 0700,
        "modes are ours, whatever the file says");
}

/* ---- Files that are damaged ------------------------------------------------------------------ */

static void
damage(void)
{
    const char *tar = scratch("a.tar"), *cut = scratch("cut.tar"), *to = scratch("cut");
    size_t size = raw_size(tar), tried = 0, caught = 0;

    for (size_t len = 0; len < size - 1024;
         len += len < 8192 ? 512 : 65536 - 512, tried++) {
        bool good;

        raw_copy(tar, cut);
        raw_cut(cut, len);
        good = refused(w, archive_unpack(w, cut, to), FAULT_INVALID);
        if (!good)
            printf("# cut at %zu of %zu\n", len, size);
        caught += good;
        raw_remove(to);
    }
    for (size_t len = 100; len < 3000; len += 333, tried++) {
        raw_copy(tar, cut);
        raw_cut(cut, len);
        caught += refused(w, archive_unpack(w, cut, to), FAULT_INVALID);
        raw_remove(to);
    }
    tap_ok(caught == tried && tried > 30, "a file cut at %zu of %zu places is refused",
        caught, tried);
    raw_write(cut, noise(20000));
    tap_ok(refused(w, archive_unpack(w, cut, to), FAULT_INVALID), "noise is no archive");
    raw_remove(to);
    raw_copy(tar, cut);
    raw_flip(cut, 10, 1);
    tap_ok(refused(w, archive_unpack(w, cut, to), FAULT_INVALID),
        "a damaged header is refused");
    raw_remove(to);
    tap_ok(refused(w, archive_unpack(w, scratch("nothing.tar"), to), FAULT_MISSING) &&
            !raw_there(to),
        "a missing file is missing");
}

int
main(void)
{
    w = work_fresh();
    round_trip();
    harms();
    modes();
    damage();
    work_close(w);
    return tap_end();
}
