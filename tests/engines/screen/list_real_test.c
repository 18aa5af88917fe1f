/*
 * list_real_test: the official lists as they are.  How much is read of each was counted apart,
 * by other means, from the same files; none of their names stands here.
 */
#include "tests/engines/screen/fixture.h"

#define UN "un/consolidated_"
#define CONSOLIDATED "eu/oj_2026/consolidated/"
static const char big_ofac[] =
    "ofac/sdn_2024-05-03.csv ofac/alt_2025-12.csv ofac/add_2025-12.csv";

/* ---- Files -------------------------------------------------------------------------------- */

static struct list_files
files_of(struct work *w, const char *names)
{
    struct list_files out = {.count = 0};
    char name[256];

    for (size_t len; *names != '\0'; names += len + (names[len] == ' ')) {
        len = strcspn(names, " ");
        snprintf(name, sizeof(name), "%.*s", (int)len, names);
        out.file[out.count++] =
            (struct screen_file){unpacked(w,
                                     scratch_text("%s/%s.xz", tap_data("lists"), name)),
                scratch_text("%s", name)};
    }
    return out;
}

/* All tables of the EU, in the order of their names. */
static const char *
consolidated(struct work *w)
{
    struct buffer b = buffer_open(w, 1 << 16);
    char line[1024];
    struct bytes out;
    FILE *from = popen(scratch_text("ls '%s'",
                           scratch_text("%s/%s", tap_data("lists"), CONSOLIDATED)),
        "r");

    while (from != NULL && fgets(line, sizeof(line), from) != NULL) {
        line[strcspn(line, "\n")] = '\0';
        if (strlen(line) > 3 && strcmp(line + strlen(line) - 3, ".xz") == 0)
            line[strlen(line) - 3] = '\0';
        buffer_format(&b, "%s" CONSOLIDATED "%s", b.len > 0 ? " " : "", line);
    }
    buffer_byte(&b, 0);
    if (from == NULL || pclose(from) != 0 || !buffer_bytes(&b, &out))
        exit(1);
    return (const char *)out.at;
}

/* ---- Counts ------------------------------------------------------------------------------- */

struct counts {
    size_t entries, persons, others; /* vessels and aircraft */
    size_t names, weak, former, script;
    size_t dates, ranges;
    size_t male, listed;
};

static struct counts
count(const struct screen_list *l)
{
    struct counts c = {.entries = l->count, .names = l->names};

    for (size_t i = 0; i < l->count; i++) {
        const struct screen_entry *e = &l->entries[i];

        c.persons += e->type == SCREEN_PERSON;
        c.others += e->type == SCREEN_VESSEL || e->type == SCREEN_AIRCRAFT;
        c.male += e->gender == SCREEN_MALE;
        c.listed += e->listed.len > 0;
        for (size_t n = 0; n < e->name_count; n++) {
            c.weak += e->names[n].kind == SCREEN_WEAK;
            c.former += e->names[n].kind == SCREEN_FORMER;
            c.script += e->names[n].kind == SCREEN_SCRIPT;
        }
        c.dates += e->date_count;
        for (size_t n = 0; n < e->date_count; n++)
            c.ranges += e->dates[n].from != e->dates[n].to;
    }
    return c;
}

/* What must hold of every list. */
static bool
sound(const struct screen_list *l)
{
    size_t names = 0;

    for (size_t i = 0; i < l->count; i++) {
        const struct screen_entry *e = &l->entries[i];

        names += e->name_count;
        if (e->ref.len == 0 || e->list.len == 0 || e->name_count == 0 ||
            e->names[0].kind != SCREEN_PRIMARY)
            return false;
        for (size_t n = 0; n < e->name_count; n++)
            if (e->names[n].text.len == 0 || !utf8_valid(e->names[n].text) ||
                (n > 0 && e->names[n].kind == SCREEN_PRIMARY))
                return false;
        for (size_t n = 0; n < e->date_count; n++)
            if (e->dates[n].from < 1800 || e->dates[n].to < e->dates[n].from ||
                e->dates[n].month > 12 || e->dates[n].day > 31)
                return false;
        for (size_t n = 0; n < e->country_count; n++)
            if (e->countries[n].len != 2)
                return false;
    }
    return names == l->names;
}

static void
reads(const char *names, const char *date, const struct counts *want)
{
    struct work *w = fresh(), *of = fresh();
    struct list_files files = files_of(w, names);
    struct screen_list l;
    struct counts is;

    if (!screen_list_read(of, files.file, files.count, &l)) {
        tap_ok(false, "%s: %s", names, work_why(of));
    } else {
        is = count(&l);
        if (!tap_ok(memcmp(&is, want, sizeof(is)) == 0 && sound(&l) &&
                    bytes_is(l.date, date),
                "%.60s: %zu entries, %zu names", names, is.entries, is.names))
            printf("#   .entries %zu, %zu, %zu, names %zu, %zu, %zu, %zu, dates %zu, "
                   "%zu, "
                   "male %zu, listed %zu; %.*s\n",
                is.entries, is.persons, is.others, is.names, is.weak, is.former,
                is.script, is.dates, is.ranges, is.male, is.listed, (int)l.date.len,
                (const char *)l.date.at);
    }
    work_close(of);
    work_close(w);
}

#define READS(names, date, ...) reads(names, date, &(const struct counts){__VA_ARGS__})

static void
lists(void)
{
    struct work *w = fresh();

    READS(UN "2016-03-07.xml", "2016-03-07", 1025, 630, 0, 3945, 513, 14, 402, 797, 29,
        48, 1025);
    READS(UN "2018-10-29.xml", "2018-10-29", 1093, 703, 0, 4246, 606, 15, 413, 881, 31,
        57, 1093);
    READS(UN "2020-11-30.xml", "2020-11-30", 1018, 713, 0, 4182, 628, 14, 409, 882, 32,
        59, 1018);
    READS(UN "2022-09-15.xml", "2022-09-15", 952, 699, 0, 4125, 607, 14, 398, 871, 33, 61,
        952);
    READS(UN "2025-04-19.xml", "2025-04-19", 877, 684, 0, 4007, 630, 17, 379, 867, 32, 52,
        877);
    READS(UN "2026-02-27.xml", "2026-02-27", 1003, 730, 0, 4225, 628, 18, 377, 893, 31,
        52, 1003);
    READS("eu/fsf_1_1_2022-03-18_first1044.xml", "2022-03-18", 1044, 716, 0, 4790, 0, 0,
        0, 695, 37, 329, 427);
    READS("eu/whole_1_0_2016-02-11.xml", "2016-02-11", 595, 319, 0, 2703, 0, 0, 0, 405,
        17, 109, 0);
    READS(consolidated(w), "", 8017, 4500, 708, 21354, 203, 61, 0, 4124, 42, 3192, 7715);
    READS(big_ofac, "", 14965, 6854, 1227, 36256, 3578, 620, 0, 7533, 104, 3737, 0);
    READS("ofac/2021-07/sdn.csv ofac/2021-07/alt.csv ofac/2021-07/add.csv "
          "ofac/2021-07/sdn_comments.csv",
        "", 8976, 4620, 683, 23321, 2417, 393, 0, 5124, 79, 1384, 0);
    READS("ofac/2024-03-reserialised/sdn.csv ofac/2024-03-reserialised/alt.csv "
          "ofac/2024-03-reserialised/add.csv",
        "", 14452, 6721, 1198, 35590, 3441, 653, 0, 7393, 104, 3617, 0);
    READS("ofac/nonsdn/cons_prim.csv ofac/nonsdn/cons_alt.csv ofac/nonsdn/cons_add.csv "
          "ofac/nonsdn/cons_comments.csv",
        "", 442, 79, 0, 1585, 69, 144, 0, 74, 0, 2, 0);
    READS("ofac/nonsdn/consolidated_2022-03-24.xml", "2022-03-24", 462, 80, 0, 1627, 68,
        140, 0, 75, 0, 1, 0);
    READS("ofac/nonsdn/consolidated_2024-05-06.xml", "2024-05-06", 443, 79, 0, 1568, 66,
        141, 0, 74, 0, 2, 0);
    READS("ofac/nonsdn/consolidated_2025-03-28.xml", "2025-03-28", 443, 80, 0, 1578, 70,
        141, 0, 75, 0, 3, 0);
    READS("ofac/nonsdn/CONS_ENHANCED_2025-01-14.xml", "2025-01-10", 443, 80, 0, 1623, 70,
        141, 45, 75, 0, 3, 443);
    READS("us/csl_2022-04.csv", "", 14160, 5286, 716, 34081, 0, 0, 0, 5858, 57, 2143,
        2520);
    READS("uk/ConList_2025-04-10.csv", "2025-04-10", 4686, 3662, 15, 15964, 607, 15, 3226,
        3542, 0, 2382, 4686);
    READS("uk/ConList_2022-05-04.csv", "2022-05-04", 3430, 2771, 15, 11447, 560, 12, 1731,
        2796, 0, 1460, 3430);
    READS("uk/ConList_2016-03-23.csv", "2016-03-23", 1924, 1269, 0, 4968, 0, 12, 0, 1315,
        0, 0, 1924);
    READS("uk/UKSL_index_2025-08-11.csv", "", 5300, 3752, 461, 5300, 0, 0, 0, 0, 0, 0,
        5300);
    READS("uk/uksl_2026-05_normalised/subject_names.csv "
          "uk/uksl_2026-05_normalised/subjects.csv",
        "", 6046, 3883, 632, 15042, 599, 0, 0, 0, 0, 0, 6046);
    READS("ca/sema_2022.xml", "", 2606, 2069, 0, 3965, 0, 0, 0, 645, 0, 0, 0);
    READS("ca/sema_2025-05.xml", "", 4759, 3334, 109, 8316, 0, 0, 0, 1718, 2, 0, 4759);
    READS("merged/names_2026.tsv", "", 31680, 12021, 2435, 92046, 1220, 0, 377, 894, 0, 0,
        0);
    work_close(w);
}

/* ---- Damaged ------------------------------------------------------------------------------ */

static void
damaged(void)
{
    struct work *w = fresh();
    struct list_files files = files_of(w, UN "2025-08-16.xml");
    struct bytes out;

    tap_ok(refused_with(w, reads_files(w, &files, &out),
               UN "2025-08-16.xml: line 53: PCDATA invalid Char value 25"),
        "a list that was saved in a one-byte code page");
    files = files_of(w, "eu/fsf_1_1_2022-03-18_truncated.xml");
    tap_ok(refused_with(w, reads_files(w, &files, &out), "truncated.xml: line 28198: "),
        "a list whose loading broke off");
    work_close(w);
}

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define CUTS 4
#else
#define CUTS 64
#endif

/* Cut at random places: refused with the line, or behind its end and the same. */
static void
cuts(const char *names, bool ends, uint64_t *seed)
{
    struct work *w = fresh(), *of;
    struct list_files files = files_of(w, names);
    struct bytes text = files.file[0].text;
    size_t refused = 0, between = 0, step = 4096, n = 0;
    bool torture = getenv("LIAISON_TORTURE") != NULL;

    for (size_t at = 0; torture ? at < text.len : n < CUTS; n++, at += step) {
        struct screen_list l;

        *seed = *seed * UINT64_C(6364136223846793005) + 1442695040888963407;
        if (!torture)
            at = (size_t)(*seed >> 20) % text.len;
        files.file[0].text.len = at;
        of = fresh();
        if (screen_list_read(of, files.file, files.count, &l))
            between += at > 0 &&
                (text.at[at - 1] == '\n' || text.at[at - 1] == 0x1A ||
                    text.at[at - 1] == '>');
        else
            refused += work_fault(of) == FAULT_INVALID &&
                (strstr(work_why(of), ": line ") != NULL || at == 0);
        work_close(of);
    }
    tap_ok(refused + between == n && (!ends || between <= 1),
        "%.50s cut %zu times: %zu refused, %zu between lines", names, n, refused,
        between);
    work_close(w);
}

static void
cut_lists(void)
{
    const char *given = getenv("LIAISON_SEED");
    uint64_t seed = given != NULL ? strtoull(given, NULL, 10) : 20260227;

    printf("# LIAISON_SEED=%llu\n", (unsigned long long)seed);
    cuts(UN "2026-02-27.xml", true, &seed);
    cuts("eu/fsf_1_1_2022-03-18_first1044.xml", true, &seed);
    cuts("eu/whole_1_0_2016-02-11.xml", true, &seed);
    cuts(CONSOLIDATED "32014R0269.csv", false, &seed);
    cuts(big_ofac, true, &seed);
    cuts("ofac/nonsdn/consolidated_2025-03-28.xml", true, &seed);
    cuts("ofac/nonsdn/CONS_ENHANCED_2025-01-14.xml", true, &seed);
    cuts("us/csl_2022-04.csv", false, &seed);
    cuts("uk/ConList_2025-04-10.csv", false, &seed);
    cuts("uk/ConList_2016-03-23.csv", false, &seed);
    cuts("ca/sema_2025-05.xml", true, &seed);
    cuts("merged/names_2026.tsv", false, &seed);
}

/* ---- Time and memory ---------------------------------------------------------------------- */

static size_t most, now;

static void *
count_alloc(size_t len)
{
    size_t *at = os_real.alloc(len + 16);

    if (at == NULL)
        return NULL;
    *at = len;
    now += len;
    most = now > most ? now : most;
    return at + 2;
}

static void
count_release(void *at)
{
    if (at == NULL)
        return;
    now -= ((size_t *)at)[-2];
    os_real.release((size_t *)at - 2);
}

/* Into ${keep}, with the file in memory only as long as it is read. */
static double
timed(struct work *keep, const char *names)
{
    struct work *w = fresh();
    struct list_files files = files_of(w, names);
    struct screen_list l;
    int64_t began;

    for (size_t i = 0; i < files.count; i++)
        now += files.file[i].text.len;
    began = os_real.ticks();
    if (!screen_list_read(keep, files.file, files.count, &l))
        exit(1);
    began = os_real.ticks() - began;
    printf("# %.40s: %.1f ms, %.1f MB at most so far\n", names, (double)began / 1000,
        (double)most / 1e6);
    for (size_t i = 0; i < files.count; i++)
        now -= files.file[i].text.len;
    work_close(w);
    return (double)began / 1000;
}

/* The four big lists, together. */
static void
measure(void)
{
    struct os os = os_real;
    struct work *keep, *w = fresh();
    double ms;

    os.alloc = count_alloc;
    os.release = count_release;
    keep = work_open(&os);
    ms = timed(keep, big_ofac);
    ms += timed(keep, "uk/ConList_2025-04-10.csv");
    ms += timed(keep, consolidated(w));
    ms += timed(keep, UN "2026-02-27.xml");
    printf("# together %.0f ms\n", ms);
#ifndef __SANITIZE_ADDRESS__
    tap_ok(most < 40 << 20, "the four big lists are read in %.1f MB, files and all",
        (double)most / 1e6);
#endif
    work_close(keep);
    work_close(w);
}

int
main(void)
{
    (void)TAP_NEED_DATA("lists");
    measure();
    lists();
    damaged();
    cut_lists();
    return tap_end();
}
