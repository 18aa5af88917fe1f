/*
 * proof_text: the pieces that notes, checkpoints and proofs are read with.
 */
#include <string.h>

#include "core/store/proof_text.h"

bool
proof_text_instead(struct work *w, enum fault kind, const char *why)
{
    enum fault was = work_fault(w);

    if (was == FAULT_INVALID || was == FAULT_CORRUPT)
        work_clear(w);
    return fail(w, kind, "%s", why);
}

bool
proof_text_check(struct work *w, struct bytes text, const char *what)
{
    if (text.len == 0 || text.at[text.len - 1] != '\n')
        return fail(w, FAULT_INVALID, "%s: does not end in a newline", what);
    for (size_t i = 0; i < text.len; i++)
        if (text.at[i] < 0x20 && text.at[i] != '\n')
            return fail(w, FAULT_INVALID, "%s: control character at byte %zu", what, i);
    if (!utf8_valid(text))
        return fail(w, FAULT_INVALID, "%s: not UTF-8", what);
    return true;
}

bool
proof_text_line(struct bytes *rest, struct bytes *line)
{
    const uint8_t *end;

    if (rest->len == 0 || (end = memchr(rest->at, '\n', rest->len)) == NULL)
        return false;
    *line = bytes_from(rest->at, (size_t)(end - rest->at));
    *rest = bytes_from(end + 1, rest->len - line->len - 1);
    return true;
}

bool
proof_text_base64(struct work *w, struct bytes line, const char *what, struct bytes *out)
{
    const char *why = work_format(w, "%s is not base64", what);

    if (why == NULL)
        return false;
    if (!base64_read(w, line, out))
        return proof_text_instead(w, FAULT_INVALID, why);
    return true;
}

bool
proof_text_hash(struct work *w, struct bytes line, const char *what, struct hash *out)
{
    struct bytes raw;

    if (line.len != 44)
        return fail(w, FAULT_INVALID, "%s is not a hash in base64", what);
    TRY(proof_text_base64(w, line, what, &raw));
    if (raw.len != sizeof(out->at))
        return fail(w, FAULT_INVALID, "%s is not 32 bytes", what);
    memcpy(out->at, raw.at, sizeof(out->at));
    return true;
}

bool
proof_text_number(struct work *w, struct bytes line, const char *what, uint64_t *out)
{
    const char *why = work_format(w, "%s is not a decimal below 2^63", what);

    if (why == NULL)
        return false;
    if (!decimal_read(w, line, INT64_MAX, out))
        return proof_text_instead(w, FAULT_INVALID, why);
    return true;
}

const char *
proof_text_name(struct work *w, struct bytes name)
{
    const char *shown;

    return text_display(w, name, 200, &shown) ? shown : "?";
}
