/*
 * An IATI file held against schema, code lists and rules.
 */
#include <fcntl.h>
#include <string.h>

#include "engines/formats/formats_inner.h"

const char *const iati_severities[IATI_SEVERITIES] = {
    [IATI_NOTE] = "note",
    [IATI_WARNING] = "warning",
    [IATI_ERROR] = "error",
};

/* The identifier of the item around an element. */
static bool
item_around(struct work *w, const struct xml *x, struct bytes *out)
{
    const struct xml *id = NULL;

    *out = bytes_of("");
    while (x != NULL && !xml_is(x, "iati-activity") && !xml_is(x, "iati-organisation"))
        x = x->parent;
    if (x != NULL && (id = xml_child(x, "iati-identifier")) == NULL)
        id = xml_child(x, "organisation-identifier");
    TRY(id == NULL || xml_text(w, id, out));
    *out = xml_trim(*out);
    return true;
}

bool
judge_find(struct judge *j, const char *id, enum iati_severity severity, struct place at,
    const char *text)
{
    const struct xml *x = at.at != NULL ? at.at : j->k.root;
    struct iati_report *to = j->to;
    struct iati_finding *f;
    size_t listed = 0;

    for (size_t i = 0; i < IATI_SEVERITIES; i++)
        listed += to->count[i];
    to->count[severity]++;
    if (listed >= j->with->most)
        return true;
    f = work_alloc(j->w, sizeof(*f));
    TRY(f != NULL);
    *f = (struct iati_finding){.id = id,
        .severity = severity,
        .line = x->line,
        .text = text,
        .path = xml_path(j->w, x, at.attribute)};
    TRY(f->path != NULL && item_around(j->w, x, &f->item));
    if (to->last != NULL)
        to->last->next = f;
    else
        to->first = f;
    to->last = f;
    return true;
}

static bool
schema_check(struct judge *j)
{
    struct xml_findings found;

    TRY(xml_schema_check(j->w, j->with->schema, j->k.root, j->with->most, &found));
    for (const struct xml_finding *f = found.first; f != NULL; f = f->next) {
        const char *id = work_format(j->w, "xsd-%d", f->code);

        TRY(id != NULL &&
            judge_find(j, id, IATI_ERROR, (struct place){.at = f->at}, f->what));
        found.count--;
    }
    j->to->count[IATI_ERROR] += found.count; /* those beyond the list */
    return true;
}

bool
iati_check(struct work *w, const struct iati_file *file, const struct iati_checks *checks,
    struct iati_report *out)
{
    struct judge j = {.w = w, .with = checks, .to = out};
    bool old = bytes_start(file->version, "1.");

    *out = (struct iati_report){0};
    j.k = walker_open(w, file->root);
    if (checks->schema != NULL)
        TRY(schema_check(&j));
    if (old && (checks->codes != NULL || checks->rules != NULL))
        return judge_find(&j, "version-1", IATI_NOTE, (struct place){0},
            "of version 1: codes and rules, which are of version 2, are not asked");
    if (checks->codes != NULL)
        TRY(codes_check(&j));
    return checks->rules == NULL || rules_check(&j);
}

/* ---- Which schema ----------------------------------------------------------------------------------- */

static bool
folder_has(struct work *w, const char *folder, const char *name, bool *has)
{
    const char *path = work_format(w, "%s/%s", folder, name);
    FILE_AUTO struct file f = {.fd = -1};

    TRY(path != NULL);
    *has = file_open(w, path, O_RDONLY, 0, &f);
    if (*has || work_fault(w) != FAULT_MISSING)
        return *has;
    work_clear(w);
    return true;
}

/* The folder itself, or the one in it that is named by the file's version; within version 2
 * the newest takes the place of all. */
bool
iati_schema_open(struct work *w, const char *folder, const struct iati_file *file,
    struct xml_schema **out)
{
    const char *name = xml_is(file->root, "iati-organisations")
        ? "iati-organisations-schema.xsd"
        : "iati-activities-schema.xsd";
    struct bytes version = file->version;
    const char *tried[2];
    bool has;

    if (bytes_start(version, "2.") || version.len == 0)
        version = bytes_of("2.03");
    TRY(folder_has(w, folder, name, &has));
    if (has)
        return xml_schema_open(w, folder, name, out);
    /* The version is the file's own word and becomes part of a path. */
    for (size_t i = 0; i < version.len; i++)
        if (strchr("0123456789.", version.at[i]) == NULL || version.at[0] == '.')
            return fail(w, FAULT_INVALID, "line %u: the file's version is no number",
                file->root->line);
    tried[0] = work_format(w, "%s/%.*s", folder, (int)(version.len < 8 ? version.len : 8),
        (const char *)version.at);
    tried[1] = work_format(w, "%s/1.05", folder);
    TRY(work_ok(w));
    /* Before 1.04 there were no files of this form; the last of version 1 reads them. */
    for (size_t i = 0; i < (bytes_start(version, "1.") ? 2u : 1u); i++) {
        TRY(folder_has(w, tried[i], name, &has));
        if (has)
            return xml_schema_open(w, tried[i], name, out);
    }
    return fail(w, FAULT_MISSING, "there is no %s for version %.*s in %s", name,
        (int)version.len, (const char *)version.at, folder);
}
