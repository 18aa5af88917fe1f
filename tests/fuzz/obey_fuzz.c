/*
 * obey_fuzz: records that a partner really signed, of the kinds that a node acts on -- recalls,
 * receipts, releases, groups, contacts, what is sealed to persons, questions, moves ... -- with
 * hostile bytes for parts.
 *
 * An input is a line for the kind, one for a link's type, one for what it leads to ($ and a letter:
 * M what eu gave, O what is un's own, N nothing that is here), and the parts as JSON, in which $ and
 * a letter stand for what nobody could guess.  It is signed and logged here as eu's node would.
 *
 * Whatever comes in, un acts on all of it without a fault, its desks go on answering, and what is
 * its own stays.
 *
 * With -DPLANTED_BUG a record that goes the way of one that is not here stops all others.
 *
 *     fuzz-edges: 2800
 *     fuzz-value-profile: 0
 */
#include "engines/exchange/forge.h"
#include "fuzz/standing.h"

int LLVMFuzzerInitialize(int *argc, char ***argv);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
size_t LLVMFuzzerMutate(uint8_t *data, size_t size, size_t max);
size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t max, unsigned seed);

static const struct actor who = {.person = {(const uint8_t *)"anna", 4}};
static struct work *stage;
static struct sim *eu, *un;
static struct stored given, ours, none;

/* eu's log for un as it goes on here. */
#define ENTRIES_MOST 4000
static struct forged outbox;
static struct hash leaves[ENTRIES_MOST + FORGED_MAX];

static void
stand_stored(char hash, char id, const struct stored *of)
{
    struct bytes hex, text;

    NEED(stage, hex_write(stage, hash_bytes(&of->hash), &hex));
    NEED(stage, uuid_write(stage, &of->id, &text));
    stand(hash, hex);
    stand(id, text);
}

static void
begin(void)
{
    struct bytes terms;

    standing_count = 0;
    stage = sim_start();
    eu = sim_new(stage, "eu", 1);
    un = sim_new(stage, "un", 11);
    sim_pin(stage, eu, un, SIM_URL, "none");
    sim_pin(stage, un, eu, SIM_URL, "none");
    given = fixture_matter(stage, eu->node, "River");
    ours = fixture_matter(stage, un->node, "Ours");
    stand_stored('M', 'm', &given);
    stand_stored('O', 'o', &ours);
    none = given;
    memset(&none.hash, 7, sizeof(none.hash));
    none.id.at[15] ^= 1;
    stand_stored('N', 'n', &none);
    NEED(stage, json_write(stage, fixture_terms(stage, eu->node), &terms));
    stand('T', terms);
    stand('E', bytes_of(eu->hex));
    stand('U', bytes_of(un->hex));
    sim_do(stage, eu, "share", "{\"id\":[\"%.*s\"],\"to\":\"un\"}",
        (int)stands_for('m').len, (const char *)stands_for('m').at);
    sim_do(stage, eu, "sync", "{\"org\":\"un\"}");
    forge_start(stage, eu, un, &outbox);
    memcpy(leaves, outbox.leaves, outbox.size * sizeof(*leaves));
    outbox.leaves = leaves;
}

int
LLVMFuzzerInitialize(int *argc, char ***argv)
{
    (void)argc;
    (void)argv;
    begin();
    return 0;
}

/* ---- Changing an input -------------------------------------------------------------------------- */

/* Bytes are changed as ever; or what stands for one thing stands for another, mostly what the link
 * leads to, which comes first. */
size_t
LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t max, unsigned seed)
{
    size_t signs[32], count = 0;

    for (size_t i = 0; i + 1 < size && count < COUNT_OF(signs); i++)
        if (data[i] == '$')
            signs[count++] = i;
    if (count == 0 || seed % 8 == 0)
        return LLVMFuzzerMutate(data, size, max);
    if (seed % 2 == 0)
        data[signs[0] + 1] = (uint8_t) "MNON"[seed / 64 % 4];
    else
        data[signs[seed / 8 % count] + 1] =
            (uint8_t)standing[seed / 64 % standing_count].letter;
    return size;
}

/* ---- A record ------------------------------------------------------------------------------------ */

static bool
plain(struct bytes text, size_t max)
{
    for (size_t i = 0; i < text.len; i++)
        if ((text.at[i] < 'a' || text.at[i] > 'z') && text.at[i] != '-' &&
            text.at[i] != '/' && (text.at[i] < '0' || text.at[i] > '9'))
            return false;
    return text.len > 0 && text.len <= max;
}

static bool
draft_parts(struct work *w, struct bytes text, struct record_draft *d)
{
    struct json *parts;

    if (!json_read(w, text, &json_foreign, &parts) || parts->type != JSON_OBJECT ||
        parts->count == 0 || parts->count > COUNT_OF(d->part_names))
        return false;
    for (const struct json *p = parts->first; p != NULL; p = p->next) {
        TRY(plain(p->name, 32) && work_string(w, p->name, &d->part_names[d->part_count]));
        d->part_bodies[d->part_count++] = p;
    }
    return true;
}

static bool
draft_read(struct work *w, struct bytes in, struct record_draft *d)
{
    struct bytes kind, type, target, hash;
    struct link_to *l = &d->links[0];

    if (!bytes_step(&in, '\n', &kind) || !bytes_step(&in, '\n', &type) ||
        !bytes_step(&in, '\n', &target) || !plain(kind, 64))
        return false;
    TRY(work_string(w, kind, &d->kind));
    if (plain(type, 32) && target.len == 2 && target.at[0] == '$') {
        const struct stored *of = target.at[1] == 'O' ? &ours
            : target.at[1] == 'N'                     ? &none
                                                      : &given;

        TRY(work_string(w, type, &l->type));
        *l = (struct link_to){l->type, of->hash, of->id, of->version};
        hash = stands_for((char)target.at[1]);
        if (hash.len == 64)
            TRY(hex_read(w, hash, &l->hash, sizeof(l->hash)));
        d->link_count = 1;
    }
    return draft_parts(w, filled(w, in), d);
}

/* As eu's node writes and signs it; false: it could not. */
static bool
make(struct work *w, struct bytes in, struct record **out)
{
    static const struct record_draft blank;
    struct hash seed = forge_seed(w, eu, "node");
    struct record_draft d = blank;

    d.author = eu->id;
    d.version = 1;
    d.side = "main";
    d.time = sim_now();
    d.signer.role = bytes_of("node");
    d.signer.level = bytes_of("node-held");
    NEED(w, sign_public(w, &seed, &d.signer.key) && uuid_new(w, 7, &d.id));
    return draft_read(w, in, &d) && record_new(w, &d, out) &&
        record_sign(w, &seed, out, 1);
}

/* Its log goes on with it where it is taken in. */
static bool
gives(struct work *w, const struct record *r)
{
    uint64_t before = outbox.size;
    struct bytes batch, reply;
    bool good;

    outbox.w = w;
    outbox.first = before;
    outbox.item_count = 0;
    forge_record(&outbox, r);
    forge_note(&outbox);
    batch = forge_write(&outbox);
    outbox.w = stage;
    good = exchange_answer(un->node, w, &eu->id, bytes_of("push"), batch, &reply);
    HOLDS(good == work_ok(w) && good == (work_why(w)[0] == '\0'));
    HOLDS(work_fault(w) != FAULT_IO && work_fault(w) != FAULT_MEMORY);
    if (!good) {
        struct stored there;

        /* It was refused itself; acting on what was taken in does not fail. */
        work_clear(w);
        HOLDS(!store_by_hash(node_store(un->node), w, &r->hash, &there));
        outbox.size = before;
    }
    return good;
}

static void
goes_on(void)
{
    static const char *const asked[] = {"status", "list"};
    struct work *w = work_open(&sim_os);
    struct stored_part core;
    struct json *answer;
    int64_t settled;

    HOLDS(exchange_settle(un->node, w, &who, &settled));
    for (size_t i = 0; i < COUNT_OF(asked); i++)
        HOLDS(sim_try(w, un, asked[i], "{}", &answer));
    HOLDS(store_part(node_store(un->node), w, &ours, "core", &core));
    work_close(w);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct work *w = work_open(&sim_os);
    struct record *r;
    bool came;

    HOLDS(w != NULL);
    came = make(w, bytes_from(data, size), &r);
    work_clear(w);
    came = came && gives(w, r);
    work_close(w);
    if (came)
        goes_on();
    if (outbox.size >= ENTRIES_MOST) {
        sim_end();
        work_close(stage);
        begin();
    }
    return 0;
}
