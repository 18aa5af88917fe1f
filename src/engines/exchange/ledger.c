/*
 * The ledger of a recall (P13): to whom each item went, when the recall came there, and what
 * they state; or since when that is overdue.
 *
 * When something came to a partner its own cosignature says.  Whom a holder passed an item on
 * to is its word, and stands as such.
 */
#include "engines/exchange/exchange_inner.h"

#include <string.h>

#define LINES_MAX 1000 /* of one recall: more are statements by a partner that floods */

struct making {
    struct node *node;
    struct work *work;
    const struct stored *recall;
    int64_t now;
    bool brief;                /* nobody asks when: signatures are left alone */
    struct ledger_line *lines; /* they move when another is added */
    size_t count, room;
};

static struct ledger_line *
line_of(struct making *m, const struct uuid *item, const struct hash *to)
{
    for (size_t i = 0; i < m->count; i++)
        if (memcmp(&m->lines[i].item.id, item, sizeof(*item)) == 0 &&
            hash_equal(&m->lines[i].way.to, to))
            return &m->lines[i];
    return NULL;
}

/* NULL: there are too many, or nothing is asked of that one: of who recalls, and of us. */
static struct ledger_line *
add_line(struct making *m, const struct stored *item, const struct hash *to)
{
    struct ledger_line *line = line_of(m, &item->id, to);

    if (line != NULL || m->count == LINES_MAX || hash_equal(to, &m->recall->author) ||
        hash_equal(to, &node_identity(m->node)->id))
        return line;
    if (m->count == m->room) {
        size_t room = 2 * m->room + 4;
        struct ledger_line *more = work_alloc(m->work, room * sizeof(*more));

        if (more == NULL)
            return NULL;
        if (m->count > 0)
            memcpy(more, m->lines, m->count * sizeof(*more));
        m->lines = more;
        m->room = room;
    }
    line = &m->lines[m->count++];
    *line = (struct ledger_line){.item = *item, .way = {.to = *to}};
    return line;
}

/* ---- What we gave ------------------------------------------------------------------------ */

/* When the partner had signed for an entry of its outbox; 0: it has not. */
static bool
signed_for(struct making *m, const struct log_head *outbox, const struct hash *partner,
    uint64_t at, int64_t *out)
{
    uint64_t known, seconds, size;
    struct bytes note;

    *out = 0;
    TRY(node_outbox_known(m->node, m->work, outbox, partner, &known));
    for (size = at + 1; size <= known && *out == 0; size++) {
        if (store_checkpoint(node_store(m->node), m->work, outbox, size, &note) &&
            node_cosigned(m->node, m->work, note, partner, &seconds))
            *out = (int64_t)seconds * TIME_SECOND;
        else if (work_fault(m->work) == FAULT_MEMORY || work_fault(m->work) == FAULT_IO)
            return false;
        work_clear(m->work);
    }
    return true;
}

/* Tell each outbox that a record stands in, and when its partner signed for it. */
static bool
each_outbox(struct making *m, const struct hash *record,
    bool (*see)(struct making *m, const struct hash *to, uint64_t at, int64_t when,
        const void *ctx),
    const void *ctx)
{
    struct bytes *names;
    size_t count;

    TRY(store_logs_of(node_store(m->node), m->work, record, &names, &count));
    for (size_t i = 0; i < count; i++) {
        struct log_head outbox;
        const char *name;
        struct hash to;
        int64_t when = 0;
        uint64_t at = 0;

        if (!node_outbox_partner(names[i], &to))
            continue;
        if (!m->brief) {
            TRY(work_string(m->work, names[i], &name));
            TRY(store_log(node_store(m->node), m->work, name, &outbox));
            TRY(store_position(node_store(m->node), m->work, &outbox, record, &at));
            TRY(signed_for(m, &outbox, &to, at, &when));
        }
        TRY(see(m, &to, at, when, ctx));
    }
    return true;
}

static bool
see_given(struct making *m, const struct hash *to, uint64_t at, int64_t when,
    const void *ctx)
{
    struct ledger_line *line = add_line(m, ctx, to);

    if (line == NULL || (when == 0 && line->way.at != 0))
        return true;
    if (line->way.at == 0 || when < line->way.at) {
        line->way.at = when;
        line->way.position = at;
    }
    return true;
}

static bool
see_recalled(struct making *m, const struct hash *to, uint64_t at, int64_t when,
    const void *ctx)
{
    (void)at;
    (void)ctx;
    for (size_t i = 0; i < m->count; i++) {
        struct ledger_line *line = &m->lines[i];

        if (!hash_equal(&line->way.to, to))
            continue;
        line->sent = true;
        if (when != 0 && (line->way.recalled_at == 0 || when < line->way.recalled_at))
            line->way.recalled_at = when;
    }
    return true;
}

/* All versions of an item went by its one recall. */
static bool
gather_given(struct making *m, const struct stored *item)
{
    struct stored *versions;
    size_t count;

    TRY(store_versions(node_store(m->node), m->work, &item->id, &versions, &count));
    for (size_t i = 0; i < count; i++)
        TRY(each_outbox(m, &versions[i].hash, see_given, item));
    return true;
}

/* P13: in the order of delivery; what nobody signed for comes last. */
static bool
in_order(struct making *m)
{
    struct terms_delivery *left = work_alloc(m->work, (m->count + 1) * sizeof(*left));
    struct ledger_line *sorted = work_alloc(m->work, (LINES_MAX + 1) * sizeof(*sorted));
    size_t next;

    TRY(left != NULL && sorted != NULL);
    for (size_t i = 0; i < m->count; i++) {
        left[i] = m->lines[i].way;
        left[i].recalled_at = 0;
        left[i].at = left[i].at != 0 ? left[i].at : TIME_MAX;
    }
    for (size_t i = 0; i < m->count; i++) {
        next = terms_recall_next(left, m->count);
        left[next].recalled_at = 1;
        sorted[i] = m->lines[next];
    }
    m->lines = sorted;
    m->room = m->count + 1;
    return true;
}

/* ---- What they state ----------------------------------------------------------------------- */

static bool
add_forwarded(struct making *m, const struct stored *item, const struct json *statement,
    const struct stored *by)
{
    const struct json *forwarded = json_get(statement, "forwarded");

    for (const struct json *f = forwarded != NULL ? forwarded->first : NULL; f != NULL;
         f = f->next) {
        struct ledger_line *line;
        struct hash to;

        TRY(hex_read(m->work, f->text, &to, sizeof(to)));
        line = add_line(m, item, &to);
        if (line == NULL || line->way.at != 0 || line->way.recalled_at != 0 ||
            !hash_is_zero(&line->said_by))
            continue;
        line->said_by = by->author;
        line->way.recalled_at =
            by->time; /* who states it sends the recall on with that */
    }
    return true;
}

/* What is said of what was made from the item: the newest of each. */
static bool
see_derived(struct making *m, struct ledger_line *line, const struct json *statement,
    int64_t at)
{
    const struct json *derived = json_get(statement, "derived");

    for (const struct json *d = derived != NULL ? derived->first : NULL; d != NULL;
         d = d->next) {
        struct bytes hash = json_get_text(d, "hash");
        struct ledger_derived *of = line->derived;

        while (of != NULL && !bytes_equal(of->hash, hash))
            of = of->next;
        if (of == NULL) {
            of = work_alloc(m->work, sizeof(*of));
            TRY(of != NULL);
            *of = (struct ledger_derived){.next = line->derived, .hash = hash};
            line->derived = of;
        }
        if (at >= of->at) {
            of->at = at;
            of->said = d;
        }
    }
    return true;
}

/* Whoever says that a decision is open gets no longer for it than is given. */
static bool
find_undecided(struct making *m, struct ledger_line *line)
{
    for (const struct ledger_derived *d = line->derived; d != NULL; d = d->next) {
        int64_t until = d->at + RECALL_PATIENCE, said = until;

        if (!bytes_is(json_get_text(d->said, "state"), "open"))
            continue;
        if (json_get(d->said, "until") != NULL)
            TRY(json_need_time(m->work, d->said, "until", &said));
        until = said < until ? said : until;
        if (until <= m->now && (line->undecided == 0 || until < line->undecided))
            line->undecided = until;
    }
    return true;
}

/* One receipt: what it says of an item of this recall, where nothing newer is said. */
static bool
see_statement(struct making *m, const struct stored items[], size_t count,
    const struct stored *by, const struct json *core)
{
    const struct json *list = json_get(core, "items");

    for (const struct json *i = list != NULL ? list->first : NULL; i != NULL;
         i = i->next) {
        const struct stored *item = NULL;
        struct ledger_line *line;
        struct uuid id;

        TRY(json_need_uuid(m->work, i, "id", &id));
        for (size_t k = 0; k < count; k++)
            if (memcmp(&items[k].id, &id, sizeof(id)) == 0)
                item = &items[k];
        line = item != NULL ? add_line(m, item, &by->author) : NULL;
        if (line == NULL)
            continue;
        TRY(see_derived(m, line, i, by->time));
        if (by->time < line->way.answered_at)
            continue;
        if (line->way.at == 0 && hash_is_zero(&line->said_by))
            line->said_by = by->author;
        line->way.answered_at = by->time;
        line->statement = i;
        TRY(add_forwarded(m, item, i, by));
    }
    return true;
}

static bool
gather_statements(struct making *m, const struct stored items[], size_t count)
{
    struct view_link *links;
    size_t link_count;

    TRY(node_links_to(m->node, m->work, &m->recall->id, "because-of", &links,
        &link_count));
    for (size_t i = 0; i < link_count; i++) {
        struct stored by;
        struct json *core;

        TRY(store_by_no(node_store(m->node), m->work, links[i].record, &by));
        if (!bytes_is(by.kind, "receipt/1") ||
            hash_equal(&by.author, &node_identity(m->node)->id))
            continue;
        TRY(node_part(m->node, m->work, &by, "core", &core));
        if (core != NULL)
            TRY(see_statement(m, items, count, &by, core));
    }
    return true;
}

/* ---- The whole --------------------------------------------------------------------------------- */

bool
recall_items(struct node *n, struct work *w, const struct stored *recall,
    struct stored **out, size_t *count)
{
    struct record *r;

    *count = 0;
    TRY(node_record(n, w, recall, &r));
    *out = work_alloc(w, (r->link_count + 1) * sizeof(**out));
    TRY(*out != NULL);
    for (size_t i = 0; i < r->link_count; i++) {
        if (!r->links[i].open || !bytes_is(r->links[i].type, "recalls"))
            continue;
        if (store_by_id(node_store(n), w, &r->links[i].id, &(*out)[*count])) {
            ++*count;
        } else {
            TRY(work_fault(w) == FAULT_MISSING);
            work_clear(w);
        }
    }
    return true;
}

static enum ledger_state
state_of(const struct ledger_line *line, bool asked, int64_t now)
{
    if (line->statement != NULL)
        return !asked                                                     ? LEDGER_PASSED
            : bytes_is(json_get_text(line->statement, "state"), "erased") ? LEDGER_ERASED
                                                                          : LEDGER_KEPT;
    if (line->way.recalled_at == 0)
        return LEDGER_NOT_THERE;
    return terms_recall_overdue(&line->way, RECALL_PATIENCE, now) ? LEDGER_OVERDUE
                                                                  : LEDGER_THERE;
}

/* Who is not asked, and was given the item after the recall had gone its ways, has nothing to
 * do with it. */
static bool
concerned(struct making *m, const struct json *core)
{
    size_t kept = 0;
    int64_t routed;

    TRY(store_routed(node_store(m->node), m->work, &routed));
    for (size_t i = 0; i < m->count; i++) {
        struct ledger_line *line = &m->lines[i];
        bool asked;

        TRY(node_recall_asks(m->work, core, &line->way.to, &asked));
        line->state = state_of(line, asked, m->now);
        TRY(find_undecided(m, line));
        if (asked || line->sent || line->statement != NULL || m->recall->no > routed)
            m->lines[kept++] = *line;
    }
    m->count = kept;
    return true;
}

static bool
make_ledger(struct making *m)
{
    struct stored *items;
    struct json *core;
    size_t item_count;

    m->count = m->room = 0;
    TRY(node_part(m->node, m->work, m->recall, "core", &core));
    TRY(node_now(m->node, m->work, &m->now));
    TRY(recall_items(m->node, m->work, m->recall, &items, &item_count));
    for (size_t i = 0; i < item_count; i++)
        TRY(gather_given(m, &items[i]));
    TRY(each_outbox(m, &m->recall->hash, see_recalled, NULL) && in_order(m));
    TRY(gather_statements(m, items, item_count) && concerned(m, core));
    return work_ok(m->work);
}

bool
exchange_ledger(struct node *n, struct work *w, const struct stored *recall,
    bool open_only, struct ledger_line **out, size_t *count)
{
    struct making m = {.node = n, .work = w, .recall = recall, .brief = open_only};
    size_t kept = 0;

    TRY(make_ledger(&m));
    for (size_t i = 0; i < m.count && open_only; i++)
        kept += m.lines[i].statement == NULL || m.lines[i].undecided != 0;
    if (open_only && kept > 0) {
        m.brief = false;
        TRY(make_ledger(&m));
        kept = 0;
        for (size_t i = 0; i < m.count; i++)
            if (m.lines[i].statement == NULL || m.lines[i].undecided != 0)
                m.lines[kept++] = m.lines[i];
    }
    *out = m.lines;
    *count = open_only ? kept : m.count;
    return true;
}

/* ---- In order ------------------------------------------------------------------------------ */

struct ordering {
    struct node *node;
    struct peer *peers;
    size_t count, placed; /* the first of them stand where they are to be */
};

/* Move a partner behind those that were placed; one of these stays. */
static void
place(struct ordering *o, const struct hash *org)
{
    for (size_t i = o->placed; i < o->count; i++) {
        struct peer found = o->peers[i];

        if (!hash_equal(&found.org, org))
            continue;
        memmove(&o->peers[o->placed + 1], &o->peers[o->placed],
            (i - o->placed) * sizeof(found));
        o->peers[o->placed++] = found;
    }
}

static bool
place_unreached(void *ctx, struct work *w, const struct view_item *item)
{
    struct ordering *o = ctx;
    struct ledger_line *lines;
    struct stored recall;
    size_t count;

    if (!hash_equal(&item->author, &node_identity(o->node)->id))
        return true;
    TRY(store_by_no(node_store(o->node), w, item->record, &recall));
    TRY(exchange_ledger(o->node, w, &recall, true, &lines, &count));
    for (size_t i = 0; i < count; i++)
        if (lines[i].state == LEDGER_NOT_THERE)
            place(o, &lines[i].way.to);
    return true;
}

bool
exchange_recalls_first(struct node *n, struct work *w, struct peer peers[], size_t count)
{
    struct ordering o = {.node = n, .peers = peers, .count = count};

    return node_items(n, w, bytes_of("recall/1"), place_unreached, &o);
}
