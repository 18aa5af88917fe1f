/*
 * Zip files in memory: the parts of a document, out and in.
 */
#include <archive.h>
#include <archive_entry.h>
#include <string.h>

#include "ground/archive/archive.h"

#define ENTRIES_MAX 4096
#define AT_ONCE 65536

static bool
damaged(struct work *w, struct archive *a)
{
    const char *why = archive_error_string(a);

    return fail(w, FAULT_INVALID, "the zip file is damaged: %s",
        why != NULL ? why : "it cannot be read");
}

/* ---- Reading ------------------------------------------------------------------------ */

static void
reader_end(struct archive **a)
{
    if (*a != NULL)
        archive_read_free(*a);
}

/* What it unpacks to is counted while it is unpacked: no size that is said is believed. */
static bool
unpack(struct work *w, struct archive *zip, size_t *left, struct bytes *out)
{
    struct buffer b = buffer_open(w, *left + AT_ONCE);
    uint8_t *some = work_alloc(w, AT_ONCE);
    la_ssize_t got;

    TRY(some != NULL);
    while ((got = archive_read_data(zip, some, AT_ONCE)) > 0) {
        if ((size_t)got > *left)
            return fail(w, FAULT_INVALID, "what is in the zip file is too large");
        *left -= (size_t)got;
        buffer_add(&b, bytes_from(some, (size_t)got));
        TRY(work_ok(w));
    }
    return got == 0 ? buffer_bytes(&b, out) : damaged(w, zip);
}

static bool
read_entries(struct work *w, struct archive *zip, size_t most,
    bool (*want)(struct bytes name), struct buffer *out)
{
    struct archive_entry *entry;
    int code;

    while ((code = archive_read_next_header(zip, &entry)) == ARCHIVE_OK) {
        const char *name = archive_entry_pathname(entry);

        struct archive_file f = {0};

        if (out->len >= ENTRIES_MAX * sizeof(f))
            return fail(w, FAULT_INVALID, "the zip file holds too many files");
        if (name == NULL || archive_entry_is_encrypted(entry))
            return fail(w, FAULT_INVALID, "the zip file is encrypted, or a name is none");
        TRY(work_keep(w, bytes_of(name), &f.name));
        if (want(f.name))
            TRY(unpack(w, zip, &most, &f.text));
        buffer_add(out, bytes_from(&f, sizeof(f)));
    }
    return code == ARCHIVE_EOF || damaged(w, zip);
}

bool
zip_read(struct work *w, struct bytes text, size_t most, bool (*want)(struct bytes name),
    struct archive_file **out, size_t *count)
{
    __attribute__((cleanup(reader_end))) struct archive *zip = archive_read_new();
    struct buffer b = buffer_open(w, ENTRIES_MAX * sizeof(**out));

    if (zip == NULL || archive_read_support_format_zip_seekable(zip) != ARCHIVE_OK)
        return fail(w, FAULT_MEMORY, "out of memory while reading a zip file");
    if (text.len < 4 || memcmp(text.at, "PK", 2) != 0)
        return fail(w, FAULT_INVALID, "it is no zip file");
    if (archive_read_open_memory(zip, text.at, text.len) != ARCHIVE_OK)
        return damaged(w, zip);
    TRY(read_entries(w, zip, most, want, &b));
    *out = buffer_array(&b, sizeof(**out), count);
    return *out != NULL;
}

/* ---- Writing ------------------------------------------------------------------------- */

static void
writer_end(struct archive **a)
{
    if (*a != NULL)
        archive_write_free(*a);
}

static la_ssize_t
add_some(struct archive *zip, void *ctx, const void *at, size_t len)
{
    struct buffer *b = ctx;
    struct bytes so_far;

    (void)zip;
    buffer_add(b, bytes_from(at, len));
    return buffer_bytes(b, &so_far) ? (la_ssize_t)len : -1;
}

static bool
add_file(struct work *w, struct archive *zip, const struct archive_file *f)
{
    struct archive_entry *entry = archive_entry_new();
    const char *name;
    bool good = entry != NULL && work_string(w, f->name, &name);

    if (good) {
        archive_entry_set_pathname(entry, name);
        archive_entry_set_filetype(entry, AE_IFREG);
        archive_entry_set_perm(entry, 0644);
        archive_entry_set_size(entry, (int64_t)f->text.len);
        archive_entry_set_mtime(entry, 315619200, 0); /* 1980: of no meaning */
        good = archive_write_header(zip, entry) == ARCHIVE_OK &&
            archive_write_data(zip, f->text.at, f->text.len) == (la_ssize_t)f->text.len;
    }
    archive_entry_free(entry);
    return good || fail(w, FAULT_MEMORY, "out of memory while writing a zip file");
}

bool
zip_write(struct work *w, const struct archive_file files[], size_t count,
    struct bytes *out)
{
    __attribute__((cleanup(writer_end))) struct archive *zip = archive_write_new();
    struct buffer b = buffer_open(w, (size_t)1 << 30);

    if (zip == NULL || archive_write_set_format_zip(zip) != ARCHIVE_OK ||
        archive_write_set_bytes_in_last_block(zip, 1) != ARCHIVE_OK ||
        archive_write_open(zip, &b, NULL, add_some, NULL) != ARCHIVE_OK)
        return fail(w, FAULT_MEMORY, "out of memory while writing a zip file");
    for (size_t i = 0; i < count; i++)
        TRY(add_file(w, zip, &files[i]));
    if (archive_write_close(zip) != ARCHIVE_OK)
        return fail(w, FAULT_MEMORY, "out of memory while writing a zip file");
    return buffer_bytes(&b, out);
}
