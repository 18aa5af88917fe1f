/*
 * watch add, list, drop: files of subjects that a node keeps, to be screened again whenever a list
 * changes.
 *
 * They lie encrypted in the vault; dropped, they are destroyed as whatever is erased.
 */
#include "desks/watch_desk.h"

#include <string.h>

#include "ground/crypt/crypt.h"

#define SUBJECTS_MAX ((size_t)1 << 28)

/* ---- Which there are ------------------------------------------------------------------------------ */

static bool
is_ours(const struct desk *d, const struct stored *s)
{
    return hash_equal(&s->author, &node_identity(d->node)->id);
}

/* The last run about them whose record still says what was found. */
static bool
find_last(struct desk *d, struct work *w, struct subjects *s)
{
    struct view_link *links;
    int64_t before = INT64_MAX, next;
    size_t count;

    TRY(node_links_to(d->node, w, &s->stored.id, "subjects", &links, &count));
    for (; s->last == NULL; before = next) {
        next = 0;
        for (size_t i = 0; i < count; i++)
            if (links[i].record < before && links[i].record > next &&
                bytes_is(links[i].kind, "screening/1"))
                next = links[i].record;
        if (next == 0)
            break;
        TRY(store_by_no(node_store(d->node), w, next, &s->last_stored) &&
            node_part(d->node, w, &s->last_stored, "core", &s->last));
    }
    return true;
}

struct gathering {
    struct desk *desk;
    struct buffer subjects;
    int64_t now;
};

static bool
gather(void *ctx, struct work *w, const struct view_row *row)
{
    struct gathering *g = ctx;
    struct desk *d = g->desk;
    struct subjects s = {0};
    struct record *r;
    struct terms terms;
    bool yes;

    TRY(node_row_known(d->node, w, &d->actor, row, g->now, &yes));
    if (!yes)
        return true;
    TRY(store_by_no(node_store(d->node), w, row->record, &s.stored) &&
        node_part(d->node, w, &s.stored, "core", &s.core));
    if (s.core == NULL || !is_ours(d, &s.stored))
        return true;
    TRY(node_record(d->node, w, &s.stored, &r) && node_terms(d->node, w, r, &terms) &&
        find_last(d, w, &s));
    s.until = terms.retain_until;
    s.over = s.until != 0 && s.until <= g->now;
    buffer_add(&g->subjects, bytes_from(&s, sizeof(s)));
    return work_ok(w);
}

bool
subjects_all(struct desk *d, struct work *w, struct subjects **out, size_t *count)
{
    struct gathering g = {.desk = d, .subjects = buffer_open(w, SIZE_MAX / 2)};

    TRY(node_now(d->node, w, &g.now) &&
        node_rows(d->node, w, bytes_of("subjects/1"), false, gather, &g));
    *out = buffer_array(&g.subjects, sizeof(**out), count);
    return *out != NULL;
}

struct bytes
subjects_file(const struct json *core)
{
    return json_get_text(json_get(core, "name"), "display");
}

/* ---- What is in one --------------------------------------------------------------------------------- */

static bool
read_some(struct work *w, void *ctx, uint8_t *to, size_t room, size_t *got)
{
    struct subject_text *t = ctx;

    (void)w;
    *got = t->text.len - t->at < room ? t->text.len - t->at : room;
    if (*got > 0)
        memcpy(to, t->text.at + t->at, *got);
    t->at += *got;
    return true;
}

bool
subjects_rows(struct work *w, struct subject_text *text, const char *called,
    struct query_rows **out)
{
    const struct text_source source = {read_some, text};

    text->at = 0;
    return query_rows_open(w, &source, called, out);
}

/* ---- Adding ------------------------------------------------------------------------------------------- */

/* Every row is looked at: of a file that is refused nothing is kept. */
static bool
count_rows(struct work *w, struct bytes file, const char *path, int64_t *count)
{
    struct subject_text text = {.text = file};
    struct query_rows *rows;
    struct asked asked;
    bool found = true;

    TRY(subjects_rows(w, &text, path, &rows));
    for (*count = 0; found; *count += found)
        TRY(query_rows_next(rows, &asked, &found));
    return *count > 0 || fail(w, FAULT_INVALID, "%s: there is nobody in it", path);
}

static bool
say_core(struct desk *d, struct work *w, const struct json *args, const char *path,
    int64_t count, struct json **out)
{
    struct bytes class = desk_text(args, "class"), basis = desk_text(args, "basis");
    const char *title = work_format(w, "%.*s, %lld watched", (int)class.len,
        (const char *)class.at, (long long)count);

    *out = json_object(w);
    json_put(*out, "title", json_string(w, title));
    json_put(*out, "class", json_text(w, class));
    if (basis.len > 0)
        json_put(*out, "basis", json_text(w, basis));
    json_put(*out, "name", desk_file_called(w, path));
    json_put(*out, "count", json_integer(w, count));
    json_put(*out, "by", json_text(w, d->actor.person));
    return work_ok(w);
}

/* Who is kept is kept for a time that is said. */
static bool
read_terms(struct desk *d, struct work *w, const struct json *args,
    const struct json **out)
{
    int64_t now, until;

    TRY(desk_terms(d, w, args, out) && node_now(d->node, w, &now));
    if (json_get(*out, "retain_until") == NULL)
        return fail(w, FAULT_USAGE,
            "until when are they kept?  Give --retain-until DATE");
    TRY(json_need_time(w, *out, "retain_until", &until));
    return until > now ||
        fail(w, FAULT_USAGE, "--retain-until wants a day that is still to come");
}

/* The same subjects of the same class are watched once. */
static bool
find_same(struct desk *d, struct work *w, const struct json *core, struct bytes text,
    struct stored *out, bool *found)
{
    struct subjects *all;
    struct bytes hex;
    struct hash sha;
    size_t count;

    *found = false;
    TRY(sha256(w, text, &sha) && hex_write(w, hash_bytes(&sha), &hex) &&
        subjects_all(d, w, &all, &count));
    for (size_t i = 0; i < count && !*found; i++) {
        struct json *content;

        TRY(node_part(d->node, w, &all[i].stored, "content", &content));
        *found = !all[i].over && bytes_equal(json_get_text(content, "sha256"), hex) &&
            bytes_equal(json_get_text(all[i].core, "class"),
                json_get_text(core, "class"));
        *out = all[i].stored;
    }
    return true;
}

static bool
keep(struct desk *d, struct work *w, struct bytes text, const struct json *core,
    const struct json *terms, struct receipt *out)
{
    ITEM_AUTO struct item *item = NULL;
    struct draft draft = {.kind = "subjects/1", .items = &item, .item_count = 1};
    struct json *content;

    TRY(content_seal(d, w, text, bytes_of("subjects"), &item, &content));
    draft_part(&draft, "core", core);
    draft_part(&draft, "content", content);
    draft_part(&draft, "vault", node_item_vault(w, item));
    draft_part(&draft, "terms", terms);
    return node_make(d->node, w, &draft, 1, out);
}

DESK(watch_add)
{
    struct json *core;
    const struct json *terms;
    struct receipt receipt;
    struct stored same;
    struct bytes text;
    const char *path;
    int64_t count;
    bool known;

    TRY(screening_may(w, args) && read_terms(d, w, args, &terms) &&
        work_string(w, desk_text(args, "file"), &path) &&
        given_load(d, w, path, SUBJECTS_MAX, &text) && count_rows(w, text, path, &count));
    if (strcmp(path, "-") == 0)
        path = "standard input";
    TRY(say_core(d, w, args, path, count, &core) &&
        find_same(d, w, core, text, &same, &known));
    TRY(known || keep(d, w, text, core, terms, &receipt));
    *answer = json_object(w);
    json_put(*answer, "id", json_uuid(w, known ? &same.id : &receipt.id));
    json_put(*answer, "class", json_text(w, desk_text(args, "class")));
    json_put(*answer, "count", json_integer(w, count));
    json_put(*answer, "known", json_bool(w, known));
    json_put(*answer, "says",
        json_string(w,
            known ? "are watched already" : "kept; `liaison watch` screens them"));
    return work_ok(w);
}

/* ---- Listing and dropping -------------------------------------------------------------------------------- */

static const char *
says(struct work *w, const struct subjects *s)
{
    if (s->over)
        return "their time is over: drop them";
    if (s->last == NULL)
        return "not screened yet";
    return work_format(w, "%lld hits at the last watch",
        (long long)json_get(s->last, "hits")->integer);
}

static struct json *
subjects_json(struct work *w, const struct subjects *s)
{
    struct json *out = json_object(w);

    json_put(out, "id", json_uuid(w, &s->stored.id));
    json_put(out, "class", json_text(w, json_get_text(s->core, "class")));
    json_put(out, "basis", json_text(w, json_get_text(s->core, "basis")));
    json_put(out, "file", json_text(w, subjects_file(s->core)));
    json_put(out, "count", json_integer(w, json_get(s->core, "count")->integer));
    json_put(out, "added", json_time(w, s->stored.time));
    if (s->until != 0)
        json_put(out, "until", json_time(w, s->until));
    if (s->last != NULL) {
        json_put(out, "screened", json_time(w, s->last_stored.time));
        json_put(out, "run", json_uuid(w, &s->last_stored.id));
    }
    json_put(out, "says", json_string(w, says(w, s)));
    return out;
}

DESK(watch_list)
{
    struct json *items = json_array(w);
    struct subjects *all;
    size_t count;

    (void)args;
    TRY(subjects_all(d, w, &all, &count));
    for (size_t i = 0; i < count; i++)
        json_add(items, subjects_json(w, &all[i]));
    *answer = json_object(w);
    json_put(*answer, "items", items);
    json_put(*answer, "count", json_integer(w, (int64_t)items->count));
    return work_ok(w);
}

DESK(watch_drop)
{
    struct stored s;

    TRY(desk_find(d, w, args, "id", &s));
    if (!bytes_is(s.kind, "subjects/1"))
        return fail(w, FAULT_USAGE, "subjects are dropped; this is %.*s: see `erase`",
            (int)s.kind.len, (const char *)s.kind.at);
    return desk_erase(d, w, args, answer);
}
