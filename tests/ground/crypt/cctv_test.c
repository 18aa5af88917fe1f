/*
 * cctv_test: 914 signatures at the edges of Ed25519 are judged by one written rule.
 *
 * A vector's flags say which edges it touches.  liaison's rule (libsodium's, and
 * dalek's "strict" one): a signature is refused when its key A or its first half R
 *   - is of small order                    low_order_A, low_order_R
 *   - is not the point's one encoding      non_canonical_A, non_canonical_R
 * or when the equation holds only after multiplying by the cofactor
 *                                          low_order_residue
 * and then also when a hash over another encoding would be needed (reencoded_k,
 * which never comes without non_canonical_*).  Keys and R of mixed order
 * (low_order_component_A, low_order_component_R) are accepted: no list can name
 * them.  43 of the 914 vectors have no flag but those two.
 */
#include "tests/ground/crypt/crypt_test.h"

#define VECTORS 914
#define ACCEPTED 43

static const char *const refused_flags[] = {"low_order_A", "low_order_R",
    "non_canonical_A", "non_canonical_R", "low_order_residue", "reencoded_k"};
static const char *const harmless_flags[] = {"low_order_component_A",
    "low_order_component_R"};
static int seen[COUNT_OF(refused_flags) + COUNT_OF(harmless_flags)];

/* What the rule says of a vector; counts each flag. */
static bool
rule_accepts(const struct json *vector)
{
    const struct json *flags = json_get(vector, "flags");
    bool accepts = true, known;

    for (const struct json *f = flags != NULL ? flags->first : NULL; f != NULL;
         f = f->next) {
        known = false;
        for (size_t i = 0; i < COUNT_OF(refused_flags); i++) {
            if (bytes_is(f->text, refused_flags[i])) {
                accepts = false;
                known = true;
                seen[i]++;
            }
        }
        for (size_t i = 0; i < COUNT_OF(harmless_flags); i++) {
            if (bytes_is(f->text, harmless_flags[i])) {
                known = true;
                seen[COUNT_OF(refused_flags) + i]++;
            }
        }
        if (!known) {
            printf("Bail out! unknown flag %.*s\n", (int)f->text.len, f->text.at);
            exit(1);
        }
    }
    return accepts;
}

int
main(void)
{
    const char *path = TAP_NEED_DATA("evidence/cctv/ed25519/ed25519vectors.json");
    struct work *w = test_work(&os_real);
    const struct json *all = test_vectors(w, path);
    int count = 0, accepted = 0, wrong = 0, other_fault = 0;

    for (const struct json *v = all->first; v != NULL; v = v->next) {
        struct hash key = test_hash_from(test_hex(w, v, "key"));
        struct bytes sig = test_hex(w, v, "sig");
        struct signature s;
        bool verifies;

        NEED(w, sig.len == sizeof(s.at));
        memcpy(s.at, sig.at, sizeof(s.at));
        verifies = sign_check_plain(w, &key, json_get_text(v, "msg"), &s);
        other_fault += !verifies && work_fault(w) != FAULT_CORRUPT;
        work_clear(w);
        if (verifies != rule_accepts(v)) {
            wrong++;
            printf("# number %" PRId64 " is %s\n", json_get(v, "number")->integer,
                verifies ? "accepted" : "refused");
        }
        accepted += verifies;
        count++;
    }
    tap_ok(count == VECTORS, "%d of %d vectors were tried", count, VECTORS);
    tap_ok(wrong == 0, "each is judged as the rule says");
    tap_ok(accepted == ACCEPTED, "%d of %d are accepted", accepted, ACCEPTED);
    tap_ok(other_fault == 0, "each refusal is FAULT_CORRUPT");
    for (size_t i = 0; i < COUNT_OF(seen); i++)
        tap_ok(seen[i] > 0, "%d vectors with %s", seen[i],
            i < COUNT_OF(refused_flags) ? refused_flags[i]
                                        : harmless_flags[i - COUNT_OF(refused_flags)]);
    work_close(w);
    return tap_end();
}
