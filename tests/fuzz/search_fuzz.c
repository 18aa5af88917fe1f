/*
 * search_fuzz: hostile bytes as a name that is searched in a small list.  The parts of a hit are
 * its points, hits come in order, each entry once; and the index finds what trying every name
 * finds, whatever was asked before.
 *
 * With -DPLANTED_BUG words are not looked for by their letters with one left out.
 *
 *     fuzz-edges: 900
 */
#include <stdlib.h>
#include <string.h>

#include "engines/screen/screen.h"

#define HOLDS(claim)  \
    do {              \
        if (!(claim)) \
            abort();  \
    } while (0)

#define SIZE_MAX_HERE ((size_t)1024)

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Of one entry those that stand together. */
static const char *const names[] = {"Vorel Tamsin Okadri", "Okadri, V. T.", NULL,
    "Abd al-Rahman bin Vashti", "Abdurrahman Vachti",
    "\u0639\u0628\u062f \u0627\u0644\u0631\u062d\u0645\u0646", NULL,
    "Dr. Mika van der Orel", "Orel (MO; Mika Oreli)", NULL, "Tamsin Shipping Co. Ltd",
    "OOO Tamsin", NULL, "\uae40\uc815\uc740", "Kim Jong Un", NULL, "\u738b\u5c0f\u660e",
    NULL, "\u0412\u043e\u0440\u0435\u043b \u0422\u0430\u043c\u0437\u0438\u043d", NULL,
    "Nuruddin Zelom", "Zelom 7", NULL, "J. Q. Tamsen", NULL, "Vashti", NULL};

#define ENTRIES 10

static struct screen_search *indexed, *exhaustive;

static void
open_once(void)
{
    static struct screen_list list;
    static struct screen_entry entries[ENTRIES];
    static struct screen_name name[COUNT_OF(names)];
    struct work *w = work_open(&os_real);
    struct screen_index *x;
    size_t at = 0;

    for (size_t i = 0; i < COUNT_OF(names); i++) {
        struct screen_entry *e = &entries[at];

        if (names[i] == NULL) {
            at++;
            continue;
        }
        name[i].text = bytes_of(names[i]);
        if (e->name_count++ == 0)
            e->names = &name[i];
        list.names++;
    }
    HOLDS(at == ENTRIES);
    list.entries = entries;
    list.count = at;
    HOLDS(w != NULL && screen_start(w) && screen_index_build(w, &list, 1, &x) &&
        screen_search_open(w, x, &indexed) && screen_search_open(w, x, &exhaustive));
}

static void
check_hit(const struct screen_hit *h, const struct screen_hit *before, int threshold)
{
    int sum = 0;

    for (size_t k = 0; k < h->count; k++)
        sum += h->parts[k].points;
    HOLDS(sum == h->points && h->points >= threshold);
    HOLDS(before == NULL || before->points > h->points ||
        (before->points == h->points && before->entry < h->entry));
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct screen_query q = {.name = bytes_from(data, size)};
    struct screen_settings how = {.threshold = SCREEN_THRESHOLD - 28000};
    const struct screen_hit *a, *b;
    size_t count, all, other, other_all;

    if (size > SIZE_MAX_HERE)
        return 0;
    if (indexed == NULL)
        open_once();
    screen_search(indexed, &q, &how, &a, &count, &all);
    how.exhaustive = true;
    screen_search(exhaustive, &q, &how, &b, &other, &other_all);
    HOLDS(count == other && all == other_all && count <= ENTRIES);
    for (size_t i = 0; i < count; i++) {
        check_hit(&a[i], i > 0 ? &a[i - 1] : NULL, how.threshold);
        HOLDS(a[i].entry == b[i].entry && bytes_equal(a[i].name.text, b[i].name.text) &&
            a[i].points == b[i].points && a[i].count == b[i].count);
    }
    return 0;
}
