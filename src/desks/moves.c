/*
 * What one says who moves an item: at a node, or with a key of one's own and no node.
 */
#include "desks/desk_inner.h"

#include <string.h>

bool
moves_possible(struct work *w, const struct standing *at, const struct mover *who,
    enum moves_wanted wanted, struct bytes *one, struct bytes *list, size_t *count)
{
    struct buffer b = buffer_open(w, 4096);
    struct kind_move_about move;
    bool yes;

    *count = 0;
    for (size_t i = 0; kind_move_at(at->kind, i, &move); i++) {
        if ((wanted == MOVES_SIGNED && !move.sign) ||
            (wanted == MOVES_ASKED && !move.asked))
            continue;
        TRY(move_possible(w, at, who, move.name, &yes));
        if (!yes)
            continue;
        if ((*count)++ > 0)
            buffer_text(&b, ", ");
        buffer_add(&b, move.name);
        *one = move.name;
    }
    return buffer_bytes(&b, list);
}

bool
moves_any(struct work *w, const struct standing *at, struct bytes kind)
{
    struct kind_move_about move;

    return (at->kind != NULL && kind_move_at(at->kind, 0, &move)) ||
        fail(w, FAULT_USAGE, "%.*s has no states to move between", (int)kind.len,
            (const char *)kind.at);
}

bool
moves_to_sign(struct work *w, const struct standing *at, const struct mover *who,
    struct bytes *move)
{
    struct bytes list;
    size_t count;

    /* What is asked of us goes before what else we might sign. */
    TRY(moves_possible(w, at, who, MOVES_ASKED, move, &list, &count));
    if (count == 0)
        TRY(moves_possible(w, at, who, MOVES_SIGNED, move, &list, &count));
    if (count == 0)
        return fail(w, FAULT_DENIED, "nothing is to be signed here now: it is %.*s",
            (int)at->stage.state.len, (const char *)at->stage.state.at);
    return count == 1 ||
        fail(w, FAULT_USAGE, "several can be signed, name one with `move`: %.*s",
            (int)list.len, (const char *)list.at);
}

/* Why it cannot be made, and what can. */
static bool
refuse(struct work *w, const struct standing *at, const struct mover *who,
    struct bytes move, const char *why)
{
    struct bytes one, list;
    size_t count;

    TRY(moves_possible(w, at, who, MOVES_ANY, &one, &list, &count));
    return fail(w, FAULT_DENIED, "%.*s: %s; it is %.*s, and possible are: %.*s",
        (int)move.len, (const char *)move.at, why, (int)at->stage.state.len,
        (const char *)at->stage.state.at, count > 0 ? (int)list.len : 8,
        count > 0 ? (const char *)list.at : "no moves");
}

static bool
is_needed(const struct json *schema, struct bytes name)
{
    for (const struct json *r = json_first(json_get(schema, "required")); r != NULL;
         r = r->next)
        if (bytes_equal(r->text, name))
            return true;
    return false;
}

static bool
names_of(struct work *w, const struct json *schema, bool needed, struct bytes *out)
{
    struct buffer b = buffer_open(w, (size_t)1 << 16);

    for (const struct json *p = json_first(json_get(schema, "properties")); p != NULL;
         p = p->next) {
        if (is_needed(schema, p->name) != needed)
            continue;
        buffer_text(&b, b.len > 0 ? ", " : "");
        buffer_add(&b, p->name);
    }
    return buffer_bytes(&b, out);
}

/* Who brings nothing is told all that the move has to bring, and what it may. */
static bool
brings(struct work *w, const struct json *schema, struct bytes move,
    const struct json *fill)
{
    struct bytes needed, more;

    TRY(names_of(w, schema, true, &needed) && names_of(w, schema, false, &more));
    if (fill != NULL || needed.len == 0)
        return true;
    return fail(w, FAULT_INVALID,
        "%.*s has to bring %.*s%s%.*s: give each by --set NAME=VALUE", (int)move.len,
        (const char *)move.at, (int)needed.len, (const char *)needed.at,
        more.len > 0 ? ", and may bring " : "", (int)more.len, (const char *)more.at);
}

bool
moves_say(struct work *w, const struct standing *at, const struct mover *who,
    struct bytes person, struct bytes move, const struct json *args, struct json **core,
    struct moving *said)
{
    const struct json *sets = json_get(args, "set");
    const struct json *schema = json_get(kind_move_json(at->kind, move), "fill");
    struct json *fill = json_object(w);
    struct kind_moved tried = {0};
    struct kind_stage then;

    for (const struct json *s = sets != NULL ? sets->first : NULL; s != NULL; s = s->next)
        TRY(desk_set(w, at->kind, move, fill, s->text));
    TRY(desk_writer(w, schema, person, fill));
    if (fill->count == 0)
        fill = NULL;
    TRY(brings(w, schema, move, fill) && kind_check_fill(w, at->kind, move, fill));
    TRY(move_try(w, at, who, move, fill, &then, &tried));
    if (!tried.counts)
        return refuse(w, at, who, move, tried.why);
    *core = json_object(w);
    json_put(*core, "move", json_text(w, move));
    if (fill != NULL)
        json_put(*core, "fill", fill);
    if (json_get(args, "note") != NULL)
        json_put(*core, "note", desk_said(w, desk_text(args, "note")));
    *said = (struct moving){.move = move, .from = at->stage.state, .stage = then.state};
    return work_ok(w);
}

void
moves_said(struct work *w, const struct moving *said, struct json *to)
{
    json_put(to, "move", json_text(w, said->move));
    json_put(to, "from", json_text(w, said->from));
    json_put(to, "stage", json_text(w, said->stage));
}
