/*
 * embedded: the files of kinds/, codes/ and assets/, and the checker of verify/, as they
 * were when the program was built; tools/embed.sh writes the table.
 */
#ifndef CORE_RECORDS_EMBEDDED_H
#define CORE_RECORDS_EMBEDDED_H

#include <stddef.h>

struct embedded {
    const char *name; /* "kinds/assessment.json" */
    const unsigned char *at;
    size_t len;
};

/* In order of their names, byte by byte. */
extern const struct embedded embedded_files[];
extern const size_t embedded_count;

#endif
