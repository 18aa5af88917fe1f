/*
 * mirror_test: an index of subjects that was read from bytes tells of the same subjects as the one that
 * they were made of; what is cut off, damaged or of something else is refused; and one whose numbers
 * somebody chose is refused, or asked within its bounds.
 */
#include "engines/screen/archive.h"
#include "support/faults.h"
#include "tests/engines/screen/rescreen.h"

#define ENTRIES 120
#define SUBJECTS 600
#define POOL 150
#define PLACES 64

static struct screen_list list;
static struct screen_index *rarity;
static struct screen_mirror *first;
static struct bytes made;

static void
make(void)
{
    struct screen_watch *s;

    list = invent_list(w, ENTRIES, POOL);
    for (size_t i = 0; i < list.count; i++)
        invent_fields(w, &list.entries[i]);
    rarity = built(w, &list, 1);
    s = watch_of(w, rarity, SCREEN_THRESHOLD);
    for (unsigned n = 0; n < SUBJECTS; n++) {
        struct name name = invent_query(&list, POOL);
        struct screen_query q = {.name = bytes_from(name.at, name.len)};

        if (draw(3) == 0)
            q.born.from = q.born.to = (int16_t)(1958 + draw(8));
        if (draw(4) == 0)
            q.number = bytes_of(scratch_text("%u a", draw(40)));
        if (draw(3) == 0)
            q.country = bytes_of("SY");
        must(screen_watch_add(s, &q), w);
    }
    must(screen_watch_index(s, w), w);
    first = screen_watch_mirror(s);
    must(screen_mirror_write(w, first, &made), w);
}

/* An entry of the list, as a list. */
static struct screen_list
one_entry(size_t n)
{
    struct screen_list l = list;

    l.entries = &list.entries[n];
    l.count = 1;
    l.names = l.entries->name_count;
    return l;
}

/* ---- The same ------------------------------------------------------------------------------- */

static void
the_same(void)
{
    struct work *of = fresh();
    size_t bad = 0, all = 0, none = 0;
    struct screen_mirror *m;
    struct bytes again;

    must(screen_mirror_open(of, rarity, SCREEN_THRESHOLD, made, &m) &&
            screen_mirror_write(of, m, &again),
        of);
    for (size_t i = 0; i < list.count; i++) {
        struct screen_list l = one_entry(i);
        uint32_t *a, *b;
        size_t a_count, b_count = 0;

        must(screen_mirror_touched(first, of, &l, 1, &a, &a_count) &&
                screen_mirror_touched(m, of, &l, 1, &b, &b_count),
            of);
        bad += a_count != b_count ||
            (a_count > 0 && memcmp(a, b, a_count * sizeof(*a)) != 0);
        for (size_t k = 1; k < b_count; k++)
            bad += b[k - 1] >= b[k];
        all += b_count;
        none += b_count == 0;
    }
    tap_ok(bad == 0 && all > ENTRIES && all < (size_t)ENTRIES * SUBJECTS / 4 &&
            screen_mirror_count(m) == SUBJECTS,
        "%d entries touch the same of %d subjects, %zu in sum, %zu nobody", ENTRIES,
        SUBJECTS, all, none);
    tap_ok(bytes_equal(made, again), "and it is the same bytes again");
    work_close(of);
}

/* ---- Refused ---------------------------------------------------------------------------------- */

static bool
refused(struct bytes text, enum fault kind, const char *why)
{
    struct work *of = fresh();
    struct screen_mirror *m;
    bool good = !screen_mirror_open(of, rarity, SCREEN_THRESHOLD, text, &m) &&
        work_fault(of) == kind && strstr(work_why(of), why) != NULL &&
        strchr(work_why(of), '\n') == NULL;

    if (!good)
        printf("# %s\n", work_why(of));
    work_close(of);
    return good;
}

static void
damaged(void)
{
    size_t flipped = 0, cut = 0;
    struct work *of = fresh();
    uint8_t *at = need(work_alloc(of, made.len));

    memcpy(at, made.at, made.len);
    for (size_t i = 0; i < PLACES; i++) {
        size_t n = 16 + draw((uint32_t)made.len - 16);

        at[n] ^= 4;
        flipped += refused(bytes_from(at, made.len), FAULT_CORRUPT, "make it again") ||
            refused(bytes_from(at, made.len), FAULT_INVALID, "");
        at[n] ^= 4;
        cut += refused(bytes_from(at, n), FAULT_CORRUPT, "cut off");
    }
    tap_ok(flipped == PLACES && cut == PLACES,
        "damaged or cut off at %d places it is refused", PLACES);
    work_close(of);
}

static void
of_something_else(void)
{
    static const struct screen_source source;
    struct work *of = fresh();
    struct screen_archive a;
    struct bytes lists;

    must(screen_archive_write(of, rarity, &source, &lists), of);
    tap_ok(refused(lists, FAULT_INVALID, "of something else"),
        "an archive of lists is no index of subjects");
    tap_ok(!screen_archive_open(of, made, &a) && work_fault(of) == FAULT_INVALID,
        "nor the other way round: %s", work_why(of));
    work_close(of);
}

/* ---- By an enemy -------------------------------------------------------------------------------- */

static uint32_t
hostile_value(uint32_t was)
{
    static const uint32_t values[] = {0, 1, 0xff, 0xffff, 0x7fffffff, UINT32_MAX,
        UINT32_MAX - 1};

    return draw(3) == 0 ? draw(UINT32_MAX)
        : draw(2) == 0  ? was ^ 1U << draw(32)
                        : values[draw(COUNT_OF(values))];
}

/* Is somebody told of who is not there? */
static bool
asked(struct work *of, struct screen_mirror *m)
{
    bool good = true;

    for (unsigned i = 0; i < 4; i++) {
        struct screen_list l = one_entry(draw(ENTRIES));
        uint32_t *touched;
        size_t count;

        must(screen_mirror_touched(m, of, &l, 1, &touched, &count), of);
        for (size_t k = 0; k < count; k++)
            good &= touched[k] < screen_mirror_count(m);
    }
    return good;
}

/* Its sum is right, but a number in it is another. */
static void
hostile(void)
{
    unsigned opened = 0, bad = 0, times = torture ? 100000 : 1000;
    struct work *of = fresh();
    uint8_t *at = need(work_alloc(of, made.len));
    struct archive_head *head = (void *)at;

    memcpy(at, made.at, made.len);
    for (unsigned i = 0; i < times; i++) {
        struct archive_places places;
        int p = (int)draw(ARCHIVE_PARTS + 1);
        size_t from = sizeof(head->magic), room = sizeof(*head) - from, n;
        struct work *one = fresh();
        struct screen_mirror *m;
        uint32_t was, is;

        must(archive_place(head->count, &places), of);
        if (p < ARCHIVE_PARTS && head->count[p] > 0) {
            from = places.at[p];
            room = (size_t)head->count[p] * archive_item((enum archive_part)p);
        }
        n = from + draw((uint32_t)((room + 3) / 4)) * 4;
        memcpy(&was, at + n, sizeof(was));
        is = hostile_value(was);
        memcpy(at + n, &is, sizeof(is));
        head->sum = archive_sum(bytes_from(at, made.len));
        if (screen_mirror_open(one, rarity, SCREEN_THRESHOLD, bytes_from(at, made.len),
                &m)) {
            opened++;
            bad += !asked(one, m);
        }
        memcpy(at + n, &was, sizeof(was));
        work_close(one);
    }
    tap_ok(bad == 0 && opened > times / 20 && opened < times,
        "%u numbers changed, the sum made right: %u opened, and asked within its bounds",
        times, opened);
    work_close(of);
}

/* ---- Memory ------------------------------------------------------------------------------------- */

static void
short_of_memory(void)
{
    unsigned long n, told = 0;

    faults_over(&os_real, "unix");
    for (n = 1;; n++) {
        struct screen_mirror *m;
        struct bytes text;
        struct work *of;
        bool good;

        faults_plan(CALL_BIT(CALL_ALLOC) | CALL_BIT(CALL_MAP), n, HOW_NUMBER, 0);
        of = work_open(&faults_os);
        good = of != NULL && screen_mirror_write(of, first, &text) &&
            screen_mirror_open(of, rarity, SCREEN_THRESHOLD, text, &m);
        told += of == NULL || (!good && work_fault(of) == FAULT_MEMORY);
        work_close(of);
        if (fault_plan.hit == 0)
            break;
    }
    faults_off();
    tap_ok(told == n - 1 && n > 2, "memory fails at each of %lu places, told each time",
        told);
}

int
main(void)
{
    (void)begin();
    make();
    the_same();
    damaged();
    of_something_else();
    hostile();
    short_of_memory();
    work_close(w);
    return tap_end();
}
