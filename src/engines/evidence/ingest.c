/*
 * Taking evidence in: a file is read once, hashed and sealed on the way.
 */
#include "engines/evidence/evidence.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>

#include "engines/evidence/walk.h"

#define READ_AT_ONCE (1024 * 1024)
#define GROUP_FILES 64
#define GROUP_BYTES (UINT64_C(64) * 1024 * 1024)

/* One file on its way in; ${outside} tells a fault of the source from one of ours. */
struct arrival {
    struct walk_file file;
    struct item *item;
    struct hash sha256;
    bool outside;
    bool known;
    bool
        later; /* the same content is in this group: taken again when that is committed */
};

/* Files whose records are committed together. */
struct group {
    struct node *node;
    struct work *work;
    const struct acquisition *about;
    struct arrival arrivals[GROUP_FILES];
    size_t count;
    uint64_t bytes;
};

/* ---- Reading one file ------------------------------------------------------------- */

static bool
same_file(const struct stat *a, const struct stat *b)
{
    return a->st_size == b->st_size && a->st_ino == b->st_ino &&
        memcmp(&a->st_mtim, &b->st_mtim, sizeof(a->st_mtim)) == 0 &&
        memcmp(&a->st_ctim, &b->st_ctim, sizeof(a->st_ctim)) == 0;
}

static bool
open_source(struct work *w, const struct walk_file *file, struct file *out,
    struct stat *about)
{
    TRY(file_open(w, file->path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK, 0, out));
    if (out->os->fstat(out->fd, about) != 0)
        return fail_errno(w, "cannot look at it");
    if (!S_ISREG(about->st_mode))
        return fail(w, FAULT_INVALID, "not a regular file");
    return true;
}

static bool
pour(struct arrival *a, struct work *w, const struct file *source, struct digest *digest)
{
    uint8_t *some = work_alloc(w, READ_AT_ONCE);
    size_t got;

    TRY(some != NULL);
    for (off_t at = 0;; at += (off_t)got) {
        a->outside = true;
        TRY(file_read_at(w, source, some, READ_AT_ONCE, at, &got));
        a->outside = false;
        if (got == 0)
            return true;
        TRY(digest_add(digest, bytes_from(some, got)));
        TRY(node_item_add(a->item, w, bytes_from(some, got)));
    }
}

/* Is the same content new in this group?  Once committed it is found like any other. */
static bool
in_group(const struct group *g, const struct arrival *a)
{
    for (size_t i = 0; i < g->count; i++)
        if (!g->arrivals[i].known && hash_equal(&g->arrivals[i].sha256, &a->sha256))
            return true;
    return false;
}

static bool
take_file(struct group *g, struct work *w, struct arrival *a)
{
    FILE_AUTO struct file source = {.fd = -1};
    DIGEST_AUTO struct digest *digest = NULL;
    struct stat before, after;
    struct bytes hash;

    a->outside = true;
    TRY(open_source(w, &a->file, &source, &before));
    a->file.size = (uint64_t)before.st_size;
    a->outside = false;
    TRY(digest_open(w, DIGEST_SHA256, &digest));
    TRY(node_item_begin(g->node, w, a->file.size, a->file.name, &a->item));
    TRY(pour(a, w, &source, digest));
    a->outside = true;
    if (source.os->fstat(source.fd, &after) != 0)
        return fail_errno(w, "cannot look at it again");
    if (!same_file(&before, &after))
        return fail(w, FAULT_CONFLICT, "it changed while it was read");
    a->outside = false;
    TRY(digest_end(digest, &hash));
    digest = NULL;
    memcpy(&a->sha256, hash.at, sizeof(a->sha256));
    a->later = in_group(g, a);
    if (a->later)
        return true;
    TRY(node_item_end(a->item, w, &a->sha256, g->about->scope));
    a->known = node_item_known(a->item);
    return true;
}

/* ---- Records ------------------------------------------------------------------------ */

static struct json *
in_english(struct work *w, struct bytes text)
{
    struct json *out = json_array(w), *one = json_object(w);

    json_put(one, "lang", json_string(w, "en"));
    json_put(one, "text", json_text(w, text));
    json_add(out, one);
    return out;
}

/* Bytes that are a name, and a form of them that can be shown (formats.md 1). */
static bool
file_name(struct work *w, struct bytes name, struct json **out)
{
    const char *display;

    *out = json_object(w);
    TRY(text_display(w, name, 255, &display));
    json_put(*out, "display", json_string(w, display));
    if (!bytes_is(name, display))
        json_put(*out, "hex", json_hex(w, name));
    return true;
}

static bool
evidence_draft(struct group *g, const struct arrival *a, struct draft *out)
{
    struct work *w = g->work;
    struct json *core = json_object(w), *acquired = json_object(w),
                *content = json_object(w);
    struct json *name;

    *out = (struct draft){.kind = "evidence/1", .items = &a->item, .item_count = 1};
    TRY(file_name(w, a->file.name, &name));
    json_put(acquired, "how", json_text(w, g->about->how));
    json_put(core, "title", in_english(w, json_get_text(name, "display")));
    json_put(core, "acquired", acquired);
    json_put(content, "name", name);
    json_put(content, "size", json_integer(w, (int64_t)a->file.size));
    json_put(content, "sha256", json_hex(w, hash_bytes(&a->sha256)));
    draft_part(out, "core", core);
    draft_part(out, "content", content);
    draft_part(out, "vault", node_item_vault(w, a->item));
    draft_part(out, "terms", g->about->terms);
    if (g->about->matter != NULL)
        draft_link(out, "matter", g->about->matter);
    return true;
}

static void
custody_draft(struct group *g, size_t evidence, struct draft *out)
{
    struct work *w = g->work;
    struct json *core = json_object(w);

    *out = (struct draft){.kind = "custody/1"};
    json_put(core, "event", json_string(w, "acquired"));
    json_put(core, "by", json_text(w, g->about->person));
    json_put(core, "tool", json_string(w, "liaison " LIAISON_VERSION));
    draft_part(out, "core", core);
    draft_link_made(out, "of", evidence);
}

/* Evidence and its first custody event, side by side, for every file of the group. */
static bool
commit_group(struct group *g, struct receipt receipts[])
{
    struct draft *drafts = work_alloc(g->work, 2 * GROUP_FILES * sizeof(*drafts));

    TRY(drafts != NULL);
    for (size_t i = 0; i < g->count; i++) {
        TRY(evidence_draft(g, &g->arrivals[i], &drafts[2 * i]));
        custody_draft(g, 2 * i, &drafts[2 * i + 1]);
    }
    return node_make(g->node, g->work, drafts, 2 * g->count, receipts);
}

/* ---- The whole ------------------------------------------------------------------------- */

static bool
account(struct work *w, const struct group *g, const struct receipt receipts[],
    struct intake *out)
{
    for (size_t i = 0; i < g->count; i++) {
        const struct arrival *a = &g->arrivals[i];
        struct taken *t = &out->taken[out->taken_count];

        *t = (struct taken){.evidence = receipts[2 * i],
            .custody = receipts[2 * i + 1],
            .size = a->file.size,
            .sha256 = a->sha256,
            .known = a->known};
        TRY(work_keep(w, a->file.name, &t->name));
        out->taken_count++;
        out->bytes += a->file.size;
    }
    return true;
}

/* Refuse a file for a reason of its own, and go on; our own faults end the intake. */
static bool
refuse(struct work *w, struct group *g, struct arrival *a, struct intake *out)
{
    enum fault fault = work_fault(g->work);
    struct refused *r = &out->refused[out->refused_count];

    node_item_drop(a->item);
    a->item = NULL;
    if (fault == FAULT_MEMORY || (!a->outside && fault != FAULT_CONFLICT))
        return fail_with(w, g->work);
    TRY(work_keep(w, a->file.name, &r->name));
    TRY(work_keep(w, bytes_of(work_why(g->work)), &r->why));
    out->refused_count++;
    work_clear(g->work);
    return true;
}

static void
group_end(struct group *g)
{
    for (size_t i = 0; i < g->count; i++)
        node_item_drop(g->arrivals[i].item);
    work_close(g->work);
    g->work = NULL;
    g->count = 0;
    g->bytes = 0;
}

/* Take files from the walk's list until the group is full. */
static bool
fill_group(struct group *g, struct work *w, const struct walk *walk, size_t *at,
    struct intake *out)
{
    while (*at < walk->count && g->count < GROUP_FILES && g->bytes < GROUP_BYTES) {
        struct arrival *a = &g->arrivals[g->count];

        *a = (struct arrival){.file = walk->files[*at]};
        (*at)++;
        if (a->file.refusal != NULL) {
            a->outside = true;
            fail(g->work, FAULT_INVALID, "%s", a->file.refusal);
            TRY(refuse(w, g, a, out));
        } else if (take_file(g, g->work, a)) {
            if (a->later) {
                node_item_drop(a->item);
                a->item = NULL;
                (*at)--;
                return true;
            }
            g->bytes += a->file.size;
            g->count++;
        } else {
            TRY(refuse(w, g, a, out));
        }
        if (g->about->progress != NULL)
            g->about->progress(g->about->ctx, "taking in", *at, walk->count);
    }
    return true;
}

static bool
ingest_group(struct group *g, struct work *w, const struct walk *walk, size_t *at,
    struct intake *out)
{
    struct receipt receipts[2 * GROUP_FILES];

    g->work = work_open(work_os(w));
    if (g->work == NULL)
        return fail_with(w, NULL);
    TRY(fill_group(g, w, walk, at, out));
    if (g->count == 0)
        return true;
    if (!commit_group(g, receipts))
        return fail_with(w, g->work);
    return account(w, g, receipts, out);
}

bool
evidence_ingest(struct node *n, struct work *w, const char *const paths[], size_t count,
    const struct acquisition *about, struct intake *out)
{
    struct group *g = work_alloc(w, sizeof(*g));
    struct walk walk = {0};
    struct stat own;
    bool good = true;

    *out = (struct intake){0};
    TRY(g != NULL);
    if (stat(node_folder(n), &own) != 0)
        return fail_errno(w, "cannot look at %s", node_folder(n));
    for (size_t i = 0; i < count; i++)
        TRY(walk_add(w, paths[i], &own, &walk));
    out->taken = work_alloc(w, (walk.count + 1) * sizeof(*out->taken));
    out->refused = work_alloc(w, (walk.count + 1) * sizeof(*out->refused));
    TRY(out->taken != NULL && out->refused != NULL);
    g->node = n;
    g->about = about;
    for (size_t at = 0; good && at < walk.count;) {
        good = ingest_group(g, w, &walk, &at, out);
        group_end(g);
    }
    return good;
}
