/*
 * fixture: a scratch folder, nodes in it, and records of every kind that people write.
 */
#ifndef TESTS_CORE_NODE_FIXTURE_H
#define TESTS_CORE_NODE_FIXTURE_H

#include <fcntl.h>
#include <ftw.h>
#include <stdarg.h>
#include <sys/wait.h>
#include <unistd.h>

#include "core/node/node.h"
#include "ground/crypt/crypt.h"
#include "tap.h"

#define UNUSED __attribute__((unused))

/* Under the address sanitizer all is slower: less of it will do. */
#ifdef __SANITIZE_ADDRESS__
#define WATCHED true
#else
#define WATCHED false
#endif

/* What must work for a test to mean anything. */
#define NEED(w, call)                                                      \
    do {                                                                   \
        if (!(call)) {                                                     \
            printf("Bail out! %s:%d: %s: %s\n", __FILE__, __LINE__, #call, \
                (w) != NULL ? work_why(w) : "");                           \
            exit(99);                                                      \
        }                                                                  \
    } while (0)

/* The call fails with that kind of fault, and says why. */
#define tap_fault(w, kind, call, ...)                                             \
    do {                                                                          \
        bool fixture_good = (call);                                               \
        bool fixture_kind = work_fault(w) == (kind) && work_why(w)[0] != '\0';    \
        if (!tap_ok(!fixture_good && fixture_kind, __VA_ARGS__))                  \
            printf("#   %s: %s\n", fault_face(work_fault(w))->name, work_why(w)); \
        work_clear(w);                                                            \
    } while (0)

/* The call succeeds; says why when not. */
#define tap_good(w, call, ...)                                                    \
    do {                                                                          \
        bool fixture_good = (call);                                               \
        if (!tap_ok(fixture_good && work_ok(w), __VA_ARGS__))                     \
            printf("#   %s: %s\n", fault_face(work_fault(w))->name, work_why(w)); \
        work_clear(w);                                                            \
    } while (0)

/* ---- A scratch folder, gone at the end --------------------------------------------- */

static char scratch[1024];
static pid_t scratch_owner;

UNUSED static int
scratch_remove_one(const char *path, const struct stat *about, int what, struct FTW *at)
{
    (void)about;
    (void)at;
    if (what == FTW_DNR)
        chmod(path, 0700);
    return remove(path);
}

UNUSED static void
scratch_remove(const char *path)
{
    nftw(path, scratch_remove_one, 32, FTW_DEPTH | FTW_PHYS);
}

static void
scratch_end(void)
{
    if (getpid() == scratch_owner && getenv("KEEP_SCRATCH") == NULL)
        scratch_remove(scratch);
}

/* Start a test: the folder, the libraries. */
UNUSED static struct work *
fixture_start(void)
{
    const char *tmp = getenv("TMPDIR");
    struct work *w = work_open(&os_real);

    snprintf(scratch, sizeof(scratch), "%s/node-test-XXXXXX",
        tmp != NULL && *tmp != '\0' ? tmp : "/tmp");
    NEED(w, w != NULL && crypt_start(w) && mkdtemp(scratch) != NULL);
    scratch_owner = getpid();
    atexit(scratch_end);
    umask(022);
    return w;
}

/* A path below the scratch folder; lives as long as the work. */
__attribute__((format(printf, 2, 3), unused)) static const char *
at(struct work *w, const char *format, ...)
{
    char name[8192];
    const char *path;
    va_list args;

    va_start(args, format);
    vsnprintf(name, sizeof(name), format, args);
    va_end(args);
    path = work_format(w, "%s/%s", scratch, name);
    NEED(w, path != NULL);
    return path;
}

UNUSED static void
put_file(const char *path, const void *from, size_t len)
{
    int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0644);

    if (fd < 0 || write(fd, from, len) != (ssize_t)len || close(fd) != 0) {
        printf("Bail out! cannot write %s\n", path);
        exit(99);
    }
}

UNUSED static struct bytes
get_file(struct work *w, const char *path)
{
    struct bytes text;

    NEED(w, file_load(w, path, SIZE_MAX / 4, &text));
    return text;
}

UNUSED static bool
is_there(const char *path)
{
    struct stat about;

    return lstat(path, &about) == 0;
}

UNUSED static void
copy_folder(const char *from, const char *to)
{
    int status;
    pid_t child;

    fflush(stdout);
    child = fork();
    if (child == 0) {
        execlp("cp", "cp", "-R", from, to, (char *)NULL);
        _exit(99);
    }
    waitpid(child, &status, 0);
    if (status != 0) {
        printf("Bail out! cannot copy %s\n", from);
        exit(99);
    }
}

/* ---- Nodes ------------------------------------------------------------------------- */

UNUSED static struct hash
fixture_seed(uint8_t n)
{
    struct hash h;

    memset(h.at, n, sizeof(h.at));
    return h;
}

UNUSED static void
fixture_setup(const char *folder, const char *handle, uint8_t seed,
    struct node_setup *out)
{
    *out = (struct node_setup){
        .folder = folder,
        .handle = handle,
        .name = bytes_of("An Office"),
        .lang = "en",
        .root = fixture_seed(seed),
        .next_root = fixture_seed((uint8_t)(seed + 1)),
    };
}

UNUSED static struct node *
fixture_open(struct work *w, const char *folder)
{
    struct node *n = NULL;

    NEED(w, node_open(w, folder, (struct bytes){0}, &n));
    return n;
}

/* Make a node in the scratch folder, and open it. */
UNUSED static struct node *
fixture_node(struct work *w, const char *handle, uint8_t seed)
{
    struct node_setup setup;
    struct hash id;

    fixture_setup(at(w, "%s", handle), strrchr(at(w, "%s", handle), '/') + 1, seed,
        &setup);
    NEED(w, node_create(w, &setup, &id));
    return fixture_open(w, setup.folder);
}

/* ---- Records ----------------------------------------------------------------------- */

#define ORG "\"00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff\""
#define HASH ORG
#define TEXT(s) "[{\"lang\":\"en\",\"text\":\"" s "\"}]"
#define FROM "\"2026-01-01T00:00:00.000000Z\""
#define UNTIL "\"2099-01-01T00:00:00.000000Z\""

/* The least that each kind takes, and what a record of it must link to. */
static const struct fixture_kind {
    const char *kind;
    const char *parts;
    const char *links[2][2]; /* type, and the kind of the target */
} fixture_kinds[] = {
    {"matter/1", "{\"core\":{\"title\":" TEXT("River") "}}", {{NULL}}},
    {"commitment/1",
        "{\"core\":{\"title\":" TEXT("A bridge") ",\"owners\":[{\"name\":" TEXT(
            "We") "}]}}",
        {{NULL}}},
    {"organisation/1", "{\"core\":{\"name\":" TEXT("An Office") "}}", {{NULL}}},
    {"proceeding/1", "{\"core\":{\"name\":" TEXT("Case 7") "}}", {{NULL}}},
    {"evidence/1",
        "{\"core\":{\"title\":" TEXT("Letter") ",\"acquired\":{\"how\":\"by post\"}}}",
        {{NULL}}},
    {"assessment/1",
        "{\"core\":{\"title\":" TEXT("Outlook") ",\"language\":\"en\",\"judgements\":"
                                                "[{\"text\":" TEXT("It will rain") "}]}}",
        {{NULL}}},
    {"opinion/1", "{\"core\":{\"stance\":\"dissent\",\"text\":" TEXT("It will not") "}}",
        {{"about", "assessment/1"}}},
    {"question/1",
        "{\"core\":{\"text\":" TEXT(
            "When?") ",\"urgency\":\"8h\",\"purpose\":\"planning\","
                     "\"to\":" ORG "}}",
        {{"about", "assessment/1"}}},
    {"answer/1", "{\"core\":{\"text\":" TEXT("Soon") "}}", {{"answers", "question/1"}}},
    {"hold/1", "{\"core\":{\"ground\":\"other\",\"reason\":" TEXT("Needed") "}}",
        {{"holds", "evidence/1"}}},
    {"lift/1", "{\"core\":{\"reason\":" TEXT("No more") "}}", {{"lifts", "hold/1"}}},
    {"entry/1", "{}", {{"enters", "matter/1"}, {"proceeding", "proceeding/1"}}},
    {"recall/1", "{\"core\":{\"code\":\"error\",\"text\":" TEXT("Wrong") "}}",
        {{"recalls", "organisation/1"}}},
    {"release/1",
        "{\"core\":{\"recipient\":" ORG ",\"purpose\":\"trial\",\"from\":" FROM
        ",\"until\":" UNTIL ",\"permits\":[\"onward\"]}}",
        {{"releases", "assessment/1"}}},
    {"withdrawal/1", "{\"core\":{\"reason\":" TEXT("Ended") "}}",
        {{"withdraws", "release/1"}}},
    {"risk-assessment/1",
        "{\"core\":{\"title\":" TEXT(
            "Risks") ",\"recipient\":" ORG ",\"risks\":"
                     "[{\"risk\":\"torture\",\"level\":\"low\"}],\"conclusion\":" TEXT(
                         "Low") "}}",
        {{NULL}}},
    {"assurance/1",
        "{\"core\":{\"recipient\":" ORG ",\"covers\":[\"torture\"],\"from\":" FROM
        ",\"until\":" UNTIL ",\"text\":" TEXT("None will be") "}}",
        {{"risk-assessment", "risk-assessment/1"}}},
};

UNUSED static struct json *
parse(struct work *w, const char *text)
{
    struct json *value;

    NEED(w, json_read(w, bytes_of(text), &json_written, &value));
    return value;
}

/* Terms by which this organisation alone may read, for any purpose. */
UNUSED static struct json *
fixture_terms(struct work *w, struct node *n)
{
    struct terms terms;
    struct json *out;

    terms_default(&node_identity(n)->id, &terms);
    NEED(w, terms_write(w, &terms, &out));
    return out;
}

/* A draft of parts given as JSON; terms are added where the kind has them. */
UNUSED static struct draft
fixture_draft(struct work *w, struct node *n, const char *kind, const char *parts)
{
    const struct kind *k = kinds_find(node_kinds(n), bytes_of(kind));
    struct json *body = parse(w, parts);
    struct draft d = {.kind = kind};

    for (const struct json *p = body->first; p != NULL; p = p->next) {
        const char *name;

        NEED(w, work_string(w, p->name, &name));
        draft_part(&d, name, p);
    }
    if (k != NULL && json_get(body, "terms") == NULL &&
        json_get(json_get(kind_json(k), "parts"), "terms") != NULL)
        draft_part(&d, "terms", fixture_terms(w, n));
    return d;
}

UNUSED static struct stored
fixture_stored(struct work *w, struct node *n, const struct receipt *r)
{
    struct stored s;

    NEED(w, store_by_no(node_store(n), w, r->no, &s));
    return s;
}

UNUSED static struct stored
fixture_make(struct work *w, struct node *n, const char *kind, const char *parts)
{
    struct draft d = fixture_draft(w, n, kind, parts);
    struct receipt r;

    NEED(w, node_make(n, w, &d, 1, &r));
    return fixture_stored(w, n, &r);
}

/* A matter of that title. */
UNUSED static struct stored
fixture_matter(struct work *w, struct node *n, const char *title)
{
    return fixture_make(w, n, "matter/1",
        work_format(w, "{\"core\":{\"title\":" TEXT("%s") "}}", title));
}

/* Correct a matter: another title, the next version. */
UNUSED static struct stored
fixture_correct(struct work *w, struct node *n, const struct stored *old,
    const char *title)
{
    struct draft d = fixture_draft(w, n, "matter/1",
        work_format(w, "{\"core\":{\"title\":" TEXT("%s") "}}", title));
    struct receipt r;

    d.id = &old->id;
    d.version = old->version + 1;
    draft_link(&d, "replaces", old);
    NEED(w, node_make(n, w, &d, 1, &r));
    return fixture_stored(w, n, &r);
}

/* The text of a record as it would travel, with all parts that are here. */
UNUSED static struct bytes
fixture_text(struct work *w, struct node *n, const struct stored *s)
{
    struct record *r;
    struct bytes text;

    NEED(w, node_record(n, w, s, &r));
    NEED(w, record_write(w, r, NULL, NULL, &text));
    return text;
}

UNUSED static int64_t
fixture_count(struct work *w, struct node *n)
{
    int64_t count;

    NEED(w, store_count(node_store(n), w, &count));
    return count;
}

/* ---- Chance that can be repeated --------------------------------------------------- */

static uint64_t fixture_chance;

UNUSED static uint32_t
chance(uint32_t below)
{
    fixture_chance =
        fixture_chance * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return (uint32_t)(fixture_chance >> 33) % below;
}

/* LIAISON_SEED, or one that is the same in every run. */
UNUSED static void
chance_start(void)
{
    const char *seed = getenv("LIAISON_SEED");

    fixture_chance = seed != NULL ? strtoull(seed, NULL, 10) : 7;
    printf("# seed %llu\n", (unsigned long long)fixture_chance);
}

UNUSED static bool
torture(void)
{
    const char *t = getenv("LIAISON_TORTURE");

    return t != NULL && *t == '1';
}

#endif
