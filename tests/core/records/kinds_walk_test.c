/*
 * kinds_walk: of every kind that people write a good record is one and a bad one is none,
 * and every state is reached by the moves that lead there, made by those who may, and by
 * nobody else.  What is tried stands in kinds.json beside.
 */
#include "kind_text.h"

#define TRIED "tests/core/records/kinds.json"
#define STEPS 32

/* A kind, and what of it was seen so far. */
struct tour {
    struct work *w;
    const struct kind *kind;
    const struct json *file; /* the kind's own */
    const struct json *entry;
    const char *name;
    struct json *states; /* those reached, by name */
    struct json *made;   /* moves that counted */
    struct record *record;
    struct kind_moved moves[STEPS];
    size_t count;
    size_t wrong;
};

static const char *
text_of(struct work *w, struct bytes b)
{
    const char *text;

    NEED(w, work_string(w, b, &text));
    return text;
}

/* One that is not as it should be; said once for each. */
static void
expect(struct tour *t, bool good, const char *what, struct bytes of)
{
    if (good)
        return;
    t->wrong++;
    printf("#   %s: %s: %s\n", t->name, text_of(t->w, of), what);
}

/* ---- Reading what is tried ------------------------------------------------------------ */

/* "@A" to "@D" are organisations; A writes the records, D has nothing to do with them. */
static struct hash
org_of(uint8_t letter)
{
    return seed_of((uint8_t)(0xa0 + letter - 'A'));
}

static struct json *
load(struct work *w)
{
    struct buffer b = buffer_open(w, 1024 * 1024);
    struct bytes text, full;
    struct json *out;

    NEED(w, file_load(w, TRIED, 1024 * 1024, &text));
    for (size_t i = 0; i < text.len; i++) {
        struct hash org;
        struct bytes hex;

        if (text.at[i] != '@' || i + 1 == text.len) {
            buffer_add(&b, bytes_from(&text.at[i], 1));
            continue;
        }
        org = org_of(text.at[++i]);
        NEED(w, hex_write(w, hash_bytes(&org), &hex));
        buffer_add(&b, hex);
    }
    NEED(w, buffer_bytes(&b, &full) && json_read(w, full, &json_written, &out));
    return out;
}

/* ---- Records --------------------------------------------------------------------------- */

static struct record *
record_of(struct tour *t, const struct json *parts)
{
    const struct json *links = json_get(t->entry, "links");
    struct record_draft d = {.author = org_of('A'),
        .id = uuid_of(7, 1),
        .version = 1,
        .kind = t->name,
        .side = "main",
        .time = NOW,
        .signer = {public_of(t->w, 10), bytes_of("node"), bytes_of("node-held")}};
    struct record *r;

    for (const struct json *p = parts->first; p != NULL; p = p->next) {
        d.part_names[d.part_count] = text_of(t->w, p->name);
        d.part_bodies[d.part_count++] = p;
    }
    if (json_get(json_get(t->file, "parts"), "terms") != NULL) {
        d.part_names[d.part_count] = "terms";
        d.part_bodies[d.part_count++] = parse(t->w, "{\"tlp\":\"AMBER\"}");
    }
    for (const struct json *l = links != NULL ? links->first : NULL; l != NULL;
         l = l->next)
        d.links[d.link_count++] =
            (struct link_to){text_of(t->w, l->text), seed_of(0xe1), uuid_of(7, 2), 1};
    NEED(t->w, record_new(t->w, &d, &r));
    return r;
}

static void
judge(struct tour *t)
{
    const struct json *bad = json_get(t->entry, "bad");
    struct json *findings;
    struct kind_stage stage;
    size_t errors = 0, refused = 0;

    t->record = record_of(t, json_get(t->entry, "good"));
    if (!tap_ok(kind_check(t->w, t->kind, t->record, true), "%s: a good one", t->name))
        printf("#   %s\n", work_why(t->w));
    work_clear(t->w);
    NEED(t->w, kind_stage(t->w, t->kind, t->record, t->moves, 0, &stage));
    NEED(t->w,
        kind_findings(t->w, t->kind, t->record, &stage, NOW, NULL, &findings, &errors));
    tap_ok(errors == 0, "%s: it breaks no rule, but for warnings (%zu)", t->name,
        findings->count);
    for (const struct json *b = bad->first; b != NULL; b = b->next) {
        refused += !kind_check(t->w, t->kind, record_of(t, b), true) &&
            work_fault(t->w) == FAULT_INVALID;
        work_clear(t->w);
    }
    tap_ok(refused > 0 && refused == bad->count, "%s: %zu of %zu bad ones are refused",
        t->name, refused, bad->count);
}

/* ---- Moves ------------------------------------------------------------------------------- */

/* Would the last move count, if it were this one?  The moves stay as they are. */
static bool
would_count(struct tour *t, const struct kind_moved *instead)
{
    struct kind_moved moves[STEPS];
    struct kind_stage stage;

    memcpy(moves, t->moves, sizeof(moves));
    moves[t->count - 1] = *instead;
    NEED(t->w, kind_stage(t->w, t->kind, t->record, moves, t->count, &stage));
    for (size_t i = 0; i < t->count; i++)
        if (hash_equal(&moves[i].hash, &instead->hash))
            return moves[i].counts;
    return false;
}

static bool
is_listed(const struct json *list, struct bytes name)
{
    for (const struct json *i = list != NULL ? list->first : NULL; i != NULL; i = i->next)
        if (bytes_equal(i->text, name))
            return true;
    return false;
}

/* The same move, but by a stranger, on another version, or without what it brings. */
static void
try_wrongly(struct tour *t, const struct kind_moved *right)
{
    const struct json *said = kind_move_json(t->kind, right->move);
    const struct json *sign = json_get(said, "sign");
    struct kind_moved other = *right;

    other.by = org_of('D');
    if (!is_listed(json_get(t->entry, "anyone"), right->move))
        expect(t, !would_count(t, &other), "a stranger may make it", right->move);
    other = *right;
    other.version = seed_of(0x77);
    if (sign != NULL && sign->truth)
        expect(t, !would_count(t, &other), "it counts for another version", right->move);
    other = *right;
    other.fill = NULL;
    if (json_get(json_get(said, "fill"), "required") != NULL)
        expect(t, !would_count(t, &other), "it counts though it brings nothing",
            right->move);
    other = *right;
    other.move = bytes_of("no-such-move");
    expect(t, !would_count(t, &other), "an unknown move counts", right->move);
}

/* A hundred years on everything that is open and has a day is overdue; nothing else is. */
static void
see_due(struct tour *t, const struct kind_stage *stage)
{
    struct json *derived;
    const struct json *overdue, *open;
    bool late;

    NEED(t->w, kind_derive(t->w, t->kind, t->record, stage, NOW + 100 * YEAR, &derived));
    overdue = json_get(derived, "overdue");
    if (overdue == NULL)
        return;
    open = json_get(derived, "open");
    late = json_get(derived, "due") != NULL && open != NULL && open->truth;
    expect(t, overdue->truth == late, "overdue is not what is open and due",
        stage->state);
    expect(t, !stage->final || (open != NULL && !open->truth), "open, and at its end",
        stage->state);
}

static void
step(struct tour *t, const struct json *s)
{
    const struct json *day = json_get(s, "day");
    struct kind_moved *m = &t->moves[t->count++], right;
    struct kind_stage stage;

    *m = (struct kind_moved){.hash = seed_of((uint8_t)t->count),
        .version = t->record->hash,
        .time = t->count > 1 ? m[-1].time + TIME_SECOND : NOW + TIME_SECOND,
        .move = json_get_text(s, "move"),
        .fill = json_get(s, "fill")};
    if (day != NULL)
        m->time = NOW + day->integer * TIME_DAY;
    NEED(t->w, json_need_hash(t->w, s, "by", &m->by));
    right = *m;
    NEED(t->w, kind_stage(t->w, t->kind, t->record, t->moves, t->count, &stage));
    expect(t, t->moves[t->count - 1].counts, t->moves[t->count - 1].why, right.move);
    expect(t, bytes_equal(stage.state, json_get_text(s, "to")),
        text_of(t->w, stage.state), right.move);
    json_put_bytes(t->states, stage.state, json_bool(t->w, true));
    json_put_bytes(t->made, right.move, json_bool(t->w, true));
    see_due(t, &stage);
    try_wrongly(t, &right);
}

static void
walk(struct tour *t, const struct json *walk)
{
    const struct json *own = json_get(walk, "record");
    struct kind_stage stage;

    t->record = record_of(t, own != NULL ? own : json_get(t->entry, "good"));
    t->count = 0;
    NEED(t->w, kind_check(t->w, t->kind, t->record, true));
    NEED(t->w, kind_stage(t->w, t->kind, t->record, t->moves, 0, &stage));
    expect(t, bytes_equal(stage.state, json_get_text(walk, "start")),
        "it does not begin there", json_get_text(walk, "start"));
    json_put_bytes(t->states, stage.state, json_bool(t->w, true));
    see_due(t, &stage);
    for (const struct json *s = json_get(walk, "steps")->first; s != NULL; s = s->next)
        step(t, s);
}

/* What a source tells is recorded, and stays so: nobody is held to it by a move. */
static void
walk_recorded(struct tour *t)
{
    struct json *parts, *core;
    struct kind_stage stage;

    NEED(t->w, json_keep(t->w, json_get(t->entry, "good"), &parts));
    for (core = parts->first; !bytes_is(core->name, "core");)
        core = core->next;
    json_put(core, "source", parse(t->w, "{\"document\":\"D\",\"place\":\"line 1\"}"));
    t->record = record_of(t, parts);
    NEED(t->w, kind_check(t->w, t->kind, t->record, true));
    for (const struct json *m = json_get(t->file, "moves")->first; m != NULL;
         m = m->next) {
        t->count = 1;
        t->moves[0] = (struct kind_moved){.hash = seed_of(1),
            .version = t->record->hash,
            .by = t->record->author,
            .time = NOW + 1,
            .move = m->name};
        NEED(t->w, kind_stage(t->w, t->kind, t->record, t->moves, 1, &stage));
        expect(t, bytes_is(stage.state, "recorded") && !t->moves[0].counts,
            "it moves what is recorded", m->name);
    }
    json_put(t->states, "recorded", json_bool(t->w, true));
}

/* ---- A kind ---------------------------------------------------------------------------------- */

/* Who is asked together with others answers for a text, and not for the one after it. */
static void
all_sign(struct tour *t, const struct json *moves)
{
    for (const struct json *m = moves->first; m != NULL; m = m->next) {
        const struct json *sign = json_get(m, "sign");

        expect(t, json_get(m, "all") == NULL || (sign != NULL && sign->truth),
            "asked of all, and no signature", m->name);
    }
}

/* Every state but an end leads on; nothing leads on from an end. */
static void
ways_on(struct tour *t, const struct json *states)
{
    const struct json *moves = json_get(t->file, "moves");

    for (const struct json *s = states->first; s != NULL; s = s->next) {
        const struct json *final = json_get(s, "final");
        bool on = false;

        for (const struct json *m = moves->first; m != NULL; m = m->next)
            on = on ||
                (json_get(m, "to") != NULL && is_listed(json_get(m, "from"), s->name));
        expect(t, on == (final == NULL || !final->truth), "an end, or none", s->name);
    }
}

static void
tour(struct tour *t)
{
    const struct json *states = json_get(t->file, "states");
    const struct json *moves = json_get(t->file, "moves");
    const struct json *walks = json_get(t->entry, "walks");

    judge(t);
    if (!tap_ok((states != NULL) == (walks != NULL), "%s: it is walked if it has states",
            t->name) ||
        states == NULL)
        return;
    for (const struct json *each = walks->first; each != NULL; each = each->next)
        walk(t, each);
    if (json_get(states, "recorded") != NULL)
        walk_recorded(t);
    ways_on(t, states);
    all_sign(t, moves);
    for (const struct json *s = states->first; s != NULL; s = s->next)
        expect(t, json_get_bytes(t->states, s->name) != NULL, "never reached", s->name);
    for (const struct json *m = moves->first; m != NULL; m = m->next)
        expect(t, json_get_bytes(t->made, m->name) != NULL, "never made", m->name);
    tap_ok(t->wrong == 0, "%s: %zu states, %zu moves, all walked by those who may",
        t->name, states->count, moves->count);
}

int
main(void)
{
    struct work *w = fixture_work();
    const struct kind *k = NULL;
    struct json *tried = load(w);
    struct kinds *kinds;
    size_t count = 0;

    NEED(w, kinds_open(w, &kinds));
    while ((k = kinds_next(kinds, k)) != NULL) {
        struct tour t = {.w = w,
            .kind = k,
            .file = kind_json(k),
            .entry = json_get_bytes(tried, kind_name(k)),
            .name = text_of(w, kind_name(k)),
            .states = json_object(w),
            .made = json_object(w)};

        if (kind_is_system(k))
            continue;
        if (tap_ok(t.entry != NULL, "%s is in %s", t.name, TRIED)) {
            tour(&t);
            count++;
        }
    }
    tap_ok(count == tried->count, "all %zu that are tried are there", tried->count);
    work_close(w);
    return tap_end();
}
