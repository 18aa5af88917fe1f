/*
 * status: what came from partners and nobody read is listed in pages, each of it once, and counted
 * whole; what was read is listed no more.
 */
#include "engines/exchange/sim.h"

#define MANY 5

static bool
is_of(const char *const ids[], const struct json *id, unsigned *seen)
{
    for (unsigned i = 0; i < MANY; i++)
        if (bytes_is(id->text, ids[i]) && (*seen & 1u << i) == 0) {
            *seen |= 1u << i;
            return true;
        }
    return false;
}

/* How many pages it takes; 0: something is there twice, or is not there. */
static unsigned
turn_pages(struct work *w, struct sim *at, const char *const ids[], int64_t count)
{
    const char *after = "", *next;
    unsigned pages = 0, seen = 0;
    int64_t found = 0;

    do {
        struct json *answer = sim_do(w, at, "status", "{\"limit\":\"2\"%s}", after);
        const struct json *list = json_get(answer, "new_from_partners");

        if (json_get(answer, "new_from_partners_count")->integer != count ||
            list->count > 2)
            return 0;
        for (const struct json *i = list->first; i != NULL; i = i->next, found++)
            if (!is_of(ids, json_get(i, "id"), &seen))
                return 0;
        next = sim_text(w, answer, "new_from_partners_next");
        after = work_format(w, ",\"new-after\":\"%s\"", next);
        pages++;
    } while (*next != '\0' && pages < 9);
    return found == count ? pages : 0;
}

int
main(void)
{
    struct work *w = sim_start();
    struct sim *eu = sim_new(w, "eu", 1), *un = sim_new(w, "un", 11);
    const char *ids[MANY];

    sim_pin(w, eu, un, SIM_URL, "none");
    sim_pin(w, un, eu, SIM_URL, "none");
    for (int i = 0; i < MANY; i++) {
        ids[i] = sim_text(w,
            sim_do(w, eu, "new",
                "{\"kind\":\"matter\",\"set\":[\"core.title=M%d\"],\"tlp\":\"amber\"}",
                i),
            "id");
        sim_do(w, eu, "share", "{\"id\":[\"%s\"],\"to\":\"un\"}", ids[i]);
    }
    sim_do(w, eu, "sync", "{\"org\":\"un\"}");
    tap_ok(turn_pages(w, un, ids, MANY) == 3, "five that are new come in three pages");
    sim_do(w, un, "show", "{\"id\":\"%s\",\"purpose\":\"p\"}", ids[0]);
    tap_ok(turn_pages(w, un, ids, MANY - 1) == 2, "without the one that was read");
    tap_ok(turn_pages(w, eu, ids, 0) == 1, "and nothing is new where it comes from");
    tap_ok(strcmp(sim_refused(w, un, "status", "{\"new-after\":\"x\"}"), "usage") == 0,
        "a place is one that was named");
    sim_end();
    work_close(w);
    return tap_end();
}
