/*
 * What a newer program made is kept, and shown to nobody, until a program that can read it
 * lets it in; and of what waits for whatever reason, no more is taken than may lie here.
 */
#include "engines/exchange/forge.h"

#include "core/node/node_inner.h"

static struct sim *eu, *un, *court;

/* ---- Records of a program to come --------------------------------------------------------- */

static struct bytes
replaced(struct work *w, struct bytes text, const char *from, const char *to)
{
    struct buffer out = buffer_open(w, SIZE_MAX / 2);
    const uint8_t *found = memmem(text.at, text.len, from, strlen(from));
    struct bytes whole;

    NEED(w, found != NULL);
    buffer_add(&out, bytes_from(text.at, (size_t)(found - text.at)));
    buffer_text(&out, to);
    found += strlen(from);
    buffer_add(&out, bytes_from(found, (size_t)(text.at + text.len - found)));
    NEED(w, buffer_bytes(&out, &whole));
    return whole;
}

static const char *
parts_of(struct work *w, struct sim *by, const char *title)
{
    struct bytes terms;

    NEED(w, json_write(w, fixture_terms(w, by->node), &terms));
    return work_format(w, "{\"core\":{\"title\":" TEXT("%s") "},\"terms\":%.*s}", title,
        (int)terms.len, (const char *)terms.at);
}

static struct record *
matter(struct work *w, struct sim *by, const char *title)
{
    return forge_make(w,
        &(struct forged_record){.author = by,
            .kind = "matter/1",
            .parts = parts_of(w, by, title)});
}

static struct bytes
text_of(struct work *w, const struct record *r)
{
    struct bytes text;

    NEED(w, record_write(w, r, NULL, NULL, &text));
    return text;
}

/* An entry of that text, under the hash that its header has. */
static void
add(struct forged *f, struct bytes text)
{
    struct hash hash;

    NEED(f->w, record_text_hash(f->w, text, &hash));
    forge_entry(f, text, &hash);
}

static int64_t
waiting(struct work *w, struct sim *s, struct sim *from, const char *member)
{
    const struct json *list = json_get(sim_do(w, s, "status", "{}"), "waiting");
    int64_t sum = 0;

    for (const struct json *i = list->first; i != NULL; i = i->next)
        if (from == NULL || bytes_is(json_get_text(i, "partner"), from->handle))
            sum += json_get(i, member)->integer;
    return sum;
}

static size_t
titles(struct work *w, struct sim *s, const char *title)
{
    struct json *list = sim_do(w, s, "list", "{\"kind\":\"matter\"}");
    size_t count = 0;

    for (const struct json *i = json_get(list, "items")->first; i; i = i->next)
        count += bytes_is(json_get_text(i, "title"), title);
    return count;
}

static uint64_t
inbox_size(struct work *w, struct sim *s, struct sim *of)
{
    struct log_head outbox, inbox;

    NEED(w, node_outbox(of->node, w, &s->id, &outbox));
    NEED(w, node_inbox(s->node, w, &of->id, outbox.origin, &inbox));
    return inbox.size;
}

static enum fault
push(struct forged *f)
{
    struct work *own = work_open(&sim_os);
    enum fault fault = FAULT_NONE;
    struct bytes reply;

    if (!exchange_answer(f->victim->node, own, &f->by->id, bytes_of("push"),
            forge_write(f), &reply))
        fault = work_fault(own);
    if (fault != FAULT_NONE)
        printf("# %s\n", work_why(own));
    work_close(own);
    return fault;
}

/* ---- Kept ---------------------------------------------------------------------------------- */

static void
kept(struct work *w)
{
    const struct record *first = matter(w, court, "Before"),
                        *second = matter(w, court, "Hidden"),
                        *last = matter(w, court, "After");
    struct bytes text = text_of(w, second);
    uint64_t before;
    struct bytes id;
    struct forged f;
    const char *text_id;
    struct sim_stating stating = {.by = &un->id, .state = ""};
    struct hash kept_hash;
    struct stored found;

    NEED(w, uuid_write(w, &second->id, &id) && work_string(w, id, &text_id));
    forge_start(w, court, un, &f);
    before = f.size;
    add(&f, text_of(w, first));
    add(&f, replaced(w, text, "\"suite\":1", "\"suite\":2"));
    add(&f, replaced(w, text, "\"side\":\"main\"", "\"side\":\"third\""));
    add(&f, replaced(w, text, "\"side\":", "\"seen\":[],\"side\":"));
    /* Of another suite a proof and parts may look different. */
    add(&f,
        replaced(w,
            replaced(w, replaced(w, text, "\"suite\":1", "\"suite\":3"),
                "\"path\":", "\"paths\":"),
            "\"salt\":\"", "\"salted\":true,\"salt\":\"x"));
    NEED(w, record_text_hash(w, f.items[1].body, &kept_hash));
    add(&f, text_of(w, last));
    forge_note(&f);
    stating.of = kept_hash;
    tap_ok(push(&f) == FAULT_NONE,
        "a batch with entries of a newer program among others is taken");
    tap_ok(inbox_size(w, un, court) == before + 6, "with the whole log");
    tap_ok(titles(w, un, "Before") == 1 && titles(w, un, "After") == 1,
        "the others are in force");
    tap_ok(waiting(w, un, NULL, "newer") == 4 && waiting(w, un, NULL, "records") == 4,
        "four wait, and status counts them");
    tap_ok(titles(w, un, "Hidden") == 0 && !sim_has(w, un, text_id),
        "nothing lists them or finds their ids");
    tap_fault(w, FAULT_MISSING,
        store_by_hash(node_store(un->node), w, &kept_hash, &found),
        "no link leads to them");
    sim_each(w, un, "receipt/1", sim_stated, &stating);
    tap_ok(*stating.state == '\0', "no receipt says that they came");
    stating.of = first->hash;
    sim_each(w, un, "receipt/1", sim_stated, &stating);
    tap_ok(strcmp(stating.state, "received") == 0, "as one does of the others");
    tap_ok(sim_holds(w, un), "un verifies, the partner's log too");
    sim_reopen(w, un);
    tap_ok(sim_holds(w, un) && waiting(w, un, NULL, "newer") == 4, "also opened again");
    {
        struct bytes views = sim_views(w, un);
        int64_t count;

        NEED(w, node_rebuild(un->node, w, &count));
        tap_ok(bytes_equal(views, sim_views(w, un)), "the views do not know them");
    }
    tap_ok(push(&f) == FAULT_NONE && waiting(w, un, NULL, "newer") == 4,
        "the same batch again has no effect");
}

/* Only what is well formed as far as can be told, and came from a partner. */
static void
refused(struct work *w)
{
    const struct record *r = matter(w, eu, "Refused");
    struct bytes text = text_of(w, r);
    const struct {
        const char *what;
        struct bytes text;
    } bad[] = {
        {"a newer header that is not canonical",
            replaced(w, text, "\"suite\":1,", "\"suite\": 2,")},
        {"a suite that is a word", replaced(w, text, "\"suite\":1", "\"suite\":\"2\"")},
        {"a side that is no name",
            replaced(w, text, "\"side\":\"main\"", "\"side\":\"\"")},
        {"a newer header without its parts",
            replaced(w, replaced(w, text, "\"suite\":1", "\"suite\":2"), "},\"parts\":{",
                "},\"part\":{")},
        {"a member of a part that is known",
            replaced(w, text, ",\"salt\":", ",\"more\":1,\"salt\":")},
        {"another proof of a suite that is known",
            replaced(w, text, "\"path\":", "\"paths\":")},
    };
    struct entry ours = {.text = replaced(w, text, "\"suite\":1", "\"suite\":2")};
    int64_t count = fixture_count(w, un->node);
    struct receipt receipt;
    struct forged f;

    for (size_t i = 0; i < COUNT_OF(bad); i++) {
        forge_start(w, eu, un, &f);
        forge_entry(&f, bad[i].text, &r->hash);
        forge_note(&f);
        tap_ok(push(&f) == FAULT_INVALID && fixture_count(w, un->node) == count,
            "%s is refused", bad[i].what);
    }
    tap_fault(w, FAULT_INVALID, node_admit(eu->node, w, &ours, 1, &receipt),
        "nothing of a later program is made here");
}

/* ---- Read after all ------------------------------------------------------------------------- */

/* A text as an older program would have kept it, with the key of one content. */
static void
keep(struct work *w, struct sim *at_node, struct bytes text,
    const struct content *content)
{
    struct buffer body = buffer_open(w, SIZE_MAX / 2);
    struct stored_part part = {.name = bytes_of("later")};
    struct store_item item = {.parts = &part, .part_count = 1};
    struct store_batch batch = {.items = &item, .item_count = 1};

    buffer_byte(&body, content != NULL);
    if (content != NULL) {
        buffer_add(&body, hash_bytes(&content->tree));
        buffer_u64(&body, content->length);
        buffer_add(&body, hash_bytes(&content->key));
    }
    buffer_add(&body, text);
    NEED(w, buffer_bytes(&body, &part.body));
    NEED(w, record_text_hash(w, text, &item.record.hash));
    item.record.origin = eu->id;
    NEED(w, store_commit(node_store(at_node->node), w, &batch));
}

static void
let_in(struct work *w)
{
    struct bytes mine = text_of(w, matter(w, eu, "Understood"));
    struct hash stranger = forge_random(w);
    struct bytes forged = text_of(w,
        forge_make(w,
            &(struct forged_record){.author = eu,
                .seed = &stranger,
                .kind = "matter/1",
                .parts = parts_of(w, eu, "Forged")}));
    struct content content;
    struct stored_part vault;
    const char *evidence_id;
    struct stored evidence;
    struct stored_blob blob;
    struct sim_stating stating = {.by = &un->id, .state = ""};
    struct json *value;
    struct hash key, hash;
    int64_t count;

    put_file(at(w, "letter"), "a letter of some length", 23);
    evidence_id = sim_text(w,
        sim_do(w, eu, "ingest", "{\"path\":[\"%s\"],\"tlp\":\"amber\"}", at(w, "letter")),
        "items.0.id");
    evidence = sim_find(w, eu, evidence_id);
    NEED(w,
        store_part(node_store(eu->node), w, &evidence, "vault", &vault) &&
            json_read(w, vault.body, &json_record, &value) &&
            json_need_hash(w, value, "tree", &content.tree) &&
            store_blob(node_store(eu->node), w, &content.tree, &blob) &&
            store_blob_key(node_store(eu->node), w, &blob, &content.key));
    content.length = blob.length;
    keep(w, un, mine, NULL);
    keep(w, un, forged, NULL);
    keep(w, un, fixture_text(w, eu->node, &evidence), &content);
    tap_ok(titles(w, un, "Understood") == 0 && sim_holds(w, un),
        "kept by an older program");
    sim_reopen(w, un);
    NEED(w,
        exchange_settle(un->node, w, &(struct actor){.person = bytes_of("anna")},
            &count));
    tap_ok(titles(w, un, "Understood") == 1 && sim_has_part(w, un, evidence_id, "core"),
        "a program that can read them lets them in");
    tap_ok(store_blob(node_store(un->node), w, &content.tree, &blob) &&
            store_blob_key(node_store(un->node), w, &blob, &key) &&
            hash_equal(&key, &content.key),
        "with the key of the content");
    NEED(w, record_text_hash(w, mine, &hash));
    stating.of = hash;
    sim_each(w, un, "receipt/1", sim_stated, &stating);
    tap_ok(strcmp(stating.state, "received") == 0, "which is receipted now");
    tap_ok(titles(w, un, "Forged") == 0 && waiting(w, un, NULL, "newer") == 5,
        "but not what its author did not sign");
    tap_ok(sim_holds(w, un), "un verifies");
    {
        struct bytes views = sim_views(w, un);

        NEED(w, node_rebuild(un->node, w, &count));
        tap_ok(bytes_equal(views, sim_views(w, un)), "and its views are of its records");
    }
    sim_reopen(w, un);
    tap_ok(titles(w, un, "Understood") == 1 && sim_holds(w, un), "also opened again");
}

/* Who waits is looked at when something came that may help: keys, here. */
static void
looked_at(struct work *w)
{
    const struct actor anna = {.person = bytes_of("anna")};
    struct sim *third = sim_new(w, "third", 31);
    int64_t count;

    NEED(w, exchange_settle(un->node, w, &anna, &count));
    keep(w, un, text_of(w, matter(w, eu, "Patient")), NULL);
    NEED(w, exchange_settle(un->node, w, &anna, &count));
    tap_ok(titles(w, un, "Patient") == 0, "nothing came: nobody looks at what waits");
    sim_pin(w, un, third, SIM_URL, "none");
    sim_pin(w, third, un, SIM_URL, "none");
    sim_do(w, third, "sync", "{\"org\":\"un\"}");
    tap_ok(titles(w, un, "Patient") == 1, "keys came, whosever: all are looked at");
}

/* ---- No more than may wait ------------------------------------------------------------------- */

/* A record of a kind that nobody knows. */
static void
add_unknown(struct forged *f)
{
    forge_record(f,
        forge_make(f->w,
            &(struct forged_record){.author = eu,
                .kind = "riddle/1",
                .parts = "{\"core\":{}}"}));
}

static void
go_on(struct forged *f, size_t count)
{
    f->first = f->size - f->item_count;
    for (size_t i = 0; i < count; i++)
        add_unknown(f);
    forge_note(f);
}

static void
bounded(struct work *w)
{
    struct node *n = un->node;
    uint64_t size;
    struct forged f;
    int64_t count;

    forge_start(w, eu, un, &f);
    n->waiting_records = waiting(w, un, eu, "records") + 5;
    go_on(&f, 3);
    tap_ok(push(&f) == FAULT_NONE, "three records of an unknown kind wait");
    count = fixture_count(w, n);
    size = inbox_size(w, un, eu);
    f.first = f.size;
    f.item_count = 0;
    for (size_t i = 0; i < 8; i++)
        add_unknown(&f);
    forge_note(&f);
    tap_ok(push(&f) == FAULT_BUSY && fixture_count(w, n) == count &&
            inbox_size(w, un, eu) == size && sim_holds(w, un),
        "more than may wait: the batch is refused as a whole");
    n->waiting_records = WAITING_RECORDS;
    n->waiting_bytes = waiting(w, un, eu, "bytes") + 500;
    tap_ok(push(&f) == FAULT_BUSY && inbox_size(w, un, eu) == size,
        "so it is when they are too long");
    n->waiting_bytes = WAITING_BYTES;
    tap_ok(push(&f) == FAULT_NONE && inbox_size(w, un, eu) == size + 8,
        "with room again it is taken");
    tap_ok(json_get(sim_do(w, un, "status", "{}"), "waiting")->count == 2,
        "status tells how many wait from whom");
    tap_ok(sim_holds(w, un), "un verifies");
}

int
main(void)
{
    struct work *w = sim_start();

    eu = sim_new(w, "eu", 1);
    un = sim_new(w, "un", 11);
    court = sim_new(w, "court", 21);
    sim_pin(w, eu, un, SIM_URL, "none");
    sim_pin(w, un, eu, SIM_URL, "none");
    sim_pin(w, court, un, SIM_URL, "none");
    sim_pin(w, un, court, SIM_URL, "none");
    sim_do(w, eu, "sync", "{\"org\":\"un\"}");
    sim_do(w, court, "sync", "{\"org\":\"un\"}");
    kept(w);
    refused(w);
    let_in(w);
    looked_at(w);
    bounded(w);
    sim_end();
    work_close(w);
    return tap_end();
}
