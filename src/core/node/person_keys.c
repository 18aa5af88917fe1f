/*
 * Persons' own keys, and what is sealed to persons.
 *
 * They are made once, under a passphrase that the node does not keep: while nobody unlocks
 * them the node can neither read what is sealed to a person nor sign as one.  What is
 * unlocked stays in memory until its time is over, or `lock`.
 */
#include "core/node/node_inner.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>

#include "ground/crypt/crypt.h"

#define KEY_FILE_MAX 4096
#define NO_CONTACT "%.*s has no keys here: `liaison person key`"

struct seeds {
    struct hash seal, sign;
};

/* ---- The file --------------------------------------------------------------------------- */

/* One for each key that the person ever had: main/persons/<its public half>.key */
static const char *
key_path(struct node *n, struct work *w, const struct hash *seal)
{
    struct bytes hex;

    if (!hex_write(w, hash_bytes(seal), &hex))
        return NULL;
    return work_format(w, "%s/main/persons/%.*s.key", n->folder, (int)hex.len,
        (const char *)hex.at);
}

/* The seal holds for this organisation and this key alone. */
static bool
key_context(struct node *n, struct work *w, const struct hash *seal, struct bytes *out)
{
    struct buffer b = buffer_open(w, 128);

    buffer_text(&b, "liaison/v1/person-key\n");
    buffer_add(&b, hash_bytes(&n->identity.id));
    buffer_add(&b, hash_bytes(seal));
    return buffer_bytes(&b, out);
}

/* The first that was opened, of several keys of a person. */
struct unlocking {
    bool any;
    struct bytes token;
};

/* The token's place in the file: what it opens is the passphrase, which nobody is told. */
static bool
put_token(struct work *w, struct bytes token, struct bytes pin, struct json *to,
    struct bytes *passphrase)
{
    struct bytes wrapped, text;
    struct hash random;

    if (work_os(w)->random(&random, sizeof(random)) != 0)
        return fail_errno(w, "no randomness from the operating system");
    TRY(hex_write(w, hash_bytes(&random), passphrase));
    TRY(token_wrap(w, token, pin, hash_bytes(&random), &wrapped) &&
        base64_write(w, wrapped, &text));
    secret_wipe(&random, sizeof(random));
    json_put(to, "token", json_text(w, token));
    json_put(to, "wrapped", json_text(w, text));
    return work_ok(w);
}

/* ${secret}: the passphrase; or, of a file that a token opens, its PIN.  Of keys beside the newest
 * only those are tried that the same opens: a token counts how often it is told a wrong PIN. */
static bool
open_token(struct work *w, const struct json *from, struct bytes secret,
    struct unlocking *u, struct bytes *passphrase)
{
    struct bytes token = json_get_text(from, "token"), text, wrapped, random;

    *passphrase = secret;
    if (u->any && !bytes_equal(token, u->token))
        return fail(w, FAULT_DENIED, "another secret opens these keys");
    *u = (struct unlocking){true, token};
    if (token.len == 0)
        return true;
    TRY(json_need_text(w, from, "wrapped", &text) && base64_read(w, text, &wrapped) &&
        token_unwrap(w, token, secret, wrapped, &random) &&
        hex_write(w, random, passphrase));
    secret_wipe((uint8_t *)(uintptr_t)random.at, random.len);
    return true;
}

static bool
write_key(struct node *n, struct work *w, const struct hash *seal,
    const struct seeds *seeds, const struct person_secret *secret)
{
    const char *folder = work_format(w, "%s/main/persons", n->folder),
               *path = key_path(n, w, seal);
    struct bytes context, text, passphrase = secret->passphrase;
    struct json *to = json_object(w);

    TRY(folder != NULL && path != NULL && key_context(n, w, seal, &context));
    if (work_os(w)->mkdir(folder, 0700) != 0 && errno != EEXIST)
        return fail_errno(w, "cannot make %s", folder);
    json_put(to, "format", json_string(w, "liaison/v1"));
    json_put(to, "org", json_hex(w, hash_bytes(&n->identity.id)));
    json_put(to, "what", json_string(w, "person-key"));
    TRY(secret->token.len == 0 ||
        put_token(w, secret->token, secret->passphrase, to, &passphrase));
    TRY(seeds_seal(w, passphrase, context, bytes_from(seeds, sizeof(*seeds)), to));
    return json_write(w, to, &text) && file_replace(w, path, 0600, text);
}

static bool
read_key(struct node *n, struct work *w, const struct hash *seal, struct bytes secret,
    struct unlocking *u, struct seeds *out)
{
    static const struct json_limits limits = {.size = KEY_FILE_MAX,
        .depth = 2,
        .doubles = false,
        .canonical = true};
    const char *path = key_path(n, w, seal);
    struct bytes text, context, passphrase;
    struct json *from;

    TRY(path != NULL && file_load(w, path, KEY_FILE_MAX, &text));
    TRY(json_read(w, text, &limits, &from) || fail_in(w, "%s", path));
    if (!bytes_is(json_get_text(from, "what"), "person-key"))
        return fail(w, FAULT_INVALID, "%s holds no keys of a person", path);
    TRY(key_context(n, w, seal, &context) && open_token(w, from, secret, u, &passphrase));
    return seeds_open(w, from, passphrase, context, out, sizeof(*out));
}

/* ---- Making ------------------------------------------------------------------------------- */

static bool
contact_core(struct node *n, struct work *w, const struct person *person,
    struct bytes says, bool token, const struct seeds *seeds, struct json *core)
{
    struct hash seal, sign;
    int64_t now;

    TRY(seal_public(w, &seeds->seal, &seal) && sign_public(w, &seeds->sign, &sign) &&
        node_now(n, w, &now));
    json_put(core, "from", json_time(w, now));
    json_put(core, "level", json_string(w, token ? "hardware" : "passphrase"));
    json_put(core, "name", json_text(w, says));
    if (person->role.len > 0)
        json_put(core, "role", json_text(w, person->role));
    json_put(core, "seal", json_hex(w, hash_bytes(&seal)));
    json_put(core, "sign", json_hex(w, hash_bytes(&sign)));
    json_put(core, "state", json_string(w, "named"));
    json_put(core, "to", json_time(w, now + PERSON_KEY_LIFE));
    return work_ok(w);
}

/* The contact that the person has, in a newer version; or its first.  Both are lent. */
static bool
contact_draft(struct node *n, struct work *w, struct person *person,
    struct stored *before, struct draft *d)
{
    d->kind = "contact/1";
    if (!uuid_is_zero(&person->contact)) {
        TRY(store_by_id(n->store, w, &person->contact, before));
        draft_replace(d, before);
        return true;
    }
    TRY(uuid_new(w, 7, &person->contact));
    d->id = &person->contact;
    return true;
}

static bool
make_key(struct node *n, struct work *w, struct person *person, struct bytes says,
    const struct person_secret *secret, const struct json *terms,
    const struct seeds *seeds, struct receipt *out)
{
    struct json *core = json_object(w);
    struct draft d = {0};
    struct receipt made;
    struct stored before;
    struct hash seal;

    TRY(contact_draft(n, w, person, &before, &d) &&
        contact_core(n, w, person, says, secret->token.len > 0, seeds, core) &&
        json_need_hash(w, core, "seal", &seal));
    draft_part(&d, "core", core);
    draft_part(&d, "terms", terms);
    /* A key that no record names harms nobody; a record without its key seals in vain. */
    return write_key(n, w, &seal, seeds, secret) && node_make(n, w, &d, 1, out) &&
        node_person_put(n, w, person, &made);
}

bool
node_person_key(struct node *n, struct work *w, struct bytes name, struct bytes says,
    const struct person_secret *secret, const struct json *terms, struct receipt *out)
{
    struct seeds seeds;
    struct person person;
    bool good;

    TRY(node_person_acts(n, w, name) && node_person(n, w, name, &person));
    if (!person.named)
        return fail(w, FAULT_MISSING, "nobody here is named %.*s: `liaison person add`",
            (int)name.len, (const char *)name.at);
    if (secret->token.len == 0 && secret->passphrase.len < PERSON_PASSPHRASE_MIN)
        return fail(w, FAULT_USAGE, "a passphrase has at least %d bytes",
            PERSON_PASSPHRASE_MIN);
    if (work_os(w)->random(&seeds, sizeof(seeds)) != 0)
        return fail_errno(w, "no randomness from the operating system");
    good =
        make_key(n, w, &person, says.len > 0 ? says : name, secret, terms, &seeds, out);
    secret_wipe(&seeds, sizeof(seeds));
    return good;
}

/* ---- Unlocking ---------------------------------------------------------------------------- */

static bool
unlock_one(struct node *n, struct work *w, const struct person *person,
    const struct stored *contact, struct bytes secret, struct unlocking *u, int64_t until)
{
    struct unlocked one = {.contact = person->contact, .until = until};
    struct seeds seeds;
    struct json *core;

    TRY(node_part(n, w, contact, "core", &core));
    if (core == NULL)
        return true;
    TRY(json_need_hash(w, core, "seal", &one.public));
    for (size_t i = 0; i < n->unlocked_count; i++)
        if (hash_equal(&n->unlocked[i].public, &one.public))
            return true; /* the same keys in another version */
    TRY(read_key(n, w, &one.public, secret, u, &seeds));
    one.seal = seeds.seal;
    one.sign = seeds.sign;
    secret_wipe(&seeds, sizeof(seeds));
    n->unlocked[n->unlocked_count++] = one;
    secret_wipe(&one, sizeof(one));
    return true;
}

bool
node_unlock(struct node *n, struct work *w, struct bytes name, struct bytes secret,
    int64_t until)
{
    struct unlocking u = {0};
    struct stored *versions;
    struct person person;
    size_t count, open = 0;

    TRY(node_person_acts(n, w, name) && node_person(n, w, name, &person));
    if (uuid_is_zero(&person.contact))
        return fail(w, FAULT_MISSING, NO_CONTACT, (int)name.len, (const char *)name.at);
    node_lock(n, &person.contact);
    TRY(store_versions(n->store, w, &person.contact, &versions, &count));
    /* The newest key must open; one before may have had another passphrase. */
    for (size_t i = 0; i < count && n->unlocked_count < COUNT_OF(n->unlocked); i++) {
        bool newest = versions[i].version == (int64_t)count;

        if (unlock_one(n, w, &person, &versions[i], secret, &u, until)) {
            open++;
            continue;
        }
        if (newest || work_fault(w) == FAULT_MEMORY) {
            node_lock(n, &person.contact);
            return false;
        }
        work_clear(w);
    }
    return open > 0 ||
        fail(w, FAULT_BUSY, "%zu keys are unlocked already: `liaison lock`",
            n->unlocked_count);
}

size_t
node_lock(struct node *n, const struct uuid *contact)
{
    size_t kept = 0, count = n->unlocked_count;

    for (size_t i = 0; i < count; i++)
        if (contact != NULL && memcmp(&n->unlocked[i].contact, contact, 16) != 0)
            n->unlocked[kept++] = n->unlocked[i];
    secret_wipe(n->unlocked + kept, (count - kept) * sizeof(n->unlocked[0]));
    n->unlocked_count = kept;
    return count - kept;
}

static void
lock_over(struct node *n, int64_t now)
{
    for (size_t i = n->unlocked_count; i > 0; i--)
        if (i <= n->unlocked_count && n->unlocked[i - 1].until <= now)
            node_lock(n, &n->unlocked[i - 1].contact);
}

const struct unlocked *
unlocked_of(struct node *n, const struct uuid *contact, int64_t now)
{
    lock_over(n, now);
    /* Of several under one passphrase the newest stands first. */
    for (size_t i = 0; i < n->unlocked_count; i++)
        if (memcmp(&n->unlocked[i].contact, contact, sizeof(*contact)) == 0)
            return &n->unlocked[i];
    return NULL;
}

/* The unlocked key with that public half; NULL: there is none, or its time is over. */
static const struct unlocked *
unlocked(struct node *n, const struct hash *public, int64_t now)
{
    lock_over(n, now);
    for (size_t i = 0; i < n->unlocked_count; i++)
        if (hash_equal(&n->unlocked[i].public, public))
            return &n->unlocked[i];
    return NULL;
}

/* ---- What is sealed to a person ------------------------------------------------------------ */

/* The box of this person among those of a sealed record; NULL: it is for others. */
static const struct json *
box_for(struct work *w, const struct json *core, const struct uuid *contact)
{
    const struct json *persons = json_get(core, "persons");

    for (const struct json *p = json_first(persons); p != NULL; p = p->next) {
        struct uuid id;

        if (json_need_uuid(w, p, "contact", &id) && memcmp(&id, contact, sizeof(id)) == 0)
            return p;
    }
    return NULL;
}

static bool
open_box(struct node *n, struct work *w, const struct stored *of, const struct json *core,
    const struct json *box, struct record **out)
{
    struct bytes text, sealed, key, plain;
    struct seal_batch batch;
    struct hash public, item;
    const struct unlocked *u;
    int64_t now;

    TRY(node_now(n, w, &now) && json_need_hash(w, box, "key", &public));
    u = unlocked(n, &public, now);
    if (u == NULL)
        return fail_rule(w, "P06",
            "it is sealed to this person: unlock the keys, by `show --unlock`, or by "
            "`liaison unlock` where the node is served");
    TRY(json_need_hash(w, box, "ephemeral", &item));
    TRY(seal_batch_open(w, &u->seal, &item, &batch) &&
        seal_batch_item_key(w, &batch, 0, &item));
    TRY(json_need_text(w, box, "box", &text) && base64_read(w, text, &sealed) &&
        open_bytes(w, &item, hash_bytes(&of->hash), sealed, &key));
    if (key.len != sizeof(item))
        return fail(w, FAULT_CORRUPT, "what is sealed to this person is no key");
    memcpy(&item, key.at, sizeof(item));
    TRY(json_need_text(w, core, "sealed", &text) && base64_read(w, text, &sealed) &&
        open_bytes(w, &item, hash_bytes(&of->hash), sealed, &plain));
    secret_wipe(&item, sizeof(item));
    TRY(record_read(w, plain, out));
    return hash_equal(&(*out)->hash, &of->hash) ||
        fail(w, FAULT_CORRUPT, "what is sealed to this person is another record");
}

bool
node_unseal(struct node *n, struct work *w, const struct actor *who,
    const struct stored *of, struct record **r)
{
    struct view_link *links;
    struct person person;
    size_t count;

    TRY(node_person(n, w, who->person, &person));
    if (uuid_is_zero(&person.contact))
        return true;
    TRY(node_links_to(n, w, &of->id, "seals", &links, &count));
    for (size_t i = count; i > 0; i--) {
        const struct json *box;
        struct stored by;
        struct json *core;

        if (!hash_equal(&links[i - 1].hash, &of->hash))
            continue;
        TRY(store_by_no(n->store, w, links[i - 1].record, &by) &&
            node_part(n, w, &by, "core", &core));
        box = hash_equal(&by.author, &of->author) && core != NULL
            ? box_for(w, core, &person.contact)
            : NULL;
        if (box != NULL)
            return open_box(n, w, of, core, box, r);
    }
    return true;
}

bool
node_sealed_key(struct node *n, struct work *w, const struct hash *org,
    const struct uuid *contact, struct hash *out)
{
    struct view_item item;
    struct stored s;
    struct json *core;
    struct bytes id;
    int64_t now, from, to;

    TRY(uuid_write(w, contact, &id));
    if (!node_item(n, w, contact, &item)) {
        TRY(work_fault(w) == FAULT_MISSING);
        work_clear(w);
        return fail(w, FAULT_MISSING, "the contact %.*s is not known here", (int)id.len,
            (const char *)id.at);
    }
    TRY(store_by_no(n->store, w, item.record, &s) && node_part(n, w, &s, "core", &core) &&
        node_now(n, w, &now));
    if (core == NULL || !bytes_is(item.kind, "contact/1") ||
        !hash_equal(&item.author, org))
        return fail(w, FAULT_INVALID, "%.*s is no contact of that organisation",
            (int)id.len, (const char *)id.at);
    TRY(json_need_time(w, core, "from", &from) && json_need_time(w, core, "to", &to) &&
        json_need_hash(w, core, "seal", out));
    if (!bytes_is(json_get_text(core, "state"), "named") || now >= to || now < from)
        return fail(w, FAULT_DENIED,
            "the contact %.*s has no key in force: ask that organisation for another",
            (int)id.len, (const char *)id.at);
    return true;
}
