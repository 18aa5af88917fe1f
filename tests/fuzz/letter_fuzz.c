/*
 * letter_fuzz: what comes by hand -- letters to a guest, its answers to a node, files of keys.
 *
 * The first byte of an input says what it is.  In what follows, $ and a letter stand for what
 * nobody could guess: identity documents and signed records.  A letter that is read must hold
 * exactly what its delivery names; at the node nothing ever enters, and what is refused
 * says why.
 *
 * With -DPLANTED_BUG a letter may end before all that its delivery names has come.
 *
 *     fuzz-edges: 1400
 *     fuzz-value-profile: 0
 */
#include "engines/exchange/guest.h"
#include "fuzz/standing.h"

int LLVMFuzzerInitialize(int *argc, char ***argv);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
size_t LLVMFuzzerMutate(uint8_t *data, size_t size, size_t max);
size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t max, unsigned seed);

static struct work *stage;
static struct sim *eu;
static int64_t records;

/* Its identities and records, each under a letter of its own. */
static void
mean_file(const char *file, const char *identities, const char *of_records)
{
    const struct json_limits limits = {.size = LETTER_MAX, .depth = 40};
    struct bytes text;
    struct json *all;

    NEED(stage, json_read(stage, get_file(stage, file), &limits, &all));
    for (const struct json *i = json_get(all, "identities")->first;
         i != NULL && *identities != '\0'; i = i->next) {
        NEED(stage, json_write(stage, i, &text));
        stand(*identities++, text);
    }
    for (const struct json *r = json_get(all, "records")->first;
         r != NULL && *of_records != '\0'; r = r->next) {
        NEED(stage, json_write(stage, r, &text));
        stand(*of_records++, text);
    }
}

/* eu gives a guest two commitments, and the guest answers one of them. */
int
LLVMFuzzerInitialize(int *argc, char ***argv)
{
    struct guest_org ngo;
    const char *one, *two;

    (void)argc;
    (void)argv;
    stage = sim_start();
    eu = sim_new(stage, "eu", 1);
    ngo = guest_new(stage, "ngo");
    guest_pin(stage, eu, &ngo, "ngo");
    one = guest_out(stage, eu, "ngo", guest_commitment(stage, eu, ngo.hex));
    two = guest_out(stage, eu, "ngo", guest_commitment(stage, eu, ngo.hex));
    mean_file(one, "D", "ABC");
    mean_file(two, "", "VWX");
    mean_file(guest_sign(stage, &ngo, one, ""), "U", "MR");
    records = fixture_count(stage, eu->node);
    return 0;
}

/* ---- Changing an input ------------------------------------------------------------------------ */

/* Where the n-th sign stands that stands for a whole text, of as many as there are; ${size}:
 * there is none. */
static size_t
sign_at(const uint8_t *data, size_t size, size_t n)
{
    size_t count = 0;

    for (size_t i = 0; i + 1 < size; i++)
        count += data[i] == '$';
    n = count > 0 ? n % count + 1 : 0;
    for (size_t i = 0; i + 1 < size && n > 0; i++)
        if (data[i] == '$' && --n == 0)
            return i;
    return size;
}

/* Bytes are changed as ever; mostly, what stands for a whole text goes, comes again, or
 * another comes in its place. */
size_t
LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t max, unsigned seed)
{
    size_t at_sign = sign_at(data, size, seed / 64);
    size_t len = at_sign + 2 < size && data[at_sign + 2] == ',' ? 3 : 2;

    if (at_sign == size || seed % 8 == 0)
        return LLVMFuzzerMutate(data, size, max);
    switch (seed / 8 % 3) {
    case 0: /* with the comma on one of its sides */
        if (len == 2 && at_sign > 0 && data[at_sign - 1] == ',') {
            at_sign--;
            len = 3;
        }
        memmove(data + at_sign, data + at_sign + len, size - at_sign - len);
        return size - len;
    case 1:
        if (len < 3 || size + len > max)
            break;
        memmove(data + at_sign + len, data + at_sign, size - at_sign);
        return size + len;
    default:
        data[at_sign + 1] = (uint8_t)standing[seed / 1024 % standing_count].letter;
        return size;
    }
    return LLVMFuzzerMutate(data, size, max);
}

/* ---- One input ------------------------------------------------------------------------------- */

/* A refusal has a reason of a kind that bytes can cause. */
static void
refusal(struct work *w)
{
    HOLDS(work_fault(w) != FAULT_NONE && work_fault(w) != FAULT_IO);
    HOLDS(work_why(w)[0] != '\0');
    work_clear(w);
}

static void
letter(struct work *w, struct bytes text)
{
    struct guest_asked asked;
    struct letter l;

    if (!guest_asked_read(w, text, &asked)) {
        refusal(w);
        return;
    }
    HOLDS(letter_read(w, text, &l));
    HOLDS(l.count ==
        json_get(record_part(l.records[0], "core")->value, "items")->count + 1);
    HOLDS(asked.at.record == NULL ||
        hash_equal(&asked.at.record->hash, &l.records[1]->hash));
}

static void
answer(struct work *w, struct bytes text)
{
    struct guest_reply reply;

    if (!exchange_guest_read(eu->node, w, text, &reply))
        refusal(w);
    else
        HOLDS(!reply.known && reply.then.state.len > 0);
}

static void
keys(struct work *w, struct bytes text)
{
    struct guest_key key;
    struct bytes again;

    if (!guest_key_read(w, text, (struct bytes){0}, &key)) {
        refusal(w);
        return;
    }
    HOLDS(guest_key_write(w, &key, (struct bytes){0}, &again));
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct work *w = work_open(&sim_os);
    struct bytes text;

    HOLDS(w != NULL);
    if (size > 0) {
        text = filled(w, bytes_from(data + 1, size - 1));
        if (data[0] == 'l')
            letter(w, text);
        else if (data[0] == 'a')
            answer(w, text);
        else if (data[0] == 'k')
            keys(w, text);
    }
    work_close(w);
    w = work_open(&sim_os);
    HOLDS(fixture_count(w, eu->node) == records);
    work_close(w);
    return 0;
}
