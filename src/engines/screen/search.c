/*
 * A query against an index: what its name gives, and its other fields.
 */
#include <stdlib.h>
#include <string.h>

#include "engines/screen/counterparts.h"
#include "engines/screen/search.h"
#include "engines/screen/spellings.h"

/* What fields of a query can add, or take, in thousandths of points. */
#define BORN_SAME 6000
#define BORN_YEAR 3000
#define BORN_DAY (-4000)   /* another day and month of that year */
#define BORN_NEAR (-12000) /* the same of the year before or behind */
#define BORN_OTHER (-30000)
#define COUNTRY_SAME 2000
#define COUNTRY_OTHER (-3000)
#define SEX_OTHER (-25000)
#define SORT_OTHER (-12000)
#define NUMBER_SAME 20000

struct screen_search {
    const struct screen_index *index;
    struct find *find;
    const char *remark;
    size_t found; /* entries, by the name alone */
    struct rank *ranks;
    struct screen_hit *hits;
};

/* What was found, by all that is known. */
struct rank {
    int points;
    uint32_t entry;
    uint32_t at; /* in what was found */
};

bool
screen_search_open(struct work *w, const struct screen_index *x,
    struct screen_search **out)
{
    struct screen_search *s = work_alloc(w, sizeof(*s));

    if (s == NULL)
        return false;
    s->index = x;
    s->ranks = work_room(w, FOUND_MOST * sizeof(*s->ranks));
    s->hits = work_room(w, FOUND_MOST * sizeof(*s->hits));
    *out = s;
    return s->ranks != NULL && s->hits != NULL && find_open(w, x, &s->find);
}

const char *
screen_search_remark(const struct screen_search *s)
{
    return s->remark;
}

size_t
screen_search_found(const struct screen_search *s)
{
    return s->found;
}

/* ---- Fields ---------------------------------------------------------------------------------- */

static void
add(struct screen_hit *h, enum screen_why why, int points, struct bytes asked,
    struct bytes listed)
{
    if (h->count == SCREEN_PARTS || points == 0)
        return;
    h->parts[h->count++] = (struct screen_part){.why = (uint8_t)why,
        .points = points,
        .asked = asked,
        .listed = listed};
    h->points += points;
}

/* Two days.  A day and a month may be written the other way round, and one figure wrong. */
static int
days_points(const struct screen_date *a, const struct screen_date *b)
{
    bool day = a->day == b->day, month = a->month == b->month;

    if (a->from != b->from)
        return day && month ? 0 : BORN_NEAR;
    if (day && month)
        return BORN_SAME;
    if (a->month == b->day && a->day == b->month)
        return BORN_YEAR;
    return day || month ? 0 : BORN_DAY;
}

/* The dates that lists give are often about, and often one year off. */
static int
born_points(const struct screen_date *asked, const struct held_entry *e)
{
    int best = BORN_OTHER;

    for (size_t i = 0; i < e->date_count; i++) {
        const struct screen_date *d = &e->dates[i];
        int off = d->about ? 3 : 1, p = BORN_OTHER;
        bool days = asked->month > 0 && d->month > 0 && asked->day > 0 && d->day > 0;

        if (asked->from > d->to + off || asked->to < d->from - off)
            p = BORN_OTHER;
        else if (days && !d->about && d->from == d->to)
            p = days_points(asked, d);
        else
            p = asked->from <= d->to && asked->to >= d->from ? BORN_YEAR : 0;
        best = p > best ? p : best;
    }
    return e->date_count == 0 ? 0 : best;
}

static int
country_points(struct bytes asked, const struct held_entry *e)
{
    for (size_t i = 0; i < e->country_count; i++)
        if (bytes_equal(asked, held_country(e, i)))
            return COUNTRY_SAME;
    return e->country_count == 0 ? 0 : COUNTRY_OTHER;
}

/* The next of the letters and digits that are compared, capitals or not; 0: there is none. */
static uint8_t
number_next(struct bytes number, size_t *at)
{
    while (*at < number.len) {
        uint8_t c = number.at[(*at)++];

        if ((c >= '0' && c <= '9') || c >= 0x80)
            return c;
        if ((c | 32) >= 'a' && (c | 32) <= 'z')
            return c | 32;
    }
    return 0;
}

static bool
same_number(struct bytes a, struct bytes b)
{
    size_t i = 0, j = 0;

    for (;;) {
        uint8_t x = number_next(a, &i), y = number_next(b, &j);

        if (x != y)
            return false;
        if (x == 0)
            return true;
    }
}

uint32_t
search_number(struct bytes number)
{
    size_t at = 0;
    uint32_t h = 2166136261U;

    for (uint8_t c; (c = number_next(number, &at)) != 0;)
        h = (h ^ c) * 16777619U;
    return h;
}

static bool
has_number(struct bytes asked, const struct held_entry *e)
{
    for (size_t i = 0; i < e->id_count; i++)
        if (same_number(asked, held_number(e, i)))
            return true;
    return false;
}

/* What fields say of an entry. */
#define FIELDS 6
struct fields {
    unsigned count;
    int points; /* of all */
    struct {
        enum screen_why why;
        int points;
    } at[FIELDS];
};

static void
say(struct fields *f, enum screen_why why, int points)
{
    if (points == 0)
        return;
    f->at[f->count].why = why;
    f->at[f->count++].points = points;
    f->points += points;
}

static struct fields
fields_of(const struct held_entry *e, const struct screen_query *q)
{
    struct fields f = {0};
    /* Who was born is a person. */
    enum screen_type type =
        q->type == SCREEN_ANY && q->born.from != 0 ? SCREEN_PERSON : q->type;

    if (q->born.from != 0) {
        int points = born_points(&q->born, e);

        say(&f, points == BORN_YEAR ? SCREEN_YEAR : SCREEN_BORN, points);
    }
    if (q->country.len > 0)
        say(&f, SCREEN_COUNTRY, country_points(q->country, e));
    if (q->gender != SCREEN_GENDER_UNKNOWN && e->gender != SCREEN_GENDER_UNKNOWN &&
        q->gender != e->gender)
        say(&f, SCREEN_SEX, SEX_OTHER);
    if (q->number.len > 0 && has_number(q->number, e))
        say(&f, SCREEN_NUMBER, NUMBER_SAME);
    if (type != SCREEN_ANY && e->type != SCREEN_ANY && type != e->type)
        say(&f, SCREEN_SORT, SORT_OTHER);
    return f;
}

/* No more than this can the fields of a query add. */
static int
fields_most(const struct screen_query *q)
{
    return (q->born.from != 0 ? BORN_SAME : 0) + (q->country.len > 0 ? COUNTRY_SAME : 0) +
        (q->number.len > 0 ? NUMBER_SAME : 0);
}

int
search_could_add(const struct screen_query *q, const struct screen_entry *e)
{
    return (q->born.from != 0 && e->date_count > 0 ? BORN_SAME : 0) +
        (q->country.len > 0 && e->country_count > 0 ? COUNTRY_SAME : 0);
}

/* ---- The name -------------------------------------------------------------------------------- */

static struct bytes
words_of(struct bytes name, const struct tokens *t, unsigned at, unsigned count)
{
    size_t from = t->at[at].from, to = t->at[at + count - 1].to;

    return from <= to && to <= name.len ? bytes_from(name.at + from, to - from)
                                        : (struct bytes){0};
}

/* In how many entries the lists write the one word of a link for the other. */
static uint32_t
taught(const struct screen_search *s, uint32_t form, const struct score_link *link)
{
    const struct lexicon *x = &s->index->lexicon;
    const uint32_t *words = form_words(x->slots + x->forms[form].slots);

    return link->asked_count > 1 || link->listed_count > 1
        ? 0
        : spellings_of(x, &find_asked(s->find)->at[link->asked], words[link->listed]);
}

/* Is the form what a name's words begin with?  That is all of it. */
static bool
is_acronym(const struct screen_search *s, uint32_t form)
{
    const struct lexicon *x = &s->index->lexicon;
    const uint32_t *words = form_words(x->slots + x->forms[form].slots);

    return x->words[words[0]].token.class == TOKEN_ACRONYM;
}

static void
name_parts(struct screen_search *s, const struct found *f, struct screen_hit *h,
    const struct screen_query *q)
{
    static const uint8_t why[SCORE_WHYS] = {[SCORE_WORD] = SCREEN_WORD,
        [SCORE_CONFLICT] = SCREEN_CONFLICT,
        [SCORE_LEFT_OUT] = SCREEN_LEFT_OUT,
        [SCORE_ORDER] = SCREEN_ORDER,
        [SCORE_ALONE] = SCREEN_ALONE,
        [SCORE_NEAR] = SCREEN_NEAR,
        [SCORE_RARE] = SCREEN_RARITY};
    const struct lexicon_name *name;
    struct tokens listed;
    struct score score;
    struct bytes text;

    find_score(s->find, f->form, &score);
    name = &s->index->lexicon.names[f->name];
    /* A name of an archive that is no text has nothing in it. */
    text = name->from + (size_t)name->len <= h->name.text.len
        ? bytes_from(h->name.text.at + name->from, name->len)
        : h->name.text;
    tokens_of(text, &listed);
    for (unsigned i = 0; i < score.count; i++) {
        const struct score_part *p = &score.part[i];
        struct bytes a = {0}, b = {0};

        if (p->why == SCORE_WORD) {
            a = words_of(q->name, find_asked(s->find), p->link.asked,
                p->link.asked_count);
            b = is_acronym(s, f->form)
                ? text
                : words_of(text, &listed, p->link.listed, p->link.listed_count);
        }
        add(h, (enum screen_why)why[p->why], p->points, a, b);
        if (p->why == SCORE_WORD && p->link.alike == SCORE_SPELLED && h->count > 0)
            h->parts[h->count - 1].times = taught(s, f->form, &p->link);
    }
}

/* That the name is not its own. */
static void
counterpart(const struct screen_search *s, const struct found *f, struct screen_hit *h)
{
    const struct lexicon *x = &s->index->lexicon;
    uint32_t of = x->names[f->name].entry;
    const struct bytes none = {0};

    if (of == f->entry)
        return;
    add(h, SCREEN_COUNTERPART, -SCORE_COUNTERPART, none, none);
    h->parts[h->count - 1].times = counterparts_shared(x, f->entry, of);
}

/* What the points are the sum of. */
static void
add_parts(struct screen_search *s, const struct found *f, const struct screen_query *q,
    struct screen_hit *h)
{
    const struct bytes none = {0};
    struct held_entry e;
    struct fields said;

    name_parts(s, f, h, q);
    counterpart(s, f, h);
    held_entry(&s->index->lexicon.held, f->entry, &e);
    said = fields_of(&e, q);
    for (unsigned i = 0; i < said.count; i++)
        add(h, said.at[i].why, said.at[i].points,
            said.at[i].why == SCREEN_COUNTRY      ? q->country
                : said.at[i].why == SCREEN_NUMBER ? q->number
                                                  : none,
            none);
}

static const char *
band_of(int points)
{
    return points >= 97000 ? "strong" : points >= 87000 ? "good" : "possible";
}

static int
rank_order(const void *a, const void *b)
{
    const struct rank *x = a, *y = b;

    if (x->points != y->points)
        return x->points < y->points ? 1 : -1;
    return x->entry < y->entry ? -1 : x->entry > y->entry;
}

/* Does a query say anything but a name? */
static bool
has_fields(const struct screen_query *q)
{
    return q->born.from != 0 || q->country.len > 0 ||
        q->gender != SCREEN_GENDER_UNKNOWN || q->number.len > 0 || q->type != SCREEN_ANY;
}

/* Those that reach the threshold, the best first. */
static uint32_t
rank(struct screen_search *s, const struct found *found, uint32_t count,
    const struct screen_query *q, int threshold)
{
    bool fields = has_fields(q);
    uint32_t kept = 0;

    for (uint32_t i = 0; i < count; i++) {
        struct held_entry e;
        int points = found[i].points;

        if (fields) {
            held_entry(&s->index->lexicon.held, found[i].entry, &e);
            points += fields_of(&e, q).points;
        }
        if (points >= threshold)
            s->ranks[kept++] = (struct rank){points, found[i].entry, i};
    }
    if (kept > 1)
        qsort(s->ranks, kept, sizeof(*s->ranks), rank_order);
    return kept;
}

/* Who was found, and by which name; nothing is said of points. */
static void
open_hit(const struct screen_index *index, const struct found *f, struct screen_hit *h)
{
    const struct lexicon *x = &index->lexicon;
    struct held_entry e, of;

    held_entry(&x->held, f->entry, &e);
    held_entry(&x->held, x->names[f->name].entry, &of);
    h->index = index;
    h->entry = f->entry;
    h->list = e.in;
    h->on = e.list;
    h->ref = e.ref;
    h->name = held_name(&of, x->names[f->name].at);
    h->name_on = h->name_ref = (struct bytes){0};
    if (x->names[f->name].entry != f->entry) {
        h->name_on = of.list;
        h->name_ref = of.ref;
    }
    h->points = 0;
    h->count = 0;
}

void
screen_search(struct screen_search *s, const struct screen_query *q,
    const struct screen_settings *how, const struct screen_hit **hits, size_t *count,
    size_t *all)
{
    const struct found *found;
    uint32_t n, more, kept;

    (how->exhaustive ? find_all : find_names)(s->find, q->name,
        how->threshold - fields_most(q), &found, &n, &more);
    s->found = (size_t)n + more;
    s->remark = !find_asked(s->find)->whole ? "cut" : more > 0 ? "more" : NULL;
    kept = rank(s, found, n, q, how->threshold);
    *all = (size_t)kept + more;
    *count = how->most > 0 && kept > how->most ? how->most : kept;
    for (uint32_t i = 0; i < *count; i++) {
        struct screen_hit *h = &s->hits[i];

        open_hit(s->index, &found[s->ranks[i].at], h);
        if (!how->bare)
            add_parts(s, &found[s->ranks[i].at], q, h);
        h->points = s->ranks[i].points;
        h->band = band_of(h->points);
    }
    *hits = s->hits;
}

bool
screen_hit_entry(struct work *w, const struct screen_hit *h,
    const struct screen_entry **out)
{
    struct held_entry entry;

    held_entry(&h->index->lexicon.held, h->entry, &entry);
    return held_whole(w, &entry, out);
}
