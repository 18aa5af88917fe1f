/*
 * fault: how each kind of fault is spoken at each door.
 */
#include <assert.h>

#include "ground/base/base.h"

/* Indexed by enum fault; exit codes: 1 no, 2 usage, 3 unreadable input, 4 machine. */
static const struct fault_face faces[] = {
    [FAULT_NONE] = {"none", 0, 200, "done"},
    [FAULT_USAGE] = {"usage", 2, 400, "the request is malformed"},
    [FAULT_INVALID] = {"invalid", 3, 422, "the input cannot be read"},
    [FAULT_DENIED] = {"denied", 1, 403, "not allowed"},
    [FAULT_MISSING] = {"missing", 1, 404, "there is no such thing here"},
    [FAULT_CONFLICT] = {"conflict", 1, 409, "this contradicts what is already here"},
    [FAULT_BUSY] = {"busy", 1, 503, "busy, try again later"},
    [FAULT_CORRUPT] = {"corrupt", 1, 422, "the bytes do not match their proof"},
    [FAULT_IO] = {"io", 4, 500, "disk, network or operating system failed"},
    [FAULT_MEMORY] = {"memory", 4, 503, "out of memory"},
};
_Static_assert(COUNT_OF(faces) == FAULT_KINDS, "a face for every kind of fault");

const struct fault_face *
fault_face(enum fault kind)
{
    assert((unsigned)kind < COUNT_OF(faces));
    return &faces[kind];
}
