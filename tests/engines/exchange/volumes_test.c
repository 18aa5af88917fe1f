/*
 * Bundles in volumes: any order, one at a time or all, again without effect; what is missing or
 * damaged is named, and the others are not lost; what one end lost on the way, or afterwards,
 * the next bundle brings; nothing larger than a volume is in memory.
 */
#include "engines/exchange/volumes.h"

#include <dirent.h>

void raw_flip(const char *path, size_t at, uint8_t mask);

#define CONTENT 9500000
#define VOLUME ((size_t)2 * 1024 * 1024)
#define MANY 16

/* ---- Reading volumes ----------------------------------------------------------------------- */

static const char *names[MANY + 1];
static size_t volumes;

static const char *
name_of(struct work *w, const char *file, size_t number)
{
    return work_format(w, "%s.%03zu", file, number);
}

/* What is said: of the first of them its state, and the volume that is due. */
struct told {
    bool good;
    enum fault fault;
    char state[16];
    int64_t due, received, refused;
};

static struct told
read_files(struct sim *to, const char *const files[], size_t count)
{
    struct work *w = work_open(counted_os());
    struct json *args = json_object(w), *list = json_array(w), *answer = NULL;
    struct told out = {.due = -1};
    const struct json *first;
    struct bytes text;
    const char *words;

    for (size_t i = 0; i < count; i++)
        json_add(list, json_string(w, files[i]));
    json_put(args, "file", list);
    NEED(w, json_write(w, args, &text) && work_string(w, text, &words));
    out.good = sim_try(w, to, "bundle in", words, &answer);
    out.fault = work_fault(w);
    first = json_first(json_get(answer, "items"));
    if (out.good) {
        snprintf(out.state, sizeof(out.state), "%s",
            sim_text(w, answer, "items.0.state"));
        out.due = json_get(first, "due") != NULL ? json_get(first, "due")->integer : 0;
        out.received = json_get(answer, "received")->integer;
        out.refused = json_get(answer, "refused")->integer;
    }
    work_close(w);
    return out;
}

static struct told
read_one(struct sim *to, size_t number)
{
    return read_files(to, &names[number], 1);
}

/* How many files wait there, beside the marks of bundles. */
static size_t
kept(struct work *w, struct sim *of)
{
    DIR *d = opendir(work_format(w, "%s/main/bundles", of->folder));
    struct dirent *e;
    size_t count = 0;

    while (d != NULL && (e = readdir(d)) != NULL)
        count += strlen(e->d_name) == 40 && e->d_name[36] == '.' &&
            strcmp(e->d_name + 37, "due") != 0;
    if (d != NULL)
        closedir(d);
    return count;
}

/* ---- Orders ---------------------------------------------------------------------------------- */

/* One at a time, by the places in ${order}; each of them once more. */
static bool
in_order(struct stage *t, const size_t order[])
{
    bool good = true;

    as_before(t);
    for (size_t i = 0; i < volumes; i++)
        good = read_one(t->un, order[i]).good && good;
    good = good && all_here(t) && kept(t->w, t->un) == 0;
    for (size_t i = 0; i < volumes; i++) {
        struct told told = read_one(t->un, order[i]);

        good = good && told.good && told.received == 0 && told.due == 0;
    }
    return good && all_here(t) && sim_holds(t->w, t->un) && kept(t->w, t->un) == 0;
}

static void
orders(struct stage *t)
{
    size_t order[MANY], good = 0, tried = 0;

    for (size_t i = 0; i < volumes; i++)
        order[i] = i;
    good += in_order(t, order), tried++;
    for (size_t i = 0; i < volumes; i++)
        order[i] = volumes - 1 - i;
    good += in_order(t, order), tried++;
    for (int n = 0; n < 4; n++) {
        for (size_t i = volumes - 1; i > 0; i--) {
            size_t other = chance((uint32_t)(i + 1)), held = order[i];

            order[i] = order[other];
            order[other] = held;
        }
        good += in_order(t, order), tried++;
    }
    tap_ok(good == tried,
        "%zu volumes, one at a time in %zu orders, and again: %zu brought all", volumes,
        tried, good);
    as_before(t);
    for (size_t i = 0; i < volumes / 2; i++) { /* all at once, backwards */
        const char *held = names[i];

        names[i] = names[volumes - 1 - i];
        names[volumes - 1 - i] = held;
    }
    tap_ok(read_files(t->un, names, volumes).good && all_here(t) &&
            kept(t->w, t->un) == 0,
        "all at once, whatever their order");
    for (size_t i = 0; i < volumes / 2; i++) {
        const char *held = names[i];

        names[i] = names[volumes - 1 - i];
        names[volumes - 1 - i] = held;
    }
}

/* ---- What is missing, and what is damaged ---------------------------------------------------- */

static void
missing(struct stage *t)
{
    struct told told;

    as_before(t);
    told = read_one(t->un, 0);
    tap_ok(strcmp(told.state, "taken") == 0 && told.due == 2,
        "the first is taken, and says that the second is still to come");
    told = read_one(t->un, 3);
    tap_ok(strcmp(told.state, "kept") == 0 && told.due == 2 && kept(t->w, t->un) == 1,
        "the fourth is kept, and says what it waits for");
    told = read_one(t->un, 3);
    tap_ok(strcmp(told.state, "kept") == 0 && kept(t->w, t->un) == 1,
        "given again it is kept once");
    sim_reopen(t->w, t->un);
    told = read_one(t->un, 1);
    tap_ok(told.due == 3, "also after a start: then the third is due");
    told = read_one(t->un, 2);
    tap_ok(told.due == 5 && kept(t->w, t->un) == 0, "and with it the fourth is taken");
    for (size_t i = 4; i < volumes; i++)
        told = read_one(t->un, i);
    tap_ok(told.due == 0 && all_here(t), "the last one completes it");
}

static void
damaged(struct stage *t)
{
    struct work *w = t->w;
    const char *sound = names[2], *bad = at(w, "bad"), *again[2];
    size_t refused = 0, whole = 0, tried = 0;
    struct bytes text = get_file(w, sound);
    struct told told;

    for (size_t at_byte = 9; at_byte < text.len; at_byte += text.len / 7) {
        as_before(t);
        put_file(bad, text.at, text.len);
        raw_flip(bad, at_byte, 0x04);
        names[2] = bad;
        told = read_files(t->un, names, volumes);
        refused += told.good && told.refused == 1 && kept(w, t->un) == volumes - 3;
        names[2] = sound;
        told = read_files(t->un, &sound, 1);
        whole += told.good && all_here(t) && sim_holds(w, t->un) && kept(w, t->un) == 0;
        tried++;
    }
    tap_ok(refused == tried && whole == tried,
        "%zu times one was damaged: refused %zu times, the others kept, and all here "
        "%zu times once it came again",
        tried, refused, whole);
    as_before(t);
    put_file(bad, text.at, text.len - 3);
    tap_ok(read_files(t->un, &bad, 1).fault == FAULT_INVALID && kept(w, t->un) == 0,
        "one that was cut is neither taken nor kept");
    again[0] = at(w, "not-there");
    again[1] = names[0];
    told = read_files(t->un, again, 2);
    tap_ok(told.good && told.refused == 1 && strcmp(told.state, "taken") == 0,
        "one that is not there stops no other");
    again[0] = at(w, "photo");
    tap_ok(read_files(t->un, again, 1).fault == FAULT_INVALID,
        "another file is no bundle");
}

/* ---- There, back, there ------------------------------------------------------------------------ */

static int64_t
carry(struct stage *t, struct sim *from, struct sim *to, const char *file, size_t *pieces)
{
    struct json *answer = sim_do(t->w, from, "bundle out",
        "{\"org\":\"%s\",\"file\":\"%s\",\"volume\":\"2M\"}", to->handle, file);
    int64_t sent = json_get(answer, "sent")->integer;
    const char *files[MANY];
    size_t count = (size_t)json_get(answer, "volumes")->integer;

    *pieces = (size_t)json_get(answer, "pieces")->integer;
    for (size_t i = 0; i < count && i < MANY; i++)
        files[i] = name_of(t->w, file, i + 1);
    tap_ok(read_files(to, files, count).good, "%s to %s: %lld entries, %zu pieces in %zu",
        from->handle, to->handle, (long long)sent, *pieces, count);
    return sent;
}

static void
back(struct stage *t)
{
    struct work *w = t->w;
    size_t pieces;
    int64_t sent;

    as_before(t);
    read_one(t->un, 0);
    read_one(t->un, 1);
    /* The rest of the first bundle is lost on the way. */
    sim_do(w, t->eu, "bundle out", "{\"org\":\"un\",\"file\":\"%s\",\"volume\":\"2M\"}",
        at(w, "again"));
    tap_ok(is_there(at(w, "again.%03zu", volumes)),
        "what was not confirmed is put in again, all of it");
    tap_ok(carry(t, t->un, t->eu, at(w, "back"), &pieces) > 0 && pieces == 0,
        "receipts go back the same way");
    tap_ok(strcmp(sim_states(w, t->eu, t->un, t->evidence_id), "received") == 0,
        "and arrive");
    sent = carry(t, t->eu, t->un, at(w, "there"), &pieces);
    tap_ok(pieces > 4 && pieces < 10,
        "then content goes from where it broke off: %zu of 10 pieces", pieces);
    tap_ok(sent < 4 && all_here(t) && sim_holds(w, t->un),
        "entries that were confirmed do not go again, and all is here");
    carry(t, t->un, t->eu, at(w, "back-2"), &pieces);
    carry(t, t->eu, t->un, at(w, "there-2"), &pieces);
    tap_ok(pieces == 0, "what is here whole is wanted no more");
}

/* un is restored from before all this: eu holds its cosignatures for more than it has.  Its next
 * greeting says so, and eu begins there. */
static void
lost(struct stage *t)
{
    struct work *w = t->w;
    const char *folder = at(w, "un-restored");
    struct hash id;
    size_t pieces;
    int64_t epoch, sent;
    uint64_t size;

    NEED(w, node_backup_keys(t->un->node, w, at(w, "un-keys"), &size));
    sim_close(t->un);
    NEED(w,
        node_restore(w, at(w, "un-backup"), at(w, "un-keys"), folder, (struct bytes){0},
            &id, &epoch));
    t->un->folder = folder;
    sim_open(w, t->un);
    tap_ok(!all_here(t), "un was restored, and lost what it had confirmed");
    sent = carry(t, t->eu, t->un, at(w, "lost-1"), &pieces);
    tap_ok(!all_here(t), "eu cannot know, and puts in what is new only");
    carry(t, t->un, t->eu, at(w, "lost-2"), &pieces);
    tap_ok(carry(t, t->eu, t->un, at(w, "lost-3"), &pieces) > sent && pieces == 10 &&
            all_here(t) && sim_holds(w, t->un) && sim_holds(w, t->eu),
        "once un greeted again, eu's next bundle begins where un ends");
    carry(t, t->un, t->eu, at(w, "lost-4"), &pieces);
    tap_ok(carry(t, t->eu, t->un, at(w, "lost-5"), &pieces) < 4 && pieces == 0,
        "and the one after it where that ended");
}

/* ---- Sizes ---------------------------------------------------------------------------------------- */

static void
sizes(struct stage *t)
{
    static const char *const bad[] = {"", "0", "1M", "M", "2.5M", "-2M", "2 M", "2m",
        "99999999G"};
    struct work *w = t->w;
    size_t refused = 0;

    for (size_t i = 0; i < COUNT_OF(bad); i++)
        refused += strcmp(sim_refused(w, t->eu, "bundle out",
                              "{\"org\":\"un\",\"file\":\"%s\",\"volume\":\"%s\"}",
                              at(w, "sized"), bad[i]),
                       "usage") == 0;
    tap_ok(refused == COUNT_OF(bad) && !is_there(at(w, "sized.001")),
        "%zu sizes that are none: all refused", refused);
    put_file(at(w, "taken.003"), "mine", 4);
    tap_ok(strcmp(sim_refused(w, t->eu, "bundle out",
                      "{\"org\":\"un\",\"file\":\"%s\",\"volume\":\"2M\"}",
                      at(w, "taken")),
               "allowed") != 0 &&
            !is_there(at(w, "taken.001")) && !is_there(at(w, "taken.002")) &&
            bytes_is(get_file(w, at(w, "taken.003")), "mine"),
        "a name that is taken ends it, with nothing half-done and nothing replaced");
}

/* Over the road, too, a piece that leaves a hole before it is not taken: what has come so far is
 * told by the length of a file. */
static void
hole(struct stage *t)
{
    struct work *w = t->w;
    struct buffer b = buffer_open(w, 2 * 1024 * 1024);
    struct stored_blob blob;
    struct bytes piece, body;

    as_before(t);
    read_one(t->un, 0);
    NEED(w,
        store_blob(node_store(t->eu->node), w, &t->tree, &blob) &&
            store_blob_piece(node_store(t->eu->node), w, &blob, 7, &piece));
    buffer_add(&b, hash_bytes(&t->tree));
    buffer_u64(&b, 7);
    buffer_add(&b, piece);
    NEED(w, buffer_bytes(&b, &body));
    refuses(w, t->eu, t->un, "give", body, FAULT_CONFLICT, "a piece that leaves a hole");
    for (size_t i = 1; i < volumes; i++)
        read_one(t->un, i);
    tap_ok(all_here(t), "and those that come in order make it whole");
}

/* A set that nobody completes leaves in the end. */
static void
tidied(struct stage *t)
{
    char line[512];

    as_before(t);
    read_one(t->un, 2);
    tap_ok(kept(t->w, t->un) == 1, "a volume waits");
    snprintf(line, sizeof(line), "touch -d '@%lld' '%s'/main/bundles/*",
        (long long)(sim_clock / TIME_SECOND - 46 * 86400), t->un->folder);
    NEED(t->w, system(line) == 0);
    read_one(t->un, 3);
    tap_ok(kept(t->w, t->un) == 1, "after 45 days it is thrown away, and a newer is not");
}

int
main(void)
{
    struct work *w = sim_start();
    struct stage t = stage_open(w, CONTENT);
    const char *file = at(w, "sound");
    struct json *answer;
    struct work *own;
    size_t largest = 0;
    struct stat about;
    uint64_t size;

    stage_share(&t, t.eu, t.un,
        stage_id(w, &(struct stored){.id = fixture_matter(w, t.eu->node, "One").id}));
    sizes(&t);
    own = work_open(counted_os());
    NEED(own,
        sim_try(own, t.eu, "bundle out",
            work_format(own, "{\"org\":\"un\",\"file\":\"%s\",\"volume\":\"2M\"}", file),
            &answer));
    volumes = (size_t)json_get(answer, "volumes")->integer;
    work_close(own);
    for (size_t i = 0; i < volumes && i < MANY; i++) {
        names[i] = name_of(w, file, i + 1);
        NEED(w, stat(names[i], &about) == 0);
        largest = (size_t)about.st_size > largest ? (size_t)about.st_size : largest;
    }
    tap_ok(volumes > 5 && volumes < MANY && largest <= VOLUME,
        "%zu volumes, the largest of %zu bytes", volumes, largest);
    NEED(w, node_backup(t.un->node, w, at(w, "un-backup"), &size));
    sim_close(t.un);
    raw_copy(t.un->folder, at(w, "un-before"));
    sim_open(w, t.un);
    orders(&t);
    missing(&t);
    damaged(&t);
    tidied(&t);
    hole(&t);
    back(&t);
    lost(&t);
    tap_ok(memory_most > 0 && memory_most < 2 * VOLUME,
        "no more than %zu KiB of memory were held for any of it", memory_most / 1024);
    sim_end();
    work_close(w);
    return tap_end();
}
