/*
 * rescreen: what the tests share of subjects that are screened again.
 */
#ifndef TESTS_ENGINES_SCREEN_RESCREEN_H
#define TESTS_ENGINES_SCREEN_RESCREEN_H

#include "tests/engines/screen/invented.h"

#include "engines/screen/watch.h"
#include "tests/engines/screen/subjects.h"

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define WATCHED true
#else
#define WATCHED false
#endif

static struct work *w;
static bool torture;

__attribute__((unused)) static void
must(bool good, const struct work *of)
{
    if (good)
        return;
    printf("Bail out! %s\n", work_why(of));
    exit(1);
}

__attribute__((unused)) static struct screen_watch *
watch_of(struct work *of, const struct screen_index *rarity, int threshold)
{
    struct screen_watch *s = NULL;

    must(screen_watch_open(of, rarity, threshold, &s), of);
    return s;
}

__attribute__((unused)) static void
invent_fields(struct work *of, struct screen_entry *e)
{
    static const char *const countries[] = {"AF", "IQ", "SY"};

    e->gender = (uint8_t)draw(3);
    e->date_count = draw(2);
    e->country_count = draw(2);
    e->id_count = draw(8) == 0;
    e->dates = need(work_alloc(of, sizeof(*e->dates)));
    e->countries = need(work_alloc(of, sizeof(*e->countries)));
    e->ids = need(work_alloc(of, sizeof(*e->ids)));
    e->dates[0].from = e->dates[0].to = (int16_t)(1960 + draw(4));
    e->dates[0].about = draw(4) == 0;
    e->countries[0] = bytes_of(countries[draw(3)]);
    e->ids[0].number = bytes_of(scratch_text("%u-%s", draw(40), draw(2) ? "A" : "a"));
}

__attribute__((unused)) static struct subject_source
source(void)
{
    struct subject_source out;

    must(subject_source_open(w,
             unpacked(w, tap_data("screen-dev/negatives_synthetic.tsv.xz")),
             unpacked(w, tap_data("lists/merged/names_2026.tsv.xz")), &out),
        w);
    return out;
}

__attribute__((unused)) static void
add_subjects(struct subject_source *from, uint32_t first, uint32_t end, unsigned rare,
    struct screen_watch *s)
{
    for (uint32_t n = first; n < end; n++) {
        char room[SUBJECT_ROOM];
        struct screen_query q;

        subject_make(from, n, rare, &q, room);
        must(screen_watch_add(s, &q), w);
    }
}

__attribute__((unused)) static unsigned
begin(void)
{
    w = fresh();
    torture = getenv("LIAISON_TORTURE") != NULL;
    start_seed();
    must(screen_start(w), w);
    return torture ? 10 : 1;
}

#endif
