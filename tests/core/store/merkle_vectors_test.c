/*
 * merkle_vectors_test: 196 and 970 proofs made by others are judged as they say.
 */
#include <ftw.h>

#include "tests/core/store/proofs_test.h"

struct tally {
    int holds;
    int refused;
    int wrong;
};

static struct tally tally_inclusion;
static struct tally tally_consistency;
static int no_leaf;

/* Vectors write indexes of -1 and 2^64-1: both are far outside of any tree. */
static uint64_t
number(const struct json *vector, const char *name)
{
    const struct json *v = json_get(vector, name);

    if (v == NULL || (v->type != JSON_INTEGER && v->type != JSON_DOUBLE)) {
        printf("Bail out! a vector without %s\n", name);
        exit(1);
    }
    return v->type == JSON_INTEGER && v->integer >= 0 ? (uint64_t)v->integer : UINT64_MAX;
}

/* Some vectors hold a text where a hash should be, to say that it does not matter.
 * It is hashed, so that equal ones stay equal and the proof itself must decide. */
static struct hash
to_hash(struct work *w, struct bytes text)
{
    struct bytes raw;
    struct hash h;

    NEED(w, base64_read(w, text, &raw));
    if (raw.len != sizeof(h.at))
        NEED(w, sha256(w, raw, &h));
    else
        memcpy(h.at, raw.at, sizeof(h.at));
    return h;
}

static struct hash
hash_member(struct work *w, const struct json *vector, const char *name)
{
    return to_hash(w, json_get_text(vector, name));
}

static struct merkle_proof
path_of(struct work *w, const struct json *vector)
{
    const struct json *list = json_get(vector, "proof");
    size_t count = list == NULL || list->type != JSON_ARRAY ? 0 : list->count;
    struct hash *path = work_alloc(w, (count + 1) * sizeof(*path));
    size_t i = 0;

    NEED(w, path != NULL);
    if (count > 0)
        for (const struct json *h = list->first; h != NULL; h = h->next)
            path[i++] = to_hash(w, h->text);
    return (struct merkle_proof){.at = path, .count = count};
}

static void
judge(struct work *w, struct tally *t, bool holds, bool want, const char *what)
{
    if (holds != want || (!holds && work_fault(w) != FAULT_CORRUPT)) {
        printf("# %s: %d, %s\n", what, holds, work_why(w));
        t->wrong++;
    }
    work_clear(w);
    if (holds)
        t->holds++;
    else
        t->refused++;
}

static void
one_vector(struct work *w, const struct json *v, const char *path)
{
    bool want = !json_get(v, "wantErr")->truth;
    struct merkle_proof p = path_of(w, v);
    struct hash a;
    struct hash b;

    if (json_get(v, "leafIdx") != NULL && json_get_text(v, "leafHash").len == 0) {
        /* No leaf at all: with us it cannot even be asked. */
        judge(w, &tally_inclusion, fail(w, FAULT_CORRUPT, "no leaf"), want, path);
        no_leaf++;
    } else if (json_get(v, "leafIdx") != NULL) {
        a = hash_member(w, v, "leafHash");
        b = hash_member(w, v, "root");
        judge(w, &tally_inclusion,
            merkle_check_inclusion(w, &a, number(v, "leafIdx"), number(v, "treeSize"), &b,
                &p),
            want, path);
    } else {
        a = hash_member(w, v, "root1");
        b = hash_member(w, v, "root2");
        judge(w, &tally_consistency,
            merkle_check_consistency(w, number(v, "size1"), &a, number(v, "size2"), &b,
                &p),
            want, path);
    }
}

static int
one_file(const char *path, const struct stat *st, int type, struct FTW *ftw)
{
    struct work *w;
    struct json *v;

    (void)st;
    (void)ftw;
    if (type != FTW_F)
        return 0;
    w = work_fresh();
    NEED(w, json_read(w, load(w, "", path), &json_foreign, &v));
    one_vector(w, v, path);
    work_close(w);
    return 0;
}

static void
generated(const char *folder)
{
    struct work *w = work_fresh();
    struct tally inclusion = {0, 0, 0};
    struct tally consistency = {0, 0, 0};
    struct json *list;

    NEED(w, json_read(w, load(w, folder, "proofs.json"), &json_foreign, &list));
    for (const struct json *v = list->first; v != NULL; v = v->next) {
        const char *name = work_format(w, "%.*s", (int)json_get_text(v, "name").len,
            (const char *)json_get_text(v, "name").at);
        struct merkle_proof p = path_of(w, v);
        struct hash root = hash_member(w, v, "root");
        bool want = json_get(v, "want_pass")->truth;
        struct hash other;

        if (bytes_is(json_get_text(v, "kind"), "inclusion")) {
            other = hash_member(w, v, "leaf_hash");
            judge(w, &inclusion,
                merkle_check_inclusion(w, &other, number(v, "index"), number(v, "size"),
                    &root, &p),
                want, name);
        } else {
            other = hash_member(w, v, "root1");
            judge(w, &consistency,
                merkle_check_consistency(w, number(v, "size1"), &other, number(v, "size"),
                    &root, &p),
                want, name);
        }
    }
    tap_ok(inclusion.wrong == 0 && inclusion.holds == 49 && inclusion.refused == 437,
        "generated: %d inclusion proofs hold, %d do not", inclusion.holds,
        inclusion.refused);
    tap_ok(consistency.wrong == 0 && consistency.holds == 66 &&
            consistency.refused == 418,
        "generated: %d consistency proofs hold, %d do not", consistency.holds,
        consistency.refused);
    work_close(w);
}

int
main(void)
{
    const char *folder = TAP_NEED_DATA("evidence/transparency-dev-merkle/testdata");

    if (nftw(folder, one_file, 16, FTW_PHYS) != 0) {
        printf("Bail out! cannot read %s\n", folder);
        return 1;
    }
    tap_ok(tally_inclusion.wrong == 0 && tally_inclusion.holds == 6 &&
            tally_inclusion.refused == 92 && no_leaf == 6,
        "%d inclusion proofs hold, %d do not", tally_inclusion.holds,
        tally_inclusion.refused);
    tap_ok(tally_consistency.wrong == 0 && tally_consistency.holds == 6 &&
            tally_consistency.refused == 92,
        "%d consistency proofs hold, %d do not", tally_consistency.holds,
        tally_consistency.refused);
    generated(tap_data("evidence/tlog-generated"));
    return tap_end();
}
