/*
 * archive_fuzz: archives of lists that an enemy wrote, with the right sum.  An input that begins
 * as an archive is one; any other is numbers that take the place of others in a good one, eight
 * bytes each: the part, where in it, and the number.  What is opened is searched, by its keys and
 * by trying every name, and all of each hit's entry is asked for: nothing but the archive is read,
 * and the search ends.
 *
 * With -DPLANTED_BUG a name may be of words that are not there.
 *
 *     fuzz-edges: 1000
 */
#include <stdlib.h>
#include <string.h>

#include "engines/screen/archive.h"
#include "ground/xml/xml.h"

#define HOLDS(claim)  \
    do {              \
        if (!(claim)) \
            abort();  \
    } while (0)

#define SIZE_MAX_HERE ((size_t)1 << 20)
#define PATCH 8

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const char table[] = "list,ref,type,kind,name,dob,country\n"
                            "T,1,P,primary,Vladan Orsimov,1960-05-28,RS\n"
                            "T,1,P,alias,\"Orsimov, Vladimir V.\",,\n"
                            "T,2,E,primary,Tamsin Orel Shipping Ltd,,MT\n"
                            "T,2,E,script,Тамсин Орел,,\n"
                            "T,3,P,primary,Abd al-Rahman bin Yusuf,1971,YE\n"
                            "T,4,P,primary,王伟明,1980,CN\n";
static struct bytes good;
static uint8_t *copy; /* where an archive may stand */

static void
open_once(void)
{
    const struct screen_file file = {bytes_of(table), "table"};
    static const struct screen_source source;
    struct work *w = work_open(&os_real);
    static struct screen_list list;
    struct screen_index *x;

    HOLDS(w != NULL && screen_start(w) && screen_list_read(w, &file, 1, &list) &&
        screen_index_build(w, &list, 1, &x) &&
        screen_archive_write(w, x, &source, &good));
    copy = aligned_alloc(ARCHIVE_STEP, good.len);
    HOLDS(copy != NULL);
}

static void
search(struct work *w, const struct screen_index *x)
{
    static const char *const names[] = {"Orsimov, Vladan", "Tamsin Orel",
        "abdurrahman b yusof", "Wang Weiming"};
    struct screen_search *s;

    HOLDS(screen_search_open(w, x, &s));
    for (size_t i = 0; i < 2 * COUNT_OF(names); i++) {
        struct screen_query q = {.name = bytes_of(names[i / 2]), .number = bytes_of("1")};
        struct screen_settings how = {.threshold = 60000, .exhaustive = i % 2 > 0};
        const struct screen_hit *hits;
        size_t count, all;

        screen_search(s, &q, &how, &hits, &count, &all);
        for (size_t n = 0; n < count; n++) {
            const struct screen_entry *e;

            HOLDS(utf8_valid(hits[n].name.text) && utf8_valid(hits[n].ref));
            HOLDS(screen_hit_entry(w, &hits[n], &e) && utf8_valid(e->remark));
        }
    }
}

/* One number of the good archive, or of its head, becomes another. */
static void
patch(const uint8_t *with)
{
    const struct archive_head *head = (const void *)good.at;
    struct archive_places places;
    int part = with[0] % (ARCHIVE_PARTS + 1);
    size_t from = offsetof(struct archive_head, order), room = sizeof(*head) - from,
           at = (size_t)with[1] << 16 | (size_t)with[2] << 8 | with[3];

    HOLDS(archive_place(head->count, &places));
    if (part < ARCHIVE_PARTS) {
        from = places.at[part];
        room = (size_t)head->count[part] * archive_item((enum archive_part)part);
    }
    if (room >= 4)
        memcpy(copy + from + at % (room / 4) * 4, with + 4, 4);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct work *w;
    struct screen_archive a;
    struct bytes text;
    struct archive_head *head;

    if (size > SIZE_MAX_HERE)
        return 0;
    if (good.len == 0)
        open_once();
    w = work_open(&os_real);
    HOLDS(w != NULL);
    if (screen_archive_begins(bytes_from(data, size))) {
        uint8_t *at =
            aligned_alloc(ARCHIVE_STEP, (size / ARCHIVE_STEP + 1) * ARCHIVE_STEP);

        HOLDS(at != NULL);
        memcpy(at, data, size);
        if (screen_archive_open(w, bytes_from(at, size), &a))
            search(w, a.index);
        else
            HOLDS(work_why(w)[0] != '\0');
        free(at);
        work_close(w);
        return 0;
    }
    memcpy(copy, good.at, good.len);
    for (size_t i = 0; i + PATCH <= size && i < 4 * PATCH; i += PATCH)
        patch(data + i);
    text = bytes_from(copy, good.len);
    head = (void *)copy;
    head->sum = archive_sum(text);
    if (screen_archive_open(w, text, &a))
        search(w, a.index);
    else
        HOLDS(work_why(w)[0] != '\0');
    work_close(w);
    return 0;
}
