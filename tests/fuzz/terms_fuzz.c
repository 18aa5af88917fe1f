/*
 * terms_fuzz: terms from hostile JSON.  What is read is written, and read back the same;
 * what is not read says why and opens nothing.
 *
 * With -DPLANTED_BUG a handling text with a capital letter is lost when terms are written,
 * to show that the fuzzer gets that far: the seeds have none.
 *
 *     fuzz-edges: 700
 */
#include <stdlib.h>

#include "core/terms/terms.h"

#define HOLDS(claim)  \
    do {              \
        if (!(claim)) \
            abort();  \
    } while (0)

static void
write_terms(struct work *w, const struct terms *t, struct bytes *out, struct json **part)
{
    struct terms copy = *t;

#ifdef PLANTED_BUG
    size_t i;

    for (i = 0; t->handling_text.count == 1 && i < t->handling_text.at[0].len; i++) {
        if (t->handling_text.at[0].at[i] >= 'A' && t->handling_text.at[0].at[i] <= 'Z')
            copy.handling_text.count = 0;
    }
#endif
    HOLDS(terms_write(w, &copy, part));
    HOLDS(json_write(w, *part, out));
}

/* What the order of strictness does not compare. */
static bool
same_rest(const struct terms *a, const struct terms *b)
{
    return a->source_grade == b->source_grade && a->info_grade == b->info_grade &&
        a->nature == b->nature && a->subject == b->subject && a->urgency == b->urgency &&
        bytes_equal(a->language, b->language) &&
        hash_equal(&a->originator, &b->originator);
}

/* One who is not the author: terms that cannot be read open nothing, and every answer has
 * a reason. */
static void
decide(const struct terms *t)
{
    static const struct hash asker = {{1}}, author = {{2}};
    struct facts f = {.self = asker,
        .asker = asker,
        .recipient = asker,
        .can_log = true,
        .now = 1,
        .surface = SURFACE_PUBLIC};
    struct decision d;
    unsigned act;

    f.who = f.reason = bytes_of("x");
    f.item = (struct facts_item){.author = author, .terms = t};
    for (act = ACT_NONE; act <= ACTS; act++) {
        f.act = (enum terms_act)act;
        if (terms_decide(&f, &d) && act < ACT_RECALL)
            HOLDS(t->readable);
        HOLDS(d.reason != NULL && d.id != NULL);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct work *w = work_open(&os_real);
    struct bytes once, twice, joined;
    struct json *part, *again, *sum;
    struct terms t, u, both;

    HOLDS(w != NULL);
    if (json_read(w, bytes_from(data, size), &json_written, &part)) {
        if (!terms_read(w, part, &t)) {
            HOLDS(work_fault(w) == FAULT_INVALID && work_why(w)[0] != '\0');
        } else {
            decide(&t);
            HOLDS(t.readable == (t.why == NULL));
        }
        if (work_ok(w) && t.readable) {
            write_terms(w, &t, &once, &again);
            HOLDS(terms_read(w, again, &u) && u.readable);
            HOLDS(terms_narrower_or_equal(&u, &t) && terms_narrower_or_equal(&t, &u));
            HOLDS(same_rest(&u, &t));
            write_terms(w, &u, &twice, &again);
            HOLDS(bytes_equal(once, twice));
            HOLDS(terms_join(w, &t, &t, &both));
            write_terms(w, &both, &joined, &sum);
            HOLDS(bytes_equal(once, joined));
        }
    }
    work_close(w);
    return 0;
}
