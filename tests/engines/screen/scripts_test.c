/*
 * scripts_test: a name asked for in one script finds who is listed in another.
 *
 * Each row is a list of its own, of the one who is meant and of one who is not, in front.
 */
#include "tests/engines/screen/invented.h"

struct row {
    const char *asked;
    const char *listed;
    const char *other;
};

static void
finds(const char *what, const struct row *rows, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        struct work *w = fresh();
        const char *texts[] = {rows[i].other, rows[i].listed};
        struct screen_list l = list_of(w, texts, COUNT_OF(texts));
        struct hits h =
            ask(opened(w, built(w, &l, 1)), bytes_of(rows[i].asked), 1, false);

        tap_ok(h.count > 0 && h.at[0].entry == 1 &&
                hits_wrong(&h, bytes_of(rows[i].asked), 1) == NULL,
            "%s: %s is %s, not %s", what, rows[i].asked, rows[i].listed, rows[i].other);
        if (h.count > 0)
            printf("# %d points\n", h.at[0].points);
        work_close(w);
    }
}

int
main(void)
{
    static const struct row of_han[] =
        {/* A given name of two syllables is one Latin word. */
            {"王君正", "WANG Junzheng", "WANG Jian"},
            {"朱海仑", "ZHU Hailun", "ZHU Hai Rong"},
            {"대한백호", "Daehan Baekho", "Dae Han"},
            /* So is a place, beside what is translated. */
            {"山东沃雷石化有限公司", "Shandong Wolei Petrochemical Co., Ltd.",
                "Shan Petrochemical Co., Ltd."}};
    static const struct row of_arabic[] = {/* Of God, and of the faith, written apart. */
        {"حبیب الله وريل", "Habibullah Vorel", "Habib Vorel"},
        {"سيف الله", "SAIFULLAH", "Saif"}, {"سيف الله", "Seif Ullah", "Saif"},
        {"نور الدين وريل", "Noureddine Vorel", "Nour Vorel"},
        {"Nur al-Din Vorel", "VOREL, Nuruddin", "VOREL, Nur Al"},
        /* Words of one consonant. */
        {"علي وريل", "Ali Vorel", "Musa Vorel"}, {"آغا", "AGHA", "Ghali"}};
    struct work *w = fresh();

    if (!screen_start(w))
        return 1;
    finds("syllables", of_han, COUNT_OF(of_han));
    finds("Arabic", of_arabic, COUNT_OF(of_arabic));
    work_close(w);
    return tap_end();
}
