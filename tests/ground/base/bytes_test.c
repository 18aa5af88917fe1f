/*
 * bytes_test: bytes compare, buffers grow to their maximum, cursors stop at the end.
 */
#include "tap.h"

static void
test_bytes(void)
{
    struct bytes none = {NULL, 0};
    struct hash a = {{0}}, b = {{0}};

    tap_ok(bytes_equal(none, bytes_of("")) && bytes_equal(none, none),
        "nothing is nothing");
    tap_ok(bytes_is(bytes_from("abcd", 3), "abc") && !bytes_is(bytes_of("abc"), "abcd"),
        "bytes_is");
    tap_ok(bytes_start(bytes_of("abc"), "ab") && bytes_start(none, "") &&
            !bytes_start(bytes_of("a"), "ab"),
        "bytes_start");
    tap_ok(bytes_alike(bytes_of("Zh-hANT"), bytes_of("zH-Hant")) &&
            bytes_alike(none, none) && !bytes_alike(bytes_of("a"), bytes_of("ab")) &&
            !bytes_alike(bytes_of("@"), bytes_of("`")) &&
            !bytes_alike(bytes_of("\xc3\x89"), bytes_of("\xc3\xa9")),
        "bytes_alike: letters of ASCII alone have no case");
    tap_ok(bytes_print(none) == UINT64_C(0xcbf29ce484222325) &&
            bytes_print(bytes_of("a")) == UINT64_C(0xaf63dc4c8601ec8c) &&
            bytes_print(bytes_of("foobar")) == UINT64_C(0x85944171f73967e8),
        "bytes_print: as FNV-1a's authors have it");
    tap_ok(bytes_order(bytes_of("ab"), bytes_of("abc")) < 0 &&
            bytes_order(bytes_of("b"), bytes_of("abc")) > 0 &&
            bytes_order(bytes_of("\x80"), bytes_of("\x7F")) > 0 &&
            bytes_order(none, bytes_of("")) == 0,
        "bytes_order is unsigned, the shorter first");
    tap_ok(hash_is_zero(&a) && hash_equal(&a, &b), "a zero hash");
    b.at[31] = 1;
    tap_ok(!hash_is_zero(&b) && !hash_equal(&a, &b), "differs in its last byte");
    tap_ok(hash_bytes(&b).len == 32 && hash_bytes(&b).at[31] == 1, "lent as bytes");
}

static void
test_growth(struct work *w)
{
    struct buffer b = buffer_open(w, 100000), other = buffer_open(w, 100000);
    struct bytes got, got_other;
    bool same = true;

    /* Two at once, so that neither is always the newest in the arena. */
    for (unsigned i = 0; i < 20000; i++) {
        buffer_u32(&b, i);
        if (i % 7 == 0)
            buffer_format(&other, "%u,", i);
    }
    if (!buffer_bytes(&b, &got) || !buffer_bytes(&other, &got_other))
        abort();
    for (unsigned i = 0; i < 20000; i++) {
        const uint8_t *at = got.at + (size_t)4 * i;

        same = same && at[0] == i >> 24 && at[1] == (i >> 16 & 255) &&
            at[2] == (i >> 8 & 255) && at[3] == (i & 255);
    }
    tap_ok(got.len == 80000 && same, "80,000 bytes in four-byte steps");
    tap_ok(bytes_start(got_other, "0,7,14,21,28,"), "beside another buffer");
    buffer_format(&other, "%0*d", 5000, 7);
    tap_ok(buffer_bytes(&other, &got) && got.len == got_other.len + 5000 &&
            got.at[got.len - 1] == '7' && got.at[got.len - 2] == '0',
        "a long formatted text");
}

static void
test_maximum(struct work *w)
{
    struct buffer b = buffer_open(w, 5);
    struct bytes got;

    buffer_text(&b, "abc");
    buffer_byte(&b, 'd');
    buffer_format(&b, "%d", 5);
    tap_ok(buffer_bytes(&b, &got) && bytes_is(got, "abcd5"), "up to the maximum");
    buffer_text(&b, "");
    tap_ok(work_ok(w), "nothing more is no harm");
    buffer_byte(&b, 'x');
    tap_ok(work_fault(w) == FAULT_INVALID && !buffer_bytes(&b, &got),
        "past it is a fault");
    work_clear(w);
    buffer_add(&b, bytes_of(""));
    tap_ok(!buffer_bytes(&b, &got), "which stays with the buffer when the work goes on");
    work_clear(w);
    b = buffer_open(w, 10);
    (void)fail(w, FAULT_BUSY, "no");
    buffer_text(&b, "lost");
    work_clear(w);
    buffer_text(&b, "kept");
    tap_ok(!buffer_bytes(&b, &got), "what came while there was a fault is missed");
    work_clear(w);
    b = buffer_open(w, 0);
    tap_ok(buffer_bytes(&b, &got) && got.len == 0, "an empty buffer");
    buffer_format(&b, "%0*d", 1000, 1);
    tap_ok(work_fault(w) == FAULT_INVALID, "a formatted text past the maximum");
    work_clear(w);
}

static void
test_cursor(struct work *w)
{
    struct buffer b = buffer_open(w, 1000);
    struct cursor c = {.work = w};
    struct hash h = {{1, 2, 3}}, h2;
    struct bytes lent;
    uint8_t u8;
    uint16_t u16;
    uint32_t u32;
    uint64_t u64;

    buffer_byte(&b, 0x81);
    buffer_u16(&b, 0x8203);
    buffer_u32(&b, 0x84050607);
    buffer_u64(&b, UINT64_C(0x88090A0B0C0D0E0F));
    buffer_add(&b, hash_bytes(&h));
    buffer_text(&b, "rest");
    if (!buffer_bytes(&b, &c.rest))
        abort();
    tap_ok(c.rest.len == 51 && c.rest.at[1] == 0x82 && c.rest.at[6] == 0x07,
        "big-endian");
    tap_ok(take_u8(&c, &u8) && u8 == 0x81 && take_u16(&c, &u16) && u16 == 0x8203 &&
            take_u32(&c, &u32) && u32 == 0x84050607 && take_u64(&c, &u64) &&
            u64 == UINT64_C(0x88090A0B0C0D0E0F) && take_hash(&c, &h2) &&
            hash_equal(&h, &h2),
        "numbers and a hash come back");
    tap_ok(!take_bytes(&c, 5, &lent) && work_fault(w) == FAULT_INVALID && c.rest.len == 4,
        "more than there is is a fault, and moves nothing");
    work_clear(w);
    tap_ok(take_bytes(&c, 4, &lent) && bytes_is(lent, "rest"), "the rest");
    tap_ok(take_bytes(&c, 0, &lent) && lent.len == 0, "nothing of nothing");
    tap_ok(!take_u8(&c, &u8) && !take_u64(&c, &u64), "the end");
    work_clear(w);
}

static void
test_array(struct work *w)
{
    struct buffer b = buffer_open(w, 100 * sizeof(uint64_t));
    size_t count = 7;
    uint64_t *at = buffer_array(&b, sizeof(*at), &count);

    tap_ok(at != NULL && count == 0, "an array of nothing is none that is missing");
    for (uint64_t i = 0; i < 100; i++)
        buffer_add(&b, bytes_from(&i, sizeof(i)));
    at = buffer_array(&b, sizeof(*at), &count);
    tap_ok(at != NULL && count == 100 && at[0] == 0 && at[99] == 99, "an array of items");
    buffer_byte(&b, 1);
    tap_ok(buffer_array(&b, sizeof(*at), &count) == NULL && count == 0 && !work_ok(w),
        "one that lacks something is none");
    work_clear(w);
}

static void
test_steps(void)
{
    const struct bytes none = {0};
    struct bytes rest = bytes_of("core..x."), step;
    bool good = bytes_step(&rest, '.', &step) && bytes_is(step, "core") &&
        bytes_step(&rest, '.', &step) && step.len == 0 && bytes_step(&rest, '.', &step) &&
        bytes_is(step, "x") && bytes_step(&rest, '.', &step) && step.len == 0;

    tap_ok(good && !bytes_step(&rest, '.', &step),
        "bytes_step: each step once, and an empty one behind the last end");
    rest = none;
    tap_ok(!bytes_step(&rest, '.', &step), "nothing has no step");
}

int
main(void)
{
    struct work *w = work_open(&os_real);

    test_bytes();
    test_steps();
    test_growth(w);
    test_maximum(w);
    test_cursor(w);
    test_array(w);
    work_close(w);
    return tap_end();
}
