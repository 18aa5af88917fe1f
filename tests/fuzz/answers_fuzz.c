/*
 * answers_fuzz: what a partner answers to each thing that this node asks in a contact -- "several"
 * at once, whether all is the "same", "hello", "push", "pull", "cosign", "want", "pieces", "piece", "give-pieces", "give" -- as the asking end
 * reads it.
 *
 * The first byte of an input says which answer is changed, to what follows; the others are sound.
 * $ and a letter stand for what nobody could guess.  Nothing is signed here that the partner did
 * not sign: so no answer brings anything, and a contact ends, well or with a reason.
 *
 * With -DPLANTED_BUG what is wanted twice is given twice.
 *
 *     fuzz-edges: 1300
 *     fuzz-value-profile: 0
 */
#include "engines/exchange/forge.h"
#include "fuzz/standing.h"

int LLVMFuzzerInitialize(int *argc, char ***argv);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
size_t LLVMFuzzerMutate(uint8_t *data, size_t size, size_t max);
size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t max, unsigned seed);

static const struct actor who = {.person = {(const uint8_t *)"anna", 4}};

static const struct verb_answer {
    char letter;
    const char *verb;
} verbs[] = {{'m', "several"}, {'a', "same"}, {'h', "hello"}, {'r', "push"},
    {'l', "pull"}, {'c', "cosign"}, {'w', "want"}, {'s', "pieces"}, {'p', "piece"},
    {'G', "give-pieces"}, {'g', "give"}};

static struct work *stage;
static struct sim *eu, *un;
static int64_t records; /* but those that say what a partner did wrong */

/* Whoever shows less than it signed has un write that down, a bounded number of times. */
static int64_t
blames(struct work *w)
{
    size_t forks = sim_each(w, un, "fork/1", NULL, NULL),
           others = sim_each(w, un, "accusation/1", NULL, NULL);

    HOLDS(forks <= 1 && others <= ACCUSATIONS_MAX);
    return (int64_t)(forks + others);
}

/* Evidence of ${by}'s that ${to} is given the record of; how its content is called, in hex. */
static struct bytes
shares(struct sim *by, const char *to, const char *content)
{
    const char *file = at(stage, "%s", content);
    struct stored evidence;
    struct stored_part vault;
    struct json *value;
    struct hash tree;
    struct bytes hex;
    const char *id;

    put_file(file, content, strlen(content));
    id = sim_text(stage,
        sim_do(stage, by, "ingest", "{\"path\":[\"%s\"],\"tlp\":\"amber\"}", file),
        "items.0.id");
    sim_do(stage, by, "share", "{\"id\":[\"%s\"],\"to\":\"%s\"}", id, to);
    evidence = sim_find(stage, by, id);
    NEED(stage,
        store_part(node_store(by->node), stage, &evidence, "vault", &vault) &&
            json_read(stage, vault.body, &json_record, &value) &&
            json_need_hash(stage, value, "tree", &tree) &&
            hex_write(stage, hash_bytes(&tree), &hex));
    return hex;
}

static struct bytes
pushed(struct sim *from, struct sim *to)
{
    struct bytes batch, reply;
    uint64_t until;
    int64_t settled;

    NEED(stage, exchange_settle(from->node, stage, &who, &settled));
    NEED(stage,
        batch_write(from->node, stage, &who, &to->id, 0, BATCH_BYTES, &batch, &until));
    NEED(stage,
        exchange_answer(to->node, stage, &from->id, bytes_of("push"), batch, &reply));
    return reply;
}

/* un has the hashes of all pieces of that content, and waits for the pieces. */
static void
hashes_come(struct bytes hex)
{
    struct buffer message = buffer_open(stage, 4096);
    struct stored_blob blob;
    struct bytes hashes, reply;
    struct hash tree;

    NEED(stage,
        hex_read(stage, hex, &tree, sizeof(tree)) &&
            store_blob(node_store(eu->node), stage, &tree, &blob) &&
            store_blob_pieces(node_store(eu->node), stage, &blob, &hashes));
    buffer_add(&message, hash_bytes(&tree));
    buffer_add(&message, hashes);
    NEED(stage,
        buffer_bytes(&message, &hashes) &&
            exchange_answer(un->node, stage, &eu->id, bytes_of("give-pieces"), hashes,
                &reply));
}

/* un waits for content of eu's, and has some for eu, who has all of its records: so $G says, and $H
 * that it has none. */
int
LLVMFuzzerInitialize(int *argc, char ***argv)
{
    struct bytes reply, hello, note;
    struct json *value;

    (void)argc;
    (void)argv;
    stage = sim_start();
    eu = sim_new(stage, "eu", 1);
    un = sim_new(stage, "un", 11);
    sim_pin(stage, eu, un, SIM_URL, "none");
    sim_pin(stage, un, eu, SIM_URL, "none");
    sim_do(stage, un, "sync", "{\"org\":\"eu\"}");
    stand('X', shares(eu, "un", "come"));
    stand('V', shares(eu, "un", "part"));
    (void)pushed(eu, un);
    hashes_come(stands_for('V'));
    NEED(stage, hello_write(eu->node, stage, &un->id, NULL, &hello));
    stand('H', hello);
    stand('Y', shares(un, "eu", "gone"));
    stand('Z', shares(un, "eu", "too"));
    /* What un gives at the first asking is made now: from here on nothing is. */
    NEED(stage,
        exchange_answer(un->node, stage, &eu->id, bytes_of("pull"),
            bytes_of("{\"origin\":\"\",\"size\":0}"), &reply));
    reply = pushed(un, eu);
    NEED(stage, json_read(stage, reply, &json_foreign, &value));
    note = json_get_text(value, "note");
    NEED(stage, keep_cosignature(un->node, stage, &eu->id, note));
    NEED(stage, hello_write(eu->node, stage, &un->id, NULL, &hello));
    stand('A', reply);
    stand('D', node_identity(eu->node)->text);
    stand('E', bytes_of(eu->hex));
    stand('G', hello);
    stand('U', bytes_of(un->hex));
    records = fixture_count(stage, un->node) - blames(stage);
    return 0;
}

/* Bytes are changed as ever; or what stands for one thing stands for another. */
size_t
LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t max, unsigned seed)
{
    size_t signs[16], count = 0;

    for (size_t i = 0; i + 1 < size && count < COUNT_OF(signs); i++)
        if (data[i] == '$')
            signs[count++] = i;
    if (count == 0 || seed % 2 == 0)
        return LLVMFuzzerMutate(data, size, max);
    data[signs[seed / 2 % count] + 1] =
        (uint8_t)standing[seed / 64 % standing_count].letter;
    return size;
}

/* Rounds of one contact: each asks anew what is wanted, and who wants the same again gets it again. */
#define ROUNDS 4

/* ---- One contact ----------------------------------------------------------------------------- */

struct partner {
    const struct verb_answer *changed;
    struct bytes to;
    unsigned given[64]; /* pieces, by the first byte of their tree */
    unsigned calls;
};

static bool answers(void *ctx, struct work *w, const char *verb, struct bytes body,
    struct bytes *reply);

static bool
answers_one(void *ctx, struct work *w, struct bytes verb, struct bytes body,
    struct bytes *reply)
{
    return answers(ctx, w, exchange_verb(verb), body, reply);
}

/* It greets where what is changed is heard only after a greeting. */
static const char *
same(const struct partner *p)
{
    return p->changed != NULL &&
            (strcmp(p->changed->verb, "hello") == 0 ||
                strcmp(p->changed->verb, "push") == 0)
        ? SAME_GREET
        : SAME_OTHER;
}

static bool
answers(void *ctx, struct work *w, const char *verb, struct bytes body,
    struct bytes *reply)
{
    struct partner *p = ctx;

    HOLDS(++p->calls < 100);
    if (strcmp(verb, "give") == 0 && body.len > 32)
        p->given[body.at[0] % 64]++;
    if (p->changed != NULL && strcmp(verb, p->changed->verb) == 0)
        return work_keep(w, p->to, reply);
    if (strcmp(verb, "several") == 0)
        return exchange_several(w, body, answers_one, p, reply);
    if (strcmp(verb, "pieces") == 0 || strcmp(verb, "piece") == 0)
        return fail(w, FAULT_MISSING, "not here yet");
    if (strcmp(verb, "hello") == 0)
        *reply = stands_for(
            p->changed != NULL && strcmp(p->changed->verb, "push") == 0 ? 'H' : 'G');
    else if (strcmp(verb, "same") == 0)
        *reply = bytes_of(same(p));
    else if (strcmp(verb, "push") == 0)
        *reply = stands_for('A');
    else if (strcmp(verb, "want") == 0)
        *reply = bytes_of("[]");
    else
        *reply = (struct bytes){0};
    return true;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct work *w = work_open(&sim_os);
    struct partner p = {0};
    struct road road = {.ctx = &p, .call = answers};
    struct peer peer;
    struct synced done;

    HOLDS(w != NULL);
    for (size_t i = 0; i < COUNT_OF(verbs) && size > 0; i++)
        if (data[0] == (uint8_t)verbs[i].letter)
            p.changed = &verbs[i];
    if (p.changed != NULL)
        p.to = filled(w, bytes_from(data + 1, size - 1));
    peer = sim_peer(w, un, eu);
    HOLDS(exchange_sync(un->node, w, &who, &peer, &road, &done) == work_ok(w));
    HOLDS(work_ok(w) == (work_why(w)[0] == '\0'));
    for (size_t i = 0; i < COUNT_OF(p.given); i++)
        HOLDS(p.given[i] <= ROUNDS);
    work_close(w);
    w = work_open(&sim_os);
    HOLDS(fixture_count(w, un->node) - blames(w) == records);
    work_close(w);
    return 0;
}
