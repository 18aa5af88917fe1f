/*
 * archive_fuzz: archives of lists, and of an index of subjects, that an enemy wrote, with the right sum.
 * An input that begins as an archive is one; any other is numbers that take the place of others in a good
 * one of each, eight bytes each: the part, where in it, and the number.  What is opened is searched, by its
 * keys and by trying every name, and all of each hit's entry is asked for; of subjects it is asked whom
 * entries touch: nothing but the archive is read, and the search ends.
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
static struct bytes good, mirror;
static uint8_t *copy; /* where an archive may stand */
static struct screen_list list;
static struct screen_index *index_of_list;

static const char *const names[] = {"Orsimov, Vladan", "Tamsin Orel",
    "abdurrahman b yusof", "Wang Weiming"};

static void
open_once(void)
{
    const struct screen_file file = {bytes_of(table), "table"};
    static const struct screen_source source;
    struct work *w = work_open(&os_real);
    struct screen_watch *subjects;

    HOLDS(w != NULL && screen_start(w) && screen_list_read(w, &file, 1, &list) &&
        screen_index_build(w, &list, 1, &index_of_list) &&
        screen_archive_write(w, index_of_list, &source, &good) &&
        screen_watch_open(w, index_of_list, SCREEN_THRESHOLD, &subjects));
    for (size_t i = 0; i < COUNT_OF(names); i++)
        HOLDS(screen_watch_add(subjects,
            &(struct screen_query){.name = bytes_of(names[i]), .number = bytes_of("1")}));
    HOLDS(screen_watch_index(subjects, w) &&
        screen_mirror_write(w, screen_watch_mirror(subjects), &mirror));
    copy = aligned_alloc(ARCHIVE_STEP, good.len > mirror.len ? good.len : mirror.len);
    HOLDS(copy != NULL);
}

static void
search(struct work *w, const struct screen_index *x)
{
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

static void
ask(struct work *w, struct screen_mirror *m)
{
    uint32_t *touched;
    size_t count;

    HOLDS(screen_mirror_touched(m, w, &list, 1, &touched, &count));
    for (size_t i = 0; i < count; i++)
        HOLDS(touched[i] < screen_mirror_count(m));
}

/* Opened as what it is of, and searched. */
static void
open_one(struct work *w, struct bytes text)
{
    struct screen_archive a;
    struct screen_mirror *m;

    if (screen_archive_open(w, text, &a)) {
        search(w, a.index);
        return;
    }
    HOLDS(work_why(w)[0] != '\0');
    work_clear(w);
    if (screen_mirror_open(w, index_of_list, SCREEN_THRESHOLD, text, &m))
        ask(w, m);
    else
        HOLDS(work_why(w)[0] != '\0');
}

/* One number of the good archive ${of}, or of its head, becomes another. */
static void
patch(struct bytes of, const uint8_t *with)
{
    const struct archive_head *head = (const void *)of.at;
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

static void
open_patched(struct work *w, struct bytes of, const uint8_t *data, size_t size)
{
    struct archive_head *head = (void *)copy;

    memcpy(copy, of.at, of.len);
    for (size_t i = 0; i + PATCH <= size && i < 4 * PATCH; i += PATCH)
        patch(of, data + i);
    head->sum = archive_sum(bytes_from(copy, of.len));
    open_one(w, bytes_from(copy, of.len));
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct work *w;

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
        open_one(w, bytes_from(at, size));
        free(at);
        work_close(w);
        return 0;
    }
    open_patched(w, good, data, size);
    work_clear(w);
    open_patched(w, mirror, data, size);
    work_close(w);
    return 0;
}
