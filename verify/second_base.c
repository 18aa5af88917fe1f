/*
 * What the second check of court packages stands on.
 */
#include "second.h"

#include <ctype.h>
#include <dirent.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include <openssl/evp.h>

#define SMALL (64u * 1024 * 1024) /* nothing but originals is larger */

/* ---- Saying no, and memory that lives to the end ------------------------------------------- */

void
refuse(const char *why, ...)
{
    char line[512];
    va_list args;

    va_start(args, why);
    vsnprintf(line, sizeof(line), why, args);
    va_end(args);
    for (char *c = line; *c != '\0'; c++)
        if (!isprint((unsigned char)*c))
            *c = '?';
    fprintf(stderr, "REFUSED: %s\n", line);
    exit(1);
}

void *
grow(void *old, size_t count, size_t each)
{
    void *at = count > SIZE_MAX / 2 / each ? NULL : realloc(old, count * each + 1);

    if (at == NULL)
        refuse("out of memory");
    return at;
}

char *
join(const char *format, ...)
{
    va_list args;
    char *out;

    va_start(args, format);
    if (vasprintf(&out, format, args) < 0)
        refuse("out of memory");
    va_end(args);
    return out;
}

/* ---- Hashes and signatures ------------------------------------------------------------------- */

void
sha256(const struct piece pieces[], size_t count, unsigned char out[SUM])
{
    EVP_MD_CTX *ctx = EVP_MD_CTX_new();
    bool good = ctx != NULL && EVP_DigestInit_ex(ctx, EVP_sha256(), NULL) == 1;

    for (size_t i = 0; good && i < count; i++)
        good = EVP_DigestUpdate(ctx, pieces[i].at, pieces[i].len) == 1;
    if (!good || EVP_DigestFinal_ex(ctx, out, NULL) != 1)
        refuse("SHA-256 does not work here");
    EVP_MD_CTX_free(ctx);
}

void
tree_node(const unsigned char left[SUM], const unsigned char right[SUM],
    unsigned char out[SUM])
{
    struct piece pieces[] = {{"\x01", 1}, {left, SUM}, {right, SUM}};

    sha256(pieces, 3, out);
}

bool
ed25519(const unsigned char key[32], const void *message, size_t len,
    const unsigned char signature[64])
{
    EVP_PKEY *pkey = EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, NULL, key, 32);
    EVP_MD_CTX *ctx = EVP_MD_CTX_new();
    bool good = pkey != NULL && ctx != NULL &&
        EVP_DigestVerifyInit(ctx, NULL, NULL, NULL, pkey) == 1 &&
        EVP_DigestVerify(ctx, signature, 64, message, len) == 1;

    EVP_MD_CTX_free(ctx);
    EVP_PKEY_free(pkey);
    return good;
}

void
hex_of(const unsigned char *from, size_t len, char *to)
{
    for (size_t i = 0; i < len; i++)
        snprintf(to + 2 * i, 3, "%02x", from[i]);
}

/* ---- The folder: its files, in order of their names --------------------------------------------- */

struct file *files;
size_t file_count;

static void
sum_file(struct file *f)
{
    static unsigned char some[1 << 16];
    EVP_MD_CTX *ctx = EVP_MD_CTX_new();
    FILE *in = fopen(f->path, "rb");
    size_t got;

    if (in == NULL || ctx == NULL || EVP_DigestInit_ex(ctx, EVP_sha256(), NULL) != 1)
        refuse("cannot read %s", f->path);
    while ((got = fread(some, 1, sizeof(some), in)) > 0) {
        if (EVP_DigestUpdate(ctx, some, got) != 1)
            refuse("SHA-256 does not work here");
        f->size += got;
    }
    if (ferror(in) || EVP_DigestFinal_ex(ctx, f->sum, NULL) != 1)
        refuse("cannot read %s", f->path);
    fclose(in);
    EVP_MD_CTX_free(ctx);
}

static bool
plain_name(const char *name)
{
    return name[strspn(name,
               "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
               "0123456789._-")] == '\0';
}

/* Every file below a folder; ${path} is "" or ends in a slash. */
static void
walk(const char *path, unsigned depth)
{
    DIR *folder = opendir(*path == '\0' ? "." : path);
    const struct dirent *entry;
    size_t entries = 0;

    if (folder == NULL || depth > 8)
        refuse("cannot search %s", path);
    while ((entry = readdir(folder)) != NULL) {
        struct stat about;
        char *at;

        if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0)
            continue;
        entries++;
        at = join("%s%s", path, entry->d_name);
        if (!plain_name(entry->d_name) || lstat(at, &about) != 0)
            refuse("a name that no package has: %s", at);
        if (S_ISDIR(about.st_mode)) {
            walk(join("%s/", at), depth + 1);
        } else if (S_ISREG(about.st_mode)) {
            files = grow(files, file_count + 1, sizeof(*files));
            files[file_count++] = (struct file){.path = at};
            sum_file(&files[file_count - 1]);
        } else {
            refuse("neither a file nor a folder: %s", at);
        }
    }
    if (entries == 0)
        refuse("an empty folder: %s", path);
    closedir(folder);
}

static int
by_path(const void *a, const void *b)
{
    return strcmp(((const struct file *)a)->path, ((const struct file *)b)->path);
}

void
read_folder(void)
{
    walk("", 0);
    qsort(files, file_count, sizeof(*files), by_path);
}

struct file *
have(const char *path)
{
    struct file key = {.path = join("%s", path)};
    struct file *f = file_count == 0
        ? NULL
        : bsearch(&key, files, file_count, sizeof(*files), by_path);

    free(key.path);
    if (f != NULL)
        f->used = true;
    return f;
}

struct file *
need(const char *path)
{
    struct file *f = have(path);

    if (f == NULL)
        refuse("missing: %s", path);
    return f;
}

/* All of a small file, with a NUL behind it. */
static char *
load(const struct file *f)
{
    FILE *in = fopen(f->path, "rb");
    char *at = f->size > SMALL ? NULL : grow(NULL, f->size + 1, 1);

    if (in == NULL || at == NULL || fread(at, 1, f->size, in) != f->size)
        refuse("cannot read %s", f->path);
    at[f->size] = '\0';
    fclose(in);
    return at;
}

/* ---- Reading strictly ------------------------------------------------------------------------------ */

void
odd(const struct reader *r)
{
    refuse("%s: not of the form it must have", r->where);
}

bool
maybe(struct reader *r, const char *literal)
{
    size_t len = strlen(literal);

    if ((size_t)(r->end - r->at) < len || memcmp(r->at, literal, len) != 0)
        return false;
    r->at += len;
    return true;
}

void
must(struct reader *r, const char *literal)
{
    if (!maybe(r, literal))
        odd(r);
}

void
at_end(const struct reader *r)
{
    if (r->at != r->end)
        odd(r);
}

/* The longest run of characters for which ${is} says yes, min to max of them. */
static char *
run(struct reader *r, bool (*is)(unsigned char c), size_t min, size_t max)
{
    const char *from = r->at;

    while (r->at < r->end && is((unsigned char)*r->at))
        r->at++;
    if ((size_t)(r->at - from) < min || (size_t)(r->at - from) > max)
        odd(r);
    return join("%.*s", (int)(r->at - from), from);
}

static bool
is_hex(unsigned char c)
{
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
}

static bool
is_id(unsigned char c)
{
    return is_hex(c) || c == '-';
}

static bool
is_digit(unsigned char c)
{
    return c >= '0' && c <= '9';
}

static bool
is_time(unsigned char c)
{
    return is_digit(c) || c == 'T' || c == 'Z' || c == ':' || c == '.' || c == '-';
}

static bool
is_word(unsigned char c)
{
    return (c >= 'a' && c <= 'z') || is_digit(c) || c == '/' || c == '-';
}

static bool
is_role(unsigned char c)
{
    return c != '"' && c != '\\' && c != '\0';
}

char *
word(struct reader *r)
{
    return run(r, is_word, 1, 64);
}

char *
role(struct reader *r)
{
    return run(r, is_role, 1, 200);
}

char *
uuid(struct reader *r)
{
    return run(r, is_id, 36, 36);
}

char *
instant(struct reader *r)
{
    return run(r, is_time, 27, 27);
}

uint64_t
number(struct reader *r)
{
    char *digits = run(r, is_digit, 1, 15);

    if (digits[0] == '0' && digits[1] != '\0')
        odd(r);
    return strtoull(digits, NULL, 10);
}

void
hex(struct reader *r, size_t len, unsigned char *out)
{
    char *digits = run(r, is_hex, 2 * len, 2 * len);

    for (size_t i = 0; i < len; i++) {
        const char pair[3] = {digits[2 * i], digits[2 * i + 1], '\0'};

        out[i] = (unsigned char)strtoul(pair, NULL, 16);
    }
    free(digits);
}

bool
ends(const struct reader *r, const char *literal)
{
    size_t len = strlen(literal);

    return (size_t)(r->end - r->at) >= len && memcmp(r->end - len, literal, len) == 0;
}

bool
line(struct reader *r, struct reader *out)
{
    const char *end;

    if (r->at == r->end)
        return false;
    end = memchr(r->at, '\n', (size_t)(r->end - r->at));
    *out = (struct reader){.where = r->where,
        .at = r->at,
        .end = end != NULL ? end : r->end};
    r->at = end != NULL ? end + 1 : r->end;
    return true;
}

/* Decoded and written again, it must be the same. */
void
base64(struct reader *r, size_t len, unsigned char *out)
{
    unsigned char plain_bytes[128], again[256];
    size_t given = (size_t)(r->end - r->at), coded = (len + 2) / 3 * 4;

    if (given != coded || coded > 128 ||
        EVP_DecodeBlock(plain_bytes, (const unsigned char *)r->at, (int)given) <
            (int)len ||
        EVP_EncodeBlock(again, plain_bytes, (int)len) != (int)coded ||
        memcmp(again, r->at, coded) != 0)
        odd(r);
    memcpy(out, plain_bytes, len);
    r->at = r->end;
}

/* ---- Kinds of files -------------------------------------------------------------------------------- */

struct reader
tagged(const char *path, const char *tag)
{
    struct file *f = need(path);
    char *at = load(f);
    struct reader r = {.where = f->path, .at = at, .end = at + f->size};

    must(&r, "liaison/v1/");
    must(&r, tag);
    must(&r, "\n");
    return r;
}

/* The text of a part, behind tag line and salt. */
struct reader
part_text(const char *path)
{
    struct reader r = tagged(path, "part");

    if (r.end - r.at < 32)
        odd(&r);
    r.at += 32;
    return r;
}

struct reader
plain(const char *path)
{
    struct file *f = need(path);
    char *at = load(f);

    return (struct reader){.where = f->path, .at = at, .end = at + f->size};
}
