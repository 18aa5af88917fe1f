/*
 * What people said of hits before: the settlements that a run holds its hits against.
 *
 * Ours are found by the keyed hash of the name; a partner's only by the entry, for its hashes are
 * under a key of its own: of whom it spoke nobody here can tell, so it silences nothing.
 *
 * Where they stand and what they are found by is in the index of rows; only those of a name that
 * is asked for are opened.
 */
#include "desks/screen_desk.h"

#include <stdlib.h>
#include <string.h>

#include "ground/crypt/crypt.h"

const char *const settled_verdicts[] = {"true", "false", "escalate", NULL};

/* ---- Those in force ------------------------------------------------------------------------------ */

struct gathering {
    struct desk *desk;
    int64_t now;
    struct buffer ours, others;
    struct hash partner; /* the last one, and what it is called */
    struct bytes called;
};

static bool
verdict_read(struct work *w, struct bytes text, uint8_t *out)
{
    for (*out = 0; settled_verdicts[*out] != NULL; ++*out)
        if (bytes_is(text, settled_verdicts[*out]))
            return true;
    return fail(w, FAULT_INVALID, "%.*s is no verdict", (int)text.len,
        (const char *)text.at);
}

static bool
partner_called(struct gathering *g, struct work *w, const struct hash *author,
    struct bytes *out)
{
    if (g->called.len == 0 || !hash_equal(&g->partner, author)) {
        struct json *name = desk_org_name(g->desk, w, author);

        TRY(name != NULL);
        g->partner = *author;
        g->called = name->text;
    }
    *out = g->called;
    return true;
}

static bool
see_row(void *ctx, struct work *w, const struct view_row *row,
    const struct bytes values[])
{
    struct gathering *g = ctx;
    struct settled one = {.id = row->id,
        .record = row->record,
        .time = row->time,
        .waits = bytes_is(row->state, "proposed")};
    bool ours = hash_equal(row->author, &node_identity(g->desk->node)->id), yes;

    if (!bytes_is(row->state, "in-force") && !(ours && one.waits))
        return true;
    TRY(node_row_known(g->desk->node, w, &g->desk->actor, row, g->now, &yes));
    if (!yes)
        return true;
    TRY(hex_read(w, values[ours ? 0 : 1], one.key.at, sizeof(one.key.at)) &&
        verdict_read(w, values[2], &one.verdict));
    if (!ours)
        TRY(partner_called(g, w, row->author, &one.by));
    buffer_add(ours ? &g->ours : &g->others, bytes_from(&one, sizeof(one)));
    return work_ok(w);
}

static int
key_order(const struct settled *a, const struct settled *b)
{
    return memcmp(a->key.at, b->key.at, sizeof(a->key.at));
}

/* By key; a partner's also by who said it and what; the newest first. */
static int
settled_order(const void *a, const void *b)
{
    const struct settled *x = a, *y = b;
    int order = key_order(x, y);

    if (order == 0)
        order = bytes_order(x->by, y->by);
    if (order == 0 && x->by.len > 0)
        order = (int)x->verdict - (int)y->verdict;
    if (order == 0)
        order = (x->time < y->time) - (x->time > y->time);
    return order != 0 ? order : memcmp(x->id.at, y->id.at, sizeof(x->id.at));
}

/* In order; of what one partner says of an entry in the same words the newest. */
static bool
arrange(struct buffer *from, struct settled **out, size_t *count)
{
    size_t kept = 0;

    *out = buffer_array(from, sizeof(**out), count);
    TRY(*out != NULL);
    if (*count > 0)
        qsort(*out, *count, sizeof(**out), settled_order);
    for (size_t i = 0; i < *count; i++) {
        const struct settled *one = &(*out)[i],
                             *last = kept > 0 ? &(*out)[kept - 1] : NULL;

        if (last == NULL || one->by.len == 0 || key_order(last, one) != 0 ||
            !bytes_equal(last->by, one->by) || last->verdict != one->verdict)
            (*out)[kept++] = *one;
    }
    *count = kept;
    return true;
}

static bool
begin(struct desk *d, struct work *w, struct gathering *g, struct settlements *out)
{
    *out = (struct settlements){.own = w};
    *g = (struct gathering){.desk = d,
        .ours = buffer_open(w, SIZE_MAX / 2),
        .others = buffer_open(w, SIZE_MAX / 2)};
    return node_now(d->node, w, &g->now) &&
        node_hiding_key(d->node, w, "settlement", &out->key);
}

static bool
end(struct gathering *g, struct settlements *out)
{
    return arrange(&g->ours, &out->ours, &out->our_count) &&
        arrange(&g->others, &out->others, &out->other_count);
}

bool
settlements_now(struct desk *d, struct work *w, struct settlements *out)
{
    static const char *const paths[] = {"core.name", "core.entry", "core.verdict"};
    const struct kind *kind = kinds_find(node_kinds(d->node), bytes_of(SETTLEMENT));
    struct gathering g;

    TRY(begin(d, w, &g, out));
    TRY(four_eyes_since(d, w, "settle", &out->alone) &&
        node_rows_by(d->node, w, kind, paths, COUNT_OF(paths), see_row, &g));
    return end(&g, out);
}

/* ---- One of ours, opened ------------------------------------------------------------------------- */

/* Of what was erased there is nothing more.  What stays of it lives as long as ${own}.  From
 * ${alone} on a word that was given without a second person waits for one, however it came to be
 * in force. */
static bool
open_one(struct desk *d, struct work *w, struct work *own, const struct stored *from,
    int64_t alone, struct settled *s)
{
    struct settled_more *more = work_alloc(own, sizeof(*more));
    struct json *core;

    TRY(more != NULL || fail_with(w, own));
    TRY(node_part(d->node, w, from, "core", &core));
    if (core == NULL)
        return true;
    more->record = from->hash;
    TRY(json_need_hash(w, core, "entry", &more->entry) &&
        json_need_hash(w, core, "subject", &more->subject) &&
        json_need_hash(w, core, "name", &s->key) &&
        verdict_read(w, json_get_text(core, "verdict"), &s->verdict));
    if (!work_keep(own, json_get_text(core, "list"), &more->list) ||
        !work_keep(own, json_get_text(core, "ref"), &more->ref) ||
        !work_keep(own, desk_english(json_get(core, "reason")), &more->reason))
        return fail_with(w, own);
    s->id = from->id;
    s->time = from->time;
    s->waits = s->waits ||
        (from->time >= alone && !desk_flag(core, "second") &&
            !bytes_is(json_get_text(core, "verdict"), "escalate"));
    s->more = more;
    return true;
}

/* Where those of a key begin, and how many they are. */
static size_t
find_key(const struct settled *all, size_t count, const struct hash *key, size_t *many)
{
    const struct settled want = {.key = *key};
    size_t from = 0, to = count;

    while (from < to) {
        size_t middle = from + (to - from) / 2;

        if (key_order(&all[middle], &want) < 0)
            from = middle + 1;
        else
            to = middle;
    }
    for (*many = 0; from + *many < count && key_order(&all[from + *many], &want) == 0;)
        ++*many;
    return from;
}

bool
settlements_of(struct desk *d, struct work *w, struct settlements *s, struct asked *asked)
{
    struct hash name;

    asked->settled_count = 0;
    return s->our_count == 0 ||
        (asked_name_hash(w, &s->key, asked, &name) &&
            settlements_named(d, w, s, &name, asked));
}

bool
settlements_named(struct desk *d, struct work *w, struct settlements *s,
    const struct hash *name, struct asked *asked)
{
    asked->settled_at = find_key(s->ours, s->our_count, name, &asked->settled_count);
    for (size_t i = 0; i < asked->settled_count; i++) {
        struct settled *one = &s->ours[asked->settled_at + i];
        struct stored stored;

        if (one->more == NULL)
            TRY(store_by_no(node_store(d->node), w, one->record, &stored) &&
                open_one(d, w, s->own, &stored, s->alone, one));
    }
    return true;
}

/* ---- Those that a run was told of ----------------------------------------------------------------- */

static struct json *
line_of(struct work *w, const struct settled *s)
{
    struct json *line = json_object(w);

    if (s->more != NULL) {
        json_put(line, "settlement", json_hex(w, hash_bytes(&s->more->record)));
        json_put(line, "waits", json_bool(w, s->waits));
        return line;
    }
    json_put(line, "by", json_text(w, s->by));
    json_put(line, "entry", json_hex(w, hash_bytes(&s->key)));
    json_put(line, "id", json_uuid(w, &s->id));
    json_put(line, "time", json_time(w, s->time));
    json_put(line, "verdict", json_string(w, settled_verdicts[s->verdict]));
    return line;
}

static bool
write_told(struct work *w, struct settled *all, size_t count, struct buffer *to)
{
    struct bytes line;

    for (size_t i = 0; i < count; i++) {
        if (!atomic_load(&all[i].told))
            continue;
        TRY(json_write(w, line_of(w, &all[i]), &line));
        buffer_add(to, line);
        buffer_byte(to, '\n');
    }
    return work_ok(w);
}

bool
settlements_write(struct work *w, const struct settlements *s, struct buffer *to)
{
    return write_told(w, s->ours, s->our_count, to) &&
        write_told(w, s->others, s->other_count, to);
}

static bool
read_line(struct gathering *g, struct work *w, const struct json *line)
{
    struct settled one = {0};
    struct stored stored;
    struct hash record;

    if (json_get(line, "settlement") == NULL) {
        one.by = json_get_text(line, "by");
        TRY(json_need_hash(w, line, "entry", &one.key) &&
            json_need_uuid(w, line, "id", &one.id) &&
            json_need_time(w, line, "time", &one.time) &&
            verdict_read(w, json_get_text(line, "verdict"), &one.verdict));
        buffer_add(&g->others, bytes_from(&one, sizeof(one)));
        return work_ok(w);
    }
    TRY(json_need_hash(w, line, "settlement", &record));
    TRY(store_by_hash(node_store(g->desk->node), w, &record, &stored) &&
        open_one(g->desk, w, w, &stored, INT64_MAX, &one));
    one.waits = json_get(line, "waits") != NULL && json_get(line, "waits")->truth;
    if (one.more != NULL)
        buffer_add(&g->ours, bytes_from(&one, sizeof(one)));
    return work_ok(w);
}

bool
settlements_kept(struct desk *d, struct work *w, struct bytes lines,
    struct settlements *out)
{
    struct gathering g;
    struct bytes line;

    TRY(begin(d, w, &g, out));
    while (bytes_step(&lines, '\n', &line)) {
        struct json *said;

        if (line.len == 0)
            continue;
        TRY(json_read(w, line, &json_record, &said) && read_line(&g, w, said));
    }
    return end(&g, out);
}

/* ---- Of a hit ----------------------------------------------------------------------------------------- */

bool
pair_of(struct work *w, const struct asked *asked, const struct screen_entry *e,
    struct pair *out)
{
    struct bytes entry;

    *out = (struct pair){.list = e->list, .ref = e->ref, .subject = asked->subject};
    return screen_entry_write(w, e, &entry) && sha256(w, entry, &out->entry);
}

void
settlements_find(const struct settlements *s, const struct asked *asked,
    const struct pair *pair, struct pair_settled *out)
{
    size_t at = find_key(s->others, s->other_count, &pair->entry, &out->other_count);

    out->others = &s->others[at];
    out->ours = NULL;
    out->but = NULL;
    for (size_t i = 0; i < asked->settled_count; i++) {
        struct settled *one = &s->ours[asked->settled_at + i];
        const struct settled_more *m = one->more;
        bool entry = m != NULL && hash_equal(&m->entry, &pair->entry),
             subject = m != NULL && hash_equal(&m->subject, &pair->subject);

        if (m == NULL || !bytes_equal(m->list, pair->list) ||
            !bytes_equal(m->ref, pair->ref) || (out->ours != NULL && !(entry && subject)))
            continue;
        out->ours = one;
        out->but = entry && subject ? NULL
            : subject               ? "the entry has changed since"
            : entry                 ? "who was asked for then was described otherwise"
                    : "the entry has changed since, and who was asked for then was "
                      "described otherwise";
        if (out->but == NULL)
            break;
    }
    out->quiet = out->ours != NULL && out->but == NULL && !out->ours->waits &&
        strcmp(settled_verdicts[out->ours->verdict], "false") == 0;
}

void
settlements_told(const struct pair_settled *p)
{
    if (p->ours != NULL)
        atomic_store(&p->ours->told, true);
    for (size_t i = 0; i < p->other_count; i++)
        atomic_store(&p->others[i].told, true);
}
