/*
 * Several messages in one: what one end has to say or to ask at once takes one trip.
 */
#include "engines/exchange/exchange_inner.h"

#include <string.h>

bool
several_write(struct work *w, const struct message messages[], size_t count,
    struct bytes *out)
{
    struct buffer b = buffer_open(w, EXCHANGE_BODY_MAX);

    for (size_t i = 0; i < count; i++) {
        buffer_byte(&b, (uint8_t)strlen(messages[i].verb));
        buffer_text(&b, messages[i].verb);
        buffer_u32(&b, (uint32_t)messages[i].body.len);
        buffer_add(&b, messages[i].body);
    }
    return buffer_bytes(&b, out);
}

bool
exchange_several(struct work *w, struct bytes body, exchange_answerer *answer, void *ctx,
    struct bytes *reply)
{
    struct cursor c = {.work = w, .rest = body};
    struct buffer out = buffer_open(w, EXCHANGE_BODY_MAX);
    size_t count = 0;
    bool ends = false;

    while (c.rest.len > 0 && !ends) {
        struct bytes verb, one, said;

        if (count++ == EXCHANGE_SEVERAL)
            return fail(w, FAULT_INVALID, "at most %d messages are one",
                EXCHANGE_SEVERAL);
        TRY(take_message(&c, &verb, &one));
        TRY(answer(ctx, w, verb, one, &said));
        buffer_u32(&out, (uint32_t)said.len);
        buffer_add(&out, said);
        ends = bytes_is(verb, "same") && !bytes_is(said, SAME_OTHER);
    }
    return buffer_bytes(&out, reply);
}

bool
take_message(struct cursor *c, struct bytes *verb, struct bytes *body)
{
    struct bytes len;
    uint32_t size;

    TRY(take_bytes(c, 1, &len));
    TRY(take_bytes(c, len.at[0], verb));
    TRY(take_u32(c, &size));
    TRY(take_bytes(c, size, body));
    return !bytes_is(*verb, "several") ||
        fail(c->work, FAULT_INVALID, "several messages hold no several");
}

bool
several_replies(struct work *w, struct bytes text, struct bytes replies[], size_t asked,
    size_t *count)
{
    struct cursor c = {.work = w, .rest = text};
    uint32_t len;

    for (*count = 0; c.rest.len > 0; (*count)++) {
        if (*count == asked)
            return fail(w, FAULT_CORRUPT, "the partner answers more than it was asked");
        TRY(take_u32(&c, &len));
        TRY(take_bytes(&c, len, &replies[*count]));
    }
    return true;
}

void
exchange_weigh(struct bytes verb, struct bytes body, unsigned *messages, unsigned *pieces)
{
    struct work *w = bytes_is(verb, "several") ? work_open(&os_real) : NULL;
    struct cursor c = {.work = w, .rest = body};

    *messages = *pieces = 0;
    do {
        if (w != NULL && !take_message(&c, &verb, &body))
            break; /* what is no message is not answered either */
        if (bytes_is(verb, "piece") || bytes_is(verb, "give"))
            ++*pieces;
        else
            ++*messages;
    } while (w != NULL && c.rest.len > 0 && *messages + *pieces < EXCHANGE_SEVERAL);
    work_close(w);
}
