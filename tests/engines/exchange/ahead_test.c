/*
 * More than one batch: what comes next is asked for, or written, while what is here is taken or
 * given.  Nothing is lost where the road breaks there, and what was written ahead does not go when it
 * may not any more.
 */
#include "engines/exchange/hostile.h"

#define MANY 2300 /* three batches */

static struct stage stage;
static struct sim *eu, *un;
static struct work *w;
static const char *ids[MANY];

/* So many new matters of eu's, shared with un and not given yet. */
static void
write_many(void)
{
    struct buffer lines = buffer_open(w, SIZE_MAX / 2),
                  args = buffer_open(w, SIZE_MAX / 2);
    struct json *answer;
    struct bytes text;
    size_t count = 0;

    for (int i = 0; i < MANY; i++)
        buffer_text(&lines, "{\"core\":{\"title\":" TEXT("One of many") "}}\n");
    NEED(w, buffer_bytes(&lines, &text));
    put_file(at(w, "many.jsonl"), text.at, text.len);
    answer = sim_do(w, eu, "new",
        "{\"kind\":\"matter\",\"batch\":\"%s\",\"tlp\":\"amber\"}", at(w, "many.jsonl"));
    for (const struct json *i = json_get(answer, "made")->first; i != NULL; i = i->next)
        NEED(w, count < MANY && work_string(w, json_get_text(i, "id"), &ids[count++]));
    NEED(w, count == MANY);
    buffer_text(&args, "{\"to\":\"un\",\"id\":[");
    for (size_t i = 0; i < MANY; i++)
        buffer_format(&args, "%s\"%s\"", i > 0 ? "," : "", ids[i]);
    buffer_text(&args, "]}");
    buffer_byte(&args, 0);
    NEED(w, buffer_bytes(&args, &text));
    NEED(w, sim_try(w, eu, "share", (const char *)text.at, &answer));
}

/* How many of them un can read, by the first so many of them. */
static size_t
readable(size_t of)
{
    size_t count = 0;

    for (size_t i = 0; i < of; i++)
        count += sim_has_part(w, un, ids[i], "core");
    return count;
}

static void
goes_well(struct sim *asks, struct sim *other, const char *how)
{
    unsigned before = sim_begins;

    write_many();
    sim_do(w, asks, "sync", "{\"org\":\"%s\"}", other->handle);
    tap_ok(readable(MANY) == MANY && sim_begins >= before + 2,
        "%d records come in three batches, %s: %u messages went beside other work", MANY,
        how, sim_begins - before);
    tap_ok(sim_holds(w, eu) && sim_holds(w, un), "and both hold");
}

/* ---- What breaks ---------------------------------------------------------------------------- */

static unsigned batches;

/* The second batch that goes over the road is not what it was. */
static bool
spoil(struct work *own, struct sim_message *m)
{
    uint8_t *copy;

    if (m->body.len < 100000 || ++batches != 2)
        return true;
    copy = work_alloc(own, m->body.len);
    NEED(own, copy != NULL);
    memcpy(copy, m->body.at, m->body.len);
    copy[m->body.len - 1] ^= 1;
    m->body = bytes_from(copy, m->body.len);
    return true;
}

/* It does not come at all. */
static bool
lose(struct work *own, struct sim_message *m)
{
    (void)own;
    return m->body.len < 100000 || ++batches != 2;
}

static void
breaks(struct sim *asks, struct sim *other,
    bool (*how)(struct work *own, struct sim_message *m), const char *says)
{
    char args[64];
    struct json *answer;
    bool good;

    write_many();
    batches = 0;
    sim_watch = how;
    snprintf(args, sizeof(args), "{\"org\":\"%s\"}", other->handle);
    good = sim_try(w, asks, "sync", args, &answer);
    work_clear(w);
    sim_watch = NULL;
    tap_ok(!good && readable(MANY) == 1024 && sim_holds(w, un),
        "%s: the first batch stays, and it is said", says);
    sim_do(w, asks, "sync", "{\"org\":\"%s\"}", other->handle);
    tap_ok(readable(MANY) == MANY && sim_holds(w, eu) && sim_holds(w, un),
        "and all comes when they meet again");
}

/* ---- What may not go any more ----------------------------------------------------------------- */

/* While the first batch is on its way, eu erases what stands in the second. */
static bool
take_back(struct work *own, struct sim_message *m)
{
    (void)own;
    if (m->body.len > 100000 && ++batches == 1)
        sim_do(w, eu, "erase", "{\"id\":\"%s\",\"reason\":\"wrong place\"}", ids[1500]);
    return true;
}

static void
withdrawn(const char *when)
{
    write_many();
    batches = 0;
    sim_watch = take_back;
    sim_do(w, eu, "sync", "{\"org\":\"un\"}");
    sim_watch = NULL;
    tap_ok(batches >= 3 && !sim_has_part(w, un, ids[1500], "core") &&
            readable(MANY) == MANY - 1,
        "what is erased while its batch is written ahead does not go (%s)", when);
}

int
main(void)
{
    w = sim_start();
    stage = stage_open(w, 500);
    eu = stage.eu;
    un = stage.un;
    sim_do(w, un, "sync", "{\"org\":\"eu\"}");
    goes_well(un, eu, "asked for");
    goes_well(eu, un, "given");
    breaks(un, eu, spoil, "a batch that was asked for ahead is spoiled");
    breaks(un, eu, lose, "it does not come");
    breaks(eu, un, spoil, "a batch that was written ahead is spoiled");
    breaks(eu, un, lose, "it gets lost");
    for (int i = 0; i < 2; i++) {
        sim_begins = (unsigned)i;
        withdrawn(i == 0 ? "it goes at once" : "it goes later");
    }
    sim_end();
    work_close(w);
    return tap_end();
}
