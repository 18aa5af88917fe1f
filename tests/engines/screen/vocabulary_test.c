/*
 * vocabulary_test: ordinary words of organisations are what they mean, in any script and with
 * any ending; names are left alone; and every word of the table is found as what it is there for.
 */
#include "engines/screen/screen.h"
#include "engines/screen/vocabulary.h"
#include "tests/ground/xml/fixture.h"

/* What the words of a name mean, those that are not known as a dash. */
static const char *
meaning(struct bytes name)
{
    static char text[1024];
    struct text_words words;
    size_t len = 0;
    unsigned n;

    text_words(name, &words);
    for (unsigned i = 0; i < words.count; i += n) {
        const char *as = vocabulary_find(name, &words, i, &n);

        as = as == NULL ? "-" : as;
        if (len > 0)
            text[len++] = ' ';
        memcpy(text + len, as, strlen(as));
        len += strlen(as);
    }
    text[len] = '\0';
    return text;
}

static void
names(void)
{
    static const char *const rows[][2] =
        {/* Of letters: whole words, and stems with any ending. */
            {"Министерство", "ministry"}, {"МИНИСТЕРСТВА", "ministry"},
            {"министерствата", "ministry"}, {"Міністэрства", "ministry"},
            {"Υπουργείο", "ministry"}, {"Εθνική Τράπεζα", "national bank"},
            {"وزارت", "ministry"}, {"الوزارة", "- ministry"},
            {"شرکت ملی", "company national"}, {"Ministerstvo", "ministry"},
            {"Banque", "bank"},
            /* In Latin as it is written by who only transliterates. */
            {"gosudarstvennoe predpriyatie", "state enterprise"},
            {"gosudarstvennogo PREDPRIIATIIA", "state enterprise"},
            /* A stem begins a word, and a whole word is whole. */
            {"Банк", "bank"}, {"Банков", "-"}, {"неминистерство", "-"}, {"Banquet", "-"},
            {"бан", "-"},
            /* Each script has words of its own. */
            {"και kai", "and -"},
            /* What is made of several is a name. */
            {"Нефтегазворелстрой", "-"}, {"ВоенВорел", "-"},
            /* Given names that are one. */
            {"Володимир Уладзімір Wolodymyr", "vladimir vladimir vladimir"},
            {"Миколайович mikalaevich", "nikolaevich nikolaevich"},
            /* Names. */
            {"Vorel Tamsin", "- -"}, {"Ворел Тамсин", "- -"}, {"", ""},
            /* Of syllables: the longest word, in names of five and more. */
            {"沃雷尔石油有限公司", "- - - oil co ltd"},
            {"沃雷石油公司", "- - oil company"}, {"沃石油", "- - -"},
            {"보렐무역회사", "- - trade company"}, {"무역", "- -"},
            {"沃石 油公司", "- - - company"}, {"石油", "- -"}};

    for (size_t i = 0; i < COUNT_OF(rows); i++)
        tap_is_text(bytes_of(meaning(bytes_of(rows[i][0]))), rows[i][1], "\"%s\"",
            rows[i][0]);
}

/* Five times, so that a word of syllables is in a name that is long enough. */
static const char *
five(const char *word, size_t len, bool syllables)
{
    static char text[512];

    for (size_t i = 0; i < 5; i++)
        memcpy(text + i * len, word, len);
    text[syllables ? 5 * len : len] = '\0';
    return text;
}

static void
table(void)
{
    size_t bytes = 0, words = 0, bad = 0;

    for (size_t row = 0; row < vocabulary_row_count; row++) {
        const struct vocabulary_row *r = &vocabulary_rows[row];

        bytes += strlen(r->words) + strlen(r->as) + sizeof(*r);
        for (const char *at = r->words; *at != '\0'; words++) {
            size_t len = strcspn(at, " "), whole = len - (at[len - 1] == '-');
            bool syllables = (uint8_t)at[0] >= 0xE3;
            const char *found = meaning(bytes_of(five(at, whole, syllables)));
            size_t n = strlen(found), as = strlen(r->as);

            /* An article stands before some; of syllables all five are found. */
            if (n < as || strcmp(found + n - as, r->as) != 0 ||
                (n > as && found[n - as - 1] != ' ')) {
                printf("# %.*s: %s, not %s\n", (int)len, at, found, r->as);
                bad++;
            }
            at += len + strspn(at + len, " ");
        }
    }
    tap_ok(bad == 0 && words > 1000, "each of %zu words is found as what it means",
        words);
    tap_ok(bytes < (64U << 10), "the table takes %zu bytes", bytes);
}

int
main(void)
{
    struct work *w = fresh();

    if (!screen_start(w))
        return 1;
    names();
    table();
    work_close(w);
    return tap_end();
}
