/*
 * archive: one file for a folder and back, as pax tar (POSIX.1-2001), made for our own backups;
 * the parts of documents, as zip; and a text alone, as xz or zstd.  The only room that sees libarchive and libzstd.
 * What is read is treated as foreign.
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

/* A file within a zip file. */
struct archive_file {
    struct bytes name;
    struct bytes text; /* empty where it was not wanted */
};
/* All names, and what is in those that are wanted, together at most ${most} bytes.  FAULT_INVALID
 * for what is no zip file, is damaged, encrypted or larger. */
bool zip_read(struct work *w, struct bytes text, size_t most,
    bool (*want)(struct bytes name), struct archive_file **out, size_t *count) MUST;
/* The same files give the same bytes. */
bool zip_write(struct work *w, const struct archive_file files[], size_t count,
    struct bytes *out) MUST;

/* Does it begin as what xz packed does? */
bool xz_begins(struct bytes text);
/* What it unpacks to, ${most} bytes at most; FAULT_INVALID for what is damaged, cut off or more. */
bool xz_read(struct work *w, struct bytes text, size_t most, struct bytes *out) MUST;

/* One frame.  Whoever packs what is secret together with what another chose tells by its length how
 * alike they are: pad it, or keep them apart. */
bool zstd_write(struct work *w, struct bytes text, struct bytes *out) MUST;
/* A frame that says how long it was, ${most} bytes at most, and nothing behind it; FAULT_INVALID
 * for all else. */
bool zstd_read(struct work *w, struct bytes packed, size_t most, struct bytes *out) MUST;

#endif
