/*
 * A run of screening as a record: the settings, the lists by their versions, who was asked for as a
 * class of persons, a keyed hash of each name, the hits, and what was settled of them before.  No
 * name is kept.
 */
#include "desks/lists_desk.h"

#include <string.h>

#include "ground/crypt/crypt.h"

#define KEPT_MAX ((size_t)1 << 28)

/* Aid is not to hang on lists: who receives it is screened only where a law says so, and who is
 * supported as a victim never. */
bool
screening_may(struct work *w, const struct json *args)
{
    static const char *const classes[] = {"vendor", "partner", "staff", "beneficiary",
        "other", NULL};
    struct bytes class = desk_text(args, "class");
    bool alone = json_get(args, "list") != NULL, noted = false;
    static const char *const of_node[] = {"class", "basis", "settled"};

    for (size_t i = 0; i < COUNT_OF(of_node); i++)
        noted = noted || json_get(args, of_node[i]) != NULL;
    if (bytes_is(class, "support-case"))
        return fail(w, FAULT_DENIED, "subjects of support cases are not screened");
    if (alone)
        return !noted ||
            fail(w, FAULT_USAGE,
                "--class, --basis and --settled are of a node's records: leave out -l, "
                "and "
                "use its lists");
    if (!bytes_is_any(class, classes))
        return fail(w, FAULT_USAGE,
            "whom is this about?  Give a class (--class): vendor, partner, staff, "
            "beneficiary or other");
    if (bytes_is(class, "beneficiary") && desk_blank(desk_text(args, "basis")))
        return fail(w, FAULT_DENIED,
            "beneficiaries are screened only on a legal basis: name it (--basis)");
    return true;
}

bool
screening_open(struct desk *d, struct work *w, struct screen_kept *out)
{
    *out = (struct screen_kept){.hashes = buffer_open(w, KEPT_MAX),
        .hits = buffer_open(w, KEPT_MAX)};
    return uuid_new(w, 7, &out->run) &&
        node_hiding_key(d->node, w, "screening", &out->key);
}

static struct json *
settings_json(struct work *w, const struct screen_run *r)
{
    struct json *out = json_object(w), *rarity;

    json_put(out, "threshold", json_integer(w, r->settings.threshold));
    json_put(out, "most", json_integer(w, r->settings.most));
    json_put(out, "exhaustive", json_bool(w, r->settings.exhaustive));
    json_put(out, "explain", json_bool(w, r->how.explain));
    json_put(out, "settled", json_bool(w, r->kept->settled.show));
    json_put(out, "format", json_string(w, hit_form_name(r->how.form)));
    json_put(out, "program", json_string(w, "liaison " LIAISON_VERSION));
    if (r->rarity != NULL && json_keep(w, r->rarity, &rarity))
        json_put(out, "rarity", rarity);
    return out;
}

/* What the next run of the same subjects can build on, and what this one built on. */
static void
put_built(struct work *w, const struct screen_run *r, struct json *core)
{
    int64_t crowd = r->since != NULL ? r->since->crowd : (int64_t)r->crowd;

    json_put(core, "looked", json_integer(w, (int64_t)r->looked));
    json_put(core, "crowd", json_integer(w, crowd));
    if (r->renewed)
        json_put(core, "renewed", json_bool(w, true));
    if (r->crowded)
        json_put(core, "crowded", json_bool(w, true));
    if (r->since != NULL)
        json_put(core, "after", json_integer(w, r->since->after));
}

static bool
core_json(struct desk *d, struct work *w, const struct json *args,
    const struct screen_run *r, const struct lists *lists, struct bytes rows,
    struct json **out)
{
    struct bytes class = desk_text(args, "class"), basis = desk_text(args, "basis");
    const char *title = work_format(w, "%.*s, %llu asked for, %llu with hits",
        (int)class.len, (const char *)class.at, (unsigned long long)r->queries,
        (unsigned long long)r->found);
    struct json *all = json_array(w), *core = json_object(w);
    struct hash hash;

    for (size_t i = 0; i < lists->count; i++)
        json_add(all, json_text(w, json_get_text(lists->kept[i], "id")));
    TRY(sha256(w, rows, &hash));
    json_put(core, "title", json_string(w, title));
    json_put(core, "class", json_text(w, class));
    if (basis.len > 0)
        json_put(core, "basis", json_text(w, basis));
    json_put(core, "by", json_text(w, d->actor.person));
    json_put(core, "settings", settings_json(w, r));
    json_put(core, "lists", all);
    json_put(core, "queries", json_integer(w, (int64_t)r->queries));
    json_put(core, "found", json_integer(w, (int64_t)r->found));
    json_put(core, "hits", json_integer(w, (int64_t)r->hits));
    json_put(core, "quiet", json_integer(w, (int64_t)r->quiet));
    if (r->rarity != NULL)
        put_built(w, r, core);
    json_put(core, "rows", json_hex(w, hash_bytes(&hash)));
    *out = core;
    return work_ok(w);
}

/* The hashes, 32 bytes each, unless another run keeps them; then the hits and the settlements that they met, a line each. */
static bool
seal_kept(struct desk *d, struct work *w, struct screen_kept *kept, struct item **item,
    struct json **content)
{
    struct buffer all = buffer_open(w, 2 * KEPT_MAX);
    struct bytes hashes, hits, text;

    TRY(settlements_write(w, &kept->settled, &kept->hits));
    TRY(buffer_bytes(&kept->hashes, &hashes) && buffer_bytes(&kept->hits, &hits));
    buffer_add(&all, hashes);
    buffer_add(&all, hits);
    return buffer_bytes(&all, &text) &&
        content_seal(d, w, text, bytes_of("screening"), item, content);
}

bool
screening_begin(struct desk *d, struct work *w, bool show, struct screen_run *r)
{
    struct bytes run;

    TRY(screening_open(d, w, r->kept) && settlements_now(d, w, &r->kept->settled) &&
        uuid_write(w, &r->kept->run, &run));
    r->kept->settled.show = show;
    r->how.run = (const char *)run.at;
    return true;
}

bool
screening_draft(struct desk *d, struct work *w, const struct json *args,
    const struct screen_run *r, const struct lists *lists, struct bytes rows,
    struct item **item, struct draft *out)
{
    struct json *core, *content;

    TRY(core_json(d, w, args, r, lists, rows, &core));
    TRY(seal_kept(d, w, r->kept, item, &content));
    *out = (struct draft){.kind = "screening/1",
        .id = &r->kept->run,
        .items = item,
        .item_count = 1};
    draft_part(out, "core", core);
    draft_part(out, "content", content);
    draft_part(out, "vault", node_item_vault(w, *item));
    if (r->since != NULL)
        draft_link(out, "asked", &r->since->asked);
    return work_ok(w);
}

bool
screening_keep(struct desk *d, struct work *w, const struct json *args,
    const struct screen_run *r, const struct lists *lists, struct bytes rows,
    struct receipt *out)
{
    ITEM_AUTO struct item *item = NULL;
    const struct json *terms;
    struct draft draft;

    TRY(screening_draft(d, w, args, r, lists, rows, &item, &draft) &&
        desk_terms(d, w, args, &terms));
    draft_part(&draft, "terms", terms);
    return node_make(d->node, w, &draft, 1, out);
}

/* ---- Read again ------------------------------------------------------------------------------------- */

static const struct json *
item_of(const struct json *list, size_t n)
{
    const struct json *item = json_first(list);

    while (item != NULL && n-- > 0)
        item = item->next;
    return item;
}

static bool
read_hit(struct work *w, const struct json *line, struct kept_hit *out)
{
    const struct json *row = item_of(line, 0), *list = item_of(line, 1),
                      *ref = item_of(line, 2), *points = item_of(line, 3),
                      *name = item_of(line, 4), *entry = item_of(line, 5),
                      *quiet = item_of(line, 6);

    if (points == NULL || points->type != JSON_INTEGER || row->type != JSON_INTEGER)
        return fail(w, FAULT_CORRUPT, "the run has a hit that cannot be read");
    *out = (struct kept_hit){.row = row->integer,
        .list = list->text,
        .ref = ref->text,
        .points = points->integer,
        .hashed = quiet != NULL,
        .quiet = quiet != NULL && quiet->truth};
    return quiet == NULL ||
        (hex_read(w, name->text, out->name.at, sizeof(out->name.at)) &&
            hex_read(w, entry->text, out->entry.at, sizeof(out->entry.at)));
}

bool
kept_next(struct work *w, struct bytes *rest, struct kept_hit *out, bool *found)
{
    struct bytes after = *rest, text;
    struct json *line;

    *found = bytes_start(after, "[");
    if (!*found)
        return true;
    TRY(bytes_step(&after, '\n', &text) && json_read(w, text, &json_record, &line) &&
        read_hit(w, line, out));
    *rest = after;
    return true;
}

/* A run that built on others keeps hits alone. */
static bool
kept_elsewhere(const struct json *core)
{
    return json_get(core, "after") != NULL;
}

bool
kept_run_load(struct desk *d, struct work *w, const struct stored *run,
    struct kept_run *out)
{
    struct bytes content;
    size_t hashes;

    out->stored = *run;
    TRY(node_part(d->node, w, run, "core", &out->core));
    if (out->core == NULL)
        return fail(w, FAULT_MISSING, "the run was erased");
    TRY(json_need_integer(w, out->core, "queries", 0, JSON_INTEGER_MAX / 32,
            &out->queries) &&
        content_load(d, w, run, &content));
    hashes = kept_elsewhere(out->core) ? 0 : (size_t)out->queries * sizeof(struct hash);
    if (hashes > content.len)
        return fail(w, FAULT_CORRUPT, "the run lacks hashes of names");
    out->hashes = bytes_from(content.at, hashes);
    out->lines = bytes_from(content.at + hashes, content.len - hashes);
    return true;
}

bool
kept_run_link(struct desk *d, struct work *w, const struct uuid *run, const char *type,
    struct stored *out, struct json **core)
{
    struct view_link *links;
    size_t count;

    *out = (struct stored){0};
    *core = NULL;
    TRY(node_links_from(d->node, w, run, &links, &count));
    for (size_t i = 0; i < count; i++)
        if (bytes_is(links[i].type, type))
            return store_by_hash(node_store(d->node), w, &links[i].hash, out) &&
                node_part(d->node, w, out, "core", core);
    return true;
}

bool
kept_run_asked(struct desk *d, struct work *w, const struct stored *run,
    const struct json *core, struct stored *out)
{
    struct json *kept;

    *out = *run;
    if (!kept_elsewhere(core))
        return true;
    TRY(kept_run_link(d, w, &run->id, "asked", out, &kept));
    if (out->no == 0)
        return fail(w, FAULT_CORRUPT, "the run does not say which one keeps its names");
    return kept != NULL ||
        fail(w, FAULT_MISSING,
            "the run that keeps the hashes of its names was erased: only the hits are "
            "here");
}

bool
kept_run_hashes(struct desk *d, struct work *w, struct kept_run *run)
{
    struct stored asked;
    struct kept_run kept;

    if (!kept_elsewhere(run->core))
        return true;
    TRY(kept_run_asked(d, w, &run->stored, run->core, &asked));
    if (!kept_run_load(d, w, &asked, &kept))
        return fail_in(w, "the run that keeps the hashes of its names");
    if (kept_elsewhere(kept.core) || kept.queries != run->queries)
        return fail(w, FAULT_CORRUPT,
            "the run that should keep the hashes of its names is of others");
    run->hashes = kept.hashes;
    return true;
}

bool
kept_run_open(struct desk *d, struct work *w, struct bytes name, struct kept_run *out)
{
    struct json *which = json_object(w);
    struct stored run;

    json_put(which, "run", json_text(w, name));
    TRY(work_ok(w) && desk_find(d, w, which, "run", &run));
    if (!bytes_is(run.kind, "screening/1"))
        return fail(w, FAULT_USAGE, "that is no run of `screen`, but %.*s",
            (int)run.kind.len, (const char *)run.kind.at);
    return kept_run_load(d, w, &run, out);
}
