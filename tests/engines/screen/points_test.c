/*
 * points_test: what of a name counts how much: words that are only alike, and what is left of
 * the names beside them.
 */
#include "support/faults.h"
#include "tests/engines/screen/invented.h"

static struct work *w;

/* How an entry of that name alone is hit by another, among hundreds: its points, and those of each
 * reason. */
struct weighed {
    int points;
    int why[SCREEN_WHYS];
};

static uint8_t type; /* of the entry */

static struct weighed
weigh(const char *asked, const char *listed)
{
    struct work *of = fresh();
    struct screen_list l[2];
    struct weighed out = {0};
    struct hits h;

    l[0] = list_of(of, &listed, 1);
    l[0].entries[0].type = type;
    l[1] = invent_list(of, 600, 200);
    h = ask(opened(of, built(of, l, 2)), bytes_of(asked), -200000, true);
    for (size_t i = 0; i < h.count; i++) {
        if (h.at[i].entry != 0)
            continue;
        out.points = h.at[i].points;
        for (size_t k = 0; k < h.at[i].count; k++)
            out.why[h.at[i].parts[k].why] += h.at[i].parts[k].points;
    }
    work_close(of);
    return out;
}

/* ---- Near words --------------------------------------------------------------------------- */

static void
several_near(void)
{
    struct weighed one = weigh("Vorelm Tamsik", "Vorelm Tamsek"),
                   two = weigh("Vorilm Tamsik", "Vorelm Tamsek");

    tap_ok(one.why[SCREEN_NEAR] == 0 && one.why[SCREEN_WORD] < 100000,
        "one word of two that is only alike costs what it lacks");
    tap_ok(two.why[SCREEN_NEAR] < 0 && two.points < one.points,
        "a second one costs it once more");
    tap_ok(weigh("Vorelm", "Vorilm").why[SCREEN_NEAR] == 0 &&
            weigh("Vorelm Ltd", "Vorilm").why[SCREEN_NEAR] < 0 &&
            weigh("Vorelm Ltd", "Vorelm").why[SCREEN_NEAR] == 0,
        "one that is all that agrees costs more where anything stands beside it");
}

static void
moved_blank(void)
{
    tap_ok(weigh("Lauren Tnkunda", "Laurent Nkunda").why[SCREEN_NEAR] == 0,
        "a blank that moved by a letter is one mistake");
    tap_ok(weigh("Lauren Tnkunda", "Laurent Okadri Nkunda").why[SCREEN_NEAR] < 0,
        "but none moved between words that stand elsewhere");
    tap_ok(weigh("Laurenk Nkumda", "Laurent Nkunda").why[SCREEN_NEAR] < 0,
        "nor where no word is longer");
}

static void
scripts_apart(void)
{
    tap_ok(weigh("\xD9\x85\xD8\xAD\xD9\x85\xD8\xAF \xD8\xAD\xD8\xB3\xD9\x8A\xD9\x86",
               "Muhammad Husayn")
                .why[SCREEN_NEAR] == 0,
        "that Arabic has no short vowels is no mistake");
    tap_ok(weigh("V T Okadri", "Vorelm Tamsin Okadri").why[SCREEN_NEAR] == 0,
        "nor are initials");
}

/* ---- What is left ------------------------------------------------------------------------- */

static void
left_of_listed(void)
{
    struct weighed same = weigh("Vorelm Tamsik", "Vorelm Tamsik Okadri"),
                   near = weigh("Vorelm Tamsik", "Vorelm Okadrovish Tamsek"),
                   father = weigh("Vorelm Tamsik", "Vorelm Okadrovich Tamsek");

    tap_ok(near.why[SCREEN_LEFT_OUT] < same.why[SCREEN_LEFT_OUT] &&
            same.why[SCREEN_LEFT_OUT] > 0,
        "what the list has more is forgiven less beside a word that is only alike");
    tap_ok(father.why[SCREEN_LEFT_OUT] > near.why[SCREEN_LEFT_OUT],
        "but a father's name as ever");
}

/* ---- Sorts of works, initials, articles ---------------------------------------------------- */

static void
works(void)
{
    struct weighed other = weigh("Vorelm Institute", "Vorelm Complex");

    tap_ok(weigh("Vorelm Institute", "Vorelm").points >
            weigh("Vorelm Tamsik", "Vorelm").points + 15000,
        "what a work is, many leave out");
    tap_ok(other.points > weigh("Vorelm Tamsik", "Vorelm Okadri").points &&
            other.why[SCREEN_CONFLICT] < 0,
        "another sort of work is less against a hit than another name");
    tap_ok(weigh("Vorelm Complex", "Okadri Vorelm Complex").why[SCREEN_ALONE] == 0 &&
            weigh("Vorelm Tamsik", "Okadri Vorelm").why[SCREEN_ALONE] < 0,
        "but one that agrees does not leave a name alone");
}

static void
initials(void)
{
    struct weighed several = weigh("J. C. Vorelm", "Jada Corin Vorelm"),
                   one = weigh("J. Vorelm", "Jada Vorelm");

    tap_ok(several.why[SCREEN_WORD] > one.why[SCREEN_WORD],
        "several initials that are asked for say more than one");
}

static void
articles(void)
{
    tap_ok(weigh("Tamsik Abu ELHOUMMAM", "Tamsik Abu el Hoummam").points >=
                SCREEN_THRESHOLD &&
            weigh("Tamsik Abu ELHOUMMAM", "Tamsik Abu al-Hoummam").points >=
                SCREEN_THRESHOLD &&
            weigh("Tamsik Abu KOHOUMMAM", "Tamsik Abu ko Hoummam").points <
                SCREEN_THRESHOLD,
        "an article may be written with its word, however many there are");
}

static void
acronyms(void)
{
    static const char name[] = "Vorelm Missile Industry Group Ltd";
    struct weighed person = weigh("VMIG", name), work;

    type = SCREEN_ENTITY;
    work = weigh("VMIG", name);
    tap_ok(work.why[SCREEN_WORD] == 100000 && person.why[SCREEN_WORD] == 0,
        "a work is what its name begins with, and a person is not");
    tap_ok(weigh("VMIG Ltd", name).points > 70000 && weigh("VMIK", name).points == 0 &&
            weigh("VMIG Tamsik", name).points < 0,
        "to the letter, and beside a legal form, but no other word");
    tap_ok(weigh("VTG", "Vorelm Tamsik Group").points > 70000 &&
            weigh("VG", "Vorelm Group").points == 0 &&
            weigh("ABCDEFG", "Amo Bemo Cemo Demo Emo Femo Gemo").points == 0 &&
            weigh("VTS", "Vorelm Tamsik Seven Sordek").points == 0,
        "of three to six letters, of names without a number");
    type = SCREEN_ANY;
}

int
main(void)
{
    w = fresh();
    if (!screen_start(w))
        need(NULL);
    several_near();
    moved_blank();
    scripts_apart();
    left_of_listed();
    works();
    initials();
    articles();
    acronyms();
    work_close(w);
    return tap_end();
}
