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

/* What is for some persons only has a number by chance, and is not counted: else the next number
 * would tell of it (P10).  ${terms} may be NULL. */
static bool
is_for_some(struct work *w, const struct json *terms, bool *yes)
{
    struct terms read;

    *yes = false;
    TRY(terms == NULL || terms_read(w, terms, &read));
    *yes = terms != NULL && read.readable && terms_by_person(&read);
    return true;
}

/* Was it for some only in every version that is here? */
static bool
always_for_some(struct numbering *n, struct work *w, const struct stored *item, bool *yes)
{
    struct stored *versions;
    struct json *terms;
    size_t count;

    TRY(store_versions(node_store(n->desk->node), w, &item->id, &versions, &count));
    *yes = true;
    for (size_t i = 0; i < count && *yes; i++)
        TRY(node_part(n->desk->node, w, &versions[i], "terms", &terms) &&
            is_for_some(w, terms, yes));
    return true;
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
    bool some;

    if (!hash_equal(&item->author, &node_identity(n->desk->node)->id))
        return true;
    TRY(store_by_no(node_store(n->desk->node), w, item->record, &s));
    TRY(time_write(w, s.time, &time) && work_string(w, n->how.part, &part));
    if (!bytes_equal(bytes_from(time.at, n->year.len), n->year))
        return true;
    TRY(always_for_some(n, w, &s, &some));
    if (some)
        return true;
    n->made++;
    TRY(node_part(n->desk->node, w, &s, part, &body));
    body = json_get_bytes(body, n->how.field);
    count = body != NULL && body->type == JSON_TEXT ? count_in(n, body->text) : 0;
    n->highest = count > n->highest ? count : n->highest;
    return true;
}

/* "EU-M-2026-X1F00A2B3": the letter tells it from those that are counted. */
static struct json *
by_chance(struct work *w, const char *prefix)
{
    uint32_t number;

    if (work_os(w)->random(&number, sizeof(number)) != 0) {
        fail(w, FAULT_IO, "the system gives no random bytes");
        return NULL;
    }
    return json_string(w, work_format(w, "%sX%08X", prefix, (unsigned)number));
}

bool
desk_number(struct desk *d, struct work *w, const struct kind *kind,
    const struct json *terms, int64_t *next, struct json *body)
{
    struct numbering n = {.desk = d};
    struct json *part;
    struct bytes time;
    int64_t now;
    bool some;

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
    TRY(is_for_some(w, terms, &some));
    if (some) {
        json_put_bytes(part, n.how.field, by_chance(w, n.prefix));
        return work_ok(w);
    }
    if (*next == 0) {
        TRY(node_items(d->node, w, kind_name(kind), see, &n));
        *next = (n.highest > n.made ? n.highest : n.made) + 1;
    }
    json_put_bytes(part, n.how.field,
        json_string(w, work_format(w, "%s%04lld", n.prefix, (long long)(*next)++)));
    return work_ok(w);
}
