/*
 * An index of subjects who are watched, which tells whom entries can touch: made of their file, and kept
 * sealed beside the lists' archive.
 *
 * It is a cache.  Its key is reckoned of the SHA-256 of the file, which stands in a part of the record
 * that is destroyed with the subjects: after that nothing opens a copy of it.
 */
#include "desks/watch_desk.h"

#include <errno.h>

#include "ground/crypt/crypt.h"

/* ---- As it is kept ------------------------------------------------------------------------------------ */

static const char *
path_of(const struct desk *d, struct work *w, const struct uuid *subjects)
{
    struct bytes id;

    return uuid_write(w, subjects, &id)
        ? work_format(w, "%s/main/%.*s.subjects", node_folder(d->node), (int)id.len,
              (const char *)id.at)
        : NULL;
}

/* What it must be of: these subjects, and what says how rare words are. */
static bool
seal_of(const struct watch *t, struct work *w, const struct subjects *s, struct hash *key,
    struct bytes *context)
{
    struct desk *d = t->lists.desk;
    struct buffer b = buffer_open(w, (size_t)1 << 20);
    struct json *content;
    struct bytes text;
    struct hash hiding;

    TRY(node_part(d->node, w, &s->stored, "content", &content) &&
        node_hiding_key(d->node, w, "mirror", &hiding) &&
        hmac_sha256(w, &hiding, json_get_text(content, "sha256"), key) &&
        json_write(w, t->rarity, &text));
    secret_wipe(&hiding, sizeof(hiding));
    buffer_format(&b, "liaison/v1/mirror\n%d\n", t->run.settings.threshold);
    buffer_add(&b, text);
    return buffer_bytes(&b, context);
}

static bool
open_kept(struct watch *t, struct work *w, const struct subjects *s, const char *path,
    struct screen_mirror **out)
{
    struct bytes sealed, text, context;
    struct hash key;

    return archive_map(w, path, &sealed) && seal_of(t, w, s, &key, &context) &&
        open_bytes(w, &key, context, sealed, &text) &&
        screen_mirror_open(w, t->base, t->run.settings.threshold, text, out) &&
        screen_mirror_count(*out) == (uint64_t)json_get(s->core, "count")->integer;
}

/* Where it cannot be kept, the next watch makes it again: that is no fault. */
static void
keep(struct watch *t, const struct os *os, const struct subjects *s,
    const struct screen_mirror *m)
{
    struct work *own = work_open(os);
    struct bytes text, sealed, context;
    struct hash key;
    const char *path;

    if (own == NULL)
        return;
    path = path_of(t->lists.desk, own, &s->stored.id);
    if (path != NULL && screen_mirror_write(own, m, &text) &&
        seal_of(t, own, s, &key, &context) &&
        seal_bytes(own, &key, context, text, &sealed))
        (void)!file_replace(own, path, 0600, sealed);
    work_close(own);
}

bool
mirror_forget(struct desk *d, struct work *w, const struct uuid *subjects)
{
    const char *path = path_of(d, w, subjects);

    TRY(path != NULL);
    if (work_os(w)->unlink(path) != 0 && errno != ENOENT)
        return fail_errno(w, "cannot remove %s", path);
    return true;
}

static bool
forget_one(void *ctx, struct work *w, const struct view_row *row)
{
    return mirror_forget(ctx, w, &row->id);
}

bool
mirrors_forget(struct desk *d, struct work *w)
{
    return node_rows(d->node, w, bytes_of("subjects/1"), false, forget_one, d);
}

/* ---- Making it ------------------------------------------------------------------------------------------ */

#define STEP 8192 /* subjects, after which whoever waits is told */

static bool
add_all(struct watch *t, struct work *w, const struct watched *a, struct screen_watch *to)
{
    struct subject_text text = {.text = a->hits.subjects};
    const struct desk *d = t->lists.desk;
    struct query_rows *rows;
    struct asked asked;
    bool found = true;

    TRY(subjects_rows(w, &text, "the subjects", &rows));
    for (uint64_t n = 0; found; n++) {
        TRY(query_rows_next(rows, &asked, &found) &&
            (!found || screen_watch_add(to, &asked.query)));
        if (d->progress != NULL && (n % STEP == 0 || !found))
            d->progress(d->progress_ctx, "indexed", n, a->run.all);
    }
    return true;
}

bool
watched_mirror(struct watch *t, struct work *w, const struct watched *a,
    struct screen_mirror **out)
{
    const char *path = path_of(t->lists.desk, w, &a->subjects->stored.id);
    struct screen_watch *s;

    TRY(path != NULL);
    if (open_kept(t, w, a->subjects, path, out))
        return true;
    if (work_fault(w) == FAULT_MEMORY)
        return false;
    work_clear(w); /* whatever is wrong with it: it is not used */
    TRY(screen_watch_open(w, t->base, t->run.settings.threshold, &s) &&
        add_all(t, w, a, s) && screen_watch_index(s, w));
    *out = screen_watch_mirror(s);
    keep(t, work_os(w), a->subjects, *out);
    return true;
}
