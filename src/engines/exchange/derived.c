/*
 * What was made from a recalled item: by whom recalls, that goes by its own recall; others'
 * the holder decides on, and says so.  What an opinion quotes goes, its words stay.
 */
#include "engines/exchange/exchange_inner.h"

#include <string.h>

#define STATED_MAX 64 /* as the kind of receipts says */

/* ---- Who comes from whom ------------------------------------------------------------------ */

/* The types of links by which one record holds what another says.  What replaces an item is
 * a version of it, and goes with it. */
static bool
is_made_from(struct bytes type)
{
    return bytes_is(type, "derived-from") || bytes_is(type, "quotes") ||
        bytes_is(type, "answers");
}

static bool
is_known(const struct stored list[], size_t count, const struct uuid *id)
{
    for (size_t i = 0; i < count; i++)
        if (memcmp(&list[i].id, id, sizeof(*id)) == 0)
            return true;
    return false;
}

bool
exchange_descendants(struct node *n, struct work *w, const struct stored *item,
    struct stored **out, size_t *count)
{
    struct stored *list = work_alloc(w, (EXCHANGE_DESCENDANTS + 1) * sizeof(*list));
    size_t found = 1;

    TRY(list != NULL);
    list[0] = *item;
    for (size_t at = 0; at < found; at++) {
        struct view_link *links;
        size_t link_count;

        TRY(node_links_to(n, w, &list[at].id, NULL, &links, &link_count));
        for (size_t i = 0; i < link_count && found <= EXCHANGE_DESCENDANTS; i++) {
            if (!is_made_from(links[i].type))
                continue;
            TRY(store_by_no(node_store(n), w, links[i].record, &list[found]));
            found += !is_known(list, found, &list[found].id);
        }
    }
    *out = list + 1;
    *count = found - 1;
    return true;
}

/* ---- At a holder ---------------------------------------------------------------------------- */

/* Is that part here, or was it erased?  NULL: any but terms and links. */
static bool
part_state(struct node *n, struct work *w, const struct stored *s, const char *part,
    bool *here, bool *erased)
{
    struct stored_part *parts;
    size_t count;

    *here = *erased = false;
    TRY(store_parts(node_store(n), w, s->no, &parts, &count));
    for (size_t i = 0; i < count; i++) {
        if (part != NULL
                ? !bytes_is(parts[i].name, part)
                : bytes_is(parts[i].name, "terms") || bytes_is(parts[i].name, "links"))
            continue;
        *here = *here || !parts[i].erased;
        *erased = *erased || parts[i].erased;
    }
    return true;
}

/* Is it an opinion that quotes this item, and no other? */
static bool
quotes_only(struct node *n, struct work *w, const struct stored *s,
    const struct stored *item, bool *yes)
{
    struct view_link *links;
    size_t count;

    *yes = false;
    if (!bytes_is(s->kind, "opinion/1"))
        return true;
    TRY(node_links_from(n, w, &s->id, &links, &count));
    for (size_t i = 0; i < count; i++)
        if (bytes_is(links[i].type, "quotes")) {
            *yes = memcmp(&links[i].other, &item->id, sizeof(item->id)) == 0;
            if (!*yes)
                break;
        }
    return true;
}

static struct json *
derived_json(struct work *w, const struct hash *hash, const char *state)
{
    struct json *out = json_object(w);

    json_put(out, "hash", json_hex(w, hash_bytes(hash)));
    json_put(out, "state", json_string(w, state));
    return out;
}

/* Erase a part of it, or all.  What a hold keeps is said to be kept; what is gone is gone. */
static bool
let_go(struct node *n, struct work *w, const struct actor *who, const struct stored *s,
    const char *part, const struct json *reason, const char **state, const char **why)
{
    struct json *because = json_object(w), *copy;
    struct erased erased;

    *why = NULL;
    *state = part != NULL ? "redacted" : "erased";
    json_put(because, "cause", json_string(w, "recall"));
    if (reason != NULL) {
        TRY(json_keep(w, reason, &copy));
        json_put(because, "reason", copy);
    }
    if (node_erase_part(n, w, who, s, part, ACT_ERASE, NULL, because, &erased))
        return true;
    if (work_fault(w) == FAULT_CONFLICT) {
        work_clear(w);
        return true;
    }
    if (work_fault(w) != FAULT_DENIED || work_rule(w) == NULL ||
        strcmp(work_rule(w), "P27") != 0)
        return false;
    work_clear(w);
    *state = "kept";
    *why = "It is held for a proceeding.";
    return true;
}

/* What becomes of one that was made from the item; NULL: nothing is said of it. */
static bool
state_one(struct node *n, struct work *w, const struct actor *who, const struct stored *s,
    const struct stored *item, int64_t until, struct json **out)
{
    const char *state, *why;
    bool here, erased, quoting;

    *out = NULL;
    TRY(quotes_only(n, w, s, item, &quoting));
    TRY(part_state(n, w, s, quoting ? "quotes" : NULL, &here, &erased));
    if (quoting && (here || erased)) {
        TRY(let_go(n, w, who, s, "quotes", NULL, &state, &why));
        *out = derived_json(w, &s->hash, state);
        if (why != NULL)
            json_put(*out, "reason", in_english(w, why));
    } else if (here && !quoting) {
        *out = derived_json(w, &s->hash, "open");
        json_put(*out, "until", json_time(w, until));
    }
    return work_ok(w);
}

bool
derived_state(struct node *n, struct work *w, const struct actor *who,
    const struct hash *recaller, const struct stored *item, struct json *statement)
{
    struct json *derived = json_array(w), *one;
    struct stored *list;
    int64_t now;
    size_t count;

    TRY(derived != NULL && node_now(n, w, &now));
    TRY(exchange_descendants(n, w, item, &list, &count));
    for (size_t i = 0; i < count && derived->count < STATED_MAX; i++) {
        if (hash_equal(&list[i].author, recaller))
            continue;
        TRY(state_one(n, w, who, &list[i], item, now + RECALL_PATIENCE, &one));
        if (one != NULL)
            json_add(derived, one);
    }
    if (derived->count > 0)
        json_put(statement, "derived", derived);
    return work_ok(w);
}

/* ---- What is still to be decided ---------------------------------------------------------------- */

struct waiting {
    struct node *node;
    struct buffer found; /* struct undecided */
};

/* Was something else said of it, in any of our receipts for this recall? */
static bool
was_decided(struct json *const cores[], size_t count, struct bytes hash)
{
    for (size_t c = 0; c < count; c++) {
        const struct json *items = json_get(cores[c], "items");

        for (const struct json *i = items != NULL ? items->first : NULL; i != NULL;
             i = i->next) {
            const struct json *derived = json_get(i, "derived");

            for (const struct json *d = derived != NULL ? derived->first : NULL;
                 d != NULL; d = d->next)
                if (bytes_equal(json_get_text(d, "hash"), hash) &&
                    !bytes_is(json_get_text(d, "state"), "open"))
                    return true;
        }
    }
    return false;
}

static bool
see_open(struct waiting *to, struct work *w, const struct stored *recall,
    struct json *const cores[], size_t count, const struct json *item)
{
    const struct json *derived = json_get(item, "derived");

    for (const struct json *d = derived != NULL ? derived->first : NULL; d != NULL;
         d = d->next) {
        struct undecided one = {.recall = *recall, .statement = item};
        struct hash hash;

        if (!bytes_is(json_get_text(d, "state"), "open") ||
            was_decided(cores, count, json_get_text(d, "hash")))
            continue;
        TRY(json_need_hash(w, d, "hash", &hash));
        TRY(json_need_time(w, d, "until", &one.until));
        TRY(store_by_hash(node_store(to->node), w, &hash, &one.item));
        one.hash = hash;
        TRY(store_by_id(node_store(to->node), w, &one.item.id, &one.item));
        buffer_add(&to->found, bytes_from(&one, sizeof(one)));
    }
    return true;
}

/* One recall that came: our receipts for it, together. */
static bool
see_recall(void *ctx, struct work *w, const struct view_item *item)
{
    struct waiting *to = ctx;
    const struct hash *self = &node_identity(to->node)->id;
    struct stored recall, by;
    struct view_link *links;
    struct json **cores;
    size_t count, ours = 0;

    if (hash_equal(&item->author, self))
        return true;
    TRY(store_by_no(node_store(to->node), w, item->record, &recall));
    TRY(node_links_to(to->node, w, &item->id, "because-of", &links, &count));
    cores = work_alloc(w, (count + 1) * sizeof(struct json *));
    TRY(cores != NULL);
    for (size_t i = 0; i < count; i++) {
        TRY(store_by_no(node_store(to->node), w, links[i].record, &by));
        if (!bytes_is(by.kind, "receipt/1") || !hash_equal(&by.author, self))
            continue;
        TRY(node_part(to->node, w, &by, "core", &cores[ours]));
        ours += cores[ours] != NULL;
    }
    for (size_t c = 0; c < ours; c++) {
        const struct json *items = json_get(cores[c], "items");

        for (const struct json *i = items != NULL ? items->first : NULL; i != NULL;
             i = i->next)
            TRY(see_open(to, w, &recall, cores, ours, i));
    }
    return true;
}

bool
exchange_undecided(struct node *n, struct work *w, struct undecided **out, size_t *count)
{
    struct waiting to = {.node = n, .found = buffer_open(w, SIZE_MAX / 2)};

    TRY(node_items(n, w, bytes_of("recall/1"), see_recall, &to));
    *out = buffer_array(&to.found, sizeof(**out), count);
    return *out != NULL;
}

bool
exchange_decide(struct node *n, struct work *w, const struct actor *who,
    const struct undecided *on, enum derived_fate fate, const char *part,
    const struct json *reason, const char **state, struct receipt *out)
{
    struct json *core = json_object(w), *items = json_array(w), *derived = json_array(w),
                *item, *one, *copy;
    struct draft d = {.kind = "receipt/1"};
    const char *why = NULL;

    *state = "kept";
    if (fate != DERIVED_KEEP)
        TRY(let_go(n, w, who, &on->item, fate == DERIVED_REDACT ? part : NULL, reason,
            state, &why));
    TRY(json_keep(w, on->statement, &item) && json_keep(w, reason, &copy));
    one = derived_json(w, &on->hash, *state);
    json_put(one, "reason", why != NULL ? in_english(w, why) : copy);
    json_add(derived, one);
    json_put(item, "derived", derived);
    json_add(items, item);
    json_put(core, "to", json_hex(w, hash_bytes(&on->recall.origin)));
    json_put(core, "items", items);
    draft_part(&d, "core", core);
    draft_link(&d, "because-of", &on->recall);
    return node_make(n, w, &d, 1, out);
}
