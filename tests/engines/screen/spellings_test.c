/*
 * spellings_test: words that an entry's names differ in stand for each other where enough
 * entries say so, beside enough other words, and no sooner; by the index as by trying every name;
 * and a hit says in how many.
 */
#include "tests/engines/screen/invented.h"

#define ROWS 4096

/* A list in the making: a plain table. */
struct table {
    char text[ROWS * 64];
    size_t len;
    unsigned entries;
};

static void
names(struct table *t, const char *one, const char *other)
{
    t->entries++;
    t->len += (size_t)snprintf(t->text + t->len, sizeof(t->text) - t->len,
        "T,%u,P,primary,%s,,\nT,%u,P,alias,%s,,\n", t->entries, one, t->entries, other);
}

static void
opened_table(struct table *t)
{
    t->len = (size_t)snprintf(t->text, sizeof(t->text),
        "list,ref,type,kind,name,dob,country\n");
    t->entries = 0;
}

/* Entries of which each has a name with the one word and one with the other, beside ${rests}
 * different words. */
static void
teach(struct table *t, const char *word, const char *other, unsigned times,
    unsigned rests)
{
    static const char *const beside[] = {"Tamsin", "Okadri", "Zelimar", "Fustin",
        "Garobel", "Hovrent", "Jasquil", "Kemblat"};

    for (unsigned i = 0; i < times; i++)
        names(t, scratch_text("%s %s", word, beside[i % rests]),
            scratch_text("%s %s", beside[i % rests], other));
}

static struct screen_list *
listed(struct work *w, struct table *t)
{
    struct screen_file file = {bytes_from(t->text, t->len), "table"};
    struct screen_list *l = work_alloc(w, sizeof(*l));

    if (l == NULL || !screen_list_read(w, &file, 1, l)) {
        printf("Bail out! %s\n", work_why(w));
        exit(1);
    }
    return l;
}

static struct screen_search *
searched(struct work *w, struct table *t)
{
    return opened(w, built(w, listed(w, t), 1));
}

/* Of a hit on an entry of that reference, in how many entries the words stand for each other;
 * -1: it is no hit. */
static int
stands(struct screen_search *s, const char *name, const char *ref)
{
    struct hits all = ask(s, bytes_of(name), 60000, true), h;
    int entries = -1;

    for (size_t i = 0; i < all.count; i++)
        entries = bytes_is(all.at[i].ref, ref) ? (int)all.at[i].points : entries;
    h = ask(s, bytes_of(name), 60000, false);
    if (h.count != all.count)
        return -2;
    for (size_t i = 0; i < h.count; i++) {
        const struct screen_hit *hit = &h.at[i];

        if (!bytes_is(hit->ref, ref))
            continue;
        if (hit->points != entries)
            return -2;
        entries = 0;
        for (size_t p = 0; p < hit->count; p++)
            entries += (int)hit->parts[p].times;
    }
    return entries;
}

/* What is taught by so many, asked for beside a word that it was never beside. */
static int
taught(const char *word, const char *other, unsigned times, unsigned rests, unsigned more)
{
    struct work *w = fresh();
    static struct table t;
    int out;

    opened_table(&t);
    teach(&t, word, other, times, rests);
    for (unsigned i = 0; i < more; i++)
        names(&t, scratch_text("%s Nobod%c", word, 'a' + (int)i % 26),
            scratch_text("%s Elsew%c", other, 'a' + (int)i % 26));
    names(&t, scratch_text("Quibbert %s", word), "Quibbert Sorrendal");
    out = stands(searched(w, &t), scratch_text("%s Quibbert", other),
        scratch_text("%u", t.entries));
    work_close(w);
    return out;
}

static void
enough(void)
{
    int two = taught("Vorelin", "Maduk", 2, 2, 0);

    tap_ok(two == 2, "two entries teach it, and the hit says so: %d", two);
    tap_ok(taught("Maduk", "Vorelin", 2, 2, 0) == 2, "either stands for the other");
    tap_ok(taught("Vorelin", "Maduk", 7, 7, 0) == 7, "seven are said as seven");
    tap_ok(taught("Vorelin", "Maduk", 1, 1, 0) <= 0, "one is too few");
    tap_ok(taught("Vorelin", "Maduk", 3, 1, 0) <= 0,
        "three entries with one name, which may be one person, are one");
    tap_ok(taught("Vorelin", "Maduk", 2, 2, 40) <= 0,
        "where most that have either have no other, it is chance");
    tap_ok(taught("Вореслав", "Maduk", 3, 3, 0) == 3, "they may be of two scripts");
    tap_ok(taught("17", "Maduk", 3, 3, 0) <= 0, "a number stands for nothing");
}

/* One word that a dozen others stand for is none of them. */
static void
many(void)
{
    static const char *const words[] = {"Maduk", "Torfin", "Belgar", "Sunqui", "Riskel",
        "Pommer", "Wachti", "Nildas", "Gorvat"};
    struct work *w = fresh();
    static struct table t;

    opened_table(&t);
    for (unsigned i = 0; i < 4; i++) {
        static const char *const beside[] = {"Tamsin", "Okadri", "Zelimar", "Fustin"};

        for (size_t k = 0; k < COUNT_OF(words); k++) {
            names(&t, scratch_text("%s %s", words[k], beside[i]), "Same");
            t.entries -= k + 1 < COUNT_OF(words);
        }
    }
    names(&t, "Quibbert Maduk", "Quibbert Sorrendal");
    tap_ok(stands(searched(w, &t), "Torfin Quibbert", scratch_text("%u", t.entries)) <= 0,
        "of nine words in one place none stands for another");
    work_close(w);
}

/* Who is watched is found by an entry that is new, if what the watch goes by taught it. */
static void
watched(void)
{
    struct screen_query subject = {.name = bytes_of("Maduk Quibbert")};
    struct work *w = fresh();
    static struct table t;
    struct screen_watch *s;
    struct screen_touched touched;
    struct screen_list *was, *is;
    size_t before, after;
    bool good;

    opened_table(&t);
    teach(&t, "Vorelin", "Maduk", 3, 3);
    was = listed(w, &t);
    names(&t, "Quibbert Vorelin", "Sorrendal Keltar");
    is = listed(w, &t);
    good = screen_watch_open(w, built(w, was, 1), 60000, &s) &&
        screen_watch_add(s, &subject) && screen_watch_index(s, w) &&
        screen_watch_all(s, w, was, 1);
    (void)screen_watch_hits(s, &before);
    good = good && screen_watch_change(s, w, is, 1, &touched);
    (void)screen_watch_hits(s, &after);
    tap_ok(good && before == 0 && touched.subjects == 1 && after == 1,
        "who is watched is found by it when the entry comes");
    screen_watch_close(s);
    work_close(w);
}

int
main(void)
{
    struct work *w = fresh();

    if (!screen_start(w))
        return 1;
    enough();
    many();
    watched();
    work_close(w);
    return tap_end();
}
