/*
 * iati check, iati convert: files of activities held against their publisher's standard, and
 * written again so that nothing is lost.  Both work without a node.
 */
#include "desks/desk_inner.h"

#include <string.h>

#include "engines/formats/formats.h"

#define FILE_MAX ((size_t)64 << 20)
#define RULES_MAX ((size_t)8 << 20)
#define LISTED_MAX 1000 /* findings of one file that are told; all are counted */

/* An argument that is a path; NULL where it was not given. */
static bool
path_argument(struct work *w, const struct json *args, const char *name, const char **out)
{
    struct bytes text = desk_text(args, name);

    *out = NULL;
    return text.len == 0 || work_string(w, text, out);
}

/* ---- Checking ----------------------------------------------------------------------------------- */

struct against {
    const char *schemas; /* a folder; NULL: not asked */
    struct codes *codes;
    struct rules *rules;
    int64_t now;
};

static bool
against_read(struct work *w, const struct json *args, struct against *to)
{
    const char *codes, *rules;
    struct bytes text;

    to->now = work_os(w)->now();
    TRY(path_argument(w, args, "schema", &to->schemas));
    TRY(path_argument(w, args, "codes", &codes) &&
        path_argument(w, args, "rules", &rules));
    if (to->schemas == NULL && codes == NULL && rules == NULL)
        return fail(w, FAULT_USAGE,
            "check against what?  Give --schema, --codes or --rules: the publisher's "
            "files");
    TRY(codes == NULL || codes_read(w, codes, &to->codes));
    if (rules == NULL)
        return true;
    TRY(file_load(w, rules, RULES_MAX, &text));
    return rules_read(w, text, &to->rules) || fail_in(w, "%s", rules);
}

static struct json *
finding(struct work *w, const char *file, const struct iati_finding *f)
{
    struct json *out = json_object(w);

    json_put(out, "file", desk_path(w, file));
    json_put(out, "line", json_integer(w, f->line));
    json_put(out, "severity", json_string(w, iati_severities[f->severity]));
    json_put(out, "id", json_string(w, f->id));
    json_put(out, "path", json_string(w, f->path));
    json_put(out, "item", json_text(w, f->item));
    json_put(out, "text", json_string(w, f->text));
    return out;
}

static struct json *
summary(struct work *w, const char *file, const struct iati_file *about,
    const struct iati_report *r)
{
    struct json *out = json_object(w);

    json_put(out, "file", desk_path(w, file));
    json_put(out, "version", json_text(w, about->version));
    json_put(out, "items", json_integer(w, (int64_t)about->count));
    json_put(out, "errors", json_integer(w, (int64_t)r->count[IATI_ERROR]));
    json_put(out, "warnings", json_integer(w, (int64_t)r->count[IATI_WARNING]));
    json_put(out, "not_asked", json_integer(w, (int64_t)r->rules_left));
    return out;
}

/* A file that is no XML, or no IATI, has one finding: that. */
static bool
unreadable(struct work *w, struct iati_report *r)
{
    struct iati_finding *f;
    const char *why = work_why(w);
    unsigned line = 0;

    if (work_fault(w) != FAULT_INVALID)
        return false;
    for (const char *c = why + strlen("line "); bytes_start(bytes_of(why), "line ") &&
         *c >= '0' && *c <= '9' && line < 100000000;
         c++)
        line = line * 10 + (unsigned)(*c - '0');
    why = work_format(w, "%s", why);
    work_clear(w);
    f = work_alloc(w, sizeof(*f));
    TRY(why != NULL && f != NULL);
    *f = (struct iati_finding){.id = "xml",
        .severity = IATI_ERROR,
        .path = "/",
        .line = line,
        .item = bytes_of(""),
        .text = why};
    *r = (struct iati_report){.first = f, .count[IATI_ERROR] = 1};
    return true;
}

static bool
check_read(struct work *w, const struct against *a, const char *path,
    struct iati_file *file, struct iati_report *r)
{
    struct iati_checks checks = {.codes = a->codes,
        .rules = a->rules,
        .now = a->now,
        .most = LISTED_MAX};
    struct xml_schema *schema = NULL;
    struct bytes text;
    bool good;

    TRY(file_load(w, path, FILE_MAX, &text));
    if (!iati_read(w, text, file)) {
        *file = (struct iati_file){0};
        return unreadable(w, r);
    }
    TRY(a->schemas == NULL || iati_schema_open(w, a->schemas, file, &schema));
    checks.schema = schema;
    good = iati_check(w, file, &checks, r);
    xml_schema_close(schema);
    return good;
}

/* One file in a work of its own: its tree goes when it is told. */
static bool
check_file(struct work *w, const struct against *a, const char *path, struct json *files,
    struct json *findings, size_t *errors)
{
    struct work *own = work_open(work_os(w));
    struct iati_report r = {0};
    struct iati_file file = {0};
    struct json *kept;
    bool good = own != NULL && check_read(own, a, path, &file, &r);

    if (!good)
        fail_with(w, own);
    for (const struct iati_finding *f = r.first; f != NULL && good; f = f->next) {
        good = json_keep(w, finding(own, path, f), &kept);
        json_add(findings, kept);
    }
    if (good && json_keep(w, summary(own, path, &file, &r), &kept))
        json_add(files, kept);
    *errors += r.count[IATI_ERROR];
    work_close(own);
    return good && work_ok(w);
}

DESK(iati_check)
{
    struct json *files = json_array(w), *findings = json_array(w);
    struct against a = {0};
    const char *path;
    size_t errors = 0;

    (void)d;
    TRY(against_read(w, args, &a));
    for (const struct json *i = json_get(args, "file")->first; i != NULL; i = i->next)
        TRY(work_string(w, i->text, &path) &&
            check_file(w, &a, path, files, findings, &errors));
    *answer = json_object(w);
    json_put(*answer, "files", files);
    json_put(*answer, "findings", findings);
    json_put(*answer, "errors", json_integer(w, (int64_t)errors));
    return work_ok(w);
}

/* ---- Converting --------------------------------------------------------------------------------- */

static bool
hashes_agree(struct work *w, const struct iati_file *a, const struct iati_file *b)
{
    const struct iati_item *x = a->items, *y = b->items;

    for (; x != NULL && y != NULL; x = x->next, y = y->next) {
        struct hash one, other;

        TRY(iati_item_hash(w, x, &one) && iati_item_hash(w, y, &other));
        if (!hash_equal(&one, &other))
            return fail(w, FAULT_CORRUPT,
                "%.*s would not be the same: nothing was written", (int)x->id.len,
                (const char *)x->id.at);
    }
    return a->count == b->count || fail(w, FAULT_CORRUPT, "an item would be lost");
}

/* Items out of the file, and into another one, which is read again before it is kept. */
static bool
convert(struct work *w, struct bytes text, struct iati_file *file, struct bytes *out)
{
    struct iati_file again;
    struct bytes *texts;
    size_t n = 0;

    TRY(iati_read(w, text, file));
    texts = work_alloc(w, file->count * sizeof(*texts));
    TRY(texts != NULL);
    for (const struct iati_item *i = file->items; i != NULL; i = i->next)
        TRY(iati_item_text(w, i, &texts[n++]));
    TRY(iati_write(w, file, texts, n, out) && iati_read(w, *out, &again));
    return hashes_agree(w, file, &again);
}

DESK(iati_convert)
{
    const char *path, *out;
    struct iati_file file;
    struct bytes text;

    (void)d;
    TRY(work_string(w, desk_text(args, "file"), &path));
    TRY(work_string(w, desk_text(args, "out"), &out));
    TRY(desk_file_free(w, out));
    TRY(file_load(w, path, FILE_MAX, &text));
    if (!convert(w, text, &file, &text))
        return fail_in(w, "%s", path);
    TRY(desk_file_new(w, out, 0644, text));
    *answer = json_object(w);
    json_put(*answer, "file", desk_path(w, out));
    json_put(*answer, "version", json_text(w, file.version));
    json_put(*answer, "items", json_integer(w, (int64_t)file.count));
    json_put(*answer, "bytes", json_integer(w, (int64_t)text.len));
    return work_ok(w);
}
