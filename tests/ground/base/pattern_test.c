/*
 * pattern_test: what patterns match and what they do not, what is none, and that none is slow.
 */
#include "tap.h"

static const struct {
    const char *pattern;
    const char *text;
    bool matches;
} matches[] = {{"a", "bab", true}, {"^a", "ba", false}, {"a$", "ab", false},
    {"^$", "", true}, {"^[^\\/\\&\\|\\?]+$", "XM-DAC-1", true},
    {"^[^\\/\\&\\|\\?]+$", "XM/DAC", false}, {"[^\\/\\&\\|\\?]+", "/x", true},
    {"[^\\/\\&\\|\\?]+", "//", false}, {"^(ab|cd)*$", "abcdab", true},
    {"^(ab|cd)*$", "abc", false}, {"^a{2,3}$", "a", false}, {"^a{2,3}$", "aa", true},
    {"^a{2,3}$", "aaa", true}, {"^a{2,3}$", "aaaa", false}, {"^a{3}$", "aaa", true},
    {"^a{2,}$", "aaaaa", true}, {"^a{2,}$", "a", false},
    {"^\\d{4}-\\d\\d$", "2024-05", true}, {"^\\d+$", "12a", false},
    {"^.$", "\xC3\xA9", true}, {"^[a-z\xC3\xA9]+$", "caf\xC3\xA9", true},
    {"^a?b+c*$", "bbb", true}, {"^(?:a|b|cd)+$", "acdb", true},
    {"^\\w+\\s\\W$", "a_1 -", true}, {"a|b|c", "xxc", true}, {"^(a*)*$", "aaaa", true},
    {"^((a|b)?c)+$", "acbcc", true}, {"\\.", "a", false},
    {"^(a|ab)(c|bcd)$", "abcd", true}, {"^[]a]$", "]", true}, {"^[a-]$", "-", true},
    {"^\\S\\D$", "ab", true}, {"^\\S$", " ", false}, {"(^a|b$)", "cb", true},
    {"^a{1,1}$", "a", true}, {"^[\\d-]+$", "1-2", true}};

static const char *const no_patterns[] = {"*a", "a**", "(a", "a)", "[a", "a\\", "\\1",
    "(?=a)", "(?<a>b)", "[z-a]", "a{2", "a{3,2}", "a{1001}", "\\b", "\\p{L}", "+", "a{0}",
    "((((((((((((((((((((((((((((((((((a))))))))))))))))))))))))))))))))))"};

static void
test_matches(struct work *w)
{
    const struct pattern *p;

    for (size_t i = 0; i < COUNT_OF(matches); i++)
        tap_ok(pattern_read(w, bytes_of(matches[i].pattern), &p) &&
                pattern_match(p, bytes_of(matches[i].text)) == matches[i].matches,
            "%s %s %s", matches[i].pattern,
            matches[i].matches ? "matches" : "does not match", matches[i].text);
}

static void
test_none(struct work *w)
{
    const struct pattern *p;

    for (size_t i = 0; i < COUNT_OF(no_patterns); i++) {
        tap_ok(!pattern_read(w, bytes_of(no_patterns[i]), &p) &&
                work_fault(w) == FAULT_INVALID &&
                strncmp(work_why(w), "the pattern", 11) == 0,
            "no pattern: %s", no_patterns[i]);
        work_clear(w);
    }
}

/* A machine that tries one way after the other takes for ever here. */
static void
test_slow(struct work *w)
{
    static const char *const dear[] = {"^(a|a|a)*(a|a)*b$", "^(a*)*(a*)*(a*)*b$",
        "^(a+)+(a+)+(a+)+b$", "(a?){30}b"};
    static uint8_t text[100000];
    const struct pattern *p;

    memset(text, 'a', sizeof(text));
    for (size_t i = 0; i < COUNT_OF(dear); i++) {
        int64_t before = os_real.ticks(), took;
        bool good = pattern_read(w, bytes_of(dear[i]), &p) &&
            !pattern_match(p, bytes_from(text, sizeof(text)));

        took = (os_real.ticks() - before) / 1000;
        tap_ok(good && took < 5000, "%s, of size %zu, ends on 100,000 letters: %lld ms",
            dear[i], pattern_size(p), (long long)took);
    }
}

static void
test_size(struct work *w)
{
    const struct pattern *few, *many;

    tap_ok(pattern_read(w, bytes_of("^[a-c]$"), &few) &&
            pattern_read(w, bytes_of("^[a-cx-z0-9]{10}$"), &many) &&
            pattern_size(few) == 5 && pattern_size(many) == 43,
        "the size counts what is repeated, and the ranges of sets");
}

int
main(void)
{
    struct work *w = work_open(&os_real);

    test_matches(w);
    test_none(w);
    test_slow(w);
    test_size(w);
    work_close(w);
    return tap_end();
}
