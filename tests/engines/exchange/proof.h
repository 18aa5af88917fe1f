/*
 * proof: proofs as JSON, changed here and there, on the stage of hostile.h.
 */
#ifndef TESTS_ENGINES_EXCHANGE_PROOF_H
#define TESTS_ENGINES_EXCHANGE_PROOF_H

#include "engines/exchange/hostile.h"

static struct stage t;
static struct work *w;

static struct json *
read_proof(struct bytes proof)
{
    struct json *out;

    NEED(w, json_read(w, proof, &json_record, &out));
    return out;
}

static struct bytes
written(struct json *proof)
{
    struct bytes out;

    NEED(w, json_write(w, proof, &out));
    return out;
}

static void
set(struct json *object, const char *name, struct json *value)
{
    json_drop(object, name);
    json_put(object, name, value);
}

/* The two of a list in the other order. */
static void
swap(struct json *proof, const char *list)
{
    struct json *old = json_get(proof, list), *out = json_array(w), *kept;

    NEED(w, json_keep(w, old->last, &kept));
    json_add(out, kept);
    NEED(w, json_keep(w, old->first, &kept));
    json_add(out, kept);
    set(proof, list, out);
}

#endif
