/*
 * ingest: take in evidence, with a closing account of all that was offered.
 */
#include "desks/desk_inner.h"
#include "engines/evidence/evidence.h"

static bool
read_paths(struct work *w, const struct json *list, const char ***out, size_t *count)
{
    *out = work_alloc(w, (list->count + 1) * sizeof(**out));
    TRY(*out != NULL);
    *count = 0;
    for (const struct json *p = list->first; p != NULL; p = p->next)
        TRY(work_string(w, p->text, &(*out)[(*count)++]));
    return true;
}

static struct json *
shown_name(struct work *w, struct bytes name)
{
    const char *display;

    return text_display(w, name, 4096, &display) ? json_string(w, display) : NULL;
}

static struct json *
taken_json(struct work *w, const struct taken *t)
{
    struct json *out = desk_receipt(w, "evidence/1", &t->evidence);

    json_put(out, "custody", json_uuid(w, &t->custody.id));
    json_put(out, "name", shown_name(w, t->name));
    json_put(out, "size", json_integer(w, (int64_t)t->size));
    json_put(out, "sha256", json_hex(w, hash_bytes(&t->sha256)));
    json_put(out, "known", json_bool(w, t->known));
    return out;
}

static struct json *
account(struct work *w, const struct intake *intake)
{
    struct json *out = json_object(w), *items = json_array(w), *refusals = json_array(w);

    for (size_t i = 0; i < intake->taken_count; i++)
        json_add(items, taken_json(w, &intake->taken[i]));
    for (size_t i = 0; i < intake->refused_count; i++) {
        struct json *one = json_object(w);

        json_put(one, "name", shown_name(w, intake->refused[i].name));
        json_put(one, "why", json_text(w, intake->refused[i].why));
        json_add(refusals, one);
    }
    if (intake->taken_count == 1)
        json_put(out, "id", json_uuid(w, &intake->taken[0].evidence.id));
    json_put(out, "items", items);
    json_put(out, "refusals", refusals);
    json_put(out, "offered",
        json_integer(w, (int64_t)(intake->taken_count + intake->refused_count)));
    json_put(out, "stored", json_integer(w, (int64_t)intake->taken_count));
    json_put(out, "refused", json_integer(w, (int64_t)intake->refused_count));
    json_put(out, "bytes", json_integer(w, (int64_t)intake->bytes));
    return out;
}

/* The same content is looked for only among what has the same audience here, where that is not
 * everybody: else it would tell that there is such content. */
static bool
scope_of(struct desk *d, struct work *w, const struct json *terms, struct bytes *out)
{
    static const char *const fields[] = {"tlp", "need_to_know", "releasable_to",
        "not_releasable_to"};
    struct buffer b = buffer_open(w, RECORD_PART_MAX);
    struct terms read;
    struct bytes text;

    TRY(hex_write(w, hash_bytes(&node_identity(d->node)->id), &text) &&
        terms_read(w, terms, &read));
    buffer_add(&b, text);
    for (size_t i = 0; terms_by_person(&read) && i < COUNT_OF(fields); i++) {
        const struct json *field = json_get(terms, fields[i]);

        if (field == NULL)
            continue;
        TRY(json_write(w, field, &text));
        buffer_format(&b, "\n%s ", fields[i]);
        buffer_add(&b, text);
    }
    return buffer_bytes(&b, out);
}

DESK(ingest)
{
    struct acquisition about = {.person = d->actor.person,
        .how = desk_text(args, "acquired"),
        .progress = d->progress,
        .ctx = d->progress_ctx};
    const char **paths;
    struct intake intake;
    struct stored matter;
    size_t count;

    if (about.how.len == 0)
        about.how = bytes_of("taken in from this machine; nothing more was said");
    TRY(desk_terms(d, w, args, &about.terms));
    if (json_get(args, "matter") != NULL) {
        TRY(desk_find(d, w, args, "matter", &matter));
        about.matter = &matter;
    }
    TRY(scope_of(d, w, about.terms, &about.scope));
    TRY(read_paths(w, json_get(args, "path"), &paths, &count));
    TRY(evidence_ingest(d->node, w, paths, count, &about, &intake));
    *answer = account(w, &intake);
    return true;
}
