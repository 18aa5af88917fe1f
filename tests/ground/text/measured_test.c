/*
 * measured_test: how often the same name in two scripts comes to the same consonants.  Prints a
 * table; the floors are what was measured when it was written, less a little.
 *
 * "same" is letters without vowels, y, w and doubling; "sound" takes together what scripts do
 * not tell apart or spell by custom.  Most pairs are names of people of other languages, so no
 * column can come near to all.
 */
#include "tests/tap.h"

#include "tests/ground/text/said.h"

/* ---- Consonants ------------------------------------------------------------------------------- */

static const struct sound {
    const char *letters;
    char sound; /* 0: silent */
} sounds[] = {{"sch", 's'}, {"tch", 's'}, {"dzh", 's'}, {"ph", 'f'}, {"dj", 's'},
    {"zh", 's'}, {"sh", 's'}, {"ch", 's'}, {"ts", 's'}, {"tz", 's'}, {"dz", 's'},
    {"kh", 'k'}, {"gh", 'k'}, {"th", 't'}, {"dh", 't'}, {"ce", 's'}, {"ci", 's'},
    {"cy", 's'}, {"ks", 's'}, {"x", 's'}, {"s", 's'}, {"z", 's'}, {"j", 's'}, {"k", 'k'},
    {"q", 'k'}, {"g", 'k'}, {"c", 'k'}, {"t", 't'}, {"d", 't'}, {"b", 'p'}, {"p", 'p'},
    {"f", 'f'}, {"v", 'f'}, {"l", 'l'}, {"r", 'r'}, {"m", 'm'}, {"n", 'n'}};

/* Longest first; one byte is always gone over. */
static char
sound_of(const char **at)
{
    for (size_t i = 0; i < COUNT_OF(sounds); i++) {
        size_t len = strlen(sounds[i].letters);

        if (**at == *sounds[i].letters && strncmp(*at, sounds[i].letters, len) == 0) {
            *at += len;
            return sounds[i].sound;
        }
    }
    ++*at;
    return 0;
}

static void
consonants(const char *letters, bool by_sound, char *out)
{
    size_t done = 0;

    for (const char *at = letters; *at != '\0';) {
        char c = *at;

        if (by_sound)
            c = sound_of(&at);
        else
            at++;
        if (c == 0 || strchr(" aeiouyw", c) != NULL || (done > 0 && out[done - 1] == c))
            continue;
        out[done++] = c;
    }
    out[done] = '\0';
}

static bool
same(const char *one, const char *other, bool by_sound)
{
    char a[TEXT_LETTERS + TEXT_WORDS + 1], b[sizeof(a)];

    consonants(one, by_sound, a);
    consonants(other, by_sound, b);
    return strcmp(a, b) == 0;
}

/* ---- Pairs of names ------------------------------------------------------------------------- */

static FILE *
unpack(const char *path)
{
    char command[8192];
    FILE *from;

    snprintf(command, sizeof(command), "xz -dc '%s'", path);
    from = popen(command, "r");
    if (from == NULL)
        abort();
    return from;
}

/* The fields of a line, in its place. */
static size_t
fields(char *line, char *out[], size_t most)
{
    size_t count = 0;

    line[strcspn(line, "\r\n")] = '\0';
    while (count < most) {
        char *tab = strchr(line, '\t');

        out[count++] = line;
        if (tab == NULL)
            break;
        *tab = '\0';
        line = tab + 1;
    }
    return count;
}

static void
pairs(const char *language, unsigned floor_same, unsigned floor_sound)
{
    unsigned long all = 0, agree = 0, sound = 0;
    char name[128], line[4096], *field[3];
    FILE *from;

    snprintf(name, sizeof(name), "screen-dev/translit_%s.tsv.xz", language);
    from = unpack(tap_data(name));
    while (fgets(line, sizeof(line), from) != NULL) {
        struct said latin, native;
        unsigned long bearers;

        if (fields(line, field, 3) < 2 || strcmp(field[0], "latin") == 0)
            continue;
        bearers = field[2] != NULL ? strtoul(field[2], NULL, 10) : 0;
        bearers += bearers == 0;
        latin = said(bytes_of(field[0]));
        native = said(bytes_of(field[1]));
        all += bearers;
        if (same(latin.text, native.text, false))
            agree += bearers;
        if (same(latin.text, native.text, true))
            sound += bearers;
    }
    if (pclose(from) != 0 || all == 0)
        abort();
    printf("# %-10s %8lu bearers, same %5.1f %%, sound %5.1f %%\n", language, all,
        100.0 * (double)agree / (double)all, 100.0 * (double)sound / (double)all);
    tap_ok(agree * 1000 >= all * floor_same && sound * 1000 >= all * floor_sound,
        "%s: the same consonants in %u, the same sounds in %u of 1,000", language,
        floor_same, floor_sound);
}

/* ---- Names of lists -------------------------------------------------------------------------- */

/* The lists' names in order of their entries, as said. */
struct listed {
    char key[40]; /* list and reference */
    char *text;
};
static struct listed *names;
static size_t name_count;

static int
by_key(const void *one, const void *other)
{
    return strcmp(((const struct listed *)one)->key, ((const struct listed *)other)->key);
}

static bool
load(void)
{
    FILE *from = unpack(tap_data("lists/merged/names_2026.tsv.xz"));
    char line[65536], *field[5];
    size_t room = 0;

    while (fgets(line, sizeof(line), from) != NULL) {
        struct said s;

        if (fields(line, field, 5) < 5)
            continue;
        s = said(bytes_of(field[4]));
        if (s.words.count == 0 || s.words.word[0].script != TEXT_LATIN)
            continue;
        if (name_count == room) {
            room = room * 2 + 1024;
            names = realloc(names, room * sizeof(*names));
        }
        if (names == NULL)
            abort();
        snprintf(names[name_count].key, sizeof(names[0].key), "%s %s", field[0],
            field[1]);
        names[name_count++].text = strdup(s.text);
    }
    qsort(names, name_count, sizeof(*names), by_key);
    return pclose(from) == 0 && name_count > 1000;
}

static struct listed *
first_of(const char *key)
{
    size_t low = 0, high = name_count;

    while (low < high) {
        size_t middle = low + (high - low) / 2;

        if (strcmp(names[middle].key, key) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return names + low;
}

/* Does a word sound as one of the name does, or as two together? */
static bool
heard_in(const char *word, char *name)
{
    char *words[2 * TEXT_WORDS], both[TEXT_LETTERS];
    size_t count = 0;
    bool heard = false;
    char *rest = NULL, *copy = strdup(name);

    for (char *at = strtok_r(copy, " ", &rest); at != NULL;
         at = strtok_r(NULL, " ", &rest))
        words[count++] = at;
    for (size_t i = 0; i < count && !heard; i++) {
        heard = same(word, words[i], true);
        if (i + 1 < count) {
            snprintf(both, sizeof(both), "%s%s", words[i], words[i + 1]);
            heard = heard || same(word, both, true);
        }
    }
    free(copy);
    return heard;
}

static void
listed(const char *script, unsigned floor)
{
    FILE *from = fopen(tap_data("screen-dev/xscript.tsv"), "r");
    unsigned long all = 0, heard = 0;
    char line[65536], *field[4], key[40];

    while (from != NULL && fgets(line, sizeof(line), from) != NULL) {
        struct listed *at, *last;
        struct said s;

        if (fields(line, field, 4) < 4 || strcmp(field[1], script) != 0)
            continue;
        snprintf(key, sizeof(key), "%s %s", field[2], field[3]);
        s = said(bytes_of(field[0]));
        at = first_of(key);
        last = at;
        while (last < names + name_count && strcmp(last->key, key) == 0)
            last++;
        for (unsigned i = 0; i < s.words.count; i++) {
            char word[TEXT_LETTERS + 1];
            bool found = false;

            snprintf(word, sizeof(word), "%.*s", s.words.word[i].len,
                s.words.letter + s.words.word[i].at);
            for (struct listed *n = at; n < last && !found; n++)
                found = heard_in(word, n->text);
            all++;
            heard += found;
        }
    }
    if (from == NULL || fclose(from) != 0 || all == 0)
        abort();
    printf("# %-10s %8lu words, %5.1f %% heard in a Latin name of their entry\n", script,
        all, 100.0 * (double)heard / (double)all);
    tap_ok(heard * 1000 >= all * floor, "%s: %u of 1,000 words are heard", script, floor);
}

int
main(void)
{
    struct work *w = work_open(&os_real);

    (void)TAP_NEED_DATA("screen-dev/xscript.tsv");
    tap_ok(text_start(w), "it starts");
    pairs("russian", 525, 775);
    pairs("arabic", 525, 860);
    pairs("hebrew", 560, 730);
    pairs("korean", 320, 455);
    pairs("chinese", 178, 300);
    pairs("japanese", 300, 450);
    tap_ok(load(), "the lists' names");
    listed("CYRILLIC", 800);
    listed("ARABIC", 790);
    listed("GREEK", 470);
    listed("HEBREW", 380);
    listed("HANGUL", 680);
    listed("CJK", 225);
    work_close(w);
    return tap_end();
}
