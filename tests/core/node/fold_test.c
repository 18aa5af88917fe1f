/*
 * The fold: views are the same whatever the order of arrival, grown or rebuilt, and
 * search finds exactly the words of what stands.
 */
#include "fixture.h"

static const struct hash partner = {{7}};
static const struct actor ana = {.person = {(const uint8_t *)"ana", 3},
    .purpose = {(const uint8_t *)"trial", 5},
    .reason = {(const uint8_t *)"asked", 5}};

/* ---- Views as text, with the words ------------------------------------------------- */

static const char *const some_words[] = {"alpha", "beta", "gamma", "delta", "epsilon",
    "zeta", "eta", "theta", "iota", "kappa", "equal", "one", "two"};

static int
order_hashes(const void *a, const void *b)
{
    return memcmp(a, b, sizeof(struct hash));
}

/* Items, links, and for each word the records that hold it, by their hash. */
static struct bytes
whole_text(struct work *w, struct node *n)
{
    struct buffer b = buffer_open(w, SIZE_MAX / 2);
    struct bytes views, text;

    NEED(w, node_views_text(n, w, &views));
    buffer_add(&b, views);
    for (size_t i = 0; i < COUNT_OF(some_words); i++) {
        int64_t *records;
        struct hash *hashes;
        size_t count;

        NEED(w, node_search(n, w, bytes_of(some_words[i]), &records, &count));
        hashes = work_alloc(w, (count + 1) * sizeof(*hashes));
        for (size_t r = 0; r < count; r++) {
            struct stored s;

            NEED(w, store_by_no(node_store(n), w, records[r], &s));
            hashes[r] = s.hash;
        }
        qsort(hashes, count, sizeof(*hashes), order_hashes);
        buffer_format(&b, "%s %zu", some_words[i], count);
        for (size_t r = 0; r < count; r++)
            buffer_format(&b, " %02x%02x%02x%02x", hashes[r].at[0], hashes[r].at[1],
                hashes[r].at[2], hashes[r].at[3]);
        buffer_text(&b, "\n");
    }
    NEED(w, buffer_bytes(&b, &text));
    return text;
}

static bool
same_rebuilt(struct work *w, struct node *n)
{
    struct bytes grown = whole_text(w, n);
    int64_t count;

    NEED(w, node_rebuild(n, w, &count));
    return count == fixture_count(w, n) && bytes_equal(grown, whole_text(w, n));
}

/* ---- Orders ------------------------------------------------------------------------ */

#define TEXTS_MAX 200

struct texts {
    struct bytes at[TEXTS_MAX];
    size_t count;
};

static struct record *
sign_draft(struct work *w, struct node *n, struct record_draft *d)
{
    struct hash seed;
    struct record *r;

    NEED(w, store_secret(node_store(n), w, "node", &seed));
    NEED(w, sign_public(w, &seed, &d->signer.key));
    NEED(w, record_new(w, d, &r) && record_sign(w, &seed, &r, 1));
    return r;
}

/* A record of this node's hand that the node itself has never seen. */
static struct record *
make(struct work *w, struct node *n, struct texts *to, const struct record *old,
    const struct uuid *id, int64_t version, const struct record *about)
{
    struct record_draft d = {.author = node_identity(n)->id,
        .version = version,
        .side = "main",
        .signer = {.role = bytes_of("node"), .level = bytes_of("node-held")}};
    const char *word = some_words[chance(COUNT_OF(some_words))];
    const char *other = some_words[chance(COUNT_OF(some_words))];
    struct record *r;

    NEED(w, node_now(n, w, &d.time) && uuid_new(w, 7, &d.id));
    if (id != NULL)
        d.id = *id;
    d.kind = about != NULL ? "opinion/1" : "matter/1";
    d.part_names[0] = "core";
    d.part_bodies[0] = parse(w,
        about != NULL
            ? work_format(w, "{\"stance\":\"comment\",\"text\":" TEXT("%s %s") "}", word,
                  other)
            : work_format(w, "{\"title\":" TEXT("%s %s") "}", word, other));
    d.part_names[1] = "terms";
    d.part_bodies[1] = fixture_terms(w, n);
    d.part_count = 2;
    if (about != NULL)
        d.links[d.link_count++] = (struct link_to){.type = "about",
            .hash = about->hash,
            .id = about->id,
            .version = about->version};
    if (old != NULL)
        d.links[d.link_count++] = (struct link_to){.type = "replaces",
            .hash = old->hash,
            .id = old->id,
            .version = old->version};
    r = sign_draft(w, n, &d);
    NEED(w, record_write(w, r, NULL, NULL, &to->at[to->count++]));
    return r;
}

/* Items with up to four versions, opinions about them, and authors who contradict themselves. */
static void
make_all(struct work *w, struct node *n, struct texts *to)
{
    for (int i = 0; i < 14; i++) {
        struct record *first = make(w, n, to, NULL, NULL, 1, NULL), *last = first;
        struct record *seen[4] = {first};
        int versions = 1 + (int)chance(4);

        for (int v = 2; v <= versions; v++)
            seen[v - 1] = last = make(w, n, to, last, &first->id, v, NULL);
        if (i % 3 == 0)
            make(w, n, to, NULL, NULL, 1, seen[chance((uint32_t)versions)]);
        if (i % 4 == 1) { /* one of its versions, or two of them, once more */
            int v = (int)chance((uint32_t)versions);

            make(w, n, to, v > 0 ? seen[v - 1] : NULL, &first->id, v + 1, NULL);
            if (chance(2))
                make(w, n, to, v > 0 ? seen[v - 1] : NULL, &first->id, v + 1, NULL);
        }
        if (i % 7 == 2) { /* an opinion about what is set aside, itself contradicted */
            struct record *o = make(w, n, to, NULL, NULL, 1, last);

            make(w, n, to, NULL, &o->id, 1, first);
        }
    }
}

/* Admit all of them in an order by chance, in batches by chance, some of them twice. */
static struct bytes
in_some_order(struct work *outer, struct work *w, const struct texts *texts,
    size_t *rebuilt)
{
    size_t order[2 * TEXTS_MAX], count = 0;
    struct bytes text;
    struct node *n;

    copy_folder(at(outer, "fresh"), at(outer, "copy"));
    n = fixture_open(w, at(outer, "copy"));
    for (size_t i = 0; i < texts->count; i++) {
        order[count++] = i;
        if (chance(8) == 0)
            order[count++] = i;
    }
    for (size_t i = count; i > 1; i--) {
        size_t j = chance((uint32_t)i), kept = order[i - 1];

        order[i - 1] = order[j];
        order[j] = kept;
    }
    for (size_t done = 0; done < count;) {
        struct entry batch[16];
        struct receipt receipts[16];
        size_t some = 1 + chance(16);

        if (some > count - done)
            some = count - done;
        for (size_t i = 0; i < some; i++)
            batch[i] =
                (struct entry){.text = texts->at[order[done + i]], .origin = &partner};
        NEED(w, node_admit(n, w, batch, some, receipts));
        done += some;
        if (chance(10) == 0) {
            node_close(n);
            n = fixture_open(w, at(outer, "copy"));
        }
    }
    text = whole_text(w, n);
    if (rebuilt != NULL)
        *rebuilt += same_rebuilt(w, n);
    node_close(n);
    scratch_remove(at(outer, "copy"));
    return text;
}

static void
test_orders(struct work *w)
{
    size_t orders = torture() ? 1000 : WATCHED ? 40 : 100, same = 0, rebuilt = 0;
    struct texts texts = {.count = 0};
    struct bytes want = {0};
    struct node *n = fixture_node(w, "fresh", 1);

    make_all(w, n, &texts);
    node_close(n);
    printf("# %zu records\n", texts.count);
    for (size_t i = 0; i < orders; i++) {
        struct work *one = work_open(&os_real);
        uint64_t seed = fixture_chance;
        struct bytes text = in_some_order(w, one, &texts, i % 4 == 0 ? &rebuilt : NULL);

        if (i == 0)
            NEED(w, work_keep(w, text, &want));
        same += bytes_equal(want, text);
        if (!bytes_equal(want, text))
            printf("# differs with seed %llu\n", (unsigned long long)seed);
        work_close(one);
    }
    tap_ok(same == orders, "%zu of %zu orders fold to the same", same, orders);
    tap_ok(rebuilt == orders / 4, "%zu of %zu are the same when rebuilt", rebuilt,
        orders / 4);
    tap_ok(want.len > 2000, "and it is something: %zu bytes", want.len);
}

/* ---- Grown as people work ---------------------------------------------------------- */

static struct stored
step(struct work *w, struct node *n, struct stored things[], size_t *count)
{
    const char *word = some_words[chance(COUNT_OF(some_words))];
    struct stored *s = *count > 0 ? &things[chance((uint32_t)*count)] : NULL, now;
    struct erased erased;
    struct record *r;

    if (s == NULL || *count < 5 || chance(3) == 0)
        return things[(*count)++] = fixture_matter(w, n, word);
    NEED(w, store_by_id(node_store(n), w, &s->id, &now));
    switch (chance(4)) {
    case 0:
    case 1:
        return *s = fixture_correct(w, n, &now, word);
    case 2:
        (void)!node_read(n, w, &ana, &now, &r);
        work_clear(w);
        break;
    default:
        (void)!node_erase(n, w, &ana, &now, ACT_ERASE, NULL,
            parse(w, "{\"cause\":\"own-decision\"}"), &erased);
        work_clear(w);
        break;
    }
    return now;
}

static void
test_grown(struct work *w)
{
    struct node *n = fixture_node(w, "grown", 3);
    struct stored things[400];
    size_t count = 0, steps = torture() ? 3000 : 300, same = 0, checks = 0;

    for (size_t i = 0; i < steps && count < COUNT_OF(things) - 1; i++) {
        step(w, n, things, &count);
        if (i % 30 == 29) {
            struct work *one = work_open(&os_real);

            checks++;
            same += same_rebuilt(one, n);
            work_close(one);
        }
        if (chance(40) == 0) {
            node_close(n);
            n = fixture_open(w, at(w, "grown"));
        }
    }
    tap_ok(same == checks && checks > 5,
        "%zu of %zu times the rebuilt views equal the grown", same, checks);
    node_close(n);
    unlink(at(w, "grown/main/views.db"));
    n = fixture_open(w, at(w, "grown"));
    tap_ok(same_rebuilt(w, n), "views that were deleted are folded at opening");
    node_close(n);
    put_file(at(w, "grown/main/views.db"), "no database at all, but some text", 33);
    unlink(at(w, "grown/main/views.db-wal"));
    n = fixture_open(w, at(w, "grown"));
    tap_ok(same_rebuilt(w, n), "and so are views that are damaged");
    node_close(n);
}

/* ---- Search ------------------------------------------------------------------------ */

static size_t
found(struct work *w, struct node *n, const char *words)
{
    int64_t *records;
    size_t count = 0;

    if (!node_search(n, w, bytes_of(words), &records, &count)) {
        work_clear(w);
        return 999;
    }
    return count;
}

static void
test_scripts(struct work *w, struct node *n)
{
    static const struct {
        const char *title, *query;
    } known[] = {
        {"The River case, 2024", "river"},
        {"The River case, 2024", "CASE 2024"},
        {"\xc3\x89valuation \xc2\xab\xc2\xa0"
         "fi\xc3\xa8vre\xc2\xa0\xc2\xbb : d\xe2\x80\x99o\xc3\xb9 vient-elle ?",
            "fi\xc3\xa8vre"},
        {"\xc3\x89valuation \xc2\xab\xc2\xa0"
         "fi\xc3\xa8vre\xc2\xa0\xc2\xbb",
            "\xc3\xa9valuation"},
        {"\xd0\x9e\xd1\x86\xd0\xb5\xd0\xbd\xd0\xba\xd0\xb0 "
         "\xd1\x83\xd0\xb3\xd1\x80\xd0\xbe\xd0\xb7\xd1\x8b",
            "\xd0\xbe\xd1\x86\xd0\xb5\xd0\xbd\xd0\xba\xd0\xb0"},
        {"\xce\x91\xce\xbe\xce\xb9\xce\xbf\xce\xbb\xcf\x8c\xce\xb3\xce\xb7\xcf\x83\xce"
         "\xb7\xcf\x82",
            "\xce\xb1\xce\xbe\xce\xb9\xce\xbf\xce\xbb\xcf\x8c\xce\xb3\xce\xb7\xcf\x83\xce"
            "\xb7\xcf\x83"},
        {"\xd8\xaa\xd9\x82\xd9\x8a\xd9\x8a\xd9\x85\xd8\x8c "
         "\xd8\xa7\xd9\x84\xd8\xaa\xd9\x87\xd8\xaf\xd9\x8a\xd8\xaf",
            "\xd8\xaa\xd9\x82\xd9\x8a\xd9\x8a\xd9\x85"},
        {"\xd7\x94\xd7\xa2\xd7\xa8\xd7\x9b\xd7\xaa \xd7\x90\xd7\x99\xd7\x95\xd7\x9d",
            "\xd7\x90\xd7\x99\xd7\x95\xd7\x9d"},
        {"\xe6\xb2\xb3\xe6\xb5\x81\xe6\xa1\x88\xe4\xbb\xb6\xe8\xaf\x84\xe4\xbc\xb0",
            "\xe6\xa1\x88\xe4\xbb\xb6"},
        {"\xe0\xa4\x96\xe0\xa4\xa4\xe0\xa4\xb0\xe0\xa5\x87 \xe0\xa4\x95\xe0\xa4\xbe "
         "\xe0\xa4\x86\xe0\xa4\x95\xe0\xa4\xb2\xe0\xa4\xa8\xe0\xa5\xa4",
            "\xe0\xa4\x86\xe0\xa4\x95\xe0\xa4\xb2\xe0\xa4\xa8"},
        {"\xc5\xbb\xc3\xb3\xc5\x82\xc4\x87 \xc4\x8c"
         "esk\xc3\xbd",
            "\xc5\xbc\xc3\xb3\xc5\x82\xc4\x87 \xc4\x8d"
            "esk\xc3\xbd"},
        {"\xf0\x9f\x95\x8a \xe2\x80\x94 dove\xe2\x80\xa6", "dove"},
    };

    for (size_t i = 0; i < COUNT_OF(known); i++) {
        size_t before = found(w, n, known[i].query);

        fixture_matter(w, n, known[i].title);
        tap_ok(found(w, n, known[i].query) == before + 1,
            "script %zu: a word of it is found", i);
    }
    tap_ok(found(w, n, "rive") == 0 && found(w, n, "ver") == 0, "parts of words are not");
    tap_ok(found(w, n, "river absent") == 0, "all words must be there");
    tap_ok(found(w, n, "river OR absent") == 0 && found(w, n, "NOT absent") == 0 &&
            found(w, n, "\"river") == found(w, n, "river") &&
            found(w, n, "river*") == found(w, n, "river") &&
            found(w, n, "words:river") == 0,
        "words are words, not a language");
    tap_ok(found(w, n, "AMBER") == 0 && found(w, n, "STRICT") == 0,
        "terms are not searched");
    tap_ok(found(w, n, "!?") == 999, "a query without words is refused");
}

static void
test_search(struct work *w, struct node *n)
{
    struct stored s = fixture_matter(w, n, "ancient words"), t;
    struct draft many[1200];
    struct receipt receipts[1200];
    int64_t *records;
    size_t count;

    t = fixture_correct(w, n, &s, "modern words");
    tap_ok(found(w, n, "ancient") == 0 && found(w, n, "modern") == 1,
        "a correction takes the old words");
    NEED(w, node_search(n, w, bytes_of("words"), &records, &count));
    tap_ok(count == 1 && records[0] == t.no, "and stands for the item");
    fixture_make(w, n, "assessment/1",
        "{\"core\":{\"title\":" TEXT(
            "Outlook") ",\"language\":\"en\","
                       "\"judgements\":[{\"text\":" TEXT(
                           "unlikeliest") "}]},\"source\":{\"note\":" TEXT("whispered") "}}");
    tap_ok(found(w, n, "unlikeliest") == 1 && found(w, n, "whispered") == 1,
        "all parts are searched");
    for (size_t i = 0; i < COUNT_OF(many); i++)
        many[i] = fixture_draft(w, n, "matter/1",
            "{\"core\":{\"title\":" TEXT("plentiful") "}}");
    NEED(w, node_make(n, w, many, COUNT_OF(many), receipts));
    tap_ok(found(w, n, "plentiful") == COUNT_OF(many), "all of 1,200 are found");
}

int
main(void)
{
    struct work *w = fixture_start();
    struct node *n;

    chance_start();
    n = fixture_node(w, "search", 9);
    test_scripts(w, n);
    test_search(w, n);
    node_close(n);
    test_orders(w);
    test_grown(w);
    work_close(w);
    return tap_end();
}
