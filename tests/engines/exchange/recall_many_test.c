/*
 * Many recalls that come together are obeyed together, each as if it had come alone: what is held is
 * kept, content that another record names stays, what was made from something is spoken of; and the
 * disk is waited for a few times, not for each.
 */
#include "engines/exchange/recall.h"

#define PAPERS 60

static struct work *w;
static struct four f;

/* ---- How often the disk is waited for ---------------------------------------------------------- */

static unsigned synced;

static int
count_fdatasync(int fd)
{
    synced++;
    return os_real.fdatasync(fd);
}

/* ---- Records ------------------------------------------------------------------------------------- */

static const char *
photo(struct sim *s, const char *name, uint8_t seed)
{
    static uint8_t bytes[30000];

    for (size_t i = 0; i < sizeof(bytes); i++)
        bytes[i] = (uint8_t)(i * 7 + i / 251 + seed);
    put_file(at(w, "%s", name), bytes, sizeof(bytes));
    return sim_text(w,
        sim_do(w, s, "ingest",
            "{\"path\":[\"%s\"],\"tlp\":\"amber\",\"purpose\":[\"work\"]}",
            at(w, "%s", name)),
        "items.0.id");
}

/* Can its content be opened there? */
static bool
opens(struct sim *s, const char *id)
{
    struct stored of = sim_find(w, f.eu, id);
    struct stored_part vault;
    struct json *value;
    struct stored_blob blob;
    struct hash tree, key;
    bool yes;

    if (!store_part(node_store(f.eu->node), w, &of, "vault", &vault)) {
        work_clear(w);
        return false;
    }
    NEED(w,
        json_read(w, vault.body, &json_record, &value) &&
            json_need_hash(w, value, "tree", &tree));
    yes = store_blob(node_store(s->node), w, &tree, &blob) &&
        store_blob_key(node_store(s->node), w, &blob, &key);
    work_clear(w);
    return yes;
}

static size_t
count_of(struct sim *s, const char *kind)
{
    int64_t after = 0;
    size_t count = 0;
    bool have = true;

    while (have) {
        struct stored one;

        NEED(w, store_next(node_store(s->node), w, after, bytes_of(kind), &one, &have));
        after = one.no;
        count += have;
    }
    return count;
}

static const char *
text_id(const struct uuid *id)
{
    struct bytes text;
    const char *out;

    NEED(w, uuid_write(w, id, &text) && work_string(w, text, &out));
    return out;
}

/* ---- The claims -------------------------------------------------------------------------------------- */

static void
together(void)
{
    const char *papers[PAPERS], *held, *twin[2], *alone, *made;
    struct undecided *open;
    size_t gone = 0, said = 0, open_count;
    unsigned before;

    for (int i = 0; i < PAPERS; i++) {
        papers[i] = paper(w, f.eu, work_format(w, "Paper %d", i), "");
        sim_do(w, f.eu, "share", "{\"id\":[\"%s\"],\"to\":\"un\"}", papers[i]);
    }
    twin[0] = photo(f.eu, "twin-a", 1);
    twin[1] = photo(f.eu, "twin-b", 1);
    alone = photo(f.eu, "alone", 2);
    sim_do(w, f.eu, "share", "{\"id\":[\"%s\",\"%s\",\"%s\"],\"to\":\"un\"}", twin[0],
        twin[1], alone);
    meet(w, f.un, f.eu);
    held = papers[PAPERS / 2];
    sim_do(w, f.un, "hold", "{\"id\":\"%s\",\"reason\":\"judicial-use\"}", held);
    made = paper(w, f.un, "From it",
        work_format(w, ",\"link\":[\"derived-from=%s\"]", papers[3]));
    tap_ok(opens(f.un, twin[0]) && opens(f.un, alone), "content is there");

    for (int i = 0; i < PAPERS; i++)
        call_back(w, f.eu, papers[i]);
    call_back(w, f.eu, papers[5]); /* once more */
    call_back(w, f.eu, twin[0]);
    call_back(w, f.eu, alone);
    before = synced;
    meet(w, f.un, f.eu);
    before = synced - before;
    for (int i = 0; i < PAPERS; i++) {
        gone += !sim_has_part(w, f.un, papers[i], "core");
        said += strcmp(sim_states(w, f.eu, f.un, papers[i]), "erased") == 0;
    }
    tap_ok(gone == PAPERS - 1 && said == PAPERS - 1 &&
            sim_has_part(w, f.un, held, "core"),
        "of %d recalled together %zu are gone, %zu are said to be, and what is held is "
        "kept",
        PAPERS, gone, said);
    tap_is_text(bytes_of(sim_states(w, f.eu, f.un, held)), "kept", "which is said");
    tap_ok(count_of(f.un, "erasure/1") == PAPERS - 1 + 2,
        "each has a record of its own: %zu", count_of(f.un, "erasure/1"));
    tap_ok(opens(f.un, twin[1]) && !opens(f.un, alone),
        "content that another record names stays, and no other");
    tap_ok(before < 150, "the disk was waited for %u times", before);
    NEED(w, exchange_undecided(f.un->node, w, &open, &open_count));
    tap_ok(open_count == 1 && strcmp(text_id(&open[0].item.id), made) == 0,
        "what was made from one waits for a decision, and is spoken of");
    call_back(w, f.eu, twin[1]);
    meet(w, f.un, f.eu);
    tap_ok(!opens(f.un, twin[1]), "recalled too, it is gone");
    for (size_t i = 0; i < sim_count; i++)
        tap_ok(sim_holds(w, &sims[i]), "%s verifies", sims[i].handle);
    sim_reopen(w, f.un);
    tap_ok(sim_holds(w, f.un) && !sim_has_part(w, f.un, papers[0], "core"),
        "opened again it is so");
}

int
main(void)
{
    w = sim_start();
    sim_os.fdatasync = count_fdatasync;
    f = four_open(w);
    together();
    sim_end();
    work_close(w);
    return tap_end();
}
