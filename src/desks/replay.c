/*
 * replay: a run of screening again, by the versions of lists and the settings that it had.
 *
 * Names are not kept, so whoever wants the rows hands them in again.  Only those who were asked for
 * then are asked for now: anything else would be a screening that nobody recorded.
 */
#include "desks/lists_desk.h"

#include <string.h>

#include "ground/crypt/crypt.h"

#define ROWS_MAX ((size_t)32 << 20)
#define DIFFERS_MAX 20

static bool
read_settings(struct work *w, const struct json *core, struct screen_run *r)
{
    const struct json *s = json_get(core, "settings");
    int64_t threshold, most;

    TRY(json_need_integer(w, s, "threshold", 0, INT32_MAX, &threshold) &&
        json_need_integer(w, s, "most", 0, INT32_MAX, &most));
    r->settings = (struct screen_settings){.threshold = (int)threshold,
        .most = (unsigned)most,
        .exhaustive = json_get(s, "exhaustive")->truth};
    r->how.explain = json_get(s, "explain")->truth;
    r->how.form = bytes_is(json_get_text(s, "format"), hit_form_name(HIT_JSONL))
        ? HIT_JSONL
        : HIT_CSV;
    r->threads = 1;
    return true;
}

/* The versions that the run had, in its order. */
static bool
read_lists(struct desk *d, struct work *w, const struct json *core, struct lists *out)
{
    struct version *all;
    size_t count;

    TRY(versions_all(d, w, &all, &count));
    TRY(lists_open(w, json_get(core, "lists")->count, out));
    for (const struct json *i = json_get(core, "lists")->first; i != NULL; i = i->next) {
        struct uuid id;
        size_t n = 0;

        TRY(uuid_read(w, i->text, &id));
        while (n < count && memcmp(&all[n].stored.id, &id, sizeof(id)) != 0)
            n++;
        if (n == count)
            return fail(w, FAULT_MISSING, "the list %.*s is not here any more",
                (int)i->text.len, (const char *)i->text.at);
        TRY(lists_add_version(d, w, &all[n], out));
    }
    return true;
}

/* The hits that were kept: [row, list, ref, points], a line each. */
static bool
kept_hits(struct work *w, struct bytes lines, struct json **out)
{
    *out = json_array(w);
    while (lines.len > 0) {
        const uint8_t *end = memchr(lines.at, '\n', lines.len);
        size_t len = end != NULL ? (size_t)(end - lines.at) : lines.len;
        struct json *line, *one = json_object(w);
        static const char *const names[] = {"row", "list", "ref", "points"};
        size_t n = 0;

        TRY(json_read(w, bytes_from(lines.at, len), &json_record, &line));
        for (struct json *v = line->first, *next; v != NULL && n < COUNT_OF(names);
             v = next) {
            next = v->next;
            json_put(one, names[n++], v);
        }
        json_add(*out, one);
        lines.at += len + (end != NULL);
        lines.len -= len + (end != NULL);
    }
    return work_ok(w);
}

/* Rows, counted from 0, in which somebody else is asked for, or otherwise. */
static bool
compare(struct work *w, struct bytes was, const struct buffer *hashes,
    struct json *differs, int64_t *count)
{
    struct bytes is;
    size_t most;

    TRY(buffer_bytes(hashes, &is));
    most = (was.len > is.len ? was.len : is.len) / sizeof(struct hash);
    for (size_t i = 0; i < most; i++) {
        size_t at = i * sizeof(struct hash);

        if (at < was.len && at < is.len &&
            memcmp(was.at + at, is.at + at, sizeof(struct hash)) == 0)
            continue;
        if (++*count <= DIFFERS_MAX)
            json_add(differs, json_integer(w, (int64_t)i));
    }
    return work_ok(w);
}

static bool
again(struct desk *d, struct work *w, const struct json *args, const struct json *core,
    struct bytes hashes, struct json *answer)
{
    struct buffer text = buffer_open(w, ROWS_MAX);
    struct screen_kept kept;
    struct screen_run r = {.d = d, .kept = &kept, .give = screen_gather, .ctx = &text};
    struct json *differs = json_array(w);
    struct screen_index *index;
    struct hash said, is;
    struct lists lists;
    struct bytes rows;
    const char *path;
    int64_t count = 0;
    bool same;

    TRY(work_string(w, desk_text(args, "queries"), &path));
    TRY(read_settings(w, core, &r) && screening_open(d, w, &kept) &&
        read_lists(d, w, core, &lists) &&
        screen_index_build(w, lists.lists, lists.count, &index));
    r.index = index;
    TRY(screen_run_open(w, &r) && screen_names(w, &r, path) &&
        buffer_bytes(&text, &rows));
    TRY(json_need_hash(w, core, "rows", &said) && sha256(w, rows, &is));
    TRY(compare(w, hashes, &kept.hashes, differs, &count));
    same = count == 0 && hash_equal(&said, &is);
    json_put(answer, "same", json_bool(w, same));
    json_put(answer, "differs", differs);
    json_put(answer, "errors", json_integer(w, count > 0 ? count : !same));
    json_put(answer, "says",
        json_string(w,
            same            ? "the same rows, byte for byte"
                : count > 0 ? "not those who were asked for: no rows are shown"
                            : "the same names, but other rows: an id, or the program, is "
                              "another"));
    if (count == 0 && rows.len > 0)
        json_put(answer, "text", json_text(w, bytes_from(rows.at, rows.len - 1)));
    return work_ok(w);
}

DESK(replay)
{
    struct bytes content, hashes;
    struct json *core, *hits;
    struct stored run;
    int64_t queries;

    TRY(desk_find(d, w, args, "run", &run));
    if (!bytes_is(run.kind, "screening/1"))
        return fail(w, FAULT_USAGE, "a screening is replayed; this is %.*s",
            (int)run.kind.len, (const char *)run.kind.at);
    TRY(node_part(d->node, w, &run, "core", &core));
    if (core == NULL)
        return fail(w, FAULT_MISSING, "the run was erased");
    TRY(json_need_integer(w, core, "queries", 0, JSON_INTEGER_MAX / 32, &queries) &&
        content_load(d, w, &run, &content));
    hashes = bytes_from(content.at, (size_t)queries * sizeof(struct hash));
    if (hashes.len > content.len)
        return fail(w, FAULT_CORRUPT, "the run lacks hashes of names");
    TRY(kept_hits(w, bytes_from(content.at + hashes.len, content.len - hashes.len),
        &hits));
    *answer = json_object(w);
    json_put(*answer, "id", json_uuid(w, &run.id));
    json_put(*answer, "class", json_text(w, json_get_text(core, "class")));
    json_put(*answer, "time", json_time(w, run.time));
    json_put(*answer, "queries", json_integer(w, queries));
    if (json_get(args, "queries") != NULL)
        return again(d, w, args, core, hashes, *answer);
    json_put(*answer, "hits", hits);
    return work_ok(w);
}
