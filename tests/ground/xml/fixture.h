/*
 * What the tests of XML share: a work that need not succeed, and short ways to read and write.
 */
#ifndef TESTS_GROUND_XML_FIXTURE_H
#define TESTS_GROUND_XML_FIXTURE_H

#include "ground/xml/xml.h"
#include "tests/tap.h"

__attribute__((unused)) static struct work *
fresh(void)
{
    struct work *w = work_open(&os_real);

    if (w == NULL || !xml_start(w)) {
        printf("Bail out! no memory to test with\n");
        exit(1);
    }
    return w;
}

/* The tree of a text that must be sound. */
__attribute__((unused)) static struct xml *
tree(struct work *w, const char *text)
{
    struct xml *root;

    if (!xml_read(w, bytes_of(text), &xml_foreign, &root)) {
        printf("Bail out! %s: %s\n", text, work_why(w));
        exit(1);
    }
    return root;
}

/* Did it fail as invalid, with these words in its one line?  The fault is cleared. */
__attribute__((unused)) static bool
refused_with(struct work *w, bool good, const char *words)
{
    bool as_wanted = !good && work_fault(w) == FAULT_INVALID &&
        strstr(work_why(w), words) != NULL && strchr(work_why(w), '\n') == NULL;

    if (!as_wanted)
        printf("# %s: %s\n", good ? "taken" : "refused", work_why(w));
    work_clear(w);
    return as_wanted;
}

#endif
