/*
 * decide: how many decisions a core takes a second, over 1,000 worlds whose terms, facts and acts
 * are mixed by chance, as the tests of terms mix them.  Prints one JSON line.
 */
#include "tests/core/terms/random.h"

#define WORLDS 1000
#define DECISIONS 3000000

int
main(void)
{
    static struct random_world worlds[WORLDS];
    struct dice dice = {20261128};
    struct decision d;
    int allowed = 0;
    double start, took;

    for (size_t i = 0; i < WORLDS; i++)
        random_facts(&dice, &worlds[i]);
    start = (double)os_real.ticks() / 1e6;
    for (size_t i = 0; i < DECISIONS; i++)
        allowed += terms_decide(&worlds[i % WORLDS].s.f, &d);
    took = (double)os_real.ticks() / 1e6 - start;
    printf("{\"decisions\":%d,\"allowed\":%d,\"seconds\":%.3f,\"per_second\":%.0f}\n",
        DECISIONS, allowed, took, DECISIONS / took);
    return 0;
}
