/*
 * A text that xz packed, from memory into memory.
 */
#include <archive.h>
#include <archive_entry.h>
#include <string.h>

#include "ground/archive/archive.h"

#define AT_ONCE ((size_t)256 << 10)

static void
reader_end(struct archive **a)
{
    if (*a != NULL)
        archive_read_free(*a);
}

static bool
damaged(struct work *w, struct archive *a)
{
    const char *why = archive_error_string(a);

    return fail(w, FAULT_INVALID, "what xz packed is damaged or cut off: %s",
        why != NULL ? why : "it cannot be read");
}

bool
xz_begins(struct bytes text)
{
    static const uint8_t magic[] = {0xFD, '7', 'z', 'X', 'Z', 0};

    return text.len >= sizeof(magic) && memcmp(text.at, magic, sizeof(magic)) == 0;
}

bool
xz_read(struct work *w, struct bytes text, size_t most, struct bytes *out)
{
    __attribute__((cleanup(reader_end))) struct archive *a = archive_read_new();
    struct buffer b = buffer_open(w, most + AT_ONCE);
    uint8_t *some = work_alloc(w, AT_ONCE);
    struct archive_entry *entry;
    la_ssize_t got;

    if (a == NULL || some == NULL || archive_read_support_format_raw(a) != ARCHIVE_OK ||
        archive_read_support_filter_xz(a) != ARCHIVE_OK)
        return fail(w, FAULT_MEMORY, "out of memory while reading what xz packed");
    if (archive_read_open_memory(a, text.at, text.len) != ARCHIVE_OK ||
        archive_read_next_header(a, &entry) != ARCHIVE_OK)
        return damaged(w, a);
    while ((got = archive_read_data(a, some, AT_ONCE)) > 0) {
        if ((size_t)got > most - b.len)
            return fail(w, FAULT_INVALID, "unpacked it is longer than %zu bytes", most);
        buffer_add(&b, bytes_from(some, (size_t)got));
        TRY(work_ok(w));
    }
    return got == 0 ? buffer_bytes(&b, out) : damaged(w, a);
}
