/*
 * codec_test: hex, Base64, UUIDs, decimals and UTF-8 accept one form each and no other.
 */
#include <errno.h>

#include "tap.h"

/* ---- Hex and Base64 --------------------------------------------------------- */

static void
test_hex(struct work *w)
{
    static const char *const bad[] = {"", "0", "00f", "00FF", "0 ff", "00fg", "00ff00",
        "0x00"};
    struct bytes text;
    uint8_t raw[2] = {7, 7};
    uint8_t all[256], back[256];

    for (unsigned i = 0; i < 256; i++)
        all[i] = (uint8_t)i;
    tap_ok(hex_write(w, bytes_from(all, 256), &text) && text.len == 512 &&
            hex_read(w, text, back, 256) && memcmp(all, back, 256) == 0,
        "every byte to hex and back");
    tap_ok(bytes_start(text, "000102030405060708090a0b0c0d0e0f10"), "in lower case");
    for (size_t i = 0; i < COUNT_OF(bad); i++) {
        tap_ok(!hex_read(w, bytes_of(bad[i]), raw, 2) && work_fault(w) == FAULT_INVALID,
            "hex refused: '%s'", bad[i]);
        work_clear(w);
    }
    tap_ok(raw[0] == 7 && raw[1] == 7, "and nothing written for it");
}

/* One digit is any byte at all, at each place of texts of each length up to four words. */
static void
test_hex_digits(struct work *w)
{
    static const char digits[] = "0123456789abcdef";
    char text[64];
    uint8_t got[32], want[32];
    size_t wrong = 0;

    for (size_t len = 1; len <= 32; len++) {
        for (size_t at = 0; at < 2 * len; at++) {
            for (size_t i = 0; i < 2 * len; i++)
                text[i] = digits[(7 * i + len) % 16];
            for (unsigned c = 0; c < 256; c++) {
                const char *found = c == 0 ? NULL : strchr(digits, (int)c);
                bool good;

                text[at] = (char)c;
                for (size_t i = 0; i < len && found != NULL; i++)
                    want[i] = (uint8_t)((strchr(digits, text[2 * i]) - digits) << 4 |
                        (strchr(digits, text[2 * i + 1]) - digits));
                good = hex_read(w, bytes_from(text, 2 * len), got, len);
                wrong += good != (found != NULL) || (good && memcmp(got, want, len) != 0);
                if (!good)
                    work_clear(w);
            }
        }
    }
    tap_ok(wrong == 0,
        "hex of each length takes 16 digits at each place, and no other byte");
}

static void
test_base64(struct work *w)
{
    /* RFC 4648 section 10. */
    static const char *const vectors[][2] = {{"", ""}, {"f", "Zg=="}, {"fo", "Zm8="},
        {"foo", "Zm9v"}, {"foob", "Zm9vYg=="}, {"fooba", "Zm9vYmE="},
        {"foobar", "Zm9vYmFy"}, {"\xFB\xFF\xFE", "+//+"}};
    static const char *const bad[] = {"Z", "Zg", "Zg=", "Zg===", "Zh==", "Zm9=", "Zm9v\n",
        "Zm9 ", "====", "=", "Z===", "Zg==Zg==", "-__-", "Zm=v", "Zm9vZg==\n\n\n\n"};
    struct bytes text, plain;

    for (size_t i = 0; i < COUNT_OF(vectors); i++) {
        tap_ok(base64_write(w, bytes_of(vectors[i][0]), &text), "written");
        tap_is_text(text, vectors[i][1], "Base64 of '%s'", vectors[i][0]);
        tap_ok(base64_read(w, text, &plain) && bytes_is(plain, vectors[i][0]),
            "and back");
    }
    for (size_t i = 0; i < COUNT_OF(bad); i++) {
        tap_ok(!base64_read(w, bytes_of(bad[i]), &plain) &&
                work_fault(w) == FAULT_INVALID,
            "Base64 refused: number %zu", i);
        work_clear(w);
    }
}

/* ---- UUIDs ------------------------------------------------------------------ */

static int64_t
fixed_now(void)
{
    return INT64_C(0x017F22E279B0) * 1000 + 999; /* RFC 9562, appendix A.6 */
}

static int
all_ones(void *to, size_t len)
{
    memset(to, 0xFF, len);
    return 0;
}

static int
no_random(void *to, size_t len)
{
    (void)to;
    (void)len;
    errno = ENOSYS;
    return -1;
}

static void
test_uuid(struct work *w)
{
    static const char *const bad[] = {"", "017f22e2-79b0-7cc3-98c4-dc0c0c07398",
        "017F22E2-79B0-7CC3-98C4-DC0C0C07398F", "017f22e279b07cc398c4dc0c0c07398f0000",
        "017f22e2-79b0-7cc3-98c4+dc0c0c07398f", "{17f22e2-79b0-7cc3-98c4-dc0c0c07398}"};
    struct os os = os_real;
    struct uuid id, id2;
    struct bytes text = {NULL, 0};
    struct work *odd;

    tap_ok(uuid_read(w, bytes_of("017f22e2-79b0-7cc3-98c4-dc0c0c07398f"), &id) &&
            id.at[0] == 1 && id.at[15] == 0x8F && uuid_write(w, &id, &text),
        "a UUID is read");
    tap_is_text(text, "017f22e2-79b0-7cc3-98c4-dc0c0c07398f", "and written");
    for (size_t i = 0; i < COUNT_OF(bad); i++) {
        tap_ok(!uuid_read(w, bytes_of(bad[i]), &id), "UUID refused: '%s'", bad[i]);
        work_clear(w);
    }
    tap_ok(uuid_new(w, 7, &id) && uuid_new(w, 7, &id2) && memcmp(&id, &id2, 16) != 0 &&
            id.at[6] >> 4 == 7 && id.at[8] >> 6 == 2,
        "two of version 7 differ");
    tap_ok(uuid_new(w, 4, &id) && id.at[6] >> 4 == 4 && id.at[8] >> 6 == 2, "version 4");
    os.now = fixed_now;
    os.random = all_ones;
    odd = work_open(&os);
    tap_ok(uuid_new(odd, 7, &id) && uuid_write(odd, &id, &text), "at a known time");
    tap_is_text(text, "017f22e2-79b0-7fff-bfff-ffffffffffff", "milliseconds come first");
    os.random = no_random;
    tap_ok(!uuid_new(odd, 4, &id) && work_fault(odd) == FAULT_IO,
        "no id without randomness");
    work_close(odd);
}

/* ---- Decimals --------------------------------------------------------------- */

static void
test_decimal(struct work *w)
{
    static const char *const bad[] = {"", "00", "01", "-1", "+1", " 1", "1 ", "0x1",
        "1.0", "1e3", "256", "2550", "18446744073709551616", "99999999999999999999999"};
    uint64_t v;

    tap_ok(decimal_read(w, bytes_of("0"), 0, &v) && v == 0, "0 up to 0");
    tap_ok(decimal_read(w, bytes_of("255"), 255, &v) && v == 255, "255 up to 255");
    tap_ok(decimal_read(w, bytes_of("18446744073709551615"), UINT64_MAX, &v) &&
            v == UINT64_MAX,
        "the largest of 64 bits");
    for (size_t i = 0; i < COUNT_OF(bad); i++) {
        tap_ok(!decimal_read(w, bytes_of(bad[i]), 255, &v) &&
                work_fault(w) == FAULT_INVALID,
            "decimal refused: '%s'", bad[i]);
        work_clear(w);
    }
    tap_ok(!decimal_read(w, bytes_of("18446744073709551616"), UINT64_MAX, &v) &&
            !decimal_read(w, bytes_of("7"), 3, &v),
        "one above 64 bits, and above a small maximum");
    work_clear(w);
}

/* ---- UTF-8 ------------------------------------------------------------------ */

/* The bit patterns of RFC 3629, written down apart from the code under test. */
static size_t
encode(uint32_t p, uint8_t *to)
{
    size_t len = p < 0x80 ? 1 : p < 0x800 ? 2 : p < 0x10000 ? 3 : p < 0x200000 ? 4 : 0;
    static const uint8_t lead[] = {0, 0, 0xC0, 0xE0, 0xF0};

    for (size_t i = len; i-- > 1; p >>= 6)
        to[i] = (uint8_t)(0x80 | (p & 0x3F));
    to[0] = (uint8_t)(lead[len] | p);
    return len;
}

static void
test_utf8(void)
{
    size_t wrong = 0, accepted = 0;
    uint8_t text[16];

    for (uint32_t p = 0; p < 0x1FFFFF; p++) {
        bool fine = p < 0xD800 || (p > 0xDFFF && p <= 0x10FFFF);

        wrong += utf8_valid(bytes_from(text, encode(p, text))) != fine;
    }
    tap_ok(wrong == 0, "each code point alone: surrogates and what is above are refused");
    /* Among all texts of three bytes, exactly those that are sequences of code points. */
    for (uint32_t v = 0; v < 0x1000000; v++) {
        text[0] = (uint8_t)(v >> 16);
        text[1] = (uint8_t)(v >> 8);
        text[2] = (uint8_t)v;
        accepted += utf8_valid(bytes_from(text, 3));
    }
    tap_ok(accepted == 128 * 128 * 128 + 2 * 128 * 1920 + (0x10000 - 0x800 - 2048),
        "of all 2^24 texts of three bytes, %zu are UTF-8", accepted);
    memset(text, 'a', sizeof(text));
    for (size_t i = 0; i < sizeof(text); i++) {
        text[i] = 0xFF;
        wrong += utf8_valid(bytes_from(text, sizeof(text)));
        wrong += !utf8_valid(bytes_from(text, i));
        text[i] = 'a';
    }
    tap_ok(wrong == 0, "a bad byte is found at every place of a long text");
    tap_ok(utf8_valid(bytes_from("a\0b", 3)) && utf8_valid(bytes_from(NULL, 0)),
        "NUL is allowed, and nothing is");
    tap_ok(!utf8_valid(bytes_of("\xF0\x80\x80\xAF")) &&
            !utf8_valid(bytes_of("\xE2\x82")) &&
            !utf8_valid(bytes_of("\xF4\x90\x80\x80")),
        "overlong, cut short, too large");
}

static void
test_display(struct work *w)
{
    static const struct {
        const char *from, *want;
        size_t max;
    } cases[] = {
        {"plain \xC3\xA9t\xC3\xA9 \xD8\xA7", "plain \xC3\xA9t\xC3\xA9 \xD8\xA7", 100},
        {"\x1B[31m\n\t\x7F", "\\x1b[31m\\x0a\\x09\\x7f", 100},
        {"a\xFF\xC3(", "a\\xff\\xc3(", 100},
        {"\xC2\x85\xC2\x9F", "\\u{85}\\u{9F}", 100},
        {"\xE2\x80\xAE"
         "evil\xE2\x81\xA6\xE2\x80\x8F\xD8\x9C",
            "\\u{202E}evil\\u{2066}\\u{200F}\\u{61C}", 100},
        {"\xE2\x80\x8E\xE2\x80\xAA\xE2\x81\xA9\xE2\x80\xA7\xE2\x81\xAA",
            "\\u{200E}\\u{202A}\\u{2069}\xE2\x80\xA7\xE2\x81\xAA", 100},
        {"abcdef", "abcdef", 6},
        {"abcdefg", "abc...", 6},
        {"ab\xF0\x9F\x8C\x8D", "ab...", 5},
        {"\n\n", "\\x0a...", 7},
        {"abc", "..", 2},
        {"abc", "", 0},
        {"", "", 0},
    };
    const char *shown;

    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        if (!text_display(w, bytes_of(cases[i].from), cases[i].max, &shown))
            abort();
        tap_is_text(bytes_of(shown), cases[i].want, "display %zu", i);
    }
    tap_ok(text_display(w, bytes_from("a\0b", 3), 10, &shown) &&
            strcmp(shown, "a\\x00b") == 0 &&
            text_display(w, bytes_from("a\0b", 3), SIZE_MAX, &shown),
        "a NUL, and no maximum at all");
}

int
main(void)
{
    struct work *w = work_open(&os_real);

    test_hex(w);
    test_hex_digits(w);
    test_base64(w);
    test_uuid(w);
    test_decimal(w);
    test_utf8();
    test_display(w);
    work_close(w);
    return tap_end();
}
