/*
 * recall show, and what of it stands in status and due: who was given what was recalled, when
 * the recall came there, and what they state.
 */
#include "desks/desk_inner.h"

static const char *const state_words[] = {"not there yet", "there", "overdue", "erased",
    "kept", "passed on"};

/* Since when a statement is overdue, or a decision on what was made from it; 0: neither is. */
static int64_t
overdue_since(const struct ledger_line *line)
{
    return line->state == LEDGER_OVERDUE ? line->way.recalled_at + RECALL_PATIENCE
                                         : line->undecided;
}

static struct json *
forwarded_json(struct desk *d, struct work *w, const struct json *statement)
{
    const struct json *forwarded = json_get(statement, "forwarded");
    struct json *out = json_array(w);
    struct hash to;

    for (const struct json *f = forwarded != NULL ? forwarded->first : NULL; f != NULL;
         f = f->next)
        if (hex_read(w, f->text, &to, sizeof(to)))
            json_add(out, desk_org_name(d, w, &to));
    return out;
}

/* What holders state of what others made from it. */
static struct json *
derived_json(struct work *w, const struct ledger_line *line)
{
    struct json *out = json_array(w);

    for (const struct ledger_derived *d = line->derived; d != NULL; d = d->next) {
        struct json *one = json_object(w);
        struct bytes until = json_get_text(d->said, "until");

        json_put(one, "hash", json_text(w, d->hash));
        json_put(one, "state", json_text(w, json_get_text(d->said, "state")));
        if (until.len > 0)
            json_put(one, "until", json_text(w, until));
        if (json_get(d->said, "reason") != NULL)
            json_put(one, "reason", desk_words(w, json_get(d->said, "reason")));
        json_put(one, "stated", json_time(w, d->at));
        json_add(out, one);
    }
    return out;
}

/* The line in words: what was stated is said to be a statement. */
static struct json *
in_words(struct work *w, const struct ledger_line *line, const struct json *told)
{
    struct buffer b = buffer_open(w, 16384);
    struct bytes text, reason = json_get_text(told, "reason");
    const struct json *forwarded = json_get(told, "forwarded");

    if (line->state == LEDGER_NOT_THERE) {
        buffer_text(&b, "the recall is not there yet: sync");
    } else if (line->state == LEDGER_THERE) {
        buffer_text(&b, "the recall is there; nothing stated yet");
    } else if (line->state == LEDGER_OVERDUE) {
        buffer_format(&b, "overdue since %.10s",
            (const char *)json_get_text(told, "since").at);
    } else if (line->state == LEDGER_PASSED) {
        buffer_text(&b,
            json_get(told, "forwarded") != NULL ? "is not asked to erase"
                                                : "is not asked to erase, and states "
                                                  "that it passed it on to none who is");
    } else {
        buffer_format(&b, "states: %s", state_words[line->state]);
        if (json_get(told, "same_as") != NULL)
            buffer_text(&b, "; the same content is kept as another record");
        if (reason.len > 0)
            buffer_format(&b, ": %.*s", (int)reason.len, (const char *)reason.at);
    }
    for (const struct json *f = forwarded != NULL ? forwarded->first : NULL; f != NULL;
         f = f->next)
        buffer_format(&b, "%s%.*s", f == forwarded->first ? "; passed on to " : ", ",
            (int)f->text.len, (const char *)f->text.at);
    for (const struct ledger_derived *d = line->derived; d != NULL; d = d->next) {
        struct bytes state = json_get_text(d->said, "state");

        buffer_format(&b, "%s%.*s", d == line->derived ? "; made from it there: " : ", ",
            (int)state.len, (const char *)state.at);
    }
    if (line->undecided != 0)
        buffer_text(&b, "; to be decided, and overdue");
    return buffer_bytes(&b, &text) ? json_text(w, text) : NULL;
}

static bool
line_json(struct desk *d, struct work *w, const struct ledger_line *line,
    struct json **out)
{
    struct json *title = desk_title(d, w, &line->item), *forwarded;
    const struct json *same = json_get(line->statement, "same-as");

    *out = json_object(w);
    json_put(*out, "item", json_uuid(w, &line->item.id));
    json_put(*out, "title", title != NULL ? title : json_string(w, ""));
    json_put(*out, "partner", desk_org_name(d, w, &line->way.to));
    json_put(*out, "partner_id", json_hex(w, hash_bytes(&line->way.to)));
    if (!hash_is_zero(&line->said_by))
        json_put(*out, "says", desk_org_name(d, w, &line->said_by));
    if (line->way.at != 0)
        json_put(*out, "delivered", json_time(w, line->way.at));
    if (line->way.recalled_at != 0)
        json_put(*out, "recalled", json_time(w, line->way.recalled_at));
    json_put(*out, "state", json_string(w, state_words[line->state]));
    if (overdue_since(line) != 0)
        json_put(*out, "since", json_time(w, overdue_since(line)));
    if (line->statement != NULL) {
        json_put(*out, "stated", json_time(w, line->way.answered_at));
        if (json_get(line->statement, "reason") != NULL)
            json_put(*out, "reason", desk_words(w, json_get(line->statement, "reason")));
        if (same != NULL)
            json_put(*out, "same_as", json_text(w, same->text));
        forwarded = forwarded_json(d, w, line->statement);
        if (forwarded != NULL && forwarded->count > 0)
            json_put(*out, "forwarded", forwarded);
    }
    if (line->derived != NULL)
        json_put(*out, "derived", derived_json(w, line));
    json_put(*out, "line", in_words(w, line, *out));
    return work_ok(w);
}

/* The recall itself, or the one of that item by its author. */
static bool
find_recall(struct desk *d, struct work *w, const struct json *args, struct stored *out)
{
    struct view_link *links;
    struct stored item;
    size_t count;

    TRY(desk_find(d, w, args, "id", out));
    if (bytes_is(out->kind, "recall/1"))
        return true;
    item = *out;
    TRY(node_links_to(d->node, w, &item.id, "recalls", &links, &count));
    while (count-- > 0) {
        TRY(store_by_no(node_store(d->node), w, links[count].record, out));
        if (hash_equal(&out->author, &item.author))
            return true;
    }
    return fail(w, FAULT_MISSING,
        "this record was not recalled: give a recall, or what it recalls");
}

DESK(recall_show)
{
    struct json *lines = json_array(w), *core, *one;
    struct ledger_line *ledger;
    struct stored recall;
    size_t count, overdue = 0;

    TRY(find_recall(d, w, args, &recall));
    TRY(node_part(d->node, w, &recall, "core", &core));
    TRY(exchange_ledger(d->node, w, &recall, false, &ledger, &count));
    for (size_t i = 0; i < count; i++) {
        TRY(line_json(d, w, &ledger[i], &one));
        json_add(lines, one);
        overdue += overdue_since(&ledger[i]) != 0;
    }
    *answer = json_object(w);
    json_put(*answer, "id", json_uuid(w, &recall.id));
    json_put(*answer, "by", desk_org_name(d, w, &recall.author));
    json_put(*answer, "time", json_time(w, recall.time));
    json_put(*answer, "code", json_text(w, json_get_text(core, "code")));
    json_put(*answer, "lines", lines);
    json_put(*answer, "overdue", json_integer(w, (int64_t)overdue));
    return work_ok(w);
}

/* ---- In other answers --------------------------------------------------------------------- */

struct open_recalls {
    struct desk *desk;
    bool overdue; /* only these */
    struct json *to;
};

static bool
see_recall(void *ctx, struct work *w, const struct view_item *item)
{
    struct open_recalls *o = ctx;
    struct ledger_line *ledger;
    struct stored recall;
    size_t count;

    if (!hash_equal(&item->author, &node_identity(o->desk->node)->id))
        return true;
    TRY(store_by_no(node_store(o->desk->node), w, item->record, &recall));
    TRY(exchange_ledger(o->desk->node, w, &recall, true, &ledger, &count));
    for (size_t i = 0; i < count; i++) {
        struct json *one = json_object(w);

        int64_t since = overdue_since(&ledger[i]);

        if (since == 0 && o->overdue)
            continue;
        json_put(one, "id", json_uuid(w, &recall.id));
        json_put(one, "item", json_uuid(w, &ledger[i].item.id));
        json_put(one, "partner", desk_org_name(o->desk, w, &ledger[i].way.to));
        json_put(one, "recalled", json_time(w, item->time));
        json_put(one, "state", json_string(w, state_words[ledger[i].state]));
        if (since != 0)
            json_put(one, "since", json_time(w, since));
        json_put(one, "why",
            json_string(w,
                ledger[i].statement != NULL ? "has not decided on what was made from it"
                                            : "has stated nothing"));
        json_add(o->to, one);
    }
    return work_ok(w);
}

bool
desk_recalls(struct desk *d, struct work *w, bool overdue, const char *name,
    struct json *into)
{
    struct open_recalls o = {.desk = d, .overdue = overdue, .to = json_array(w)};

    TRY(node_items(d->node, w, bytes_of("recall/1"), see_recall, &o));
    json_put(into, name, o.to);
    return work_ok(w);
}
