/*
 * lists fetch: the newest versions of lists from those who publish them, kept as `lists import`
 * keeps files.
 *
 * What was fetched before is asked for only if it changed.  Whatever goes wrong, the version that is
 * in use stays in use, and its age is told.
 */
#include "desks/lists_desk.h"

#include <string.h>

#include "ground/net/net.h"

#define FILE_MAX ((size_t)1 << 27)  /* of one address */
#define FILES_MAX ((size_t)1 << 28) /* of all addresses of a list */
#define TRIES 3

struct fetching {
    const struct source *source;
    const char *authorities; /* NULL: the system's */
};

/* One list under way; arrays have a place for each part. */
struct parts {
    struct coming coming;
    struct screen_file *plain; /* unpacked, and called by their addresses */
    bool *same;                /* as it is here already */
    size_t same_count;
    size_t bytes;
    const struct version *used; /* the version in use; NULL: there is none */
};

/* ---- One file ------------------------------------------------------------------------------------- */

/* What a version says of the file that came from there; NULL: nothing did. */
static const struct json *
file_from(const struct version *v, struct bytes url, size_t *at)
{
    const struct json *f = v != NULL ? json_first(json_get(v->core, "files")) : NULL;

    for (*at = 0; f != NULL; f = f->next, ++*at)
        if (bytes_equal(json_get_text(f, "url"), url))
            return f;
    return NULL;
}

/* "consolidated.xml" of an address: what it is called when it is handed out again. */
static bool
name_of(struct work *w, struct bytes url, const char **out)
{
    const uint8_t *query = memchr(url.at, '?', url.len), *slash;

    if (query != NULL)
        url.len = (size_t)(query - url.at);
    slash = memrchr(url.at, '/', url.len);
    url = bytes_from(slash + 1, url.len - (size_t)(slash + 1 - url.at));
    return work_string(w, url.len > 0 ? url : bytes_of("list"), out);
}

/* The net's faults are about this list alone, and no reason to end what is done for others. */
static bool
unfetched(struct work *w)
{
    const char *why = work_format(w, "%s", work_why(w));

    if (work_fault(w) != FAULT_IO && work_fault(w) != FAULT_DENIED)
        return false;
    work_clear(w);
    return why != NULL && fail(w, FAULT_MISSING, "%s", why);
}

/* What came of a try that failed goes with it. */
static bool
fetch_once(struct work *w, struct desk *d, const struct net_fetch *ask,
    struct net_fetched *got)
{
    struct work *own = work_open(work_os(w));
    bool good = own != NULL && d->fetch(d, own, ask, got) &&
        work_keep(w, got->body, &got->body) && work_keep(w, got->etag, &got->etag) &&
        work_keep(w, got->modified, &got->modified) &&
        work_keep(w, got->from, &got->from);

    return work_join(w, own, good);
}

/* Publishers' servers break off, and are out of order for a moment. */
static bool
fetch_file(struct work *w, struct desk *d, const struct net_fetch *ask,
    struct net_fetched *got)
{
    for (int n = 1; !fetch_once(w, d, ask, got); n++) {
        if (n == TRIES || !got->passing || work_fault(w) != FAULT_IO)
            return unfetched(w);
        work_clear(w);
    }
    return true;
}

static bool
fetch_part(struct work *w, struct desk *d, const struct fetching *f, struct bytes url,
    size_t n, struct parts *p)
{
    struct origin *o = &p->coming.origins[n];
    size_t at;
    const struct json *was = file_from(p->used, url, &at);
    struct net_fetch ask = {.authorities = f->authorities,
        .etag = json_get_text(was, "etag"),
        .modified = json_get_text(was, "modified"),
        .max = FILES_MAX - p->bytes < FILE_MAX ? FILES_MAX - p->bytes : FILE_MAX};
    struct net_fetched got = {0};

    TRY(work_string(w, url, &ask.url) && name_of(w, url, &p->coming.files[n].called));
    TRY(fetch_file(w, d, &ask, &got));
    *o = (struct origin){url, got.etag, got.modified, work_os(w)->now()};
    p->coming.files[n].text = got.body;
    p->plain[n] = (struct screen_file){got.body, ask.url};
    p->same[n] = got.same;
    p->same_count += got.same;
    p->bytes += got.body.len;
    if (!got.same)
        return true;
    o->etag = ask.etag;
    o->modified = ask.modified;
    return json_need_time(w, was, "fetched", &o->fetched);
}

/* ---- One list --------------------------------------------------------------------------------------- */

static bool
parts_open(struct work *w, const struct source *s, struct parts *p)
{
    size_t count = s->parts->count;

    p->coming = (struct coming){.source = s->name, .count = count};
    p->coming.files = work_alloc(w, count * sizeof(*p->coming.files));
    p->coming.origins = work_alloc(w, count * sizeof(*p->coming.origins));
    p->plain = work_alloc(w, count * sizeof(*p->plain));
    p->same = work_alloc(w, count * sizeof(*p->same));
    return p->coming.files != NULL && p->coming.origins != NULL && p->plain != NULL &&
        p->same != NULL;
}

/* Of a list of several files some may have changed: the others are here. */
static bool
take_kept(struct work *w, struct desk *d, struct parts *p)
{
    struct screen_file *kept;
    size_t count, at;

    TRY(version_files(d, w, p->used, &kept, &count));
    for (size_t n = 0; n < p->coming.count; n++) {
        if (!p->same[n])
            continue;
        if (file_from(p->used, p->coming.origins[n].url, &at) == NULL || at >= count)
            return fail(w, FAULT_CORRUPT, "what is kept is not what was taken in");
        p->coming.files[n].text = p->plain[n].text = kept[at].text;
    }
    return true;
}

/* Whoever answers at an address: it has to be the list that is wanted from there. */
static bool
read_parts(struct work *w, const struct source *s, struct parts *p)
{
    struct screen_list *l = &p->coming.list;

    for (size_t n = 0; n < p->coming.count; n++)
        TRY(list_unpack(w, &p->plain[n]));
    TRY(screen_list_read(w, p->plain, p->coming.count, l));
    if (bytes_equal(l->name, s->list) && bytes_equal(l->format, s->format))
        return true;
    return fail(w, FAULT_INVALID,
        "%s: this is %.*s as %.*s, where %.*s as %.*s is wanted", p->plain[0].called,
        (int)l->name.len, (const char *)l->name.at, (int)l->format.len,
        (const char *)l->format.at, (int)s->list.len, (const char *)s->list.at,
        (int)s->format.len, (const char *)s->format.at);
}

static bool
not_changed(struct work *w, const struct version *v, struct json **out)
{
    struct screen_list l = {.name = v->list, .date = v->date};
    int64_t entries, names, nameless;

    TRY(json_need_integer(w, v->core, "entries", 0, JSON_INTEGER_MAX, &entries) &&
        json_need_integer(w, v->core, "names", 0, JSON_INTEGER_MAX, &names) &&
        json_need_integer(w, v->core, "nameless", 0, JSON_INTEGER_MAX, &nameless));
    l.count = (size_t)entries;
    l.names = (size_t)names;
    l.nameless = (size_t)nameless;
    *out = json_object(w);
    json_put(*out, "id", json_uuid(w, &v->stored.id));
    lists_said(w, &l, true, "not changed", *out);
    return work_ok(w);
}

static bool
fetch_one(struct work *w, struct taking *in, void *ctx, struct json **out)
{
    const struct fetching *f = ctx;
    const struct source *s = f->source;
    struct parts p = {.used = lists_newest(in, s->list)};
    size_t n = 0;

    in->list = s->list;
    TRY(parts_open(w, s, &p));
    for (const struct json *url = s->parts->first; url != NULL; url = url->next, n++)
        TRY(fetch_part(w, in->desk, f, url->text, n, &p));
    if (p.used != NULL && p.same_count == p.coming.count) {
        TRY(not_changed(w, p.used, out));
    } else {
        TRY((p.same_count == 0 || take_kept(w, in->desk, &p)) && read_parts(w, s, &p) &&
            lists_take(w, in, &p.coming, out));
    }
    json_put(*out, "source", json_text(w, s->name));
    return work_ok(w);
}

/* ---- The desk ------------------------------------------------------------------------------------------ */

static bool
list_sources(struct work *w, const struct source *all, size_t count, struct json **answer)
{
    struct json *sources = json_array(w);

    for (size_t i = 0; i < count; i++) {
        struct json *one, *parts = json_array(w);

        TRY(json_keep(w, all[i].said, &one));
        for (const struct json *p = all[i].parts->first; p != NULL; p = p->next) {
            struct json *part = json_object(w);

            json_put(part, "url", json_text(w, p->text));
            json_add(parts, part);
        }
        json_put(one, "parts", parts);
        json_add(sources, one);
    }
    *answer = json_object(w);
    json_put(*answer, "sources", sources);
    json_put(*answer, "count", json_integer(w, (int64_t)count));
    return work_ok(w);
}

/* Those that are named, in their order; all, where that is asked. */
static bool
choose(struct work *w, const struct json *args, const struct source *all, size_t count,
    const struct source **out, size_t *chosen)
{
    const struct json *names = json_get(args, "name");
    size_t n;

    *chosen = 0;
    if (desk_flag(args, "all") == (names != NULL))
        return fail(w, FAULT_USAGE,
            "which lists?  Give names, as `liaison lists fetch --list` tells them, or "
            "--all");
    for (n = 0; names == NULL && n < count; n++)
        out[(*chosen)++] = &all[n];
    for (const struct json *i = json_first(names); i != NULL; i = i->next) {
        for (n = 0; n < count && !bytes_equal(all[n].name, i->text); n++)
            ;
        if (n == count || *chosen == count)
            return fail(w, FAULT_MISSING,
                "%.*s is no source: `liaison lists fetch --list` tells which there are",
                (int)i->text.len, (const char *)i->text.at);
        out[(*chosen)++] = &all[n];
    }
    return true;
}

DESK(lists_fetch)
{
    struct taking in = {.desk = d,
        .shrunk = desk_text(args, "shrunk"),
        .advice = "try again later, or take its file by another way and `liaison lists "
                  "import` it"};
    struct json *items = json_array(w), *refusals = json_array(w);
    const struct source **chosen;
    struct fetching f = {0};
    struct source *all;
    size_t count, n;

    TRY(sources_all(d, w, &all, &count));
    if (desk_flag(args, "list"))
        return list_sources(w, all, count, answer);
    chosen = work_alloc(w, (count + 1) * sizeof(struct source *));
    TRY(chosen != NULL && choose(w, args, all, count, chosen, &n));
    if (d->fetch == NULL)
        return fail(w, FAULT_USAGE, "nothing can be fetched from here");
    if (json_get(args, "ca") != NULL)
        TRY(work_string(w, desk_text(args, "ca"), &f.authorities));
    TRY(desk_terms(d, w, args, &in.terms));
    for (size_t i = 0; i < n; i++) {
        f.source = chosen[i];
        TRY(lists_take_next(w, &in, f.source->name, fetch_one, &f, items, refusals));
        if (d->progress != NULL)
            d->progress(d->progress_ctx, "fetched", i + 1, n);
    }
    *answer = json_object(w);
    lists_taken(w, items, refusals, *answer);
    return work_ok(w);
}
