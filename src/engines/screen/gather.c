/*
 * Finding, ordering and keeping.
 */
#include "engines/screen/gather.h"

#include <stdlib.h>

#define FINDS_MAX ((size_t)1 << 30)

bool
gather(struct work *w, struct lexicon *x, const struct gather *how)
{
    struct work *part = work_open(work_os(w));
    struct buffer found;
    bool good, kept;
    size_t count;
    void *at;

    if (part == NULL)
        return fail_with(w, NULL);
    found = buffer_open(part, FINDS_MAX);
    good = how->find(part, x, &found) &&
        (at = buffer_array(&found, how->size, &count)) != NULL;
    if (good && count > 1)
        qsort(at, count, how->size, how->order);
    kept = good && how->keep(w, x, at, count);
    return work_join(w, part, good) && kept;
}
