/*
 * Walking what is offered as evidence: every entry is listed, taken or refused.
 */
#include "engines/evidence/walk.h"

#include <errno.h>
#include <fts.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>

#define WALK_MAX 10000000

static bool
add_file(struct work *w, struct walk *walk, struct walk_file file)
{
    if (walk->count >= WALK_MAX)
        return fail(w, FAULT_INVALID, "more than %d files: take them in by parts",
            WALK_MAX);
    if (walk->count == walk->room) {
        size_t room = walk->room == 0 ? 256 : walk->room * 2;
        struct walk_file *more = work_alloc(w, room * sizeof(*more));

        TRY(more != NULL);
        if (walk->count > 0)
            memcpy(more, walk->files, walk->count * sizeof(*more));
        walk->files = more;
        walk->room = room;
    }
    walk->files[walk->count++] = file;
    return true;
}

static const char *
refusal_of(const FTSENT *entry)
{
    switch (entry->fts_info) {
    case FTS_F:
        return NULL;
    case FTS_SL:
    case FTS_SLNONE:
        return "a symbolic link: give what it points at";
    case FTS_DNR:
        return "the folder cannot be read";
    case FTS_DC:
        return "the folder contains itself";
    case FTS_ERR:
    case FTS_NS:
        return "it cannot be looked at";
    default:
        return "not a regular file";
    }
}

/* The name below what was given: "folder/a/b", or "file". */
static struct bytes
name_of(const char *path, const char *given)
{
    const char *slash = strrchr(given, '/');

    return bytes_of(slash != NULL ? path + (slash + 1 - given) : path);
}

static int
by_name(const FTSENT **a, const FTSENT **b)
{
    return strcmp((*a)->fts_name, (*b)->fts_name);
}

/* The folder that is being walked into is the node's: its keys are nobody's evidence. */
static bool
is_own(const FTSENT *entry, const struct stat *own)
{
    return entry->fts_info == FTS_D && entry->fts_statp->st_dev == own->st_dev &&
        entry->fts_statp->st_ino == own->st_ino;
}

static bool
add_entry(struct work *w, const FTSENT *entry, const char *given, const struct stat *own,
    struct walk *walk)
{
    struct walk_file file = {.refusal = refusal_of(entry)};
    struct bytes path;

    if (is_own(entry, own))
        file.refusal = "the folder of this node";
    else if (entry->fts_info == FTS_D || entry->fts_info == FTS_DP)
        return true;
    TRY(work_keep(w, bytes_of(entry->fts_path), &path));
    file.path = (const char *)path.at;
    file.name = name_of(file.path, given);
    return add_file(w, walk, file);
}

static void
fts_end(FTS **tree)
{
    if (*tree != NULL)
        fts_close(*tree);
}

/* Where the walk begins: without slashes behind it, and by its own name, not "." or "..". */
static bool
root_of(struct work *w, const char *path, char **out)
{
    char resolved[PATH_MAX];
    const char *last;
    size_t len = strlen(path);

    while (len > 1 && path[len - 1] == '/')
        len--;
    *out = (char *)work_format(w, "%.*s", (int)len, path);
    TRY(*out != NULL);
    last = strrchr(*out, '/');
    last = last != NULL ? last + 1 : *out;
    if (strcmp(last, ".") != 0 && strcmp(last, "..") != 0)
        return true;
    if (realpath(*out, resolved) == NULL)
        return errno == ENOENT ? fail(w, FAULT_MISSING, "there is no %s", path)
                               : fail_errno(w, "cannot look at %s", path);
    *out = (char *)work_format(w, "%s", resolved);
    return *out != NULL;
}

bool
walk_add(struct work *w, const char *path, const struct stat *own, struct walk *walk)
{
    __attribute__((cleanup(fts_end))) FTS *tree = NULL;
    struct stat about;
    char *roots[2] = {NULL, NULL};
    FTSENT *entry;

    TRY(root_of(w, path, &roots[0]));
    if (lstat(roots[0], &about) != 0)
        return errno == ENOENT ? fail(w, FAULT_MISSING, "there is no %s", path)
                               : fail_errno(w, "cannot look at %s", path);
    tree = fts_open(roots, FTS_PHYSICAL | FTS_NOCHDIR, by_name);
    if (tree == NULL)
        return fail_errno(w, "cannot walk %s", path);
    while ((entry = fts_read(tree)) != NULL) {
        TRY(add_entry(w, entry, roots[0], own, walk));
        if (is_own(entry, own))
            fts_set(tree, entry, FTS_SKIP);
    }
    return errno == 0 || fail_errno(w, "cannot walk %s to its end", path);
}
