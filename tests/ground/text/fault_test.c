/*
 * fault_test: where ICU gets no memory for the rules of a letter that the table has not, it is
 * lost and that is said; nothing else is, and afterwards it is found.
 */
#include <unicode/uclean.h>

#include "tests/tap.h"

#include "tests/ground/text/said.h"

static bool none_left;
static unsigned long asked;

static void *
take(const void *ctx, size_t len)
{
    (void)ctx;
    asked++;
    return none_left ? NULL : malloc(len);
}

static void *
take_again(const void *ctx, void *at, size_t len)
{
    (void)ctx;
    asked++;
    return none_left ? NULL : realloc(at, len);
}

static void
give(const void *ctx, void *at)
{
    (void)ctx;
    free(at);
}

int
main(void)
{
    struct work *w = work_open(&os_real);
    UErrorCode error = U_ZERO_ERROR;
    struct said s;

    u_setMemoryFunctions(NULL, take, take_again, give, &error);
    tap_ok(U_SUCCESS(error) && text_start(w), "it starts");
    tap_is_text(bytes_of(said(bytes_of("አበበ")).text), "ababa",
        "a script that ICU spells");

    none_left = true;
    asked = 0;
    s = said(bytes_of("Li 𠀁x José Путин"));
    tap_ok(asked > 0, "memory was asked for");
    tap_ok(!s.words.whole, "that letters were lost is said");
    tap_is_text(bytes_of(s.text), "li x jose putin", "and all others are there");
    none_left = false;
    s = said(bytes_of("Li 𠀁x José Путин"));
    tap_ok(s.words.whole, "with memory nothing is lost");
    tap_is_text(bytes_of(s.text), "li qi x jose putin", "and they are found");
    work_close(w);
    return tap_end();
}
