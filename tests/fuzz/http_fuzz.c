/*
 * http_fuzz: addresses, forms and the envelope of an identity from hostile bytes.  What is
 * read comes back the same when it is written and read again; what is not says why.
 *
 * With -DPLANTED_BUG an escape that is cut short is read beyond its end.
 *
 * fuzz-edges: 240
 */
#include <stdlib.h>
#include <string.h>

#include "ground/net/net_inner.h"

#define HOLDS(claim)  \
    do {              \
        if (!(claim)) \
            abort();  \
    } while (0)

int LLVMFuzzerTestOneInput(const uint8_t *at, size_t len);

static void
refusal(struct work *w)
{
    HOLDS(work_fault(w) == FAULT_INVALID);
    HOLDS(work_why(w)[0] != '\0');
    work_clear(w);
}

static void
add_escaped(struct work *w, struct buffer *to, struct bytes from)
{
    struct bytes escaped;

    HOLDS(net_escape(w, from, &escaped));
    buffer_add(to, escaped);
}

static void
add_pairs(struct work *w, struct buffer *to, const struct net_pairs *pairs)
{
    for (size_t i = 0; i < pairs->count; i++) {
        if (i > 0)
            buffer_byte(to, '&');
        add_escaped(w, to, pairs->at[i].name);
        buffer_byte(to, '=');
        add_escaped(w, to, pairs->at[i].value);
    }
}

static void
same_pairs(const struct net_pairs *a, const struct net_pairs *b)
{
    HOLDS(a->count == b->count);
    for (size_t i = 0; i < a->count; i++) {
        HOLDS(bytes_equal(a->at[i].name, b->at[i].name));
        HOLDS(bytes_equal(a->at[i].value, b->at[i].value));
    }
}

/* What the header promises of a path. */
static void
path_holds(const struct net_target *t)
{
    HOLDS(t->path.len > 0 && t->path.at[0] == '/' && utf8_valid(t->path));
    HOLDS(t->path.len == 1 || t->path.at[t->path.len - 1] != '/');
    HOLDS((t->path.len == 1) == (t->count == 0));
    for (size_t i = 0; i < t->path.len; i++)
        HOLDS(t->path.at[i] >= 0x20 && t->path.at[i] != 0x7f);
    for (size_t i = 0; i < t->count; i++) {
        HOLDS(t->segments[i].len > 0 &&
            memchr(t->segments[i].at, '/', t->segments[i].len) == NULL);
        HOLDS(!bytes_is(t->segments[i], ".") && !bytes_is(t->segments[i], ".."));
    }
}

static void
one_target(struct work *w, struct bytes in)
{
    struct buffer b = buffer_open(w, SIZE_MAX / 2);
    struct net_target t;
    struct net_target again;
    struct bytes out;

    if (!net_target_read(w, in, &t)) {
        refusal(w);
        return;
    }
    path_holds(&t);
    for (size_t i = 0; i < t.count; i++) {
        buffer_byte(&b, '/');
        add_escaped(w, &b, t.segments[i]);
    }
    if (t.count == 0)
        buffer_byte(&b, '/');
    if (t.query.count > 0)
        buffer_byte(&b, '?');
    add_pairs(w, &b, &t.query);
    HOLDS(buffer_bytes(&b, &out));
    if (out.len > NET_TARGET_MAX)
        return; /* escaping made it longer than an address may be */
    HOLDS(net_target_read(w, out, &again));
    HOLDS(bytes_equal(t.path, again.path));
    same_pairs(&t.query, &again.query);
}

static void
one_form(struct work *w, struct bytes in)
{
    struct buffer b = buffer_open(w, SIZE_MAX / 2);
    struct net_pairs pairs;
    struct net_pairs again;
    struct bytes out;

    if (!net_form_read(w, in, &pairs)) {
        refusal(w);
        return;
    }
    add_pairs(w, &b, &pairs);
    HOLDS(buffer_bytes(&b, &out));
    HOLDS(net_form_read(w, out, &again));
    same_pairs(&pairs, &again);
}

static void
one_envelope(struct work *w, struct bytes in)
{
    struct bytes inside;
    struct bytes out;

    if (!net_identity_unwrap(w, in, &inside)) {
        refusal(w);
        return;
    }
    HOLDS(net_identity_wrap(w, inside, &out));
    HOLDS(bytes_equal(in, out));
}

/* The first byte says what the rest is; 't', 'f' or 'd' in the seeds. */
int
LLVMFuzzerTestOneInput(const uint8_t *at, size_t len)
{
    struct work *w = work_open(&os_real);
    struct bytes in;

    HOLDS(w != NULL);
    if (len > 0) {
        in = bytes_from(at + 1, len - 1);
        if (at[0] % 3 == 't' % 3)
            one_target(w, in);
        else if (at[0] % 3 == 'f' % 3)
            one_form(w, in);
        else
            one_envelope(w, in);
    }
    work_close(w);
    return 0;
}
