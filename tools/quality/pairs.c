/*
 * Are two names, or two records, of one and the same?  The second of each pair is an entry of
 * a list that stands beside the corpus in one index, so that words weigh what they weigh
 * there; the pair matches if a search for the first finds it.
 */
#include <string.h>

#include "tools/quality/quality.h"

struct pairs {
    struct quality *q;
    struct rows rows;    /* of name_pairs */
    size_t *entry;       /* of each row, in names */
    struct json *checks; /* of entity_checks */
    struct screen_list names;
    struct screen_list records;
};

static uint8_t
type_of(struct bytes schema)
{
    return bytes_is(schema, "Person")  ? SCREEN_PERSON
        : bytes_is(schema, "Vessel")   ? SCREEN_VESSEL
        : bytes_is(schema, "Airplane") ? SCREEN_AIRCRAFT
        : bytes_is(schema, "Company") || bytes_is(schema, "Organization") ||
            bytes_is(schema, "PublicBody")
        ? SCREEN_ENTITY
        : SCREEN_ANY;
}

static bool
list_new(struct quality *q, const char *name, size_t most, struct screen_list *out)
{
    out->name = bytes_of(name);
    out->entries = work_alloc(q->w, (most + 1) * sizeof(*out->entries));
    return out->entries != NULL;
}

/* An entry, its reference being its place. */
static bool
entry_add(struct quality *q, struct screen_list *list, struct screen_entry e)
{
    const char *ref = work_format(q->w, "%zu", list->count);

    TRY(ref != NULL);
    e.list = list->name;
    e.ref = bytes_of(ref);
    list->entries[list->count++] = e;
    list->names += e.name_count;
    return true;
}

/* ---- Pairs of names --------------------------------------------------------------------------- */

enum { SCHEMA, FIRST, SECOND, MATCH, QUALITY };

/* A name stands on the list once, however many pairs have it: how often it is there weighs. */
static bool
pairs_read(struct pairs *p)
{
    static const char *const columns[] = {"schema", "name1", "name2", "is_match",
        "quality"};
    struct quality *q = p->q;

    TRY(data_rows(q, "screen-dev/name_pairs.tsv", columns, COUNT_OF(columns), &p->rows));
    p->entry = work_alloc(q->w, (p->rows.count + 1) * sizeof(*p->entry));
    TRY(p->entry != NULL && list_new(q, "pairs", p->rows.count, &p->names));
    for (size_t i = 0; i < p->rows.count; i++) {
        struct screen_entry e = {.type = type_of(cell(&p->rows, i, SCHEMA)),
            .name_count = 1};
        size_t at = 0;

        while (at < p->names.count &&
            (p->names.entries[at].type != e.type ||
                !bytes_equal(p->names.entries[at].names[0].text,
                    cell(&p->rows, i, SECOND))))
            at++;
        p->entry[i] = at;
        if (at < p->names.count)
            continue;
        e.names = work_alloc(q->w, sizeof(*e.names));
        TRY(e.names != NULL);
        e.names[0].text = cell(&p->rows, i, SECOND);
        TRY(entry_add(q, &p->names, e));
    }
    return true;
}

static void
pairs_score(struct pairs *p, const struct search *s)
{
    size_t right = 0, false_alarms = 0, missed = 0;
    struct measure strong = {.set = "name_pairs",
        .part = "errors of quality STRONG",
        .sort = AT_MOST,
        .target = 0};
    struct measure f1 = {.set = "name_pairs",
        .part = "F1",
        .sort = AT_LEAST,
        .target = 0.88};

    for (size_t i = 0; i < p->rows.count; i++) {
        struct screen_query query = {.name = cell(&p->rows, i, FIRST),
            .type = type_of(cell(&p->rows, i, SCHEMA))};
        bool match = bytes_is(cell(&p->rows, i, MATCH), "true");
        bool found = search_finds(s, &query, false, p->names.name,
            p->names.entries[p->entry[i]].ref);

        right += found && match;
        false_alarms += found && !match;
        missed += !found && match;
        if (!bytes_is(cell(&p->rows, i, QUALITY), "STRONG"))
            continue;
        strong.of++;
        strong.count += found != match;
        if (found != match)
            buffer_format(&p->q->notes, "STRONG, %s: %.*s / %.*s\n",
                found ? "found wrongly" : "missed", (int)query.name.len,
                (const char *)query.name.at, (int)cell(&p->rows, i, SECOND).len,
                (const char *)cell(&p->rows, i, SECOND).at);
    }
    /* F1 as a share of counts: 2 TP of 2 TP + FP + FN. */
    f1.count = 2 * right;
    f1.of = 2 * right + false_alarms + missed;
    measured(p->q, &f1);
    measured(p->q, &strong);
}

/* ---- Pairs of records ------------------------------------------------------------------------- */

#define VALUES 16

/* All texts of those properties. */
static size_t
values(const struct json *of, const char *const names[], struct bytes out[VALUES])
{
    size_t count = 0;

    for (; *names != NULL; names++) {
        const struct json *v = json_get(of, *names);

        if (v != NULL && v->type == JSON_TEXT && count < VALUES)
            out[count++] = v->text;
        for (const struct json *i = json_first(v); i != NULL; i = i->next)
            if (i->type == JSON_TEXT && count < VALUES)
                out[count++] = i->text;
    }
    return count;
}

/* Its names; one that stands in parts alone is put together. */
static bool
names_of(struct quality *q, const struct json *of, struct bytes out[VALUES],
    size_t *count)
{
    static const char *const whole[] = {"name", "alias", "weakAlias", "previousName",
        NULL};
    static const char *const parts[] = {"firstName", "middleName", "fatherName",
        "lastName", NULL};
    struct bytes piece[VALUES];
    struct buffer b = buffer_open(q->w, 1 << 16);
    size_t n = values(of, parts, piece);

    *count = values(of, whole, out);
    if (*count > 0 || n == 0)
        return true;
    for (size_t i = 0; i < n; i++) {
        buffer_text(&b, i > 0 ? " " : "");
        buffer_add(&b, piece[i]);
    }
    *count = 1;
    return buffer_bytes(&b, &out[0]);
}

static size_t
countries_of(struct quality *q, const struct json *of, struct bytes out[VALUES])
{
    static const char *const names[] = {"country", "nationality", "citizenship",
        "jurisdiction", NULL};
    size_t count = values(of, names, out);

    for (size_t i = 0; i < count; i++) {
        const char *code = out[i].len < 2
            ? NULL
            : work_format(q->w, "%c%c", out[i].at[0] & ~0x20, out[i].at[1] & ~0x20);

        if (code != NULL)
            out[i] = bytes_of(code);
    }
    return count;
}

static const char *const born_names[] = {"birthDate", NULL};
static const char *const sex_names[] = {"gender", NULL};
static const char *const id_names[] = {"idNumber", "passportNumber", "registrationNumber",
    "taxNumber", "innCode", "ogrnCode", "leiCode", "imoNumber", "mmsi", "swiftBic", NULL};

static uint8_t
gender_of(const struct json *of)
{
    struct bytes value[VALUES];

    if (values(of, sex_names, value) == 0)
        return SCREEN_GENDER_UNKNOWN;
    return bytes_is(value[0], "female") ? SCREEN_FEMALE
        : bytes_is(value[0], "male")    ? SCREEN_MALE
                                        : SCREEN_GENDER_UNKNOWN;
}

static bool
record_entry(struct quality *q, const struct json *check, struct screen_list *to)
{
    const struct json *of = json_get(check, "candidate");
    struct bytes name[VALUES], born[VALUES], id[VALUES];
    struct screen_entry e = {.type = type_of(json_get_text(check, "schema")),
        .gender = gender_of(of)};

    TRY(names_of(q, of, name, &e.name_count));
    e.names = work_alloc(q->w, VALUES * sizeof(*e.names));
    e.dates = work_alloc(q->w, VALUES * sizeof(*e.dates));
    e.ids = work_alloc(q->w, VALUES * sizeof(*e.ids));
    e.countries = work_alloc(q->w, VALUES * sizeof(*e.countries));
    TRY(e.names != NULL && e.dates != NULL && e.ids != NULL && e.countries != NULL);
    for (size_t i = 0; i < e.name_count; i++)
        e.names[i] = (struct screen_name){.text = name[i],
            .kind = i == 0 ? SCREEN_PRIMARY : SCREEN_ALIAS};
    e.country_count = countries_of(q, of, e.countries);
    for (size_t i = 0, n = values(of, born_names, born); i < n; i++)
        if (data_date(born[i]).from != 0)
            e.dates[e.date_count++] = data_date(born[i]);
    e.id_count = values(of, id_names, id);
    for (size_t i = 0; i < e.id_count; i++)
        e.ids[i].number = id[i];
    return entry_add(q, to, e);
}

static bool
checks_read(struct pairs *p)
{
    struct quality *q = p->q;
    struct bytes text;
    struct json *all;

    TRY(data_load(q, "screen-dev/entity_checks.yml", &text));
    if (!yaml_read(q->w, text, &all))
        return fail_in(q->w, "entity_checks.yml");
    TRY(json_need(q->w, all, "checks", JSON_ARRAY, &p->checks));
    TRY(list_new(q, "checks", p->checks->count, &p->records));
    for (const struct json *c = p->checks->first; c != NULL; c = c->next)
        TRY(record_entry(q, c, &p->records));
    return true;
}

/* By any of its names: a query has but one. */
static bool
record_found(struct pairs *p, const struct search *s, const struct json *check,
    struct bytes ref, bool *out)
{
    const struct json *of = json_get(check, "query");
    struct bytes name[VALUES], value[VALUES];
    struct screen_query query = {.type = type_of(json_get_text(check, "schema")),
        .gender = gender_of(of)};
    size_t count;

    TRY(names_of(p->q, of, name, &count));
    if (values(of, born_names, value) > 0)
        query.born = data_date(value[0]);
    if (countries_of(p->q, of, value) > 0)
        query.country = value[0];
    if (values(of, id_names, value) > 0)
        query.number = value[0];
    *out = false;
    for (size_t i = 0; i < count && !*out; i++) {
        query.name = name[i];
        *out = search_finds(s, &query, false, p->records.name, ref);
    }
    return true;
}

static bool
checks_score(struct pairs *p, const struct search *s)
{
    struct measure m = {.set = "entity_checks",
        .part = "right",
        .of = p->checks->count,
        .sort = AT_LEAST,
        .target = 0.95};
    size_t i = 0;

    for (const struct json *c = p->checks->first; c != NULL; c = c->next) {
        bool found;

        TRY(record_found(p, s, c, p->records.entries[i++].ref, &found));
        m.count += found == bytes_is(json_get_text(c, "match"), "true");
    }
    measured(p->q, &m);
    return true;
}

bool
measure_pairs(struct quality *q)
{
    struct work *w = work_open(work_os(q->w));
    struct pairs p = {.q = q};
    struct search s;
    bool good = w != NULL && pairs_read(&p) && checks_read(&p) &&
        search_open((struct screen_list[]){q->corpus, p.names, p.records}, 3, w, &s);

    if (good)
        pairs_score(&p, &s);
    good = good && checks_score(&p, &s);
    return work_join(q->w, w, good);
}
