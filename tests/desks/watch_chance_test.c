/*
 * watch, when entries come, go and change by chance: what became of each is told, and though few are
 * looked at the rows of each run are those of screening all, as a replay does.
 */
#include "engines/exchange/sim.h"

#include "engines/screen/screen.h"

#define HEAD "list,ref,type,kind,name,dob,country\n"

static struct sim *eu;

static const char *
file(struct work *w, const char *names)
{
    put_file(at(w, "names.csv"), names, strlen(names));
    return at(w, "names.csv");
}

static struct json *
watch(struct work *w)
{
    return sim_do(w, eu, "watch", "{}");
}

static int64_t
number(const struct json *answer, const char *path)
{
    const struct json *v = json_at(answer, path);

    return v != NULL && v->type == JSON_INTEGER ? v->integer : -1;
}

/* Entries that come, go and change by chance; 0: it is not listed. */
#define ENTRIES 12
#define OTHER_ENTRIES 75
#define ROUNDS (WATCHED ? 10 : 40)
static const char *const called[ENTRIES] = {"Vladan Orsimov", "Karim Belhadi",
    "Zoltan Quermeth", "Anselm Tarrago", "Bruno Ostwaldt", "Cesar Pimentos",
    "Dario Quintanel", "Emil Rastovic", "Felix Sandoval", "Gregor Tymoshen",
    "Hektor Ulfenau", "Ingmar Vasquelo"};
static unsigned was[ENTRIES], is[ENTRIES];

static void
change(struct work *w)
{
    static unsigned year = 1900;
    struct buffer b = buffer_open(w, 4096);
    struct bytes text;
    const char *list;

    buffer_text(&b, HEAD "U,U.0,P,primary,Nobody Atall,,\n");
    for (unsigned i = 0; i < OTHER_ENTRIES;
         i++) /* so that the list stays much the same */
        buffer_format(&b, "U,V.%u,P,primary,W%cggl%cw%cx Ph%cppl%c,,\n", i,
            "aeiou"[i % 5], "aeiou"[i / 5 % 5], 'a' + (int)(i % 26), "aeiou"[i % 3],
            'a' + (int)(i * 7 % 26));
    for (unsigned e = 0; e < ENTRIES; e++) {
        was[e] = is[e];
        if (chance(4) == 0)
            is[e] = chance(2) == 0 ? 0 : ++year;
        if (is[e] != 0)
            buffer_format(&b, "U,U.%u,P,primary,%s,%u,\n", e + 1, called[e], is[e]);
    }
    buffer_format(&b, "U,U.%u,P,primary,Version Mark,,\n", ++year);
    NEED(w, buffer_bytes(&b, &text) && work_string(w, text, &list));
    put_file(at(w, "list.csv"), list, text.len);
    sim_do(w, eu, "lists import", "{\"file\":[\"%s\"],\"shrunk\":\"R\"}",
        at(w, "list.csv"));
}

/* What is told of an entry, as it must be. */
static bool
right(struct work *w, const struct json *answer, unsigned e)
{
    const char *ref = work_format(w, "U.%u", e + 1),
               *want = was[e] == is[e] ? ""
        : was[e] == 0                  ? "new"
        : is[e] == 0                   ? "delisted"
                                       : "changed";

    for (const struct json *i = json_get(answer, "items")->first; i != NULL;
         i = i->next) {
        int64_t moved = number(i, "points") - number(i, "was");

        if (strcmp(sim_text(w, i, "ref"), ref) != 0)
            continue;
        if (*want == '\0') /* how rare its name is moved it */
            return !strcmp(sim_text(w, i, "what"), "changed") &&
                (moved >= 1000 || moved <= -1000) && json_at(i, "parts") == NULL;
        return !strcmp(sim_text(w, i, "what"), want);
    }
    return *want == '\0';
}

/* A replay screens all, and holds its rows against the hash that the run kept. */
static bool
again_all(struct work *w, const struct json *answer, const char *names)
{
    answer = sim_do(w, eu, "replay", "{\"run\":\"%s\",\"queries\":\"%s\"}",
        sim_text(w, answer, "runs.0.id"), file(w, names));
    return json_at(answer, "same")->truth;
}

/* Of how many entries that are as they were the points are others; ${points} are those of the run before. */
static unsigned
moved(struct work *w, const struct json *answer, int64_t *points)
{
    int64_t before[ENTRIES];
    unsigned out = 0;

    memcpy(before, points, sizeof(before));
    memset(points, 0, sizeof(before));
    answer =
        sim_do(w, eu, "replay", "{\"run\":\"%s\"}", sim_text(w, answer, "runs.0.id"));
    for (const struct json *i = json_get(answer, "hits")->first; i != NULL; i = i->next) {
        int64_t row = number(i, "row");

        if (strcmp(sim_text(w, i, "ref"), work_format(w, "U.%d", (int)row + 1)) == 0)
            points[row] = number(i, "points");
    }
    for (unsigned e = 0; e < ENTRIES; e++)
        out += was[e] == is[e] && before[e] != points[e];
    return out;
}

static void
by_chance(struct work *w)
{
    struct buffer b = buffer_open(w, 4096);
    unsigned wrong = 0, told_of = 0, same = 0, others = 0;
    int64_t looked = 0, points[ENTRIES] = {0};
    struct json *answer;
    struct bytes names;
    const char *text;

    buffer_text(&b, "id,name\n");
    for (unsigned e = 0; e < ENTRIES; e++) {
        buffer_format(&b, "%u,%s\n", e, called[e]);
        is[e] = 1890; /* all are listed at first */
    }
    NEED(w, buffer_bytes(&b, &names) && work_string(w, names, &text));
    sim_do(w, eu, "watch add",
        "{\"file\":\"%s\",\"class\":\"other\",\"retain\":\"2099-01-01\"}", file(w, text));
    change(w);
    moved(w, watch(w), points);
    for (int i = 0; i < ROUNDS; i++) {
        change(w);
        answer = watch(w);
        looked += number(answer, "runs.0.looked");
        others += moved(w, answer, points);
        same += again_all(w, answer, text);
        for (unsigned e = 0; e < ENTRIES; e++) {
            bool good = right(w, answer, e);

            if (!good)
                printf("# round %d, %s: %u, %u\n", i, called[e], was[e], is[e]);
            wrong += !good;
            told_of += was[e] != is[e];
        }
    }
    tap_ok(wrong == 0 && told_of > ROUNDS, "of %u changes by chance each is told",
        told_of);
    tap_ok(others == 0, "of an entry that is as it was the points are as they were");
    tap_ok(same == ROUNDS && looked > 0 && looked < ROUNDS * ENTRIES,
        "though in %d watches only %lld times one of %d was looked at, the rows are "
        "those of "
        "screening all",
        ROUNDS, (long long)looked, ENTRIES);
}

int
main(void)
{
    struct work *w = sim_start();

    NEED(w, screen_start(w));
    chance_start();
    eu = sim_new(w, "eu", 1);
    by_chance(w);
    sim_end();
    work_close(w);
    return tap_end();
}
