/*
 * A recall obeyed, and an originator's own erasure: keys, salts and text of what was shared
 * are in no file of the partner's node any more, nor of the originator's, in no form, and
 * yesterday's backup does not open them with today's keys.
 */
#include "core/node/secrets.h"
#include "engines/exchange/sim.h"

#define CONTENT 1200000 /* bytes: more than one piece goes over the road */

struct shared {
    const char *title, *content; /* by chance: they stand nowhere else */
    const char *matter, *evidence, *assessment;
};

/* Evidence with content and an assessment, at eu and, after a contact, at un. */
static void
share(struct work *w, struct sim *eu, const char *name, struct shared *s)
{
    const char *body = at(w, "%s.json", name), *text;
    struct json *made;

    s->title = secret_text(w, 60);
    s->content = secret_text(w, CONTENT);
    put_file(at(w, "%s.bin", name), s->content, CONTENT);
    made = sim_do(w, eu, "new",
        "{\"kind\":\"matter\",\"set\":[\"core.title=[{\\\"lang\\\":\\\"en\\\","
        "\\\"text\\\":\\\"River\\\"}]\"]}");
    s->matter = sim_text(w, made, "made.0.id");
    if (*s->matter == '\0')
        s->matter = sim_text(w, made, "id");
    made = sim_do(w, eu, "ingest",
        "{\"path\":[\"%s\"],\"matter\":\"%s\",\"tlp\":\"amber\","
        "\"purpose\":[\"investigation\"]}",
        at(w, "%s.bin", name), s->matter);
    s->evidence = sim_text(w, made, "items.0.id");
    text = work_format(w,
        "{\"core\":{\"title\":" TEXT(
            "%s") ",\"language\":\"en\",\"judgements\":[{"
                  "\"text\":" TEXT(
                      "%s") ",\"likelihood\":{\"word\":\"likely\",\"yardstick\":"
                            "\"icd203\"},\"confidence\":\"moderate\"}]},\"links\":{"
                            "\"evidence\":[\"%s\"]}}",
        s->title, s->title, s->evidence);
    put_file(body, text, strlen(text));
    made = sim_do(w, eu, "new",
        "{\"kind\":\"assessment\",\"body\":\"%s\",\"tlp\":\"amber\","
        "\"purpose\":[\"investigation\"]}",
        body);
    s->assessment = sim_text(w, made, "made.0.id");
    if (*s->assessment == '\0')
        s->assessment = sim_text(w, made, "id");
    unlink(body);
    unlink(at(w, "%s.bin", name));
    sim_do(w, eu, "share", "{\"id\":[\"%s\",\"%s\"],\"to\":\"un\"}", s->assessment,
        s->evidence);
    sim_do(w, eu, "sync", "{\"org\":\"un\"}");
}

/* What there is to find of them at a node, and a control that it is found. */
static void
look_for(struct work *w, struct sim *node, const struct shared *s, struct scan *scan)
{
    struct stored evidence = sim_find(w, node, s->evidence),
                  assessment = sim_find(w, node, s->assessment);

    scan_open(w, scan);
    add_parts(w, node->node, &evidence, scan);
    add_parts(w, node->node, &assessment, scan);
    add_content(w, node->node, &evidence, scan);
    scan_add(scan, bytes_of(s->title), "the text");
    scan_add(scan, bytes_from(s->content + 1000, 400), "the content");
    scan_add(scan, bytes_from(s->content + CONTENT - 500, 400), "the content's end");
    scan_ready(scan);
    mkdir(at(w, "control-%s", node->handle), 0700);
    for (size_t i = 0; i < scan->count; i += 97)
        put_file(at(w, "control-%s/p%zu", node->handle, i), scan->patterns[i].at,
            scan->patterns[i].len);
    tap_ok(scan_folder(scan, at(w, "control-%s", node->handle)) >= scan->count / 97 &&
            scan_folder(scan, node->folder) > 0,
        "%s: keys, salts and text are found in a control copy, sealed parts in the node",
        node->handle);
}

/* They are in no file: with the node open, closed, and with its views folded anew. */
static void
check_gone(struct work *w, struct sim *node, const struct shared *s, struct scan *scan)
{
    int64_t count;

    tap_clean(scan, node->folder, "%s: no file of the running node holds a piece of it",
        node->handle);
    tap_ok(!sim_has_part(w, node, s->assessment, "core") &&
            !sim_has_part(w, node, s->evidence, "core") &&
            !sim_has_part(w, node, s->evidence, "content"),
        "%s: nothing of it opens", node->handle);
    sim_close(node);
    tap_clean(scan, node->folder, "%s: nor once it is closed", node->handle);
    sim_open(w, node);
    NEED(w, node_rebuild(node->node, w, &count));
    tap_clean(scan, node->folder, "%s: nor after a rebuild", node->handle);
    tap_ok(sim_holds(w, node), "%s: it verifies, every byte", node->handle);
}

static bool
opens(struct work *w, struct node *n, const char *id)
{
    struct stored of;
    struct stored_part part;
    bool yes;

    NEED(w, node_find(n, w, NULL, bytes_of(id), &of));
    yes = store_part(n->store, w, &of, "core", &part);
    work_clear(w);
    return yes;
}

/* Yesterday's data: shut with today's keys; a control opens them with yesterday's. */
static void
check_backup(struct work *w, struct sim *node, const struct shared *s, const char *keys,
    bool want)
{
    const char *folder = at(w, "%s-again-%s", node->handle, keys);
    struct node *n;
    struct hash id;
    int64_t epoch;

    NEED(w,
        node_restore(w, at(w, "%s-yesterday", node->handle),
            at(w, "%s-%s", node->handle, keys), folder, (struct bytes){0}, &id, &epoch));
    NEED(w, node_open(w, folder, (struct bytes){0}, &n));
    tap_ok(opens(w, n, s->assessment) == want && opens(w, n, s->evidence) == want,
        "%s: yesterday's backup, %s: %s", node->handle, keys,
        want ? "opens" : "does not open");
    node_close(n);
}

static void
back_up(struct work *w, struct sim *node)
{
    uint64_t size;

    NEED(w,
        node_backup(node->node, w, at(w, "%s-yesterday", node->handle), &size) &&
            node_backup_keys(node->node, w, at(w, "%s-old-keys", node->handle), &size));
}

static void
check_backups(struct work *w, struct sim *node, const struct shared *s)
{
    uint64_t size;

    NEED(w, node_backup_keys(node->node, w, at(w, "%s-new-keys", node->handle), &size));
    check_backup(w, node, s, "old-keys", true);
    check_backup(w, node, s, "new-keys", false);
}

int
main(void)
{
    struct work *w = sim_start();
    struct scan there, here;
    struct sim *eu, *un;
    struct shared s;
    const char *got;

    chance_start();
    eu = sim_new(w, "eu", 1);
    un = sim_new(w, "un", 11);
    sim_pin(w, eu, un, SIM_URL, "none");
    sim_pin(w, un, eu, SIM_URL, "none");
    share(w, eu, "recalled", &s);
    sim_do(w, un, "show", "{\"id\":\"%s\",\"purpose\":\"investigation\"}", s.assessment);
    got = at(w, "got.bin");
    sim_do(w, un, "show",
        "{\"id\":\"%s\",\"purpose\":\"investigation\",\"content\":\"%s\"}", s.evidence,
        got);
    tap_ok(bytes_equal(get_file(w, got), bytes_from(s.content, CONTENT)), "un read both");
    look_for(w, un, &s, &there);
    look_for(w, eu, &s, &here);
    back_up(w, un);
    back_up(w, eu);

    sim_do(w, eu, "recall", "{\"id\":\"%s\",\"reason\":\"withdrawn\"}", s.assessment);
    sim_do(w, eu, "recall", "{\"id\":\"%s\",\"reason\":\"withdrawn\"}", s.evidence);
    sim_do(w, eu, "sync", "{\"org\":\"un\"}");
    tap_is_text(bytes_of(sim_states(w, eu, un, s.assessment)), "erased",
        "un states of the assessment: erased");
    tap_is_text(bytes_of(sim_states(w, eu, un, s.evidence)), "erased",
        "un states of the evidence: erased");
    check_gone(w, un, &s, &there);
    check_backups(w, un, &s);

    sim_do(w, eu, "erase", "{\"id\":\"%s\",\"reason\":\"not needed\"}", s.assessment);
    sim_do(w, eu, "erase", "{\"id\":\"%s\",\"reason\":\"not needed\"}", s.evidence);
    check_gone(w, eu, &s, &here);
    check_backups(w, eu, &s);
    sim_end();
    work_close(w);
    return tap_end();
}
