/*
 * Two records that one author signed under one id and version: the headers prove it to anyone,
 * changed anywhere they prove nothing, and they are given to those who ask and may know.
 */
#include "engines/exchange/proof.h"

static bool
proves_two(struct json *proof)
{
    struct work *own = work_open(&sim_os);
    struct identity author;
    struct equivocation e;
    bool good = equivocation_read(own, written(proof), &e) &&
        identity_read(own, e.identity, &author) && equivocation_check(own, &e, &author);

    work_close(own);
    return good;
}

/* eu signs two matters under one id for un, which is to say so. */
static struct json *
two_contents(const char **file)
{
    struct json *answer;
    struct record *a, *b;
    struct forged f;

    a = forge_make(w,
        &(struct forged_record){.author = t.eu,
            .kind = "matter/1",
            .parts = matter_parts(&t, "{\"core\":{\"title\":" TEXT("One") "}}")});
    b = forge_make(w,
        &(struct forged_record){.author = t.eu,
            .kind = "matter/1",
            .parts = matter_parts(&t, "{\"core\":{\"title\":" TEXT("Two") "}}"),
            .id = &a->id});
    forge_start(w, t.eu, t.un, &f);
    forge_record(&f, a);
    forge_record(&f, b);
    forge_note(&f);
    NEED(w, tell(t.eu, t.un, "push", forge_write(&f)) == FAULT_NONE);
    *file = at(w, "two.json");
    answer =
        sim_do(w, t.un, "proof", "{\"id\":\"%s\",\"equivocation\":true,\"out\":\"%s\"}",
            stage_id(w, &(struct stored){.id = a->id}), *file);
    return read_proof(json_get(answer, "text")->text);
}

/* How many findings are of a record that was signed twice. */
static size_t
found_by_doctor(struct sim *s)
{
    const struct json *list = json_get(sim_do(w, s, "doctor", "{}"), "findings");
    size_t count = 0;

    for (const struct json *i = list->first; i != NULL; i = i->next)
        count += strstr(sim_text(w, i, "text"), "was signed twice") != NULL;
    return count;
}

static void
equivocation(void)
{
    struct json *proof, *p;
    const char *file;
    struct bytes text;

    t = stage_open(w, 1000);
    sim_do(w, t.eu, "sync", "{\"org\":\"un\"}");
    tap_ok(strcmp(sim_refused(w, t.un, "proof", "{\"id\":\"%s\",\"equivocation\":true}",
                      t.evidence_id),
               "missing") == 0,
        "of what was signed once there is no such proof");
    proof = two_contents(&file);
    text = written(proof);
    tap_ok(proves_two(proof) && text.len <= EQUIVOCATION_MAX,
        "two records under one id: the headers prove it, in %zu bytes", text.len);
    sim_do(w, t.court, "verify fork", "{\"file\":\"%s\",\"root\":\"%s\"}", file,
        t.eu->hex);
    tap_ok(strcmp(sim_refused(w, t.court, "verify fork",
                      "{\"file\":\"%s\",\"root\":\"%s\"}", file, t.un->hex),
               "corrupt") == 0,
        "about whom is compared");
    p = read_proof(text);
    swap(p, "headers");
    swap(p, "proofs");
    tap_ok(!proves_two(p), "in the other order it is not read");
    p = read_proof(text);
    swap(p, "proofs");
    tap_ok(!proves_two(p), "with each other's proofs it does not hold");
    p = read_proof(text);
    set(json_get(p, "headers")->first, "version", json_integer(w, 2));
    tap_ok(!proves_two(p), "nor of two versions");
    p = read_proof(text);
    set(p, "identity", read_proof(node_identity(t.evil->node)->text));
    tap_ok(!proves_two(p), "nor by another's keys");
    for (size_t i = 0; i < 2; i++) {
        p = read_proof(text);
        set(i == 0 ? json_get(p, "headers")->first : json_get(p, "headers")->last, "kind",
            json_string(w, "matter/2"));
        tap_ok(!proves_two(p), "nor with another header");
    }
    tap_ok(sim_each(w, t.un, "fork/1", NULL, NULL) == 0, "it is told to nobody");
    tap_ok(found_by_doctor(t.un) == 1 && found_by_doctor(t.court) == 0,
        "but to un's administrator, once");
}

int
main(void)
{
    w = sim_start();
    equivocation();
    sim_end();
    work_close(w);
    return tap_end();
}
