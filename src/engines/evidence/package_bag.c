/*
 * A BagIt bag being written: RFC 8493, with SHA-256, beside its place until it is whole.
 *
 * Nothing is synced: a package can be made again, and who carries it away checks it.
 */
#include "engines/evidence/package.h"

#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define MANIFEST_MAX (1024 * 1024 * 1024)

static const char *
path_in(struct work *w, const struct bag *b, const char *path)
{
    return work_format(w, "%s/%s", b->folder, path);
}

/* ---- Beginning and dropping ------------------------------------------------------------ */

static int
remove_one(const char *path, const struct stat *about, int what, struct FTW *at)
{
    (void)about;
    (void)what;
    (void)at;
    return remove(path);
}

static void
folder_remove(const char *path)
{
    nftw(path, remove_one, 16, FTW_DEPTH | FTW_PHYS);
}

bool
bag_begin(struct work *w, const char *folder, struct bag *out)
{
    struct bytes name = bytes_of(folder), kept;
    const char *making;

    while (name.len > 1 && name.at[name.len - 1] == '/')
        name.len--;
    *out = (struct bag){.work = w};
    TRY(work_keep(w, name, &kept));
    out->final = (const char *)kept.at;
    if (access(out->final, F_OK) == 0)
        return fail(w, FAULT_CONFLICT, "%s is there already: choose a new folder",
            out->final);
    making = work_format(w, "%s.making", out->final);
    TRY(making != NULL);
    folder_remove(making);
    if (work_os(w)->mkdir(making, 0700) != 0)
        return fail_errno(w, "cannot make the folder %s", making);
    out->folder = making;
    return true;
}

void
bag_drop(struct bag *b)
{
    if (b->folder != NULL)
        folder_remove(b->folder);
    b->folder = NULL;
}

/* ---- Files -------------------------------------------------------------------------------- */

static bool
list_file(struct bag *b, const char *path, const struct hash *sha256, uint64_t size)
{
    struct bag_file *f;

    if (b->count == b->room) {
        size_t room = b->room == 0 ? 256 : b->room * 2;
        struct bag_file *more = work_alloc(b->work, room * sizeof(*more));

        TRY(more != NULL);
        if (b->count > 0)
            memcpy(more, b->files, b->count * sizeof(*more));
        b->files = more;
        b->room = room;
    }
    f = &b->files[b->count++];
    f->sha256 = *sha256;
    f->path = work_format(b->work, "%s", path);
    if (bytes_start(bytes_of(path), "data/")) {
        b->bytes += size;
        b->payload++;
    }
    return f->path != NULL;
}

/* The folders above a file, where they are not there yet: a bag has no empty ones. */
static bool
make_folders(const struct bag *b, struct work *w, const char *path)
{
    for (const char *slash = strchr(path, '/'); slash; slash = strchr(slash + 1, '/')) {
        const char *at = work_format(w, "%s/%.*s", b->folder, (int)(slash - path), path);

        TRY(at != NULL);
        if (work_os(w)->mkdir(at, 0700) != 0 && errno != EEXIST)
            return fail_errno(w, "cannot make the folder %s", at);
    }
    return true;
}

bool
bag_stream_open(struct bag *b, struct work *w, const char *path, struct bag_stream *out)
{
    const char *at = path_in(w, b, path);

    *out = (struct bag_stream){.bag = b, .path = path, .file = {.fd = -1}};
    TRY(at != NULL);
    TRY(make_folders(b, w, path));
    TRY(file_open(w, at, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW, 0600, &out->file));
    return digest_open(w, DIGEST_SHA256, &out->digest);
}

bool
bag_stream_add(void *stream, struct work *w, struct bytes more)
{
    struct bag_stream *s = stream;

    TRY(digest_add(s->digest, more));
    TRY(file_write_at(w, &s->file, more, (off_t)s->size));
    s->size += more.len;
    return true;
}

bool
bag_stream_end(struct bag_stream *s, struct work *w, struct hash *sha256)
{
    struct digest *digest = s->digest;
    struct bytes sum;

    (void)w;
    s->digest = NULL;
    TRY(digest_end(digest, &sum));
    memcpy(sha256, sum.at, sizeof(*sha256));
    return list_file(s->bag, s->path, sha256, s->size);
}

void
bag_stream_drop(struct bag_stream *s)
{
    digest_close(s->digest);
    s->digest = NULL;
    file_close(&s->file);
}

bool
bag_put(struct bag *b, struct work *w, const char *path, struct bytes text)
{
    STREAM_AUTO struct bag_stream s = {.file = {.fd = -1}};
    struct hash sha256;

    TRY(path != NULL);
    TRY(bag_stream_open(b, w, path, &s));
    TRY(bag_stream_add(&s, w, text));
    return bag_stream_end(&s, w, &sha256);
}

/* ---- Manifests ------------------------------------------------------------------------------- */

static int
by_path(const void *a, const void *b)
{
    const struct bag_file *left = a, *right = b;

    return strcmp(left->path, right->path);
}

bool
bag_manifest(struct bag *b, struct work *w, bool payload, struct bytes *out)
{
    struct buffer to = buffer_open(w, MANIFEST_MAX);
    struct bytes hex;

    if (b->count > 0)
        qsort(b->files, b->count, sizeof(*b->files), by_path);
    for (size_t i = 0; i < b->count; i++) {
        if (bytes_start(bytes_of(b->files[i].path), "data/") != payload)
            continue;
        TRY(hex_write(w, hash_bytes(&b->files[i].sha256), &hex));
        buffer_add(&to, hex);
        buffer_format(&to, "  %s\n", b->files[i].path);
    }
    return buffer_bytes(&to, out);
}

/* The tag manifest is listed nowhere: its own hash is the bag's digest. */
bool
bag_end(struct bag *b, struct work *w, struct bytes info, struct hash *digest)
{
    struct buffer lines = buffer_open(w, 1024 * 1024);
    struct bytes text;

    buffer_add(&lines, info);
    buffer_format(&lines, "Payload-Oxum: %" PRIu64 ".%zu\n", b->bytes, b->payload);
    TRY(buffer_bytes(&lines, &text));
    TRY(bag_put(b, w, "bag-info.txt", text));
    TRY(bag_put(b, w, "bagit.txt",
        bytes_of("BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n")));
    TRY(bag_manifest(b, w, true, &text));
    TRY(bag_put(b, w, "manifest-sha256.txt", text));
    TRY(bag_manifest(b, w, false, &text));
    TRY(bag_put(b, w, "tagmanifest-sha256.txt", text));
    *digest = b->files[b->count - 1].sha256;
    if (work_os(w)->rename(b->folder, b->final) != 0)
        return fail_errno(w, "cannot name the folder %s", b->final);
    b->folder = NULL;
    return true;
}
