/*
 * What is carried by hand can be changed on its way, carried to somebody else, or come late:
 * letters and answers that were forged, shortened, mixed, or belong elsewhere do nothing.
 */
#include "engines/exchange/guest.h"

static struct sim *eu, *un;
static struct guest_org ngo, mallory;

#define IN(file) "{\"file\":\"%s\"}", file

/* ---- Changing what is in a letter ------------------------------------------------------------ */

static struct json *
open_file(struct work *w, const char *file)
{
    struct json_limits limits = {.size = LETTER_MAX, .depth = 40};
    struct json *value;

    NEED(w, json_read(w, get_file(w, file), &limits, &value));
    return value;
}

static const char *
save_file(struct work *w, const struct json *value)
{
    const char *file = at(w, "changed-%d", guest_files++);
    struct bytes text;

    NEED(w, json_write(w, value, &text));
    put_file(file, text.at, text.len);
    return file;
}

static struct json *
item(const struct json *value, const char *list, size_t n)
{
    struct json *i = json_get(value, list)->first;

    while (n-- > 0)
        i = i->next;
    return i;
}

/* The letter without its n-th record. */
static const char *
without(struct work *w, const char *letter, size_t n)
{
    struct json *value = open_file(w, letter), *list = json_array(w);
    size_t at_item = 0;

    for (const struct json *r = json_get(value, "records")->first; r != NULL;
         r = r->next) {
        struct json *copy;

        NEED(w, json_keep(w, r, &copy));
        if (at_item++ != n)
            json_add(list, copy);
    }
    json_put(value, "records", list);
    return save_file(w, value);
}

/* The letter with another's n-th record behind its own. */
static const char *
with(struct work *w, const char *letter, const char *other, size_t n)
{
    struct json *value = open_file(w, letter), *copy;

    NEED(w, json_keep(w, item(open_file(w, other), "records", n), &copy));
    json_add(json_get(value, "records"), copy);
    return save_file(w, value);
}

/* ---- Letters ----------------------------------------------------------------------------------- */

#define SHOW(because, file, ...) \
    tap_ok(guest_refused(w, &guest_desk, "guest show", because, IN(file)), __VA_ARGS__)

static void
test_letters(struct work *w)
{
    const char *id = guest_commitment(w, eu, ngo.hex), *other, *letter, *mixed;
    struct json *value;

    letter = guest_out(w, eu, "ngo", id);
    other = guest_out(w, eu, "ngo", guest_commitment(w, eu, ngo.hex));
    tap_ok(guest_refused(w, eu, "guest out", "there is no",
               "{\"org\":\"ngo\",\"id\":\"%s\",\"file\":\"%s\"}", id,
               at(w, "nowhere/letter")),
        "nothing is given where no letter can be written");
    SHOW("does not hold what", without(w, letter, 2),
        "a letter that keeps back a move, so that it seems to stand elsewhere");
    SHOW("does not hold what", without(w, letter, 1), "one without what it is about");
    SHOW("asks nothing", without(w, letter, 0), "one that nobody signed for");
    SHOW("holds more than", with(w, letter, other, 1),
        "one with more than was given by it");
    SHOW("twice", with(w, letter, letter, 1), "one with something twice");
    mixed = with(w, without(w, letter, 1), other, 1);
    SHOW("does not hold what", mixed, "one about another record than was given");
    value = open_file(w, letter);
    json_drop(json_get(item(value, "records", 1), "parts"), "terms");
    SHOW("does not hold what", save_file(w, value), "one that keeps back a part");
    value = open_file(w, letter);
    json_put(json_get(item(value, "records", 1), "header"), "version",
        json_integer(w, 2));
    SHOW("does not hold", save_file(w, value), "one whose record was changed");
    value = open_file(w, letter);
    json_put(value, "more", json_bool(w, true));
    SHOW("does not hold", save_file(w, value), "one with something that is not known");
    SHOW("no regular file", eu->folder, "a folder");
}

/* ---- Foreign files ---------------------------------------------------------------------------- */

static void
test_foreign(struct work *w)
{
    static const char *const files[] = {"", "{", "{}", "[]", "null", "\"letter\"",
        "liaison/v1/bundle\n",
        "{\"format\":\"liaison/v1\",\"identities\":[],\"records\":[],\"what\":"
        "\"letter\"}",
        "{\"format\":\"liaison/v2\",\"identities\":[],\"records\":[],\"what\":"
        "\"letter\"}",
        "{\"format\":\"liaison/v1\",\"identities\":[{}],\"records\":[{}],\"what\":"
        "\"letter\"}",
        "{\"format\":\"liaison/"
        "v1\",\"identities\":0,\"records\":{},\"what\":\"letter\"}"};
    const char *path = at(w, "foreign");
    size_t refused = 0;
    char *large = calloc(1, LETTER_MAX + 1);

    for (size_t i = 0; i < COUNT_OF(files); i++) {
        put_file(path, files[i], strlen(files[i]));
        refused += guest_refused(w, &guest_desk, "guest show", "", IN(path)) &&
            guest_refused(w, eu, "guest in", "", IN(path));
    }
    tap_ok(refused == COUNT_OF(files), "files that are no letters, here and there");
    NEED(w, large != NULL);
    put_file(path, large, LETTER_MAX + 1);
    free(large);
    tap_ok(guest_refused(w, eu, "guest in", "", IN(path)), "a file without end");
}

/* ---- Answers ------------------------------------------------------------------------------------ */

static bool
knows(struct work *w, struct sim *s, const struct guest_org *g)
{
    struct identity known;
    struct hash org;
    bool yes;

    NEED(w, hex_read(w, bytes_of(g->hex), &org, sizeof(org)));
    yes = node_author(s->node, w, &org, &known);
    work_clear(w);
    return yes;
}

/* Any byte that is changed is seen. */
static void
test_flips(struct work *w, const char *reply)
{
    struct bytes text = get_file(w, reply);
    uint8_t *changed = work_alloc(w, text.len);
    size_t tried = 0, refused = 0;

    NEED(w, changed != NULL);
    for (size_t i = 0; i < text.len; i += 1 + chance(WATCHED ? 60 : 8), tried++) {
        struct work *own = work_open(&sim_os);
        struct guest_reply r;

        memcpy(changed, text.at, text.len);
        changed[i] ^= (uint8_t)(1 << chance(7));
        refused +=
            !exchange_guest_read(eu->node, own, bytes_from(changed, text.len), &r) &&
            (work_fault(own) == FAULT_INVALID || work_fault(own) == FAULT_CORRUPT);
        work_close(own);
    }
    tap_ok(refused == tried && tried > 50, "%zu answers with a bit changed", tried);
}

static void
test_answers(struct work *w)
{
    const char *id = guest_commitment(w, eu, ngo.hex), *letter, *reply, *forged;
    struct json *value, *document;

    letter = guest_out(w, eu, "ngo", id);
    reply = guest_sign(w, &ngo, letter, "");
    test_flips(w, reply);
    tap_ok(guest_refused(w, &guest_desk, "guest sign", "to another",
               "{\"file\":\"%s\",\"key\":\"%s\",\"out\":\"%s\"}", letter, mallory.keys,
               at(w, "none")),
        "nobody else signs what was given to the guest");
    value = open_file(w, reply);
    NEED(w, json_keep(w, json_get(open_file(w, mallory.keys), "document"), &document));
    json_put(value, "identities", json_array(w));
    json_add(json_get(value, "identities"), document);
    tap_ok(guest_refused(w, eu, "guest in", "keys of a record's author",
               IN(save_file(w, value))),
        "another's keys do not make it another's word");
    tap_ok(guest_refused(w, eu, "guest in", "no guest's answer", IN(letter)),
        "the letter itself is no answer");
    tap_ok(guest_refused(w, eu, "guest in", "no guest's answer",
               IN(without(w, reply, 1))),
        "nor is half of one");
    tap_ok(!knows(w, eu, &ngo), "of a guest whose answers were refused nothing is kept");
    forged = guest_sign(w, &mallory,
        guest_out(w, un, "mallory", guest_commitment(w, un, mallory.hex)), "");
    tap_ok(guest_refused(w, eu, "guest in", "another organisation", IN(forged)) &&
            guest_refused(w, un, "guest in", "another organisation", IN(reply)),
        "an answer that is brought to another node");
    sim_do(w, eu, "guest in", IN(reply));
    tap_ok(strcmp(guest_stage(w, eu, id), "proposed") == 0 && knows(w, eu, &ngo),
        "the true answer comes in after all that");
    reply = guest_sign(w, &ngo, letter, "");
    tap_ok(guest_refused(w, eu, "guest in", "made before", IN(reply)),
        "a second signature where there is one");
}

/* ---- Too late ----------------------------------------------------------------------------------- */

static void
test_late(struct work *w)
{
    const char *id = guest_commitment(w, eu, ngo.hex), *reply, *letter;

    reply = guest_sign(w, &ngo, guest_out(w, eu, "ngo", id), "");
    sim_do(w, eu, "edit", "{\"id\":\"%s\",\"set\":[\"core.text=And more\"]}", id);
    tap_ok(guest_refused(w, eu, "guest in", "another version", IN(reply)),
        "an answer to another version");
    letter = guest_out(w, eu, "ngo", id);
    sim_do(w, eu, "move", "{\"id\":\"%s\",\"move\":\"withdraw\"}", id);
    reply = guest_sign(w, &ngo, letter, "");
    tap_ok(guest_refused(w, eu, "guest in", "not possible", IN(reply)),
        "an answer to what was withdrawn before it");
    tap_ok(strcmp(guest_stage(w, eu, id), "withdrawn") == 0, "and it stays so");
}

/* ---- With keys of its own ------------------------------------------------------------------------- */

/* What mallory, who is pinned too, makes of the letter to the guest: signed by the book, but
 * upon what mallory was never given. */
static void
test_not_given(struct work *w)
{
    const char *id = guest_commitment(w, eu, mallory.hex), *letter, *file;
    struct guest_asked asked;
    struct guest_key key;
    struct bytes text;
    struct mover who;
    struct json *core = json_object(w);
    struct uuid move;

    file = guest_out(w, eu, "ngo", guest_commitment(w, eu, ngo.hex));
    NEED(w, guest_key_read(w, get_file(w, mallory.keys), (struct bytes){0}, &key));
    NEED(w, guest_asked_read(w, get_file(w, file), &asked));
    asked.to = key.identity.id;
    guest_mover(w, &asked, &who);
    json_put(core, "move", json_string(w, "accept"));
    NEED(w, guest_reply_write(w, &asked, &key, &who, core, &move, &text));
    put_file(at(w, "sly"), text.at, text.len);
    tap_ok(guest_refused(w, eu, "guest in", "unknown here", IN(at(w, "sly"))),
        "an organisation whose fingerprint nobody compared");
    guest_pin(w, eu, &mallory, "mallory");
    letter = guest_out(w, eu, "mallory", id);
    tap_ok(guest_refused(w, eu, "guest in", "not given", IN(at(w, "sly"))),
        "a guest answers only what it was given");
    NEED(w, guest_asked_read(w, get_file(w, letter), &asked));
    json_put(core, "move", json_string(w, "start"));
    NEED(w, guest_reply_write(w, &asked, &key, &who, core, &move, &text));
    put_file(at(w, "sly"), text.at, text.len);
    tap_ok(guest_refused(w, eu, "guest in", "not possible", IN(at(w, "sly"))),
        "and does only what is possible then");
}

static void
test_revoked(struct work *w)
{
    const char *id = guest_commitment(w, eu, ngo.hex), *reply;
    int64_t stolen = sim_clock;
    struct guest_key key;
    struct identity newer;
    struct hash public;

    reply = guest_sign(w, &ngo, guest_out(w, eu, "ngo", id), "");
    NEED(w, guest_key_read(w, get_file(w, ngo.keys), (struct bytes){0}, &key));
    NEED(w, sign_public(w, &key.node, &public));
    NEED(w,
        identity_state(w, &key.identity, &key.root,
            statement_revocation(w, &public, stolen, "stolen"), &newer));
    NEED(w, node_identity_learn(eu->node, w, newer.text, (struct bytes){0}, NULL));
    tap_ok(guest_refused(w, eu, "guest in", "does not count", IN(reply)),
        "what was signed by a key that its owner revoked");
}

int
main(void)
{
    struct work *w = sim_start();

    chance_start();
    eu = sim_new(w, "eu", 1);
    un = sim_new(w, "un", 11);
    ngo = guest_new(w, "ngo");
    mallory = guest_new(w, "mallory");
    guest_pin(w, eu, &ngo, "ngo");
    guest_pin(w, un, &mallory, "mallory");
    test_letters(w);
    test_foreign(w);
    test_answers(w);
    test_late(w);
    test_not_given(w);
    test_revoked(w);
    tap_ok(sim_holds(w, eu) && sim_holds(w, un), "both nodes hold");
    sim_end();
    work_close(w);
    return tap_end();
}
