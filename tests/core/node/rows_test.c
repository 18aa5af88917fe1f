/*
 * Rows agree with what they were folded from: after any moves, versions, releases, erasures
 * and rebuilds, each row says what its record, replayed, says -- on any day -- and only
 * what may be known of is known.
 */
#include "fixture.h"

static const struct actor ana = {.person = {(const uint8_t *)"ana", 3},
    .purpose = {(const uint8_t *)"trial", 5},
    .reason = {(const uint8_t *)"asked", 5}};
static const struct hash partner = {{7}};

/* 2026-06-15T12:00Z; it goes on from there. */
static int64_t now_is = INT64_C(1781524800000000);
static struct os odd;

static int64_t
odd_now(void)
{
    return now_is++;
}

/* ---- The other way to know ---------------------------------------------------------- */

struct check {
    struct node *node;
    size_t rows, wrong;
    size_t stands, open, asked, overdue, hidden, left_open; /* what was exercised */
};

static bool
is_true(const struct json *derived, const char *name, bool missing)
{
    const struct json *v = json_get(derived, name);

    return v != NULL && v->type == JSON_BOOL ? v->truth : missing;
}

static bool
days_agree(struct work *w, const struct view_row *row, const struct standing *s,
    int64_t now)
{
    struct json *derived;
    int32_t due;

    NEED(w, kind_derive(w, s->kind, s->record, &s->stage, now, &derived));
    due = node_day(json_get_text(derived, "due"));
    if (json_get(json_get(kind_json(s->kind), "derived"), "due") == NULL &&
        json_get(json_get(kind_json(s->kind), "derived"), "overdue") == NULL)
        return row->due == DAY_NEVER && row->overdue == DAY_NEVER;
    return row->due == due && row->open == is_true(derived, "open", !s->stage.final) &&
        (row->overdue <= now / TIME_DAY) == is_true(derived, "overdue", false);
}

static bool
is_asked(struct work *w, struct node *n, const struct standing *s)
{
    struct kind_move_about move;
    struct mover us;
    bool yes = false;

    NEED(w, node_mover(n, w, &us));
    for (size_t i = 0; !yes && kind_move_at(s->kind, i, &move); i++)
        if (move.asked)
            NEED(w, move_possible(w, s, &us, move.name, &yes));
    return yes;
}

static bool
known_agrees(struct work *w, struct node *n, const struct view_row *row,
    const struct stored *s, int64_t now)
{
    struct decision decision;
    struct facts f;
    bool known;

    NEED(w, node_facts(n, w, &ana, ACT_LIST, s, &f));
    f.now = now;
    NEED(w, node_row_known(n, w, &ana, row, now, &known));
    return row->terms_open || known == terms_decide(&f, &decision);
}

static bool
agrees(struct check *c, struct work *w, const struct view_row *row)
{
    struct node *n = c->node;
    struct standing at;
    struct stored s;
    int64_t now;

    NEED(w, store_by_no(node_store(n), w, row->record, &s));
    NEED(w, node_now(n, w, &now));
    for (int64_t days = -400; days <= 800; days += 1 + (int64_t)chance(200))
        if (!known_agrees(w, n, row, &s, now + days * TIME_DAY))
            return false;
    c->hidden += row->known_from > now;
    c->left_open += row->terms_open;
    NEED(w, node_standing(n, w, &s, &at));
    if (!at.stands)
        return row->state.len == 0 && !row->asked;
    c->stands++;
    c->open += row->open;
    c->asked += row->asked;
    c->overdue += row->overdue <= now / TIME_DAY;
    for (int64_t days = -40; days <= 40; days += 1 + (int64_t)chance(9))
        if (!row->days_open && !days_agree(w, row, &at, now + days * TIME_DAY))
            return false;
    return bytes_equal(row->state, at.stage.state) && row->since == at.since &&
        (row->moves_open || row->asked == is_asked(w, n, &at)) &&
        bytes_equal(row->kind, s.kind) && row->time == s.time;
}

static bool
check_row(void *ctx, struct work *w, const struct view_row *row)
{
    struct check *c = ctx;
    struct work *one = work_open(work_os(w));

    c->rows++;
    if (!agrees(c, one, row)) {
        c->wrong++;
        printf("#   %.*s no. %lld, %.*s, disagrees\n", (int)row->kind.len,
            (const char *)row->kind.at, (long long)row->record, (int)row->state.len,
            (const char *)row->state.at);
    }
    work_close(one);
    return true;
}

/* ---- What happens ------------------------------------------------------------------------ */

static struct stored
make_some(struct work *w, struct node *n)
{
    static const char *const dues[] = {"2026", "2026-06", "2026-06-10", "2026-07-01",
        "2026-06-15", "2026-06-20"};
    const char *due = dues[chance(COUNT_OF(dues))];
    struct json *terms = fixture_terms(w, n);
    struct draft d;
    struct receipt r;
    struct bytes self;

    NEED(w, hex_write(w, hash_bytes(&node_identity(n)->id), &self));
    d = chance(2) == 0
        ? fixture_draft(w, n, "task/1",
              work_format(w,
                  "{\"core\":{\"title\":" TEXT("T") ",\"due\":{\"from\":\"%s\"}}}", due))
        : fixture_draft(w, n, "commitment/1",
              work_format(w,
                  "{\"core\":{\"title\":" TEXT("C") ",\"owners\":[{\"name\":" TEXT(
                      "We") ",\"org\":\"%.*s\"}],"
                            "\"due\":{\"from\":\"%s\"}}}",
                  (int)self.len, (const char *)self.at, due));
    if (chance(5) == 0)
        json_put(terms, "need_to_know", parse(w, "[\"heron\"]"));
    if (chance(5) == 0)
        json_put(terms, "valid_from",
            json_time(w, now_is + (int64_t)chance(90) * TIME_DAY));
    for (size_t i = 0; i < d.part_count; i++)
        if (strcmp(d.part_names[i], "terms") == 0)
            d.part_bodies[i] = terms;
    NEED(w, node_make(n, w, &d, 1, &r));
    return fixture_stored(w, n, &r);
}

/* Any move, possible or not, with what it has to bring or without. */
static struct stored
make_move(struct work *w, struct node *n, const struct stored *on)
{
    const struct kind *kind = kinds_find(node_kinds(n), on->kind);
    struct json *core = json_object(w);
    struct draft d = {.kind = "move/1"};
    struct kind_move_about move;
    struct receipt r;
    size_t count = 0;

    while (kind_move_at(kind, count, &move))
        count++;
    /* The first of them more often: they begin what others go on with. */
    if (!kind_move_at(kind, chance(chance(2) == 0 ? 2 : (uint32_t)count), &move))
        exit(99);
    json_put(core, "move", json_text(w, move.name));
    if (bytes_is(move.name, "reschedule"))
        json_put(core, "fill", parse(w, "{\"due\":{\"from\":\"2026-06-25\"}}"));
    if (bytes_is(move.name, "finish") && bytes_is(on->kind, "commitment/1"))
        json_put(core, "fill", parse(w, "{\"proof\":" TEXT("P") "}"));
    draft_part(&d, "core", core);
    draft_link(&d, "moves", on);
    NEED(w, node_make(n, w, &d, 1, &r));
    return fixture_stored(w, n, &r);
}

static void
erase(struct work *w, struct node *n, const struct stored *s)
{
    struct erased erased;

    (void)!node_erase(n, w, &ana, s, ACT_ERASE, NULL,
        parse(w, "{\"cause\":\"own-decision\"}"), &erased);
    work_clear(w);
}

static void
correct(struct work *w, struct node *n, struct stored *s)
{
    struct record *r;
    struct draft d = {.part_count = 0};
    struct receipt receipt;
    const char *kind;

    NEED(w, node_record(n, w, s, &r) && work_string(w, s->kind, &kind));
    d.kind = kind;
    for (size_t i = 0; i < r->part_count; i++)
        if (r->parts[i].present && !bytes_is(r->parts[i].name, "links")) {
            const char *name;

            NEED(w, work_string(w, r->parts[i].name, &name));
            draft_part(&d, name, r->parts[i].value);
        }
    draft_replace(&d, s);
    if (node_make(n, w, &d, 1, &receipt))
        *s = fixture_stored(w, n, &receipt);
    work_clear(w);
}

static void
release(struct work *w, struct node *n, const struct stored *s)
{
    struct draft d = fixture_draft(w, n, "release/1",
        "{\"core\":{\"recipient\":" ORG ",\"purpose\":\"trial\",\"from\":" FROM
        ",\"until\":" UNTIL ",\"permits\":[\"onward\"]}}");
    struct receipt r;

    draft_link(&d, "releases", s);
    NEED(w, node_make(n, w, &d, 1, &r));
}

#define THINGS 120

static void
step(struct work *w, struct node *n, struct stored things[], size_t *count,
    struct stored moves[], size_t *moved)
{
    struct stored *s = *count > 0 ? &things[chance((uint32_t)*count)] : NULL;
    uint32_t what = chance(20);

    if (s == NULL || (what < 5 && *count < THINGS))
        things[(*count)++] = make_some(w, n);
    else if (what < 14)
        moves[(*moved)++ % THINGS] = make_move(w, n, s);
    else if (what < 16)
        correct(w, n, s);
    else if (what == 16)
        erase(w, n, s);
    else if (what == 17 && *moved > 0)
        erase(w, n, &moves[chance((uint32_t)(*moved < THINGS ? *moved : THINGS))]);
    else if (what == 18)
        release(w, n, s);
    else
        now_is += TIME_DAY;
}

static void
check_all(struct work *w, struct node *n, struct check *c)
{
    c->node = n;
    NEED(w, node_rows(n, w, (struct bytes){0}, false, check_row, c));
}

static void
test_random(struct work *w)
{
    struct node *n = fixture_node(w, "rows", 1);
    struct stored things[THINGS], moves[THINGS];
    size_t count = 0, moved = 0, steps = torture() ? 4000 : 400;
    size_t same = 0, rebuilt = 0;
    struct check c = {0};

    for (size_t i = 0; i < steps; i++) {
        struct work *one = work_open(&odd);

        step(w, n, things, &count, moves, &moved);
        if (i % 20 == 19)
            check_all(one, n, &c);
        if (i % 50 == 49) {
            struct bytes grown, anew;
            int64_t records;

            rebuilt++;
            NEED(one, node_views_text(n, one, &grown) && node_rebuild(n, one, &records));
            NEED(one, node_views_text(n, one, &anew));
            same += bytes_equal(grown, anew);
        }
        if (chance(25) == 0) {
            node_close(n);
            n = fixture_open(w, at(w, "rows"));
        }
        work_close(one);
    }
    printf("# %zu rows: %zu stand, %zu open, %zu asked, %zu overdue, %zu hidden, %zu "
           "left "
           "open\n",
        c.rows, c.stands, c.open, c.asked, c.overdue, c.hidden, c.left_open);
    tap_ok(c.wrong == 0, "%zu rows say what their records say", c.rows);
    tap_ok(same == rebuilt, "%zu of %zu are the same when rebuilt", same, rebuilt);
    tap_ok(c.stands > 500 && c.open > 50 && c.asked > 10 && c.overdue > 20 &&
            c.hidden > 20 && c.left_open > 20,
        "and all of it happened");
    node_close(n);
}

/* ---- In any order --------------------------------------------------------------------------- */

/* Everything of one node, told to another in an order by chance. */
static void
test_orders(struct work *w)
{
    struct node *n = fixture_node(w, "from", 3);
    struct stored things[THINGS], moves[THINGS];
    size_t count = 0, moved = 0, texts = 0, orders = torture() ? 100 : 8, same = 0;
    struct bytes all[400], want = {0};
    int64_t records;

    node_close(n);
    copy_folder(at(w, "from"), at(w, "empty"));
    n = fixture_open(w, at(w, "from"));
    for (size_t i = 0; i < 150; i++)
        step(w, n, things, &count, moves, &moved);
    NEED(w, store_count(node_store(n), w, &records));
    for (int64_t no = 1; no <= records && texts < COUNT_OF(all); no++) {
        struct stored s;

        NEED(w, store_by_no(node_store(n), w, no, &s));
        if (bytes_is(s.kind, "task/1") || bytes_is(s.kind, "commitment/1") ||
            bytes_is(s.kind, "move/1"))
            all[texts++] = fixture_text(w, n, &s);
    }
    node_close(n);
    for (size_t o = 0; o < orders; o++) {
        struct work *one = work_open(&odd);
        struct check c = {0};
        struct bytes text;

        copy_folder(at(w, "empty"), at(w, "to"));
        n = fixture_open(one, at(w, "to"));
        for (size_t i = texts; i > 1; i--) {
            size_t j = chance((uint32_t)i);
            struct bytes kept = all[i - 1];

            all[i - 1] = all[j];
            all[j] = kept;
        }
        for (size_t i = 0; i < texts; i++) {
            struct entry e = {.text = all[i], .origin = &partner};
            struct receipt r;

            NEED(one, node_admit(n, one, &e, 1, &r));
            if (i == texts / 2)
                check_all(one, n, &c);
        }
        check_all(one, n, &c);
        NEED(one, node_views_text(n, one, &text));
        if (o == 0)
            NEED(w, work_keep(w, text, &want));
        same += c.wrong == 0 && bytes_equal(text, want);
        node_close(n);
        scratch_remove(at(w, "to"));
        work_close(one);
    }
    tap_ok(same == orders, "%zu of %zu orders of %zu records come to the same rows", same,
        orders, texts);
}

int
main(void)
{
    struct work *start = fixture_start(), *w;

    chance_start();
    odd = os_real;
    odd.now = odd_now;
    w = work_open(&odd);
    test_random(w);
    test_orders(w);
    work_close(w);
    work_close(start);
    return tap_end();
}
