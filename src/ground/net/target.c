/*
 * target: paths, queries and forms, split and decoded strictly.
 */
#include <string.h>

#include "ground/net/net.h"

static bool
is_plain(uint8_t c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
        (c != 0 && strchr("-._~", c) != NULL);
}

/* RFC 3986: what a path's segment may hold as it is, and a query besides. */
static bool
is_allowed(uint8_t c, bool query)
{
    return is_plain(c) || (c != 0 && strchr("!$&'()*+,;=:@", c) != NULL) ||
        (query && (c == '/' || c == '?'));
}

static int
hex_digit(uint8_t c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    if (c >= 'a' && c <= 'f')
        return c - 'a' + 10;
    if (c >= 'A' && c <= 'F')
        return c - 'A' + 10;
    return -1;
}

/* One character of the decoded text; ${i} moves behind what stands for it. */
static bool
decode_one(struct work *w, struct bytes raw, bool query, size_t *i, uint8_t *out)
{
    uint8_t c = raw.at[*i];
    int high;
    int low;

    if (c != '%') {
        if (!is_allowed(c, query))
            return fail(w, FAULT_INVALID, "a character 0x%02x in an address", c);
        *out = query && c == '+' ? ' ' : c;
        *i += 1;
        return true;
    }
#ifdef PLANTED_BUG
    if (raw.len - *i < 2)
#else
    if (raw.len - *i < 3)
#endif
        return fail(w, FAULT_INVALID, "a cut %% escape in an address");
    high = hex_digit(raw.at[*i + 1]);
    low = hex_digit(raw.at[*i + 2]);
    if (high < 0 || low < 0)
        return fail(w, FAULT_INVALID, "a %% escape without two digits in an address");
    *out = (uint8_t)(high * 16 + low);
    *i += 3;
    return true;
}

static bool
decode(struct work *w, struct bytes raw, bool query, struct bytes *out)
{
    uint8_t *to = work_alloc(w, raw.len + 1);
    size_t len = 0;
    size_t i = 0;

    TRY(to != NULL);
    while (i < raw.len) {
        uint8_t c = 0;

        TRY(decode_one(w, raw, query, &i, &c));
        if ((c < 0x20 && !(query && (c == '\t' || c == '\r' || c == '\n'))) || c == 0x7f)
            return fail(w, FAULT_INVALID, "a control character in an address");
        if (!query && c == '/')
            return fail(w, FAULT_INVALID, "an escaped slash in an address");
        to[len++] = c;
    }
    *out = bytes_from(to, len);
    if (!utf8_valid(*out))
        return fail(w, FAULT_INVALID, "an address that is not UTF-8");
    return true;
}

/* Cut ${rest} at the first ${mark}: what stands before it; false at the end. */
static bool
next_piece(struct bytes *rest, uint8_t mark, struct bytes *piece)
{
    const uint8_t *found;

    if (rest->at == NULL)
        return false;
    found = rest->len == 0 ? NULL : memchr(rest->at, mark, rest->len);
    if (found == NULL) {
        *piece = *rest;
        *rest = bytes_from(NULL, 0);
        return true;
    }
    *piece = bytes_from(rest->at, (size_t)(found - rest->at));
    *rest = bytes_from(found + 1, rest->len - piece->len - 1);
    return true;
}

static size_t
count_of(struct bytes in, uint8_t mark)
{
    size_t count = 0;

    for (size_t i = 0; i < in.len; i++)
        count += in.at[i] == mark;
    return count;
}

static bool
read_path(struct work *w, struct bytes raw, struct net_target *out)
{
    size_t count = count_of(raw, '/');
    struct buffer path = buffer_open(w, NET_TARGET_MAX);
    struct bytes *segments;
    struct bytes piece;

    if (raw.len == 0 || raw.at[0] != '/')
        return fail(w, FAULT_INVALID, "an address that does not start with a slash");
    if (count > NET_SEGMENTS_MAX)
        return fail(w, FAULT_INVALID, "an address of more than %d parts",
            NET_SEGMENTS_MAX);
    if (raw.len == 1) {
        *out = (struct net_target){.path = raw};
        return true;
    }
    segments = work_alloc(w, count * sizeof(*segments));
    TRY(segments != NULL);
    raw = bytes_from(raw.at + 1, raw.len - 1);
    *out = (struct net_target){.segments = segments};
    while (next_piece(&raw, '/', &piece)) {
        struct bytes *s = &segments[out->count++];

        TRY(decode(w, piece, false, s));
        if (s->len == 0 || bytes_is(*s, ".") || bytes_is(*s, ".."))
            return fail(w, FAULT_INVALID,
                "an address with a part that is empty, . or ..");
        buffer_byte(&path, '/');
        buffer_add(&path, *s);
    }
    return buffer_bytes(&path, &out->path);
}

bool
net_form_read(struct work *w, struct bytes raw, struct net_pairs *out)
{
    size_t count = count_of(raw, '&') + 1;
    struct net_pair *pairs;
    struct bytes piece;

    *out = (struct net_pairs){.at = NULL};
    if (raw.len == 0)
        return true;
    if (count > NET_PAIRS_MAX)
        return fail(w, FAULT_INVALID, "a form of more than %d fields", NET_PAIRS_MAX);
    pairs = work_alloc(w, count * sizeof(*pairs));
    TRY(pairs != NULL);
    out->at = pairs;
    while (next_piece(&raw, '&', &piece)) {
        struct net_pair *p = &pairs[out->count++];
        struct bytes name = bytes_from(NULL, 0);

        (void)next_piece(&piece, '=', &name);
        TRY(decode(w, name, true, &p->name));
        TRY(decode(w, piece, true, &p->value));
        if (p->name.len == 0)
            return fail(w, FAULT_INVALID,
                "a field without a name in an address or a form");
    }
    return true;
}

bool
net_target_read(struct work *w, struct bytes raw, struct net_target *out)
{
    struct bytes path;

    if (raw.len > NET_TARGET_MAX)
        return fail(w, FAULT_INVALID, "an address of more than %zu bytes",
            NET_TARGET_MAX);
    if (raw.len == 0 || !next_piece(&raw, '?', &path))
        return fail(w, FAULT_INVALID, "an empty address");
    TRY(read_path(w, path, out));
    return net_form_read(w, raw, &out->query);
}

bool
net_escape(struct work *w, struct bytes from, struct bytes *out)
{
    static const char digits[] = "0123456789ABCDEF";
    uint8_t *to;
    size_t len = 0;

    if (from.len > SIZE_MAX / 4)
        return fail(w, FAULT_INVALID, "too long to be escaped");
    to = work_alloc(w, from.len * 3 + 1);
    TRY(to != NULL);
    for (size_t i = 0; i < from.len; i++) {
        uint8_t c = from.at[i];

        if (is_plain(c)) {
            to[len++] = c;
            continue;
        }
        to[len++] = '%';
        to[len++] = (uint8_t)digits[c >> 4];
        to[len++] = (uint8_t)digits[c & 15];
    }
    *out = bytes_from(to, len);
    return true;
}

bool
net_pairs_get(const struct net_pairs *pairs, const char *name, struct bytes *lent)
{
    for (size_t i = 0; i < pairs->count; i++) {
        if (bytes_is(pairs->at[i].name, name)) {
            *lent = pairs->at[i].value;
            return true;
        }
    }
    return false;
}
