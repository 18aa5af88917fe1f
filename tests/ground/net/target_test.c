/*
 * target_test: addresses and forms are split strictly, and escapes come back the same.
 */
#include "ground/net/net.h"
#include "tap.h"

static bool
reads(struct work *w, const char *raw, struct net_target *out)
{
    bool good = net_target_read(w, bytes_of(raw), out);

    if (!good) {
        if (work_fault(w) != FAULT_INVALID)
            printf("# another fault: %s\n", work_why(w));
        work_clear(w);
    }
    return good;
}

static void
good_addresses(struct work *w)
{
    struct net_target t;
    struct bytes value;

    tap_ok(reads(w, "/", &t) && t.count == 0 && t.query.count == 0,
        "the root has no parts");
    tap_is_text(t.path, "/", "its path is a slash");
    tap_ok(reads(w, "/a/b%20c/%C3%a9", &t) && t.count == 3, "three parts");
    tap_is_text(t.path, "/a/b c/\xc3\xa9", "the path is decoded");
    tap_is_text(t.segments[1], "b c", "a part is decoded");
    tap_ok(reads(w, "/a+b", &t), "a plus in a path");
    tap_is_text(t.path, "/a+b", "stays a plus there");
    tap_ok(reads(w, "/find?name=J%C3%B6rg+K&kind=&flag&name=2&x=a/b?c=d", &t),
        "a query of five pairs");
    tap_ok(t.query.count == 5, "has five");
    tap_ok(net_pairs_get(&t.query, "name", &value), "a name is found");
    tap_is_text(value, "J\xc3\xb6rg K", "decoded, the first of two, a plus as a space");
    tap_ok(net_pairs_get(&t.query, "flag", &value) && value.len == 0, "a name alone");
    tap_ok(net_pairs_get(&t.query, "x", &value), "a value with marks");
    tap_is_text(value, "a/b?c=d", "keeps them");
    tap_ok(!net_pairs_get(&t.query, "nam", &value), "no other name is found");
    tap_ok(reads(w, "/x?", &t) && t.query.count == 0, "an empty query");
    tap_ok(reads(w, "/x?note=a%0D%0Ab%09c", &t), "line ends and tabs in a value");
    tap_ok(reads(w, "/a..b/...", &t), "dots that are no way up");
}

static void
bad_addresses(struct work *w)
{
    static const char *const bad[] = {"", "x", "*", "http://x/", "?a=b", "//", "/a//b",
        "/a/", "/.", "/..", "/a/../b", "/%2e%2E", "/%2e", "/a%2Fb", "/a%2fb", "/%00",
        "/a%0a", "/%7F", "/a%", "/a%4", "/a%4g", "/a%g4", "/a%%41", "/a b", "/a\\b",
        "/a#b", "/a\"", "/<a>", "/\xc3\xa9", "/%C3", "/%C0%AF", "/%ED%A0%80", "/a?=b",
        "/a?b&", "/a?&b", "/a?b&&c", "/a?b=%00", "/a?b=%01", "/a?b=%C3", "/a?b=%",
        "/a?b=%1", "/a?b=#", "/a?b=\x7f", "/a?b=[", "/a?b=%1b"};
    struct net_target t;

    for (size_t i = 0; i < COUNT_OF(bad); i++)
        tap_ok(!reads(w, bad[i], &t), "refused: \"%s\"", bad[i]);
    tap_ok(!net_target_read(w, bytes_from("/a\0b", 4), &t), "refused: a NUL");
    work_clear(w);
}

static void
limits(struct work *w)
{
    struct net_target t;
    struct net_pairs pairs;
    struct buffer b = buffer_open(w, 100000);
    struct bytes text;

    for (int i = 0; i < NET_SEGMENTS_MAX; i++)
        buffer_text(&b, "/a");
    tap_ok(buffer_bytes(&b, &text) && net_target_read(w, text, &t) &&
            t.count == NET_SEGMENTS_MAX,
        "as many parts as are allowed");
    buffer_text(&b, "/a");
    tap_ok(buffer_bytes(&b, &text) && !net_target_read(w, text, &t), "and not one more");
    work_clear(w);

    b = buffer_open(w, 100000);
    buffer_text(&b, "/");
    while (b.len < NET_TARGET_MAX)
        buffer_text(&b, "a");
    tap_ok(buffer_bytes(&b, &text) && net_target_read(w, text, &t),
        "the longest address");
    buffer_text(&b, "a");
    tap_ok(buffer_bytes(&b, &text) && !net_target_read(w, text, &t), "a longer one");
    work_clear(w);

    b = buffer_open(w, 100000);
    buffer_text(&b, "a=1");
    for (int i = 1; i < NET_PAIRS_MAX; i++)
        buffer_text(&b, "&a=1");
    tap_ok(buffer_bytes(&b, &text) && net_form_read(w, text, &pairs) &&
            pairs.count == NET_PAIRS_MAX,
        "as many fields as are allowed");
    buffer_text(&b, "&a");
    tap_ok(buffer_bytes(&b, &text) && !net_form_read(w, text, &pairs),
        "and not one more");
    work_clear(w);
    tap_ok(net_form_read(w, bytes_of(""), &pairs) && pairs.count == 0, "an empty form");
}

static void
escapes(struct work *w)
{
    uint8_t all[0x7f - 0x20];
    struct bytes escaped;
    struct net_pairs pairs;
    const char *text;

    tap_ok(net_escape(w, bytes_of("a b/\xc3\xa9&=~"), &escaped), "escaping");
    tap_is_text(escaped, "a%20b%2F%C3%A9%26%3D~", "leaves only letters, digits and -._~");
    for (size_t i = 0; i < sizeof(all); i++)
        all[i] = (uint8_t)(0x20 + i);
    tap_ok(net_escape(w, bytes_from(all, sizeof(all)), &escaped), "all of ASCII");
    text = work_format(w, "n=%.*s", (int)escaped.len, (const char *)escaped.at);
    tap_ok(net_form_read(w, bytes_of(text), &pairs) &&
            bytes_equal(pairs.at[0].value, bytes_from(all, sizeof(all))),
        "comes back the same");
}

int
main(void)
{
    struct work *w = work_open(&os_real);

    good_addresses(w);
    bad_addresses(w);
    limits(w);
    escapes(w);
    work_close(w);
    return tap_end();
}
