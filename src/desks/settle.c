/*
 * settle: what a person says of a hit -- is it the one who is listed? -- as a record, bound to the
 * entry as it was and to who was asked for.
 */
#include "desks/screen_desk.h"

#include <string.h>

/* ---- The hit -------------------------------------------------------------------------------------- */

struct naming {
    struct kept_run run;
    struct kept_hit hit;
    int64_t row;
    struct bytes ref; /* or LIST/REF, where several lists have it */
};

static bool
is_named(const struct naming *n, const struct kept_hit *h)
{
    struct bytes rest = n->ref, list;

    return bytes_equal(n->ref, h->ref) ||
        (bytes_step(&rest, '/', &list) && bytes_equal(list, h->list) &&
            bytes_equal(rest, h->ref));
}

static bool
read_name(struct work *w, struct bytes named, struct bytes *run, struct naming *out)
{
    struct bytes rest = named, row;
    uint64_t number;

    if (bytes_step(&rest, '/', run) && bytes_step(&rest, '/', &row) && rest.len > 0 &&
        decimal_read(w, row, JSON_INTEGER_MAX, &number)) {
        out->row = (int64_t)number;
        out->ref = rest;
        return true;
    }
    work_clear(w);
    return fail(w, FAULT_USAGE,
        "a hit is RUN/ROW/REF, as `screen --explain` and `replay RUN` name it, not %.*s",
        (int)named.len, (const char *)named.at);
}

/* Why it is none, with what could have been meant. */
static bool
no_hit(struct work *w, const struct naming *n, size_t found, const struct buffer *others)
{
    struct bytes there;

    TRY(buffer_bytes(others, &there));
    if (found > 1)
        return fail(w, FAULT_USAGE, "%.*s stands on several lists: give RUN/ROW/LIST/REF",
            (int)n->ref.len, (const char *)n->ref.at);
    return fail(w, FAULT_MISSING, "row %lld of that run has no hit %.*s; it has: %.*s",
        (long long)n->row, (int)n->ref.len, (const char *)n->ref.at,
        there.len > 0 ? (int)there.len : 4,
        there.len > 0 ? (const char *)there.at : "none");
}

static bool
find_hit(struct desk *d, struct work *w, struct bytes named, struct naming *n)
{
    struct buffer others = buffer_open(w, 4096);
    struct bytes run, rest;
    struct kept_hit hit;
    size_t count = 0;
    bool found;

    TRY(read_name(w, named, &run, n) && kept_run_open(d, w, run, &n->run));
    rest = n->run.lines;
    TRY(kept_next(w, &rest, &hit, &found));
    for (; found && hit.row <= n->row;) {
        if (hit.row == n->row && is_named(n, &hit)) {
            n->hit = hit;
            count++;
        } else if (hit.row == n->row && others.len < 1000) {
            buffer_format(&others, "%s%.*s/%.*s", others.len > 0 ? ", " : "",
                (int)hit.list.len, (const char *)hit.list.at, (int)hit.ref.len,
                (const char *)hit.ref.at);
        }
        TRY(kept_next(w, &rest, &hit, &found));
    }
    if (count != 1)
        return no_hit(w, n, count, &others);
    return n->hit.hashed ||
        fail(w, FAULT_CONFLICT,
            "that run is older than settlements: screen again, and settle what is found");
}

/* ---- Settling ------------------------------------------------------------------------------------- */

/* What was said of this pair before becomes an older version, and keeps its terms; what was said
 * when the entry, or who was asked for, was described otherwise is followed.  The draft lends from ${old}. */
static bool
begin_draft(struct desk *d, struct work *w, const struct json *args,
    const struct naming *n, const struct hash *subject, struct stored *old,
    struct draft *out)
{
    static const char *const of_terms[] = {"terms", "tlp", "purpose", "retain"};
    struct asked asked = {.subject = *subject};
    struct pair pair = {n->hit.list, n->hit.ref, n->hit.entry, *subject};
    struct settlements known;
    struct pair_settled before;
    const struct json *terms;
    struct json *kept;
    struct bytes id;

    TRY(settlements_now(d, w, &known) &&
        settlements_named(d, w, &known, &n->hit.name, &asked));
    settlements_find(&known, &asked, &pair, &before);
    if (before.ours != NULL)
        TRY(store_by_no(node_store(d->node), w, before.ours->record, old));
    if (before.ours == NULL || before.but != NULL) {
        if (before.ours != NULL)
            draft_link(out, "follows", old);
        TRY(desk_terms(d, w, args, &terms));
        draft_part(out, "terms", terms);
        return true;
    }
    TRY(uuid_write(w, &old->id, &id));
    for (size_t i = 0; i < COUNT_OF(of_terms); i++)
        if (json_get(args, of_terms[i]) != NULL)
            return fail(w, FAULT_USAGE,
                "this pair was settled by %.*s, whose terms stay as they are: leave them "
                "out, or first `liaison move` it to withdraw",
                (int)id.len, (const char *)id.at);
    TRY(node_part(d->node, w, old, "terms", &kept));
    draft_part(out, "terms", kept);
    draft_replace(out, old);
    return true;
}

static struct json *
core_json(struct desk *d, struct work *w, const struct json *args, const struct naming *n,
    const struct hash *subject)
{
    struct bytes verdict = desk_text(args, "verdict");
    const struct kept_hit *h = &n->hit;
    struct json *core = json_object(w);

    json_put(core, "title",
        json_string(w,
            work_format(w, "%.*s %.*s: %.*s", (int)h->list.len, (const char *)h->list.at,
                (int)h->ref.len, (const char *)h->ref.at, (int)verdict.len,
                (const char *)verdict.at)));
    json_put(core, "verdict", json_text(w, verdict));
    json_put(core, "reason", desk_said(w, desk_text(args, "reason")));
    json_put(core, "list", json_text(w, h->list));
    json_put(core, "ref", json_text(w, h->ref));
    json_put(core, "entry", json_hex(w, hash_bytes(&h->entry)));
    json_put(core, "name", json_hex(w, hash_bytes(&h->name)));
    json_put(core, "subject", json_hex(w, hash_bytes(subject)));
    json_put(core, "row", json_integer(w, h->row));
    json_put(core, "by", json_text(w, d->actor.person));
    return core;
}

DESK(settle)
{
    struct draft draft = {.kind = SETTLEMENT};
    struct bytes verdict = desk_text(args, "verdict");
    struct naming n = {0};
    struct stored old;
    struct hash subject;
    struct json *core;
    int64_t since;
    bool second;

    if (!bytes_is_any(verdict, settled_verdicts))
        return fail(w, FAULT_USAGE,
            "a hit is settled as true, false or escalate, not %.*s", (int)verdict.len,
            (const char *)verdict.at);
    TRY(find_hit(d, w, desk_text(args, "hit"), &n) &&
        four_eyes_since(d, w, "settle", &since));
    if (n.hit.row >= n.run.queries)
        return fail(w, FAULT_CORRUPT, "the run has a hit of a row that it has not");
    TRY(kept_run_hashes(d, w, &n.run));
    memcpy(subject.at, n.run.hashes.at + (size_t)n.hit.row * sizeof(subject.at),
        sizeof(subject.at));
    core = core_json(d, w, args, &n, &subject);
    second = since != INT64_MAX && !bytes_is(verdict, "escalate");
    json_put(core, "second", json_bool(w, second));
    draft_part(&draft, "core", core);
    draft_link(&draft, "answers", &n.run.stored);
    TRY(begin_draft(d, w, args, &n, &subject, &old, &draft));
    TRY(desk_make(d, w, &draft, answer));
    json_put(*answer, "verdict", json_text(w, verdict));
    json_put(*answer, "list", json_text(w, n.hit.list));
    json_put(*answer, "ref", json_text(w, n.hit.ref));
    json_put(*answer, "stage", json_string(w, second ? "proposed" : "in-force"));
    json_put(*answer, "says",
        json_string(w,
            second ? "another person confirms it with `liaison sign` before it counts"
                   : "it counts from now on"));
    return work_ok(w);
}
