/*
 * Erasing for good: parts and content lose their keys in the commit that says so.
 */
#include "core/node/node_inner.h"

#include <string.h>

#define KEPT_MAX 16

/* Parts that outlive an erasure: terms, links, and what the kind says is kept. */
static size_t
kept_parts(struct node *n, struct work *w, const struct stored *item, const char *out[])
{
    const struct kind *kind = kinds_find(n->kinds, item->kind);
    const struct json *parts = kind != NULL ? json_get(kind_json(kind), "parts") : NULL;
    size_t count = 0;

    out[count++] = "terms";
    out[count++] = "links";
    for (const struct json *p = parts != NULL ? parts->first : NULL; p != NULL;
         p = p->next) {
        const struct json *kept = json_get(p, "kept");

        if (kept != NULL && kept->truth && count < KEPT_MAX &&
            work_string(w, p->name, &out[count]))
            count++;
    }
    return count;
}

static bool
is_kept(const char *const kept[], size_t count, struct bytes part)
{
    for (size_t i = 0; i < count; i++)
        if (bytes_is(part, kept[i]))
            return true;
    return false;
}

/* The names of parts of one version that are here and not kept, each once. */
static bool
add_gone(struct node *n, struct work *w, const struct stored *version,
    const struct store_erasure *e, struct json *names)
{
    struct stored_part *parts;
    size_t count;

    TRY(store_parts(n->store, w, version->no, &parts, &count));
    for (size_t i = 0; i < count; i++) {
        bool known = false;

        if (parts[i].erased || is_kept(e->keep, e->keep_count, parts[i].name) ||
            (e->part != NULL && !bytes_is(parts[i].name, e->part)))
            continue;
        for (const struct json *name = names->first; name != NULL; name = name->next)
            known = known || bytes_equal(name->text, parts[i].name);
        if (!known)
            json_add(names, json_text(w, parts[i].name));
    }
    return work_ok(w);
}

/* Every version goes: what a correction replaced is as much the item as what replaced it.
 * ${part} NULL: all of it but what is kept. */
static bool
plan(struct node *n, struct work *w, const struct stored *item, const char *part,
    struct store_erasure **out, size_t *count, struct json **gone)
{
    const char **kept = work_alloc(w, KEPT_MAX * sizeof(*kept));
    struct stored *versions;
    size_t kept_count;

    TRY(kept != NULL);
    kept_count = kept_parts(n, w, item, kept);
    *gone = json_array(w);
    TRY(store_versions(n->store, w, &item->id, &versions, count));
    *out = work_alloc(w, (*count + 1) * sizeof(**out));
    TRY(*out != NULL && *gone != NULL);
    for (size_t i = 0; i < *count; i++) {
        (*out)[i] = (struct store_erasure){.record = versions[i].no,
            .part = part,
            .keep = kept,
            .keep_count = kept_count};
        TRY(add_gone(n, w, &versions[i], &(*out)[i], *gone));
    }
    return true;
}

bool
erase_left(struct node *n, struct work *w, const struct stored *item, bool *yes)
{
    struct store_erasure *erasures;
    struct json *gone;
    size_t count;

    TRY(plan(n, w, item, NULL, &erasures, &count, &gone));
    *yes = gone->count > 0;
    return true;
}

/* One item of those that are erased together. */
struct going {
    struct erasing *of;
    const char *part; /* NULL: all but what is kept */
    struct store_erasure *erasures;
    size_t count;
    struct json *core; /* of the record that says so */
    bool content;      /* it has some */
};

/* Is the content of any version named by other records as well?  It stays as theirs. */
static bool
content_fate(struct node *n, struct work *w, struct going *g)
{
    bool any = false, shared = false;

    for (size_t i = 0; i < g->count && g->part == NULL; i++) {
        bool one, others;

        TRY(store_content_shared(n->store, w, g->erasures[i].record, &one, &others));
        any = any || one;
        shared = shared || others;
    }
    g->content = any;
    json_put(g->core, "content",
        json_string(w,
            !any         ? "none"
                : shared ? "same-content-kept"
                         : "erased"));
    return true;
}

/* What is sealed to persons goes first: a crash in between leaves the item to be erased again. */
static bool
erase_sealed(struct node *n, struct work *w, const struct actor *who,
    const struct stored *item, const struct json *why)
{
    struct view_link *links;
    size_t count;

    TRY(node_links_to(n, w, &item->id, "seals", &links, &count));
    for (size_t i = 0; i < count; i++) {
        struct erased erased;
        struct stored by;

        TRY(store_by_no(n->store, w, links[i].record, &by));
        if (!hash_equal(&by.author, &item->author) ||
            node_erase(n, w, who, &by, ACT_ERASE, NULL, why, &erased))
            continue;
        TRY(work_fault(w) == FAULT_CONFLICT); /* it was erased before */
        work_clear(w);
    }
    return true;
}

/* Decide, and gather what goes. */
static bool
judge(struct node *n, struct work *w, const struct actor *who, enum terms_act act,
    struct going *g)
{
    struct erasing *e = g->of;
    struct decision decision;
    struct facts facts;
    struct json *gone;

    e->erased = (struct erased){0};
    TRY(node_facts(n, w, who, act, e->item, &facts));
    if (e->asker != NULL)
        facts.asker = *e->asker;
    TRY(node_decide(n, w, &facts, &decision));
    TRY(g->part != NULL || erase_sealed(n, w, who, e->item, e->why));
    TRY(plan(n, w, e->item, g->part, &g->erasures, &g->count, &gone));
    e->nothing = gone->count == 0;
    if (e->nothing)
        return true;
    TRY(json_keep(w, e->why, &g->core));
    json_put(g->core, "parts", gone);
    return content_fate(n, w, g);
}

/* All in one commit. */
static bool
commit(struct node *n, struct work *w, struct going *const going[], size_t count)
{
    struct draft *drafts = work_alloc(w, (count + 1) * sizeof(*drafts));
    struct entry *entries = work_alloc(w, (count + 1) * sizeof(*entries));
    struct receipt *made = work_alloc(w, (count + 1) * sizeof(*made));
    struct record **records = work_alloc(w, (count + 1) * sizeof(struct record *));
    const struct stored **items = work_alloc(w, (count + 1) * sizeof(struct stored *));
    struct buffer all = buffer_open(w, SIZE_MAX / 2);
    struct store_batch beside = {0};
    size_t at = 0;

    TRY(drafts != NULL && entries != NULL && made != NULL && records != NULL &&
        items != NULL);
    for (size_t i = 0; i < count; i++) {
        items[i] = going[i]->of->item;
        drafts[i] = (struct draft){.kind = "erasure/1"};
        draft_part(&drafts[i], "core", going[i]->core);
        draft_link(&drafts[i], "erases", items[i]);
        buffer_add(&all,
            bytes_from(going[i]->erasures, going[i]->count * sizeof(*beside.erasures)));
    }
    beside.erasures = buffer_array(&all, sizeof(*beside.erasures), &beside.erasure_count);
    TRY(beside.erasures != NULL);
    TRY(make_records(n, w, drafts, count, records));
    for (size_t i = 0; i < count; i++)
        TRY(record_write(w, records[i], NULL, NULL, &entries[i].text));
    /* Words leave the index before keys are destroyed: afterwards nobody could tell which. */
    TRY(fold_forget(n, w, items, count));
    TRY(admit_with(n, w, entries, count, &beside, made));
    for (size_t i = 0; i < count; i++) {
        struct erased *out = &going[i]->of->erased;

        out->record = made[i];
        for (size_t k = 0; k < going[i]->count; k++, at++) {
            out->content = out->content || beside.erasures[at].blobs;
            if (beside.erasures[at].same_as != 0)
                out->same_as = beside.erasures[at].same_as;
        }
        /* The words of what stays come back. */
        if (going[i]->part != NULL)
            fold_late(n, work_os(w), items[i]);
    }
    fold_sure(n, work_os(w));
    return true;
}

bool
node_erase_all(struct node *n, struct work *w, const struct actor *who,
    enum terms_act act, struct erasing all[], size_t count)
{
    struct going *going = work_alloc(w, (count + 1) * sizeof(*going));
    struct going **together = work_alloc(w, (count + 1) * sizeof(struct going *));
    size_t some = 0;

    TRY(going != NULL && together != NULL);
    for (size_t i = 0; i < count; i++) {
        struct going *g = &going[i];
        bool again = false;

        g->of = &all[i];
        for (size_t k = 0; k < some && !again; k++)
            again = memcmp(&together[k]->of->item->id, &all[i].item->id,
                        sizeof(struct uuid)) == 0;
        all[i].nothing = again;
        if (again)
            continue;
        TRY(judge(n, w, who, act, g));
        if (all[i].nothing)
            continue;
        /* Whether content stays as another's is told by what was committed. */
        if (g->content)
            TRY(commit(n, w, &g, 1));
        else
            together[some++] = g;
    }
    return some == 0 || commit(n, w, together, some);
}

bool
node_erase_part(struct node *n, struct work *w, const struct actor *who,
    const struct stored *item, const char *part, enum terms_act act,
    const struct hash *asker, const struct json *why, struct erased *out)
{
    struct erasing one = {.item = item, .asker = asker, .why = why};
    struct going going = {.of = &one, .part = part}, *only = &going;

    *out = (struct erased){0};
    TRY(judge(n, w, who, act, &going));
    if (one.nothing)
        return fail(w, FAULT_CONFLICT, "nothing of it is left to erase");
    TRY(commit(n, w, &only, 1));
    *out = one.erased;
    return true;
}

bool
node_erase(struct node *n, struct work *w, const struct actor *who,
    const struct stored *item, enum terms_act act, const struct hash *asker,
    const struct json *why, struct erased *out)
{
    return node_erase_part(n, w, who, item, NULL, act, asker, why, out);
}
