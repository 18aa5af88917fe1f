/*
 * tlog_proof: c2sp.org/tlog-proof@v1, a file that proves by itself that an entry
 * is in a log which witnesses have seen.
 */
#include <inttypes.h>
#include <string.h>

#include "core/store/proof_text.h"

#define FIRST_LINE "c2sp.org/tlog-proof@v1"

/* ---- Reading and writing --------------------------------------------------- */

/* The rest of a line that begins with ${word}. */
static struct bytes
behind(struct bytes line, const char *word)
{
    return bytes_from(line.at + strlen(word), line.len - strlen(word));
}

/* The lines up to the hashes. */
static bool
head_read(struct work *w, struct bytes *rest, struct tlog_proof *p)
{
    struct bytes line;

    if (!proof_text_line(rest, &line) || !bytes_is(line, FIRST_LINE))
        return fail(w, FAULT_INVALID, "proof: does not begin with " FIRST_LINE);
    if (!proof_text_line(rest, &line))
        return fail(w, FAULT_INVALID, "proof: no index");
    if (bytes_start(line, "extra ")) {
        TRY(proof_text_base64(w, behind(line, "extra "), "proof: extra", &p->extra));
        if (p->extra.len == 0)
            return fail(w, FAULT_INVALID, "proof: extra is empty");
        if (!proof_text_line(rest, &line))
            return fail(w, FAULT_INVALID, "proof: no index");
    }
    if (!bytes_start(line, "index "))
        return fail(w, FAULT_INVALID, "proof: no index");
    return proof_text_number(w, behind(line, "index "), "proof: the index", &p->index);
}

/* The hashes, and the empty line behind them. */
static bool
path_read(struct work *w, struct bytes *rest, struct merkle_proof *out)
{
    struct hash *path = work_alloc(w, MERKLE_PROOF_MAX * sizeof(*path));
    struct bytes line;
    size_t count = 0;

    if (path == NULL)
        return false;
    for (;;) {
        if (!proof_text_line(rest, &line))
            return fail(w, FAULT_INVALID, "proof: no empty line before the checkpoint");
        if (line.len == 0)
            break;
        if (count == MERKLE_PROOF_MAX)
            return fail(w, FAULT_INVALID, "proof: more than %d hashes", MERKLE_PROOF_MAX);
        TRY(proof_text_hash(w, line, "proof: a line of the path", &path[count]));
        count++;
    }
    *out = (struct merkle_proof){.at = path, .count = count};
    return true;
}

bool
tlog_proof_read(struct work *w, struct bytes from, struct tlog_proof *out)
{
    struct tlog_proof p = {.index = 0};
    struct bytes rest = from;

    if (from.len > TLOG_PROOF_MAX)
        return fail(w, FAULT_INVALID, "proof: larger than %d bytes", TLOG_PROOF_MAX);
    TRY(head_read(w, &rest, &p));
    TRY(path_read(w, &rest, &p.path));
    p.checkpoint = rest;
    TRY(note_read(w, p.checkpoint, &p.note));
    TRY(checkpoint_read(w, p.note.text, &p.head));
    *out = p;
    return true;
}

bool
tlog_proof_write(struct work *w, const struct tlog_proof *p, struct bytes *out)
{
    struct buffer b = buffer_open(w, TLOG_PROOF_MAX);
    struct tlog_proof again;
    struct bytes text;

    buffer_text(&b, FIRST_LINE "\n");
    if (p->extra.len > 0) {
        TRY(base64_write(w, p->extra, &text));
        buffer_text(&b, "extra ");
        buffer_add(&b, text);
        buffer_byte(&b, '\n');
    }
    buffer_format(&b, "index %" PRIu64 "\n", p->index);
    for (size_t i = 0; i < p->path.count; i++) {
        TRY(base64_write(w, hash_bytes(&p->path.at[i]), &text));
        buffer_add(&b, text);
        buffer_byte(&b, '\n');
    }
    buffer_byte(&b, '\n');
    buffer_add(&b, p->checkpoint);
    TRY(buffer_bytes(&b, &text));
    TRY(tlog_proof_read(w, text, &again));
    *out = text;
    return true;
}

/* ---- Checking -------------------------------------------------------------- */

/* A cosignature does not say whose name it was made in, so one key under two
 * names is still one witness. */
static bool
seen_before(const struct tlog_trust *trust, const struct note *n, size_t which)
{
    for (size_t i = 0; i < which; i++)
        if (hash_equal(&trust->witnesses[i].public, &trust->witnesses[which].public) &&
            note_names(n, &trust->witnesses[i]))
            return true;
    return false;
}

static bool
witnesses_check(struct work *w, const struct note *n, const struct tlog_trust *trust)
{
    size_t good = 0;

    for (size_t i = 0; i < trust->count; i++) {
        uint64_t seconds;

        if (!note_names(n, &trust->witnesses[i]))
            continue;
        TRY(checkpoint_cosigned(w, n, &trust->witnesses[i], &seconds));
        if (!seen_before(trust, n, i))
            good++;
    }
    if (good < trust->quorum)
        return fail(w, FAULT_CORRUPT, "cosigned by %zu known witnesses, %zu are needed",
            good, trust->quorum);
    return true;
}

bool
tlog_proof_check(struct work *w, const struct tlog_proof *p, const struct hash *leaf,
    const struct tlog_trust *trust)
{
    struct checkpoint head;
    struct note n;

    /* Read again: what counts are the signed bytes. */
    TRY(checkpoint_open(w, p->checkpoint, &trust->log, &head, &n));
    TRY(witnesses_check(w, &n, trust));
    return merkle_check_inclusion(w, leaf, p->index, head.size, &head.root, &p->path);
}
