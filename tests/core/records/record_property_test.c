/*
 * record_property_test: over random records -- writing what was read gives the same bytes,
 * one random edit never verifies, and each kind takes what its schema allows and refuses
 * what it does not.  LIAISON_SEED repeats a run; LIAISON_TORTURE makes it longer.
 */
#include "chance.h"
#include "core/records/kinds_inner.h"

/* ---- Randomness ------------------------------------------------------------------------------- */

/* Text of code points that JSON writers stumble over. */
static struct json *
random_text(struct work *w, size_t min, size_t max)
{
    static const char *const pieces[] = {"a", "Z", "0", " ", "\"", "\\", "/", "\n",
        "\x01", "\x7f", "\xc3\xa9", "\xe2\x82\xac", "\xe2\x80\xa8", "\xf0\x9f\x98\x80",
        "\xef\xbf\xbf"};
    struct buffer b = buffer_open(w, 4 * max + 1);
    struct bytes text;
    size_t len = min + draw_number((uint32_t)(max - min + 1));

    for (size_t i = 0; i < len; i++)
        buffer_text(&b, pieces[draw_number(COUNT_OF(pieces))]);
    NEED(w, buffer_bytes(&b, &text));
    return json_text(w, text);
}

static struct json *
random_value(struct work *w, unsigned depth)
{
    struct json *value;
    uint32_t count = draw_number(4);

    switch (draw_number(depth > 0 ? 7 : 4)) {
    case 0:
        return json_null(w);
    case 1:
        return json_bool(w, draw_number(2) == 1);
    case 2:
        return json_integer(w,
            (int64_t)draw_number(1u << 31) * (draw_number(2) ? 4194303 : -1));
    case 3:
        return random_text(w, 0, 12);
    case 4:
        value = json_array(w);
        while (count-- > 0)
            json_add(value, random_value(w, depth - 1));
        return value;
    default:
        value = json_object(w);
        while (count-- > 0)
            json_put_bytes(value, random_text(w, 0, 5)->text, random_value(w, depth - 1));
        return value;
    }
}

/* ---- Records ------------------------------------------------------------------------------------- */

static void
random_draft(struct work *w, const struct identity *org, struct record_draft *out)
{
    static const char *const names[] = {"a", "core", "source", "terms", "z9-",
        "notes-of-it"};
    static const char *const types[] = {"evidence", "matter", "about"};

    fixture_draft(w, org, out);
    out->part_count = 0;
    for (size_t i = 0; i < COUNT_OF(names); i++) {
        if (i > 0 && draw_number(2) == 0)
            continue;
        out->part_names[out->part_count] = names[i];
        out->part_bodies[out->part_count++] = random_value(w, 5);
    }
    out->id = uuid_of(7, (uint16_t)draw_number(65536));
    out->time = NOW + (int64_t)draw_number(1000000);
    out->link_count = draw_number(5);
    for (size_t i = 0; i < out->link_count; i++)
        out->links[i] = (struct link_to){types[draw_number(3)],
            seed_of((uint8_t)draw_number(256)),
            uuid_of(draw_number(2) ? 4 : 7, (uint16_t)i), 1 + (int64_t)draw_number(9)};
    if (draw_number(3) == 0) {
        out->version = 2;
        out->links[out->link_count++] =
            (struct link_to){"replaces", seed_of(9), out->id, 1};
    }
}

static bool
some(void *context, struct bytes part)
{
    (void)context;
    (void)part;
    return draw_number(3) > 0;
}

/* Change, drop or add one byte. */
static struct bytes
edited(struct work *w, struct bytes text)
{
    size_t at = draw_number((uint32_t)text.len);
    uint32_t how = draw_number(3);
    struct buffer b = buffer_open(w, text.len + 1);
    struct bytes out;

    buffer_add(&b, bytes_from(text.at, at));
    if (how == 0)
        buffer_byte(&b, (uint8_t)(text.at[at] ^ (1 + draw_number(255))));
    else if (how == 1)
        buffer_byte(&b, (uint8_t)(' ' + draw_number(95)));
    if (how != 1)
        at++;
    buffer_add(&b, bytes_from(text.at + at, text.len - at));
    NEED(w, buffer_bytes(&b, &out));
    return out;
}

static void
test_fixed_point(const struct identity *org)
{
    int total = rounds(1500), same = 0, refused = 0, unchanged = 0;

    for (int i = 0; i < total; i++) {
        struct work *w = fixture_work();
        struct hash node = seed_of(10);
        struct record_draft draft;
        struct record *r, *read;
        struct bytes text, again, bad;

        random_draft(w, org, &draft);
        NEED(w, record_new(w, &draft, &r) && record_sign(w, &node, &r, 1));
        NEED(w, record_write(w, r, some, NULL, &text));
        NEED(w, record_read(w, text, &read) && record_verify(w, read, org));
        NEED(w, record_write(w, read, NULL, NULL, &again));
        same += bytes_equal(text, again);
        bad = edited(w, text);
        unchanged += bytes_equal(text, bad);
        if (!record_read(w, bad, &read) || !record_verify(w, read, org))
            refused++;
        work_close(w);
    }
    tap_ok(same == total, "%d of %d texts are written as they were read", same, total);
    tap_ok(refused + unchanged == total && unchanged < total / 50,
        "%d of %d edits are refused", refused, total - unchanged);
}

/* ---- Kinds ------------------------------------------------------------------------------------------ */

#define TEXT_MOST 20000
static struct json *random_of(struct work *w, const struct json *schema);

static size_t
limit(const struct json *schema, const char *name, size_t missing)
{
    const struct json *value = json_get(schema, name);

    return value == NULL ? missing : (size_t)value->integer;
}

static struct json *
random_format(struct work *w, const struct json *schema, struct bytes format)
{
    struct json *value = json_object(w), *list = json_array(w);
    size_t longest = limit(schema, "maxLength", 50);
    struct hash h;

    if (bytes_is(format, "time"))
        return json_time(w, (int64_t)draw_number(1u << 31) * TIME_SECOND);
    fixture_random(h.at, sizeof(h.at));
    if (bytes_is(format, "hash") || bytes_is(format, "org"))
        return json_hex(w, hash_bytes(&h));
    if (bytes_is(format, "uuid")) {
        struct uuid id = uuid_of(7, (uint16_t)draw_number(65536));
        return json_uuid(w, &id);
    }
    if (bytes_is(format, "date"))
        return json_string(w, work_format(w, "20%02u-01-31", draw_number(100)));
    if (bytes_is(format, "decimal"))
        return json_string(w,
            work_format(w, "%u.%02u", draw_number(100), draw_number(100)));
    if (bytes_is(format, "language"))
        return json_text(w, bytes_of(work_format(w, "x-l%u", draw_number(1000000))));
    if (bytes_is(format, "person"))
        return random_text(w, 1, longest);
    if (bytes_is(format, "file-name")) {
        json_put(value, "display", json_string(w, "a file.txt"));
        return value;
    }
    if (bytes_is(format, "uncertain-date")) {
        json_put(value, "from", json_string(w, "2025-11"));
        return value;
    }
    json_put(value, "lang", json_string(w, "en"));
    json_put(value, "text", random_text(w, 1, longest > 200 ? 200 : longest));
    json_add(list, value);
    return list;
}

static struct json *
random_array(struct work *w, const struct json *schema)
{
    size_t min = limit(schema, "minItems", 0), max = limit(schema, "maxItems", 3);
    size_t count =
        min + draw_number((uint32_t)((max > min + 3 ? min + 3 : max) - min + 1));
    struct json *list = json_array(w);

    for (size_t tries = 0; list->count < count && tries < 100; tries++) {
        struct json *item = random_of(w, json_get(schema, "items"));
        bool twice = false;

        for (const struct json *o = list->first; o != NULL; o = o->next)
            twice = twice || json_equal(o, item);
        if (!twice || json_get(schema, "uniqueItems") == NULL)
            json_add(list, item);
    }
    return list;
}

static bool
is_required(const struct json *schema, struct bytes name)
{
    const struct json *required = json_get(schema, "required");

    for (const struct json *n = required == NULL ? NULL : required->first; n != NULL;
         n = n->next) {
        if (bytes_equal(n->text, name))
            return true;
    }
    return false;
}

static struct json *
random_object(struct work *w, const struct json *schema)
{
    const struct json *properties = json_get(schema, "properties");
    size_t min = limit(schema, "minProperties", 0),
           max = limit(schema, "maxProperties", 999);
    struct json *value = json_object(w);

    for (const struct json *p = properties != NULL ? properties->first : NULL; p != NULL;
         p = p->next) {
        bool must = is_required(schema, p->name) || value->count < min;

        if (must || (value->count < max && draw_number(2) == 0))
            json_put_bytes(value, p->name, random_of(w, p));
    }
    return value;
}

/* The patterns of the kinds that ship take small letters; one that does not needs more here. */
static struct json *
random_match(struct work *w, struct bytes text)
{
    const struct pattern *pattern;
    uint8_t letters[9];
    struct bytes out = {.at = letters, .len = 1 + draw_number(sizeof(letters))};

    for (size_t i = 0; i < out.len; i++)
        letters[i] = (uint8_t)('a' + draw_number(26));
    NEED(w, pattern_read(w, text, &pattern) && pattern_match(pattern, out));
    NEED(w, work_keep(w, out, &out));
    return json_text(w, out);
}

static struct json *
random_of(struct work *w, const struct json *schema)
{
    const struct json *choices = json_get(schema, "enum");
    struct bytes type = json_get_text(schema, "type");
    struct bytes format = json_get_text(schema, "format");
    struct json *value;

    if (choices != NULL) {
        const struct json *c = choices->first;

        for (uint32_t n = draw_number((uint32_t)choices->count); n > 0; n--)
            c = c->next;
        NEED(w, json_keep(w, c, &value));
        return value;
    }
    if (json_get(schema, "const") != NULL) {
        NEED(w, json_keep(w, json_get(schema, "const"), &value));
        return value;
    }
    if (format.len > 0)
        return random_format(w, schema, format);
    if (bytes_is(type, "boolean"))
        return json_bool(w, draw_number(2) == 1);
    if (bytes_is(type, "integer"))
        return json_integer(w, (int64_t)limit(schema, "minimum", 0) + draw_number(1000));
    if (json_get(schema, "pattern") != NULL)
        return random_match(w, json_get_text(schema, "pattern"));
    if (bytes_is(type, "string")) { /* a part has an end before the longest of them */
        size_t longest = limit(schema, "maxLength", 9);

        return random_text(w, limit(schema, "minLength", 0),
            longest < TEXT_MOST ? longest : TEXT_MOST);
    }
    return bytes_is(type, "array") ? random_array(w, schema) : random_object(w, schema);
}

/* Break it in one place: a field more, a required one less, another type. */
static void
spoil(struct work *w, const struct json *schema, struct json *value)
{
    const struct json *required = json_get(schema, "required");

    if (value->type == JSON_OBJECT && required != NULL && draw_number(2) == 0) {
        const struct json *n = required->first;

        for (uint32_t k = draw_number((uint32_t)required->count); k > 0; k--)
            n = n->next;
        json_drop(value,
            work_format(w, "%.*s", (int)n->text.len, (const char *)n->text.at));
    } else if (value->type == JSON_OBJECT && value->count > 0 && draw_number(2) == 0) {
        struct json *m = value->first;

        for (uint32_t k = draw_number((uint32_t)value->count); k > 0; k--)
            m = m->next;
        m->type = JSON_NULL;
    } else if (value->type == JSON_OBJECT) {
        json_put(value, "no-such-field", json_bool(w, true));
    } else {
        value->type = JSON_NULL;
    }
}

static void
test_kinds(void)
{
    struct work *w = fixture_work();
    const struct kind *k = NULL;
    struct kinds *kinds;
    int total = rounds(100);

    NEED(w, kinds_open(w, &kinds));
    while ((k = kinds_next(kinds, k)) != NULL) {
        const struct json *parts = json_get(kind_json(k), "parts");
        int taken = 0, refused = 0, tried = 0;

        for (int i = 0; i < total; i++) {
            struct work *each = fixture_work();

            fixture_drawn = (uint32_t)i;
            for (const struct json *p = parts->first; p != NULL; p = p->next) {
                const struct json *schema = json_get(p, "schema");
                struct json *body, *read;
                struct bytes text;

                if (schema == NULL)
                    continue;
                /* What a person writes goes through bytes. */
                NEED(each, json_write(each, random_of(each, schema), &text));
                NEED(each, json_read(each, text, &json_record, &body));
                tried++;
                taken += kind_check_part(each, k, p->name, body);
                if (!work_ok(each))
                    printf("# %s: %.*s\n", work_why(each),
                        text.len < 400 ? (int)text.len : 400, (const char *)text.at);
                work_clear(each);
                NEED(each, json_keep(each, body, &read));
                spoil(each, schema, read);
                refused += !kind_check_part(each, k, p->name, read);
                work_clear(each);
            }
            work_close(each);
        }
        tap_ok(taken == tried && refused == tried,
            "%.*s: %d bodies taken, %d spoilt refused", (int)kind_name(k).len,
            (const char *)kind_name(k).at, taken, refused);
    }
    work_close(w);
}

int
main(void)
{
    struct work *w = fixture_work();
    struct identity org;

    start_seed();
    fixture_org(w, &org);
    test_fixed_point(&org);
    test_kinds();
    work_close(w);
    return tap_end();
}
