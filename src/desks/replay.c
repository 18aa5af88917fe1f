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

/* The versions that the run had, in its order, and their index as it was. */
static bool
read_lists(struct desk *d, struct work *w, const struct json *core, struct lists *out,
    const struct screen_index **index)
{
    const struct json *ids = json_get(core, "lists"),
                      *rarity = json_get(json_get(core, "settings"), "rarity");
    const struct screen_index *base;
    struct version *had;
    size_t count;

    if (rarity != NULL)
        return lists_of_ids(d, w, ids, out) &&
            lists_base(d, w, rarity, LISTS_ONCE, &base) &&
            lists_index(w, out, rarity, base, index);
    return versions_of_ids(d, w, ids, &had, &count) &&
        lists_ready(d, w, had, count, LISTS_ONCE, out, index);
}

static struct json *
hit_says(struct work *w, const struct kept_hit *hit)
{
    return json_string(w,
        work_format(w, "%lld.%03lld points%s", (long long)(hit->points / 1000),
            (long long)(hit->points % 1000),
            hit->quiet ? ", settled before: not shown" : ""));
}

/* The hits that were kept, each as a person names it. */
static bool
hits_json(struct work *w, const struct kept_run *run, struct json **out)
{
    struct bytes rest = run->lines, id;
    struct kept_hit hit;
    bool found;

    *out = json_array(w);
    TRY(uuid_write(w, &run->stored.id, &id) && kept_next(w, &rest, &hit, &found));
    while (found) {
        struct json *one = json_object(w);

        json_put(one, "row", json_integer(w, hit.row));
        json_put(one, "list", json_text(w, hit.list));
        json_put(one, "ref", json_text(w, hit.ref));
        json_put(one, "points", json_integer(w, hit.points));
        json_put(one, "hit",
            json_string(w,
                work_format(w, "%.*s/%lld/%.*s/%.*s", (int)id.len, (const char *)id.at,
                    (long long)hit.row, (int)hit.list.len, (const char *)hit.list.at,
                    (int)hit.ref.len, (const char *)hit.ref.at)));
        json_put(one, "quiet", json_bool(w, hit.quiet));
        json_put(one, "says", hit_says(w, &hit));
        json_add(*out, one);
        TRY(kept_next(w, &rest, &hit, &found));
    }
    return work_ok(w);
}

/* What hits were held against then, as far as it was not erased since. */
static bool
read_settled(struct desk *d, struct work *w, const struct kept_run *run,
    struct screen_run *r)
{
    const struct json *show = json_get(json_get(run->core, "settings"), "settled");
    struct bytes rest = run->lines, id;
    struct kept_hit hit;
    bool found = true;

    while (found)
        TRY(kept_next(w, &rest, &hit, &found));
    TRY(settlements_kept(d, w, rest, &r->kept->settled) &&
        uuid_write(w, &run->stored.id, &id));
    if (show == NULL) /* of a run before there were settlements */
        return true;
    r->kept->settled.show = show->truth;
    r->how.run = (const char *)id.at;
    return true;
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
says(struct work *w, bool same, const struct json *differs, int64_t count,
    struct bytes *out)
{
    struct buffer b = buffer_open(w, 4096);

    if (same) {
        buffer_text(&b, "the same rows, byte for byte");
    } else if (count == 0) {
        buffer_text(&b,
            "the same names, but other rows: an id, or the program, is another, or a "
            "settlement was erased");
    } else {
        buffer_format(&b, "not those who were asked for in %lld rows, counted from 0: ",
            (long long)count);
        for (const struct json *i = differs->first; i != NULL; i = i->next)
            buffer_format(&b, "%lld%s", (long long)i->integer,
                i->next != NULL           ? ", "
                    : count > DIFFERS_MAX ? ", ..."
                                          : "");
        buffer_text(&b, "; no rows are shown");
    }
    return buffer_bytes(&b, out);
}

static bool
again(struct desk *d, struct work *w, const struct json *args, struct kept_run *run,
    struct json *answer)
{
    struct buffer text = buffer_open(w, ROWS_MAX);
    struct screen_kept kept;
    struct screen_run r = {.d = d, .kept = &kept, .give = screen_gather, .ctx = &text};
    struct json *differs = json_array(w);
    struct hash said, is;
    struct lists lists;
    struct bytes rows, text_says;
    const char *path;
    int64_t count = 0;
    bool same;

    TRY(work_string(w, desk_text(args, "queries"), &path) && kept_run_hashes(d, w, run));
    TRY(read_settings(w, run->core, &r) && screening_open(d, w, &kept) &&
        read_settled(d, w, run, &r) && read_lists(d, w, run->core, &lists, &r.index));
    TRY(screen_run_open(w, &r) && screen_names(w, &r, path) &&
        buffer_bytes(&text, &rows));
    TRY(json_need_hash(w, run->core, "rows", &said) && sha256(w, rows, &is));
    TRY(compare(w, run->hashes, &kept.hashes, differs, &count));
    same = count == 0 && hash_equal(&said, &is);
    json_put(answer, "same", json_bool(w, same));
    json_put(answer, "differs", differs);
    json_put(answer, "errors", json_integer(w, count > 0 ? count : !same));
    TRY(says(w, same, differs, count, &text_says));
    json_put(answer, "says", json_text(w, text_says));
    if (count == 0 && rows.len > 0)
        json_put(answer, "text", json_text(w, bytes_from(rows.at, rows.len - 1)));
    return work_ok(w);
}

DESK(replay)
{
    struct kept_run run;
    struct json *hits;

    TRY(kept_run_open(d, w, desk_text(args, "run"), &run) && hits_json(w, &run, &hits));
    *answer = json_object(w);
    json_put(*answer, "id", json_uuid(w, &run.stored.id));
    json_put(*answer, "class", json_text(w, json_get_text(run.core, "class")));
    json_put(*answer, "time", json_time(w, run.stored.time));
    json_put(*answer, "queries", json_integer(w, run.queries));
    if (json_get(args, "queries") != NULL)
        return again(d, w, args, &run, *answer);
    json_put(*answer, "hits", hits);
    return work_ok(w);
}
