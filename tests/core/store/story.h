/*
 * story: a small life of a store, step by step, that remembers what was acknowledged; and
 * what must hold of it whatever went wrong on the way.
 */
#ifndef TESTS_CORE_STORE_STORY_H
#define TESTS_CORE_STORE_STORY_H

#include "core/store/keytree.h"
#include "support/faults.h"
#include "tests/core/store/side.h"

enum story_step {
    STEP_CREATE,
    STEP_OPEN,
    STEP_LOG_KEY,
    STEP_ALIKE_KEY,
    STEP_JOURNAL,
    STEP_SPARE,   /* a secret */
    STEP_FIRST,   /* content, and records 0 to 2, the first of which names it */
    STEP_ERASE,   /* record 3, and everything of record 0 erased */
    STEP_REPLACE, /* the secret anew */
    STEP_SECOND,  /* more content, and record 4 that names it */
    STEP_CLOSE,
    STEPS
};

enum told { NOT_TRIED, YES, IN_DOUBT };

#define STORY_CONTENT 21000

/* How many of a kind of run to try: all when torturing, few where each is slow. */
__attribute__((unused)) static unsigned long
story_share(unsigned long most)
{
    if (getenv("LIAISON_TORTURE") != NULL)
        return (unsigned long)-1;
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
    return most / 6;
#else
    return most;
#endif
}

/* Kept apart from the rest: it outlives a process that dies. */
struct told_story {
    enum told told[STEPS];
    struct hash spare[2]; /* the secret as given out */
    struct hash tree;     /* of the content that is erased, */
    struct hash tree_2;   /* and of that which stays */
    struct hash before;   /* the tree key before the erasure */
};

struct story {
    struct side side; /* its work is of the system under test */
    const struct os *os;
    struct told_story *told;
    const char *wrong; /* what was found broken */
};

__attribute__((unused)) static struct work *
story_work(const struct os *os)
{
    struct work *w;
    unsigned long at = fault_plan.at;

    /* The step's own work is no part of what is tried. */
    fault_plan.at = 0;
    w = work_open(os);
    NEED(w, w != NULL && crypt_start(w));
    fault_plan.at = at;
    return w;
}

/* ---- Steps ------------------------------------------------------------------------------------ */

__attribute__((unused)) static bool
story_content(struct story *s, unsigned n, unsigned first, unsigned count,
    struct store_erasure *erasure, struct hash *tree)
{
    struct work *w = s->side.w;
    struct store_item items[3];
    struct store_batch batch = {.items = items, .item_count = count};
    struct blob_written written;

    for (unsigned i = 0; i < count; i++) {
        unsigned long at = fault_plan.at;

        fault_plan.at = 0;
        items[i] = side_item(w, first + i);
        fault_plan.at = at;
    }
    if (tree != NULL) {
        TRY(side_write(&s->side, w, n, STORY_CONTENT + n, "s", &written));
        *tree = written.tree;
        items[0].blobs = &written;
        items[0].blob_count = 1;
    }
    batch.erasures = erasure;
    batch.erasure_count = erasure != NULL;
    return store_commit(s->side.s, w, &batch);
}

__attribute__((unused)) static bool
story_erase(struct story *s)
{
    struct hash hash = side_hash(s->side.w, "record", 0);
    struct store_erasure e = {0};
    struct stored first;

    TRY(store_by_hash(s->side.s, s->side.w, &hash, &first));
    e.record = first.no;
    return story_content(s, 0, 3, 1, &e, NULL);
}

__attribute__((unused)) static bool
story_do(struct story *s, enum story_step step)
{
    struct work *w = s->side.w;
    struct hash drawn;

    switch (step) {
    case STEP_CREATE:
        return store_create(w, &s->side.place);
    case STEP_OPEN:
        return store_open(w, &s->side.place, &s->side.s);
    case STEP_LOG_KEY:
        return store_secret_new(s->side.s, w, "log", &drawn);
    case STEP_ALIKE_KEY:
        return store_secret_new(s->side.s, w, "alike", &drawn);
    case STEP_JOURNAL:
        return store_log_new(s->side.s, w, STORE_JOURNAL, SIDE_ORIGIN);
    case STEP_SPARE:
        return store_secret_new(s->side.s, w, "spare", &s->told->spare[0]);
    case STEP_FIRST:
        return story_content(s, 0, 0, 3, NULL, &s->told->tree);
    case STEP_ERASE:
        return story_erase(s);
    case STEP_REPLACE:
        return store_secret_new(s->side.s, w, "spare", &s->told->spare[1]);
    case STEP_SECOND:
        return story_content(s, 1, 4, 1, NULL, &s->told->tree_2);
    default:
        store_close(s->side.s);
        s->side.s = NULL;
        return true;
    }
}

/* The tree key of now, seen from outside. */
__attribute__((unused)) static void
story_look(struct story *s)
{
    unsigned long at = fault_plan.at;
    struct work *w;
    struct keyroot root;

    fault_plan.at = 0;
    w = story_work(s->os);
    if (keyroot_load(w, work_format(w, "%s/keys", s->side.place.folder),
            (struct bytes){0}, &root))
        s->told->before = root.keys[0].key;
    work_close(w);
    fault_plan.at = at;
}

/* One step, and what became of it. */
__attribute__((unused)) static bool
story_step(struct story *s, enum story_step step)
{
    bool good;

    if (step == STEP_ERASE && s->told->told[step] == NOT_TRIED)
        story_look(s);
    s->side.w = story_work(s->os);
    s->told->told[step] = IN_DOUBT;
    good = story_do(s, step);
    if (good)
        s->told->told[step] = YES;
    else if (work_ok(s->side.w) || work_why(s->side.w)[0] == '\0' ||
        strchr(work_why(s->side.w), '\n') != NULL)
        s->wrong = "a step failed and did not say why";
    return good;
}

/* ---- What must hold ------------------------------------------------------------------------- */

#define HOLDS(s, claim, what)    \
    do {                         \
        if (!(claim)) {          \
            (s)->wrong = (what); \
            return false;        \
        }                        \
    } while (0)

/* A secret, if its step was told or may have been. */
__attribute__((unused)) static bool
check_secret(struct story *s, enum told told, const char *name)
{
    struct hash secret;
    bool have = store_secret(s->side.s, s->side.w, name, &secret);

    HOLDS(s, have || work_fault(s->side.w) == FAULT_MISSING, "a secret cannot be read");
    HOLDS(s, have || told != YES, "a secret is lost");
    HOLDS(s, !have || told != NOT_TRIED, "a secret came from nowhere");
    if (have && strcmp(name, "spare") == 0) {
        bool first = hash_equal(&secret, &s->told->spare[0]);
        bool second = hash_equal(&secret, &s->told->spare[1]);

        if (s->told->told[STEP_REPLACE] == YES)
            HOLDS(s, second, "a replaced secret is the old one again");
        if (s->told->told[STEP_REPLACE] == NOT_TRIED && told == YES)
            HOLDS(s, first, "a secret is another one");
    }
    work_clear(s->side.w);
    return true;
}

/* Records first .. first + count - 1: all, or none where that may be. */
__attribute__((unused)) static bool
check_records(struct story *s, enum told told, unsigned first, unsigned count,
    int64_t *sum)
{
    unsigned have = 0;

    for (unsigned i = 0; i < count; i++)
        have += side_has(&s->side, first + i);
    HOLDS(s, have == 0 || have == count, "half a commit is there");
    HOLDS(s, have > 0 || told != YES, "an acknowledged record is lost");
    HOLDS(s, have == 0 || told != NOT_TRIED, "a record came from nowhere");
    for (unsigned i = 0; have > 0 && i < count; i++) {
        struct log_head journal = side_log(&s->side, STORE_JOURNAL);
        struct stored r = side_get(&s->side, first + i);
        struct bytes proof;
        uint64_t at;

        HOLDS(s,
            store_position(s->side.s, s->side.w, &journal, &r.hash, &at) &&
                store_prove(s->side.s, s->side.w, &journal, at, &proof),
            "a record has no proof of its place");
        if (first + i > 0)
            HOLDS(s,
                side_part(&s->side, first + i, "core") &&
                    side_part(&s->side, first + i, "terms"),
                "an acknowledged part does not open");
    }
    *sum += have;
    return true;
}

/* Record 0 opens as a whole, or is erased as a whole, with its content. */
__attribute__((unused)) static bool
check_erased(struct story *s, bool erased)
{
    struct work *w = s->side.w;
    bool gone;

    if (!side_has(&s->side, 0))
        return true;
    for (int i = 0; i < 3; i++) {
        const char *name = (const char *const[]){"core", "notes", "terms"}[i];
        struct stored r = side_get(&s->side, 0);
        struct stored_part part;

        gone = !store_part(s->side.s, w, &r, name, &part);
        HOLDS(s, !gone || work_fault(w) == FAULT_MISSING, "a part is damaged");
        work_clear(w);
        HOLDS(s, gone == erased, erased ? "an erased part opens" : "a part is lost");
    }
    gone = !side_opens(&s->side, &s->told->tree, 0, STORY_CONTENT);
    HOLDS(s, !gone || work_fault(w) == FAULT_MISSING, "content is damaged");
    work_clear(w);
    HOLDS(s, gone == erased, erased ? "erased content opens" : "content is lost");
    HOLDS(s, side_verifies(&s->side, &s->told->tree), "content does not verify");
    return true;
}

/* On both media: one root, the same, and not one that was to be forgotten. */
__attribute__((unused)) static bool
check_roots(struct story *s, bool erased)
{
    struct work *w = s->side.w;
    const char *folder[2] = {work_format(w, "%s/keys", s->side.place.folder),
        s->side.place.mirror};
    struct keyroot root[2];
    struct bytes old, text;

    NEED(w, hex_write(w, hash_bytes(&s->told->before), &old));
    for (int i = 0; i < 2; i++) {
        const char *path = work_format(w, "%s/root", folder[i]);

        HOLDS(s, keyroot_load(w, folder[i], (struct bytes){0}, &root[i]),
            "a root is lost");
        HOLDS(s, root[i].count == 1, "a root file keeps two keys");
        NEED(w, file_load(w, path, 4096, &text));
        HOLDS(s, !erased || memmem(text.at, text.len, old.at, old.len) == NULL,
            "a medium holds the tree key from before an erasure");
        for (int k = 0; k < 2; k++) {
            const char *left =
                work_format(w, "%s/root.%s", folder[i], k == 0 ? "old" : "new");

            HOLDS(s, !file_load(w, left, 4096, &text) && work_fault(w) == FAULT_MISSING,
                "a replaced root file was left");
            work_clear(w);
        }
    }
    HOLDS(s, hash_equal(&root[0].keys[0].key, &root[1].keys[0].key),
        "the media have different roots");
    return true;
}

/* Everything, on an open store. */
__attribute__((unused)) static bool
check_open(struct story *s, int64_t more)
{
    const enum told *told = s->told->told;
    int64_t sum = more, count;
    bool erased;

    HOLDS(s, store_verify_file(s->side.s, s->side.w), "the data file is damaged");
    TRY(check_secret(s, told[STEP_LOG_KEY], "log"));
    TRY(check_secret(s, told[STEP_ALIKE_KEY], "alike"));
    TRY(check_secret(s, told[STEP_SPARE], "spare"));
    if (told[STEP_JOURNAL] == YES || told[STEP_FIRST] != NOT_TRIED)
        HOLDS(s, side_verify(&s->side, STORE_JOURNAL), "the journal does not verify");
    TRY(check_records(s, told[STEP_FIRST], 0, 3, &sum));
    TRY(check_records(s, told[STEP_ERASE], 3, 1, &sum));
    TRY(check_records(s, told[STEP_SECOND], 4, 1, &sum));
    erased = side_has(&s->side, 3);
    TRY(check_erased(s, erased));
    TRY(check_roots(s, erased));
    if (told[STEP_SECOND] == YES)
        HOLDS(s, side_opens(&s->side, &s->told->tree_2, 1, STORY_CONTENT + 1),
            "acknowledged content is lost");
    NEED(s->side.w, store_count(s->side.s, s->side.w, &count));
    HOLDS(s, count == sum, "there are other records than were made");
    HOLDS(s,
        told[STEP_JOURNAL] != YES ||
            side_log(&s->side, STORE_JOURNAL).size == (uint64_t)count,
        "the journal is not of its records");
    return true;
}

/* Open, check, go on, and check once more after a restart; nothing fails any more. */
__attribute__((unused)) static bool
story_holds(struct story *s)
{
    const enum told *told = s->told->told;
    int64_t more = 0;
    bool good = true;

    faults_off();
    if (told[STEP_CREATE] != YES)
        return s->wrong == NULL; /* nothing was promised */
    for (int round = 0; good && round < 2; round++) {
        s->side.w = story_work(s->os);
        good = store_open(s->side.w, &s->side.place, &s->side.s) && check_open(s, more);
        if (!good && s->wrong == NULL)
            s->wrong = "it does not open";
        if (!good)
            printf("# %s: %s\n", s->wrong, work_why(s->side.w));
        if (good && round == 0 && told[STEP_JOURNAL] == YES &&
            told[STEP_LOG_KEY] == YES) {
            side_commit(&s->side, 50, 1);
            more = 1;
        }
        store_close(s->side.s);
        s->side.s = NULL;
        work_close(s->side.w);
    }
    return good && s->wrong == NULL;
}

#endif
