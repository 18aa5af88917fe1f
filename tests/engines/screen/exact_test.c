/*
 * exact_test: what the index finds is what trying every name finds, bit for bit, whatever was
 * asked before: of invented lists, and of the real ones.
 *
 * LIAISON_TORTURE asks for many more.
 */
#include <pthread.h>

#include "tests/engines/screen/invented.h"

/* Trying each name takes ten times as long where a sanitizer watches. */
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define WATCHED true
#else
#define WATCHED false
#endif

static struct work *w;
static bool torture;

/* ---- Indexed and exhaustive --------------------------------------------------------------- */

static void
differs(struct bytes name, int threshold, const char *why)
{
    printf("# %s, at %d: %.*s\n", why, threshold, (int)name.len, (const char *)name.at);
}

/* By two searches, so that both answers stand at once. */
static bool
agree(struct screen_search *quick, struct screen_search *slow, struct bytes name,
    int threshold, size_t *found)
{
    struct hits a = ask(quick, name, threshold, false),
                b = ask(slow, name, threshold, true);
    const char *why = hits_wrong(&a, name, threshold);

    *found += a.count;
    if (why == NULL && !same_hits(&a, &b))
        why = a.count != b.count ? "other hits" : "other parts";
    if (why != NULL)
        differs(name, threshold, why);
    return why == NULL;
}

static void
invented(size_t entries, uint32_t pool, unsigned queries)
{
    static const int thresholds[] = {SCREEN_THRESHOLD, 48000, 60000, 90000, 104000};
    struct work *of = fresh();
    struct screen_list l = invent_list(of, entries, pool);
    struct screen_index *x = built(of, &l, 1);
    struct screen_search *quick = opened(of, x), *slow = opened(of, x);
    unsigned bad = 0;
    size_t found = 0;

    for (unsigned i = 0; i < queries; i++) {
        struct name n = invent_query(&l, pool);

        bad += !agree(quick, slow, bytes_from(n.at, n.len),
            thresholds[i % COUNT_OF(thresholds)], &found);
    }
    tap_ok(bad == 0 && found > queries / 8,
        "%u queries of %zu entries of %u words, %zu hits: the same by index and without "
        "(%u "
        "differ)",
        queries, entries, pool, found, bad);
    work_close(of);
}

/* ---- Real lists --------------------------------------------------------------------------- */

/* The first cell of some line behind the head, each as likely. */
static struct bytes
some_row(struct bytes table)
{
    size_t at = draw((uint32_t)table.len), end;

    while (at > 0 && table.at[at - 1] != '\n')
        at--;
    if (at == 0)
        while (at < table.len && table.at[at++] != '\n')
            ;
    for (end = at; end < table.len && table.at[end] != '\t' && table.at[end] != '\n';
         end++)
        ;
    return bytes_from(table.at + at, end - at);
}

/* Every second of some queries, from the first or the second on. */
struct comparing {
    const struct screen_index *x;
    const struct bytes *names;
    unsigned from;
    unsigned count;
    unsigned bad;
    size_t found;
};

static void *
compare(void *ctx)
{
    struct comparing *c = ctx;
    struct work *of = fresh();
    struct screen_search *quick = opened(of, c->x), *slow = opened(of, c->x);

    for (unsigned i = c->from; i < c->count; i += 2)
        c->bad += !agree(quick, slow, c->names[i], SCREEN_THRESHOLD, &c->found);
    work_close(of);
    return NULL;
}

static struct screen_list
real_list(void)
{
    struct screen_file file = {.called = "names_2026.tsv",
        .text =
            unpacked(w, scratch_text("%s", tap_data("lists/merged/names_2026.tsv.xz")))};
    struct screen_list l;

    if (!screen_list_read(w, &file, 1, &l)) {
        printf("Bail out! %s\n", work_why(w));
        exit(1);
    }
    return l;
}

static void
real(unsigned queries)
{
    static const char *const tables[] = {"un_positives.tsv", "xlist_uk_to_un.tsv",
        "xscript.tsv", "negatives_us_congress.tsv", "alias_leave_one_out.tsv.xz"};
    struct screen_list l = real_list();
    struct bytes table[COUNT_OF(tables)],
        *names = need(work_alloc(w, queries * sizeof(*names)));
    struct comparing part[2];
    pthread_t second;

    for (size_t i = 0; i < COUNT_OF(tables); i++) {
        const char *path = scratch_text("%s/%s", tap_data("screen-dev"), tables[i]);

        table[i] = strstr(path, ".xz") != NULL ? unpacked(w, path) : load(w, path);
    }
    for (unsigned i = 0; i < queries; i++)
        names[i] = some_row(table[i % COUNT_OF(tables)]);
    part[0] = part[1] =
        (struct comparing){.x = built(w, &l, 1), .names = names, .count = queries};
    part[1].from = 1;
    if (pthread_create(&second, NULL, compare, &part[1]) != 0)
        need(NULL);
    (void)compare(&part[0]);
    pthread_join(second, NULL);
    tap_ok(part[0].bad + part[1].bad == 0 && part[0].found + part[1].found > queries / 4,
        "%u real queries of %zu entries, %zu hits: the same by index and without (%u "
        "differ)",
        queries, l.count, part[0].found + part[1].found, part[0].bad + part[1].bad);
}

/* ---- What was asked before ------------------------------------------------------------------ */

#define ASKED 600

/* A number of all that was found. */
static uint64_t
digest(const struct hits *h)
{
    uint64_t d = h->all;

    for (size_t i = 0; i < h->count; i++) {
        d = d * 31 + (uint64_t)h->at[i].points;
        d = d * 31 + (uint64_t)(uintptr_t)h->at[i].name.text.at;
        for (size_t k = 0; k < h->at[i].count; k++)
            d = d * 31 + (uint64_t)h->at[i].parts[k].points;
    }
    return d;
}

struct asking {
    const struct screen_index *x;
    const struct name *names;
    uint64_t *out;
    bool backwards;
};

static void *
ask_all(void *ctx)
{
    struct asking *a = ctx;
    struct work *of = fresh();
    struct screen_search *s = opened(of, a->x);

    for (unsigned k = 0; k < ASKED; k++) {
        unsigned i = a->backwards ? ASKED - 1 - k : k;
        struct hits h =
            ask(s, bytes_from(a->names[i].at, a->names[i].len), SCREEN_THRESHOLD, false);

        a->out[i] = digest(&h);
    }
    work_close(of);
    return NULL;
}

static void
orders_and_threads(void)
{
    struct work *of = fresh();
    struct screen_list l = invent_list(of, 800, 300);
    struct screen_index *x = built(of, &l, 1);
    struct name *names = need(work_alloc(of, ASKED * sizeof(*names)));
    uint64_t *out[4];
    struct asking a[4];
    pthread_t thread[2];
    unsigned other = 0;

    for (unsigned i = 0; i < ASKED; i++)
        names[i] = i % 3 == 0 && i > 30 ? names[draw(i)] : invent_query(&l, 300);
    for (unsigned i = 0; i < COUNT_OF(a); i++) {
        out[i] = need(work_alloc(of, ASKED * sizeof(uint64_t)));
        a[i] = (struct asking){x, names, out[i], i % 2 == 1};
    }
    (void)ask_all(&a[0]);
    (void)ask_all(&a[1]);
    tap_ok(memcmp(out[0], out[1], ASKED * sizeof(uint64_t)) == 0,
        "%d queries give the same from the first to the last and back", ASKED);
    for (unsigned i = 0; i < 2; i++)
        if (pthread_create(&thread[i], NULL, ask_all, &a[2 + i]) != 0)
            need(NULL);
    for (unsigned i = 0; i < 2; i++)
        pthread_join(thread[i], NULL);
    for (unsigned i = 0; i < ASKED; i++)
        other += out[2][i] != out[0][i] || out[3][i] != out[0][i];
    tap_ok(other == 0, "and by two threads at once");
    work_close(of);
}

/* One of very many words, each near to dozens of the first 400: a letter that is doubled makes
 * another word of the same sound. */
static struct name
close_word(unsigned which)
{
    static const char consonant[] = "bcdfghjklmnpqrstvwxz";
    const char letters[] = {'t', 'a', 'm', 'o', consonant[which % 20], 'e',
        consonant[which / 20 % 20]};
    struct name n = {.len = 0};

    for (unsigned i = 0; i < sizeof(letters); i++)
        for (unsigned twice = 0; twice <= (which / 400 >> i & 1); twice++)
            n.at[n.len++] = letters[i];
    return n;
}

/* Near words that are remembered give way to others when there is no more room. */
static void
forgotten(void)
{
    enum { WORDS = 12000, LISTED = 400 };
    static uint64_t first[WORDS];
    static const char *texts[LISTED];
    struct work *of = fresh();
    struct screen_search *s, *other;
    struct screen_index *x;
    struct screen_list l;
    unsigned bad = 0;
    size_t found = 0;

    for (unsigned i = 0; i < LISTED; i++) {
        struct name n = close_word(i);

        texts[i] = scratch_text("%.*s", (int)n.len, n.at);
    }
    l = list_of(of, texts, LISTED);
    x = built(of, &l, 1);
    s = opened(of, x);
    other = opened(of, x);
    for (unsigned pass = 0; pass < 3; pass++)
        for (unsigned i = 0; i < WORDS; i++) {
            unsigned which = pass < 2 ? i : WORDS - 1 - i;
            struct name n = close_word(which);
            struct hits h =
                ask(pass < 2 ? s : other, bytes_from(n.at, n.len), 30000, false);
            uint64_t d = digest(&h);

            found += h.count;
            bad += pass > 0 && d != first[which];
            first[which] = d;
        }
    tap_ok(bad == 0 && found > WORDS,
        "%d words that are near to many of a list, %zu hits: the same again, and back",
        WORDS, found);
    work_close(of);
}

int
main(void)
{
    unsigned times;

    w = fresh();
    torture = getenv("LIAISON_TORTURE") != NULL;
    times = torture ? 20 : 1;
    start_seed();
    if (!screen_start(w))
        return 1;
    orders_and_threads();
    forgotten();
    invented(40, 30, 1500 * times);
    invented(300, 60, 600 * times);
    invented(1500, 900, 200 * times);
    if (tap_data("lists") != NULL)
        real(torture ? 20000 : WATCHED ? 30 : 1000);
    else
        tap_skip(1, "LIAISON_DATA is not set");
    work_close(w);
    return tap_end();
}
