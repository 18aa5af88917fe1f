/*
 * Sharing: what would go, decided item by item; then the delivery records that say it.
 */
#include "engines/exchange/exchange_inner.h"

#define DELIVERY_ITEMS 1000 /* as the kind says */

/* Ordinary parts go; those that tell of sources or persons' identities stay. */
bool
part_goes(struct node *n, struct bytes kind, struct bytes part)
{
    const struct kind *k = kinds_find(node_kinds(n), kind);
    const struct json *parts = k != NULL ? json_get(kind_json(k), "parts") : NULL;
    struct bytes class = json_get_text(json_get_bytes(parts, part), "class");

    return class.len == 0 || bytes_is(class, "ordinary");
}

/* ---- Deciding --------------------------------------------------------------------- */

static bool
list_parts(struct node *n, struct work *w, struct sharing *s)
{
    struct json *given = json_array(w), *withheld = json_array(w);
    struct stored_part *parts;
    size_t count;

    TRY(store_parts(node_store(n), w, s->record.no, &parts, &count));
    for (size_t i = 0; i < count; i++) {
        if (parts[i].erased)
            continue;
        json_add(part_goes(n, s->record.kind, parts[i].name) ? given : withheld,
            json_text(w, parts[i].name));
    }
    s->given = given;
    s->withheld = withheld;
    return work_ok(w);
}

/* A purpose that was not stated is that of the release which lets the item go on; or which
 * did so before it was withdrawn, and then the answer says that. */
static void
default_purpose(struct facts *f, const struct peer *to)
{
    for (int withdrawn = 0; withdrawn < 2; withdrawn++)
        for (size_t i = 0; f->purpose.len == 0 && i < f->release_count; i++)
            if (hash_equal(&f->releases[i].recipient, &to->org) &&
                (f->releases[i].withdrawn_at != 0) == (withdrawn == 1))
                f->purpose = f->releases[i].purpose;
}

bool
exchange_facts(struct node *n, struct work *w, const struct actor *who,
    const struct peer *to, const struct stored *record, struct facts *facts)
{
    const struct hash *self = &node_identity(n)->id;
    bool ours;

    TRY(node_facts(n, w, who, ACT_SHARE, record, facts));
    ours = hash_equal(&record->author, self);
    facts->recipient = to->org;
    facts->recipient_third = to->third;
    /* For an item of ours we answer for the partner; for another's, only an assessment
     * can say that there is nothing to assure. */
    facts->assurance_needed = to->assessed || !ours ? to->risks : 0;
    if (!ours)
        default_purpose(facts, to);
    /* What was called back from one partner alone does not go there either. */
    return facts->recalled ||
        node_recalled_from(n, w, record, &to->org, &facts->recalled);
}

static bool
add_sharing(struct node *n, struct work *w, const struct actor *who,
    const struct peer *to, const struct stored *record, bool beside, struct sharing *out)
{
    struct facts facts;

    *out = (struct sharing){.record = *record, .beside = beside};
    TRY(list_parts(n, w, out));
    if (beside) {
        /* It goes where the item goes: the item was decided. */
        out->decision =
            (struct decision){.verdict = TERMS_ALLOW, .reason = "It goes along."};
        return true;
    }
    TRY(exchange_facts(n, w, who, to, record, &facts));
    (void)!terms_decide(&facts, &out->decision);
    out->terms = facts.item.terms;
    if (!hash_equal(&record->author, &node_identity(n)->id))
        out->purpose = facts.purpose;
    /* Whose it is has it. */
    out->sealed = out->terms->tlp == TLP_RED && !hash_equal(&record->author, &to->org);
    return true;
}

/* A release goes along when it is for this partner, or our own: whoever has the item is told
 * of our consents, in whatever order they and the sharing were.  Not one that is over. */
static bool
release_beside(struct node *n, struct work *w, const struct peer *to,
    const struct stored *release, bool *yes)
{
    struct stored_part part;
    struct hash recipient;
    struct view_link *links;
    struct stored by;
    struct json *core;
    size_t count;

    *yes = false;
    TRY(node_links_to(n, w, &release->id, "withdraws", &links, &count));
    for (size_t i = 0; i < count; i++) {
        TRY(store_by_no(node_store(n), w, links[i].record, &by));
        if (hash_equal(&by.author, &release->author))
            return true;
    }
    if (!store_part(node_store(n), w, release, "core", &part)) {
        if (work_fault(w) != FAULT_MISSING)
            return false;
        work_clear(w);
        return true; /* erased: it consents to nothing */
    }
    TRY(json_read(w, part.body, &json_record, &core));
    TRY(json_need_hash(w, core, "recipient", &recipient));
    *yes = hash_equal(&recipient, &to->org) ||
        hash_equal(&release->author, &node_identity(n)->id);
    return true;
}

/* Does its kind say that it goes along with what this link points at? */
static bool
kind_beside(struct node *n, const struct view_link *link)
{
    const struct kind *k = kinds_find(node_kinds(n), link->kind);
    const struct json *links = k != NULL ? json_get(kind_json(k), "links") : NULL;
    const struct json *beside = json_get(json_get_bytes(links, link->type), "beside");

    return beside != NULL && beside->truth;
}

/* Custody events of evidence, moves upon an item, and releases. */
static bool
goes_beside(struct node *n, struct work *w, const struct view_link *link,
    const struct peer *to, struct stored *out, bool *yes)
{
    *yes = false;
    if (kind_beside(n, link)) {
        *yes = true;
        return store_by_no(node_store(n), w, link->record, out);
    }
    if (!bytes_is(link->type, "releases"))
        return true;
    TRY(store_by_no(node_store(n), w, link->record, out));
    return release_beside(n, w, to, out, yes);
}

bool
exchange_preview(struct node *n, struct work *w, const struct actor *who,
    const struct peer *to, const struct stored records[], size_t count,
    struct sharing **out, size_t *out_count)
{
    struct buffer b = buffer_open(w, SIZE_MAX / 2);

    for (size_t i = 0; i < count; i++) {
        struct view_link *links;
        struct sharing s;
        size_t link_count;

        TRY(add_sharing(n, w, who, to, &records[i], false, &s));
        buffer_add(&b, bytes_from(&s, sizeof(s)));
        TRY(node_links_to(n, w, &records[i].id, NULL, &links, &link_count));
        for (size_t l = 0; l < link_count; l++) {
            struct stored beside;
            bool yes;

            TRY(goes_beside(n, w, &links[l], to, &beside, &yes));
            if (!yes)
                continue;
            TRY(add_sharing(n, w, who, to, &beside, true, &s));
            buffer_add(&b, bytes_from(&s, sizeof(s)));
        }
    }
    *out = buffer_array(&b, sizeof(**out), out_count);
    return *out != NULL;
}

/* ---- Doing ------------------------------------------------------------------------- */

static struct json *
given_json(struct work *w, const struct sharing *s)
{
    struct json *out = json_object(w), *parts;

    if (!json_keep(w, s->given, &parts))
        return NULL;
    json_put(out, "hash", json_hex(w, hash_bytes(&s->record.hash)));
    json_put(out, "id", json_uuid(w, &s->record.id));
    json_put(out, "version", json_integer(w, s->record.version));
    json_put(out, "parts", parts);
    return out;
}

static bool
all_go(struct work *w, const struct sharing sharings[], size_t count)
{
    for (size_t i = 0; i < count; i++) {
        const struct decision *decision = &sharings[i].decision;

        if (decision->verdict != TERMS_ALLOW)
            return decision->hidden
                ? fail(w, FAULT_MISSING, "no such record here")
                : fail_rule(w, decision->id, "%s What would change it: %s",
                      decision->reason, decision->change);
    }
    return true;
}

/* A delivery record without items yet, added to ${drafts}: they are put into what is given back. */
static struct json *
delivery(struct work *w, const struct peer *to, struct buffer *drafts)
{
    struct json *core = json_object(w), *items = json_array(w);
    struct draft draft = {.kind = "delivery/1"};

    json_put(core, "to", json_hex(w, hash_bytes(&to->org)));
    json_put(core, "items", items);
    draft_part(&draft, "core", core);
    buffer_add(drafts, bytes_from(&draft, sizeof(draft)));
    return items;
}

/* The delivery records for one partner: what is kept to some persons has others than the rest. */
static bool
deliveries(struct node *n, struct work *w, const struct peer *to,
    const struct sharing sharings[], size_t given, struct buffer *drafts)
{
    const struct stored **records = work_alloc(w, (given + 1) * sizeof(const void *));
    size_t *group, groups;

    TRY(records != NULL);
    for (size_t i = 0; i < given; i++)
        records[i] = &sharings[i].record;
    TRY(groups_apart(n, w, records, given, &group, &groups));
    for (size_t g = 0; g < groups; g++) {
        struct json *items = NULL;

        for (size_t i = 0; i < given; i++) {
            if (group[i] != g)
                continue;
            if (items == NULL || items->count == DELIVERY_ITEMS)
                items = delivery(w, to, drafts);
            TRY(items != NULL);
            json_add(items, given_json(w, &sharings[i]));
        }
    }
    return work_ok(w);
}

/* What is RED of it, for the people named there. */
static bool
sealed_drafts(struct node *n, struct work *w, const struct peer *to,
    const struct sharing sharings[], size_t given, struct buffer *drafts)
{
    for (size_t i = 0; i < given; i++) {
        struct draft draft;

        if (!sharings[i].sealed)
            continue;
        TRY(sealed_draft(n, w, to, &sharings[i].record, sharings[i].terms, &draft));
        buffer_add(drafts, bytes_from(&draft, sizeof(draft)));
    }
    return true;
}

/* What another wrote is given on by somebody, for something: that is told to nobody but those
 * here who ask who saw it (P14). */
static bool
log_drafts(struct work *w, const struct actor *who, const struct peer *to,
    const struct sharing sharings[], size_t given, struct buffer *drafts)
{
    for (size_t i = 0; i < given; i++) {
        const struct sharing *s = &sharings[i];
        struct json *core = json_object(w), *parts;
        struct draft draft = {.kind = "read/1"};

        if (s->purpose.len == 0)
            continue;
        TRY(json_keep(w, s->given, &parts));
        json_put(core, "who", json_text(w, who->person));
        json_put(core, "org", json_hex(w, hash_bytes(&to->org)));
        json_put(core, "purpose", json_text(w, s->purpose));
        json_put(core, "act", json_string(w, "share"));
        json_put(core, "parts", parts);
        draft_part(&draft, "core", core);
        draft_link(&draft, "reads", &s->record);
        buffer_add(drafts, bytes_from(&draft, sizeof(draft)));
    }
    return work_ok(w);
}

bool
exchange_share(struct node *n, struct work *w, const struct actor *who,
    const struct peer to[], size_t to_count, const struct stored records[], size_t count,
    struct receipt **out, size_t *out_count)
{
    struct buffer b = buffer_open(w, SIZE_MAX / 2), sealed = buffer_open(w, SIZE_MAX / 2);
    struct sharing *sharings;
    struct draft *drafts;
    struct bytes beside;
    size_t given, all;

    for (size_t i = 0; i < to_count; i++) {
        TRY(exchange_preview(n, w, who, &to[i], records, count, &sharings, &given));
        TRY(all_go(w, sharings, given));
        TRY(deliveries(n, w, &to[i], sharings, given, &b));
        TRY(sealed_drafts(n, w, &to[i], sharings, given, &sealed));
        TRY(log_drafts(w, who, &to[i], sharings, given, &sealed));
    }
    *out_count = b.len / sizeof(*drafts);
    TRY(buffer_bytes(&sealed, &beside));
    buffer_add(&b, beside);
    drafts = buffer_array(&b, sizeof(*drafts), &all);
    *out = work_alloc(w, (all + 1) * sizeof(**out));
    TRY(drafts != NULL && *out != NULL);
    /* Signed as one group, committed at once: all of it is shared, or nothing. */
    return node_make(n, w, drafts, all, *out);
}

bool
exchange_given(struct node *n, struct work *w, const struct stored *item,
    struct hash **out, size_t *count)
{
    struct buffer b = buffer_open(w, SIZE_MAX / 2);
    struct stored *versions;
    size_t version_count;

    TRY(store_versions(node_store(n), w, &item->id, &versions, &version_count));
    for (size_t i = 0; i < version_count; i++) {
        struct bytes *names;
        struct hash org;
        size_t logs;

        TRY(store_logs_of(node_store(n), w, &versions[i].hash, &names, &logs));
        for (size_t l = 0; l < logs; l++) {
            bool known = !node_outbox_partner(names[l], &org);

            for (size_t k = 0; k + sizeof(org) <= b.len && !known; k += sizeof(org))
                known = hash_equal((const struct hash *)(b.at + k), &org);
            if (!known)
                buffer_add(&b, hash_bytes(&org));
        }
    }
    *out = buffer_array(&b, sizeof(**out), count);
    return *out != NULL;
}
