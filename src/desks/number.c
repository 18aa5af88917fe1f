/*
 * number: the human reference of a record, EU-C-2026-0012 -- whose it is, a mark of its kind,
 * the year, and a count that begins anew each year.
 */
#include "desks/desk_inner.h"

#include <stdio.h>
#include <string.h>

struct numbering {
    struct desk *desk;
    struct kind_number how;
    const char *prefix; /* "EU-C-2026-" */
    struct bytes year;
    int64_t made;    /* how many there are of that year, erased ones too */
    int64_t highest; /* the highest number that is here */
};

static const char *
prefix_of(struct desk *d, struct work *w, const struct kind_number *how,
    struct bytes year)
{
    const char *text =
        work_format(w, "%.*s-%.*s-%.*s-", (int)node_identity(d->node)->handle.len,
            (const char *)node_identity(d->node)->handle.at, (int)how->mark.len,
            (const char *)how->mark.at, (int)year.len, (const char *)year.at);

    for (char *c = (char *)(uintptr_t)text; c != NULL && *c != '\0'; c++)
        *c = *c >= 'a' && *c <= 'z' ? (char)(*c - 'a' + 'A') : *c;
    return text;
}

/* The count in a number of ours and of this year; 0 in any other text. */
static int64_t
count_in(const struct numbering *n, struct bytes text)
{
    size_t at = strlen(n->prefix);
    int64_t count = 0;

    if (!bytes_start(text, n->prefix) || text.len - at > 15)
        return 0;
    for (; at < text.len; at++) {
        if (text.at[at] < '0' || text.at[at] > '9')
            return 0;
        count = count * 10 + (text.at[at] - '0');
    }
    return count;
}

static bool
see(void *ctx, struct work *w, const struct view_item *item)
{
    struct numbering *n = ctx;
    const char *part;
    struct stored s;
    struct bytes time;
    struct json *body;
    int64_t count;

    if (!hash_equal(&item->author, &node_identity(n->desk->node)->id))
        return true;
    TRY(store_by_no(node_store(n->desk->node), w, item->record, &s));
    TRY(time_write(w, s.time, &time) && work_string(w, n->how.part, &part));
    if (!bytes_equal(bytes_from(time.at, n->year.len), n->year))
        return true;
    n->made++;
    TRY(node_part(n->desk->node, w, &s, part, &body));
    body = json_get_bytes(body, n->how.field);
    count = body != NULL && body->type == JSON_TEXT ? count_in(n, body->text) : 0;
    n->highest = count > n->highest ? count : n->highest;
    return true;
}

bool
desk_number(struct desk *d, struct work *w, const struct kind *kind, int64_t *next,
    struct json *body)
{
    struct numbering n = {.desk = d};
    struct json *part;
    struct bytes time;
    int64_t now;

    if (!kind_number(kind, &n.how))
        return true;
    part = json_get_bytes(body, n.how.part);
    if (part == NULL || part->type != JSON_OBJECT ||
        json_get_bytes(part, n.how.field) != NULL)
        return true;
    TRY(node_now(d->node, w, &now) && time_write(w, now, &time));
    n.year = bytes_from(time.at, 4);
    n.prefix = prefix_of(d, w, &n.how, n.year);
    TRY(n.prefix != NULL);
    if (*next == 0) {
        TRY(node_items(d->node, w, kind_name(kind), see, &n));
        *next = (n.highest > n.made ? n.highest : n.made) + 1;
    }
    json_put_bytes(part, n.how.field,
        json_string(w, work_format(w, "%s%04lld", n.prefix, (long long)(*next)++)));
    return work_ok(w);
}
