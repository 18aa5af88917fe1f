/*
 * rescreen_test: when lists change, the hits of subjects that are watched are those of screening all
 * of them again, bit for bit, though few are looked at; of invented lists, and of real versions of
 * one.
 *
 * LIAISON_TORTURE asks for every version with a million subjects, all of whom are screened anew after
 * each, by as many threads as there are processors (about 20 minutes on two that do nothing else);
 * and for more of the others.
 */
#include <glob.h>
#include <unistd.h>

#include "tests/engines/screen/rescreen.h"

/* Where the hits of the subjects from that one on begin. */
static size_t
stands_from(const struct screen_stand *x, size_t count, uint32_t subject)
{
    size_t from = 0;

    while (from < count) {
        size_t middle = from + (count - from) / 2;

        if (x[middle].subject < subject)
            from = middle + 1;
        else
            count = middle;
    }
    return from;
}

/* Are the hits of ${b} those that ${a} has of its subjects from ${from} on? */
static bool
same_stands_from(const struct screen_watch *a, const struct screen_watch *b,
    uint32_t from)
{
    size_t x_count, y_count;
    const struct screen_stand *x = screen_watch_hits(a, &x_count),
                              *y = screen_watch_hits(b, &y_count);
    size_t at = stands_from(x, x_count, from),
           end = stands_from(x, x_count, from + b->mirror.count);
    bool same = end - at == y_count;

    for (size_t i = 0; same && i < y_count; i++) {
        const struct screen_stand *is = &x[at + i], *one = &y[i];

        same = is->subject == one->subject + from && is->points == one->points &&
            is->list == one->list && is->entry == one->entry &&
            is->name.text.at == one->name.text.at &&
            is->name.text.len == one->name.text.len && is->name.kind == one->name.kind;
    }
    return same;
}

static bool
same_stands(const struct screen_watch *a, const struct screen_watch *b)
{
    return a->mirror.count == b->mirror.count && same_stands_from(a, b, 0);
}

/* ---- Invented histories --------------------------------------------------------------------------- */

static struct screen_query
invent_subject(const struct screen_list *l, uint32_t pool, struct name *name)
{
    struct screen_query q = {.type = (uint8_t)draw(SCREEN_TYPES)};

    *name = invent_query(l, pool);
    q.name = bytes_from(name->at, name->len);
    q.gender = (uint8_t)draw(3);
    if (draw(2) == 0)
        q.born.from = q.born.to = (int16_t)(1958 + draw(8));
    if (draw(2) == 0)
        q.country = bytes_of(draw(2) ? "AF" : "SY");
    if (draw(8) == 0)
        q.number = bytes_of(scratch_text("%u a", draw(40)));
    return q;
}

/* The same list a day later: one in ${rare} entries is new, gone, in another place or another in
 * something. */
static struct screen_list
next_day(struct work *of, const struct screen_list *was,
    const struct screen_list *fresh_ones, uint32_t rare)
{
    struct screen_list l = {.name = was->name,
        .entries = need(work_alloc(of, (was->count * 2 + 2) * sizeof(*l.entries)))};

    for (size_t i = 0; i < was->count; i++) {
        const struct screen_entry *some =
            &fresh_ones->entries[draw((uint32_t)fresh_ones->count)];
        struct screen_entry e = was->entries[i], *last;
        unsigned what = draw(rare);

        if (what == 0)
            continue;
        if (what == 1) {
            e.names = some->names;
            e.name_count = some->name_count;
        } else if (what == 2) {
            e.names = need(work_alloc(of, e.name_count * sizeof(*e.names)));
            for (size_t k = 0; k < e.name_count; k++)
                e.names[k] = was->entries[i].names[e.name_count - 1 - k];
        } else if (what == 3) {
            invent_fields(of, &e);
        }
        l.entries[l.count++] = e;
        if (what == 4) {
            static unsigned number = 100000;

            e = *some;
            e.list = was->name;
            e.ref = bytes_of(scratch_text("%u", number++));
            l.entries[l.count++] = e;
        }
        last = &l.entries[l.count - 1];
        if (what == 5 && l.count > 1) {
            e = last[-1];
            last[-1] = *last;
            *last = e;
        }
    }
    for (size_t i = 0; i < l.count; i++)
        l.names += l.entries[i].name_count;
    return l;
}

static struct screen_list
first_day(struct work *of, const char *name, size_t count, uint32_t pool)
{
    struct screen_list l = invent_list(of, count, pool);

    l.name = bytes_of(name);
    for (size_t i = 0; i < count; i++) {
        l.entries[i].list = l.name;
        l.entries[i].ref = bytes_of(scratch_text("%zu", i));
        invent_fields(of, &l.entries[i]);
    }
    return l;
}

/* Two lists, of which the second is not always there. */
static void
history(size_t entries, uint32_t pool, uint32_t subjects, unsigned days, bool indexed)
{
    struct work *of = fresh();
    struct screen_list *lists = need(work_alloc(of, 2 * (days + 1) * sizeof(*lists))),
                       more = first_day(of, "MORE", entries, pool);
    struct screen_index *rarity;
    struct screen_watch *s, *all;
    size_t looked = 0, hits = 0, count;
    unsigned bad = 0;

    lists[0] = first_day(of, "ONE", entries, pool);
    lists[1] = first_day(of, "TWO", entries, pool);
    rarity = built(of, lists, 2);
    s = watch_of(of, rarity, SCREEN_THRESHOLD);
    all = watch_of(of, rarity, SCREEN_THRESHOLD);
    for (uint32_t n = 0; n < subjects; n++) {
        struct name name;
        struct screen_query q = invent_subject(&lists[draw(2)], pool, &name);

        must(screen_watch_add(s, &q) && screen_watch_add(all, &q), of);
    }
    must(!indexed || screen_watch_index(s, of), of);
    must(screen_watch_all(s, of, lists, 2), of);
    for (unsigned day = 1; day <= days; day++) {
        struct screen_list *now = &lists[2 * day];
        struct screen_touched t;

        now[0] = next_day(of, &now[-2], &more, day % 3 == 0 ? 20 : 200);
        now[1] = next_day(of, &now[-1], &more, 60);
        must(screen_watch_change(s, of, now, day % 5 == 4 ? 1 : 2, &t) &&
                screen_watch_all(all, of, now, day % 5 == 4 ? 1 : 2),
            of);
        bad += !same_stands(s, all);
        looked += t.subjects;
        (void)screen_watch_hits(s, &count);
        hits += count;
    }
    tap_ok(bad == 0 && hits > (size_t)subjects * days / 50 &&
            (!indexed || looked < (size_t)subjects * days),
        "%u days of two lists of %zu entries, %u subjects%s: %zu times one was looked "
        "at; %zu hits in all, each day those of screening all (%u days are not)",
        days, entries, subjects, indexed ? "" : " without an index", looked, hits, bad);
    screen_watch_close(s);
    screen_watch_close(all);
    work_close(of);
}

/* More entries than a search keeps. */
static void
crowded(void)
{
    enum { ENTRIES = 1500 };
    static const char *texts[ENTRIES];
    struct work *of = fresh();
    struct screen_list l, less;
    struct screen_watch *s, *all;
    struct screen_index *rarity;
    struct screen_touched t;
    size_t count;
    bool same = true;

    for (unsigned i = 0; i < ENTRIES; i++)
        texts[i] = i % 4 == 0 ? "Orsim Valdek" : "Vladan Orsimov";
    l = less = list_of(of, texts, ENTRIES);
    rarity = built(of, &l, 1);
    s = watch_of(of, rarity, SCREEN_THRESHOLD);
    all = watch_of(of, rarity, SCREEN_THRESHOLD);
    for (unsigned n = 0; n < 3; n++) {
        const struct screen_query q = {.name = bytes_of(n == 0 ? "Orsimov Vladan"
                                               : n == 1        ? "Valdek Orsim"
                                                               : "Tamsin Orel")};

        must(screen_watch_add(s, &q) && screen_watch_add(all, &q), of);
    }
    less.count = 900;
    must(screen_watch_index(s, of) && screen_watch_all(s, of, &less, 1), of);
    for (size_t n = 900; n <= ENTRIES; n += 150) {
        struct screen_list *now = need(work_alloc(of, sizeof(*now)));

        *now = l;
        now->count = n;
        must(screen_watch_change(s, of, now, 1, &t) && screen_watch_all(all, of, now, 1),
            of);
        same &= same_stands(s, all);
    }
    (void)screen_watch_hits(s, &count);
    tap_ok(same && count == FOUND_MOST + ENTRIES / 4,
        "of more entries than a search keeps the same are kept as by screening all");
    screen_watch_close(s);
    screen_watch_close(all);
    work_close(of);
}

/* ---- Without memory ------------------------------------------------------------------------------------- */

static long allocs_left; /* 0: none fails */

static void *
failing(size_t len)
{
    return allocs_left > 0 && --allocs_left == 0 ? NULL : malloc(len);
}

/* A change that fails leaves the hits as they were, and can be made again. */
static void
without_memory(void)
{
    struct work *of = fresh();
    struct os odd = os_real;
    struct screen_list *day = need(work_alloc(of, 2 * sizeof(*day))),
                       more = first_day(of, "MORE", 60, 60);
    struct screen_watch *s, *all, *before;
    struct screen_touched t;
    unsigned failed = 0, wrong = 0;
    bool done = false;

    day[0] = first_day(of, "ONE", 60, 60);
    day[1] = next_day(of, &day[0], &more, 12);
    s = watch_of(of, built(of, &day[0], 1), SCREEN_THRESHOLD);
    all = watch_of(of, s->mirror.rarity, SCREEN_THRESHOLD);
    before = watch_of(of, s->mirror.rarity, SCREEN_THRESHOLD);
    for (uint32_t n = 0; n < 200; n++) {
        struct name name;
        struct screen_query q = invent_subject(&day[n % 2], 60, &name);

        must(screen_watch_add(s, &q) && screen_watch_add(all, &q) &&
                screen_watch_add(before, &q),
            of);
    }
    must(screen_watch_index(s, of) && screen_watch_all(s, of, &day[0], 1) &&
            screen_watch_all(before, of, &day[0], 1) &&
            screen_watch_all(all, of, &day[1], 1),
        of);
    odd.alloc = failing;
    for (long call = 2; !done; call++) {
        struct work *part = need(work_open(&odd));

        allocs_left = call;
        done = screen_watch_change(s, part, &day[1], 1, &t);
        allocs_left = 0;
        failed += !done;
        wrong += done ? !same_stands(s, all)
                      : work_fault(part) != FAULT_MEMORY || !same_stands(s, before);
        work_close(part);
    }
    tap_ok(wrong == 0 && failed > 10,
        "a change without memory leaves the hits as they were: %u times it failed",
        failed);
    screen_watch_close(s);
    screen_watch_close(all);
    screen_watch_close(before);
    work_close(of);
}

/* ---- Real versions ---- */

/* Versions of OFAC's list one after the other, as they were published; the archive of all is 840 MB. */
static size_t
unpack_versions(size_t wanted, glob_t *out)
{
    const char *dir = scratch("versions"),
               *all = tap_data("lists/ofac/sdn_history_2021-08_2024-05.tar.zst");
    int code;

    must(os_real.mkdir(dir, 0755) == 0, w);
    code = system(
        scratch_text("zstd -dc --long=31 '%s' | %s | tar -x -C '%s' 2>/dev/null", all,
            torture ? "cat" : scratch_text("head -c %zu", (wanted + 1) * 2100000), dir));
    (void)code; /* what was cut off is not taken */
    if (glob(scratch_text("%s/*/*.csv", dir), 0, NULL, out) != 0)
        return 0;
    return out->gl_pathc < wanted || torture ? out->gl_pathc : wanted;
}

static const struct screen_list *
read_version(struct work *of, const char *path)
{
    struct screen_list *l = need(work_alloc(of, sizeof(*l)));
    struct screen_file file = {.text = load(of, path), .called = path};

    must(screen_list_read(of, &file, 1, l), of);
    return l;
}

/* The same subjects to be screened anew each time, in parts that are screened beside each other. */
#define PARTS_MOST 64
struct part {
    struct work *of;
    struct screen_watch *all;
    uint32_t from;
    bool good;
};
struct parts {
    unsigned rare;
    struct part part[PARTS_MOST];
    unsigned count;
    const struct screen_list *list;
};

static void
parts_open(struct parts *p, struct subject_source *from, uint32_t subjects,
    const struct screen_index *rarity)
{
    long cores = sysconf(_SC_NPROCESSORS_ONLN);

    p->count = cores < 2 ? 2 : cores > PARTS_MOST ? PARTS_MOST : (unsigned)cores;
    for (unsigned i = 0; i < p->count; i++) {
        struct part *one = &p->part[i];

        one->of = fresh();
        one->from = (uint32_t)((uint64_t)subjects * i / p->count);
        one->all = watch_of(one->of, rarity, SCREEN_THRESHOLD);
        add_subjects(from, one->from, (uint32_t)((uint64_t)subjects * (i + 1) / p->count),
            p->rare, one->all);
    }
}

static void
screen_part(void *ctx, unsigned n)
{
    struct parts *p = ctx;
    struct part *one = &p->part[n];

    one->good = screen_watch_all(one->all, one->of, p->list, 1);
}

static bool
same_as_parts(const struct screen_watch *s, struct parts *p,
    const struct screen_list *list)
{
    bool same = true;

    p->list = list;
    thread_beside(NULL, p->count, screen_part, p);
    for (unsigned i = 0; i < p->count; i++) {
        must(p->part[i].good, p->part[i].of);
        same &= same_stands_from(s, p->part[i].all, p->part[i].from);
    }
    return same;
}

static void
parts_close(struct parts *p)
{
    for (unsigned i = 0; i < p->count; i++) {
        screen_watch_close(p->part[i].all);
        work_close(p->part[i].of);
    }
}

static void
versions(struct subject_source *from, uint32_t subjects, unsigned rare, size_t wanted)
{
    struct work *first = fresh(), *was = NULL;
    struct parts parts = {.rare = rare};
    struct screen_index *rarity;
    const struct screen_list *l;
    struct screen_watch *s;
    size_t looked = 0, entries = 0, hits = 0, moved = 0, bad = 0, count, before, stands;
    glob_t paths;

    count = unpack_versions(wanted, &paths);
    must(count > 1, w);
    l = read_version(first, paths.gl_pathv[0]);
    rarity = built(first, l, 1);
    s = watch_of(first, rarity, SCREEN_THRESHOLD);
    add_subjects(from, 0, subjects, rare, s);
    parts_open(&parts, from, subjects, rarity);
    must(screen_watch_index(s, first) && screen_watch_all(s, first, l, 1), first);
    (void)screen_watch_hits(s, &before);
    for (size_t i = 1; i < count; i++, before = stands) {
        struct work *of = fresh();
        struct screen_touched t;

        l = read_version(of, paths.gl_pathv[i]);
        must(screen_watch_change(s, of, l, 1, &t), of);
        bad += !same_as_parts(s, &parts, l);
        looked += t.subjects;
        entries += t.entries + t.gone;
        (void)screen_watch_hits(s, &stands);
        hits += stands;
        moved += stands != before;
        work_close(was);
        was = of;
    }
    tap_ok(bad == 0 && moved > 0 && entries > 0 && looked < subjects * (count - 1) / 10,
        "%zu real versions, %u subjects: %zu entries were others, %zu times a subject "
        "was looked at; compared were %zu times all hits of all subjects with those of "
        "screening all of them anew in %u parts, %zu hits in sum, of which %zu "
        "times there were more or fewer (%zu times they are not the same)",
        count, subjects, entries, looked, count - 1, parts.count, hits, moved, bad);
    screen_watch_close(s);
    parts_close(&parts);
    globfree(&paths);
    raw_remove(scratch("versions"));
    work_close(was);
    work_close(first);
}

int
main(void)
{
    unsigned times = begin();

    history(60, 60, 400, 20 * times, true);
    history(60, 60, 100, 10, false);
    history(400, 900, 500, 20 * times, true);
    crowded();
    without_memory();
    if (tap_data("lists") == NULL) {
        tap_skip(1, "LIAISON_DATA is not set");
    } else {
        struct subject_source from = source();

        versions(&from,
            torture       ? 1000000
                : WATCHED ? 2000
                          : 10000,
            torture ? 20 : 2, WATCHED ? 6 : 11);
    }
    work_close(w);
    return tap_end();
}
