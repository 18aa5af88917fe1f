/*
 * exhaust_test: names are searched by trying every name of a list in a program that has no code
 * of an index in it: what the index is held against owes it nothing.
 */
#include "engines/screen/counterparts.h"
#include "engines/screen/find.h"
#include "engines/screen/spellings.h"
#include "tests/engines/screen/invented.h"

/* Where a program links an index, these are there; the library gives only what is asked for. */
extern const char of_keys[] __asm__("index_keys_build") __attribute__((weak));
extern const char of_nears[] __asm__("nears_look") __attribute__((weak));
extern const char of_bounds[] __asm__("bounds_cut") __attribute__((weak));
extern const char of_search[] __asm__("find_names") __attribute__((weak));

#define ENTRIES 300
#define POOL 60
#define QUERIES 300

static unsigned
words(const struct tokens *t)
{
    unsigned n = 0;

    for (unsigned i = 0; i < t->count; i++)
        n += t->at[i].class == TOKEN_WORD;
    return n;
}

/* Each name of the list that is more than initials finds its own entry, with no less than 60 points. */
static void
itself(struct find *f, const struct screen_list *l)
{
    size_t lost = 0;

    for (uint32_t e = 0; e < l->count; e++) {
        const struct found *found;
        uint32_t count, more;
        bool own = false;

        find_all(f, l->entries[e].names[0].text, 60000, &found, &count, &more);
        for (uint32_t i = 0; i < count; i++)
            own |= found[i].entry == e;
        lost += !own && words(find_asked(f)) > 0;
    }
    tap_ok(lost == 0, "each of %zu names finds its entry (%zu do not)", l->count, lost);
}

/* What is found reaches the threshold, each entry once, and no less is found below. */
static void
right(struct find *f, const struct screen_list *l)
{
    static uint8_t there[ENTRIES];
    size_t bad = 0, hits = 0;

    for (unsigned q = 0; q < QUERIES; q++) {
        struct name n = invent_query(l, POOL);
        const struct found *found;
        uint32_t count, more;

        memset(there, 0, sizeof(there));
        find_all(f, bytes_from(n.at, n.len), 77000, &found, &count, &more);
        for (uint32_t i = 0; i < count; i++) {
            bad += found[i].points < 77000 || there[found[i].entry]++ > 0;
            hits++;
        }
        find_all(f, bytes_from(n.at, n.len), 60000, &found, &count, &more);
        for (uint32_t i = 0; i < count; i++)
            there[found[i].entry] = 0;
        for (size_t e = 0; e < ENTRIES; e++)
            bad += there[e] > 0;
    }
    tap_ok(bad == 0 && hits > QUERIES / 4, "%d queries, %zu hits, %zu of them wrong",
        QUERIES, hits, bad);
}

int
main(void)
{
    struct work *w = fresh();
    struct screen_list l;
    struct lexicon x;
    struct find *f;

    tap_ok(of_keys == NULL && of_nears == NULL && of_bounds == NULL && of_search == NULL,
        "there is no code of an index in this program");
    start_seed();
    if (!screen_start(w))
        return 1;
    l = invent_list(w, ENTRIES, POOL);
    if (!lexicon_build(w, NULL, &l, 1, &x) || !spellings_build(w, &x) ||
        !counterparts_build(w, &x) || !find_open_all(w, &x, &f)) {
        printf("Bail out! %s\n", work_why(w));
        return 1;
    }
    itself(f, &l);
    right(f, &l);
    work_close(w);
    return tap_end();
}
