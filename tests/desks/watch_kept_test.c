/*
 * What watches build on: the run that keeps who was asked for, and the index of subjects that the node
 * keeps.  Runs that built on others are replayed and settled as any; where what they built on is gone or
 * damaged it is said in a line, or made again, and what is told is the same.
 */
#include "tests/desks/sit.h"

#include <sys/stat.h>
#include <unistd.h>

#include "engines/screen/screen.h"

#define HEAD "list,ref,type,kind,name,dob,country\n"
#define OTHERS 75 /* entries that stay, so that the list is much the same */
#define NAMES                                                         \
    "id,name,dob,idno\nx,Vladan Orsimov,,\ny,Secret Person,1980,\nz," \
    "Karim Belhadi,,\nq,Zoltan Quermeth,,77-A\n"

static struct node *n;
static unsigned version; /* of the list */

/* Another version, in which Belhadi is listed or is not; and always an entry that is another. */
static void
import(struct work *w, const char *more)
{
    struct buffer b = buffer_open(w, 1 << 16);
    struct bytes list;

    buffer_text(&b, HEAD);
    for (unsigned i = 0; i < OTHERS; i++)
        buffer_format(&b, "T,V.%u,P,primary,W%cggl%cw%cx Ph%cppl%c,,\n", i,
            "aeiou"[i % 5], "aeiou"[i / 5 % 5], 'a' + (int)(i % 26), "aeiou"[i % 3],
            'a' + (int)(i * 7 % 26));
    buffer_format(&b, "T,T.1,P,primary,Vladan Orsimov,%u,RS\n%s", 1900 + ++version, more);
    NEED(w, buffer_bytes(&b, &list));
    put_file(at(w, "list.csv"), list.at, list.len);
    NEED(w,
        sit(w, n, "lists import",
            work_format(w, "{\"file\":[\"%s\"],\"shrunk\":\"R\"}", at(w, "list.csv"))));
}

#define BELHADI "T,T.3,P,primary,Karim Belhadi,1971,DZ\n"

static const char *
watch(struct work *w)
{
    NEED(w, sit(w, n, "watch", "{}"));
    return work_format(w, "%s", said(w, "runs.0.id"));
}

static bool
told(struct work *w, const char *what, const char *id, const char *ref)
{
    for (const struct json *i = json_get(last, "items")->first; i != NULL; i = i->next)
        if (bytes_is(json_get_text(i, "what"), what) &&
            bytes_is(json_get_text(i, "query_id"), id) &&
            bytes_is(json_get_text(i, "ref"), ref))
            return true;
    (void)w;
    return false;
}

static bool
looked(int64_t at, int64_t of)
{
    return number("runs.0.looked") == at && number("runs.0.queries") == of;
}

static bool
replays(struct work *w, const char *run)
{
    return sit(w, n, "replay",
               work_format(w, "{\"run\":\"%s\",\"queries\":\"%s\"}", run,
                   at(w, "names.csv"))) &&
        json_at(last, "same")->truth;
}

/* What a run's record says; -1: nothing. */
static int64_t
keeps(struct work *w, const char *run, const char *what)
{
    NEED(w,
        sit(w, n, "show", work_format(w, "{\"id\":\"%s\",\"purpose\":\"work\"}", run)));
    return number(work_format(w, "parts.core.%s", what));
}

static const char *
index_path(struct work *w)
{
    NEED(w, sit(w, n, "watch list", "{}"));
    return work_format(w, "%s/main/%s.subjects", node_folder(n), said(w, "items.0.id"));
}

static ino_t
inode(const char *path)
{
    struct stat about;

    return stat(path, &about) == 0 ? about.st_ino : 0;
}

static bool
refused(struct work *w, const char *verb, const char *args, const char *why)
{
    struct work *of = work_open(&odd);
    bool good = !sit(of, n, verb, args) && strstr(work_why(of), why) != NULL &&
        strchr(work_why(of), '\n') == NULL;

    if (!good)
        printf("# %s\n", work_why(of));
    work_close(of);
    (void)w;
    return good;
}

/* ---- Runs ------------------------------------------------------------------------------------------ */

static const char *whole, *built;

static void
runs(struct work *w)
{
    whole = watch(w);
    tap_ok(looked(4, 4) && keeps(w, whole, "after") < 0 && keeps(w, whole, "crowd") >= 1,
        "the first run asks for all, and says how many entries one name finds");
    import(w, BELHADI);
    built = watch(w);
    tap_ok(looked(2, 4) && told(w, "new", "z", "T.3") && told(w, "changed", "x", "T.1"),
        "the next one for whom the change can touch");
    tap_ok(keeps(w, built, "after") == 1 && number("parts.content.size") < 1000 &&
            keeps(w, whole, "after") < 0,
        "and keeps no hashes of its own");
    tap_ok(keeps(w, built, "crowd") == keeps(w, whole, "crowd") + 2,
        "of what it did not look at it says what cannot be exceeded");
    tap_ok(replays(w, built) && replays(w, whole), "both are replayed, byte for byte");
    put_file(at(w, "names.csv"), "id,name\nx,Somebody Else\n", 22);
    tap_ok(!replays(w, built) && number("errors") == 4 && said(w, "text")[0] == '\0',
        "with other names nothing is shown");
    put_file(at(w, "names.csv"), NAMES, sizeof(NAMES) - 1);
    import(w, "");
    tap_ok(*watch(w) != '\0' && told(w, "delisted", "z", "T.3") &&
            keeps(w, said(w, "runs.0.id"), "after") == 2,
        "what left its list is told");
}

static void
settled(struct work *w)
{
    const char *run;

    NEED(w,
        sit(w, n, "settle",
            work_format(w,
                "{\"hit\":\"%s/0/T.1\",\"verdict\":\"false\",\"reason\":\"R\"}", built)));
    tap_ok(bytes_is(json_get_text(last, "stage"), "in-force"),
        "a hit of a run that built on another is settled");
    import(w, BELHADI);
    run = watch(w);
    tap_ok(told(w, "changed", "x", "T.1") && keeps(w, run, "after") == 3,
        "its entry is another: the pair is open again");
    NEED(w,
        sit(w, n, "settle",
            work_format(w,
                "{\"hit\":\"%s/0/T.1\",\"verdict\":\"false\",\"reason\":\"R\"}", run)));
    version--; /* as it was, but for another entry */
    import(w, BELHADI "T,T.20,P,primary,Someone Not Asked,,\n");
    run = watch(w);
    tap_ok(!told(w, "changed", "x", "T.1") && !told(w, "new", "x", "T.1") &&
            keeps(w, run, "quiet") == 1 && replays(w, run),
        "and else it is quiet, whoever keeps the hashes");
}

/* ---- The index ------------------------------------------------------------------------------------- */

static void
kept(struct work *w)
{
    const char *path = index_path(w);
    struct stat about;
    struct bytes was = get_file(w, path);
    ino_t before = inode(path);
    uint8_t *copy;
    const char *run;

    NEED(w, stat(path, &about) == 0);
    tap_ok((about.st_mode & 0777) == 0600, "the index of subjects is one's own");
    tap_ok(memmem(was.at, was.len, "orsimov", 7) == NULL &&
            memmem(was.at, was.len, "liaison archive", 15) == NULL,
        "and sealed");
    import(w, "");
    (void)watch(w);
    tap_ok(inode(path) == before, "it is used");
    NEED(w, (copy = work_alloc(w, was.len)) != NULL);
    for (unsigned i = 0; i < 3; i++) {
        memcpy(copy, was.at, was.len);
        copy[i == 0 ? 5 : i == 1 ? was.len / 2 : was.len - 1] ^= 16;
        put_file(path, copy, i == 2 ? was.len / 3 : was.len);
        NEED(w, chmod(path, 0600) == 0);
        before = inode(path);
        import(w, i % 2 == 0 ? BELHADI : "");
        run = watch(w);
        tap_ok(told(w, i % 2 == 0 ? "new" : "delisted", "z", "T.3") &&
                inode(path) != before && replays(w, run) &&
                get_file(w, path).len == was.len,
            "damaged, it is made again, and the same is told");
    }
    NEED(w, unlink(path) == 0);
    import(w, "");
    (void)watch(w);
    tap_ok(told(w, "delisted", "z", "T.3") && inode(path) != 0, "missing, too");
    put_file(path, was.at, was.len);
    NEED(w, chmod(path, 0666) == 0);
    import(w, BELHADI);
    (void)watch(w);
    NEED(w, stat(path, &about) == 0);
    tap_ok(told(w, "new", "z", "T.3") && (about.st_mode & 0777) == 0600,
        "and one that others can write to");
}

/* ---- The base -------------------------------------------------------------------------------------- */

/* What words are weighed by is kept, too, once the lists in use are others. */
static void
base(struct work *w)
{
    const char *path = work_format(w, "%s/main/base.archive", node_folder(n));
    ino_t before;
    struct bytes was;

    import(w, "");
    (void)watch(w);
    NEED(w, sit(w, n, "screen", "{\"class\":\"vendor\",\"name\":\"Karim Belhadi\"}"));
    tap_ok(inode(path) == 0, "the archive of the lists in use is of the newest now");
    import(w, BELHADI);
    (void)watch(w);
    before = inode(path);
    tap_ok(told(w, "new", "z", "T.3") && before != 0, "the base is kept beside it");
    import(w, "");
    (void)watch(w);
    NEED(w, sit(w, n, "lists verify", "{}"));
    tap_ok(inode(path) == before && !strcmp(said(w, "archive"), "good"),
        "used, and right");
    was = get_file(w, path);
    put_file(path, was.at, was.len / 2);
    NEED(w, chmod(path, 0600) == 0);
    import(w, BELHADI);
    (void)watch(w);
    tap_ok(told(w, "new", "z", "T.3") && bytes_equal(get_file(w, path), was),
        "cut off, it is made again");
}

/* ---- Weighing anew ----------------------------------------------------------------------------------- */

/* A hit that is told of though its entry is as it was; and that says why. */
static bool
told_moved(const char *id)
{
    for (const struct json *i = json_get(last, "items")->first; i != NULL; i = i->next)
        if (bytes_is(json_get_text(i, "query_id"), id) && json_get(i, "parts") == NULL &&
            json_get(i, "points")->integer != json_get(i, "was")->integer)
            return strstr((const char *)json_get_text(i, "says").at,
                       "its entry is as it was, and words are weighed anew; from ") !=
                NULL;
    return false;
}

static void
renewed(struct work *w)
{
    struct buffer b = buffer_open(w, 1 << 16);
    const char *common, *run, *path;
    struct bytes text;
    ino_t before;

    tap_ok(refused(w, "watch", "{\"again\":true,\"renew\":true}", "give one of them"),
        "to tell again and to weigh anew are two things");
    /* Many of that name come, but not so many that the base goes by itself. */
    for (unsigned i = 0; i < 6; i++)
        buffer_format(&b, "T,K.%u,P,primary,Karim Anothername%c,,\n", i, 'a' + (int)i);
    buffer_text(&b, BELHADI);
    NEED(w, buffer_bytes(&b, &text) && work_string(w, text, &common));
    import(w, common);
    run = watch(w);
    tap_ok(!json_at(last, "renewed")->truth && keeps(w, run, "after") > 0,
        "a watch weighs words as the one before");
    path = index_path(w);
    before = inode(path);
    NEED(w, sit(w, n, "watch", "{\"renew\":true}"));
    run = work_format(w, "%s", said(w, "runs.0.id"));
    tap_ok(json_at(last, "renewed")->truth && looked(4, 4) && inode(path) != before &&
            strstr(said(w, "says"), "points may have moved because of it") != NULL,
        "who asks for it has them weighed by the newest lists, and is told");
    tap_ok(told_moved("z"), "a hit that moved says why: %s", said(w, "items.0.says"));
    NEED(w, sit(w, n, "watch", "{\"again\":true}"));
    tap_ok(json_at(last, "renewed")->truth && told_moved("z"), "and says so again");
    NEED(w,
        sit(w, n, "show", work_format(w, "{\"id\":\"%s\",\"purpose\":\"work\"}", run)));
    tap_ok(json_at(last, "parts.core.renewed")->truth && replays(w, run),
        "the run says it, and is replayed");
    NEED(w, sit(w, n, "watch", "{\"renew\":true}"));
    tap_ok(json_at(last, "id") == NULL &&
            strstr(said(w, "says"), "weighed by the newest ones: nothing was read") !=
                NULL,
        "once: then nothing is to be done");
    import(w, common);
    run = watch(w);
    tap_ok(!json_at(last, "renewed")->truth && keeps(w, run, "after") == 1 &&
            keeps(w, run, "renewed") < 0 && replays(w, run),
        "and the next watch builds on it");
}

/* ---- What is gone ----------------------------------------------------------------------------------- */

static void
gone(struct work *w)
{
    const char *path = index_path(w), *run = said(w, "items.0.run");

    run = work_format(w, "%s", run);
    tap_ok(keeps(w, run, "after") > 5, "many runs build on one");
    NEED(w,
        sit(w, n, "erase", work_format(w, "{\"id\":\"%s\",\"reason\":\"R\"}", whole)));
    tap_ok(refused(w, "replay",
               work_format(w, "{\"run\":\"%s\",\"queries\":\"%s\"}", run,
                   at(w, "names.csv")),
               "the run that keeps the hashes of its names was erased") &&
            refused(w, "settle",
                work_format(w,
                    "{\"hit\":\"%s/0/T.1\",\"verdict\":\"true\",\"reason\":\"R\"}", run),
                "the run that keeps the hashes of its names was erased"),
        "where the run that keeps who was asked for was erased, it is said in a line");
    NEED(w, sit(w, n, "replay", work_format(w, "{\"run\":\"%s\"}", run)));
    tap_ok(json_get(last, "hits")->count == 2, "the hits are still there");
    import(w, "");
    whole = watch(w);
    tap_ok(told(w, "delisted", "z", "T.3") && looked(4, 4) && replays(w, whole),
        "and the next run asks for all");
    tap_ok(inode(path) != 0, "the index is still of use");
    NEED(w, sit(w, n, "watch list", "{}"));
    NEED(w,
        sit(w, n, "watch drop",
            work_format(w, "{\"id\":\"%s\",\"reason\":\"R\"}", said(w, "items.0.id"))));
    tap_ok(inode(path) == 0, "it goes with the subjects");
}

/* All are asked for again after so many runs, whatever came. */
static void
bounded(struct work *w)
{
    int64_t after, most = 0;
    bool replayed = true;
    unsigned all = 0;

    NEED(w,
        sit(w, n, "watch add",
            work_format(w,
                "{\"file\":\"%s\",\"class\":\"vendor\",\"retain\":\"2027-01-01\"}",
                at(w, "names.csv"))));
    for (unsigned i = 0; i < 64; i++) {
        const char *run;

        import(w, i % 2 == 0 ? BELHADI : "");
        run = watch(w);
        after = keeps(w, run, "after");
        most = after > most ? after : most;
        all += after < 0;
        replayed = replayed && (i % 16 != 15 || replays(w, run));
    }
    tap_ok(all == 3 && most == 30 && replayed,
        "of 64 watches %u ask for all; at most %lld build on one", all, (long long)most);
}

/* Of very many entries a search keeps only the best: before a name could find so many, all are searched
 * for in the whole lists. */
static void
crowded(struct work *w)
{
    enum { SAME = 1020, WATCHES = 5 };
    static const int64_t afters[WATCHES] = {-1, 1, 2, 3, -1};
    struct buffer b = buffer_open(w, 1 << 16);
    unsigned right = 0;
    const char *same;
    struct bytes text;

    for (unsigned i = 0; i < SAME; i++)
        buffer_format(&b, "T,C.%u,P,primary,Vladan Orsimov,,\n", i);
    NEED(w, buffer_bytes(&b, &text) && work_string(w, text, &same));
    for (unsigned i = 0; i < WATCHES; i++) {
        const char *run;

        import(w, same);
        run = watch(w);
        right += keeps(w, run, "after") == afters[i] && keeps(w, run, "crowded") < 0;
        right += keeps(w, run, "crowd") == SAME + 1 + (i < 4 ? i : 0);
    }
    tap_ok(right == 2 * WATCHES,
        "where one name might find more entries than are kept, all are screened");
}

/* What was made by a list goes with it. */
static void
list_erased(struct work *w)
{
    const char *path = index_path(w);
    const char *beside = work_format(w, "%s/main/base.archive", node_folder(n));
    bool was = inode(path) != 0 && inode(beside) != 0;

    NEED(w,
        sit(w, n, "show",
            work_format(w, "{\"id\":\"%s\",\"purpose\":\"work\"}",
                said(w, "items.0.run"))));
    NEED(w,
        sit(w, n, "erase",
            work_format(w, "{\"id\":\"%s\",\"reason\":\"R\"}",
                said(w, "parts.core.settings.rarity.0"))));
    tap_ok(was && inode(path) == 0 && inode(beside) == 0,
        "a list that words were weighed by takes it along");
    import(w, BELHADI);
    (void)watch(w);
    tap_ok(looked(4, 4) && inode(path) != 0, "all are screened by another then");
}

int
main(void)
{
    struct work *w = sit_start(&n);
    struct verified count;

    NEED(w, screen_start(w));
    put_file(at(w, "names.csv"), NAMES, sizeof(NAMES) - 1);
    NEED(w,
        sit(w, n, "watch add",
            work_format(w,
                "{\"file\":\"%s\",\"class\":\"vendor\",\"retain\":\"2027-01-01\"}",
                at(w, "names.csv"))));
    import(w, "");
    runs(w);
    settled(w);
    kept(w);
    base(w);
    gone(w);
    bounded(w);
    renewed(w);
    crowded(w);
    list_erased(w);
    tap_ok(node_verify(n, w, true, NULL, NULL, &count), "all of it verifies");
    return sit_end(w, n);
}
