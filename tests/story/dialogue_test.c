/*
 * The dialogue that tools/demo.sh tells, beside the press release that it rests on: every
 * sentence has a record or a reason why not, every record has its lines, nobody else is
 * named, no year is added, and nothing is quoted.
 */
#include "core/records/fixture.h"

#define RECORDS "tools/demo/dialogue/"
#define NOTES "tests/story/dialogue.tsv"
#define QUOTE 9 /* words in a row that would be a quotation */
#define SENTENCES 64

static const char *const kinds_told[] = {"activity", "commitment", "dialogue", "document",
    "event", "framework", "group", "joint-statement", "outcome", "priority", "review",
    "role"};

struct span {
    size_t first; /* lines, from 1 */
    size_t last;
};

/* Everything that is compared. */
struct story {
    struct work *w;
    struct bytes text;    /* the press release */
    const char *flat;     /* the same on one line, single blanks */
    struct json *records; /* {"kind", "body"} */
    struct json *notes;   /* {"what", "of", "is"} */
    struct span sentences[SENTENCES];
    size_t sentence_count;
};

/* ---- Reading --------------------------------------------------------------------------- */

static struct bytes
load(struct work *w, const char *path)
{
    struct bytes text;

    NEED(w, file_load(w, path, 1024 * 1024, &text));
    return text;
}

static bool
next_line(struct bytes *rest, struct bytes *line)
{
    const uint8_t *end;

    if (rest->len == 0)
        return false;
    end = memchr(rest->at, '\n', rest->len);
    *line = end == NULL ? *rest : bytes_from(rest->at, (size_t)(end - rest->at));
    *rest =
        end == NULL ? (struct bytes){0} : bytes_from(end + 1, rest->len - line->len - 1);
    return true;
}

static void
load_records(struct story *s)
{
    s->records = json_array(s->w);
    for (size_t i = 0; i < COUNT_OF(kinds_told); i++) {
        struct bytes line,
            rest = load(s->w, work_format(s->w, RECORDS "%s.jsonl", kinds_told[i]));

        while (next_line(&rest, &line)) {
            struct json *one = json_object(s->w), *body;

            NEED(s->w, json_read(s->w, line, &json_written, &body));
            json_put(one, "kind",
                json_string(s->w, work_format(s->w, "%s/1", kinds_told[i])));
            json_put(one, "body", body);
            json_add(s->records, one);
        }
    }
}

static void
load_notes(struct story *s)
{
    struct bytes line, rest = load(s->w, NOTES);

    s->notes = json_array(s->w);
    while (next_line(&rest, &line)) {
        static const char *const names[] = {"what", "of", "is"};
        struct json *one = json_object(s->w);

        if (line.len == 0 || line.at[0] == '#')
            continue;
        for (size_t i = 0; i < COUNT_OF(names); i++) {
            const uint8_t *tab = memchr(line.at, '\t', line.len);
            size_t len = tab != NULL ? (size_t)(tab - line.at) : line.len;

            json_put(one, names[i], json_text(s->w, bytes_from(line.at, len)));
            line =
                bytes_from(line.at + len + (tab != NULL), line.len - len - (tab != NULL));
        }
        json_add(s->notes, one);
    }
}

/* A note of that sort about that, or NULL. */
static const struct json *
note(const struct story *s, const char *what, struct bytes of)
{
    for (const struct json *n = s->notes->first; n != NULL; n = n->next)
        if (bytes_is(json_get_text(n, "what"), what) &&
            bytes_equal(json_get_text(n, "of"), of))
            return n;
    return NULL;
}

/* On one line, with single blanks; a word that a hyphen breaks at a line's end is whole. */
static const char *
flatten(struct work *w, struct bytes text)
{
    struct buffer b = buffer_open(w, 1024 * 1024);
    struct bytes out;

    for (size_t i = 0; i < text.len; i++) {
        bool blank = text.at[i] == '\n' || text.at[i] == ' ';

        if (!blank)
            buffer_byte(&b, text.at[i]);
        else if (b.len > 0 && b.at[b.len - 1] != ' ' && b.at[b.len - 1] != '-')
            buffer_byte(&b, ' ');
    }
    buffer_byte(&b, '\0');
    NEED(w, buffer_bytes(&b, &out));
    return (const char *)out.at;
}

/* ---- Sentences ------------------------------------------------------------------------ */

/* "Ms." and "Mr." end no sentence. */
static bool
is_title(struct bytes text, size_t dot)
{
    return dot >= 2 && text.at[dot - 2] == 'M' &&
        (text.at[dot - 1] == 's' || text.at[dot - 1] == 'r');
}

static bool
ends_here(struct bytes text, size_t i)
{
    size_t next = i + 1;

    if (text.at[i] == '\n')
        return next < text.len && text.at[next] == '\n';
    if (text.at[i] != '.' || is_title(text, i))
        return false;
    while (next < text.len && (text.at[next] == ' ' || text.at[next] == '\n'))
        next++;
    return next > i + 1 &&
        (next == text.len || (text.at[next] >= 'A' && text.at[next] <= 'Z'));
}

/* A heading, and each side of a gap, is one too. */
static void
split(struct story *s)
{
    size_t line = 1, first = 0;

    for (size_t i = 0; i < s->text.len; i++) {
        if (first == 0 && s->text.at[i] != '\n' && s->text.at[i] != ' ')
            first = line;
        if (first != 0 && ends_here(s->text, i)) {
            if (s->sentence_count < SENTENCES)
                s->sentences[s->sentence_count++] = (struct span){first, line};
            first = 0;
        }
        line += s->text.at[i] == '\n';
    }
}

/* ---- Places -------------------------------------------------------------------------- */

/* The next of "line 3, lines 5-6"; false at the end, or where it is no such thing. */
static bool
next_place(const char **rest, struct span *out)
{
    int taken = 0;

    if (sscanf(*rest, "lines %zu-%zu%n", &out->first, &out->last, &taken) != 2) {
        taken = 0;
        if (sscanf(*rest, "line %zu%n", &out->first, &taken) != 1)
            return false;
        out->last = out->first;
    }
    *rest += taken;
    if (strncmp(*rest, ", ", 2) == 0)
        *rest += 2;
    return true;
}

static const char *
places_of(struct work *w, const struct json *record)
{
    const char *text;

    NEED(w,
        work_string(w, json_get_text(json_at(record, "body.core.source"), "place"),
            &text));
    return text;
}

static bool
within(const struct span *inner, const struct span *outer)
{
    return inner->first >= outer->first && inner->last <= outer->last;
}

/* Every record cites lines, and each of these is a sentence's or within one. */
static void
test_places(struct story *s)
{
    size_t good = 0, count = 0;

    for (const struct json *r = s->records->first; r != NULL; r = r->next) {
        const char *rest = places_of(s->w, r);
        bool sound = *rest != '\0';
        struct span place;

        while (sound && *rest != '\0') {
            bool found = false;

            sound = next_place(&rest, &place);
            for (size_t i = 0; sound && i < s->sentence_count; i++)
                found = found || within(&place, &s->sentences[i]);
            sound = sound && found;
        }
        if (!sound)
            printf("#   %s\n", places_of(s->w, r));
        good += sound;
        count++;
    }
    tap_ok(count > 20 && good == count,
        "%zu of %zu records cite sentences by their lines", good, count);
}

static bool
is_told(struct story *s, const struct span *sentence)
{
    for (const struct json *r = s->records->first; r != NULL; r = r->next) {
        const char *rest = places_of(s->w, r);
        struct span place;

        while (next_place(&rest, &place))
            if (within(&place, sentence))
                return true;
    }
    return false;
}

static void
test_sentences(struct story *s)
{
    size_t good = 0, excused = 0;

    for (size_t i = 0; i < s->sentence_count; i++) {
        const char *line = work_format(s->w, "%zu", s->sentences[i].first);
        bool told = is_told(s, &s->sentences[i]);
        bool why = note(s, "sentence", bytes_of(line)) != NULL;

        if (!told && !why)
            printf("#   lines %zu-%zu have no record\n", s->sentences[i].first,
                s->sentences[i].last);
        good += told;
        excused += !told && why;
    }
    tap_ok(s->sentence_count >= 12 && good + excused == s->sentence_count,
        "%zu sentences: %zu have a record, %zu a reason", s->sentence_count, good,
        excused);
}

/* ---- People, years, words ------------------------------------------------------------------ */

static const struct json *
people_of(const struct json *record)
{
    return json_at(record, "body.participants.people");
}

/* As the press release prints it. */
static const char *
printed(struct story *s, struct bytes name)
{
    const char *text;

    for (const struct json *n = s->notes->first; n != NULL; n = n->next)
        if (bytes_is(json_get_text(n, "what"), "misprint") &&
            bytes_equal(json_get_text(n, "is"), name))
            name = json_get_text(n, "of");
    NEED(s->w, work_string(s->w, name, &text));
    return text;
}

static size_t
times(const char *in, const char *what)
{
    size_t count = 0;

    while ((in = strstr(in, what)) != NULL) {
        count++;
        in += strlen(what);
    }
    return count;
}

static void
test_people(struct story *s)
{
    size_t good = 0, count = 0, holders = 0;
    size_t titled = times(s->flat, "Ms ") + times(s->flat, "Ms. ") +
        times(s->flat, "Mr ") + times(s->flat, "Mr. ");

    for (const struct json *r = s->records->first; r != NULL; r = r->next) {
        const struct json *people = people_of(r);

        holders +=
            json_at(r, "body.holder") != NULL || json_at(r, "body.persons") != NULL;
        for (const struct json *p = people != NULL ? people->first : NULL; p != NULL;
             p = p->next) {
            const char *name = printed(s, json_get_text(p, "name"));

            count++;
            if (strstr(s->flat, name) != NULL)
                good++;
            else
                printf("#   %s is not named there\n", name);
        }
    }
    tap_ok(good == count && count == titled,
        "%zu people, and they are those that it names (%zu)", count, titled);
    tap_ok(holders == 0, "nobody else is in any part that tells of people");
}

/* Each text below, but for where it stands in the press release. */
static void
each_text(struct story *s, const struct json *in,
    void (*see)(struct story *s, struct bytes text, size_t *wrong), size_t *wrong)
{
    if (in->type == JSON_TEXT)
        see(s, in->text, wrong);
    for (const struct json *i =
             in->type == JSON_ARRAY || in->type == JSON_OBJECT ? in->first : NULL;
         i != NULL; i = i->next)
        if (in->type == JSON_ARRAY ||
            (!bytes_is(i->name, "source") && !bytes_is(i->name, "participants")))
            each_text(s, i, see, wrong);
}

static bool
is_digit(struct bytes t, size_t i)
{
    return i < t.len && t.at[i] >= '0' && t.at[i] <= '9';
}

static void
see_year(struct story *s, struct bytes t, size_t *wrong)
{
    for (size_t i = 0; i + 4 <= t.len; i++) {
        struct bytes year = bytes_from(t.at + i, 4);
        const char *text = work_format(s->w, "%.4s", (const char *)year.at);
        bool is = (i == 0 || !is_digit(t, i - 1)) && !is_digit(t, i + 4);

        for (size_t d = 0; d < 4; d++)
            is = is && is_digit(t, i + d);
        if (is && strstr(s->flat, text) == NULL && note(s, "reckoned", year) == NULL) {
            printf("#   %s\n", text);
            ++*wrong;
        }
    }
}

/* Do that many words of it stand there in a row? */
static void
see_quote(struct story *s, struct bytes t, size_t *wrong)
{
    const char *whole;

    NEED(s->w, work_string(s->w, t, &whole));
    for (const char *from = whole; from != NULL; from = strchr(from, ' ')) {
        const char *end = from += *from == ' ';
        size_t words = 0;

        while (words < QUOTE && *end != '\0') {
            end += strcspn(end, " ");
            words++;
            end += words < QUOTE && *end == ' ';
        }
        if (words == QUOTE &&
            strstr(s->flat, work_format(s->w, "%.*s", (int)(end - from), from)) != NULL) {
            printf("#   quoted: %.*s\n", (int)(end - from), from);
            ++*wrong;
            return;
        }
    }
}

static void
test_words(struct story *s)
{
    size_t years = 0, quotes = 0, planted = 0;

    for (const struct json *r = s->records->first; r != NULL; r = r->next) {
        each_text(s, json_get(r, "body"), see_year, &years);
        each_text(s, json_get(r, "body"), see_quote, &quotes);
    }
    tap_ok(years == 0, "no year that it does not tell");
    tap_ok(quotes == 0, "no %d words in a row are taken from it", QUOTE);
    see_year(s, bytes_of("in 1999"), &planted);
    see_quote(s, bytes_of("that the needs of victims of terrorism deserve to be heard"),
        &planted);
    tap_ok(planted == 2, "a planted year and a planted quotation are found");
}

/* ---- Records by themselves --------------------------------------------------------------------- */

/* As its kind has it, and recorded: no state is said of anyone. */
static void
test_recorded(struct story *s)
{
    struct kinds *kinds;
    size_t good = 0, count = 0;

    NEED(s->w, kinds_open(s->w, &kinds));
    for (const struct json *r = s->records->first; r != NULL; r = r->next, count++) {
        const struct kind *kind = kinds_find(kinds, json_get_text(r, "kind"));
        const struct json *core = json_at(r, "body.core");
        struct record one = {.kind = json_get_text(r, "kind"), .part_count = 1};
        struct kind_stage stage;
        struct json *findings;
        size_t errors;

        one.parts[0] =
            (struct part){.name = bytes_of("core"), .present = true, .value = core};
        NEED(s->w, kind != NULL && kind_stage(s->w, kind, &one, NULL, 0, &stage));
        NEED(s->w,
            kind_findings(s->w, kind, &one, &stage, NOW, NULL, &findings, &errors));
        good += stage.final && bytes_is(stage.state, "recorded") && errors == 0;
    }
    tap_ok(count > 20 && good == count, "%zu of %zu stand as recorded, and break no rule",
        good, count);
}

int
main(void)
{
    const char *path = TAP_NEED_DATA("coordination/dialogue-2020.txt");
    struct story s = {.w = fixture_work()};

    s.text = load(s.w, path);
    s.flat = flatten(s.w, s.text);
    load_records(&s);
    load_notes(&s);
    split(&s);
    test_recorded(&s);
    test_places(&s);
    test_sentences(&s);
    test_people(&s);
    test_words(&s);
    work_close(s.w);
    return tap_end();
}
