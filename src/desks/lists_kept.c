/*
 * Versions of lists that a node keeps: which there are, and what is in one.
 *
 * A version is a record of kind list/1; its content is a zip file of the files as they were handed
 * in, named by their numbers.
 */
#include "desks/lists_desk.h"

#include <stdlib.h>
#include <string.h>

#include "ground/archive/archive.h"
#include "ground/crypt/crypt.h"

#define CONTENT_MAX ((size_t)1 << 29)

/* ---- Which there are ------------------------------------------------------------------------------- */

struct gathering {
    struct desk *desk;
    struct buffer versions;
    int64_t now;
};

bool
version_age(struct work *w, struct bytes date, int64_t taken, int64_t now,
    struct age *out)
{
    int64_t from;

    *out = (struct age){.day = date, .own = true};
    if (date.len == 0 || !time_read_person(w, date, &from)) {
        work_clear(w);
        TRY(time_write(w, taken, &out->day));
        out->day.len = strlen("2026-06-15");
        out->own = false;
        TRY(time_read_person(w, out->day, &from));
    }
    out->days = now > from ? (now - from) / TIME_DAY : 0;
    return true;
}

static bool
gather(void *ctx, struct work *w, const struct view_row *row)
{
    struct gathering *g = ctx;
    struct version v = {0};
    bool yes;

    TRY(node_row_known(g->desk->node, w, &g->desk->actor, row, g->now, &yes));
    if (!yes)
        return true;
    TRY(store_by_no(node_store(g->desk->node), w, row->record, &v.stored));
    TRY(node_part(g->desk->node, w, &v.stored, "core", &v.core));
    if (v.core == NULL)
        return true;
    v.list = json_get_text(v.core, "list");
    v.date = json_get_text(v.core, "date");
    TRY(version_age(w, v.date, v.stored.time, g->now, &v.age));
    buffer_add(&g->versions, bytes_from(&v, sizeof(v)));
    return work_ok(w);
}

struct printing {
    struct gathering g;
    struct buffer records;
};

static bool
print_row(void *ctx, struct work *w, const struct view_row *row)
{
    struct printing *p = ctx;
    bool yes;

    TRY(node_row_known(p->g.desk->node, w, &p->g.desk->actor, row, p->g.now, &yes));
    if (yes)
        buffer_u64(&p->records, (uint64_t)row->record);
    return work_ok(w);
}

bool
versions_print(struct desk *d, struct work *w, uint64_t *out)
{
    struct printing p = {.g = {.desk = d}, .records = buffer_open(w, SIZE_MAX / 2)};
    struct bytes records;

    TRY(node_now(d->node, w, &p.g.now));
    TRY(node_rows(d->node, w, bytes_of("list/1"), false, print_row, &p));
    TRY(buffer_bytes(&p.records, &records));
    *out = bytes_print(records);
    return true;
}

/* By list; then by its own date, or the day on which it was taken in; and by their order. */
static int
by_list(const void *a, const void *b)
{
    const struct version *x = a, *y = b;
    int order = bytes_order(x->list, y->list);

    if (order == 0)
        order = bytes_order(x->age.day, y->age.day);
    if (order != 0)
        return order;
    return (x->stored.no > y->stored.no) - (x->stored.no < y->stored.no);
}

bool
versions_all(struct desk *d, struct work *w, struct version **out, size_t *count)
{
    struct gathering g = {.desk = d, .versions = buffer_open(w, SIZE_MAX / 2)};

    TRY(node_now(d->node, w, &g.now));
    TRY(node_rows(d->node, w, bytes_of("list/1"), false, gather, &g));
    *out = buffer_array(&g.versions, sizeof(**out), count);
    TRY(*out != NULL);
    if (*count > 0)
        qsort(*out, *count, sizeof(**out), by_list);
    for (size_t i = 0; i < *count; i++)
        (*out)[i].newest =
            i + 1 == *count || !bytes_equal((*out)[i].list, (*out)[i + 1].list);
    return true;
}

bool
versions_newest(struct desk *d, struct work *w, struct version **out, size_t *count)
{
    size_t all;

    TRY(versions_all(d, w, out, &all));
    *count = 0;
    for (size_t i = 0; i < all; i++)
        if ((*out)[i].newest)
            (*out)[(*count)++] = (*out)[i];
    return *count > 0 ||
        fail(w, FAULT_MISSING,
            "this node has no lists: `liaison lists import FILE`, or give -l LIST");
}

/* Where in ${all} stands the one that is called so?  ${count}: nowhere. */
static bool
find_dated(struct work *w, const struct version *all, size_t count, struct bytes name,
    size_t *found)
{
    const uint8_t *at = memrchr(name.at, '@', name.len);
    struct bytes list = bytes_from(name.at, (size_t)(at - name.at)),
                 date = bytes_from(at + 1, name.len - list.len - 1);

    *found = count;
    for (size_t i = 0; i < count; i++) {
        if (!bytes_equal(all[i].list, list) || !bytes_equal(all[i].date, date))
            continue;
        if (*found < count)
            return fail(w, FAULT_CONFLICT,
                "there are several versions %.*s: name one by its id (`liaison lists "
                "list`)",
                (int)name.len, (const char *)name.at);
        *found = i;
    }
    return true;
}

bool
version_find(struct desk *d, struct work *w, struct bytes name, struct version *out)
{
    struct version *all;
    struct stored stored;
    size_t count, at;

    TRY(versions_all(d, w, &all, &count));
    if (name.len > 0 && memchr(name.at, '@', name.len) != NULL) {
        TRY(find_dated(w, all, count, name, &at));
    } else {
        bool here = node_find(d->node, w, &d->actor, name, &stored);

        if (!here && work_fault(w) != FAULT_MISSING && work_fault(w) != FAULT_INVALID)
            return false;
        work_clear(w);
        for (at = here ? 0 : count; at < count && all[at].stored.no != stored.no; at++)
            ;
    }
    if (at == count)
        return fail(w, FAULT_MISSING,
            "no version %.*s is kept here: `liaison lists list` tells which are",
            (int)name.len, (const char *)name.at);
    *out = all[at];
    return true;
}

void
version_aged(struct work *w, const struct age *a, struct json *to)
{
    json_put(to, "age", json_integer(w, a->days));
    json_put(to, "says",
        json_string(w,
            work_format(w,
                a->own ? "%lld days old"
                       : "without a date of its own, taken in %lld days ago",
                (long long)a->days)));
}

const char *
version_used(struct work *w, const struct version *v, const char *stays)
{
    return work_format(w, "%.*s%s%.*s%s %s in use, %lld days old", (int)v->list.len,
        (const char *)v->list.at, v->age.own ? " of " : ", taken in on ",
        (int)v->age.day.len, (const char *)v->age.day.at, v->age.own ? "" : ",", stays,
        (long long)v->age.days);
}

struct json *
version_json(struct work *w, const struct version *v)
{
    static const char *const members[] = {"format", "entries", "names", "nameless",
        "sha256", "shrunk", "source"};
    struct json *out = json_object(w), *kept, *files = json_array(w);

    json_put(out, "id", json_uuid(w, &v->stored.id));
    json_put(out, "list", json_text(w, v->list));
    json_put(out, "date", json_text(w, v->date));
    version_aged(w, &v->age, out);
    json_put(out, "imported", json_time(w, v->stored.time));
    json_put(out, "newest", json_bool(w, v->newest));
    for (size_t i = 0; i < COUNT_OF(members); i++)
        if (json_get(v->core, members[i]) != NULL &&
            json_keep(w, json_get(v->core, members[i]), &kept))
            json_put(out, members[i], kept);
    for (const struct json *f = json_get(v->core, "files")->first; f != NULL; f = f->next)
        json_add(files, json_text(w, json_get_text(json_get(f, "name"), "display")));
    json_put(out, "files", files);
    return out;
}

/* ---- What is in one ---------------------------------------------------------------------------------- */

static bool
take_some(void *ctx, struct work *w, struct bytes plain)
{
    buffer_add(ctx, plain);
    return work_ok(w);
}

static bool
all_files(struct bytes name)
{
    (void)name;
    return true;
}

static bool
changed(struct work *w)
{
    return fail(w, FAULT_CORRUPT, "what is kept is not what was taken in");
}

bool
content_seal(struct desk *d, struct work *w, struct bytes text, struct bytes hint,
    struct item **item, struct json **content)
{
    struct bytes scope;
    struct hash sha;

    TRY(sha256(w, text, &sha) &&
        hex_write(w, hash_bytes(&node_identity(d->node)->id), &scope));
    TRY(node_item_begin(d->node, w, text.len, hint, item));
    TRY(node_item_add(*item, w, text) && node_item_end(*item, w, &sha, scope));
    *content = json_object(w);
    json_put(*content, "size", json_integer(w, (int64_t)text.len));
    json_put(*content, "sha256", json_hex(w, hash_bytes(&sha)));
    return work_ok(w);
}

bool
content_load(struct desk *d, struct work *w, const struct stored *of, struct bytes *out)
{
    struct buffer b = buffer_open(w, CONTENT_MAX);
    struct json *content, *vault;
    struct stored_blob blob;
    struct hash tree, said, is;
    int64_t size;

    TRY(node_part(d->node, w, of, "content", &content) &&
        node_part(d->node, w, of, "vault", &vault));
    if (content == NULL || vault == NULL)
        return fail(w, FAULT_MISSING, "its content is not here");
    TRY(json_need_hash(w, vault, "tree", &tree) &&
        json_need_hash(w, content, "sha256", &said) &&
        json_need_integer(w, content, "size", 0, CONTENT_MAX, &size));
    TRY(store_blob(node_store(d->node), w, &tree, &blob));
    TRY(store_blob_open(node_store(d->node), w, &blob, (uint64_t)size, take_some, &b));
    TRY(buffer_bytes(&b, out) && sha256(w, *out, &is));
    return hash_equal(&is, &said) || changed(w);
}

bool
version_files(struct desk *d, struct work *w, const struct version *v,
    struct screen_file **out, size_t *count)
{
    const struct json *f = json_get(v->core, "files")->first;
    struct archive_file *packed;
    struct bytes content;

    TRY(content_load(d, w, &v->stored, &content));
    TRY(zip_read(w, content, CONTENT_MAX, all_files, &packed, count));
    if (*count != json_get(v->core, "files")->count)
        return changed(w);
    *out = work_alloc(w, (*count + 1) * sizeof(**out));
    TRY(*out != NULL);
    for (size_t i = 0; i < *count; i++, f = f->next) {
        struct hash said, is;

        TRY(json_need_hash(w, f, "sha256", &said) && sha256(w, packed[i].text, &is));
        if (!hash_equal(&said, &is))
            return changed(w);
        TRY(work_string(w, json_get_text(json_get(f, "name"), "display"),
            &(*out)[i].called));
        (*out)[i].text = packed[i].text;
    }
    return true;
}

static bool
read_files(struct desk *d, struct work *w, struct work *files_work,
    const struct version *v, struct screen_list *out)
{
    struct screen_file *files;
    size_t count;

    TRY(version_files(d, files_work, v, &files, &count));
    for (size_t i = 0; i < count; i++)
        TRY(list_unpack(files_work, &files[i]));
    return screen_list_read(w, files, count, out) || fail_with(files_work, w);
}

/* What it was when it was taken in it must be again, however much readers have learned. */
bool
version_read(struct desk *d, struct work *w, const struct version *v,
    struct screen_list *out)
{
    struct work *files_work = work_open(work_os(w));
    bool good = files_work != NULL && read_files(d, w, files_work, v, out);

    return work_join(w, files_work, good) ||
        fail_in(w, "%.*s %.*s", (int)v->list.len, (const char *)v->list.at,
            (int)v->date.len, (const char *)v->date.at);
}

bool
lists_called(struct work *w, const struct age *a, struct bytes *out)
{
    const char *called = a->own
        ? work_format(w, "this node, %lld days old", (long long)a->days)
        : work_format(w, "this node, taken in on %.*s, %lld days ago", (int)a->day.len,
              (const char *)a->day.at, (long long)a->days);

    TRY(called != NULL);
    *out = bytes_of(called);
    return true;
}

bool
lists_add_version(struct desk *d, struct work *w, const struct version *v,
    struct lists *to)
{
    TRY(lists_called(w, &v->age, &to->asked[to->count]) &&
        version_read(d, w, v, &to->lists[to->count]));
    to->kept[to->count++] = version_json(w, v);
    return true;
}

bool
lists_add_newest(struct desk *d, struct work *w, struct lists *to)
{
    struct version *newest;
    size_t count;

    TRY(versions_newest(d, w, &newest, &count) && lists_open(w, count, to));
    for (size_t i = 0; i < count; i++)
        TRY(lists_add_version(d, w, &newest[i], to));
    return true;
}
