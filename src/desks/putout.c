/*
 * Records that leave as a file of another format: decided, logged, and only then written.
 */
#include "desks/desk_inner.h"

#include <fcntl.h>
#include <string.h>

#define AT_ONCE 256 /* readings that are logged in one commit */

void
desk_facts_file(struct facts *f)
{
    /* Such a file says of no item what may be done with it: anyone may read it (P06).  Whether
     * it may go on is then no question any more, the one thing that terms cannot but say. */
    f->surface = SURFACE_PUBLIC;
    f->carries = CARRY_ONWARD;
}

bool
desk_may_put_out(struct desk *d, struct work *w, const struct stored *s)
{
    struct decision decision;
    struct facts facts;

    TRY(node_facts(d->node, w, &d->actor, ACT_EXPORT, s, &facts));
    desk_facts_file(&facts);
    facts.reason = bytes_of("a file that is logged"); /* desk_log_out says which */
    TRY(node_decide(d->node, w, &facts, &decision));
    return node_need_read(d->node, w, &d->actor, s);
}

static bool
log_some(struct desk *d, struct work *w, const struct stored out[], size_t count,
    const char *purpose)
{
    struct draft *drafts = work_alloc(w, count * sizeof(*drafts));
    struct receipt *receipts = work_alloc(w, count * sizeof(*receipts));

    TRY(drafts != NULL && receipts != NULL);
    for (size_t i = 0; i < count; i++) {
        struct json *core = json_object(w), *parts = json_array(w);
        struct stored_part *kept;
        size_t part_count;

        TRY(store_parts(node_store(d->node), w, out[i].no, &kept, &part_count));
        for (size_t p = 0; p < part_count; p++)
            if (!kept[p].erased)
                json_add(parts, json_text(w, kept[p].name));
        json_put(core, "who", json_text(w, d->actor.person));
        json_put(core, "purpose", json_string(w, purpose));
        json_put(core, "act", json_string(w, "export"));
        json_put(core, "parts", parts);
        drafts[i].kind = "read/1";
        draft_part(&drafts[i], "core", core);
        draft_link(&drafts[i], "reads", &out[i]);
    }
    return node_make(d->node, w, drafts, count, receipts);
}

bool
desk_log_out(struct desk *d, struct work *w, const struct stored out[], size_t count,
    const char *purpose)
{
    for (size_t at = 0; at < count; at += AT_ONCE) {
        struct work *own = work_open(work_os(w));
        bool good = own != NULL &&
            log_some(d, own, out + at, count - at < AT_ONCE ? count - at : AT_ONCE,
                purpose);

        if (!good)
            fail_with(w, own);
        work_close(own);
        TRY(good);
    }
    return true;
}

/* ---- Files -------------------------------------------------------------------------------- */

bool
desk_file_free(struct work *w, const char *path)
{
    FILE_AUTO struct file there = {.fd = -1};

    if (file_open(w, path, O_RDONLY, 0, &there))
        return fail(w, FAULT_CONFLICT, "%s is there already: choose another name", path);
    if (work_fault(w) != FAULT_MISSING)
        return false;
    work_clear(w);
    return true;
}

bool
desk_file_new(struct work *w, const char *path, mode_t mode, struct bytes text)
{
    FILE_AUTO struct file to = {.fd = -1};
    const char *folder;

    TRY(folder_of(w, path, &folder));
    TRY(file_open(w, path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW, mode, &to));
    if (file_write_at(w, &to, text, 0) && file_sync(w, &to) && folder_sync(w, folder))
        return true;
    work_os(w)->unlink(path);
    return false;
}

bool
desk_file_load(struct work *w, const char *path, size_t max, struct bytes *out)
{
    FILE_AUTO struct file from = {.fd = -1};
    struct stat about;

    TRY(file_open(w, path, O_RDONLY | O_NONBLOCK, 0, &from));
    if (from.os->fstat(from.fd, &about) != 0)
        return fail_errno(w, "cannot look at %s", path);
    if (!S_ISREG(about.st_mode))
        return fail(w, FAULT_INVALID, "%s is no regular file: save what it gives as one",
            path);
    return file_load(w, path, max, out);
}

struct bytes
desk_file_name(const char *path)
{
    const char *slash = strrchr(path, '/');

    return bytes_of(slash != NULL ? slash + 1 : path);
}

struct json *
desk_file_called(struct work *w, const char *path)
{
    struct bytes name = desk_file_name(path);
    struct json *out = json_object(w);
    const char *display;

    if (!text_display(w, name, 255, &display))
        return NULL;
    json_put(out, "display", json_string(w, display));
    if (!bytes_is(name, display))
        json_put(out, "hex", json_hex(w, name));
    return out;
}
