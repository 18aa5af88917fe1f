/*
 * What is told of a correction request as it is written: whether the entry is on a list in use, and
 * to whom a correction of it is put.  Nothing is refused for it: an entry may have left its list, and
 * who knows of another road takes that.
 */
#include "desks/lists_desk.h"

#include <string.h>

#define CORRECTION "correction-request/1"

bool
correction_open(struct work *w, const struct kind *kind, struct correction *out)
{
    *out = (struct correction){.is = bytes_is(kind_name(kind), CORRECTION),
        .told = json_array(w)};
    return out->told != NULL;
}

static void
tell(struct work *w, struct correction *c, size_t line, const char *text)
{
    if (text != NULL && line > 0)
        text = work_format(w, "line %zu: %s", line, text);
    json_add(c->told, json_string(w, text));
}

/* Lists are read when the first is asked for; a node may have none. */
static bool
load(struct desk *d, struct work *w, struct correction *c)
{
    if (c->loaded)
        return true;
    c->loaded = true;
    TRY(sources_all(d, w, &c->sources, &c->source_count));
    return lists_in_use(d, w, &c->lists) || work_forgive(w, FAULT_MISSING);
}

static void
tell_entry(struct work *w, struct correction *c, size_t line, struct bytes list,
    struct bytes ref)
{
    bool listed = false,
         kept = c->lists != NULL && screen_index_has(c->lists, list, ref, &listed);

    if (!kept)
        tell(w, c, line,
            work_format(w,
                "core.list: no list %.*s is in use here, so it is not known whether it "
                "has %.*s",
                (int)list.len, (const char *)list.at, (int)ref.len,
                (const char *)ref.at));
    else if (!listed)
        tell(w, c, line,
            work_format(w,
                "core.ref: the list %.*s that is in use here has no %.*s: is it another, "
                "or did it leave the list?",
                (int)list.len, (const char *)list.at, (int)ref.len,
                (const char *)ref.at));
}

static void
tell_forum(struct work *w, struct correction *c, size_t line, struct json *core)
{
    struct bytes list = json_get_text(core, "list"), ref = json_get_text(core, "ref"),
                 given = json_get_text(core, "forum"), forum;

    if (!source_forum(c->sources, c->source_count, list, ref, &forum) ||
        bytes_equal(given, forum))
        return;
    if (json_get(core, "forum") == NULL)
        json_put(core, "forum", json_text(w, forum));
    tell(w, c, line,
        work_format(w, "core.forum: %s %.*s; its rule: liaison codes show forum",
            given.len > 0 ? "another than that of the list's rules, which is"
                          : "taken from the list's rules,",
            (int)forum.len, (const char *)forum.at));
}

bool
correction_look(struct desk *d, struct work *w, struct correction *c, size_t line,
    struct json *body)
{
    struct json *core = json_get(body, "core");
    struct bytes list = json_get_text(core, "list"), ref = json_get_text(core, "ref");

    if (!c->is || core == NULL || core->type != JSON_OBJECT || list.len == 0 ||
        ref.len == 0)
        return true;
    TRY(load(d, w, c));
    tell_entry(w, c, line, list, ref);
    tell_forum(w, c, line, core);
    return work_ok(w);
}
