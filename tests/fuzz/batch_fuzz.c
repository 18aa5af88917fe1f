/*
 * batch_fuzz: what a pinned partner may send -- greetings, batches, wishes, pieces, bundle
 * files -- against a node that has something of it.
 *
 * The first byte of an input says what it is.  In what follows, $ and a letter stand for
 * what nobody could guess: keys, ids, signed texts.  A batch is written as items, each a
 * line for its head and a line for its body, and is sealed here; so the reader is reached
 * behind the encryption.  The checkpoint is signed and, where there is something new, wrong,
 * so that nothing ever enters.
 *
 * With -DPLANTED_BUG the reader of batches no longer minds the order of entries that are
 * here already: a batch given again is taken though it is not the one that was given.
 *
 *     fuzz-edges: 1400
 *     fuzz-value-profile: 0
 */
#include "engines/exchange/forge.h"
#include "fuzz/standing.h"

static struct work *stage;
static struct sim *eu, *un;
static int64_t records; /* but those that say what a partner did wrong */
static uint64_t have;   /* of eu's entries at un */

/* What is the same in all batches is made once: the way there costs more than the reader. */
#define ITEMS 16
static struct seal_batch seal;
static struct forged base;
static struct bytes notes[ITEMS + 1]; /* by how many entries are new */

int LLVMFuzzerInitialize(int *argc, char ***argv);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Checkpoints of a log that goes on with entries that nobody gave. */
static void
make_notes(void)
{
    struct hash seed = forge_seed(stage, eu, "log");
    struct log_head outbox;

    forge_start(stage, eu, un, &base);
    have = base.size;
    NEED(stage, node_outbox(eu->node, stage, &un->id, &outbox));
    for (size_t i = 0; i <= ITEMS; i++) {
        forge_note_as(&base, outbox.origin, &seed, base.size);
        notes[i] = base.note;
        memset(&base.leaves[base.size++], 7, sizeof(struct hash));
    }
    NEED(stage, seal_batch_new(stage, &base.seal, &seal));
}

/* Whoever forks or gives what does not fit has un write that down, a bounded number of times. */
static int64_t
blames(struct work *w)
{
    size_t forks = sim_each(w, un, "fork/1", NULL, NULL),
           others = sim_each(w, un, "accusation/1", NULL, NULL);

    HOLDS(forks <= 1 && others <= ACCUSATIONS_MAX);
    return (int64_t)(forks + others);
}

/* eu gives un a matter and evidence whose content is still to come. */
int
LLVMFuzzerInitialize(int *argc, char ***argv)
{
    static const struct actor who = {.person = {(const uint8_t *)"anna", 4}};
    struct stored_part vault;
    struct stored_blob blob;
    struct stored matter, evidence;
    struct bytes batch, reply, hex, raw, greeting, piece_hashes;
    struct hash tree;
    struct json *value;
    uint64_t until;
    int64_t settled;
    const char *id;

    (void)argc;
    (void)argv;
    stage = sim_start();
    eu = sim_new(stage, "eu", 1);
    un = sim_new(stage, "un", 11);
    sim_pin(stage, eu, un, SIM_URL, "none");
    sim_pin(stage, un, eu, SIM_URL, "none");
    sim_do(stage, eu, "sync", "{\"org\":\"un\"}");
    matter = fixture_matter(stage, eu->node, "River");
    put_file(at(stage, "photo"), "bytes", 5);
    id = sim_text(stage,
        sim_do(stage, eu, "ingest", "{\"path\":[\"%s\"],\"tlp\":\"amber\"}",
            at(stage, "photo")),
        "items.0.id");
    evidence = sim_find(stage, eu, id);
    NEED(stage, uuid_write(stage, &matter.id, &hex));
    sim_do(stage, eu, "share", "{\"id\":[\"%s\",\"%.*s\"],\"to\":\"un\"}", id,
        (int)hex.len, (const char *)hex.at);
    NEED(stage, exchange_settle(eu->node, stage, &who, &settled));
    NEED(stage,
        batch_write(eu->node, stage, &who, &un->id, 0, BATCH_BYTES, &batch, &until));
    NEED(stage,
        exchange_answer(un->node, stage, &eu->id, bytes_of("push"), batch, &reply));
    NEED(stage, json_read(stage, reply, &json_foreign, &value));
    stand('E', bytes_of(eu->hex));
    stand('U', bytes_of(un->hex));
    stand('N', json_get_text(value, "note"));
    stand('R', fixture_text(stage, eu->node, &matter));
    stand('D', node_identity(eu->node)->text);
    NEED(stage, hello_write(eu->node, stage, &un->id, NULL, &greeting));
    NEED(stage,
        store_part(node_store(eu->node), stage, &evidence, "vault", &vault) &&
            json_read(stage, vault.body, &json_record, &value) &&
            json_need_hash(stage, value, "tree", &tree) &&
            store_blob(node_store(eu->node), stage, &tree, &blob) &&
            store_blob_pieces(node_store(eu->node), stage, &blob, &piece_hashes));
    NEED(stage,
        hex_write(stage, hash_bytes(&tree), &hex) &&
            work_keep(stage, hash_bytes(&tree), &raw));
    stand('G', greeting);
    stand('T', raw);
    stand('X', hex);
    stand('P', piece_hashes);
    make_notes();
    /* What un gives at the first asking is made now: from here on nothing is. */
    NEED(stage,
        exchange_answer(un->node, stage, &eu->id, bytes_of("pull"),
            bytes_of("{\"origin\":\"\",\"size\":0}"), &reply));
    records = fixture_count(stage, un->node) - blames(stage);
    return 0;
}

/* ---- Batches ---------------------------------------------------------------------------------- */

static struct bytes
line(struct bytes *rest)
{
    const uint8_t *end = rest->len > 0 ? memchr(rest->at, '\n', rest->len) : NULL;
    size_t len = end != NULL ? (size_t)(end - rest->at) : rest->len;
    struct bytes out = bytes_from(rest->at, len);

    len += end != NULL;
    *rest = bytes_from(rest->at + len, rest->len - len);
    return out;
}

struct script {
    struct forged forged;
    bool in_order; /* entries as they follow each other */
};

static bool
read_index(struct work *w, struct bytes head, uint64_t *out)
{
    struct json *value;
    int64_t index;
    bool good = json_read(w, head, &json_foreign, &value) &&
        json_get(value, "identity") == NULL &&
        json_need_integer(w, value, "index", 0, JSON_INTEGER_MAX, &index);

    work_clear(w);
    *out = good ? (uint64_t)index : UINT64_MAX;
    return good;
}

static void
script_read(struct work *w, struct bytes in, struct script *out)
{
    struct forged *f = &out->forged;
    uint64_t next, index;

    *out = (struct script){.forged = base, .in_order = true};
    f->w = w;
    f->first = have;
    if (in.len > 0 && in.at[0] == '-') { /* again from the first entry on */
        f->first = 0;
        in = bytes_from(in.at + 1, in.len - 1);
    }
    next = f->first;
    while (in.len > 0 && f->item_count < ITEMS) {
        struct bytes head = line(&in), body = line(&in);

        f->items[f->item_count] = (struct forged_item){filled(w, head), filled(w, body)};
        if (read_index(w, f->items[f->item_count++].head, &index))
            out->in_order = index == next++ && out->in_order;
    }
    f->note = notes[next > have ? next - have : 0];
}

/* ---- Changing a script ------------------------------------------------------------------------ */

size_t LLVMFuzzerMutate(uint8_t *data, size_t size, size_t max);
size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t max, unsigned seed);

/* The item that begins at ${at}, or behind it. */
static struct bytes
item_at(const uint8_t *data, size_t size, size_t at)
{
    struct bytes rest, item;

    while (at < size && at > 0 && data[at - 1] != '\n')
        at++;
    rest = bytes_from(data + at, size - at);
    item = rest;
    (void)line(&rest);
    (void)line(&rest);
    return bytes_from(item.at, item.len - rest.len);
}

/* Bytes are changed as ever; in a batch, mostly, whole items: one goes, comes
 * again elsewhere, or has another index. */
size_t
LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t max, unsigned seed)
{
    struct bytes item;
    uint8_t *at, *digit;

    if (size < 3 || data[0] != 'b' || seed % 4 == 0)
        return LLVMFuzzerMutate(data, size, max);
    item = item_at(data, size, 1 + seed / 16 % (size - 1));
    at = data + (item.at - data);
    digit = item.len > 0 ? memmem(at, item.len, "\"index\":", 8) : NULL;
    switch (seed / 4 % 4) {
    case 0:
        memmove(at, at + item.len, size - (size_t)(at - data) - item.len);
        return size - item.len;
    case 1:
        if (item.len == 0 || size + item.len > max)
            break;
        memmove(at + item.len, at, size - (size_t)(at - data));
        return size + item.len;
    default:
        if (digit == NULL || digit + 8 >= at + item.len)
            break;
        digit[8] = (uint8_t)('0' + seed / 64 % (have + 3));
        return size;
    }
    return LLVMFuzzerMutate(data, size, max);
}

/* ---- One input ----------------------------------------------------------------------------------- */

static bool
told(struct work *w, const char *verb, struct bytes body)
{
    struct bytes reply;
    bool good = exchange_answer(un->node, w, &eu->id, bytes_of(verb), body, &reply);

    HOLDS(good == work_ok(w) && good == (work_why(w)[0] == '\0'));
    return good;
}

static void
batch(struct work *w, struct bytes in)
{
    struct script s;

    script_read(w, in, &s);
    if (told(w, "push", forge_sealed(&s.forged, &seal)))
        HOLDS(s.in_order);
}

static void
bundle_in(struct work *w, const char *path)
{
    static const struct actor who = {.person = {(const uint8_t *)"anna", 4}};
    struct bundle_volume given = {.file = path};
    struct synced done;

    HOLDS(exchange_bundle_in(un->node, w, &who, &given, 1, &done) == work_ok(w));
    HOLDS(given.state != VOLUME_REFUSED || given.why[0] != '\0');
    /* What is kept of it would make the next input another. */
    unlink(work_format(w, "%s/main/bundles/00000000-0000-7000-8000-000000000001.due",
        un->folder));
    HOLDS(kept_want_put(un->node, w, &eu->id, bytes_of("[]")));
}

/* Frames, each a letter, 4 bytes of length, and bytes: sealed here, as eu would. */
static void
bundle(struct work *w, struct bytes frames)
{
    static const char *path;
    struct cursor c = {.work = w, .rest = frames};
    struct volumes v = {.from = eu->id,
        .to = un->id,
        .sealed = true,
        .seal_public = base.seal,
        .set = {{0, 0, 0, 0, 0, 0, 0x70, 0, 0x80, 0, 0, 0, 0, 0, 0, 1}}};

    if (path == NULL)
        path = at(stage, "bundle");
    unlink(path);
    v.file = path;
    NEED(w, volumes_open(w, &v));
    while (c.rest.len > 5) {
        struct bytes body;
        uint8_t letter;
        uint32_t len;

        NEED(w, take_u8(&c, &letter) && take_u32(&c, &len));
        NEED(w, take_bytes(&c, len < c.rest.len ? len : c.rest.len, &body));
        NEED(w, volumes_put(&v, w, (char)letter, body, (struct bytes){0}));
    }
    file_close(&v.out);
    bundle_in(w, path);
}

/* A volume as it came, behind its first line. */
static void
volume(struct work *w, struct bytes in)
{
    static const char *path;
    struct buffer out = buffer_open(w, 2 * 1024 * 1024);
    struct bytes whole;

    if (path == NULL)
        path = at(stage, "volume");
    buffer_text(&out, "liaison/v1/volume\n");
    buffer_add(&out, in);
    NEED(w, buffer_bytes(&out, &whole));
    put_file(path, whole.at, whole.len);
    bundle_in(w, path);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const struct {
        char letter;
        const char *verb;
    } verbs[] = {{'m', "several"}, {'a', "same"}, {'h', "hello"}, {'r', "push"},
        {'l', "pull"}, {'c', "cosign"}, {'w', "want"}, {'s', "pieces"}, {'p', "piece"},
        {'G', "give-pieces"}, {'g', "give"}};
    struct work *w = work_open(&sim_os);
    struct bytes rest = size > 0 ? bytes_from(data + 1, size - 1) : (struct bytes){0};

    HOLDS(w != NULL);
    if (size > 0 && data[0] == 'b')
        batch(w, rest);
    else if (size > 0 && data[0] == 'u')
        bundle(w, filled(w, rest));
    else if (size > 0 && data[0] == 'v')
        volume(w, rest);
    for (size_t i = 0; i < COUNT_OF(verbs) && size > 0; i++)
        if (data[0] == (uint8_t)verbs[i].letter)
            (void)told(w, verbs[i].verb, filled(w, rest));
    work_close(w);
    w = work_open(&sim_os);
    HOLDS(fixture_count(w, un->node) - blames(w) == records);
    work_close(w);
    return 0;
}
