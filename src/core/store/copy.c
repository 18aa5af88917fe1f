/*
 * Safe-keeping: a consistent copy of data and packs, and the file's own checks.
 */
#include "core/store/store_inner.h"

#include <errno.h>
#include <fcntl.h>

#define COPY_AT_ONCE (1024 * 1024)

bool
store_clock(struct store *s, struct work *w, int64_t *out)
{
    return store_meta_get(s, w, "clock", out);
}

bool
store_verify_file(struct store *s, struct work *w)
{
    return db_verify(s->db, w);
}

static bool
copy_pack(struct store *s, struct work *w, int64_t pack, int64_t length,
    const char *folder)
{
    FILE_AUTO struct file from = {.fd = -1}, to = {.fd = -1};
    const char *source = pack_path(w, s, pack);
    const char *target = work_format(w, "%s/vault/%08lld.pack", folder, (long long)pack);
    uint8_t *some = work_alloc(w, COPY_AT_ONCE);
    size_t got;

    if (source == NULL || target == NULL || some == NULL)
        return false;
    TRY(file_open(w, source, O_RDONLY | O_NOFOLLOW, 0, &from));
    TRY(file_open(w, target, O_WRONLY | O_CREAT | O_EXCL, 0600, &to));
    for (int64_t at = 0; at < length; at += (int64_t)got) {
        int64_t left = length - at;

        TRY(file_read_at(w, &from, some,
            left < COPY_AT_ONCE ? (size_t)left : COPY_AT_ONCE, at, &got));
        if (got == 0)
            return fail(w, FAULT_CORRUPT, "%s is shorter than was committed", source);
        TRY(file_write_at(w, &to, bytes_from(some, got), at));
    }
    return file_sync(w, &to);
}

bool
store_copy_data(struct store *s, struct work *w, const char *folder)
{
    ROWS_AUTO struct db_rows rows = {0};
    const char *vault = work_format(w, "%s/vault", folder);
    const char *data = work_format(w, "%s/data.db", folder);
    bool have;

    if (vault == NULL || data == NULL)
        return false;
    if (work_os(w)->mkdir(folder, 0700) != 0 && errno != EEXIST)
        return fail_errno(w, "cannot make the folder %s", folder);
    if (work_os(w)->mkdir(vault, 0700) != 0)
        return fail_errno(w, "cannot make the folder %s", vault);
    TRY(db_copy(s->db, w, data));
    TRY(db_query(s->db, w, &rows, SQL_PACK_LIST, ""));
    for (;;) {
        TRY(db_next(&rows, &have));
        if (!have)
            break;
        TRY(copy_pack(s, w, db_integer(&rows, 0), db_integer(&rows, 1), folder));
    }
    TRY(folder_sync(w, vault));
    return folder_sync(w, folder);
}
