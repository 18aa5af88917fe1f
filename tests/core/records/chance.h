/*
 * chance: random numbers from a printed seed.  LIAISON_SEED repeats a run, LIAISON_TORTURE
 * makes it longer.
 */
#ifndef TESTS_CORE_RECORDS_CHANCE_H
#define TESTS_CORE_RECORDS_CHANCE_H

#include "fixture.h"

static uint64_t chance_state;

UNUSED static uint32_t
draw_number(uint32_t below)
{
    chance_state ^= chance_state << 13;
    chance_state ^= chance_state >> 7;
    chance_state ^= chance_state << 17;
    return (uint32_t)(chance_state >> 32) % below;
}

UNUSED static void
start_seed(void)
{
    const char *given = getenv("LIAISON_SEED");
    uint64_t seed = (uint64_t)os_real.now() & 0xFFFFFF;

    if (given != NULL && *given != '\0')
        seed = strtoull(given, NULL, 10);
    printf("# LIAISON_SEED=%llu\n", (unsigned long long)seed);
    chance_state = seed * 0x9E3779B97F4A7C15u + 1;
    for (int i = 0; i < 8; i++)
        (void)draw_number(2);
}

UNUSED static int
rounds(int usual)
{
    return getenv("LIAISON_TORTURE") != NULL ? 20 * usual : usual;
}

#endif
