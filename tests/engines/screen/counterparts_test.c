/*
 * counterparts_test: an entry is found by a name that only another list has of the same subject, and
 * the hit says whose name it is; who is likely another subject lends no name.
 */
#include "tests/engines/screen/invented.h"

#define HEAD "list,ref,type,kind,name,dob,country\n"
/* The name that is asked for, which only list A has. */
#define ASKED "Zelimar Fustin"
#define ALIAS "A,1,P,alias," ASKED ",,\n"

/* What is found with ASKED, by the index and by trying every name; the same, or it ends. */
static struct hits
found(struct work *w, const char *table, int threshold)
{
    struct screen_file file = {bytes_of(table), "table"};
    struct screen_list *l = work_alloc(w, sizeof(*l));
    struct screen_search *s;
    struct hits h, all;
    bool same;

    if (l == NULL || !screen_list_read(w, &file, 1, l)) {
        printf("Bail out! %s\n", work_why(w));
        exit(1);
    }
    s = opened(w, built(w, l, 1));
    all = ask(s, bytes_of(ASKED), threshold, true);
    h = ask(s, bytes_of(ASKED), threshold, false);
    same = h.count == all.count;
    for (size_t i = 0; i < h.count && same; i++)
        same = h.at[i].entry == all.at[i].entry && h.at[i].points == all.at[i].points &&
            h.at[i].count == all.at[i].count;
    if (!same)
        tap_ok(false, "the index and trying every name give the same");
    return h;
}

/* How many names it shares with A's, when B's is found by A's name; 0: it is not found. */
static unsigned
shared(const char *rows)
{
    struct work *w = fresh();
    struct hits h = found(w, scratch_text(HEAD ALIAS "%s", rows), SCREEN_THRESHOLD);
    unsigned out = 0;

    for (size_t i = 0; i < h.count; i++) {
        const struct screen_hit *hit = &h.at[i];
        const struct screen_part *last = &hit->parts[hit->count - 1];

        if (bytes_is(hit->on, "B") && bytes_is(hit->ref, "1") &&
            last->why == SCREEN_COUNTERPART)
            out = last->times;
    }
    work_close(w);
    return out;
}

static void
who(void)
{
    static const struct {
        const char *rows;
        unsigned times;
        const char *what;
    } cases[] = {
        {"A,1,P,primary,Vorel Tamsin,,\nB,1,P,primary,Vorel Tamsin,,\n", 1,
            "who shares a name is found by the other"},
        {"A,1,P,primary,Vorel Tamsin,,\nB,1,P,primary,\"TAMSEEN, Vorel\",,\n", 1,
            "also in another order, and otherwise spelled"},
        {"A,1,P,primary,Vorel Tamsin,,\nA,1,P,alias,Maduk Okadri,,\n"
         "B,1,P,primary,Vorel Tamsin,,\nB,1,P,alias,Maduk Okadri,,\n",
            2, "two shared names are said as two"},
        {"A,1,P,primary,Vorel,,\nB,1,P,primary,Vorel,,\n", 0,
            "one word is not enough to be one"},
        {"A,1,P,primary,Vorel Tamsin,,\nB,1,P,primary,Vorel Tamsin,,\n"
         "B,2,P,primary,Vorel Tamsin,,\n",
            0, "nor is a name that a list has twice"},
        {"A,1,P,primary,Vorel Tamsin,,\nB,1,E,primary,Vorel Tamsin,,\n", 0,
            "a firm is no person's counterpart"},
        {"A,1,P,primary,Vorel Tamsin,1960-01-02,\nB,1,P,primary,Vorel "
         "Tamsin,1985-03-04,\n",
            0, "nor is who was born in another year"},
        {"A,1,P,primary,Vorel Tamsin,1960-01-02,\nB,1,P,primary,Vorel Tamsin,1961,\n", 1,
            "but years of birth that lists differ by are no other"},
        {"A,1,P,primary,Vorel Tamsin,,\nB,1,P,primary,Vorel Tamsyx,,\n", 0,
            "who has a name like it is none"},
    };

    for (size_t i = 0; i < COUNT_OF(cases); i++)
        tap_ok(shared(cases[i].rows) == cases[i].times, "%s: %u", cases[i].what,
            shared(cases[i].rows));
    tap_ok(shared("A,1,P,primary,Vorel Tamsin,,\nA,2,P,primary,Vorel Tamsin,,\n"
                  "B,1,P,primary,Maduk Okadri,,\n") == 0,
        "a list's own entries are none of each other");
}

/* Its points are less than the name's own entry has, and the parts say why. */
static void
points(void)
{
    struct work *w = fresh();
    struct hits h = found(w,
        HEAD ALIAS "A,1,P,primary,Vorel Tamsin,,\nB,1,P,primary,Vorel Tamsin,,\n", 60000);
    int sum = 0;

    if (tap_ok(h.count == 2 && h.at[0].points > h.at[1].points,
            "whose name it is comes first of %zu", h.count)) {
        for (size_t i = 0; i < h.at[1].count; i++)
            sum += h.at[1].parts[i].points;
        tap_ok(h.at[0].name_ref.len == 0 && bytes_is(h.at[1].name_on, "A") &&
                bytes_is(h.at[1].name_ref, "1") && bytes_is(h.at[1].name.text, ASKED),
            "the other says whose name it is");
        tap_ok(sum == h.at[1].points, "and is the sum of its parts");
    }
    h = found(w,
        HEAD ALIAS "A,1,P,primary,Vorel Tamsin,,\nB,1,P,primary,Vorel Tamsin,,\n"
                   "B,1,P,alias," ASKED ",,\n",
        60000);
    tap_ok(h.count == 2 && h.at[0].points == h.at[1].points && h.at[1].name_ref.len == 0,
        "a name of its own is better than a counterpart's");
    work_close(w);
}

int
main(void)
{
    struct work *w = fresh();

    if (!screen_start(w))
        return 1;
    who();
    points();
    work_close(w);
    return tap_end();
}
