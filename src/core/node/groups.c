/*
 * Who is in a group, and since when: folded from all versions of its record that its owner
 * signed, the same in whatever order they came (P22).
 *
 * A version that is not here, or cannot be read, is a gap: who stands before and behind it
 * counts as one who left and came back, which opens less.
 */
#include "core/node/node_inner.h"

#include <stdlib.h>
#include <string.h>

/* One group, walked from its first version on. */
struct walking {
    struct work *work;
    struct uuid group;
    struct hash owner;
    int64_t version;         /* the last that was looked at; 0: none yet */
    int64_t at;              /* its time, never before that of an earlier one */
    struct facts_member *in; /* those whose time runs */
    size_t in_count, in_room;
    struct buffer *done;
};

static int
by_version(const void *a, const void *b)
{
    const struct stored *x = a, *y = b;

    if (x->version != y->version)
        return (x->version > y->version) - (x->version < y->version);
    return (x->no > y->no) - (x->no < y->no);
}

static bool
stands_in(const struct json *members, const struct hash *org, struct work *w)
{
    for (const struct json *m = members != NULL ? members->first : NULL; m != NULL;
         m = m->next) {
        struct hash one;

        if (json_get(m, "org") == NULL)
            continue;
        if (json_need_hash(w, m, "org", &one) && hash_equal(&one, org))
            return true;
    }
    return false;
}

/* Those who are not in ${members} any more have left; NULL: all of them. */
static void
leave(struct walking *g, const struct json *members)
{
    size_t kept = 0;

    for (size_t i = 0; i < g->in_count; i++) {
        if (members != NULL && stands_in(members, &g->in[i].org, g->work)) {
            g->in[kept++] = g->in[i];
            continue;
        }
        g->in[i].until = g->at;
        buffer_add(g->done, bytes_from(&g->in[i], sizeof(g->in[i])));
    }
    g->in_count = kept;
}

static bool
is_in(const struct walking *g, const struct hash *org)
{
    for (size_t i = 0; i < g->in_count; i++)
        if (hash_equal(&g->in[i].org, org))
            return true;
    return false;
}

static bool
join(struct walking *g, const struct json *members)
{
    if (members->count > g->in_room) {
        struct facts_member *more = work_alloc(g->work, members->count * sizeof(*more));

        TRY(more != NULL);
        if (g->in_count > 0)
            memcpy(more, g->in, g->in_count * sizeof(*more));
        g->in = more;
        g->in_room = members->count;
    }
    for (const struct json *m = members->first; m != NULL; m = m->next) {
        struct facts_member one = {.group = g->group, .owner = g->owner, .since = g->at};

        if (json_get(m, "org") == NULL)
            continue; /* named, but no body that can be told apart */
        TRY(json_need_hash(g->work, m, "org", &one.org));
        if (!is_in(g, &one.org))
            g->in[g->in_count++] = one;
    }
    return true;
}

static bool
walk_version(struct node *n, struct walking *g, const struct stored *v)
{
    const struct json *members = NULL;
    struct json *core = NULL;

    if (v->state == STORED_IN_FORCE && bytes_is(v->kind, "group/1"))
        TRY(node_part(n, g->work, v, "core", &core));
    members = json_get(core, "members");
    if (v->time > g->at)
        g->at = v->time;
    if (v->version != g->version + 1)
        leave(g, NULL);
    leave(g, members);
    g->version = v->version;
    return members == NULL || join(g, members);
}

/* A group that was closed has nobody in it from then on. */
static bool
walk_end(struct node *n, struct walking *g)
{
    struct kind_stage stage;
    struct view_item item;
    struct stored newest;
    struct record *r;

    if (!node_item(n, g->work, &g->group, &item))
        return work_forgive(g->work, FAULT_MISSING);
    TRY(store_by_no(n->store, g->work, item.record, &newest));
    TRY(node_record(n, g->work, &newest, &r));
    TRY(node_stage(n, g->work, r, &stage));
    if (!stage.final)
        return true;
    if (stage.since > g->at)
        g->at = stage.since;
    leave(g, NULL);
    return true;
}

/* Versions of one id that are not waiting are one organisation's: the door sees to that. */
static bool
walk_group(struct node *n, struct work *w, const struct uuid *id, struct buffer *done)
{
    struct walking g = {.work = w, .group = *id, .done = done};
    struct stored *versions;
    size_t count;
    bool any = false;

    TRY(store_versions(n->store, w, id, &versions, &count));
    qsort(versions, count, sizeof(*versions), by_version);
    for (size_t i = 0; i < count; i++) {
        const struct stored *v = &versions[i];

        if (v->state == STORED_WAITING || (any && !hash_equal(&v->author, &g.owner)))
            continue;
        g.owner = v->author;
        any = true;
        TRY(walk_version(n, &g, v));
    }
    if (g.in_count > 0)
        TRY(walk_end(n, &g));
    for (size_t i = 0; i < g.in_count; i++)
        buffer_add(done, bytes_from(&g.in[i], sizeof(g.in[i])));
    return true;
}

/* ---- Of an item ------------------------------------------------------------------------ */

/* Groups that were looked at, each once. */
struct gathering {
    struct buffer ids;     /* struct uuid */
    struct buffer members; /* struct facts_member */
};

static bool
add_groups(struct node *n, struct work *w, const struct terms_list *parties,
    struct gathering *to)
{
    for (size_t i = 0; i < parties->count; i++) {
        const uint8_t *owner;
        bool later, known = false;
        struct uuid id;

        if (!terms_party_group(parties->at[i], &id, &owner, &later))
            continue;
        for (size_t k = 0; k < to->ids.len / sizeof(id); k++)
            known = known || memcmp(to->ids.at + k * sizeof(id), &id, sizeof(id)) == 0;
        if (known)
            continue;
        buffer_add(&to->ids, bytes_from(&id, sizeof(id)));
        TRY(walk_group(n, w, &id, &to->members));
    }
    return true;
}

static bool
add_terms(struct node *n, struct work *w, const struct terms *t, struct gathering *to)
{
    return t == NULL || !t->readable ||
        (add_groups(n, w, &t->releasable_to, to) &&
            add_groups(n, w, &t->not_releasable_to, to));
}

bool
node_facts_groups(struct node *n, struct work *w, struct facts *f)
{
    struct gathering to = {buffer_open(w, SIZE_MAX / 2), buffer_open(w, SIZE_MAX / 2)};

    TRY(add_terms(n, w, f->item.terms, &to));
    for (size_t i = 0; i < f->parent_count; i++)
        TRY(add_terms(n, w, f->parents[i].terms, &to));
    f->grouped = to.ids.len > 0;
    f->members = buffer_array(&to.members, sizeof(*f->members), &f->member_count);
    return f->members != NULL;
}

bool
node_group_members(struct node *n, struct work *w, const struct stored *group,
    struct hash **out, size_t *count)
{
    struct buffer members = buffer_open(w, SIZE_MAX / 2), orgs;
    const struct facts_member *m;
    size_t all;

    TRY(walk_group(n, w, &group->id, &members));
    orgs = buffer_open(w, SIZE_MAX / 2);
    m = buffer_array(&members, sizeof(*m), &all);
    for (size_t i = 0; m != NULL && i < all; i++)
        if (m[i].until == 0)
            buffer_add(&orgs, hash_bytes(&m[i].org));
    *out = buffer_array(&orgs, sizeof(**out), count);
    return *out != NULL;
}
