/*
 * json_property_test: what holds for any JSON value, any damage, any failing allocation.
 */
#include <math.h>
#include <time.h>

#include "tap.h"

/* ---- Random values, from a printed seed ------------------------------------- */

static uint64_t state;

/* SplitMix64: a counter, well stirred. */
static uint64_t
next(void)
{
    uint64_t z = state += UINT64_C(0x9E3779B97F4A7C15);

    z = (z ^ z >> 30) * UINT64_C(0xBF58476D1CE4E5B9);
    z = (z ^ z >> 27) * UINT64_C(0x94D049BB133111EB);
    return z ^ z >> 31;
}

static unsigned
below(unsigned n)
{
    return (unsigned)(next() % n);
}

static struct bytes
random_text(struct work *w)
{
    static const char *const pieces[] = {"a", "b", "Z", "\"", "\\", "/", "\n", "\x01",
        "\x1F", "\x7F", "\xC3\xA9", "\xE2\x82\xAC", "\xEF\xBF\xBD", "\xEE\x80\x80",
        "\xF0\x9F\x8C\x8D", "\xF4\x8F\xBF\xBF", "\xED\x9F\xBF", "long enough for a word",
        "\xD8\xA7"};
    struct buffer b = buffer_open(w, 1 << 16);
    struct bytes out;

    for (unsigned n = below(8); n > 0; n--) {
        if (below(20) == 0)
            buffer_byte(&b, 0);
        else
            buffer_text(&b, pieces[below(COUNT_OF(pieces))]);
    }
    if (!buffer_bytes(&b, &out))
        abort();
    return out;
}

static struct json *
random_number(struct work *w)
{
    struct json *v = json_integer(w, (int64_t)(next() >> 11) - (INT64_C(1) << 52));
    uint64_t bits = next();

    switch (below(4)) {
    case 0:
        return json_integer(w, (int)below(200) - 100);
    case 1:
        return v;
    case 2:
        v->real = (int)below(100000) / 100.0;
        break;
    default:
        memcpy(&v->real, &bits, sizeof(bits));
        if (!isfinite(v->real))
            v->real = 0.5;
    }
    v->type = JSON_DOUBLE;
    return v;
}

static struct json *
random_value(struct work *w, unsigned depth)
{
    struct json *v;

    switch (below(depth > 0 ? 7 : 4)) {
    case 0:
        return json_null(w);
    case 1:
        return json_bool(w, below(2) == 1);
    case 2:
        return random_number(w);
    case 3:
        return json_text(w, random_text(w));
    case 4:
        v = json_array(w);
        for (unsigned n = below(7); n > 0; n--)
            json_add(v, random_value(w, depth - 1));
        return v;
    default:
        v = json_object(w);
        for (unsigned n = below(below(9) == 0 ? 60 : 7); n > 0; n--)
            json_put_bytes(v, random_text(w), random_value(w, depth - 1));
        return v;
    }
}

/* ---- Properties ------------------------------------------------------------- */

static void
test_fixed_point(unsigned rounds)
{
    struct json_limits strict = json_foreign;
    size_t wrong = 0, lists = 0;

    strict.canonical = true;
    for (unsigned i = 0; i < rounds; i++) {
        struct work *w = work_open(&os_real);
        struct json *value = random_value(w, 6), *read, *loose, *kept;
        struct bytes once, twice, pretty;

        wrong += !(json_write(w, value, &once) && json_read(w, once, &strict, &read) &&
            json_write(w, read, &twice) && bytes_equal(once, twice) &&
            json_equal(value, read) && json_pretty(w, value, &pretty) &&
            json_read(w, pretty, &json_foreign, &loose) && json_equal(loose, read) &&
            json_keep(w, loose, &kept) && json_equal(kept, value) &&
            json_write(w, kept, &twice) && bytes_equal(once, twice));
        lists += value->count > 1;
        work_close(w);
    }
    tap_ok(wrong == 0, "%u values: written, read, kept and indented they stay the same",
        rounds);
    tap_ok(lists > rounds / 5, "(%zu of them had parts)", lists);
}

/* One changed value makes two trees unequal, and their bytes. */
static void
test_inequality(unsigned rounds)
{
    size_t wrong = 0, different = 0;

    for (unsigned i = 0; i < rounds; i++) {
        struct work *w = work_open(&os_real);
        struct json *a = random_value(w, 2), *b = random_value(w, 2);
        struct bytes a_bytes, b_bytes;

        if (!json_write(w, a, &a_bytes) || !json_write(w, b, &b_bytes))
            abort();
        wrong += bytes_equal(a_bytes, b_bytes) != json_equal(a, b);
        different += !json_equal(a, b);
        work_close(w);
    }
    tap_ok(wrong == 0,
        "equal values and equal bytes are the same thing (%zu unequal pairs)", different);
}

/* Damage is refused, or it is another value; for records it must be all canonical. */
static void
test_damage(unsigned rounds)
{
    size_t wrong = 0, refused = 0;

    for (unsigned i = 0; i < rounds; i++) {
        struct work *w = work_open(&os_real);
        struct bytes text, again;
        struct json *value;
        uint8_t *copy;
        size_t len;

        if (!json_write(w, random_value(w, 4), &text))
            abort();
        /* On the heap and cut to size, so that the sanitizer sees a step too far. */
        len = below(4) == 0 ? below((unsigned)text.len + 1) : text.len;
        copy = malloc(len + (len == 0));
        if (copy == NULL)
            abort();
        memcpy(copy, text.at, len);
        for (unsigned n = below(3); n > 0 && len > 0; n--)
            copy[below((unsigned)len)] ^= (uint8_t)(1U << below(8));
        if (json_read(w, bytes_from(copy, len), &json_record, &value))
            wrong += !json_write(w, value, &again) ||
                !bytes_equal(again, bytes_from(copy, len));
        wrong += work_fault(w) != FAULT_NONE && work_fault(w) != FAULT_INVALID;
        work_clear(w);
        if (json_read(w, bytes_from(copy, len), &json_foreign, &value))
            wrong += !json_write(w, value, &again);
        else
            refused++;
        work_close(w);
        free(copy);
    }
    tap_ok(wrong == 0, "%u damaged texts, %zu refused, none read as what it is not",
        rounds, refused);
    tap_ok(refused > rounds / 4, "(enough of them were damaged)");
}

/* ---- Each allocation fails in turn ------------------------------------------ */

static size_t live, calls, fail_at;

static void *
failing_alloc(size_t len)
{
    void *at = ++calls == fail_at ? NULL : malloc(len);

    live += at != NULL;
    return at;
}

static void
failing_release(void *at)
{
    live--;
    free(at);
}

/* A story that needs memory of every kind: nodes, escapes, sorting, writing. */
static bool
story(struct work *w, struct bytes text)
{
    struct json *value, *kept, *made;
    struct bytes out;

    TRY(json_read(w, text, &json_written, &value));
    TRY(json_keep(w, value, &kept));
    TRY(json_write(w, kept, &out));
    TRY(json_read(w, out, &json_record, &kept));
    made = json_object(w);
    for (int i = 0; i < 200; i++)
        json_put(made, work_ok(w) ? work_format(w, "name %d", i) : "lost",
            json_integer(w, i));
    json_put(made, "read", kept);
    json_put(made, "hash", json_hex(w, out));
    json_put(made, "when", json_time(w, 0));
    return json_pretty(w, made, &out);
}

static void
test_memory(struct bytes text)
{
    struct os os = os_real;
    size_t failed = 0, wrong = 0;
    bool done = false;

    os.alloc = failing_alloc;
    os.release = failing_release;
    for (fail_at = 1; !done && fail_at < 1000; fail_at++) {
        struct work *w;

        calls = 0;
        w = work_open(&os);
        if (w == NULL) {
            wrong += calls != 1;
            continue;
        }
        done = story(w, text);
        wrong += done != (work_fault(w) == FAULT_NONE) ||
            (!done && work_fault(w) != FAULT_MEMORY) || done != (calls < fail_at);
        failed += !done;
        work_close(w);
        wrong += live != 0;
    }
    tap_ok(done && wrong == 0,
        "each of %zu allocations failed once, as FAULT_MEMORY, "
        "and nothing was lost",
        failed + 1);
    tap_ok(failed >= 8, "(there were enough of them)");
}

int
main(void)
{
    const char *seed = getenv("LIAISON_SEED"), *torture = getenv("LIAISON_TORTURE");
    unsigned times = torture != NULL && *torture == '1' ? 50 : 1;
    struct work *w = work_open(&os_real);
    struct buffer b = buffer_open(w, 1 << 20);
    struct bytes text;

    state =
        seed != NULL && *seed != '\0' ? strtoull(seed, NULL, 10) : (uint64_t)time(NULL);
    printf("# LIAISON_SEED=%llu\n", (unsigned long long)state);
    test_fixed_point(5000 * times);
    test_inequality(20000 * times);
    test_damage(20000 * times);

    buffer_text(&b, "{\"z\": [");
    for (int i = 0; i < 600; i++)
        buffer_format(&b, "%s{\"n\\n\": %d, \"m\": \"\\u00e9 %d\"}", i > 0 ? ", " : "", i,
            i);
    buffer_text(&b, "], \"a\": {");
    for (int i = 300; i > 0; i--)
        buffer_format(&b, "\"m%d\": null, ", i);
    buffer_text(&b, "\"last\": \"");
    for (int i = 0; i < 2000; i++)
        buffer_text(&b, "\\t and more text ");
    buffer_text(&b, "\"}}");
    if (!buffer_bytes(&b, &text))
        abort();
    test_memory(text);
    work_close(w);
    return tap_end();
}
