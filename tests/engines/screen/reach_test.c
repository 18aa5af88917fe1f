/*
 * reach_test: whoever an entry is a hit of, by trying every word, is among the subjects that are looked
 * at when it changes, and most others are not: of invented lists, and of real names in all scripts.
 *
 * LIAISON_TORTURE asks for many more.
 */
#include "tests/engines/screen/rescreen.h"

struct reach {
    struct screen_watch *watch;
    const struct screen_index *rarity;
    int threshold;
    size_t hits, missed, looked;
};

/* By trying every word; who is a hit must be touched. */
static void
reach_one(struct reach *r, const struct screen_entry *entry)
{
    struct work *of = fresh();
    struct screen_entry copy = *entry;
    struct screen_list l = {.entries = &copy, .count = 1, .names = entry->name_count};
    const struct screen_settings how = {.threshold = r->threshold, .exhaustive = true};
    struct screen_watch *s = r->watch;
    struct screen_mirror *m = &s->mirror;
    struct screen_search *search;
    struct screen_index *x;

    must(screen_index_build_by(of, r->rarity, &l, 1, &x) &&
            screen_search_open(of, x, &search),
        of);
    mirror_touch(m, x);
    for (uint32_t n = 0; n < m->count; n++) {
        const struct screen_hit *hits;
        struct screen_query q;
        size_t count, all;

        watch_subject(s, n, &q);
        screen_search(search, &q, &how, &hits, &count, &all);
        r->hits += count;
        r->looked += m->is_touched[n];
        if (count == 0 || m->is_touched[n])
            continue;
        if (r->missed++ == 0)
            printf("# at %d: %.*s is a hit for %.*s\n", r->threshold,
                (int)hits[0].name.text.len, (const char *)hits[0].name.text.at,
                (int)q.name.len, (const char *)q.name.at);
    }
    mirror_clear(m);
    work_close(of);
}

static void
reach_open(struct reach *r, struct work *of)
{
    struct screen_list none = {.name = bytes_of("NONE")};

    must(screen_watch_index(r->watch, of) && screen_watch_all(r->watch, of, &none, 1),
        of);
}

static void
reach_end(struct reach *r, const char *what, size_t entries, size_t least)
{
    tap_ok(r->missed == 0 && r->hits >= least &&
            r->looked < entries * r->watch->mirror.count,
        "%s: %zu entries, %u subjects, threshold %d: of %zu pairs %zu are hits, all "
        "among "
        "%zu that are looked at (%zu are not)",
        what, entries, r->watch->mirror.count, r->threshold,
        entries * r->watch->mirror.count, r->hits, r->looked, r->missed);
    screen_watch_close(r->watch);
}

/* Somebody whose name is more or less that of an entry, and who has its birth, country or number. */
static struct screen_query
alike_subject(const struct screen_list *l, uint32_t pool, struct name *name)
{
    const struct screen_entry *e = &l->entries[draw((uint32_t)l->count)];
    struct screen_query q = {.type = e->type};

    *name = name_of(e->names[0].text);
    for (unsigned changes = draw(4); changes > 0; changes--)
        *name = as_others(name);
    if (draw(3) == 0)
        *name = invent_query(l, pool);
    if (e->date_count > 0 && draw(2) == 0)
        q.born = e->dates[0];
    if (e->country_count > 0 && draw(2) == 0)
        q.country = e->countries[0];
    if (e->id_count > 0 && draw(2) == 0)
        q.number = e->ids[0].number;
    q.name = bytes_from(name->at, name->len);
    return q;
}

static void
reach_invented(size_t entries, uint32_t pool, uint32_t subjects, int threshold)
{
    struct work *of = fresh();
    struct screen_list l = invent_list(of, 200, pool);
    struct screen_index *rarity = built(of, &l, 1);
    struct reach r = {watch_of(of, rarity, threshold), rarity, threshold, 0, 0, 0};

    for (size_t i = 0; i < l.count; i++)
        invent_fields(of, &l.entries[i]);
    for (uint32_t n = 0; n < subjects; n++) {
        struct name name;
        struct screen_query q = alike_subject(&l, pool, &name);

        must(screen_watch_add(r.watch, &q), of);
    }
    reach_open(&r, of);
    for (size_t i = 0; i < entries; i++)
        reach_one(&r, &l.entries[draw((uint32_t)l.count)]);
    reach_end(&r, "invented", entries, entries);
    work_close(of);
}

/* Subjects half of whom are called like entries, in all scripts. */
#define AS_OTHERS 8
static void
reach_real(struct subject_source *from, size_t entries, uint32_t subjects, int threshold)
{
    struct work *of = fresh();
    struct screen_file file = {.called = "names_2026.tsv",
        .text = unpacked(w, tap_data("lists/merged/names_2026.tsv.xz"))};
    struct screen_list l;
    struct screen_index *rarity;
    struct reach r = {.threshold = threshold};

    must(screen_list_read(of, &file, 1, &l), of);
    r.rarity = rarity = built(of, &l, 1);
    r.watch = watch_of(of, rarity, threshold);
    add_subjects(from, 0, subjects, 2, r.watch);
    /* And as others write the names of these entries. */
    for (size_t i = 0; i < entries; i++) {
        const struct screen_entry *e = &l.entries[i * l.count / entries];

        for (size_t k = 0; k < AS_OTHERS * e->name_count; k++) {
            struct name n = name_of(e->names[k % e->name_count].text), m = as_others(&n);

            must(screen_watch_add(r.watch,
                     &(struct screen_query){.name = bytes_from(m.at, m.len)}),
                of);
        }
    }
    reach_open(&r, of);
    for (size_t i = 0; i < entries; i++)
        reach_one(&r, &l.entries[i * l.count / entries]);
    reach_end(&r, "real", entries, 8 * entries);
    work_close(of);
}

int
main(void)
{
    unsigned times = begin();

    reach_invented(120 * times, 60, 1000, SCREEN_THRESHOLD);
    reach_invented(100 * times, 200, 1000, 60000);
    reach_invented(60 * times, 900, 800, 48000);
    if (tap_data("lists") == NULL) {
        tap_skip(2, "LIAISON_DATA is not set");
    } else {
        struct subject_source from = source();

        reach_real(&from, WATCHED ? 10 : 60 * times, 3000, SCREEN_THRESHOLD);
        reach_real(&from, WATCHED ? 10 : 30 * times, 2000, 64000);
    }
    work_close(w);
    return tap_end();
}
