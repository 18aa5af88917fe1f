/*
 * xml_fuzz: XML from hostile bytes.  What is read is written as text that reads the same, as a
 * whole and each element alone; what is not read says why, with a line.
 *
 * With -DPLANTED_BUG a tab in an attribute is written as it is, and comes back
 * as a blank.
 *
 *     fuzz-edges: 330
 */
#include <stdlib.h>
#include <string.h>

#include "ground/xml/xml.h"

#define HOLDS(claim)  \
    do {              \
        if (!(claim)) \
            abort();  \
    } while (0)

static const struct xml_limits limits = {.size = 1 << 20, .nodes = 20000, .depth = 64};

static void
same_again(struct work *w, const struct xml *x)
{
    struct bytes text, once, twice;
    struct xml *again;

    HOLDS(xml_canonical(w, x, &once));
    HOLDS(xml_write(w, x, &text));
    HOLDS(xml_read(w, text, &xml_foreign, &again));
    HOLDS(xml_canonical(w, again, &twice));
    HOLDS(bytes_equal(once, twice));
    HOLDS(bytes_equal(xml_lang(x), xml_lang(x)) && xml_path(w, x, x->attributes) != NULL);
    HOLDS(
        xml_text(w, x, &once) && xml_text(w, again, &twice) && bytes_equal(once, twice));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct work *w = work_open(&os_real);
    struct xml *root;

    HOLDS(w != NULL && xml_start(w));
    if (xml_read(w, bytes_from(data, size), &limits, &root)) {
        same_again(w, root);
        for (const struct xml *x = xml_child(root, NULL); x != NULL;
             x = xml_next(x, NULL))
            same_again(w, x);
    } else {
        HOLDS(work_fault(w) == FAULT_INVALID && strncmp(work_why(w), "line ", 5) == 0);
    }
    work_close(w);
    return 0;
}
