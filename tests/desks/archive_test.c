/*
 * The archive of the lists in use, and one that somebody makes, with invented lists: what is found is
 * what is found without it, byte for byte; one that is stale, damaged, missing or cannot be written
 * changes nothing but the time it takes; one that is named must be right, and one's own.
 */
#include "tests/desks/sit.h"

#include <errno.h>
#include <sys/stat.h>
#include <unistd.h>

#include "engines/screen/archive.h"
#include "support/faults.h"

#define HEAD "list,ref,type,kind,name,dob,country\n"
#define LIST                                                                     \
    HEAD "T,T.1,P,primary,Vladan Orsimov,1960-02-03,RS\nT,T.1,P,alias,Orsimov "  \
         "V.,,\nT,T.2,E,primary,Northern Quartz Ltd,,MT\nT,T.3,P,primary,Karim " \
         "Belhadi,1971,DZ\nT,T.3,P,script,كريم بلهادي,,\n"
#define OTHER HEAD "U,U.1,P,primary,Zoltan Quermeth,1950,HU\n"
#define NAMES                                                                           \
    "id,name,dob,country\na,Orsimov Vladan,1960,RS\nb,Karim Bilhadi,1980,DZ\nc,Nobody " \
    "At "                                                                               \
    "All,,\nd,northern quarz,,\ne,Zoltan Quermet,,\n"
#define PLACES 64

static const char *archive; /* of the node */

/* The archive becomes these bytes, in its place. */
static void
overwrite(struct bytes with)
{
    put_file(archive, with.at, with.len);
}

/* The same, with a bit of it another. */
static void
flip(struct work *w, struct bytes whole, size_t at, unsigned bit)
{
    struct bytes copy;

    NEED(w, work_keep(w, whole, &copy));
    ((uint8_t *)(uintptr_t)copy.at)[at] ^= (uint8_t)(1U << bit);
    overwrite(copy);
}

static bool
holds(struct bytes text, const char *what)
{
    return memmem(text.at, text.len, what, strlen(what)) != NULL;
}

static void
put(struct work *w, const char *name, const char *text)
{
    put_file(at(w, "%s", name), text, strlen(text));
}

static void
import(struct work *w, struct node *n, const char *text)
{
    put(w, "list.csv", text);
    NEED(w,
        sit(w, n, "lists import",
            work_format(w, "{\"file\":[\"%s\"],\"shrunk\":\"R\"}", at(w, "list.csv"))));
}

/* A run of the names; the id that replays it. */
static const char *
run(struct work *w, struct node *n, const char *more)
{
    NEED(w,
        sit(w, n, "screen",
            work_format(w, "{\"class\":\"vendor\",\"queries\":[\"%s\"]%s}",
                at(w, "names.csv"), more)));
    return work_format(w, "%s", said(w, "id"));
}

static bool
replays(struct work *w, struct node *n, const char *id)
{
    NEED(w,
        sit(w, n, "replay",
            work_format(w, "{\"run\":\"%s\",\"queries\":\"%s\"}", id,
                at(w, "names.csv"))));
    return json_at(last, "same")->truth && number("errors") == 0;
}

/* ---- The node's ---------------------------------------------------------------------------------- */

static void
kept(struct work *w, struct node *n)
{
    static const char *const ways[] = {"", ",\"explain\":true",
        ",\"format\":\"jsonl\",\"explain\":true",
        ",\"exhaustive\":true,\"threshold\":\"40\"",
        ",\"format\":\"jsonl\",\"most\":\"1\""};
    struct stat about = {0};

    import(w, n, LIST);
    import(w, n, OTHER);
    put(w, "names.csv", NAMES);
    tap_ok(!is_there(archive), "before the first run there is no archive");
    for (size_t i = 0; i < COUNT_OF(ways); i++) {
        const char *without, *with;
        bool same;

        (void)unlink(archive);
        without = run(w, n, ways[i]);
        same = number("hits") >= 3 && is_there(archive) && replays(w, n, without);
        with = run(w, n, ways[i]);
        same = same && number("lists.0.entries") == 3 && replays(w, n, with);
        (void)unlink(archive);
        tap_ok(same && replays(w, n, with),
            "the same rows with and without the archive, byte for byte (%zu)", i);
    }
    tap_ok(!is_there(archive), "a replay keeps none");
    (void)run(w, n, "");
    tap_ok(stat(archive, &about) == 0 && (about.st_mode & 0777) == 0600,
        "it is the node's alone");
    NEED(w, sit(w, n, "lists verify", "{}"));
    tap_ok(number("errors") == 0 && strcmp(said(w, "archive"), "good") == 0,
        "and is, byte by byte, what the lists give");
}

static int64_t
inode(void)
{
    struct stat about = {0};

    return stat(archive, &about) == 0 ? (int64_t)about.st_ino : 0;
}

/* It stays while the lists do, and goes with them. */
static void
replaced(struct work *w, struct node *n)
{
    int64_t was = inode();
    struct bytes text;

    (void)run(w, n, "");
    tap_ok(inode() == was, "it stays while it is right");
    text = get_file(w, archive);
    import(w, n, LIST "T,T.4,P,primary,Nobody At All,,\n");
    (void)run(w, n, "");
    tap_ok(strstr(said(w, "text"), "c,1,T,T.4,") != NULL &&
            !bytes_equal(text, get_file(w, archive)),
        "a newer list is searched, and takes the older one's place in it");
    NEED(w, sit(w, n, "lists list", "{}"));
    for (int i = 0; i < number("count"); i++) {
        if (!json_at(last, work_format(w, "items.%d.newest", i))->truth ||
            number(work_format(w, "items.%d.entries", i)) != 1)
            continue;
        NEED(w,
            sit(w, n, "erase",
                work_format(w, "{\"id\":\"%s\",\"reason\":\"R\"}",
                    said(w, work_format(w, "items.%d.id", i)))));
        break;
    }
    tap_ok(!is_there(archive), "when a list is erased no copy of it stays");
    (void)run(w, n, "");
    tap_ok(strstr(said(w, "text"), "U.1") == NULL &&
            !holds(get_file(w, archive), "Zoltan Quermeth") &&
            holds(get_file(w, archive), "Northern Quartz Ltd"),
        "nor comes into the next one");
}

/* A watch leaves it, and uses what a run left. */
static void
watched(struct work *w, struct node *n)
{
    const char *id;

    NEED(w,
        sit(w, n, "watch add",
            work_format(w,
                "{\"file\":\"%s\",\"class\":\"vendor\",\"retain\":\"2027-01-01\"}",
                at(w, "names.csv"))));
    (void)unlink(archive);
    NEED(w, sit(w, n, "watch", "{}"));
    id = work_format(w, "%s", said(w, "runs.0.id"));
    tap_ok(is_there(archive) && number("runs.0.hits") >= 2 && replays(w, n, id),
        "a watch leaves it");
    import(w, n, LIST "T,T.5,P,primary,Zoltan Quermet,,\n");
    (void)run(w, n, "");
    NEED(w, sit(w, n, "watch", "{}"));
    id = work_format(w, "%s", said(w, "runs.0.id"));
    tap_ok(number("new") == 1 && number("delisted") == 1,
        "and tells what is new by that which a run left");
    (void)unlink(archive);
    tap_ok(replays(w, n, id), "with the rows that it would have without");
    (void)run(w, n, "");
}

static void
damaged(struct work *w, struct node *n)
{
    const char *right = run(w, n, "");
    struct bytes whole = get_file(w, archive);
    size_t bad = 0;

    for (size_t i = 0; i < PLACES; i++) {
        size_t place = whole.len / PLACES * i + i;

        if (i % 2 == 0)
            flip(w, whole, place, i % 8);
        else
            overwrite(bytes_from(whole.at, place));
        bad += !replays(w, n, right);
    }
    tap_ok(bad == 0, "damaged at %d places, the rows are the same", PLACES);
    flip(w, whole, whole.len / 2, 0);
    (void)run(w, n, "");
    tap_ok(bytes_equal(whole, get_file(w, archive)), "and it is made again");
    overwrite(bytes_of(""));
    (void)run(w, n, "");
    tap_ok(bytes_equal(whole, get_file(w, archive)), "also of nothing");
}

/* As somebody would who can write to the folder, and reckon sums. */
static void
forged(struct work *w, struct node *n)
{
    struct bytes whole = get_file(w, archive), copy;
    struct stat about = {0};
    struct archive_head *head;
    uint8_t *place;

    NEED(w, work_keep(w, whole, &copy));
    place = memmem(copy.at, copy.len, "Northern", 8);
    head = (void *)(uintptr_t)copy.at;
    memcpy(place, "Southern", 8);
    head->sum = archive_sum(copy);
    overwrite(copy);
    NEED(w, sit(w, n, "lists verify", "{}"));
    tap_ok(number("errors") == 1 &&
            strstr(said(w, "archive"), "remove main/lists.archive") != NULL,
        "what the lists do not give is seen by lists verify: %s", said(w, "archive"));
    overwrite(whole);
    NEED(w, chmod(archive, 0660) == 0);
    (void)run(w, n, "");
    tap_ok(stat(archive, &about) == 0 && (about.st_mode & 0777) == 0600 &&
            bytes_equal(whole, get_file(w, archive)),
        "one that others can write is not used, but made again");
}

/* Whatever fails on the way: the rows are there, and the archive is whole or not at all. */
static void
under_faults(struct work *w, struct node **n)
{
    static const unsigned calls = CALL_BIT(CALL_OPEN) | CALL_BIT(CALL_PWRITE) |
        CALL_BIT(CALL_FDATASYNC) | CALL_BIT(CALL_FSYNC) | CALL_BIT(CALL_RENAME) |
        CALL_BIT(CALL_UNLINK) | CALL_BIT(CALL_FSTAT);
    struct bytes whole = get_file(w, archive);
    const char *id = run(w, *n, "");
    unsigned failed = 0, bad = 0, there = 0;
    bool done = false;

    for (unsigned long call = 1; !done; call++) {
        struct work *own;
        bool good;

        (void)unlink(archive);
        faults_plan(calls, call, HOW_NUMBER, call % 2 == 0 ? ENOSPC : EIO);
        own = work_open(&faults_os);
        good = own != NULL &&
            sit(own, *n, "screen",
                work_format(w, "{\"class\":\"vendor\",\"queries\":[\"%s\"]}",
                    at(w, "names.csv")));
        done = fault_plan.hit == 0;
        faults_off();
        failed += !good;
        bad += good && is_there(archive) && !bytes_equal(whole, get_file(w, archive));
        bad += is_there(work_format(w, "%s.new", archive));
        there += good && is_there(archive);
        work_close(own);
        node_close(*n);
        *n = fixture_open(w, at(w, "eu"));
    }
    tap_ok(bad == 0 && there > 1, "a bad disk: whole, or not there; %u runs failed",
        failed);
    tap_ok(replays(w, *n, id), "and the rows are the same");
}

/* ---- One that is named --------------------------------------------------------------------------- */

static bool
alone(struct work *w, const char *verb, const char *arguments)
{
    return sit(w, NULL, verb, arguments);
}

static bool
searched(struct work *w, const char *list, const char *more)
{
    return alone(w, "screen",
        work_format(w, "{\"list\":[%s],\"queries\":[\"%s\"]%s}", list, at(w, "names.csv"),
            more));
}

static void
named(struct work *w)
{
    const char *file = at(w, "two.archive"), *quoted = work_format(w, "\"%s\"", file),
               *both = work_format(w, "\"%s\",\"%s\"", at(w, "a.csv"), at(w, "b.csv")),
               *rows;
    static const char *const ways[] = {"", ",\"explain\":true",
        ",\"format\":\"jsonl\",\"explain\":true",
        ",\"exhaustive\":true,\"threshold\":\"40\""};
    bool same = true;

    put(w, "a.csv", LIST);
    put(w, "b.csv", OTHER);
    NEED(w,
        alone(w, "lists index",
            work_format(w, "{\"file\":[\"%s\",\"%s\"],\"out\":\"%s\"}", at(w, "a.csv"),
                at(w, "b.csv"), file)));
    tap_ok(number("count") == 2 && number("items.0.entries") == 3 &&
            number("bytes") == (int64_t)get_file(w, file).len &&
            strlen(said(w, "items.1.sha256")) == 64,
        "an archive of two lists");
    for (size_t i = 0; i < COUNT_OF(ways); i++) {
        NEED(w, searched(w, both, ways[i]));
        rows = work_format(w, "%s", said(w, "text"));
        NEED(w, searched(w, quoted, ways[i]));
        same = same && strlen(rows) > 100 && strcmp(rows, said(w, "text")) == 0;
    }
    tap_ok(same && number("lists.1.names") == 1 &&
            strcmp(said(w, "lists.1.list"), "U") == 0,
        "is searched as they are, byte for byte, and tells of them");
    tap_fault(w, FAULT_USAGE, searched(w, work_format(w, "%s,%s", quoted, both), ""),
        "with other lists it is refused");
    tap_fault(w, FAULT_USAGE,
        alone(w, "lists show", work_format(w, "{\"ref\":\"T.1\",\"list\":[%s]}", quoted)),
        "nothing else reads it");
    NEED(w, chmod(file, 0622) == 0);
    tap_fault(w, FAULT_DENIED, searched(w, quoted, ""), "others could have written it");
    NEED(w, chmod(file, 0600) == 0);
    put_file(file, get_file(w, file).at, get_file(w, file).len - 64);
    tap_fault(w, FAULT_CORRUPT, searched(w, quoted, ""),
        "one that is cut off is refused");
    NEED(w,
        alone(w, "lists index",
            work_format(w, "{\"file\":[\"%s\"],\"out\":\"%s\"}", at(w, "a.csv"), file)));
    tap_ok(searched(w, quoted, ""), "it is replaced by a new one");
    tap_fault(w, FAULT_CONFLICT,
        alone(w, "lists index",
            work_format(w, "{\"file\":[\"%s\"],\"out\":\"%s\"}", at(w, "a.csv"),
                at(w, "b.csv"))),
        "what is no archive is not replaced");
    tap_fault(w, FAULT_INVALID,
        alone(w, "lists index",
            work_format(w, "{\"file\":[\"%s\"],\"out\":\"%s\"}", at(w, "names.csv"),
                at(w, "new"))),
        "what is no list makes none");
    tap_ok(!is_there(at(w, "new")), "and leaves nothing behind");
}

/* Without memory, or on a full disk: what stood there, or all of the new one. */
static void
index_under_faults(struct work *w)
{
    static const unsigned calls[] = {CALLS_CHANGING,
        CALL_BIT(CALL_ALLOC) | CALL_BIT(CALL_MAP),
        CALL_BIT(CALL_READ) | CALL_BIT(CALL_PREAD) | CALL_BIT(CALL_FSTAT)};
    static const int numbers[] = {ENOSPC, ENOMEM, EIO};
    const char *file = at(w, "two.archive"),
               *args = work_format(w, "{\"file\":[\"%s\",\"%s\"],\"out\":\"%s\"}",
                   at(w, "a.csv"), at(w, "b.csv"), file);
    struct bytes old = get_file(w, file), new;
    unsigned failed = 0, bad = 0;

    NEED(w, alone(w, "lists index", args));
    new = get_file(w, file);
    for (size_t i = 0; i < COUNT_OF(calls); i++)
        for (unsigned long call = 1;; call++) {
            struct work *own;
            struct bytes is;
            bool good;

            put_file(file, old.at, old.len);
            faults_plan(calls[i], call, HOW_NUMBER, numbers[i]);
            own = work_open(&faults_os);
            good = own != NULL && alone(own, "lists index", args);
            faults_off();
            is = get_file(w, file);
            failed += !good;
            bad += good ? !bytes_equal(is, new)
                        : !bytes_equal(is, old) && !bytes_equal(is, new);
            bad += !good && own != NULL && work_why(own)[0] == '\0';
            bad += is_there(work_format(w, "%s.new", file));
            work_close(own);
            if (fault_plan.hit == 0)
                break;
        }
    tap_ok(bad == 0 && failed > 10 && !bytes_equal(old, new),
        "%u times it could not be written: what stood there, or all of it", failed);
}

int
main(void)
{
    struct node *n;
    struct work *w = sit_start(&n);

    NEED(w, screen_start(w));
    archive = at(w, "eu/main/lists.archive");
    faults_over(&odd, "unix");
    kept(w, n);
    replaced(w, n);
    watched(w, n);
    damaged(w, n);
    forged(w, n);
    under_faults(w, &n);
    named(w);
    index_under_faults(w);
    return sit_end(w, n);
}
