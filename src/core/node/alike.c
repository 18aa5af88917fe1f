/*
 * Records that are perhaps the same thing, by what their kind says tells it.  Those that have
 * the words are found by the index of words; only they are opened and compared, field by field,
 * for the index holds neither order nor fields.
 */
#include "core/node/node_inner.h"

#include <string.h>

#define OPENED_MAX 20  /* records with those words, the newest first */
#define QUERY_MAX 200  /* bytes of words looked for: enough to find few */
#define VALUES_MAX 100 /* of one field */

/* What a field says, each value as its words: letters' case, blanks and signs count nothing. */
struct values {
    struct bytes at[VALUES_MAX];
    struct bytes text; /* of the first */
    size_t count;
};

static bool
add_value(struct node *n, struct work *w, struct bytes text, struct values *to)
{
    struct bytes words;

    TRY(words_of_text(n, w, text, " ", &words));
    if (words.len == 0 || to->count == VALUES_MAX)
        return true;
    if (to->count == 0)
        to->text = text;
    to->at[to->count++] = words;
    return true;
}

static bool
gather(struct node *n, struct work *w, const struct json *at, struct bytes path,
    struct values *to)
{
    struct bytes step;

    if (at == NULL)
        return true;
    if (!bytes_step(&path, '.', &step) && at->type == JSON_ARRAY) { /* for people */
        for (const struct json *t = at->first; t != NULL; t = t->next)
            TRY(add_value(n, w, json_get_text(t, "text"), to));
        return true;
    }
    if (step.at == NULL)
        return at->type != JSON_TEXT || add_value(n, w, at->text, to);
    if (!bytes_is(step, "*"))
        return gather(n, w, json_get_bytes(at, step), path, to);
    for (const struct json *i = at->first; i != NULL; i = i->next)
        TRY(gather(n, w, i, path, to));
    return true;
}

static bool
share_one(const struct values *a, const struct values *b)
{
    for (size_t i = 0; i < a->count; i++)
        for (size_t j = 0; j < b->count; j++)
            if (bytes_equal(a->at[i], b->at[j]))
                return true;
    return false;
}

/* In every field of the key they have a value in common. */
static bool
same_by(struct node *n, struct work *w, const struct json *key, const struct json *a,
    const struct json *b, bool *yes)
{
    *yes = true;
    for (const struct json *f = key->first; f != NULL && *yes; f = f->next) {
        struct values *of = work_alloc(w, 2 * sizeof(*of));

        TRY(of != NULL && gather(n, w, a, f->text, &of[0]) &&
            gather(n, w, b, f->text, &of[1]));
        *yes = share_one(&of[0], &of[1]);
    }
    return true;
}

/* Words that such a record has; empty where a field has none, for then none is like it. */
static bool
query_of(struct node *n, struct work *w, const struct json *key, const struct json *parts,
    struct bytes *out)
{
    struct buffer b = buffer_open(w, (size_t)1 << 20);

    *out = (struct bytes){0};
    for (const struct json *f = key->first; f != NULL; f = f->next) {
        struct values *of = work_alloc(w, sizeof(*of));

        TRY(of != NULL && gather(n, w, parts, f->text, of));
        if (of->count == 0)
            return true;
        if (memchr(f->text.at, '*', f->text.len) != NULL)
            continue;
        if (b.len > 0)
            buffer_byte(&b, ' ');
        buffer_add(&b, of->text);
    }
    TRY(buffer_bytes(&b, out));
    if (out->len <= QUERY_MAX)
        return true;
    for (out->len = QUERY_MAX; out->len > 0 && out->at[out->len] != ' ';)
        out->len--;
    return true;
}

/* What is looked for, and by whom: what one may not know of is not looked at, nor counted. */
struct hunt {
    struct node *node;
    const struct actor *who;
    const struct kind *kind;
    const struct json *parts;
    bool (*each)(void *ctx, const struct stored *s, const struct json *key);
    void *ctx;
};

static bool
look_at(const struct hunt *h, struct work *w, const struct json *key, struct stored *s,
    bool *yes)
{
    struct json *theirs = json_object(w), *core;
    struct view_item item;

    *yes = false;
    TRY(node_item(h->node, w, &s->id, &item) && node_part(h->node, w, s, "core", &core));
    if (item.record != s->no || core == NULL)
        return true;
    json_put(theirs, "core", core);
    return same_by(h->node, w, key, h->parts, theirs, yes);
}

static bool
by_key(const struct hunt *h, struct work *w, const struct json *key)
{
    struct stored s;
    struct bytes query;
    int64_t *records;
    size_t count, opened = 0;
    bool yes;

    TRY(query_of(h->node, w, key, h->parts, &query));
    if (query.len == 0)
        return true;
    TRY(node_search(h->node, w, query, &records, &count));
    while (count > 0 && opened < OPENED_MAX) {
        TRY(store_by_no(h->node->store, w, records[--count], &s));
        if (!bytes_equal(s.kind, kind_name(h->kind)))
            continue;
        TRY(node_knows(h->node, w, h->who, &s, &yes));
        opened += yes;
        /* What is missing is erased. */
        TRY(!yes || look_at(h, w, key, &s, &yes) || work_forgive(w, FAULT_MISSING));
        TRY(!yes || h->each(h->ctx, &s, key));
    }
    return true;
}

bool
node_alike(struct node *n, struct work *w, const struct actor *who, const struct kind *k,
    const struct json *parts,
    bool (*each)(void *ctx, const struct stored *s, const struct json *key), void *ctx)
{
    const struct hunt h = {n, who, k, parts, each, ctx};
    const struct json *keys = json_get(kind_json(k), "duplicates");

    for (const struct json *key = json_first(keys); key != NULL; key = key->next) {
        struct work *own = work_open(work_os(w));

        TRY(work_join(w, own, own != NULL && by_key(&h, own, key)));
    }
    return true;
}
