/*
 * note_fuzz: signed notes, checkpoints, proofs and keys from hostile bytes.  What
 * is read is written back the same; what is not read says why.
 *
 * With -DPLANTED_BUG the fourth signature of a note is lost when it is written, to
 * show that the fuzzer gets that far.
 *
 *     fuzz-edges: 400
 */
#include <stdlib.h>

#include "core/store/proofs.h"
#include "ground/crypt/crypt.h"

#define HOLDS(claim)  \
    do {              \
        if (!(claim)) \
            abort();  \
    } while (0)

/* A refusal has a reason of one of the two kinds that bytes can cause. */
static void
refusal(struct work *w)
{
    HOLDS(work_fault(w) == FAULT_INVALID || work_fault(w) == FAULT_CORRUPT);
    HOLDS(work_why(w)[0] != '\0');
    work_clear(w);
}

static void
one_note(struct work *w, struct bytes in)
{
    struct checkpoint c;
    struct bytes out;
    struct note n;

    if (!note_read(w, in, &n)) {
        refusal(w);
        return;
    }
#ifdef PLANTED_BUG
    if (n.count > 3)
        n.count = 3;
#endif
    HOLDS(note_write(w, &n, &out));
    HOLDS(bytes_equal(in, out));
    if (!checkpoint_read(w, n.text, &c)) {
        refusal(w);
        return;
    }
    HOLDS(checkpoint_write(w, &c, &out));
    HOLDS(bytes_equal(n.text, out));
}

static void
one_proof(struct work *w, struct bytes in)
{
    struct note_key key = {.type = NOTE_ED25519};
    struct tlog_trust trust = {.quorum = 0};
    struct tlog_proof p;
    struct bytes out;

    if (!tlog_proof_read(w, in, &p)) {
        refusal(w);
        return;
    }
    HOLDS(tlog_proof_write(w, &p, &out));
    HOLDS(bytes_equal(in, out));
    /* The log's key as its first signature names it: the check goes all the way to
     * the signature, and no further. */
    key.name = p.note.at[0].name;
    key.id = p.note.at[0].id;
    trust.log = key;
    HOLDS(!tlog_proof_check(w, &p, &merkle_empty, &trust));
    HOLDS(work_fault(w) == FAULT_CORRUPT);
    work_clear(w);
    if (!merkle_check_inclusion(w, &merkle_empty, p.index, p.head.size, &p.head.root,
            &p.path))
        refusal(w);
    if (!merkle_check_consistency(w, p.index, &merkle_empty, p.head.size, &p.head.root,
            &p.path))
        refusal(w);
}

static void
one_name(struct work *w, struct bytes in)
{
    struct note_key key;
    struct tlog_tile t;
    struct bytes out;

    if (note_key_read(w, in, &key)) {
        HOLDS(note_key_write(w, &key, &out));
        HOLDS(bytes_equal(in, out));
    } else {
        refusal(w);
    }
    if (tlog_tile_read(w, in, &t)) {
        HOLDS(tlog_tile_write(w, &t, &out));
        HOLDS(bytes_equal(in, out));
    } else {
        refusal(w);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct work *w = work_open(&os_real);

    HOLDS(w != NULL && crypt_start(w));
    one_note(w, bytes_from(data, size));
    one_proof(w, bytes_from(data, size));
    one_name(w, bytes_from(data, size));
    work_close(w);
    return 0;
}
