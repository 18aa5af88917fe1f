/*
 * Taking evidence in: every file that was offered is stored byte for byte, or refused
 * with its reason, whatever it is called and whatever happens to it meanwhile.
 */
#include "engines/evidence/evidence.h"

#include <errno.h>
#include <signal.h>

#include "core/node/fixture.h"

/* ---- What was offered, and what is kept -------------------------------------------- */

static bool
ingest(struct work *w, struct node *n, const char *path, struct intake *out)
{
    struct acquisition about = {.person = bytes_of("ana"),
        .how = bytes_of("by post"),
        .terms = fixture_terms(w, n),
        .scope = bytes_of("eu")};

    return evidence_ingest(n, w, &path, 1, &about, out);
}

struct compare {
    struct bytes with;
    size_t done;
    bool same;
};

static bool
compare_some(void *ctx, struct work *w, struct bytes plain)
{
    struct compare *c = ctx;

    (void)w;
    c->same = c->same && c->done + plain.len <= c->with.len &&
        memcmp(c->with.at + c->done, plain.at, plain.len) == 0;
    c->done += plain.len;
    return true;
}

/* Is the content of this evidence, as it is kept now, byte for byte that? */
static bool
kept_as(struct node *n, const struct taken *t, struct bytes want)
{
    struct work *w = work_open(&os_real);
    struct compare c = {.with = want, .same = true};
    const struct part *content, *vault;
    struct hash tree, sha;
    struct stored_blob blob;
    struct record *r;
    struct stored s;
    bool good;

    NEED(w,
        store_by_no(node_store(n), w, t->evidence.no, &s) && node_record(n, w, &s, &r));
    content = record_part(r, "content");
    vault = record_part(r, "vault");
    NEED(w, content != NULL && vault != NULL);
    NEED(w, json_need_hash(w, vault->value, "tree", &tree));
    NEED(w, store_blob(node_store(n), w, &tree, &blob));
    NEED(w, store_blob_open(node_store(n), w, &blob, want.len, compare_some, &c));
    NEED(w, sha256(w, want, &sha));
    good = c.same && c.done == want.len && t->size == want.len &&
        hash_equal(&sha, &t->sha256) &&
        json_get(content->value, "size")->integer == (int64_t)want.len;
    work_close(w);
    return good;
}

/* The bytes of the name that the record says, from display and hex. */
static bool
named(struct work *w, struct node *n, const struct taken *t)
{
    struct stored s = fixture_stored(w, n, &t->evidence);
    const struct json *name;
    struct record *r;
    struct bytes display, hex;
    uint8_t raw[8192];

    NEED(w, node_record(n, w, &s, &r));
    name = json_get(record_part(r, "content")->value, "name");
    display = json_get_text(name, "display");
    hex = json_get_text(name, "hex");
    if (hex.len == 0)
        return bytes_equal(display, t->name);
    return hex_read(w, hex, raw, hex.len / 2) &&
        bytes_equal(bytes_from(raw, hex.len / 2), t->name);
}

/* Its first custody event is here, links to it and stands behind it in the journal. */
static bool
in_custody(struct work *w, struct node *n, const struct taken *t)
{
    struct view_link *links;
    size_t count;

    NEED(w, node_links_to(n, w, &t->evidence.id, "of", &links, &count));
    return count == 1 &&
        memcmp(&links[0].other, &t->custody.id, sizeof(struct uuid)) == 0 &&
        bytes_is(links[0].kind, "custody/1") &&
        t->custody.journal_at == t->evidence.journal_at + 1;
}

static const struct taken *
find_taken(const struct intake *in, const char *name)
{
    for (size_t i = 0; i < in->taken_count; i++)
        if (bytes_is(in->taken[i].name, name))
            return &in->taken[i];
    return NULL;
}

static const char *
why_refused(struct work *w, const struct intake *in, const char *name)
{
    const char *why = "";

    for (size_t i = 0; i < in->refused_count; i++)
        if (bytes_is(in->refused[i].name, name))
            NEED(w, work_string(w, in->refused[i].why, &why));
    return why;
}

/* ---- Whole folders ----------------------------------------------------------------- */

static size_t walk_files, walk_others;

static int
walk_one(const char *path, const struct stat *about, int what, struct FTW *at_depth)
{
    (void)path;
    (void)about;
    (void)at_depth;
    walk_files += what == FTW_F && S_ISREG(about->st_mode);
    walk_others +=
        what != FTW_D && what != FTW_DP && !(what == FTW_F && S_ISREG(about->st_mode));
    return 0;
}

/* Take a folder in; every file of it comes back byte for byte under its own name. */
static void
check_folder(struct work *outer, struct node *n, const char *folder, const char *what)
{
    struct work *w = work_open(&os_real);
    struct intake in;
    struct verified v;
    size_t same = 0, names = 0, custody = 0;
    const char *base = strrchr(folder, '/') + 1;

    (void)outer;
    walk_files = walk_others = 0;
    nftw(folder, walk_one, 32, FTW_PHYS);
    tap_good(w, ingest(w, n, folder, &in), "%s: taken in", what);
    tap_ok(in.taken_count == walk_files && in.refused_count == walk_others &&
            walk_files > 0,
        "%s: %zu files stored and %zu refused, of %zu and %zu", what, in.taken_count,
        in.refused_count, walk_files, walk_others);
    for (size_t i = 0; i < in.taken_count; i++) {
        struct work *one = work_open(&os_real);
        const struct taken *t = &in.taken[i];
        const char *path = work_format(one, "%.*s/%.*s", (int)(base - folder - 1), folder,
            (int)t->name.len, (const char *)t->name.at);

        same += kept_as(n, t, get_file(one, path));
        names += named(one, n, t);
        custody += in_custody(one, n, t);
        work_close(one);
    }
    tap_ok(same == in.taken_count, "%s: all come back byte for byte", what);
    tap_ok(names == in.taken_count, "%s: all under their own names", what);
    tap_ok(custody == in.taken_count, "%s: all with their first custody event", what);
    tap_good(w, node_verify(n, w, true, NULL, NULL, &v), "%s: it verifies", what);
    work_close(w);
}

static void
unpack(struct work *w, const char *archive, const char *to)
{
    int status;
    pid_t child;

    NEED(w, mkdir(to, 0700) == 0);
    fflush(stdout);
    child = fork();
    if (child == 0) {
        execlp("tar", "tar", "xzf", archive, "-C", to, (char *)NULL);
        _exit(99);
    }
    NEED(w, waitpid(child, &status, 0) == child && status == 0);
}

static void
test_data(struct work *w, struct node *n)
{
    const char *archive;

    if (tap_data("evidence") == NULL) {
        tap_skip(12, "LIAISON_DATA is not set");
        return;
    }
    check_folder(w, n, tap_data("evidence"), "real containers");
    archive = work_format(w, "%s", tap_data("evidence/bagit-conformance-suite.tar.gz"));
    unpack(w, archive, at(w, "bags"));
    check_folder(w, n, at(w, "bags"), "the conformance suite of BagIt");
}

/* ---- Odd names --------------------------------------------------------------------- */

static void
test_names(struct work *w, struct node *n)
{
    static const char *const names[] = {"a\nb", "-rf", "--", "\xff\xfe\x80", " ", "a b ",
        ".x", "\342\200\256gpj.exe", "\xd8\xb1\xd8\xb3\xd8\xa7\xd9\x84\xd8\xa9",
        "\033[2J", "\"'\\$`", "con", "%s%n", "e\xcc\x81", "\xc3\xa9", "*", "\x7f", "..."};
    char longest[256];

    memset(longest, 'n', 255);
    longest[255] = '\0';
    NEED(w, mkdir(at(w, "names"), 0700) == 0);
    for (size_t i = 0; i < COUNT_OF(names); i++)
        put_file(at(w, "names/%s", names[i]), names[i], strlen(names[i]));
    put_file(at(w, "names/%s", longest), "long", 4);
    memset(longest, '\xff', 255);
    put_file(at(w, "names/%s", longest), "longer", 6);
    check_folder(w, n, at(w, "names"), "odd names");
}

/* Deeper than a path may be long at once. */
static void
test_deep(struct work *w, struct node *n)
{
    struct buffer b = buffer_open(w, 1 << 20);
    char part[201];
    struct bytes path;

    memset(part, 'd', 200);
    part[200] = '\0';
    buffer_format(&b, "%s", at(w, "deep"));
    for (int i = 0; i < 15; i++) {
        NEED(w,
            buffer_bytes(&b, &path) &&
                mkdir(work_format(w, "%.*s", (int)path.len, (const char *)path.at),
                    0700) == 0);
        buffer_format(&b, "/%s", part);
    }
    put_file(at(w, "deep/%s/%s/f", part, part), "deep", 4);
    NEED(w, buffer_bytes(&b, &path));
    put_file(work_format(w, "%.*s", (int)path.len, (const char *)path.at), "deepest", 7);
    check_folder(w, n, at(w, "deep"), "a deep tree");
}

/* A name never leads out of what was given. */
static void
test_dots(struct work *w, struct node *n)
{
    static const char *const ways[] = {"dots/in/..", "dots/in/../", "dots/.",
        "dots/./in/..", "dots/", "dots//"};

    NEED(w, mkdir(at(w, "dots"), 0700) == 0 && mkdir(at(w, "dots/in"), 0700) == 0);
    put_file(at(w, "dots/in/f"), "x", 1);
    for (size_t i = 0; i < COUNT_OF(ways); i++) {
        struct intake in;
        bool good = ingest(w, n, at(w, "%s", ways[i]), &in) && in.taken_count == 1;

        tap_ok(good && bytes_is(in.taken[0].name, "dots/in/f"), "%s gives dots/in/f",
            ways[i]);
        if (good && !bytes_is(in.taken[0].name, "dots/in/f"))
            printf("#   %.*s\n", (int)in.taken[0].name.len,
                (const char *)in.taken[0].name.at);
    }
}

/* ---- What is no plain file --------------------------------------------------------- */

static void
test_others(struct work *w, struct node *n)
{
    struct intake in;
    struct stat about;

    NEED(w, mkdir(at(w, "mixed"), 0700) == 0 && mkdir(at(w, "mixed/shut"), 0700) == 0);
    put_file(at(w, "mixed/file"), "plain", 5);
    put_file(at(w, "mixed/empty"), "", 0);
    put_file(at(w, "mixed/secret"), "shut", 4);
    put_file(at(w, "mixed/shut/inside"), "shut", 4);
    NEED(w,
        symlink("file", at(w, "mixed/link")) == 0 &&
            symlink("nowhere", at(w, "mixed/broken")) == 0);
    NEED(w,
        symlink("..", at(w, "mixed/loop")) == 0 &&
            symlink("/etc", at(w, "mixed/etc")) == 0);
    NEED(w, mkfifo(at(w, "mixed/fifo"), 0600) == 0);
    NEED(w, chmod(at(w, "mixed/secret"), 0) == 0 && chmod(at(w, "mixed/shut"), 0) == 0);
    alarm(60);
    tap_good(w, ingest(w, n, at(w, "mixed"), &in), "a folder of all sorts is taken in");
    alarm(0);
    tap_ok(find_taken(&in, "mixed/file") != NULL &&
            kept_as(n, find_taken(&in, "mixed/file"), bytes_of("plain")),
        "the file");
    tap_ok(find_taken(&in, "mixed/empty") != NULL &&
            kept_as(n, find_taken(&in, "mixed/empty"), bytes_of("")),
        "the empty file");
    tap_ok(strstr(why_refused(w, &in, "mixed/link"), "symbolic link") != NULL &&
            strstr(why_refused(w, &in, "mixed/broken"), "symbolic link") != NULL &&
            strstr(why_refused(w, &in, "mixed/loop"), "symbolic link") != NULL &&
            strstr(why_refused(w, &in, "mixed/etc"), "symbolic link") != NULL,
        "links are refused, and not followed");
    tap_ok(strstr(why_refused(w, &in, "mixed/fifo"), "regular") != NULL,
        "a fifo is refused");
    if (geteuid() == 0) {
        tap_skip(2, "root may read everything");
        tap_ok(in.taken_count + in.refused_count == 9, "every entry is in the account");
    } else {
        tap_ok(strstr(why_refused(w, &in, "mixed/secret"), "denied") != NULL,
            "an unreadable file is refused with the system's word");
        tap_ok(why_refused(w, &in, "mixed/shut")[0] != '\0',
            "an unreadable folder is refused");
        tap_ok(in.taken_count == 2 && in.refused_count == 7,
            "every entry is in the account");
    }
    chmod(at(w, "mixed/shut"), 0700);
    tap_good(w, ingest(w, n, at(w, "mixed/link"), &in), "a link given by itself");
    tap_ok(in.taken_count == 0 && in.refused_count == 1, "is refused in the account");
    tap_fault(w, FAULT_MISSING, ingest(w, n, at(w, "mixed/none"), &in),
        "what is not there");
    NEED(w, mkdir(at(w, "mixed/hollow"), 0700) == 0);
    tap_good(w, ingest(w, n, at(w, "mixed/hollow"), &in), "an empty folder");
    tap_ok(in.taken_count == 0 && in.refused_count == 0, "is an empty account");
    NEED(w, stat(at(w, "mixed/file"), &about) == 0);
    tap_ok(about.st_size == 5, "what was taken in is left where it was");
}

/* The node's own keys are nobody's evidence. */
static void
test_own_folder(struct work *w)
{
    struct node *n;
    struct intake in;
    size_t inside = 0;

    NEED(w, mkdir(at(w, "around"), 0700) == 0);
    put_file(at(w, "around/file"), "x", 1);
    n = fixture_node(w, "around/eu", 11);
    tap_good(w, ingest(w, n, at(w, "around"), &in), "a folder with the node in it");
    for (size_t i = 0; i < in.taken_count; i++)
        inside += bytes_start(in.taken[i].name, "around/eu");
    tap_ok(inside == 0 && find_taken(&in, "around/file") != NULL,
        "is taken in without the node");
    tap_ok(why_refused(w, &in, "around/eu")[0] != '\0', "which is named as refused");
    node_close(n);
}

/* ---- Files that change meanwhile --------------------------------------------------- */

/* What happens to the file after its first bytes were read, or before it is opened. */
static enum { GROW, SHRINK, REWRITE, REPLACE, VANISH, DENY, BROKEN } mischief;
static const char *victim;
static struct stat victim_stat;
static int times;
static struct os odd;

static int
odd_open(const char *path, int flags, mode_t mode)
{
    if (victim != NULL && strcmp(path, victim) == 0 && mischief == VANISH)
        unlink(victim);
    if (victim != NULL && strcmp(path, victim) == 0 && mischief == DENY) {
        errno = EACCES;
        return -1;
    }
    return open(path, flags, mode);
}

static void
do_mischief(void)
{
    int fd = open(victim, O_WRONLY | (mischief == GROW ? O_APPEND : 0));
    char beside[2048];

    if (mischief == GROW)
        (void)!write(fd, "more", 4);
    if (mischief == REWRITE)
        (void)!pwrite(fd, "other", 5, 10);
    if (mischief == SHRINK)
        (void)!ftruncate(fd, 3000000);
    close(fd);
    if (mischief == REPLACE) {
        snprintf(beside, sizeof(beside), "%s.beside", victim);
        put_file(beside, "replaced", 8);
        (void)!rename(beside, victim);
    }
}

static ssize_t
odd_pread(int fd, void *to, size_t len, off_t from)
{
    struct stat about;
    ssize_t got = pread(fd, to, len, from);

    if (victim == NULL || fstat(fd, &about) != 0 || about.st_ino != victim_stat.st_ino ||
        times++ > 0)
        return got;
    if (mischief == BROKEN) {
        errno = EIO;
        return -1;
    }
    do_mischief();
    return got;
}

static void
test_changes(struct work *w)
{
    static const char *const said[] = {"grew", "changed", "changed", NULL, "there is no",
        "denied", "Input/output"};
    static const char *const what[] = {"grows", "shrinks", "is rewritten", "is replaced",
        "disappears", "is denied", "cannot be read to its end"};
    size_t len = 4000000;
    uint8_t *noise = work_alloc(w, len);
    struct node *n;

    odd = os_real;
    odd.open = odd_open;
    odd.pread = odd_pread;
    struct work *own = work_open(&odd);
    n = fixture_open(own, at(w, "eu"));
    for (size_t i = 0; i < len; i++)
        noise[i] = (uint8_t)chance(256);
    NEED(w, mkdir(at(w, "moving"), 0700) == 0);
    for (mischief = GROW; mischief <= BROKEN; mischief++) {
        const char *path = at(w, "moving/2-moving");
        struct intake in;
        struct verified v;
        const struct taken *t;

        put_file(at(w, "moving/1-before"), &mischief, sizeof(mischief));
        put_file(at(w, "moving/3-behind"), "behind", 6);
        unlink(path);
        put_file(path, noise, len);
        /* A moment in the past, so that any change shows in its times. */
        struct timespec past[2] = {{.tv_sec = 1000000000}, {.tv_sec = 1000000000}};
        NEED(w, utimensat(AT_FDCWD, path, past, 0) == 0 && stat(path, &victim_stat) == 0);
        times = 0;
        victim = path;
        bool good = ingest(own, n, at(w, "moving"), &in);
        victim = NULL;
        tap_good(own, good, "a file that %s does not end the intake", what[mischief]);
        t = find_taken(&in, "moving/2-moving");
        if (said[mischief] != NULL)
            tap_ok(t == NULL &&
                    strstr(why_refused(w, &in, "moving/2-moving"), said[mischief]) !=
                        NULL,
                "it is refused: %s", why_refused(w, &in, "moving/2-moving"));
        else
            tap_ok(t == NULL || kept_as(n, t, bytes_from(noise, len)),
                "it is refused, or kept as it was when it was opened");
        tap_ok(find_taken(&in, "moving/1-before") != NULL &&
                find_taken(&in, "moving/3-behind") != NULL &&
                kept_as(n, find_taken(&in, "moving/3-behind"), bytes_of("behind")),
            "those beside it are stored");
        tap_good(own, node_verify(n, own, true, NULL, NULL, &v), "and it verifies");
    }
    node_close(n);
    work_close(own);
}

/* Really at the same time: what is stored is what the file was at some moment. */
static void
test_growing(struct work *w, struct node *n)
{
    const char *path = at(w, "log");
    size_t stored = 0, refused = 0, whole = 0;
    pid_t child;

    put_file(path, "0123456789", 10);
    fflush(stdout);
    child = fork();
    if (child == 0) {
        int fd = open(path, O_WRONLY | O_APPEND);

        alarm(60);
        for (;;) {
            (void)!write(fd, "0123456789", 10);
            usleep(chance(600));
        }
    }
    for (int i = 0; i < 30; i++) {
        struct work *one = work_open(&os_real);
        struct intake in;
        struct bytes now;

        NEED(one, ingest(one, n, path, &in));
        now = get_file(one, path);
        stored += in.taken_count;
        refused += in.refused_count;
        if (in.taken_count == 1 && in.taken[0].size <= now.len)
            whole += kept_as(n, &in.taken[0], bytes_from(now.at, in.taken[0].size));
        work_close(one);
    }
    kill(child, SIGKILL);
    waitpid(child, NULL, 0);
    tap_ok(stored + refused == 30 && whole == stored,
        "a file that grows all the time: %zu times whole, %zu times refused", stored,
        refused);
}

/* ---- Duplicates -------------------------------------------------------------------- */

static void
test_duplicates(struct work *w, struct node *n)
{
    struct intake in, again;
    struct stat before, after;
    size_t known = 0;

    NEED(w, mkdir(at(w, "twins"), 0700) == 0);
    for (int i = 0; i < 5; i++)
        put_file(at(w, "twins/%d", i), "the same in each of these", 25);
    put_file(at(w, "twins/other"), "not the same", 12);
    tap_good(w, ingest(w, n, at(w, "twins"), &in), "five files alike, taken in at once");
    for (size_t i = 0; i < in.taken_count; i++)
        known += in.taken[i].known;
    tap_ok(in.taken_count == 6 && known == 4 && !in.taken[0].known,
        "four of them are told to be known: %zu", known);
    NEED(w, stat(at(w, "eu/main/vault/00000001.pack"), &before) == 0);
    tap_good(w, ingest(w, n, at(w, "twins"), &again), "and once more");
    NEED(w, stat(at(w, "eu/main/vault/00000001.pack"), &after) == 0);
    tap_ok(after.st_size < before.st_size + 4096, "takes no room");
    tap_ok(again.taken_count == 6 && again.taken[5].known &&
            kept_as(n, &again.taken[5], bytes_of("not the same")),
        "and is all known");
}

int
main(void)
{
    struct work *w = fixture_start();
    struct node *n = fixture_node(w, "eu", 1);

    chance_start();
    test_names(w, n);
    test_deep(w, n);
    test_dots(w, n);
    test_others(w, n);
    test_own_folder(w);
    test_duplicates(w, n);
    test_growing(w, n);
    test_data(w, n);
    node_close(n);
    test_changes(w);
    work_close(w);
    return tap_end();
}
