/*
 * work_test: a work's memory is zeroed, aligned and wiped; its first fault stays.
 */
#include <errno.h>

#include "tap.h"

/* ---- A heap that counts, fails on demand and looks at what comes back ------- */

#define TRACKED 4096

static struct {
    void *at;
    size_t len;
} heap[TRACKED];
static size_t heap_live, heap_calls, heap_fail_at, heap_found;

static void *
counting_alloc(size_t len)
{
    void *at;

    if (++heap_calls == heap_fail_at)
        return NULL;
    at = malloc(len);
    if (at == NULL)
        abort();
    memset(at, 0xA5, len); /* memory from the system is not zero by itself */
    for (size_t i = 0; i < TRACKED; i++) {
        if (heap[i].at == NULL) {
            heap[i].at = at;
            heap[i].len = len;
            heap_live++;
            return at;
        }
    }
    abort();
}

static void
counting_release(void *at)
{
    static const char secret[] = "the secret";

    for (size_t i = 0; i < TRACKED; i++) {
        if (heap[i].at != at)
            continue;
        if (memmem(at, heap[i].len, secret, sizeof(secret) - 1) != NULL)
            heap_found++;
        heap[i].at = NULL;
        heap_live--;
        free(at);
        return;
    }
    abort();
}

static size_t maps, maps_live, map_fail_at;

static void *
counting_map(size_t len, int fd)
{
    if (++maps == map_fail_at) {
        errno = ENOMEM;
        return NULL;
    }
    maps_live++;
    return os_real.map(len, fd);
}

static void
counting_unmap(void *at, size_t len)
{
    maps_live--;
    os_real.unmap(at, len);
}

static struct os
counting_os(size_t fail_at)
{
    struct os os = os_real;

    os.alloc = counting_alloc;
    os.release = counting_release;
    os.map = counting_map;
    os.unmap = counting_unmap;
    heap_calls = heap_found = 0;
    heap_fail_at = fail_at;
    return os;
}

/* ---- Claims ----------------------------------------------------------------- */

static void
test_alloc(void)
{
    struct os os = counting_os(0);
    struct work *w = work_open(&os);
    bool zero = true, aligned = true, apart = true;
    uint8_t *last = NULL;

    tap_ok(work_os(w) == &os, "a work knows its operating system");
    for (size_t i = 0; i < 3000; i++) {
        size_t size = i % 97 == 0 ? i * 41 : i % 61;
        uint8_t *at = work_alloc(w, size);

        if (at == NULL)
            abort();
        for (size_t k = 0; k < size; k++)
            zero = zero && at[k] == 0;
        aligned = aligned && (uintptr_t)at % _Alignof(max_align_t) == 0;
        apart = apart && at != last;
        memset(at, 0xFF, size);
        last = at;
    }
    tap_ok(zero, "3000 allocations are zeroed, and none reaches into another");
    tap_ok(aligned, "they are aligned for any type");
    tap_ok(apart, "nothing has an address of its own too");
    tap_ok(heap_calls < 100, "an arena asks the system seldom: %zu times", heap_calls);
    work_close(w);
    tap_ok(heap_live == 0, "closing gives all of it back");
    work_close(NULL);
}

static void
test_wipe(void)
{
    struct os os = counting_os(0);
    struct work *w = work_open(&os);
    struct bytes kept;
    const char *text;
    uint8_t *large;

    if (!work_keep(w, bytes_of("the secret"), &kept))
        abort();
    tap_ok(bytes_is(kept, "the secret") && kept.at[kept.len] == 0,
        "kept, with a NUL behind");
    large = work_alloc(w, 300000);
    text = work_format(w, "%s and %d", "the secret", 7);
    if (large == NULL || text == NULL)
        abort();
    memcpy(large + 299990, "the secret", 10);
    tap_ok(strcmp(text, "the secret and 7") == 0, "formatted text");
    (void)fail(w, FAULT_DENIED, "%s is out", "the secret");
    work_close(w);
    tap_ok(heap_found == 0, "memory is wiped before it is given back");

    /* The same look at memory that was not wiped must find the text. */
    large = os.alloc(64);
    memcpy(large, "the secret", 10);
    os.release(large);
    tap_ok(heap_found == 1, "(the search would have found it)");
}

/* Of a room that is larger than any memory here only what is touched is there. */
static void
test_room(void)
{
    struct os os = counting_os(0);
    struct work *w = work_open(&os);
    size_t large = (size_t)1 << 30;
    uint8_t *small = work_room(w, 1000), *room = work_room(w, large);

    tap_ok(small != NULL && maps == 1, "what is small is an allocation");
    if (room == NULL)
        abort();
    tap_ok(room[0] == 0 && room[large / 2] == 0 && room[large - 1] == 0, "zeros");
    memset(room + large / 2, 1, 10000);
    map_fail_at = maps + 1;
    tap_ok(work_room(w, large) == NULL && work_fault(w) == FAULT_MEMORY,
        "no room is short memory");
    work_close(w);
    tap_ok(heap_live == 0 && maps_live == 0, "closing gives it back");
}

static void
test_short_memory(void)
{
    struct os os = counting_os(1);
    struct work *w = work_open(&os);
    struct bytes kept;

    tap_ok(w == NULL, "no work without memory");
    os = counting_os(2);
    w = work_open(&os);
    tap_ok(work_alloc(w, 100000) == NULL && work_fault(w) == FAULT_MEMORY,
        "short memory is a fault");
    work_clear(w);
    tap_ok(work_alloc(w, 100000) != NULL && work_ok(w),
        "and the work can go on after it");
    tap_ok(work_alloc(w, SIZE_MAX) == NULL && work_fault(w) == FAULT_MEMORY,
        "a size that overflows is short memory");
    work_clear(w);
    tap_ok(work_alloc(w, SIZE_MAX - 40) == NULL && work_fault(w) == FAULT_MEMORY,
        "and so is one that overflows with its header");
    work_clear(w);
    tap_ok(!work_keep(w, (struct bytes){.at = NULL, .len = SIZE_MAX}, &kept),
        "and one that has no room for a NUL");
    work_close(w);
    tap_ok(heap_live == 0, "nothing is lost");
}

static void
test_faults(void)
{
    struct work *w = work_open(&os_real);
    const char *text;
    bool named = true;

    tap_ok(work_ok(w) && strcmp(work_why(w), "") == 0 && work_rule(w) == NULL,
        "a new work has no fault");
    tap_ok(!fail(w, FAULT_CONFLICT, "%s again", "Alma"), "fail says false");
    tap_ok(!fail_rule(w, "P07", "not that"), "fail_rule too");
    tap_ok(work_fault(w) == FAULT_CONFLICT && strcmp(work_why(w), "Alma again") == 0 &&
            work_rule(w) == NULL,
        "the first fault wins");
    work_clear(w);
    tap_ok(work_ok(w) && strcmp(work_why(w), "") == 0, "a cleared work is fine");
    (void)fail_rule(w, "P07", "not to %s", "them");
    tap_ok(work_fault(w) == FAULT_DENIED && strcmp(work_rule(w), "P07") == 0 &&
            strcmp(work_why(w), "not to them") == 0,
        "a denial names its rule");
    work_clear(w);
    tap_ok(work_rule(w) == NULL, "which goes with it");
    errno = ENOSPC;
    (void)fail_errno(w, "cannot write %d bytes", 7);
    tap_ok(work_fault(w) == FAULT_IO &&
            strstr(work_why(w), "cannot write 7 bytes: ") != NULL &&
            strstr(work_why(w), strerror(ENOSPC)) != NULL,
        "the system's reason stands behind ours: %s", work_why(w));
    work_clear(w);
    tap_ok(!work_string(w, bytes_from("a\0b", 3), &text) &&
            work_fault(w) == FAULT_INVALID,
        "a string holds no NUL");
    for (int kind = 0; kind < FAULT_KINDS; kind++) {
        const struct fault_face *f = fault_face((enum fault)kind);

        named = named && f->name != NULL && f->sentence != NULL && f->exit_code >= 0 &&
            f->exit_code <= 4 && f->http_status >= 200 && f->http_status < 600;
    }
    tap_ok(named, "every kind of fault has a face");
    work_close(w);
}

static void
test_carried(void)
{
    struct work *w = work_open(&os_real), *inner = work_open(&os_real);

    tap_ok(!fail_in(w, "line %d", 7) && work_ok(w), "no fault has no place");
    (void)fail_rule(inner, "P07", "not to them");
    tap_ok(!fail_with(w, inner) && work_fault(w) == FAULT_DENIED &&
            strcmp(work_why(w), "not to them") == 0 && strcmp(work_rule(w), "P07") == 0,
        "a fault is taken over, with its rule");
    tap_ok(!fail_in(w, "line %d", 7) && work_fault(w) == FAULT_DENIED &&
            strcmp(work_why(w), "line 7: not to them") == 0 && work_rule(w) != NULL,
        "and its place named");
    tap_ok(!fail_with(w, NULL) && work_fault(w) == FAULT_DENIED,
        "the first fault wins here too");
    work_clear(w);
    tap_ok(!fail_with(w, NULL) && work_fault(w) == FAULT_MEMORY,
        "a work that could not be opened is short memory");
    work_close(inner);
    work_close(w);
}

/* Long messages end where a character does, with or without a reason behind. */
static void
test_long_message(void)
{
    struct work *w = work_open(&os_real);
    char text[1024];
    bool valid = true;

    for (size_t start = 0; start < 4; start++) {
        memset(text, 'x', start);
        for (size_t i = start; i + 4 < sizeof(text); i += 4)
            memcpy(text + i, "\xF0\x9F\x8C\x8D", 5);
        (void)fail(w, FAULT_IO, "%s", text);
        valid = valid && utf8_valid(bytes_of(work_why(w))) && strlen(work_why(w)) > 500;
        work_clear(w);
        errno = EACCES;
        (void)fail_errno(w, "%s", text);
        valid = valid && utf8_valid(bytes_of(work_why(w))) &&
            strstr(work_why(w), strerror(EACCES)) != NULL;
        work_clear(w);
    }
    tap_ok(valid, "a long message is cut between characters, and keeps its reason");
    (void)fail(w, FAULT_IO, "%509s%s", "", "\xC3\xA9");
    tap_ok(strlen(work_why(w)) == 511, "a message that just fits is whole");
    work_close(w);
}

/* ---- Parts of a work ---------------------------------------------------------------------------- */

#define PARTS 100

struct parts {
    unsigned runs[PARTS];
    char *text[PARTS];
    unsigned bad; /* from there on some fail */
};

static bool
run_part(struct work *w, void *ctx, unsigned n)
{
    struct parts *p = ctx;
    uint64_t *room = work_room(w, 100000);

    p->runs[n]++;
    p->text[n] = work_alloc(w, 5000);
    if (p->text[n] == NULL || room == NULL)
        return false;
    memset(p->text[n], 'a' + (int)(n % 26), 4999);
    room[0] = n;
    return n < p->bad || n % 3 > 0 || fail(w, FAULT_INVALID, "part %u", n);
}

static void
test_beside(void)
{
    struct work *w = work_open(&os_real);
    struct parts all = {.bad = PARTS}, some = {.bad = 50};
    bool once = true, stays = true;
    char *own;

    tap_ok(work_beside(w, PARTS, run_part, &all), "parts run beside each other");
    own = work_alloc(w, 3000);
    memset(own, 'z', 3000);
    for (unsigned n = 0; n < PARTS; n++) {
        once = once && all.runs[n] == 1;
        stays = stays && strlen(all.text[n]) == 4999 &&
            all.text[n][4998] == 'a' + (int)(n % 26);
    }
    tap_ok(once, "each of them once");
    tap_ok(stays, "what they allocated is the work's");
    tap_ok(!work_beside(w, PARTS, run_part, &some) &&
            strcmp(work_why(w), "part 51") == 0 && work_fault(w) == FAULT_INVALID,
        "the fault is that of the first that has one");
    work_clear(w);
    tap_ok(work_beside(w, 0, run_part, &all), "no part is fine");
    work_close(w);
}

int
main(void)
{
    test_alloc();
    test_beside();
    test_wipe();
    test_room();
    test_short_memory();
    test_faults();
    test_carried();
    test_long_message();
    return tap_end();
}
