/*
 * Groups: values of an axis folded into what they are members of -- countries into regions, each
 * into all that it is one of, on the record's day -- or into what a framework names.
 *
 * They are folded by number, once for each value that there is, and not once for each record.
 */
#include "core/node/matrix_inner.h"

#include <stdlib.h>
#include <string.h>

#define MEMBERS_MAX (1u << 20) /* of one axis, over all its values */

/* ---- What an axis names ---------------------------------------------------------------- */

bool
groups_split(struct counting *m, const char *asked, struct side *s)
{
    const char *at = strchr(asked, '@');

    s->path = asked;
    if (at == NULL)
        return true;
    s->path = work_format(m->work, "%.*s", (int)(at - asked), asked);
    s->list = codebook_find(m->node->codes, bytes_of(at + 1));
    TRY(s->path != NULL);
    return s->list != NULL ||
        fail(m->work, FAULT_USAGE,
            "there is no code list %s here to group by: see `liaison codes list`",
            at + 1);
}

bool
groups_check(struct work *w, const struct side *s)
{
    struct bytes of, name, codes = json_get_text(s->facet.schema, "codes"),
                           none = bytes_of("no list");

    if (s->list == NULL)
        return true;
    of = json_get_text(codelist_json(s->list), "members-of");
    name = json_get_text(codelist_json(s->list), "name");
    if (of.len > 0 && bytes_equal(of, codes))
        return true;
    of = of.len > 0 ? of : none;
    codes = codes.len > 0 ? codes : none;
    return fail(w, FAULT_USAGE,
        "%s cannot be grouped by %.*s: its members are codes of %.*s, and what stands in "
        "the field is of %.*s",
        s->path, (int)name.len, (const char *)name.at, (int)of.len, (const char *)of.at,
        (int)codes.len, (const char *)codes.at);
}

/* ---- A framework ------------------------------------------------------------------------- */

/* Its kind, and its facets as a row has them. */
static bool
read_frame(const struct counting *m, const struct kind **kind, struct bytes *facets)
{
    const struct stored *frame = m->ask->frame;
    struct buffer b = buffer_open(m->work, ROW_MAX);
    struct record *r;

    *kind = kinds_find(m->node->kinds, frame->kind);
    TRY(*kind != NULL || fail(m->work, FAULT_MISSING, "there is no such kind"));
    TRY(node_record(m->node, m->work, frame, &r));
    return facets_of(m->node, m->work, *kind, r, &b) && buffer_bytes(&b, facets);
}

/* Does one of the texts say it, by its code or by its name in some language? */
static bool
names_code(struct work *w, struct bytes facets, const struct json *code)
{
    struct cursor at = {.work = w, .rest = facets};
    const struct json *names = json_get(code, "name");
    struct facet_value said;

    while (facet_next(&at, &said)) {
        if (bytes_alike(said.text, json_get_text(code, "code")))
            return true;
        for (const struct json *n = json_first(names); n != NULL; n = n->next)
            if (bytes_alike(said.text, json_get_text(n, "text")))
                return true;
    }
    return false;
}

/* ---- Groups that are being made ------------------------------------------------------------ */

struct making {
    struct counting *counting;
    struct work *work;
    const struct side *side;
    struct groups *groups;
    struct buffer codes; /* struct bytes */
    struct buffer found; /* struct membership */
};

struct membership {
    uint32_t value;
    struct member member;
};

static uint32_t
group_add(struct making *m, struct bytes code)
{
    buffer_add(&m->codes, bytes_from(&code, sizeof(code)));
    return (uint32_t)(m->codes.len / sizeof(code)) - 1;
}

/* What no record has is no member to be counted. */
static void
member_add(struct making *m, struct bytes value, struct member member)
{
    struct membership one = {column_value(m->side->column, value), member};

    if (one.value == 0 || member.from > member.to)
        return;
    m->groups->dated =
        m->groups->dated || member.from != DAY_ALWAYS || member.to != DAY_NEVER;
    buffer_add(&m->found, bytes_from(&one, sizeof(one)));
}

static int
by_value(const void *a, const void *b)
{
    const struct membership *x = a, *y = b;

    if (x->value != y->value)
        return x->value < y->value ? -1 : 1;
    return x->member.group < y->member.group ? -1 : x->member.group > y->member.group;
}

static bool
end(struct making *m, struct side *s)
{
    struct groups *g = m->groups;
    uint32_t values = s->column->value_count;
    size_t count, codes, at = 0;
    struct membership *all = buffer_array(&m->found, sizeof(*all), &count);

    g->codes = buffer_array(&m->codes, sizeof(*g->codes), &codes);
    g->first = work_alloc(m->work, (values + 1) * sizeof(*g->first));
    g->members = work_alloc(m->work, (count + 1) * sizeof(*g->members));
    TRY(all != NULL && g->codes != NULL && g->first != NULL && g->members != NULL);
    g->count = (uint32_t)codes;
    qsort(all, count, sizeof(*all), by_value);
    for (uint32_t v = 0; v < values; v++) {
        g->first[v] = (uint32_t)at;
        for (; at < count && all[at].value == v; at++)
            g->members[at] = all[at].member;
    }
    g->first[values] = (uint32_t)at;
    s->groups = g;
    s->count = g->count;
    return true;
}

/* ---- Of a code list --------------------------------------------------------------------------- */

/* The days of "from" and "to", within those of ${within}. */
static void
days_of(const struct json *of, struct member *within)
{
    struct bytes from = json_get_text(of, "from"), to = json_get_text(of, "to");

    if (from.len > 0 && node_day(from) > within->from)
        within->from = node_day(from);
    if (to.len > 0 && node_day(to) < within->to)
        within->to = node_day(to);
}

static bool
add_group(struct making *m, const struct json *code)
{
    const struct json *members = json_get(code, "members");
    struct member whole = {.from = DAY_ALWAYS, .to = DAY_NEVER}, one;

    days_of(code, &whole);
    whole.group = group_add(m, json_get_text(code, "code"));
    for (const struct json *i = json_first(members); i != NULL; i = i->next) {
        one = whole;
        days_of(i, &one);
        member_add(m, json_get_text(i, "code"), one);
    }
    return work_ok(m->work);
}

/* Of all its groups, those that the framework names, if there is one. */
static bool
add_list(struct making *m)
{
    const struct json *core = codelist_json(m->side->list);
    bool all = m->counting->ask->frame == NULL;
    const struct kind *kind;
    struct bytes named = {0};

    m->groups->list = json_get_text(core, "name");
    if (!all)
        TRY(read_frame(m->counting, &kind, &named));
    for (const struct json *c = json_get(core, "codes")->first; c != NULL; c = c->next)
        if (all || names_code(m->work, named, c))
            TRY(add_group(m, c));
    return m->codes.len > GROUP_FIRST * sizeof(struct bytes) ||
        fail(m->work, FAULT_USAGE, "it names nothing of the code list %.*s",
            (int)m->groups->list.len, (const char *)m->groups->list.at);
}

/* ---- Of what a framework names --------------------------------------------------------------------- */

static bool
add_itself(struct making *m, struct bytes value)
{
    struct member always = {.from = DAY_ALWAYS, .to = DAY_NEVER};
    size_t count;
    const struct bytes *codes = buffer_array(&m->codes, sizeof(*codes), &count);

    for (size_t i = GROUP_FIRST; codes != NULL && i < count; i++)
        if (bytes_equal(codes[i], value))
            return true;
    always.group = group_add(m, value);
    member_add(m, value, always);
    return work_ok(m->work);
}

/* Of a link: what itself links to the framework, its priorities. */
static bool
add_linked(struct making *m)
{
    const struct json *to = json_get(m->side->facet.link, "to");
    struct counting *c = m->counting;
    struct view_link *links;
    struct bytes id;
    size_t count;
    bool yes;

    TRY(node_links_to(c->node, m->work, &c->ask->frame->id, NULL, &links, &count));
    for (size_t i = 0; i < count; i++) {
        if (to == NULL || to->type != JSON_ARRAY || !json_holds_text(to, links[i].kind))
            continue;
        TRY(matrix_knows(c, &links[i].other, &yes));
        TRY(uuid_write(m->work, &links[i].other, &id));
        if (yes)
            TRY(add_itself(m, id));
    }
    return true;
}

/* Of a field: what stands there in the framework. */
static bool
add_named(struct making *m)
{
    struct cursor at = {.work = m->work};
    const struct kind *kind;
    struct facet_value said;
    struct facet same;
    bool have;

    TRY(read_frame(m->counting, &kind, &at.rest));
    TRY(facet_find(m->work, kind, m->side->path, &same, &have));
    while (have && facet_next(&at, &said))
        if (said.number == same.number)
            TRY(add_itself(m, said.text));
    return true;
}

bool
groups_make(struct counting *c, struct side *s)
{
    bool framed = c->ask->frame != NULL && (s == &c->row || s == &c->column);
    const struct bytes none[GROUP_FIRST] = {0};
    struct making m = {.counting = c,
        .work = c->work,
        .side = s,
        .groups = work_alloc(c->work, sizeof(*m.groups)),
        .codes = buffer_open(c->work, MEMBERS_MAX * sizeof(struct bytes)),
        .found = buffer_open(c->work, MEMBERS_MAX * sizeof(struct membership))};

    TRY(m.groups != NULL);
    if (s->list == NULL && !framed)
        return true;
    buffer_add(&m.codes, bytes_from(none, sizeof(none)));
    TRY(s->list != NULL             ? add_list(&m)
            : s->facet.link != NULL ? add_linked(&m)
                                    : add_named(&m));
    return m.codes.len == sizeof(none) || end(&m, s);
}

/* ---- The record's day ------------------------------------------------------------------------------ */

bool
dates_find(struct counting *m, const struct facet all[], size_t count)
{
    bool grouped = false;

    for (size_t i = 0; i < 2 + m->filter_count; i++)
        grouped = grouped || side_at(m, i)->list != NULL;
    for (size_t i = 0; grouped && i < count && m->date_count < DATES_MAX; i++)
        if (all[i].list == 0 && facet_is_date(&all[i]))
            TRY(column_of(m->node, m->work, m->kind, &all[i],
                &m->dates[m->date_count++].column));
    return true;
}

bool
dates_ready(struct counting *m)
{
    m->today = (int32_t)(m->now / TIME_DAY);
    for (size_t i = 0; i < m->date_count; i++) {
        const struct column *c = m->dates[i].column;
        int32_t *days = work_alloc(m->work, c->value_count * sizeof(*days));

        TRY(days != NULL);
        for (uint32_t v = 1; v < c->value_count; v++) {
            int64_t day;

            days[v] = date_first_day(c->values[v], &day) ? (int32_t)day : DAY_NEVER;
        }
        m->dates[i].days = days;
    }
    return true;
}

int32_t
matrix_day(const struct counting *m, uint32_t row)
{
    for (size_t i = 0; i < m->date_count; i++) {
        const struct column *c = m->dates[i].column;
        const struct cell *cell = column_cells(c, row);

        if (cell != NULL && m->dates[i].days[cell->value] != DAY_NEVER)
            return m->dates[i].days[cell->value];
    }
    return m->today;
}
