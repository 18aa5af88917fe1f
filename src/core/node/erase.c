/*
 * Erasing for good: parts and content lose their keys in the commit that says so.
 */
#include "core/node/node_inner.h"

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

/* Is the content of any version named by other records as well?  It stays as theirs. */
static bool
content_fate(struct node *n, struct work *w, const struct store_batch *beside,
    struct json *core)
{
    bool any = false, shared = false;

    for (size_t i = 0; i < beside->erasure_count && beside->erasures[i].part == NULL;
         i++) {
        bool one, others;

        TRY(store_content_shared(n->store, w, beside->erasures[i].record, &one, &others));
        any = any || one;
        shared = shared || others;
    }
    json_put(core, "content",
        json_string(w,
            !any         ? "none"
                : shared ? "same-content-kept"
                         : "erased"));
    return true;
}

static bool
erase_record(struct node *n, struct work *w, const struct stored *item, struct json *core,
    const struct store_batch *beside, struct receipt *out)
{
    struct draft d = {.kind = "erasure/1"};
    struct entry entry = {0};
    struct record *r;

    draft_part(&d, "core", core);
    draft_link(&d, "erases", item);
    TRY(make_records(n, w, &d, 1, &r));
    TRY(record_write(w, r, NULL, NULL, &entry.text));
    /* Words leave the index before keys are destroyed: afterwards nobody could tell which. */
    TRY(fold_forget(n, w, item));
    TRY(admit_with(n, w, &entry, 1, beside, out));
    /* The words of what stays come back. */
    if (beside->erasure_count > 0 && beside->erasures[0].part != NULL)
        fold_late(n, work_os(w), item);
    fold_sure(n, work_os(w));
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

bool
node_erase(struct node *n, struct work *w, const struct actor *who,
    const struct stored *item, enum terms_act act, const struct hash *asker,
    const struct json *why, struct erased *out)
{
    return node_erase_part(n, w, who, item, NULL, act, asker, why, out);
}

bool
node_erase_part(struct node *n, struct work *w, const struct actor *who,
    const struct stored *item, const char *part, enum terms_act act,
    const struct hash *asker, const struct json *why, struct erased *out)
{
    struct store_batch beside = {0};
    struct decision decision;
    struct json *core, *gone;
    struct facts facts;

    *out = (struct erased){0};
    TRY(node_facts(n, w, who, act, item, &facts));
    if (asker != NULL)
        facts.asker = *asker;
    TRY(node_decide(n, w, &facts, &decision));
    TRY(part != NULL || erase_sealed(n, w, who, item, why));
    TRY(plan(n, w, item, part, &beside.erasures, &beside.erasure_count, &gone));
    if (gone->count == 0)
        return fail(w, FAULT_CONFLICT, "nothing of it is left to erase");
    TRY(json_keep(w, why, &core));
    json_put(core, "parts", gone);
    TRY(content_fate(n, w, &beside, core));
    TRY(erase_record(n, w, item, core, &beside, &out->record));
    for (size_t i = 0; i < beside.erasure_count; i++) {
        out->content = out->content || beside.erasures[i].blobs;
        if (beside.erasures[i].same_as != 0)
            out->same_as = beside.erasures[i].same_as;
    }
    return true;
}
