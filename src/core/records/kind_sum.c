/*
 * kind_sum: "aggregate" and "per" -- how the amounts of many records are put together, and what
 * tells their unit.  docs/kinds.md, "Amounts".
 */
#include <string.h>

#include "core/records/expr.h"

#define TEN_TO_18 \
    1000000000000000000LL /* a text of two numbers, where one is too short */

/* ---- Read from a kind's file ------------------------------------------------------------ */

static const char *const ways[] = {"none", "sum", "min", "max"}; /* enum aggregate */

enum aggregate
kind_aggregate(const struct json *schema)
{
    struct bytes said = json_get_text(schema, "aggregate");
    enum aggregate way = AGGREGATE_MAX;

    while (way > AGGREGATE_NONE && !bytes_is(said, ways[way]))
        way--;
    return way;
}

const char *
aggregate_name(enum aggregate way)
{
    return ways[way];
}

/* Why nothing that stands there can be put together; NULL: it can. */
static const char *
never(const struct kind *k, const struct spot *s)
{
    if (s->personal)
        return "what is about somebody is not added up";
    if (s->part != NULL && !s->part->ordinary)
        return "nothing of a source or a person is added up";
    if (!bytes_is(k->side, "main"))
        return "behind the wall nothing is added up";
    if (s->part == NULL || !bytes_is(s->part->name, "core"))
        return "only of fields of the part core";
    return s->lists > 1 ? "not in a list within a list" : NULL;
}

bool
aggregate_read(struct reading *r, const struct spot *s)
{
    const struct json *said = json_get(s->schema->json, "aggregate"),
                      *per = json_get(s->schema->json, "per");
    const struct property *unit;

    if (said == NULL)
        return per == NULL || refuse(r, "per: it goes with aggregate");
    if (said->type != JSON_TEXT ||
        (kind_aggregate(s->schema->json) == AGGREGATE_NONE &&
            !bytes_is(said->text, "none")))
        return refuse(r, "aggregate: none of sum, min, max, none");
    if (s->schema->type != SCHEMA_INTEGER && s->schema->format != FORMAT_DECIMAL)
        return refuse(r, "aggregate: only of an integer or a decimal");
    if (never(r->kind, s) != NULL)
        return refuse(r, "aggregate: %s", never(r->kind, s));
    unit =
        per != NULL && s->beside != NULL ? schema_property(s->beside, per->text) : NULL;
    /* It is shown with the amount. */
    return per == NULL ||
        (unit != NULL && bytes_is(json_get_text(unit->schema->json, "type"), "string") &&
            !unit->schema->personal && kind_countable(unit->schema->json)) ||
        refuse(r, "per: not the name of a short text beside it, about nobody");
}

/* ---- Amounts ------------------------------------------------------------------------------- */

/* Zeros behind the point say nothing: "14155.0825000000" has four decimals. */
bool
amount_read(struct bytes text, int64_t *out)
{
    struct value v = {.type = VALUE_TEXT, .text = text};

    if (memchr(text.at, '.', text.len) != NULL)
        while (v.text.at[v.text.len - 1] == '0')
            v.text.len--;
    if (v.text.len > 1 && v.text.at[v.text.len - 1] == '.')
        v.text.len--;
    return value_number(&v, out);
}

bool
amount_write(struct work *w, amount_total amount, struct bytes *out)
{
    amount_total size = amount < 0 ? -amount : amount, whole = size / EXPR_SCALE;
    long long high = (long long)(whole / TEN_TO_18), low = (long long)(whole % TEN_TO_18);
    int behind = (int)(size % EXPR_SCALE);
    const char *sign = amount < 0 ? "-" : "",
               *text = high > 0
        ? work_format(w, "%s%lld%018lld.%04d", sign, high, low, behind)
        : work_format(w, "%s%lld.%04d", sign, low, behind);

    TRY(text != NULL);
    *out = bytes_of(text);
    while (out->at[out->len - 1] == '0')
        out->len--;
    if (out->at[out->len - 1] == '.')
        out->len--;
    return true;
}
