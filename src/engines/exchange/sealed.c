/*
 * What is RED goes to named people: its terms go to the organisation, everything else only
 * sealed to each person's own key, in a record beside it; docs/formats.md 13.
 */
#include "engines/exchange/exchange_inner.h"

#include <string.h>

#include "ground/crypt/crypt.h"

/* What is sealed stands in one part of a record, as text. */
#define SEALED_MAX ((size_t)720 * 1024)

bool
part_is_open(const struct terms *t, struct bytes part)
{
    return t->tlp != TLP_RED || bytes_is(part, "terms");
}

struct sealing {
    struct node *node;
    struct work *work;
    const struct peer *to;
    const struct stored *item;
    struct hash key; /* that the content is sealed under */
    struct json *persons;
};

static bool
that_goes(void *ctx, struct bytes part)
{
    const struct sealing *s = ctx;

    return part_goes(s->node, s->item->kind, part);
}

/* The key, sealed to one person. */
static bool
seal_to(struct sealing *s, const struct uuid *contact)
{
    struct json *one = json_object(s->work);
    struct seal_batch batch;
    struct hash public, item;
    struct bytes sealed, text;

    TRY(node_sealed_key(s->node, s->work, &s->to->org, contact, &public));
    TRY(seal_batch_new(s->work, &public, &batch) &&
        seal_batch_item_key(s->work, &batch, 0, &item));
    TRY(seal_bytes(s->work, &item, hash_bytes(&s->item->hash), hash_bytes(&s->key),
            &sealed) &&
        base64_write(s->work, sealed, &text));
    json_put(one, "box", json_text(s->work, text));
    json_put(one, "contact", json_uuid(s->work, contact));
    json_put(one, "ephemeral", json_hex(s->work, hash_bytes(&batch.ephemeral)));
    json_put(one, "key", json_hex(s->work, hash_bytes(&public)));
    json_add(s->persons, one);
    return work_ok(s->work);
}

/* To every person of that organisation whom the terms name. */
static bool
seal_to_all(struct sealing *s, const struct terms *t)
{
    for (size_t i = 0; i < t->releasable_to.count; i++) {
        struct bytes party = t->releasable_to.at[i];
        struct uuid contact;

        if (party.len != TERMS_PERSON ||
            memcmp(party.at, &s->to->org, sizeof(s->to->org)) != 0)
            continue;
        memcpy(&contact, party.at + sizeof(s->to->org), sizeof(contact));
        TRY(seal_to(s, &contact));
    }
    return true;
}

static bool
seal_content(struct sealing *s, struct bytes *out)
{
    struct bytes text, sealed;
    struct record *r;

    TRY(node_record(s->node, s->work, s->item, &r));
    if (record_part(r, "vault") != NULL)
        return fail(s->work, FAULT_USAGE,
            "content of evidence is not sealed to persons: give it lower than RED, to "
            "a compartment");
    TRY(record_write(s->work, r, that_goes, s, &text));
    if (text.len > SEALED_MAX)
        return fail(s->work, FAULT_USAGE,
            "it is too long to be sealed to persons: %zu bytes, at most %zu", text.len,
            SEALED_MAX);
    return seal_bytes(s->work, &s->key, hash_bytes(&s->item->hash), text, &sealed) &&
        base64_write(s->work, sealed, out);
}

bool
sealed_draft(struct node *n, struct work *w, const struct peer *to,
    const struct stored *item, const struct terms *t, struct draft *out)
{
    struct sealing s = {.node = n,
        .work = w,
        .to = to,
        .item = item,
        .persons = json_array(w)};
    struct json *core = json_object(w);
    struct bytes sealed;
    bool good;

    *out = (struct draft){.kind = "sealed/1"};
    if (work_os(w)->random(&s.key, sizeof(s.key)) != 0)
        return fail_errno(w, "no randomness from the operating system");
    good = seal_to_all(&s, t) && seal_content(&s, &sealed);
    secret_wipe(&s.key, sizeof(s.key));
    TRY(good);
    json_put(core, "persons", s.persons);
    json_put(core, "sealed", json_text(w, sealed));
    json_put(core, "to", json_hex(w, hash_bytes(&to->org)));
    draft_part(out, "core", core);
    draft_link(out, "seals", item);
    return work_ok(w);
}
