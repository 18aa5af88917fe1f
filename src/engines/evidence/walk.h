/*
 * walk: the files that are offered, in order of name, before any is read.
 */
#ifndef ENGINES_EVIDENCE_WALK_H
#define ENGINES_EVIDENCE_WALK_H

#include "ground/base/base.h"

struct walk_file {
    const char *path;  /* to open */
    struct bytes name; /* below what was given, beginning with its last name; bytes */
    uint64_t size;
    const char *refusal; /* why it cannot be evidence, or NULL */
};

struct walk {
    struct walk_file *files;
    size_t count;
    size_t room;
};

/* Add a file, or a folder with all below it.  FAULT_MISSING when there is none; what lies
 * deeper and cannot be taken is listed with its refusal, and so is ${own}, the folder of
 * the node itself. */
bool walk_add(struct work *w, const char *path, const struct stat *own,
    struct walk *walk) MUST;

#endif
