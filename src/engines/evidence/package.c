/*
 * evidence_package: what belongs to a matter as a bag that a court can check by itself.
 *
 * The order matters: what is given is logged before a byte of it is written; custody goes
 * into the package; the package's record signs what is in it and what is not; and proofs
 * come last, so that one checkpoint covers them all.
 */
#include "engines/evidence/package.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "core/records/embedded.h"

#define AT_ONCE 256 /* records made together */
#define LIST_MAX (512 * 1024 * 1024)

/* ---- Logging ----------------------------------------------------------------------------- */

/* Does the access log name it by itself?  What is written about an item goes with it. */
static bool
is_read(const struct package_row *r)
{
    return r->rule == NULL && r->stage == STAGE_VERSION;
}

static bool
reading_draft(struct package *p, struct work *w, const struct package_row *r,
    struct draft *out)
{
    struct json *core = json_object(w), *parts = json_array(w);
    struct stored_part *kept;
    struct stored s;
    size_t count;

    TRY(store_by_no(node_store(p->node), w, r->no, &s));
    TRY(store_parts(node_store(p->node), w, r->no, &kept, &count));
    for (size_t i = 0; i < count; i++)
        if (!kept[i].erased)
            json_add(parts, json_text(w, kept[i].name));
    json_put(core, "who", json_text(w, p->who.person));
    json_put(core, "purpose", json_string(w, p->purpose));
    json_put(core, "act", json_string(w, "export"));
    json_put(core, "parts", parts);
    *out = (struct draft){.kind = "read/1"};
    draft_part(out, "core", core);
    draft_link(out, "reads", &s);
    return true;
}

static bool
exported_draft(struct package *p, struct work *w, const struct package_row *r,
    struct draft *out)
{
    struct json *core = json_object(w);
    struct stored s;

    TRY(store_by_no(node_store(p->node), w, r->no, &s));
    json_put(core, "event", json_string(w, "exported"));
    json_put(core, "by", json_text(w, p->who.person));
    json_put(core, "tool", json_string(w, "liaison " LIAISON_VERSION));
    json_put(core, "matches",
        json_bool(w, true)); /* it was compared while it was written */
    *out = (struct draft){.kind = "custody/1"};
    draft_part(out, "core", core);
    draft_link(out, "of", &s);
    return true;
}

/* Giving content out is a custody event. */
static bool
is_exported(const struct package_row *r)
{
    return r->newest && r->file != NULL;
}

/* Add the custody events just made, and give them too. */
static bool
give_made(struct package *p, struct work *w, const struct receipt receipts[],
    const size_t about[], size_t count)
{
    struct stored s;

    for (size_t i = 0; i < count; i++) {
        const struct package_row *of = &p->rows[about[i]];

        TRY(store_by_no(node_store(p->node), w, receipts[i].no, &s));
        TRY(package_row_add(p, &s,
            package_row_of(&s, &of->id, of->item, STAGE_CUSTODY, NULL)));
        TRY(package_give(p, &p->rows[p->count - 1]));
    }
    return true;
}

/* Make records about those rows from ${*at} on that ${want} takes, a group at once. */
static bool
make_some(struct package *p, struct work *w, size_t *at, size_t end,
    bool (*want)(const struct package_row *),
    bool (*draft)(struct package *, struct work *, const struct package_row *,
        struct draft *),
    bool give)
{
    struct draft *drafts = work_alloc(w, AT_ONCE * sizeof(*drafts));
    struct receipt *receipts = work_alloc(w, AT_ONCE * sizeof(*receipts));
    size_t about[AT_ONCE], count = 0;

    TRY(drafts != NULL && receipts != NULL);
    for (; *at < end && count < AT_ONCE; (*at)++) {
        if (!want(&p->rows[*at]))
            continue;
        TRY(draft(p, w, &p->rows[*at], &drafts[count]));
        about[count++] = *at;
    }
    if (count == 0)
        return true;
    TRY(node_make(p->node, w, drafts, count, receipts));
    return !give || give_made(p, w, receipts, about, count);
}

static bool
make_about(struct package *p, bool (*want)(const struct package_row *),
    bool (*draft)(struct package *, struct work *, const struct package_row *,
        struct draft *),
    bool give)
{
    bool good = true;

    for (size_t at = 0, end = p->count; good && at < end;) {
        struct work *w = work_open(work_os(p->work));

        good = w != NULL && make_some(p, w, &at, end, want, draft, give);
        if (!good)
            fail_with(p->work, w);
        work_close(w);
    }
    return good;
}

/* ---- Lists ---------------------------------------------------------------------------------- */

static bool
add_author(struct package *p, const struct hash *author)
{
    struct hash *more;

    for (size_t i = 0; i < p->author_count; i++)
        if (hash_equal(&p->authors[i], author))
            return true;
    more = work_alloc(p->work, (p->author_count + 1) * sizeof(*more));
    TRY(more != NULL);
    if (p->author_count > 0)
        memcpy(more, p->authors, p->author_count * sizeof(*more));
    more[p->author_count++] = *author;
    p->authors = more;
    return true;
}

static bool
give_identities(struct package *p)
{
    TRY(add_author(p, &node_identity(p->node)->id));
    for (size_t i = 0; i < p->count; i++)
        if (p->rows[i].given != GIVEN_NO)
            TRY(add_author(p, &p->rows[i].author));
    for (size_t i = 0; i < p->author_count; i++)
        TRY(package_identity(p, p->work, &p->authors[i]));
    return true;
}

static bool
completeness(struct package *p, struct bytes *out)
{
    static const char *const words[] = {"no", "part", "whole"};
    struct buffer to = buffer_open(p->work, LIST_MAX);

    buffer_text(&to, "id,version,kind,of,hash,given,file\n");
    for (size_t i = 0; i < p->count; i++) {
        const struct package_row *r = &p->rows[i];

        buffer_format(&to, "%s,%" PRId64 ",%s,%s,%s,%s,%s\n",
            package_uuid(p->work, &r->id), r->version, r->kind,
            package_uuid(p->work, &r->of), package_hex(p->work, &r->hash),
            words[r->given], r->file != NULL ? r->file : "");
    }
    return buffer_bytes(&to, out);
}

static int
by_place(const void *a, const void *b)
{
    const struct package_row *left = a, *right = b;

    if (left->item != right->item)
        return left->item < right->item ? -1 : 1;
    if (left->stage != right->stage)
        return left->stage < right->stage ? -1 : 1;
    if (left->time != right->time)
        return left->time < right->time ? -1 : 1;
    return left->no < right->no ? -1 : left->no > right->no;
}

/* ---- The package's own record ----------------------------------------------------------------- */

/* Write a list, and name it in the record that signs for it. */
static bool
put_list(struct package *p, const char *path, struct bytes list, const char *member,
    struct json *core)
{
    struct hash sum;

    TRY(sha256(p->work, list, &sum));
    json_put(core, member, json_hex(p->work, hash_bytes(&sum)));
    return bag_put(&p->bag, p->work, path, list);
}

static bool
put_lists(struct package *p, struct json *core)
{
    struct bytes list;

    TRY(bag_manifest(&p->bag, p->work, true,
        &list)); /* first: it does not list the lists */
    TRY(put_list(p, "data/contents.txt", list, "contents", core));
    TRY(completeness(p, &list));
    TRY(put_list(p, "data/completeness.csv", list, "completeness", core));
    TRY(buffer_bytes(&p->withheld, &list));
    TRY(put_list(p, "data/withheld.csv", list, "withheld", core));
    json_put(core, "tool", json_string(p->work, "liaison " LIAISON_VERSION));
    json_put(core, "evidence", json_integer(p->work, (int64_t)p->evidence));
    json_put(core, "given", json_integer(p->work, (int64_t)p->evidence_given));
    json_put(core, "records", json_integer(p->work, (int64_t)p->count));
    return work_ok(p->work);
}

/* Sign for what is here, and for what is not. */
static bool
declare(struct package *p, struct package_row *out)
{
    struct work *w = p->work;
    struct draft d = {.kind = "package/1"};
    struct json *core = json_object(w);
    struct receipt receipt;
    struct record *r;
    struct stored s;

    TRY(put_lists(p, core));
    draft_part(&d, "core", core);
    if (p->matter != NULL)
        draft_link(&d, "of", p->matter);
    TRY(node_make(p->node, w, &d, 1, &receipt));
    TRY(store_by_no(node_store(p->node), w, receipt.no, &s));
    TRY(node_record(p->node, w, &s, &r));
    TRY(package_write_record(p, w, r, "data/package"));
    *out = package_row_of(&s, p->matter != NULL ? &p->matter->id : &s.id, 0,
        STAGE_VERSION, NULL);
    return true;
}

static void
progress(const struct package *p, const char *doing, size_t done)
{
    if (p->progress != NULL)
        p->progress(p->ctx, doing, done, p->count);
}

static bool
prove_all(struct package *p, const struct package_row *own)
{
    for (size_t i = 0; i < p->count; i++) {
        const struct package_row *r = &p->rows[i];
        const char *folder;

        if (r->given == GIVEN_NO)
            continue;
        folder = package_folder(p->work, r);
        TRY(folder != NULL);
        TRY(package_prove(p, &r->hash, folder + strlen("data/records/")));
        progress(p, "proving", i + 1);
    }
    return package_prove(p, &own->hash, "package");
}

/* ---- Tag files ------------------------------------------------------------------------------------- */

static bool
put_tool(struct package *p, const char *embedded, const char *path)
{
    for (size_t i = 0; i < embedded_count; i++) {
        const struct embedded *e = &embedded_files[i];

        if (strcmp(e->name, embedded) == 0)
            return bag_put(&p->bag, p->work, path, bytes_from(e->at, e->len));
    }
    return fail(p->work, FAULT_MISSING, "%s was not built in", embedded);
}

/* A value of bag-info.txt is one line. */
static struct bytes
one_line(struct work *w, struct bytes text)
{
    const char *shown;

    return text_display(w, text, 1000, &shown) ? bytes_of(shown) : (struct bytes){0};
}

static bool
tag_files(struct package *p, const struct package_row *own, struct hash *digest)
{
    const struct identity *self = node_identity(p->node);
    struct buffer info = buffer_open(p->work, 64 * 1024);
    const struct json *name = self->name != NULL ? self->name->first : NULL;
    struct bytes page, line, day;

    TRY(package_page(p, own, &page));
    TRY(bag_put(&p->bag, p->work, "START-HERE.html", page));
    TRY(put_tool(p, "verify/verify.sh", "tools/verify.sh"));
    TRY(put_tool(p, "verify/VERIFY.txt", "tools/VERIFY.txt"));
    line = one_line(p->work, name != NULL ? json_get_text(name, "text") : self->handle);
    TRY(time_write(p->work, own->time, &day));
    buffer_format(&info, "Source-Organization: %.*s\n", (int)line.len,
        (const char *)line.at);
    buffer_format(&info, "Bagging-Date: %.*s\n", 10, (const char *)day.at);
    buffer_format(&info, "External-Identifier: %s\n", package_uuid(p->work, &own->id));
    buffer_text(&info, "Bag-Software-Agent: liaison " LIAISON_VERSION "\n");
    if (node_demo(p->node))
        buffer_text(&info,
            "Internal-Sender-Description: DEMONSTRATION: keys made for a show\n");
    TRY(buffer_bytes(&info, &line));
    return bag_end(&p->bag, p->work, line, digest);
}

/* ---- The whole ---------------------------------------------------------------------------------------- */

static bool
give_all(struct package *p)
{
    size_t count = p->count;

    for (size_t i = 0; i < count; i++) {
        TRY(package_give(p, &p->rows[i]));
        progress(p, "writing", i + 1);
    }
    return true;
}

static bool
make_package(struct package *p, const char *folder, bool (*gather)(struct package *p),
    bool (*extra)(struct package *p), struct packaged *out)
{
    struct package_row own;

    buffer_text(&p->withheld, "id,version,kind,part,reason,rule\n");
    TRY(bag_begin(p->work, folder, &p->bag));
    TRY(gather(p));
    TRY(make_about(p, is_read, reading_draft, false));
    TRY(give_all(p));
    TRY(make_about(p, is_exported, exported_draft, true));
    if (p->count > 0)
        qsort(p->rows, p->count, sizeof(*p->rows), by_place);
    TRY(give_identities(p));
    TRY(extra == NULL || extra(p));
    TRY(declare(p, &own));
    TRY(prove_all(p, &own));
    TRY(tag_files(p, &own, &out->digest));
    out->id = own.id;
    out->records = p->count;
    out->evidence = p->evidence;
    out->given = p->evidence_given;
    out->withheld = p->withheld_count;
    out->files = p->bag.payload;
    out->bytes = p->bag.bytes;
    return true;
}

bool
package_make(struct package *p, const char *folder, bool (*gather)(struct package *p),
    bool (*extra)(struct package *p), struct packaged *out)
{
    bool good;

    p->withheld = buffer_open(p->work, LIST_MAX);
    good = make_package(p, folder, gather, extra, out);
    bag_drop(&p->bag);
    return good;
}

bool
evidence_package(struct node *n, struct work *w, const struct court *about,
    struct packaged *out)
{
    struct package *p = work_alloc(w, sizeof(*p));

    TRY(p != NULL);
    *p = (struct package){.node = n,
        .work = w,
        .who = about->who,
        .matter = about->matter,
        .surface = SURFACE_COURT,
        .purpose = "court package",
        .progress = about->progress,
        .ctx = about->ctx};
    return package_make(p, about->folder, package_gather, NULL, out);
}
