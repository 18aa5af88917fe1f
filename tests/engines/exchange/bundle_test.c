/*
 * The same story by bundle files only ends in the same state of shared records as over
 * roads: ids, salts and times renamed.  And what a bundle is: a file that may be read twice,
 * that is for one partner, that says where it was cut.
 */
#include "engines/exchange/story.h"

/* ---- Records renamed ------------------------------------------------------------------ */

/* Kinds that stay at home, or tell how a contact went rather than what was said. */
static bool
of_the_road(struct bytes kind)
{
    static const char *const kinds[] = {"read/1", "peer/1", "identity/1",
        "journal-head/1", "receipt/1", "epoch/1"};

    for (size_t i = 0; i < COUNT_OF(kinds); i++)
        if (bytes_is(kind, kinds[i]))
            return true;
    return false;
}

static const char *
name_of(const struct hash *org)
{
    const struct sim *s = sim_of(org);

    return s != NULL ? s->handle : "?";
}

/* "eu/assessment/1#2@1": the author's second of that kind, by its own time; links name
 * records that may not be here. */
static const char *
rename_record(struct work *w, const struct hash *author, struct bytes kind,
    const struct uuid *id, int64_t version)
{
    struct sim *s = sim_of(author);
    struct stored of = {0};
    bool have = true;
    int number = 0;

    while (have) {
        NEED(w, store_next(node_store(s->node), w, of.no, kind, &of, &have));
        if (!have ||
            (hash_equal(&of.author, author) && of.version == 1 && ++number > 0 &&
                memcmp(&of.id, id, sizeof(*id)) == 0))
            break;
    }
    return work_format(w, "%s/%.*s#%d@%lld", s->handle, (int)kind.len,
        (const char *)kind.at, number, (long long)version);
}

/* The target of a link, found where the link's author has it, or anywhere. */
static const char *
rename_target(struct work *w, const struct hash *hash)
{
    struct stored of;

    for (size_t i = 0; i < sim_count; i++) {
        if (store_by_hash(node_store(sims[i].node), w, hash, &of))
            return rename_record(w, &of.author, of.kind, &of.id, of.version);
        work_clear(w);
    }
    return "?";
}

struct lines {
    struct buffer at; /* const char * */
};

static void
add_line(struct lines *l, const char *text)
{
    buffer_add(&l->at, bytes_from(&text, sizeof(text)));
}

static void
tell_record(struct work *w, struct sim *s, const struct stored *of, struct lines *to)
{
    struct buffer line = buffer_open(w, 65536);
    struct bytes text;
    struct record *r;
    const char *kept;

    NEED(w, node_record(s->node, w, of, &r));
    buffer_format(&line, "%s state %d from %s parts",
        rename_record(w, &of->author, of->kind, &of->id, of->version), (int)of->state,
        hash_is_zero(&of->origin) ? "-" : name_of(&of->origin));
    for (size_t i = 0; i < r->part_count; i++)
        buffer_format(&line, " %.*s%s", (int)r->parts[i].name.len,
            (const char *)r->parts[i].name.at, r->parts[i].present ? "" : "(not here)");
    for (size_t i = 0; i < r->link_count; i++)
        if (r->links[i].open)
            buffer_format(&line, " %.*s=%s", (int)r->links[i].type.len,
                (const char *)r->links[i].type.at, rename_target(w, &r->links[i].hash));
    NEED(w, buffer_bytes(&line, &text) && work_string(w, text, &kept));
    add_line(to, kept);
}

/* What receipts state, however many they are. */
static void
tell_receipt(struct work *w, struct sim *s, const struct stored *of, struct lines *to)
{
    struct json *core = sim_core(w, s, of);

    for (const struct json *i = json_get(core, "items")->first; i != NULL; i = i->next) {
        struct bytes state = json_get_text(i, "state");
        struct stored item;
        struct hash hash;

        NEED(w, json_need_hash(w, i, "hash", &hash));
        if (store_by_hash(node_store(s->node), w, &hash, &item) && of_the_road(item.kind))
            continue;
        work_clear(w);
        add_line(to,
            work_format(w, "%s states %s: %.*s", name_of(&of->author),
                rename_target(w, &hash), (int)state.len, (const char *)state.at));
    }
}

static int
by_text(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* A node as lines in order, each once. */
static const char *
tell(struct work *w, struct sim *s)
{
    struct lines lines = {buffer_open(w, SIZE_MAX / 2)};
    struct buffer out = buffer_open(w, SIZE_MAX / 2);
    const char **list, *whole;
    struct stored of = {0};
    struct bytes text;
    bool have = true;
    size_t count;

    for (;;) {
        NEED(w, store_next(node_store(s->node), w, of.no, (struct bytes){0}, &of, &have));
        if (!have)
            break;
        if (bytes_is(of.kind, "receipt/1"))
            tell_receipt(w, s, &of, &lines);
        else if (!of_the_road(of.kind))
            tell_record(w, s, &of, &lines);
    }
    list = (const char **)lines.at.at;
    count = lines.at.len / sizeof(*list);
    qsort(list, count, sizeof(*list), by_text);
    for (size_t i = 0; i < count; i++)
        if (i == 0 || strcmp(list[i], list[i - 1]) != 0)
            buffer_format(&out, "%s\n", list[i]);
    NEED(w, buffer_bytes(&out, &text) && work_string(w, text, &whole));
    return whole;
}

/* ---- Both ways -------------------------------------------------------------------------- */

static void
tell_story(struct work *w, struct story *t, const char *url, const char *told[3])
{
    t->w = w;
    t->eu = sim_new(w, "eu", 1);
    t->un = sim_new(w, "un", 11);
    t->court = sim_new(w, "court", 21);
    story_tell(t, url);
    told[0] = tell(w, t->eu);
    told[1] = tell(w, t->un);
    told[2] = tell(w, t->court);
}

static void
compare(const char *handle, const char *road, const char *bundles)
{
    if (tap_ok(strcmp(road, bundles) == 0 && strlen(road) > 500,
            "%s holds the same by bundles as over the road", handle))
        return;
    printf("# road\n");
    for (const char *c = road; *c != '\0'; c++)
        printf("%s%c", c == road || c[-1] == '\n' ? "#  " : "", *c);
    printf("# bundles\n");
    for (const char *c = bundles; *c != '\0'; c++)
        printf("%s%c", c == bundles || c[-1] == '\n' ? "#  " : "", *c);
}

/* ---- What a bundle is --------------------------------------------------------------------- */

static void
bundle_out(struct work *w, struct sim *from, struct sim *to, const char *file)
{
    unlink(file);
    sim_do(w, from, "bundle out", "{\"org\":\"%s\",\"file\":\"%s\"}", to->handle, file);
}

/* Does a file hold that text as it is? */
static bool
holds_text(struct work *w, const char *file, const char *text)
{
    struct bytes all = get_file(w, file);

    return memmem(all.at, all.len, text, strlen(text)) != NULL;
}

static void
about_bundles(struct work *w, struct story *t)
{
    const char *file = at(w, "again"), *mode_file = at(w, "private");
    struct bytes before, after;
    struct json *answer;
    struct stat about;
    int64_t count;

    sim_do(w, t->eu, "opine",
        "{\"id\":\"%s\",\"text\":\"For the record.\",\"comment\":true}", t->dissent);
    bundle_out(w, t->eu, t->un, file);
    tap_ok(stat(file, &about) == 0 && (about.st_mode & 0777) == 0600,
        "a bundle is its owner's alone");
    tap_ok(strcmp(sim_refused(w, t->eu, "bundle out", "{\"org\":\"un\",\"file\":\"%s\"}",
                      file),
               "conflict") == 0,
        "it replaces no file");
    tap_ok(strcmp(sim_refused(w, t->court, "bundle in", "{\"file\":[\"%s\"]}", file),
               "denied") == 0,
        "whoever it is not for takes nothing from it");
    tap_ok(!holds_text(w, file, t->eu->hex) && !holds_text(w, file, t->un->hex) &&
            !holds_text(w, file, "outbox"),
        "and cannot tell whose it is, whom it is for, or how much was given");
    answer = sim_do(w, t->un, "bundle in", "{\"file\":[\"%s\"]}", file);
    tap_ok(json_get(answer, "received")->integer > 0, "it brings what is new");
    before = sim_views(w, t->un);
    count = fixture_count(w, t->un->node);
    answer = sim_do(w, t->un, "bundle in", "{\"file\":[\"%s\"]}", file);
    after = sim_views(w, t->un);
    tap_ok(json_get(answer, "received")->integer == 0 && bytes_equal(before, after) &&
            fixture_count(w, t->un->node) == count,
        "read twice it has no further effect");
    bundle_out(w, t->un, t->court, mode_file);
    tap_ok(strcmp(sim_refused(w, t->eu, "bundle in", "{\"file\":[\"%s\"]}", mode_file),
               "denied") == 0,
        "one that is for another partner is refused");
    tap_ok(strcmp(sim_refused(w, t->eu, "sync", "{\"org\":\"un\"}"), "invalid") == 0,
        "without an address there is no sync");
    for (size_t i = 0; i < sim_count; i++)
        tap_ok(sim_holds(w, &sims[i]), "%s verifies", sims[i].handle);
}

int
main(void)
{
    static const char *const handles[] = {"eu", "un", "court"};
    const char *road[3], *bundles[3];
    struct work *w = sim_start();
    struct story t = {.contact = story_by_road};

    tell_story(w, &t, SIM_URL, road);
    sim_end();
    t = (struct story){.contact = story_by_bundle};
    tell_story(w, &t, "-", bundles);
    for (int i = 0; i < 3; i++)
        compare(handles[i], road[i], bundles[i]);
    about_bundles(w, &t);
    sim_end();
    work_close(w);
    return tap_end();
}
