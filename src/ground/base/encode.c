/*
 * encode: bytes as text and back -- hex, Base64, UUIDs and decimals.
 */
#include <assert.h>
#include <endian.h>
#include <string.h>

#include "ground/base/base.h"
#include "ground/base/base_inner.h"

/* ---- Hex -------------------------------------------------------------------- */

static const char hex_digits[] = "0123456789abcdef";

static void
hex_put(const uint8_t *from, size_t len, uint8_t *to)
{
    for (size_t i = 0; i < len; i++) {
        to[2 * i] = (uint8_t)hex_digits[from[i] >> 4];
        to[2 * i + 1] = (uint8_t)hex_digits[from[i] & 15];
    }
}

#define EACH(byte) (UINT64_C(0x0101010101010101) * (byte))

/* Eight lower-case hex digits in the order in which they stand, each in its byte, become their
 * values; ${bad} gets a bit for what is none.  Half of what a record says is hex. */
static uint64_t
hex_values(uint64_t digits, uint64_t *bad)
{
    uint64_t low = digits & EACH(0x0F);
    uint64_t letters = digits >> 6 & EACH(1); /* 'a' to 'f' begin at 0x61, '0' at 0x30 */
    uint64_t values = low + letters * 9;

    *bad |= (digits & EACH(0xF0)) ^ (EACH(0x30) + letters * 0x30);
    *bad |= values & EACH(0x10);                            /* beyond 'f' */
    *bad |= (low + EACH(6)) & EACH(0x10) & ~(letters << 4); /* beyond '9' */
    *bad |= ~(low + EACH(15)) & (letters << 4);             /* before 'a' */
    return values;
}

/* Eight of them; when fewer are left, with '0' for the rest. */
static uint64_t
hex_load(const uint8_t *from, size_t left)
{
    uint64_t digits = EACH('0');

    if (left >= 8)
        memcpy(&digits, from, 8);
    else
        memcpy(&digits, from, left);
    return le64toh(digits);
}

bool
hex_write(struct work *w, struct bytes from, struct bytes *out)
{
    uint8_t *text;

    if (from.len > SIZE_MAX / 2 - 1)
        return fail(w, FAULT_MEMORY, "out of memory");
    text = work_alloc(w, 2 * from.len + 1);
    TRY(text != NULL);
    hex_put(from.at, from.len, text);
    *out = bytes_from(text, 2 * from.len);
    return true;
}

bool
hex_decode(struct bytes from, void *to, size_t len)
{
    uint8_t *put = to;
    uint64_t bad = 0;

    if (from.len / 2 != len || from.len % 2 != 0)
        return false;
    /* First look, then write: ${to} stays untouched by what is refused. */
    for (size_t i = 0; i < from.len; i += 8)
        (void)hex_values(hex_load(from.at + i, from.len - i), &bad);
    if (bad != 0)
        return false;
    for (size_t i = 0; i < len; i += 4) {
        uint64_t v = hex_values(hex_load(from.at + 2 * i, from.len - 2 * i), &bad);
        uint64_t pairs = (v << 4 | v >> 8) & UINT64_C(0x00FF00FF00FF00FF);
        uint64_t halves = (pairs | pairs >> 8) & UINT64_C(0x0000FFFF0000FFFF);
        uint32_t four = htole32((uint32_t)(halves | halves >> 16));

        if (len - i >= 4)
            memcpy(put + i, &four, 4);
        else
            memcpy(put + i, &four, len - i);
    }
    return true;
}

bool
hex_read(struct work *w, struct bytes from, void *to, size_t len)
{
    if (!hex_decode(from, to, len))
        return fail(w, FAULT_INVALID, "not %zu bytes in lower-case hex", len);
    return true;
}

/* ---- Base64 ----------------------------------------------------------------- */

static const char base64_digits[] =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

bool
base64_write(struct work *w, struct bytes from, struct bytes *out)
{
    size_t groups = from.len / 3 + (from.len % 3 != 0);
    uint8_t *text, *put;

    if (groups > SIZE_MAX / 4 - 1)
        return fail(w, FAULT_MEMORY, "out of memory");
    text = put = work_alloc(w, groups * 4 + 1);
    TRY(text != NULL);
    for (size_t i = 0; i < from.len; i += 3) {
        size_t here = from.len - i < 3 ? from.len - i : 3;
        uint32_t bits = (uint32_t)from.at[i] << 16;

        if (here > 1)
            bits |= (uint32_t)from.at[i + 1] << 8;
        if (here > 2)
            bits |= from.at[i + 2];
        *put++ = (uint8_t)base64_digits[bits >> 18];
        *put++ = (uint8_t)base64_digits[bits >> 12 & 63];
        *put++ = (uint8_t)(here > 1 ? base64_digits[bits >> 6 & 63] : '=');
        *put++ = (uint8_t)(here > 2 ? base64_digits[bits & 63] : '=');
    }
    *out = bytes_from(text, groups * 4);
    return true;
}

/* The value of a Base64 digit, or -1. */
static int
base64_value(uint8_t c)
{
    if (c >= 'A' && c <= 'Z')
        return c - 'A';
    if (c >= 'a' && c <= 'z')
        return c - 'a' + 26;
    if (c >= '0' && c <= '9')
        return c - '0' + 52;
    if (c == '+')
        return 62;
    return c == '/' ? 63 : -1;
}

/* Decode ${from}, whose padding is cut off, to ${to}; false when it is no Base64. */
static bool
base64_digits_read(struct bytes from, uint8_t *to)
{
    uint32_t bits = 0;
    unsigned have = 0;

    for (size_t i = 0; i < from.len; i++) {
        int value = base64_value(from.at[i]);

        TRY(value >= 0);
        bits = bits << 6 | (uint32_t)value;
        have += 6;
        if (have >= 8) {
            have -= 8;
            *to++ = (uint8_t)(bits >> have);
            bits &= (1U << have) - 1;
        }
    }
    return bits == 0; /* two texts for the same bytes would be one too many */
}

bool
base64_read(struct work *w, struct bytes from, struct bytes *out)
{
    size_t padding = 0;
    size_t len = from.len / 4 * 3;
    uint8_t *plain;

    if (from.len % 4 != 0)
        return fail(w, FAULT_INVALID, "not Base64: the length is no multiple of four");
    while (padding < 2 && from.len > 0 && from.at[from.len - 1 - padding] == '=')
        padding++;
    plain = work_alloc(w, len + 1);
    TRY(plain != NULL);
    if (!base64_digits_read(bytes_from(from.at, from.len - padding), plain))
        return fail(w, FAULT_INVALID, "not Base64 as RFC 4648 writes it");
    *out = bytes_from(plain, len - padding);
    return true;
}

/* ---- UUIDs ------------------------------------------------------------------ */

#define UUID_TEXT_LEN 36

/* Bytes between the hyphens of 8-4-4-4-12 hex digits. */
static const uint8_t uuid_groups[] = {4, 2, 2, 2, 6};

bool
uuid_write(struct work *w, const struct uuid *id, struct bytes *out)
{
    uint8_t *text = work_alloc(w, UUID_TEXT_LEN + 1);
    const uint8_t *from = id->at;
    uint8_t *put = text;

    TRY(text != NULL);
    for (size_t i = 0; i < COUNT_OF(uuid_groups); i++) {
        if (i > 0)
            *put++ = '-';
        hex_put(from, uuid_groups[i], put);
        from += uuid_groups[i];
        put += 2 * uuid_groups[i];
    }
    *out = bytes_from(text, UUID_TEXT_LEN);
    return true;
}

bool
uuid_decode(struct bytes from, struct uuid *out)
{
    const uint8_t *at = from.at;
    struct uuid id;
    uint8_t *put = id.at;

    TRY(from.len == UUID_TEXT_LEN);
    for (size_t i = 0; i < COUNT_OF(uuid_groups); i++) {
        if (i > 0)
            TRY(*at++ == '-');
        TRY(hex_decode(bytes_from(at, 2 * uuid_groups[i]), put, uuid_groups[i]));
        at += 2 * uuid_groups[i];
        put += uuid_groups[i];
    }
    *out = id;
    return true;
}

bool
uuid_read(struct work *w, struct bytes from, struct uuid *out)
{
    if (!uuid_decode(from, out))
        return fail(w, FAULT_INVALID, "not a UUID in lower case");
    return true;
}

bool
uuid_new(struct work *w, int version, struct uuid *out)
{
    const struct os *os = work_os(w);
    struct uuid id;

    assert(version == 7 || version == 4);
    if (os->random(id.at, sizeof(id.at)) != 0)
        return fail_errno(w, "no random bytes from the system");
    if (version == 7) {
        int64_t now = os->now();

        if (now < 0)
            return fail(w, FAULT_IO, "the clock stands before 1970");
        for (int i = 0; i < 6; i++)
            id.at[i] = (uint8_t)((uint64_t)now / 1000 >> (40 - 8 * i));
    }
    id.at[6] = (uint8_t)((unsigned)version << 4 | (id.at[6] & 0x0FU));
    id.at[8] = (uint8_t)(0x80U | (id.at[8] & 0x3FU));
    *out = id;
    return true;
}

/* ---- Decimals --------------------------------------------------------------- */

bool
decimal_read(struct work *w, struct bytes from, uint64_t max, uint64_t *out)
{
    uint64_t v = 0;

    if (from.len == 0 || (from.len > 1 && from.at[0] == '0'))
        return fail(w, FAULT_INVALID, "not a decimal number");
    for (size_t i = 0; i < from.len; i++) {
        uint8_t digit = (uint8_t)(from.at[i] - '0');

        if (digit > 9)
            return fail(w, FAULT_INVALID, "not a decimal number");
        if (digit > max || v > (max - digit) / 10)
            return fail(w, FAULT_INVALID, "a number above %llu", (unsigned long long)max);
        v = v * 10 + digit;
    }
    *out = v;
    return true;
}
