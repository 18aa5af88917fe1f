/*
 * search_test: what a hit is the sum of, in what order hits come, what the other fields of a
 * query add and take, and that no query at all can harm: a search takes no memory and has an
 * answer for any bytes.
 */
#include "support/faults.h"
#include "tests/engines/screen/invented.h"

static struct work *w;

/* ---- Random names ------------------------------------------------------------------------- */

static void
sums(void)
{
    struct work *of = fresh();
    struct screen_list l[2];
    struct screen_index *x;
    struct screen_search *s;
    unsigned bad = 0, times = getenv("LIAISON_TORTURE") != NULL ? 100000 : 4000;
    size_t found = 0;

    l[0] = invent_list(of, 300, 60);
    l[1] = invent_list(of, 100, 60);
    x = built(of, l, 2);
    s = opened(of, x);
    for (unsigned i = 0; i < times; i++) {
        struct name n = invent_query(&l[i % 2], 60);
        struct bytes name = bytes_from(n.at, n.len);
        int threshold = (int)draw(110) * 1000;
        struct hits h = ask(s, name, threshold, false);
        const char *why = hits_wrong(&h, name, threshold);

        found += h.count;
        if (why != NULL && bad++ < 5)
            printf("# %s: %.*s\n", why, (int)n.len, n.at);
    }
    tap_ok(bad == 0 && found > times,
        "%u queries, %zu hits: parts are the sum, in order, each entry once", times,
        found);
    work_close(of);
}

/* A band says how many points, and nothing else. */
static void
bands(void)
{
    static const char *const texts[] = {"Vorel Tamsin Okadri", "Vorel Tamsin Okadra",
        "Vorel Tamsin", "Vorel Tomsin Ukadri", "Vorel Mika Tamsin Okadri"};
    struct work *of = fresh();
    struct screen_list l = list_of(of, texts, COUNT_OF(texts));
    struct hits h = ask(opened(of, built(of, &l, 1)), bytes_of(texts[0]), 40000, false);
    bool good = h.count == COUNT_OF(texts) && h.at[0].entry == 0;

    for (size_t i = 1; i < h.count; i++)
        good &= h.at[i].points < h.at[0].points;
    tap_ok(good, "the same name comes first of %zu, and gives most", h.count);
    for (size_t i = 1; i < h.count; i++)
        good &= (h.at[i].band == h.at[i - 1].band) ||
            !bytes_is(bytes_of(h.at[i].band), "strong");
    tap_ok(good, "and no weaker hit has a stronger band");
    work_close(of);
}

/* ---- Threshold, and most ------------------------------------------------------------------ */

static void
settings(void)
{
    struct work *of = fresh();
    struct screen_list l = invent_list(of, 200, 30);
    struct screen_index *x = built(of, &l, 1);
    struct screen_search *all = opened(of, x), *some = opened(of, x);
    unsigned bad = 0, cut = 0;

    for (unsigned i = 0; i < 400; i++) {
        struct name n = invent_query(&l, 30);
        struct bytes name = bytes_from(n.at, n.len);
        struct hits a = ask(all, name, 50000, false), b;
        struct screen_query q = {.name = name};
        struct screen_settings how = {.threshold = 50000, .most = 2};
        size_t above = 0;

        screen_search(some, &q, &how, &b.at, &b.count, &b.all);
        bad += b.all != a.all || b.count != (a.count < 2 ? a.count : 2);
        for (size_t k = 0; k < b.count; k++)
            bad += b.at[k].entry != a.at[k].entry || b.at[k].points != a.at[k].points;
        cut += a.count > 2;
        b = ask(some, name, 70000, false);
        while (above < a.count && a.at[above].points >= 70000)
            above++;
        bad += b.count != above;
        for (size_t k = 0; k < above && k < b.count; k++)
            bad += b.at[k].entry != a.at[k].entry || b.at[k].points != a.at[k].points;
    }
    tap_ok(bad == 0 && cut > 20,
        "of 400 queries a higher threshold, and fewer hits (%u times), only cut the rest",
        cut);
    work_close(of);
}

/* ---- Fields ------------------------------------------------------------------------------- */

static struct screen_list one;
static struct screen_search *fielded;

/* The points of that part of the only hit; 0: it has none. */
static int
part(const struct screen_query *q, enum screen_why why)
{
    struct screen_query as = *q;
    struct screen_settings how = {.threshold = 1000};
    struct hits h, bare = ask(fielded, one.entries[0].names[0].text, 1000, false);
    int points = 0, plain = bare.at[0].points;

    as.name = one.entries[0].names[0].text;
    screen_search(fielded, &as, &how, &h.at, &h.count, &h.all);
    if (h.count != 1 || hits_wrong(&h, as.name, 1000) != NULL)
        return INT32_MIN;
    for (size_t i = 0; i < h.at[0].count; i++)
        if (h.at[0].parts[i].why == why)
            points += h.at[0].parts[i].points;
    return h.at[0].points == plain + points ? points : INT32_MIN;
}

static int
born(struct screen_date asked, struct screen_date listed)
{
    struct screen_query q = {.born = asked};
    int points;

    one.entries[0].dates = &listed;
    one.entries[0].date_count = 1;
    points = part(&q, SCREEN_BORN);
    return points != INT32_MIN ? points : part(&q, SCREEN_YEAR);
}

#define DAY(y, m, d) \
    ((struct screen_date){.from = (y), .to = (y), .month = (m), .day = (d)})
#define YEAR(y) DAY(y, 0, 0)
#define ABOUT(y) ((struct screen_date){.from = (y), .to = (y), .about = true})
#define YEARS(a, b) ((struct screen_date){.from = (a), .to = (b)})

static void
births(void)
{
    struct screen_date day = DAY(1963, 4, 17), two[] = {YEAR(1950), DAY(1963, 4, 17)};
    int same = born(day, day), other = born(day, YEAR(1980));
    struct screen_query q = {.born = day};

    tap_ok(same > 0, "the same day of birth adds");
    tap_ok(born(YEAR(1963), day) > 0 && born(YEAR(1963), day) < same &&
            born(day, YEAR(1963)) == born(YEAR(1963), day),
        "the same year adds less, whoever knows the day");
    tap_ok(other < 0 && born(day, YEAR(1930)) == other && born(YEAR(1980), day) == other,
        "another year takes, however far");
    tap_ok(born(day, YEAR(1964)) == 0 && born(day, YEAR(1962)) == 0,
        "one year off is nothing");
    tap_ok(born(day, ABOUT(1963)) > 0 && born(day, ABOUT(1966)) == 0 &&
            born(day, ABOUT(1960)) == 0 && born(day, ABOUT(1980)) == other,
        "about a year is wider");
    tap_ok(born(day, YEARS(1960, 1965)) > 0 && born(day, YEARS(1964, 1970)) == 0 &&
            born(day, YEARS(1970, 1975)) == other &&
            born(YEARS(1960, 1965), YEARS(1965, 1970)) > 0,
        "so are several years");
    tap_ok(born(DAY(1963, 5, 17), day) == 0 && born(DAY(1963, 4, 2), day) == 0,
        "another day, or month, of it says nothing");
    tap_ok(born(DAY(1963, 5, 2), day) < 0 && born(DAY(1963, 5, 2), day) > other,
        "both others take a little");
    tap_ok(born(DAY(1963, 5, 4), DAY(1963, 4, 5)) > 0,
        "but day and month exchanged speak for it");
    tap_ok(born(DAY(1964, 4, 17), day) == 0, "the same day of the next year is nothing");
    tap_ok(born(DAY(1964, 5, 2), day) < born(DAY(1963, 5, 2), day) &&
            born(DAY(1964, 5, 2), day) > other,
        "another day of it takes more than another of the same year");
    one.entries[0].dates = two;
    one.entries[0].date_count = 2;
    tap_ok(part(&q, SCREEN_BORN) == same, "of several dates the best counts");
    one.entries[0].date_count = 0;
    tap_ok(part(&q, SCREEN_BORN) == 0, "where the list has no date it says nothing");
}

static void
other_fields(void)
{
    struct bytes countries[] = {bytes_of("IR"), bytes_of("IQ")};
    struct screen_id ids[] = {
        {.kind = bytes_of("Passport"), .number = bytes_of("A-12 34x")}};
    struct screen_entry *e = &one.entries[0];
    struct screen_query iq = {.country = bytes_of("IQ")},
                        fr = {.country = bytes_of("FR")}, male = {.gender = SCREEN_MALE},
                        firm = {.type = SCREEN_ENTITY},
                        born = {.born = {.from = 1961, .to = 1961}},
                        number = {.number = bytes_of("a1234X")},
                        less = {.number = bytes_of("a123X")};

    tap_ok(part(&iq, SCREEN_COUNTRY) == 0,
        "a country says nothing where the list has none");
    e->countries = countries;
    e->country_count = 2;
    tap_ok(part(&iq, SCREEN_COUNTRY) > 0, "one of its countries adds");
    tap_ok(part(&fr, SCREEN_COUNTRY) < 0, "another takes");
    tap_ok(part(&male, SCREEN_SEX) == 0, "nor does a gender");
    e->gender = SCREEN_MALE;
    tap_ok(part(&male, SCREEN_SEX) >= 0, "the same takes nothing");
    e->gender = SCREEN_FEMALE;
    tap_ok(part(&male, SCREEN_SEX) < 0, "another takes");
    tap_ok(part(&number, SCREEN_NUMBER) == 0,
        "a number says nothing where there is none");
    e->ids = ids;
    e->id_count = 1;
    tap_ok(part(&number, SCREEN_NUMBER) > 0,
        "the same number adds, however it is parted");
    tap_ok(part(&less, SCREEN_NUMBER) == 0, "another takes nothing");
    tap_ok(part(&firm, SCREEN_SORT) == 0, "a type says nothing where the list has none");
    e->type = SCREEN_ENTITY;
    tap_ok(part(&firm, SCREEN_SORT) >= 0, "the same type takes nothing");
    tap_ok(part(&born, SCREEN_SORT) < 0, "who was born is no firm");
    e->type = SCREEN_PERSON;
    tap_ok(part(&firm, SCREEN_SORT) < 0, "another takes");
}

/* A hit that the name alone would not give is found if a field adds what it lacks. */
static void
lifted(void)
{
    struct screen_query q = {.name = bytes_of("Vorel Tamsin Okadri")};
    struct screen_settings how = {.threshold = 1000};
    struct screen_date day = DAY(1963, 4, 17);
    struct hits h;
    int points;

    one.entries[0] = (struct screen_entry){.list = one.name,
        .ref = bytes_of("1"),
        .names = one.entries[0].names,
        .name_count = 1,
        .dates = &day,
        .date_count = 1};
    screen_search(fielded, &q, &how, &h.at, &h.count, &h.all);
    points = h.count == 1 ? h.at[0].points : 0;
    how.threshold = points + 1;
    screen_search(fielded, &q, &how, &h.at, &h.count, &h.all);
    tap_ok(points > 0 && h.count == 0, "the name alone is below the threshold");
    q.born = day;
    screen_search(fielded, &q, &how, &h.at, &h.count, &h.all);
    tap_ok(h.count == 1, "and above it with the date of birth");
    q.born = YEAR(1990);
    how.threshold = points;
    screen_search(fielded, &q, &how, &h.at, &h.count, &h.all);
    tap_ok(h.count == 0 && h.all == 0, "another date takes it below");
}

static void
fields(void)
{
    static const char *const texts[] = {"Vorel Tamsin Okadri"};
    struct work *of = fresh();

    one = list_of(of, texts, 1);
    fielded = opened(of, built(of, &one, 1));
    births();
    other_fields();
    lifted();
    work_close(of);
}

/* ---- Made to harm ------------------------------------------------------------------------- */

static struct screen_search *plain, *slow;

/* The least that a name may give in a search at the usual threshold: fields add no more. */
#define LOW 48000

/* There is an answer, sound, and the same without the index. */
static void
answered(struct bytes name, bool cut, const char *what)
{
    struct hits a = ask(plain, name, LOW, false), b = ask(slow, name, LOW, true);
    const char *why = hits_wrong(&a, name, LOW), *remark = screen_search_remark(plain);

    tap_ok(why == NULL && same_hits(&a, &b) &&
            (remark != NULL && strcmp(remark, "cut") == 0) == cut,
        "%s: %zu hits%s%s%s", what, a.count, remark != NULL ? ", " : "",
        remark != NULL ? remark : "", why != NULL ? why : "");
}

static void
hostile(void)
{
    static char text[10240];
    struct work *of = fresh();
    struct screen_list l = invent_list(of, 200, 40);

    plain = opened(of, built(of, &l, 1));
    slow = opened(of, built(of, &l, 1));
    answered(bytes_of(""), false, "no letter");
    answered(bytes_of("v"), false, "one letter");
    answered(bytes_of("\u674e"), false, "one letter of Han");
    memset(text, 'v', sizeof(text));
    answered(bytes_from(text, 10000), true, "10,000 letters, one word");
    for (size_t i = 0; i < 10000; i++)
        text[i] = " vatomi"[i % 7];
    answered(bytes_from(text, 10000), true, "10,000 letters, many words");
    for (size_t i = 0; i < 10000; i += 2)
        memcpy(text + i, "\u0301", 2);
    answered(bytes_from(text, 10000), false, "combining marks only");
    memset(text, 0, sizeof(text));
    answered(bytes_from(text, 500), false, "NULs");
    answered(bytes_from("\0vato\0mi\0", 9), false, "NULs among letters");
    for (size_t i = 0; i < 256; i++)
        text[i] = (char)i;
    answered(bytes_from(text, 256), false, "each byte");
    answered(bytes_of("vato\xff\xc3 mi\xed\xa0\x80la \xf8\x88\x80\x80\x80"), false,
        "bytes that are no UTF-8");
    answered(bytes_of("vato \u0432\u0430\u0442\u043e \u0627\u0628\u0648 \uae40\uc815 "
                      "\u738b \u05d3\u05d5\u05d3 va\u0442o"),
        false, "mixed scripts");
    work_close(of);
}

static void
identical(void)
{
    static const char *texts[1000];
    struct work *of = fresh();
    struct screen_list l, none = {.name = bytes_of("NONE")};
    struct screen_entry nameless = {.list = none.name, .ref = bytes_of("1")};
    struct hits h;
    bool order = true;

    for (size_t i = 0; i < COUNT_OF(texts); i++)
        texts[i] = "Vorel Tamsin Okadri";
    l = list_of(of, texts, COUNT_OF(texts));
    plain = opened(of, built(of, &l, 1));
    slow = opened(of, built(of, &l, 1));
    h = ask(plain, bytes_of(texts[0]), 1000, false);
    for (size_t i = 0; i < h.count; i++)
        order &= h.at[i].entry == i;
    tap_ok(h.count == COUNT_OF(texts) && h.all == h.count && order,
        "1,000 identical names are 1,000 hits in the order of the list");
    h = ask(slow, bytes_of("Vorel Tamsen"), 1000, true);
    tap_ok(h.count == COUNT_OF(texts), "also near ones, and without the index");

    plain = opened(of, built(of, &none, 1));
    tap_ok(ask(plain, bytes_of("vorel"), -1000000, false).count == 0 &&
            ask(plain, bytes_of("vorel"), -1000000, true).count == 0,
        "an empty list has no hits");
    none.entries = &nameless;
    none.count = 1;
    plain = opened(of, built(of, &none, 1));
    tap_ok(ask(plain, bytes_of("vorel"), -1000000, true).count == 0,
        "nor has an entry without a name");
    plain = opened(of, built(of, NULL, 0));
    tap_ok(ask(plain, bytes_of("vorel"), -1000000, false).count == 0,
        "nor have no lists");
    work_close(of);
}

/* ---- Numbers ------------------------------------------------------------------------------ */

/* Of two sisters each has a number of her own. */
static void
numbers(void)
{
    static const char *const texts[] = {"Vorel Tamsin 5"};
    struct work *of = fresh();
    struct screen_list l = list_of(of, texts, COUNT_OF(texts));
    struct screen_search *s = opened(of, built(of, &l, 1));
    struct hits h = ask(s, bytes_of("Vorel Tamsin Five"), 1, false);
    int same = h.count == 1 ? h.at[0].points : 0, other, none;

    h = ask(s, bytes_of("Vorel Tamsin 6"), 1, false);
    other = h.count == 1 ? h.at[0].points : 0;
    h = ask(s, bytes_of("Vorel Tamsin"), 1, false);
    none = h.count == 1 ? h.at[0].points : 0;
    tap_ok(same > none && none > other + 30000 && other > 0,
        "another number speaks against it, more than none: %d, %d, %d", same, none,
        other);
    work_close(of);
}

/* ---- Several names in one field -------------------------------------------------------------- */

static void
fields_of_several(void)
{
    static const char *const texts[] = {"Okadri Mikas", "Vorel Tamsin; Zelim Undra; Kosk",
        "Ferin Halup (Amsu Tirol; Wenko Dal)"};
    static const char *const asked[] = {"Vorel Tamsin", "Zelim Undra", "Amsu Tirol",
        "Wenko Dal", "Ferin Halup"};
    struct work *of = fresh();
    struct screen_list l = list_of(of, texts, COUNT_OF(texts));
    struct screen_search *s = opened(of, built(of, &l, 1));

    for (size_t i = 0; i < COUNT_OF(asked); i++) {
        struct hits h = ask(s, bytes_of(asked[i]), 85000, false);

        tap_ok(h.count == 1 && h.at[0].entry == (i < 2 ? 1U : 2U),
            "%s is a name of its own", asked[i]);
    }
    work_close(of);
}

/* ---- Memory ------------------------------------------------------------------------------- */

static bool
makes(struct work *of, const struct screen_list *l, struct screen_search **s)
{
    struct screen_index *x;

    return screen_index_build(of, l, 1, &x) && screen_search_open(of, x, s);
}

static void
short_of_memory(void)
{
    struct work *of = fresh();
    struct screen_list l = invent_list(of, 6, 10);
    unsigned long n, told = 0;

    for (n = 1;; n++) {
        struct screen_search *s;
        struct work *part;
        bool good;

        faults_plan(CALL_BIT(CALL_ALLOC) | CALL_BIT(CALL_MAP), n, HOW_NUMBER, 0);
        part = work_open(&faults_os);
        good = part != NULL && makes(part, &l, &s);
        told += part == NULL || (!good && work_fault(part) == FAULT_MEMORY);
        work_close(part);
        if (fault_plan.hit == 0)
            break;
    }
    faults_off();
    tap_ok(told == n - 1 && n > 10,
        "memory fails at each of %lu places of an index, told each time", told);
    work_close(of);
}

static void
no_memory_at_all(void)
{
    struct work *list = fresh(), *part;
    struct screen_list l = invent_list(list, 100, 40);
    struct screen_search *s = NULL;
    size_t found = 0;

    part = work_open(&faults_os);
    if (part == NULL || !makes(part, &l, &s))
        need(NULL);
    faults_plan(CALL_BIT(CALL_ALLOC) | CALL_BIT(CALL_MAP), 1, HOW_NUMBER, 0);
    fault_plan.from = true;
    for (unsigned i = 0; i < 1000; i++) {
        struct name n = invent_query(&l, 40);

        found += ask(s, bytes_from(n.at, n.len), SCREEN_THRESHOLD, i % 4 == 0).count;
    }
    tap_ok(fault_plan.count == 0 && work_ok(part) && found > 100,
        "1,000 searches, %zu hits, ask for no memory", found);
    faults_off();
    work_close(part);
    work_close(list);
}

int
main(void)
{
    w = fresh();
    start_seed();
    if (!screen_start(w))
        return 1;
    faults_over(&os_real, "unix");
    sums();
    bands();
    settings();
    fields();
    hostile();
    identical();
    numbers();
    fields_of_several();
    short_of_memory();
    no_memory_at_all();
    work_close(w);
    return tap_end();
}
