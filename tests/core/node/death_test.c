/*
 * A process killed at any moment of writing, ingesting, erasing or making a node:
 * afterwards it opens, all of it verifies, and everything that was acknowledged is
 * there.
 */
#include "fixture.h"

#include <signal.h>

#include "engines/evidence/evidence.h"

static const struct actor ana = {.person = {(const uint8_t *)"ana", 3},
    .purpose = {(const uint8_t *)"trial", 5},
    .reason = {(const uint8_t *)"asked", 5}};

/* What the child says it has done, once it has. */
struct done {
    char
        act; /* 'o' opened, 'n' new, 'c' corrected, 'i' ingested, 'e' erased, 'r' rebuilt */
    struct hash hash;
    uint32_t content; /* of what was ingested: the number it was made from */
};

static size_t counts[128]; /* acts that were acknowledged, by letter */

/* ---- The child --------------------------------------------------------------------- */

static int calls_left = -1;
static struct os mortal;

static void
maybe_die(void)
{
    if (calls_left >= 0 && calls_left-- == 0)
        kill(getpid(), SIGKILL);
}

static ssize_t
mortal_pwrite(int fd, const void *from, size_t len, off_t to)
{
    maybe_die();
    return os_real.pwrite(fd, from, len, to);
}

static int
mortal_fdatasync(int fd)
{
    maybe_die();
    return os_real.fdatasync(fd);
}

static int
mortal_fsync(int fd)
{
    maybe_die();
    return os_real.fsync(fd);
}

static int
mortal_rename(const char *from, const char *to)
{
    maybe_die();
    return os_real.rename(from, to);
}

static int
mortal_unlink(const char *path)
{
    maybe_die();
    return os_real.unlink(path);
}

static int
mortal_link(const char *from, const char *to)
{
    maybe_die();
    return os_real.link(from, to);
}

static int
mortal_mkdir(const char *path, mode_t mode)
{
    maybe_die();
    return os_real.mkdir(path, mode);
}

static void
mortal_start(void)
{
    mortal = os_real;
    mortal.pwrite = mortal_pwrite;
    mortal.fdatasync = mortal_fdatasync;
    mortal.fsync = mortal_fsync;
    mortal.rename = mortal_rename;
    mortal.unlink = mortal_unlink;
    mortal.link = mortal_link;
    mortal.mkdir = mortal_mkdir;
}

static void
tell(int to, char act, const struct hash *hash, uint32_t content)
{
    struct done d = {.act = act, .content = content};

    if (hash != NULL)
        d.hash = *hash;
    (void)!write(to, &d, sizeof(d));
}

static size_t
content_of(uint32_t number, uint8_t *to)
{
    size_t len = number % 50000;

    for (size_t i = 0; i < len; i++)
        to[i] = (uint8_t)(number >> (i % 4 * 8) ^ i);
    return len;
}

static void
child_ingest(struct work *w, struct node *n, int to)
{
    static uint8_t text[200000];
    struct acquisition about = {.person = bytes_of("ana"),
        .how = bytes_of("by post"),
        .terms = fixture_terms(w, n),
        .scope = bytes_of("eu")};
    const char *path = at(w, "offered");
    uint32_t number = chance(1u << 30);
    struct intake in;

    put_file(path, text, content_of(number, text));
    if (evidence_ingest(n, w, &path, 1, &about, &in) && in.taken_count == 1)
        tell(to, 'i', &in.taken[0].evidence.hash, number);
}

static void
child_works(const char *folder, int to, const struct stored *victims, size_t victim_count)
{
    struct work *start = work_open(&mortal);
    struct node *n = NULL;
    const struct stored *victim;

    NEED(start, node_open(start, folder, (struct bytes){0}, &n));
    tell(to, 'o', NULL, 0);
    for (int acts = 0; acts < 8; acts++) {
        struct work *w = work_open(&mortal);
        struct erased erased;
        struct stored s;
        int64_t count;

        switch (chance(8)) {
        case 0:
        case 1:
        case 2:
            s = fixture_matter(w, n, "new");
            tell(to, 'n', &s.hash, 0);
            if (chance(2)) {
                s = fixture_correct(w, n, &s, "newer");
                tell(to, 'c', &s.hash, 0);
            }
            break;
        case 3:
        case 4:
            child_ingest(w, n, to);
            break;
        case 5:
        case 6:
            victim = &victims[chance((uint32_t)victim_count)];
            if (node_erase(n, w, &ana, victim, ACT_ERASE, NULL,
                    parse(w, "{\"cause\":\"own-decision\"}"), &erased))
                tell(to, 'e', &victim->hash, 0);
            break;
        default:
            if (chance(4) == 0 && node_rebuild(n, w, &count))
                tell(to, 'r', NULL, 0);
            break;
        }
        work_close(w);
    }
    kill(getpid(), SIGKILL);
}

/* ---- The parent -------------------------------------------------------------------- */

struct history {
    struct done acts[20000];
    size_t count;
};

/* Let a child work and kill it, at a call or at a moment; gather what it acknowledged. */
static void
one_life(struct work *w, const char *folder, const struct stored *victims,
    size_t victim_count, struct history *h)
{
    int say[2], status, by_call = chance(2) != 0;
    uint32_t moment = chance(40000), call = chance(60);
    struct done d;
    pid_t child;

    NEED(w, pipe(say) == 0);
    fflush(stdout);
    child = fork();
    if (child == 0) {
        close(say[0]);
        alarm(60);
        if (by_call)
            calls_left = (int)call;
        child_works(folder, say[1], victims, victim_count);
    }
    close(say[1]);
    if (!by_call) {
        usleep(moment);
        kill(child, SIGKILL);
    }
    while (read(say[0], &d, sizeof(d)) == sizeof(d)) {
        counts[(unsigned char)d.act & 127]++;
        if (h->count < COUNT_OF(h->acts))
            h->acts[h->count++] = d;
    }
    waitpid(child, &status, 0);
    NEED(w, WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL);
    close(say[0]);
    /* Each child starts from another place. */
    (void)chance(2);
}

struct compare {
    const uint8_t *with;
    size_t len, done;
    bool same;
};

static bool
compare_some(void *ctx, struct work *w, struct bytes plain)
{
    struct compare *c = ctx;

    (void)w;
    c->same = c->same && c->done + plain.len <= c->len &&
        memcmp(c->with + c->done, plain.at, plain.len) == 0;
    c->done += plain.len;
    return true;
}

static bool
content_here(struct work *w, struct node *n, const struct stored *s, uint32_t number)
{
    static uint8_t text[200000];
    struct compare c = {.with = text, .len = content_of(number, text), .same = true};
    struct stored_blob blob;
    struct record *r;
    struct hash tree;

    return node_record(n, w, s, &r) && record_part(r, "vault") != NULL &&
        json_need_hash(w, record_part(r, "vault")->value, "tree", &tree) &&
        store_blob(node_store(n), w, &tree, &blob) &&
        store_blob_open(node_store(n), w, &blob, c.len, compare_some, &c) && c.same &&
        c.done == c.len;
}

/* Is what was acknowledged there, and what was erased gone? */
static bool
holds(struct work *w, struct node *n, const struct done *d)
{
    struct stored_part part;
    struct view_item item;
    struct stored s;

    if (d->act == 'o' || d->act == 'r')
        return true;
    if (!store_by_hash(node_store(n), w, &d->hash, &s) || !node_item(n, w, &s.id, &item))
        return false;
    if (d->act == 'i')
        return content_here(w, n, &s, d->content);
    if (d->act == 'e')
        return !store_part(node_store(n), w, &s, "core", &part) &&
            work_fault(w) == FAULT_MISSING;
    return store_part(node_store(n), w, &s, "core", &part);
}

static bool
whole_after(const char *folder, const struct history *h, bool rebuild)
{
    struct work *w = work_open(&os_real);
    struct node *n = NULL;
    struct verified v;
    bool good = node_open(w, folder, (struct bytes){0}, &n) &&
        node_verify(n, w, true, NULL, NULL, &v);

    if (!good)
        printf("# %s: %s\n", fault_face(work_fault(w))->name, work_why(w));
    for (size_t i = 0; good && i < h->count; i++) {
        struct work *one = work_open(&os_real);

        if (!holds(one, n, &h->acts[i])) {
            printf("# act %zu, %c, is not there: %s\n", i, h->acts[i].act, work_why(one));
            good = false;
        }
        work_close(one);
    }
    if (good && rebuild) {
        struct bytes grown, built;
        int64_t count;

        NEED(w,
            node_views_text(n, w, &grown) && node_rebuild(n, w, &count) &&
                node_views_text(n, w, &built));
        good = bytes_equal(grown, built);
        if (!good)
            printf("# the views differ from what they are rebuilt to\n");
    }
    node_close(n);
    work_close(w);
    return good;
}

static void
test_work(struct work *w)
{
    size_t lives = torture() ? 3000 : WATCHED ? 30 : 100, good = 0, lived = 0;
    struct history *h = calloc(1, sizeof(*h));
    struct stored victims[16];
    const char *folder = NULL;

    NEED(w, h != NULL);
    while (lived < lives) {
        struct work *one = work_open(&os_real);
        uint64_t seed = fixture_chance;

        if (lived % 10 == 0) { /* another node, so that verifying stays short */
            struct node *n = fixture_node(w, work_format(w, "n%zu", lived), 1);

            folder = at(w, "n%zu", lived);
            for (size_t i = 0; i < COUNT_OF(victims); i++)
                victims[i] = fixture_matter(w, n, "victim");
            node_close(n);
            h->count = 0;
        }
        one_life(one, folder, victims, COUNT_OF(victims), h);
        lived++;
        if (whole_after(folder, h, lived % 5 == 0))
            good++;
        else
            printf("# seed %llu\n", (unsigned long long)seed);
        work_close(one);
    }
    free(h);
    printf("# acknowledged: %zu new, %zu corrected, %zu ingested, %zu erased, %zu "
           "rebuilt\n",
        counts['n'], counts['c'], counts['i'], counts['e'], counts['r']);
    tap_ok(good == lived, "after %zu of %zu deaths all that was acknowledged is there",
        good, lived);
    tap_ok(counts['n'] > lives / 6 && counts['c'] > lives / 20 &&
            counts['i'] > lives / 10 && counts['e'] > lives / 40,
        "and there was something to lose");
}

/* Making a node, cut short anywhere, can be done again. */
static void
test_making(struct work *w)
{
    size_t deaths = 0, good = 0;
    bool made = false;

    for (int call = 0; !made && call < 200; call += 1 + call / 12) {
        struct node_setup setup;
        struct verified v;
        struct node *n;
        struct hash id;
        int status;
        pid_t child;

        fixture_setup(at(w, "made"), "eu", 1, &setup);
        fflush(stdout);
        child = fork();
        if (child == 0) {
            struct work *own = work_open(&mortal);

            calls_left = call;
            _exit(node_create(own, &setup, &id) ? 0 : 1);
        }
        waitpid(child, &status, 0);
        made = WIFEXITED(status) && WEXITSTATUS(status) == 0;
        if (made)
            break;
        deaths++;
        /* Either there is none, and it can be made; or it is whole. */
        if (is_there(at(w, "made")) || node_create(w, &setup, &id)) {
            n = fixture_open(w, at(w, "made"));
            good += node_verify(n, w, true, NULL, NULL, &v) &&
                !is_there(at(w, "made.making"));
            node_close(n);
        }
        work_clear(w);
        scratch_remove(at(w, "made"));
    }
    tap_ok(made && deaths > 8 && good == deaths, "a node is made after %zu of %zu deaths",
        good, deaths);
}

int
main(void)
{
    struct work *w = fixture_start();

    chance_start();
    mortal_start();
    test_making(w);
    test_work(w);
    work_close(w);
    return tap_end();
}
