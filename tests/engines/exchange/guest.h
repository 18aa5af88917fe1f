/*
 * guest: an organisation without a node -- a file of keys, letters that come and go, and no
 * more.  It knows nothing but what it was handed.
 */
#ifndef TESTS_ENGINES_EXCHANGE_GUEST_H
#define TESTS_ENGINES_EXCHANGE_GUEST_H

#include "engines/exchange/exchange_inner.h"
#include "engines/exchange/sim.h"

/* A desk without a node. */
static struct sim guest_desk = {.handle = "guest"};
static int guest_files;

struct guest_org {
    const char *keys; /* the file */
    const char *hex;  /* its id */
};

UNUSED static struct guest_org
guest_new(struct work *w, const char *handle)
{
    struct guest_org g = {.keys = at(w, "keys-%d", guest_files++)};

    g.hex = sim_text(w,
        sim_do(w, &guest_desk, "guest init",
            "{\"file\":\"%s\",\"handle\":\"%s\",\"name\":\"A small office\"}", g.keys,
            handle),
        "id");
    return g;
}

UNUSED static void
guest_pin(struct work *w, struct sim *s, const struct guest_org *g, const char *handle)
{
    sim_do(w, s, "peer add",
        "{\"handle\":\"%s\",\"url\":\"-\",\"fingerprint\":\"%s\",\"risks\":\"none\"}",
        handle, g->hex);
}

/* A record of two organisations, as its kind lists them. */
UNUSED static const char *
guest_record(struct work *w, struct sim *s, const char *kind, const char *list,
    const char *more, const char *other)
{
    const char *path = at(w, "body-%d", guest_files++);
    const char *body = work_format(w,
        "{\"core\":{\"title\":" TEXT("Wells") ",\"%s\":[{\"name\":" TEXT(
            "A") ",\"org\":\"%s\"},{\"name\":" TEXT("B") ",\"org\":\"%s\"}]%s}}",
        list, s->hex, other, more);

    NEED(w, body != NULL);
    put_file(path, body, strlen(body));
    return sim_text(w,
        sim_do(w, s, "new", "{\"kind\":\"%s\",\"body\":\"%s\",\"tlp\":\"green\"}", kind,
            path),
        "made.0.id");
}

UNUSED static const char *
guest_commitment(struct work *w, struct sim *s, const char *other)
{
    const char *id = guest_record(w, s, "commitment/1", "owners", "", other);

    sim_do(w, s, "move", "{\"id\":\"%s\",\"move\":\"propose\"}", id);
    return id;
}

/* The letter's file, and the answer's. */
UNUSED static const char *
guest_out(struct work *w, struct sim *s, const char *handle, const char *id)
{
    const char *file = at(w, "letter-%d", guest_files++);

    sim_do(w, s, "guest out", "{\"org\":\"%s\",\"id\":\"%s\",\"file\":\"%s\"}", handle,
        id, file);
    return file;
}

UNUSED static const char *
guest_sign(struct work *w, const struct guest_org *g, const char *letter,
    const char *more)
{
    const char *file = at(w, "answer-%d", guest_files++);

    sim_do(w, &guest_desk, "guest sign",
        "{\"file\":\"%s\",\"key\":\"%s\",\"out\":\"%s\"%s}", letter, g->keys, file, more);
    return file;
}

UNUSED static const char *
guest_stage(struct work *w, struct sim *s, const char *id)
{
    return sim_text(w, sim_do(w, s, "history", "{\"id\":\"%s\"}", id), "stage");
}

/* The call is refused, in one line that says so, and the node has what it had. */
__attribute__((format(printf, 5, 6), unused)) static bool
guest_refused(struct work *w, struct sim *s, const char *verb, const char *because,
    const char *format, ...)
{
    int64_t before = s->node != NULL ? fixture_count(w, s->node) : 0;
    char args[8192];
    struct json *answer;
    bool good;
    va_list list;

    va_start(list, format);
    vsnprintf(args, sizeof(args), format, list);
    va_end(list);
    good = !sim_try(w, s, verb, args, &answer) && work_why(w)[0] != '\0' &&
        strchr(work_why(w), '\n') == NULL && strstr(work_why(w), because) != NULL;
    if (!good)
        printf("# %s\n", work_ok(w) ? "it was done" : work_why(w));
    work_clear(w);
    return good && (s->node == NULL || before == fixture_count(w, s->node));
}

#endif
