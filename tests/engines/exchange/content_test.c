/*
 * Content between partners: every size, pulled and pushed, taken up again after the line
 * broke at any message; damaged on disk, asked by the wrong one, erased.
 */
#include "engines/exchange/hostile.h"

#include <errno.h>

#define MIB ((size_t)1024 * 1024)

struct file_shared {
    const char *path, *id;
    struct stored_blob blob; /* where it came to */
};

static struct file_shared
share_file(struct stage *t, const char *name, size_t len)
{
    struct work *w = t->w;
    struct file_shared f = {.path = at(w, "%s", name)};
    uint8_t *bytes = malloc(len + 1);

    for (size_t i = 0; i < len; i++)
        bytes[i] = (uint8_t)(chance(256));
    put_file(f.path, bytes, len);
    free(bytes);
    f.id = sim_text(w,
        sim_do(w, t->eu, "ingest",
            "{\"path\":[\"%s\"],\"tlp\":\"amber\","
            "\"purpose\":[\"test\"]}",
            f.path),
        "items.0.id");
    stage_share(t, t->eu, t->un, f.id);
    return f;
}

static void
tree_of(struct stage *t, const struct file_shared *f, struct hash *out)
{
    struct stored of = sim_find(t->w, t->eu, f->id);
    struct stored_part vault;
    struct json *value;

    NEED(t->w,
        store_part(node_store(t->eu->node), t->w, &of, "vault", &vault) &&
            json_read(t->w, vault.body, &json_record, &value) &&
            json_need_hash(t->w, value, "tree", out));
}

static bool
blob_at(struct stage *t, struct sim *s, const struct file_shared *f,
    struct stored_blob *out)
{
    struct hash tree;
    bool here;

    tree_of(t, f, &tree);
    here = store_blob(node_store(s->node), t->w, &tree, out) && out->pack != 0;
    work_clear(t->w);
    return here;
}

/* Is it at un, byte for byte? */
static bool
came(struct stage *t, const struct file_shared *f)
{
    static int number;
    const char *got = at(t->w, "got-%d", number++);
    struct json *answer;
    bool same = sim_try(t->w, t->un, "show",
        work_format(t->w, "{\"id\":\"%s\",\"purpose\":\"test\",\"content\":\"%s\"}",
            f->id, got),
        &answer);

    work_clear(t->w);
    same = same && bytes_equal(get_file(t->w, got), get_file(t->w, f->path));
    unlink(got);
    return same;
}

/* Does that node have a key to the content? */
static bool
opens(struct stage *t, struct sim *s, const struct file_shared *f)
{
    struct stored_blob blob;
    struct hash tree, key;
    bool yes;

    tree_of(t, f, &tree);
    yes = store_blob(node_store(s->node), t->w, &tree, &blob) &&
        store_blob_key(node_store(s->node), t->w, &blob, &key);
    work_clear(t->w);
    return yes;
}

static const char *
coming(struct stage *t, const struct file_shared *f)
{
    struct hash tree;
    struct bytes hex;

    tree_of(t, f, &tree);
    NEED(t->w, hex_write(t->w, hash_bytes(&tree), &hex));
    return work_format(t->w, "%s/main/vault/%.*s.coming", t->un->folder, (int)hex.len,
        (const char *)hex.at);
}

/* ---- Sizes, both ways ----------------------------------------------------------------------- */

static void
sizes(struct stage *t, struct sim *caller, struct sim *other)
{
    static const size_t lengths[] = {0, 1, MIB - 1, MIB, MIB + 1, 5 * MIB};
    struct file_shared files[COUNT_OF(lengths)];

    for (size_t i = 0; i < COUNT_OF(lengths); i++)
        files[i] = share_file(t, "sized", lengths[i]);
    sim_do(t->w, caller, "sync", "{\"org\":\"%s\"}", other->handle);
    put_file(at(t->w, "sized"), "", 0);
    for (size_t i = 0; i < COUNT_OF(lengths); i++) {
        struct stored_blob blob;

        tap_ok(blob_at(t, t->un, &files[i], &blob) &&
                store_blob_verify(node_store(t->un->node), t->w, &blob),
            "%zu bytes came when %s called", lengths[i], caller->handle);
    }
    tap_ok(sim_holds(t->w, t->un), "all holds");
}

/* ---- Broken lines ------------------------------------------------------------------------------ */

/* Sync again and again, the line breaking at one message later each time. */
static void
resumed(struct stage *t, struct sim *caller, struct sim *other, bool after)
{
    struct file_shared f = share_file(t, "resumed", 3 * MIB + 5);
    const char *args = work_format(t->w, "{\"org\":\"%s\"}", other->handle);
    unsigned long most = 0;
    long broken = 0;

    sim_break_after = after;
    for (long n = 1; n < 200; n++) {
        struct json *answer;
        unsigned long before = sim_messages;
        bool good;

        sim_break_at = n;
        good = sim_try(t->w, caller, "sync", args, &answer);
        work_clear(t->w);
        if (good && sim_break_at > 0)
            break;
        broken++;
        most = sim_messages - before > most ? sim_messages - before : most;
        sim_reopen(t->w, t->un);
    }
    sim_break_at = 0;
    tap_ok(broken > 4 && came(t, &f),
        "taken up again after %ld lines broke %s the other acted, %s calling", broken,
        after ? "after" : "before", caller->handle);
    tap_ok(!is_there(coming(t, &f)) && sim_holds(t->w, t->un), "nothing is left over");
}

/* What had come and was damaged on disk is found out, and asked for again. */
static void
damaged(struct stage *t, const char *how)
{
    struct file_shared f = share_file(t, "damaged", 3 * MIB);
    const char *path = coming(t, &f);
    struct json *answer;
    int tries = 0, fd;

    for (long n = 4; n < 60 && !is_there(path); n++) {
        sim_break_at = n;
        sim_break_after = true;
        (void)!sim_try(t->w, t->un, "sync", "{\"org\":\"eu\"}", &answer);
        work_clear(t->w);
    }
    sim_break_at = 0;
    NEED(t->w, is_there(path) && (fd = open(path, O_RDWR)) >= 0);
    if (strcmp(how, "flipped") == 0)
        NEED(t->w, pwrite(fd, "damage", 6, 1000) == 6);
    else if (strcmp(how, "too long") == 0)
        NEED(t->w, ftruncate(fd, (off_t)(40 * MIB)) == 0);
    else
        NEED(t->w, ftruncate(fd, 10) == 0);
    close(fd);
    while (tries < 3 && !sim_try(t->w, t->un, "sync", "{\"org\":\"eu\"}", &answer)) {
        tap_ok(work_fault(t->w) == FAULT_CORRUPT, "%s: the damage is told", how);
        work_clear(t->w);
        tries++;
    }
    tap_ok(tries < 3 && came(t, &f) && sim_holds(t->w, t->un),
        "a coming file that was %s is made good", how);
}

/* ---- Who may ask -------------------------------------------------------------------------------- */

static struct bytes
ask_for(struct work *w, const struct hash *tree, int64_t piece)
{
    struct json *ask = json_object(w);
    struct bytes text;

    if (piece >= 0)
        json_put(ask, "piece", json_integer(w, piece));
    json_put(ask, "tree", json_hex(w, hash_bytes(tree)));
    NEED(w, json_write(w, ask, &text));
    return text;
}

static const char *
told(struct stage *t, struct sim *from, struct sim *to, const char *verb,
    struct bytes body)
{
    struct work *w = work_open(&sim_os);
    struct bytes reply;
    const char *why =
        exchange_answer(to->node, w, &from->id, bytes_of(verb), body, &reply)
        ? "given"
        : work_format(t->w, "%s: %s", fault_face(work_fault(w))->name, work_why(w));

    work_close(w);
    return why;
}

static void
not_theirs(struct stage *t)
{
    struct work *w = t->w;
    struct file_shared f = share_file(t, "private", 2000);
    struct hash tree, none = forge_random(w);
    struct buffer give = buffer_open(w, 4096);
    struct bytes body;

    sim_do(w, t->eu, "sync", "{\"org\":\"un\"}");
    tree_of(t, &f, &tree);
    tap_ok(strcmp(told(t, t->un, t->eu, "piece", ask_for(w, &tree, 0)), "given") == 0 &&
            strcmp(told(t, t->un, t->eu, "pieces", ask_for(w, &tree, -1)), "given") == 0,
        "un gets what it was given");
    for (int i = 0; i < 2; i++) {
        const char *verb = i == 0 ? "pieces" : "piece";
        const char *theirs = told(t, t->court, t->un, verb, ask_for(w, &tree, i - 1));
        const char *nothing = told(t, t->court, t->un, verb, ask_for(w, &none, i - 1));

        tap_ok(strncmp(theirs, "missing", 7) == 0 && strcmp(theirs, nothing) == 0,
            "to the court un's %s of eu's sound like any that is not there", verb);
    }
    tap_ok(strncmp(told(t, t->un, t->eu, "piece", ask_for(w, &tree, 1)), "given", 5) !=
                0 &&
            strncmp(told(t, t->un, t->eu, "piece", ask_for(w, &tree, JSON_INTEGER_MAX)),
                "given", 5) != 0,
        "there is no piece behind the last");
    buffer_add(&give, hash_bytes(&tree));
    buffer_u64(&give, 0);
    buffer_text(&give, "other bytes");
    NEED(w, buffer_bytes(&give, &body));
    refuses(w, t->court, t->un, "give", body, FAULT_MISSING,
        "the court gives what it never named");
    refuses(w, t->court, t->un, "give-pieces", body, FAULT_MISSING,
        "and its piece hashes");
}

/* Bytes given in place of what was promised. */
static void
wrong_bytes(struct stage *t)
{
    struct work *w = t->w;
    struct file_shared f = share_file(t, "wrong", MIB + 100);
    struct stored_blob blob;
    struct hash tree;
    struct buffer give, piece;
    struct bytes hashes, first, body;

    sim_break_at = 4; /* hello, push, and then the line is gone */
    sim_break_after = false;
    (void)!sim_try(w, t->eu, "sync", "{\"org\":\"un\"}", &(struct json *){NULL});
    work_clear(w);
    sim_break_at = 0;
    tree_of(t, &f, &tree);
    NEED(w,
        store_blob(node_store(t->eu->node), w, &tree, &blob) &&
            store_blob_pieces(node_store(t->eu->node), w, &blob, &hashes) &&
            store_blob_piece(node_store(t->eu->node), w, &blob, 0, &first));
    give = buffer_open(w, SIZE_MAX / 2);
    buffer_add(&give, hash_bytes(&tree));
    buffer_add(&give, hashes);
    NEED(w, buffer_bytes(&give, &body));
    piece = buffer_open(w, SIZE_MAX / 2);
    buffer_add(&piece, hash_bytes(&tree));
    buffer_u64(&piece, 0);
    buffer_add(&piece, first);
    NEED(w, buffer_bytes(&piece, &first));
    refuses(w, t->eu, t->un, "give", first, FAULT_CONFLICT, "a piece before its hashes");
    refuses_flips(w, t->eu, t->un, "give-pieces", body, 60, false, "piece hashes");
    refuses_cuts(w, t->eu, t->un, "give-pieces", body, 20, "piece hashes");
    tap_ok(tell(t->eu, t->un, "give-pieces", body) == FAULT_NONE,
        "the right hashes are taken");
    refuses_flips(w, t->eu, t->un, "give", first, 60, false, "a piece");
    refuses_cuts(w, t->eu, t->un, "give", first, 20, "a piece");
    sim_do(w, t->eu, "sync", "{\"org\":\"un\"}");
    tap_ok(came(t, &f), "and the honest content comes");
}

/* ---- Large ------------------------------------------------------------------------------------- */

static int
no_rename(const char *from, const char *to)
{
    (void)from;
    (void)to;
    errno = EIO;
    return -1;
}

/* What is large stays in the file that it came in, which becomes a pack: also where the program
 * ends just before. */
static void
large(struct stage *t)
{
    struct work *w = t->w;
    struct file_shared one = share_file(t, "large", 9 * MIB), two, three;
    struct stored_blob before, blob;

    sim_do(w, t->un, "sync", "{\"org\":\"eu\"}");
    tap_ok(came(t, &one) && blob_at(t, t->un, &one, &before) && before.at == 0 &&
            !is_there(coming(t, &one)),
        "large content is a pack");
    two = share_file(t, "larger", 10 * MIB);
    sim_os.rename = no_rename;
    tap_ok(strcmp(sim_refused(w, t->un, "sync", "{\"org\":\"eu\"}"), "io") == 0 &&
            is_there(coming(t, &two)),
        "its file cannot be renamed");
    (void)!sim_try(w, t->un, "new",
        "{\"kind\":\"matter\",\"set\":[\"core.title=[{\\\"lang\\\":\\\"en\\\","
        "\\\"text\\\":\\\"X\\\"}]\"]}",
        &(struct json *){NULL});
    tap_ok(work_fault(w) == FAULT_IO, "then nothing is written any more");
    work_clear(w);
    sim_os.rename = os_real.rename;
    sim_reopen(w, t->un);
    tap_ok(blob_at(t, t->un, &two, &blob) && blob.pack == before.pack + 1 &&
            opens(t, t->un, &two) && !is_there(coming(t, &two)),
        "started again, it is there");
    three = share_file(t, "small again", 70000);
    sim_do(w, t->un, "sync", "{\"org\":\"eu\"}");
    tap_ok(came(t, &three) && blob_at(t, t->un, &three, &before) &&
            before.pack == blob.pack && opens(t, t->un, &two) && sim_holds(w, t->un),
        "and what is small goes behind it");
}

/* ---- Gone ------------------------------------------------------------------------------------------ */

/* Recalled: gone at the holder, the content and what of it was still coming. */
static void
recalled(struct stage *t)
{
    struct work *w = t->w;
    struct file_shared whole = share_file(t, "recalled", 100000), part;
    struct stored_blob blob;

    sim_do(w, t->eu, "sync", "{\"org\":\"un\"}");
    tap_ok(came(t, &whole), "it came");
    part = share_file(t, "part", 3 * MIB);
    for (long n = 4; n < 60 && !is_there(coming(t, &part)); n++) {
        sim_break_at = n;
        sim_break_after = true;
        (void)!sim_try(w, t->un, "sync", "{\"org\":\"eu\"}", &(struct json *){NULL});
        work_clear(w);
    }
    sim_break_at = 0;
    sim_do(w, t->eu, "recall", "{\"id\":\"%s\",\"reason\":\"over\"}", whole.id);
    sim_do(w, t->eu, "recall", "{\"id\":\"%s\",\"reason\":\"over\"}", part.id);
    sim_do(w, t->eu, "sync", "{\"org\":\"un\"}");
    tap_ok(!sim_has_part(w, t->un, whole.id, "content") && !opens(t, t->un, &whole) &&
            strcmp(sim_states(w, t->eu, t->un, whole.id), "erased") == 0,
        "recalled, it is gone at un, which says so");
    tap_ok(!sim_has_part(w, t->un, part.id, "content") && !opens(t, t->un, &part) &&
            strcmp(sim_states(w, t->eu, t->un, part.id), "erased") == 0,
        "also what had not come wholly");
    sim_do(w, t->un, "sync", "{\"org\":\"eu\"}");
    tap_ok(!blob_at(t, t->un, &part, &blob) && !is_there(coming(t, &part)),
        "it is not asked for again, and no bytes of it lie about");
    tap_ok(sim_waits(w, t->eu, "recalls_open") == 0, "no recall is open");
}

/* Erased at its owner before it came: the partner goes on without it. */
static void
never_came(struct stage *t)
{
    struct work *w = t->w;
    struct file_shared gone = share_file(t, "never", 50000), next;

    sim_break_at = 4;
    sim_break_after = false;
    (void)!sim_try(w, t->eu, "sync", "{\"org\":\"un\"}", &(struct json *){NULL});
    work_clear(w);
    sim_break_at = 0;
    sim_do(w, t->eu, "erase", "{\"id\":\"%s\",\"reason\":\"a mistake\"}", gone.id);
    next = share_file(t, "next", 50000);
    sim_do(w, t->eu, "sync", "{\"org\":\"un\"}");
    sim_do(w, t->un, "sync", "{\"org\":\"eu\"}");
    tap_ok(came(t, &next) && !came(t, &gone),
        "content that its owner erased keeps no other from coming");
}

int
main(void)
{
    struct work *w = sim_start();
    struct stage t;

    chance_start();
    t = stage_open(w, 2000);
    sizes(&t, t.eu, t.un);
    sizes(&t, t.un, t.eu);
    resumed(&t, t.eu, t.un, false);
    resumed(&t, t.eu, t.un, true);
    resumed(&t, t.un, t.eu, false);
    resumed(&t, t.un, t.eu, true);
    damaged(&t, "flipped");
    damaged(&t, "too long");
    damaged(&t, "cut");
    not_theirs(&t);
    wrong_bytes(&t);
    large(&t);
    recalled(&t);
    never_came(&t);
    for (size_t i = 0; i < sim_count; i++)
        tap_ok(sim_holds(w, &sims[i]), "%s verifies", sims[i].handle);
    sim_end();
    work_close(w);
    return tap_end();
}
