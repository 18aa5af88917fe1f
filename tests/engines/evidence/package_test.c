/*
 * Court packages from inside: what is logged, what stays when writing fails anywhere.
 */
#include "engines/evidence/evidence.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/node/node.h"
#include "ground/crypt/crypt.h"
#include "tests/tap.h"

static char place[256];
static struct node *node;
static struct stored matter;

static const struct actor who = {.person = {(const uint8_t *)"tester", 6}};

static const char *
in_place(struct work *w, const char *name)
{
    return work_format(w, "%s/%s", place, name);
}

/* ---- An operating system that fails once, at the n-th call ------------------------------------ */

static struct os failing;
static long calls, fail_at;

static bool
this_one(void)
{
    return ++calls == fail_at;
}

static int
fail_open(const char *path, int flags, mode_t mode)
{
    if ((flags & O_CREAT) != 0 && this_one()) {
        errno = EMFILE;
        return -1;
    }
    return os_real.open(path, flags, mode);
}

static ssize_t
fail_pwrite(int fd, const void *from, size_t len, off_t at)
{
    if (this_one()) {
        errno = ENOSPC;
        return -1;
    }
    return os_real.pwrite(fd, from, len, at);
}

static int
fail_mkdir(const char *path, mode_t mode)
{
    if (this_one()) {
        errno = EACCES;
        return -1;
    }
    return os_real.mkdir(path, mode);
}

static int
fail_rename(const char *from, const char *to)
{
    if (this_one()) {
        errno = EIO;
        return -1;
    }
    return os_real.rename(from, to);
}

/* ---- A node with three pieces of evidence -------------------------------------------------------- */

static bool
make_node(struct work *w)
{
    struct node_setup setup = {.folder = in_place(w, "node"),
        .handle = "eu",
        .name = bytes_of("Office"),
        .lang = "en"};
    struct hash id;

    memset(setup.root.at, 1, sizeof(setup.root.at));
    memset(setup.next_root.at, 2, sizeof(setup.next_root.at));
    TRY(node_create(w, &setup, &id));
    return node_open(w, setup.folder, (struct bytes){0}, &node);
}

static struct json *
said(struct work *w, const char *text)
{
    struct json *out = json_array(w), *one = json_object(w);

    json_put(one, "lang", json_string(w, "en"));
    json_put(one, "text", json_string(w, text));
    json_add(out, one);
    return out;
}

static bool
make_matter(struct work *w, const struct json *terms)
{
    struct json *core = json_object(w);
    struct draft d = {.kind = "matter/1"};
    struct receipt receipt;

    json_put(core, "title", said(w, "A matter"));
    draft_part(&d, "core", core);
    draft_part(&d, "terms", terms);
    TRY(node_make(node, w, &d, 1, &receipt));
    return store_by_no(node_store(node), w, receipt.no, &matter);
}

static bool
ingest(struct work *w, const struct json *terms)
{
    static const char *const names[] = {"one", "two", "three"};
    struct acquisition about = {.person = who.person,
        .how = bytes_of("made for a test"),
        .terms = terms,
        .matter = &matter,
        .scope = bytes_of("scope")};
    const char *paths[3];
    struct intake intake;

    for (size_t i = 0; i < 3; i++) {
        paths[i] = in_place(w, names[i]);
        TRY(paths[i] != NULL && file_replace(w, paths[i], 0600, bytes_of(names[i])));
    }
    return evidence_ingest(node, w, paths, 3, &about, &intake) && intake.taken_count == 3;
}

static bool
prepare(struct work *w)
{
    struct json *part;
    struct terms terms;

    TRY(crypt_start(w) && make_node(w));
    terms_default(&node_identity(node)->id, &terms);
    TRY(terms_write(w, &terms, &part));
    return make_matter(w, part) && ingest(w, part);
}

/* ---- Claims ----------------------------------------------------------------------------------------- */

struct counted {
    const char *kind;
    const char *member;
    const char *value;
    size_t count;
};

static bool
count_one(void *ctx, struct work *w, const struct view_item *item)
{
    struct counted *c = ctx;
    struct stored s;
    struct record *r;

    TRY(store_by_no(node_store(node), w, item->record, &s));
    TRY(node_record(node, w, &s, &r));
    c->count +=
        bytes_is(json_get_text(record_part(r, "core")->value, c->member), c->value);
    return true;
}

static size_t
count(struct work *w, const char *kind, const char *member, const char *value)
{
    struct counted c = {.kind = kind, .member = member, .value = value};

    if (!node_items(node, w, bytes_of(kind), count_one, &c))
        return SIZE_MAX;
    return c.count;
}

static bool
whole(struct work *w)
{
    struct verified v;

    return node_verify(node, w, true, NULL, NULL, &v);
}

static bool
is_there(struct work *w, const char *name)
{
    return access(in_place(w, name), F_OK) == 0;
}

static void
sound(struct work *w)
{
    struct court about = {.who = who, .matter = &matter, .folder = in_place(w, "bag")};
    struct hash digest;
    struct packaged done;
    struct bytes manifest;

    tap_ok(evidence_package(node, w, &about, &done), "a package is made: %s",
        work_why(w));
    tap_ok(done.evidence == 3 && done.given == 3 && done.withheld == 0,
        "all three are given");
    tap_ok(file_load(w, in_place(w, "bag/tagmanifest-sha256.txt"), 1 << 20, &manifest) &&
            sha256(w, manifest, &digest) && hash_equal(&digest, &done.digest),
        "the digest is that of the tag manifest");
    tap_ok(count(w, "custody/1", "event", "exported") == 3,
        "three custody events: exported");
    tap_ok(count(w, "read/1", "act", "export") == 4,
        "four readings are logged, the matter too");
    tap_ok(!is_there(w, "bag.making"), "nothing is left beside it");
    tap_ok(!evidence_package(node, w, &about, &done) && work_fault(w) == FAULT_CONFLICT,
        "a second one does not go over it");
    work_clear(w);
}

/* One export with the n-th call failing, 0 for none: did it end as it must? */
static bool
failing_export(struct work *w, long n)
{
    struct work *weak = work_open(&failing);
    struct court about = {.who = who, .matter = &matter, .folder = in_place(w, "weak")};
    struct packaged done;
    bool good, clean;

    calls = 0;
    fail_at = n;
    good = weak != NULL && evidence_package(node, weak, &about, &done);
    clean = good == (n == 0) && (good || work_fault(weak) == FAULT_IO) &&
        is_there(w, "weak") == good && !is_there(w, "weak.making");
    work_close(weak);
    return clean;
}

/* Each failed export leaves its custody events, so that the calls become ever more. */
static void
failures(struct work *w)
{
    long step = getenv("LIAISON_TORTURE") != NULL ? 1 : 11, all, tried = 0, unclean = 0;

    failing = os_real;
    failing.open = fail_open;
    failing.pwrite = fail_pwrite;
    failing.mkdir = fail_mkdir;
    failing.rename = fail_rename;
    all = 100;
    for (long n = 1; n <= all; n += step, tried++)
        unclean += !failing_export(w, n);
    tap_ok(unclean == 0, "%ld failures in the first %ld calls leave no folder", tried,
        all);
    tap_ok(failing_export(w, 0), "then it succeeds");
    tap_ok(calls > all, "and makes more calls than that");
    tap_ok(whole(w), "the node is whole after them: %s", work_why(w));
}

int
main(void)
{
    const char *tmp = getenv("TMPDIR");
    struct work *w = work_open(&os_real);

    snprintf(place, sizeof(place), "%s/package.XXXXXX", tmp != NULL ? tmp : "/tmp");
    if (w == NULL || mkdtemp(place) == NULL)
        return 1;
    if (!tap_ok(prepare(w), "a node with evidence: %s", work_why(w)))
        return tap_end();
    sound(w);
    failures(w);
    node_close(node);
    work_close(w);
    return tap_end();
}
