/*
 * Who is asked for: rows of a table, or what stands on the command line.
 */
#include "desks/screen_desk.h"

#include <string.h>

#include "ground/crypt/crypt.h"

#define ID_MAX 512
#define CELL_MAX ((size_t)64 << 10)

static const char *const columns[QUERY_COLUMNS] = {"id", "name", "type", "dob", "country",
    "gender", "idno"};

struct query_rows {
    struct work *w;
    struct text_rows *rows;  /* NULL: they are listed */
    const struct json *next; /* of those that are */
    uint32_t place;
    const char *called;
    size_t width;
    int at[QUERY_COLUMNS]; /* -1: there is no such column */
};

/* ---- What a field says ------------------------------------------------------------------------ */

/* Digits, and what stands between them and the end. */
static bool
digits(struct bytes *rest, size_t count, int *out)
{
    *out = 0;
    if (rest->len < count)
        return false;
    for (size_t i = 0; i < count; i++) {
        if (rest->at[i] < '0' || rest->at[i] > '9')
            return false;
        *out = *out * 10 + (rest->at[i] - '0');
    }
    rest->at += count;
    rest->len -= count;
    return true;
}

static bool
dash(struct bytes *rest)
{
    if (rest->len == 0 || rest->at[0] != '-')
        return false;
    rest->at++;
    rest->len--;
    return true;
}

static int
days_of(int year, int month)
{
    static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
#ifdef PLANTED_BUG
    bool leap = year % 4 == 0;
#else
    bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
#endif

    return days[month - 1] + (month == 2 && leap);
}

bool
born_read(struct work *w, struct bytes text, struct screen_date *out)
{
    struct bytes rest = text;
    int year, month = 0, day = 0;
    bool good = digits(&rest, 4, &year) && year > 0;

    if (good && rest.len > 0)
        good = dash(&rest) && digits(&rest, 2, &month) && month >= 1 && month <= 12;
    if (good && rest.len > 0)
        good = dash(&rest) && digits(&rest, 2, &day) && day >= 1 &&
            day <= days_of(year, month) && rest.len == 0;
    *out = (struct screen_date){.from = (int16_t)year,
        .to = (int16_t)year,
        .month = (uint8_t)month,
        .day = (uint8_t)day};
    return good ||
        fail(w, FAULT_INVALID,
            "dob: \"%.*s\" is no day, month or year (1970-01-31, 1970-01, 1970)",
            (int)(text.len < 40 ? text.len : 40), (const char *)text.at);
}

/* One of these words; ${*out} is its number. */
static bool
read_word(struct work *w, const char *column, const char *const words[], size_t count,
    struct bytes text, uint8_t *out)
{
    struct buffer b = buffer_open(w, 256);
    struct bytes all;

    for (size_t i = 1; i < count; i++) {
        if (bytes_is(text, words[i])) {
            *out = (uint8_t)i;
            return true;
        }
        buffer_format(&b, "%s%s", i > 1 ? ", " : "", words[i]);
    }
    TRY(buffer_bytes(&b, &all));
    return fail(w, FAULT_INVALID, "%s: \"%.*s\" is none of %.*s", column,
        (int)(text.len < 40 ? text.len : 40), (const char *)text.at, (int)all.len,
        (const char *)all.at);
}

static bool
is_letter(uint8_t c)
{
    return (c | 32) >= 'a' && (c | 32) <= 'z';
}

static bool
read_country(struct work *w, struct bytes text, struct asked *out)
{
    if (text.len != 2 || !is_letter(text.at[0]) || !is_letter(text.at[1]))
        return fail(w, FAULT_INVALID,
            "country: \"%.*s\" is not two letters of ISO 3166-1 (LY)",
            (int)(text.len < 40 ? text.len : 40), (const char *)text.at);
    for (size_t i = 0; i < sizeof(out->country); i++)
        out->country[i] = text.at[i] & 0xDF;
    out->query.country = bytes_from(out->country, sizeof(out->country));
    if (!screen_country(out->query.country))
        return fail(w, FAULT_INVALID, "country: \"%.*s\" is none of ISO 3166-1",
            (int)text.len, (const char *)text.at);
    return true;
}

bool
asked_keep(struct work *w, const struct asked *from, struct asked *out)
{
    *out = *from;
    if (out->query.country.len > 0)
        out->query.country.at = out->country;
    return work_keep(w, from->id, &out->id) &&
        work_keep(w, from->query.name, &out->query.name) &&
        work_keep(w, from->query.number, &out->query.number);
}

static bool
read_query(struct work *w, const struct bytes fields[QUERY_COLUMNS], struct asked *out)
{
    static const char *const types[] = {"", "person", "entity", "vessel", "aircraft"};
    static const char *const genders[] = {"", "male", "female"};
    struct screen_query *q = &out->query;

    *q = (struct screen_query){.name = fields[QUERY_NAME], .number = fields[QUERY_IDNO]};
    out->id = fields[QUERY_ID];
    if (out->id.len == 0 || out->id.len > ID_MAX)
        return fail(w, FAULT_INVALID,
            out->id.len == 0 ? "id: nothing stands there" : "id: it is too long");
    if (q->name.len == 0)
        return fail(w, FAULT_INVALID, "name: nothing stands there");
    if (fields[QUERY_TYPE].len > 0)
        TRY(read_word(w, "type", types, COUNT_OF(types), fields[QUERY_TYPE], &q->type));
    if (fields[QUERY_GENDER].len > 0)
        TRY(read_word(w, "gender", genders, COUNT_OF(genders), fields[QUERY_GENDER],
            &q->gender));
    if (fields[QUERY_DOB].len > 0)
        TRY(born_read(w, fields[QUERY_DOB], &q->born));
    return fields[QUERY_COUNTRY].len == 0 || read_country(w, fields[QUERY_COUNTRY], out);
}

bool
query_given(struct work *w, const struct json *args, struct asked *out)
{
    static const char *const names[QUERY_COLUMNS] = {"", "name", "type", "dob", "country",
        "gender", "id"};
    struct bytes fields[QUERY_COLUMNS] = {[QUERY_ID] = bytes_of("1")};

    for (size_t i = QUERY_NAME; i < QUERY_COLUMNS; i++)
        fields[i] = desk_text(args, names[i]);
    out->line = 0;
    return read_query(w, fields, out);
}

/* Over all that is known of who is asked for, but for what its row is called. */
bool
asked_hash(struct work *w, const struct hash *key, const struct asked *asked,
    struct hash *out)
{
    const struct screen_query *q = &asked->query;
    struct buffer b = buffer_open(w, (size_t)1 << 20);
    struct bytes text;

    buffer_u32(&b, (uint32_t)q->name.len);
    buffer_add(&b, q->name);
    buffer_u32(&b, (uint32_t)q->number.len);
    buffer_add(&b, q->number);
    buffer_add(&b, q->country);
    buffer_format(&b, "/%d/%d/%d/%d/%d", q->type, q->gender, q->born.from, q->born.month,
        q->born.day);
    return buffer_bytes(&b, &text) && hmac_sha256(w, key, text, out);
}

/* Over the words of the name, as they are compared: who is described otherwise than before is
 * known again by it. */
bool
asked_name_hash(struct work *w, const struct hash *key, const struct asked *asked,
    struct hash *out)
{
    char text[TEXT_LETTERS + TEXT_WORDS];
    struct text_words words;
    size_t len = 0;

    text_words(asked->query.name, &words);
    for (unsigned i = 0; i < words.count; i++) {
        if (i > 0)
            text[len++] = ' ';
        memcpy(text + len, words.letter + words.word[i].at, words.word[i].len);
        len += words.word[i].len;
    }
    return hmac_sha256(w, key, bytes_from(text, len), out);
}

/* ---- Rows --------------------------------------------------------------------------------------- */

static struct bytes
trim(struct bytes text)
{
    while (text.len > 0 && (text.at[0] == ' ' || text.at[0] == '\t')) {
        text.at++;
        text.len--;
    }
    while (
        text.len > 0 && (text.at[text.len - 1] == ' ' || text.at[text.len - 1] == '\t'))
        text.len--;
    return text;
}

static bool
read_head(struct query_rows *r, const struct text_row *row)
{
    r->width = row->count;
    for (size_t c = 0; c < row->count; c++) {
        struct bytes title = trim(row->cells[c]);
        size_t i = 0;

        while (i < QUERY_COLUMNS && !bytes_is(title, columns[i]))
            i++;
        if (i == QUERY_COLUMNS)
            return fail(r->w, FAULT_INVALID,
                "line %u: \"%.*s\" is none of the columns id, name, type, dob, country, "
                "gender, idno",
                row->line, (int)(title.len < 40 ? title.len : 40),
                (const char *)title.at);
        if (r->at[i] >= 0)
            return fail(r->w, FAULT_INVALID, "line %u: the column %s stands there twice",
                row->line, columns[i]);
        r->at[i] = (int)c;
    }
    for (size_t i = QUERY_ID; i <= QUERY_NAME; i++)
        if (r->at[i] < 0)
            return fail(r->w, FAULT_INVALID, "line %u: there is no column %s", row->line,
                columns[i]);
    return true;
}

bool
query_rows_open(struct work *w, const struct text_source *source, const char *called,
    struct query_rows **out)
{
    static const struct text_rows_how how = {.cell = CELL_MAX,
        .cells = 64,
        .rows = SIZE_MAX};
    struct query_rows *r = work_alloc(w, sizeof(*r));
    struct text_row row;
    bool found = false;

    TRY(r != NULL);
    r->w = w;
    r->called = called;
    for (size_t i = 0; i < QUERY_COLUMNS; i++)
        r->at[i] = -1;
    *out = r;
    TRY(text_rows_from(w, source, &how, &r->rows));
    if (!text_rows_next(r->rows, &row, &found))
        return fail_in(w, "%s", called);
    if (!found)
        return fail(w, FAULT_INVALID, "%s: it is empty: a first line id,name is wanted",
            called);
    return read_head(r, &row) || fail_in(w, "%s", called);
}

static bool
read_row(struct query_rows *r, const struct text_row *row, struct asked *out)
{
    struct bytes fields[QUERY_COLUMNS] = {0};

    if (row->count != r->width)
        return fail(r->w, FAULT_INVALID,
            "line %u: %zu cells, where the first line has %zu", row->line, row->count,
            r->width);
    for (size_t i = 0; i < QUERY_COLUMNS; i++)
        if (r->at[i] >= 0)
            fields[i] = trim(row->cells[r->at[i]]);
    out->line = row->line;
    return read_query(r->w, fields, out) || fail_in(r->w, "line %u", row->line);
}

/* ---- Rows that are listed ----------------------------------------------------------------------- */

bool
query_rows_listed(struct work *w, const struct json *list, struct query_rows **out)
{
    struct query_rows *r = work_alloc(w, sizeof(*r));

    TRY(r != NULL);
    *r = (struct query_rows){.w = w, .next = json_first(list)};
    *out = r;
    return true;
}

static bool
read_members(struct query_rows *r, const struct json *one,
    struct bytes fields[QUERY_COLUMNS])
{
    if (one->type != JSON_OBJECT)
        return fail(r->w, FAULT_INVALID, "it is no object");
    for (const struct json *m = one->first; m != NULL; m = m->next) {
        size_t i = 0;

        while (i < QUERY_COLUMNS && !bytes_is(m->name, columns[i]))
            i++;
        if (i == QUERY_COLUMNS)
            return fail(r->w, FAULT_INVALID,
                "\"%.*s\" is none of the members id, name, type, dob, country, gender, "
                "idno",
                (int)(m->name.len < 40 ? m->name.len : 40), (const char *)m->name.at);
        if (m->type != JSON_TEXT || m->text.len > CELL_MAX)
            return fail(r->w, FAULT_INVALID, "%s: a text of at most %zu bytes is wanted",
                columns[i], CELL_MAX);
        fields[i] = trim(m->text);
    }
    return true;
}

static bool
next_listed(struct query_rows *r, struct asked *out, bool *found)
{
    struct bytes fields[QUERY_COLUMNS] = {0};
    const struct json *one = r->next;
    const char *place;

    *found = one != NULL;
    if (one == NULL)
        return true;
    r->next = one->next;
    out->line = ++r->place;
    place = work_format(r->w, "%u", out->line);
    TRY(place != NULL);
    fields[QUERY_ID] = bytes_of(place);
    return (read_members(r, one, fields) && read_query(r->w, fields, out)) ||
        fail_in(r->w, "query %u", out->line);
}

bool
query_rows_pass(struct query_rows *r, uint64_t count)
{
    struct text_row row;
    bool found = true;

    for (; count > 0 && found; count--)
        TRY(text_rows_next(r->rows, &row, &found) || fail_in(r->w, "%s", r->called));
    return true;
}

bool
query_rows_next(struct query_rows *r, struct asked *out, bool *found)
{
    struct text_row row;

    if (r->rows == NULL)
        return next_listed(r, out, found);
    if (text_rows_next(r->rows, &row, found) && (!*found || read_row(r, &row, out)))
        return true;
    return fail_in(r->w, "%s", r->called);
}
