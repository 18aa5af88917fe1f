/*
 * Pages: of all that one may know of, so many that come after a place.  A place is the value
 * that they stand in order of, and the id of the last one shown.
 */
#include "desks/desk_inner.h"

#include <stdlib.h>
#include <string.h>

#define PAGE_DEFAULT 100
#define PAGE_MAX 10000

static bool
read_place(struct work *w, const char *name, struct bytes text, struct page *out)
{
    const char *place, *slash;
    char *end = NULL;

    TRY(work_string(w, text, &place));
    slash = strchr(place, '/');
    if (slash != NULL)
        out->after_key = strtoll(place, &end, 10);
    if (slash == NULL || end != slash || end == place ||
        !uuid_read(w, bytes_of(slash + 1), &out->after_id)) {
        work_clear(w);
        return fail(w, FAULT_USAGE, "--%s is a place as `next` names it, not %s", name,
            place);
    }
    out->after = true;
    return true;
}

bool
desk_count(struct work *w, const struct json *args, const char *name, uint64_t most,
    size_t *out)
{
    uint64_t number;

    if (json_get(args, name) == NULL)
        return true;
    if (!decimal_read(w, desk_text(args, name), most, &number)) {
        work_clear(w);
        return fail(w, FAULT_USAGE, "--%s is a number of at most %llu", name,
            (unsigned long long)most);
    }
    *out = (size_t)number;
    return true;
}

bool
desk_page(struct work *w, const struct json *args, struct page *out)
{
    return desk_page_of(w, args, "after", out);
}

bool
desk_page_of(struct work *w, const struct json *args, const char *after, struct page *out)
{
    *out = (struct page){.limit = PAGE_DEFAULT, .back = desk_flag(args, "newest")};
    TRY(desk_count(w, args, "limit", PAGE_MAX, &out->limit));
    TRY(desk_count(w, args, "skip", INT32_MAX, &out->skip));
    return json_get(args, after) == NULL ||
        read_place(w, after, desk_text(args, after), out);
}

bool
page_takes(struct page *p, int64_t key, const struct uuid *id)
{
    int order = key != p->after_key ? (key > p->after_key) - (key < p->after_key)
                                    : memcmp(id->at, p->after_id.at, sizeof(id->at));

    if (p->after && (p->back ? order >= 0 : order <= 0))
        return false;
    if (p->skip > 0) {
        p->skip--;
        return false;
    }
    p->more = p->shown == p->limit;
    if (p->more)
        return false;
    p->shown++;
    p->last_key = key;
    p->last_id = *id;
    return true;
}

void
page_put(struct work *w, const struct page *p, struct json *to)
{
    page_put_as(w, p, "next", to);
}

void
page_put_as(struct work *w, const struct page *p, const char *name, struct json *to)
{
    struct bytes id;

    if (p->more && p->shown > 0 && uuid_write(w, &p->last_id, &id))
        json_put(to, name,
            json_string(w,
                work_format(w, "%lld/%.*s", (long long)p->last_key, (int)id.len,
                    (const char *)id.at)));
}
