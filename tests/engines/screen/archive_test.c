/*
 * archive_test: what is found by an archive is what is found by the lists that it was made of, to
 * the last bit; one that is cut off, damaged or of another program is refused; and one whose
 * numbers somebody chose is refused, or searched within its bounds.
 */
#include "engines/screen/archive.h"
#include "support/faults.h"
#include "tests/engines/screen/invented.h"

#define PLACES 64

static struct work *w;

/* Lists as they are read, with all that entries may say, and one that is invented. */
#define LISTS 4
static struct screen_list lists[LISTS];
static struct screen_source sources[LISTS];
static struct screen_index *index_of_lists;
static struct bytes made;

static void
read_lists(void)
{
    static const char *const names[] = {"un.xml", "plain.csv",
        "ofac-sdn.csv ofac-alt.csv ofac-add.csv ofac-comments.csv"};

    for (size_t i = 0; i < COUNT_OF(names); i++) {
        struct list_files files = samples(w, names[i]);

        if (!screen_list_read(w, files.file, files.count, &lists[i]))
            need(NULL);
    }
    lists[LISTS - 1] = invent_list(w, 300, 100);
    for (size_t i = 0; i < LISTS; i++) {
        memset(sources[i].sha256.at, (int)(17 * i + 1), sizeof(sources[i].sha256.at));
        sources[i].size = 1000 + i;
    }
    index_of_lists = built(w, lists, LISTS);
}

/* A copy that can be damaged, where an archive may stand. */
static uint8_t *
copy_of(struct work *of, struct bytes text)
{
    uint8_t *at = need(work_alloc(of, text.len + ARCHIVE_STEP));

    at += ARCHIVE_STEP - (uintptr_t)at % ARCHIVE_STEP;
    memcpy(at, text.at, text.len);
    return at;
}

/* ---- The same ------------------------------------------------------------------------------- */

static bool
same_list(const struct screen_list *a, const struct screen_list *b)
{
    return bytes_equal(a->name, b->name) && bytes_equal(a->format, b->format) &&
        bytes_equal(a->date, b->date) && a->count == b->count && a->names == b->names &&
        a->nameless == b->nameless && b->entries == NULL;
}

static size_t
entries_differ(const struct held *a, const struct held *b)
{
    size_t bad = a->count != b->count;

    for (uint32_t n = 0; n < a->count && n < b->count; n++) {
        struct held_entry x, y;
        const struct screen_entry *e, *f;
        struct bytes one, other;
        struct work *of = fresh();

        held_entry(a, n, &x);
        held_entry(b, n, &y);
        bad += !held_whole(of, &x, &e) || !held_whole(of, &y, &f) ||
            e->name_count != f->name_count || !screen_entry_write(of, e, &one) ||
            !screen_entry_write(of, f, &other) || !bytes_equal(one, other) ||
            x.in - a->lists != y.in - b->lists;
        for (size_t i = 0; i < e->name_count && bad == 0; i++)
            bad += !bytes_equal(e->names[i].text, f->names[i].text);
        work_close(of);
    }
    return bad;
}

static void
searches_are_same(const struct screen_index *x, const struct screen_index *y,
    unsigned queries, unsigned each)
{
    struct screen_search *a = opened(w, x), *b = opened(w, y);
    size_t found = 0, bad = 0, first = lists[LISTS - 1].count;

    for (unsigned i = 0; i < queries; i++) {
        struct name n = invent_query(&lists[LISTS - 1], 100);
        struct bytes name = bytes_from(n.at, n.len);
        struct hits left, right;

        if (i % 3 == 0) {
            const struct screen_list *l = &lists[draw(LISTS - 1)];

            name = l->entries[draw((uint32_t)l->count)].names[0].text;
        }
        left = ask(a, name, SCREEN_THRESHOLD, i % each == 0);
        right = ask(b, name, SCREEN_THRESHOLD, i % each == 0);
        bad += !same_hits(&left, &right);
        for (size_t k = 0; k < right.count; k++)
            bad += !bytes_equal(left.at[k].list->name, right.at[k].list->name);
        found += left.count;
    }
    tap_ok(bad == 0 && found > queries / 4,
        "%u names, %zu hits in %zu entries and more: the same, part by part", queries,
        found, first);
}

static void
fields_are_same(const struct screen_index *x, const struct screen_index *y)
{
    struct screen_search *a = opened(w, x), *b = opened(w, y);
    struct screen_settings how = {.threshold = 20000};
    size_t bad = 0, told = 0;

    for (size_t i = 0; i < lists[0].count; i++) {
        const struct screen_entry *e = &lists[0].entries[i];
        struct screen_query q = {.name = e->names[0].text,
            .type = SCREEN_VESSEL,
            .gender = SCREEN_FEMALE,
            .country = e->country_count > 0 ? e->countries[0] : bytes_of("XX"),
            .number = e->id_count > 0 ? e->ids[0].number : bytes_of("")};
        struct hits left, right;

        if (e->date_count > 0)
            q.born = e->dates[0];
        screen_search(a, &q, &how, &left.at, &left.count, &left.all);
        screen_search(b, &q, &how, &right.at, &right.count, &right.all);
        bad += !same_hits(&left, &right);
        for (size_t k = 0; k < left.count; k++)
            for (size_t p = 0; p < left.at[k].count; p++)
                told |= (size_t)1 << left.at[k].parts[p].why;
    }
    tap_ok(bad == 0 && (told >> SCREEN_NUMBER & 1) != 0 &&
            (told >> SCREEN_BORN & 1) != 0 && (told >> SCREEN_COUNTRY & 1) != 0 &&
            (told >> SCREEN_SORT & 1) != 0,
        "dates, countries, numbers and sorts speak as they do without it");
}

static void
the_same(void)
{
    struct screen_archive a;
    struct bytes again;
    bool same = screen_archive_write(w, index_of_lists, sources, &made);

    tap_ok(same, "written: %zu bytes", made.len);
    tap_ok(screen_archive_write(w, built(w, lists, LISTS), sources, &again) &&
            bytes_equal(made, again),
        "the same lists give the same bytes");
    if (!tap_ok(screen_archive_open(w, made, &a), "opened: %s", work_why(w)))
        exit(1);
    same = a.count == LISTS;
    for (size_t i = 0; same && i < LISTS; i++)
        same = same_list(&lists[i], &a.lists[i]) &&
            hash_equal(&sources[i].sha256, &a.sources[i].sha256) &&
            sources[i].size == a.sources[i].size;
    tap_ok(same, "its lists are called the same, and are of the same");
    tap_ok(entries_differ(&index_of_lists->lexicon.held, &a.index->lexicon.held) == 0,
        "all of %u entries are the same", a.index->lexicon.held.count);
    searches_are_same(index_of_lists, a.index, 1500, 10);
    fields_are_same(index_of_lists, a.index);
}

static void
nothing_in_it(void)
{
    struct screen_list none = {.name = bytes_of("NONE")};
    struct screen_archive a;
    struct bytes text;

    tap_ok(screen_archive_write(w, built(w, &none, 1), sources, &text) &&
            screen_archive_open(w, text, &a) && a.count == 1 &&
            ask(opened(w, a.index), bytes_of("anybody"), 1, false).count == 0,
        "an archive of a list without an entry");
}

/* ---- Refused ---------------------------------------------------------------------------------- */

static bool
refused(struct bytes text, enum fault kind, const char *why)
{
    struct work *of = fresh();
    struct screen_archive a;
    bool good = !screen_archive_open(of, text, &a) && work_fault(of) == kind &&
        strstr(work_why(of), why) != NULL && strchr(work_why(of), '\n') == NULL;

    if (!good)
        printf("# %s\n", work_why(of));
    work_close(of);
    return good;
}

static void
damaged(void)
{
    size_t flipped = 0, cut = 0, longer = 0;
    struct work *of = fresh();
    uint8_t *at = copy_of(of, made), *more;

    for (size_t i = 0; i < PLACES; i++) {
        size_t n = i < 4 ? 16 + i * 16
            : i < 8      ? made.len - 1 - i % 4 * 64
                         : draw((uint32_t)made.len);
        uint8_t bit = (uint8_t)(1U << draw(8)), was = at[n];
        struct bytes text = bytes_from(at, made.len);

        at[n] ^= bit;
        flipped += refused(text, FAULT_CORRUPT, "make it again") ||
            refused(text, FAULT_INVALID, n < 16 ? "no archive" : "make it again");
        at[n] = was;
        n = draw((uint32_t)made.len);
        cut += refused(bytes_from(at, i % 2 == 0 ? n : n / ARCHIVE_STEP * ARCHIVE_STEP),
            n < 16 ? FAULT_INVALID : FAULT_CORRUPT, n < 16 ? "no archive" : "cut off");
        more = copy_of(of, bytes_from(at, made.len));
        longer +=
            i > 0 || refused(bytes_from(more, made.len + 64), FAULT_CORRUPT, "cut off");
    }
    tap_ok(flipped == PLACES, "a bit flipped at %d places: refused", PLACES);
    tap_ok(cut == PLACES, "cut off at %d places: refused", PLACES);
    tap_ok(longer == PLACES, "something behind it: refused");
    work_close(of);
}

static void
foreign(void)
{
    struct work *of = fresh();
    uint8_t *at = copy_of(of, made);
    struct archive_head *head = (void *)at;
    struct bytes text = bytes_from(at, made.len);

    tap_ok(refused(bytes_of("list,ref,type,kind,name,dob,country\n"), FAULT_INVALID,
               "no archive") &&
            refused(bytes_of(""), FAULT_INVALID, "no archive") &&
            refused(bytes_of(ARCHIVE_MAGIC), FAULT_CORRUPT, "cut off"),
        "what is none is refused");
    head->made_by[5] ^= 1;
    head->sum = archive_sum(text);
    tap_ok(refused(text, FAULT_INVALID, "another version"),
        "one of another version is refused");
    head->made_by[5] ^= 1;
    head->order = 0x04030201;
    head->sum = archive_sum(text);
    tap_ok(refused(text, FAULT_INVALID, "another sort of machine"),
        "one of another order of bytes, too");
    head->order = ARCHIVE_ORDER;
    head->sum = archive_sum(text);
    tap_ok(bytes_equal(text, made), "(nothing else was changed)");
    work_close(of);
}

/* ---- By an enemy -------------------------------------------------------------------------------- */

static uint32_t
hostile_value(uint32_t was)
{
    static const uint32_t values[] = {0, 1, 0x7f, 0xff, 0xffff, 0x7fffffff, UINT32_MAX,
        UINT32_MAX - 1};

    return draw(3) == 0 ? draw(UINT32_MAX)
        : draw(2) == 0  ? was ^ 1U << draw(32)
                        : values[draw(COUNT_OF(values))];
}

static void
search_all(struct work *of, const struct screen_index *x, size_t *hits)
{
    struct screen_search *s = opened(of, x);

    for (unsigned i = 0; i < 6; i++) {
        struct name n = invent_query(&lists[LISTS - 1], 100);
        struct hits h = ask(s, bytes_from(n.at, n.len), SCREEN_THRESHOLD - 20000, i == 0);

        for (size_t k = 0; k < h.count; k++) {
            const struct screen_entry *e;

            if (!screen_hit_entry(of, &h.at[k], &e) || !utf8_valid(e->remark) ||
                !utf8_valid(h.at[k].name.text) || !utf8_valid(h.at[k].ref))
                exit(1);
        }
        *hits += h.count;
    }
}

/* Its sum is right, but a number in it is another. */
static void
hostile(void)
{
    unsigned opened_anyway = 0, times = getenv("LIAISON_TORTURE") != NULL ? 100000 : 3000;
    struct work *of = fresh();
    uint8_t *at = copy_of(of, made);
    struct archive_head *head = (void *)at;
    size_t hits = 0;

    for (unsigned i = 0; i < times; i++) {
        struct archive_places places;
        int p = (int)draw(ARCHIVE_PARTS + 1);
        size_t from = sizeof(head->magic), room = sizeof(*head) - from, n;
        struct screen_archive a;
        struct work *one = fresh();
        uint32_t was, is;

        if (!archive_place(head->count, &places))
            exit(1);
        if (p < ARCHIVE_PARTS && head->count[p] > 0) {
            from = places.at[p];
            room = (size_t)head->count[p] * archive_item((enum archive_part)p);
        }
        n = from + draw((uint32_t)((room + 3) / 4)) * 4;
        memcpy(&was, at + n, sizeof(was));
        is = hostile_value(was);
        memcpy(at + n, &is, sizeof(is));
        head->sum = archive_sum(bytes_from(at, made.len));
        if (screen_archive_open(one, bytes_from(at, made.len), &a)) {
            opened_anyway++;
            search_all(one, a.index, &hits);
        }
        memcpy(at + n, &was, sizeof(was));
        work_close(one);
    }
    tap_ok(opened_anyway > times / 20 && opened_anyway < times && hits > 0,
        "%u numbers changed, the sum made right: %u opened, and searched with %zu hits",
        times, opened_anyway, hits);
    work_close(of);
}

/* ---- Memory ------------------------------------------------------------------------------------- */

static bool
write_and_open(struct work *of)
{
    struct screen_archive a;
    struct bytes text;

    return screen_archive_write(of, index_of_lists, sources, &text) &&
        screen_archive_open(of, text, &a);
}

static void
short_of_memory(void)
{
    unsigned long n, told = 0;

    faults_over(&os_real, "unix");
    for (n = 1;; n++) {
        struct work *of;
        bool good;

        faults_plan(CALL_BIT(CALL_ALLOC) | CALL_BIT(CALL_MAP), n, HOW_NUMBER, 0);
        of = work_open(&faults_os);
        good = of != NULL && write_and_open(of);
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
    w = fresh();
    start_seed();
    if (!screen_start(w) || !xml_start(w))
        return 1;
    read_lists();
    the_same();
    nothing_in_it();
    damaged();
    foreign();
    hostile();
    short_of_memory();
    work_close(w);
    return tap_end();
}
