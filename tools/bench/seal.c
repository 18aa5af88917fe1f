/*
 * seal: how long it takes to seal one item to 200 recipients -- a random key for the item, wrapped
 * for each of them under a key agreed with theirs, as sealed/1 has it (docs/formats.md 13).
 *
 * Prints a line: group|name|seconds of one core|units.
 */
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "ground/base/base.h"
#include "ground/crypt/crypt.h"

#define RECIPIENTS 200
#define RUNS 21
#define ITEM 4096 /* bytes */

static struct hash public[RECIPIENTS];

static int
by_time(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;

    return (x > y) - (x < y);
}

static bool
seal_once(struct work *w, struct bytes item)
{
    struct hash key, context = {.at = {7}};
    struct bytes sealed, box;

    if (os_real.random(&key, sizeof(key)) != 0)
        return fail(w, FAULT_IO, "no randomness");
    TRY(seal_bytes(w, &key, hash_bytes(&context), item, &sealed));
    for (int i = 0; i < RECIPIENTS; i++) {
        struct seal_batch batch;
        struct hash wrap;

        TRY(seal_batch_new(w, &public[i], &batch));
        TRY(seal_batch_item_key(w, &batch, 0, &wrap));
        TRY(seal_bytes(w, &wrap, hash_bytes(&context), hash_bytes(&key), &sealed));
        TRY(base64_write(w, sealed, &box));
    }
    return true;
}

int
main(void)
{
    static uint8_t item[ITEM];
    struct work *w = work_open(&os_real);
    double took[RUNS];
    bool good = w != NULL && crypt_start(w);

    for (int i = 0; i < RECIPIENTS && good; i++) {
        struct hash secret;

        good = os_real.random(&secret, sizeof(secret)) == 0 &&
            seal_public(w, &secret, &public[i]);
    }
    for (int i = 0; i < RUNS && good; i++) {
        clock_t before = clock();

        good = seal_once(w, bytes_from(item, sizeof(item)));
        took[i] = (double)(clock() - before) / CLOCKS_PER_SEC;
    }
    if (!good) {
        fprintf(stderr, "seal: %s\n", w != NULL ? work_why(w) : "no memory");
        return 1;
    }
    qsort(took, RUNS, sizeof(*took), by_time);
    printf("seal|one item to %d recipients|%.5f|%d\n", RECIPIENTS, took[RUNS / 2],
        RECIPIENTS);
    work_close(w);
    return 0;
}
