/*
 * archive: one file for a folder and back, as pax tar (POSIX.1-2001).  The only room that
 * sees libarchive.  Made for our own backups; what is read is treated as foreign.
 */
#ifndef GROUND_ARCHIVE_ARCHIVE_H
#define GROUND_ARCHIVE_ARCHIVE_H

#include "ground/base/base.h"

/* Write the regular files below ${folder} to a new file, durable when this returns.
 * FAULT_CONFLICT when the file is there. */
bool archive_pack(struct work *w, const char *folder, const char *file,
    uint64_t *bytes) MUST;
/* Unpack into a new folder, made here.  FAULT_INVALID for anything but plain relative
 * paths of files and folders; on failure the caller removes the folder. */
bool archive_unpack(struct work *w, const char *file, const char *folder) MUST;

#endif
