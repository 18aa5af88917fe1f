/*
 * What ends by its terms: erased on its day at every holder, without a message, by a clock
 * that a partner has confirmed; held where it is held.  Nothing of it is in any file then, and
 * what was sealed to a key whose time is over is opened by nobody: not with what is recorded
 * of the road, nor with yesterday's data.
 */
#include "core/node/secrets.h"
#include "engines/exchange/forge.h"
#include "engines/exchange/recall.h"

static struct four f;
static struct bytes recorded; /* the last batch from eu to un */
static struct work *keep;

static bool
record(struct work *w, struct sim_message *m)
{
    (void)w;
    if (!m->reply && m->from == f.eu && m->to == f.un && strcmp(m->verb, "push") == 0)
        NEED(keep, work_keep(keep, m->body, &recorded));
    return true;
}

static struct json *
due(struct work *w, struct sim *s, bool apply)
{
    return sim_do(w, s, "due", apply ? "{\"apply\":true}" : "{}");
}

/* What is said of that item; "" where it is not named. */
static const char *
state(struct work *w, const struct json *answer, const char *id)
{
    for (const struct json *i = json_get(answer, "expires")->first; i != NULL;
         i = i->next)
        if (bytes_is(json_get_text(i, "id"), id))
            return sim_text(w, i, "state");
    return "";
}

#define tap_state(w, s, apply, id, want, ...) \
    tap_is_text(bytes_of(state(w, due(w, s, apply), id)), want, __VA_ARGS__)

static bool
confirmed(struct work *w, struct sim *s)
{
    return json_at(due(w, s, false), "clock.confirmed")->truth;
}

/* ---- The day ------------------------------------------------------------------------------ */

/* What there is to find of it at a node, and that it is found. */
static void
look_for(struct work *w, struct sim *s, const char *id, const char *text,
    struct scan *scan)
{
    struct stored of = sim_find(w, s, id);

    scan_open(w, scan);
    add_parts(w, s->node, &of, scan);
    scan_add(scan, bytes_of(text), "the text");
    scan_ready(scan);
    tap_ok(scan_folder(scan, s->folder) > 0, "%s: there is something to find", s->handle);
}

static void
gone(struct work *w, struct sim *s, const char *id, struct scan *scan)
{
    int64_t count;

    tap_ok(!sim_has_part(w, s, id, "core") && sim_has_part(w, s, id, "terms"),
        "%s: it is erased; its terms stay", s->handle);
    tap_clean(scan, s->folder, "%s: no file holds a piece of it", s->handle);
    sim_close(s);
    tap_clean(scan, s->folder, "%s: nor once it is closed", s->handle);
    sim_open(w, s);
    NEED(w, node_rebuild(s->node, w, &count));
    tap_clean(scan, s->folder, "%s: nor after a rebuild", s->handle);
    tap_state(w, s, false, id, "", "%s: and it is due no more", s->handle);
}

static void
the_day(struct work *w)
{
    const char *text = secret_text(w, 60),
               *id = paper(w, f.eu, text, ",\"retain\":\"2026-06-20\""),
               *later = paper(w, f.eu, "Later", ",\"retain\":\"2027-06-20\"");
    struct scan eu, un;
    struct stored erasure;
    struct view_link *links;
    size_t count;

    let_on(w, f.eu, id, f.court);
    give(w, f.eu, f.un, id);
    give(w, f.eu, f.un, later);
    give(w, f.un, f.court, id);
    sim_do(w, f.court, "hold", "{\"id\":\"%s\",\"reason\":\"trial\"}", id);
    look_for(w, f.eu, id, text, &eu);
    look_for(w, f.un, id, text, &un);
    tap_state(w, f.un, false, id, "due", "un is told what will end within 30 days");
    tap_state(w, f.un, false, later, "", "and not what ends later");
    tap_state(w, f.un, true, id, "", "nothing ends before its day");
    sim_clock += 30 * TIME_DAY;
    tap_ok(!confirmed(w, f.un), "a month without contact: no partner confirms the clock");
    tap_state(w, f.un, true, id, "waits", "so the past day alone erases nothing");
    tap_ok(sim_has_part(w, f.un, id, "core"), "and it is there");
    tap_is_text(bytes_of(sim_refused(w, f.un, "show",
                    "{\"id\":\"%s\",\"purpose\":\"work\"}", id)),
        "P12", "to be read by nobody");
    tap_is_text(bytes_of(state(w, sim_do(w, f.un, "sync", "{\"org\":\"eu\"}"), id)),
        "erased",
        "contact, though there is nothing to say, confirms the clock, and it is erased");
    tap_ok(confirmed(w, f.un) && confirmed(w, f.eu), "at both ends");
    gone(w, f.un, id, &un);
    tap_state(w, f.eu, false, id, "past", "eu's own copy is over too");
    tap_ok(sim_has_part(w, f.eu, id, "core"), "and stays until somebody says so");
    tap_state(w, f.eu, true, id, "erased", "due --apply erases it");
    gone(w, f.eu, id, &eu);
    meet(w, f.un, f.eu);
    tap_is_text(bytes_of(sim_states(w, f.eu, f.un, id)), "erased",
        "un states to eu that it erased it");
    erasure = sim_find(w, f.un, id);
    NEED(w, node_links_to(f.un->node, w, &erasure.id, "erases", &links, &count));
    NEED(w,
        count == 1 && store_by_no(node_store(f.un->node), w, links[0].record, &erasure));
    tap_is_text(json_get_text(sim_core(w, f.un, &erasure), "cause"), "retention",
        "and the record of it says why");
    meet(w, f.un, f.court);
    tap_state(w, f.court, true, id, "held", "the court holds it: a mark");
    tap_ok(sim_has_part(w, f.court, id, "core"), "and keeps it");
    sim_do(w, f.court, "unhold", "{\"id\":\"%s\",\"reason\":\"over\"}", id);
    tap_state(w, f.court, true, id, "erased", "until it lifts the hold");
    tap_ok(sim_has_part(w, f.un, later, "core"), "what ends later is there");
}

/* ---- Who asks and never signs ----------------------------------------------------------------- */

static bool
no_cosign(struct work *w, struct sim_message *m)
{
    (void)w;
    return m->reply || strcmp(m->verb, "cosign") != 0;
}

static void
never_signs(struct work *w)
{
    int64_t before;

    meet(w, f.eu, f.un);
    meet(w, f.un, f.eu);
    sim_clock += 2 * TIME_DAY;
    sim_watch = no_cosign;
    (void)!strcmp(sim_refused(w, f.un, "sync", "{\"org\":\"eu\"}"), "");
    before = fixture_count(w, f.eu->node);
    for (int i = 0; i < 3; i++)
        (void)!strcmp(sim_refused(w, f.un, "sync", "{\"org\":\"eu\"}"), "");
    sim_watch = NULL;
    tap_ok(fixture_count(w, f.eu->node) == before,
        "who asks again and again, and never signs, makes eu write nothing more");
}

/* ---- A later day by the originator ------------------------------------------------------------ */

static void
prolonged(struct work *w)
{
    const char *id = paper(w, f.eu, "Prolonged", ",\"retain\":\"2026-07-10\"");
    struct stored old = sim_find(w, f.eu, id);
    struct draft d = {.kind = "assessment/1"};
    struct record *r;
    struct receipt made;
    struct json *terms;

    give(w, f.eu, f.un, id);
    NEED(w, node_record(f.eu->node, w, &old, &r));
    NEED(w, json_keep(w, record_part(r, "terms")->value, &terms));
    json_put(terms, "retain_until", json_string(w, "2028-01-01T00:00:00.000000Z"));
    draft_part(&d, "core", record_part(r, "core")->value);
    draft_part(&d, "terms", terms);
    draft_replace(&d, &old);
    NEED(w, node_make(f.eu->node, w, &d, 1, &made));
    meet(w, f.eu, f.un);
    sim_clock += 60 * TIME_DAY;
    meet(w, f.eu, f.un);
    tap_ok(sim_has_part(w, f.un, id, "core"), "a later day by its originator counts");
    tap_state(w, f.un, true, id, "", "and nothing of it is over");
}

/* ---- Seal keys ------------------------------------------------------------------------------------ */

static bool
opens(struct work *w, struct node *n, const struct hash *public)
{
    struct hash secret;
    bool yes = node_seal_secret(n, w, public, &secret);

    work_clear(w);
    return yes;
}

static bool
opens_yesterday(struct work *w, const char *keys, const struct hash *public)
{
    const char *folder = at(w, "again-%s", keys);
    struct node *n;
    struct hash id;
    int64_t epoch;
    bool yes;

    NEED(w,
        node_restore(w, at(w, "yesterday"), at(w, "%s", keys), folder, (struct bytes){0},
            &id, &epoch));
    NEED(w, node_open(w, folder, (struct bytes){0}, &n));
    yes = opens(w, n, public);
    node_close(n);
    return yes;
}

static size_t opened;

static void
see_item(struct work *w, void *ctx, const struct json *head, struct bytes body)
{
    (void)w;
    (void)ctx;
    (void)head;
    (void)body;
    opened++;
}

static void
seal_keys(struct work *w)
{
    const char *id = paper(w, f.eu, "Sealed", "");
    struct hash public;
    uint64_t size;

    sim_watch = record;
    give(w, f.eu, f.un, id);
    sim_watch = NULL;
    NEED(w, node_seal_of(f.eu->node, w, &f.un->id, &public));
    forge_open(w, f.un, recorded, see_item, NULL);
    tap_ok(opened > 0 && opens(w, f.un->node, &public),
        "a batch that was recorded is opened by un's seal key");
    NEED(w,
        node_backup(f.un->node, w, at(w, "yesterday"), &size) &&
            node_backup_keys(f.un->node, w, at(w, "old-keys"), &size));
    sim_clock += 31 * TIME_DAY;
    meet(w, f.eu, f.un);
    due(w, f.un, true);
    tap_ok(opens(w, f.un->node, &public),
        "past its 30 days the key stays a week, for what is still under way");
    sim_clock += 8 * TIME_DAY;
    due(w, f.un, true);
    tap_ok(opens(w, f.un->node, &public), "longer, while nobody confirms the clock");
    meet(w, f.un, f.eu);
    tap_ok(!opens(w, f.un->node, &public), "then it is destroyed");
    tap_ok(json_get(due(w, f.un, true), "seal_keys")->integer == 0, "once");
    NEED(w, node_backup_keys(f.un->node, w, at(w, "new-keys"), &size));
    tap_ok(opens_yesterday(w, "old-keys", &public),
        "control: yesterday's data open with yesterday's keys");
    tap_ok(!opens_yesterday(w, "new-keys", &public), "and do not with today's");
    id = paper(w, f.eu, "Goes on", "");
    give(w, f.eu, f.un, id);
    tap_ok(sim_has_part(w, f.un, id, "core"), "what is sealed today arrives");
}

int
main(void)
{
    struct work *w = sim_start();

    keep = work_open(&os_real);
    chance_start();
    f = four_open(w);
    the_day(w);
    never_signs(w);
    prolonged(w);
    seal_keys(w);
    for (size_t i = 0; i < sim_count; i++) {
        struct bytes views = sim_views(w, &sims[i]);
        int64_t count;

        NEED(w, node_rebuild(sims[i].node, w, &count));
        tap_ok(bytes_equal(views, sim_views(w, &sims[i])) && sim_holds(w, &sims[i]),
            "%s's views are those of its records, and it verifies", sims[i].handle);
    }
    sim_end();
    work_close(keep);
    work_close(w);
    return tap_end();
}
