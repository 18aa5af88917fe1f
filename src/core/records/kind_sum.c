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

/* A short text of the same object, that is about nobody: it is shown with the amount. */
static bool
is_unit(const struct json *s)
{
    return bytes_is(json_get_text(s, "type"), "string") && kind_countable(s) &&
        json_get(s, "about") == NULL;
}

/* ${never} is why nothing that stands here can be put together; NULL: it can. */
static bool
check_field(struct work *w, const struct json *s, const struct json *beside,
    const char *never, const struct place *at)
{
    const struct json *said = json_get(s, "aggregate"), *per = json_get(s, "per");

    if (said == NULL)
        return per == NULL || fail_at(w, at, "per: it goes with aggregate");
    if (said->type != JSON_TEXT ||
        (kind_aggregate(s) == AGGREGATE_NONE && !bytes_is(said->text, "none")))
        return fail_at(w, at, "aggregate: none of sum, min, max, none");
    if (!bytes_is(json_get_text(s, "type"), "integer") &&
        !bytes_is(json_get_text(s, "format"), "decimal"))
        return fail_at(w, at, "aggregate: only of an integer or a decimal");
    if (never != NULL)
        return fail_at(w, at, "aggregate: %s", never);
    return per == NULL ||
        (per->type == JSON_TEXT && is_unit(json_get_bytes(beside, per->text))) ||
        fail_at(w, at, "per: not the name of a short text beside it, about nobody");
}

static bool
walk(struct work *w, const struct json *s, const struct json *beside, const char *never,
    bool listed, const struct place *at)
{
    const struct json *properties = json_get(s, "properties"),
                      *items = json_get(s, "items");
    struct place item = {.up = at, .name = bytes_of("*")};

    if (json_get(s, "about") != NULL)
        never = "what is about somebody is not added up";
    TRY(check_field(w, s, beside, never, at));
    if (items != NULL && listed && never == NULL)
        never = "not in a list within a list";
    if (items != NULL)
        return walk(w, items, NULL, never, true, &item);
    for (const struct json *p = properties != NULL ? properties->first : NULL; p != NULL;
         p = p->next) {
        struct place here = {.up = at, .name = p->name};

        TRY(walk(w, p, properties, never, listed, &here));
    }
    return true;
}

bool
aggregates_read(struct work *w, const struct json *file, const struct place *up,
    const struct kind *k)
{
    const struct json *moves = json_get(file, "moves");
    const char *elsewhere = "only of fields of the part core";

    for (size_t i = 0; i < k->part_count; i++) {
        struct place at = {.up = up, .name = k->parts[i].name};
        const char *never = !k->parts[i].ordinary ? "nothing of a source or a person is "
                                                    "added up"
            : !bytes_is(k->side, "main")          ? "behind the wall nothing is added up"
            : !bytes_is(at.name, "core")          ? elsewhere
                                                  : NULL;

        TRY(walk(w, json_get(json_get_bytes(json_get(file, "parts"), at.name), "schema"),
            NULL, never, false, &at));
    }
    for (const struct json *m = moves != NULL ? moves->first : NULL; m != NULL;
         m = m->next) {
        struct place at = {.up = up, .name = m->name};

        TRY(walk(w, json_get(m, "fill"), NULL, elsewhere, false, &at));
    }
    return true;
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
