/*
 * A node and its guests: what it gives to an organisation that has no node, and what it lets
 * in from one.  A guest is a partner like any other, but for the road.
 */
#include "engines/exchange/exchange_inner.h"

/* ---- Out ------------------------------------------------------------------------------------ */

static bool
add_author(struct node *n, struct work *w, const struct hash *org,
    struct hash authors[LETTER_AUTHORS], struct letter_draft *d)
{
    struct identity identity;

    for (size_t i = 0; i < d->author_count; i++)
        if (hash_equal(&authors[i], org))
            return true;
    if (d->author_count == LETTER_AUTHORS)
        return fail(w, FAULT_INVALID, "more than %d organisations signed what would go",
            LETTER_AUTHORS);
    authors[d->author_count] = *org;
    TRY(node_author(n, w, org, &identity));
    return work_keep(w, identity.text, &d->authors[d->author_count++]);
}

static bool
is_given(void *parts, struct bytes part)
{
    return parts == NULL || json_holds_text(parts, part);
}

/* With those parts that were given; NULL: all that are here. */
static bool
add_record(struct node *n, struct work *w, const struct hash *hash, struct json *parts,
    struct hash authors[LETTER_AUTHORS], struct letter_draft *d)
{
    struct stored s;
    struct record *r;

    if (d->count == LETTER_RECORDS)
        return fail(w, FAULT_INVALID, "a letter brings at most %d records",
            LETTER_RECORDS);
    TRY(store_by_hash(node_store(n), w, hash, &s));
    TRY(node_record(n, w, &s, &r));
    TRY(add_author(n, w, &s.author, authors, d));
    return record_write(w, r, is_given, parts, &d->records[d->count++]);
}

/* What the delivery says, and the delivery itself. */
static bool
write_letter(struct node *n, struct work *w, const struct receipt *delivery,
    struct bytes *out)
{
    struct hash *authors = work_alloc(w, LETTER_AUTHORS * sizeof(*authors)), hash;
    struct letter_draft *d = work_alloc(w, sizeof(*d));
    struct stored s;
    struct json *core;

    TRY(authors != NULL && d != NULL);
    TRY(store_by_hash(node_store(n), w, &delivery->hash, &s));
    TRY(node_part(n, w, &s, "core", &core));
    TRY(add_record(n, w, &delivery->hash, NULL, authors, d));
    for (const struct json *i = json_get(core, "items")->first; i != NULL; i = i->next) {
        TRY(json_need_hash(w, i, "hash", &hash));
        TRY(add_record(n, w, &hash, json_get(i, "parts"), authors, d));
    }
    return letter_write(w, d, out);
}

bool
exchange_guest_out(struct node *n, struct work *w, const struct actor *who,
    const struct peer *guest, const struct stored *item, struct receipt *delivery,
    struct bytes *letter)
{
    const struct kind *kind = kinds_find(node_kinds(n), item->kind);
    struct stored given[2] = {*item};
    struct receipt *made;
    size_t count = 1, deliveries;
    struct guest_asked asked;
    int64_t settled;

    /* A type that its program does not know comes along. */
    if (kind != NULL && !kind_is_built_in(kind))
        TRY(node_kind_record(n, w, item->kind, &given[count++]));
    TRY(exchange_share(n, w, who, guest, 1, given, count, &made, &deliveries));
    if (deliveries != 1)
        return fail(w, FAULT_INVALID, "this is too much for a letter");
    *delivery = made[0];
    TRY(exchange_settle(n, w, who, &settled));
    TRY(write_letter(n, w, delivery, letter));
    /* What the guest would refuse is never handed out. */
    return guest_asked_read(w, *letter, &asked);
}

/* ---- In ------------------------------------------------------------------------------------- */

/* One organisation, its move and its receipt to us, and nothing else. */
static bool
check_form(struct node *n, struct work *w, const struct letter *l)
{
    static const char *const kinds[] = {"move/1", "receipt/1"};
    struct hash to;

    if (l->count != COUNT_OF(kinds) || l->author_count != 1 ||
        !bytes_is(l->records[0]->kind, kinds[0]) ||
        !bytes_is(l->records[1]->kind, kinds[1]))
        return fail(w, FAULT_INVALID, "the letter is no guest's answer");
    for (size_t i = 0; i < COUNT_OF(kinds); i++)
        TRY(kind_check(w, kinds_find(node_kinds(n), bytes_of(kinds[i])), l->records[i],
            true));
    TRY(json_need_hash(w, record_part(l->records[1], "core")->value, "to", &to));
    return hash_equal(&to, &node_identity(n)->id) ||
        fail(w, FAULT_DENIED, "the letter answers another organisation");
}

/* Its fingerprint was compared by another way.  Whether its keys count by all that is known of
 * them is for the door to say. */
static bool
find_guest(struct node *n, struct work *w, const struct hash *org, struct peer *guest)
{
    struct bytes hex;

    TRY(hex_write(w, hash_bytes(org), &hex));
    if (node_peer(n, w, hex, guest))
        return true;
    return work_fault(w) == FAULT_MISSING &&
        fail_in(w, "the letter is from an organisation unknown here");
}

/* The version it moves is one that this guest was given: of all others it may not know. */
static bool
find_item(struct node *n, struct work *w, const struct hash *version,
    const struct peer *guest, struct stored *out)
{
    struct log_head outbox;
    uint64_t at;

    TRY(node_outbox(n, w, &guest->org, &outbox));
    if (store_by_hash(node_store(n), w, version, out) &&
        store_position(node_store(n), w, &outbox, version, &at))
        return store_by_id(node_store(n), w, &out->id, out);
    TRY(work_fault(w) == FAULT_MISSING);
    work_clear(w);
    return fail(w, FAULT_MISSING,
        "the letter answers what this guest was not given here");
}

static bool
is_here(struct node *n, struct work *w, const struct hash *hash, bool *yes)
{
    struct stored s;

    *yes = store_by_hash(node_store(n), w, hash, &s);
    if (*yes)
        return true;
    TRY(work_fault(w) == FAULT_MISSING);
    work_clear(w);
    return true;
}

/* Would it count?  One that is here already is told as it stands. */
static bool
judge(struct work *w, struct guest_reply *r)
{
    struct kind_moved judged = r->move;

    if (!r->at.stands || !kind_has_states(r->at.kind))
        return fail(w, FAULT_DENIED, "what the letter answers is no longer here");
    r->then = r->at.stage;
    if (r->known)
        return true;
    TRY(move_judge(w, &r->at, &r->move, &r->then, &judged));
    return judged.counts ||
        fail(w, FAULT_DENIED, "%.*s: %s; the record is %.*s", (int)judged.move.len,
            (const char *)judged.move.at, judged.why, (int)r->at.stage.state.len,
            (const char *)r->at.stage.state.at);
}

bool
exchange_guest_read(struct node *n, struct work *w, struct bytes text,
    struct guest_reply *out)
{
    struct letter l;

    *out = (struct guest_reply){0};
    TRY(letter_read(w, text, &l));
    TRY(check_form(n, w, &l));
    TRY(find_guest(n, w, &l.authors[0].id, &out->guest));
    out->author = l.authors;
    out->records[0] = l.records[0];
    out->records[1] = l.records[1];
    TRY(record_moved(w, l.records[0], &out->move));
    TRY(find_item(n, w, &out->move.version, &out->guest, &out->item));
    TRY(is_here(n, w, &out->move.hash, &out->known));
    TRY(node_standing(n, w, &out->item, &out->at));
    return judge(w, out);
}

bool
exchange_guest_in(struct node *n, struct work *w, const struct actor *who,
    const struct guest_reply *reply, struct receipt *out)
{
    struct receipt receipts[2];
    struct entry entries[2];
    int64_t settled;

    TRY(node_identity_learn(n, w, reply->author->text, (struct bytes){0}, NULL));
    for (size_t i = 0; i < COUNT_OF(entries); i++) {
        entries[i] = (struct entry){.origin = &reply->guest.org};
        TRY(record_write(w, reply->records[i], NULL, NULL, &entries[i].text));
    }
    TRY(node_admit(n, w, entries, COUNT_OF(entries), receipts));
    *out = receipts[0];
    TRY(exchange_settle(n, w, who, &settled));
    return out->state == STORED_IN_FORCE ||
        fail(w, FAULT_CONFLICT,
            "the answer is kept, but not in force: it waits for keys or for a newer "
            "liaison "
            "(`status`)");
}
