/*
 * json_numbers_test: 200,000 doubles as JavaScript writes them, and powers of two.
 */
#include <math.h>

#include "tap.h"

static double
from_bits(uint64_t bits)
{
    double v;

    memcpy(&v, &bits, sizeof(v));
    return v;
}

/* Few enough to look at; the edges of each form and of the search for digits. */
static void
test_known(void)
{
    static const struct {
        double v;
        const char *text;
    } cases[] = {
        {0.0, "0"},
        {-0.0, "0"},
        {1, "1"},
        {-1.5, "-1.5"},
        {100, "100"},
        {0.1, "0.1"},
        {1e21, "1e+21"},
        {999999999999999900000.0, "999999999999999900000"},
        {123456789012345680000.0, "123456789012345680000"},
        {1e-6, "0.000001"},
        {1e-7, "1e-7"},
        {1.5e-7, "1.5e-7"},
        {0.00001234, "0.00001234"},
        {1e23, "1e+23"},
        {5e-324, "5e-324"},
        {1.7976931348623157e308, "1.7976931348623157e+308"},
        {2.2250738585072014e-308, "2.2250738585072014e-308"},
        {-2.225073858507201e-308, "-2.225073858507201e-308"},
        {9007199254740993.0, "9007199254740992"},
        /* 2^-44: the nearest of sixteen digits belongs to the neighbour below. */
        {0x1p-44, "5.684341886080802e-14"},
        {0.30000000000000004, "0.30000000000000004"},
        {4.35, "4.35"},
        {333333333.33333329, "333333333.3333333"},
    };
    char out[32];

    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        size_t len = json_number(cases[i].v, out);

        tap_ok(strcmp(out, cases[i].text) == 0 && len == strlen(out), "%s is %s", out,
            cases[i].text);
    }
}

/* No decimal of fewer digits may read back the same: try both neighbours of each. */
static void
test_powers(void)
{
    size_t wrong = 0, longest = 0;
    char out[32], shorter[64];

    for (int e = -1074; e <= 1023; e++) {
        double v = ldexp(1, e);
        size_t len = json_number(v, out), digits = 0, leading = 1;

        for (size_t i = 0; i < len && out[i] != 'e'; i++) {
            leading = leading && (out[i] == '0' || out[i] == '.');
            digits += !leading && out[i] != '.';
        }
        wrong += strtod(out, NULL) != v || (e > 69 && digits > 17);
        longest = len > longest ? len : longest;
        if (digits < 2 || e <= 69)
            continue;
        snprintf(shorter, sizeof(shorter), "%.*e", (int)digits - 2, nextafter(v, 0));
        wrong += strtod(shorter, NULL) == v;
        snprintf(shorter, sizeof(shorter), "%.*e", (int)digits - 2,
            nextafter(v, INFINITY));
        wrong += strtod(shorter, NULL) == v;
    }
    tap_ok(wrong == 0, "powers of two read back, from the fewest digits");
    tap_ok(longest <= 24, "none is longer than 24 bytes");
}

static void
test_engine(const char *archive)
{
    size_t count = 0, wrong = 0, unread = 0;
    char command[8192], line[128], out[32];
    FILE *from;

    snprintf(command, sizeof(command), "xz -dc '%s'", archive);
    from = popen(command, "r");
    if (from == NULL)
        abort();
    while (fgets(line, sizeof(line), from) != NULL) {
        struct work *w = work_open(&os_real);
        char *text;
        uint64_t bits = strtoull(line, &text, 16);
        double v = from_bits(bits);
        struct json *value;

        text++;
        text[strcspn(text, "\r\n")] = '\0';
        json_number(v, out);
        if (strcmp(out, text) != 0 && wrong++ < 10)
            printf("# %016llx: %s, not %s\n", (unsigned long long)bits, out, text);
        if (!json_read(w, bytes_of(text), &json_foreign, &value) || value->real != v)
            unread++;
        count++;
        work_close(w);
    }
    if (pclose(from) != 0)
        abort();
    tap_ok(count >= 200000 && wrong == 0, "%zu doubles, %zu written otherwise", count,
        wrong);
    tap_ok(unread == 0, "and read again, %zu as another", unread);
}

int
main(void)
{
    test_known();
    test_powers();
    if (tap_data("records/es6-numbers.csv.xz") == NULL)
        tap_skip(2, "LIAISON_DATA is not set");
    else
        test_engine(tap_data("records/es6-numbers.csv.xz"));
    return tap_end();
}
