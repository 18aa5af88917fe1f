/*
 * verify-second: checks a court package a second time, from docs/formats.md section 8 alone.
 *
 *     verify-second --root FINGERPRINT --bag DIGEST DIR
 *
 * It shares no line with verify.sh and none with the program, and must come to the same
 * verdict: 0 all holds, 1 something does not, 2 consistent but origin not checked.
 */
#include "second.h"

#include <ctype.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* ---- 1: the bag ------------------------------------------------------------------------------ */

static bool
below(const char *path, const char *folder)
{
    return strncmp(path, folder, strlen(folder)) == 0;
}

static bool
in_data(const char *path)
{
    return below(path, "data/");
}

static bool
in_contents(const char *path)
{
    return below(path, "data/evidence/") || below(path, "data/identities/") ||
        below(path, "data/records/") || below(path, "data/site/");
}

static bool
in_tags(const char *path)
{
    return !in_data(path) && strcmp(path, "tagmanifest-sha256.txt") != 0;
}

/* A manifest lists exactly the files that ${is} takes, in any order, each once. */
static void
check_manifest(const char *path, bool (*is)(const char *path))
{
    bool *seen = grow(NULL, file_count, sizeof(*seen));
    struct reader all = plain(path), l;

    memset(seen, 0, file_count * sizeof(*seen));
    while (line(&all, &l)) {
        unsigned char sum[SUM];
        struct file *f;
        char *name;

        hex(&l, SUM, sum);
        must(&l, "  ");
        name = join("%.*s", (int)(l.end - l.at), l.at);
        f = have(name);
        if (f == NULL || !is(name) || seen[f - files] || memcmp(f->sum, sum, SUM) != 0)
            refuse("missing, changed or not to be listed: %s", name);
        seen[f - files] = true;
    }
    for (size_t i = 0; i < file_count; i++)
        if (is(files[i].path) && !seen[i])
            refuse("not listed: %s", files[i].path);
}

static void
check_bag(const char *bag, char digest[HEX + 1])
{
    static const char *const tags[] = {"START-HERE.html", "bag-info.txt", "bagit.txt",
        "manifest-sha256.txt", "tagmanifest-sha256.txt", "tools/VERIFY.txt",
        "tools/verify.sh"};
    size_t outside = 0;

    read_folder();
    for (size_t i = 0; i < file_count; i++)
        outside += !in_data(files[i].path);
    for (size_t i = 0; i < sizeof(tags) / sizeof(tags[0]); i++)
        need(tags[i]);
    if (outside != sizeof(tags) / sizeof(tags[0]))
        refuse("the files outside data/ are not those of a package");
    hex_of(need("tagmanifest-sha256.txt")->sum, SUM, digest);
    if (bag != NULL && strcmp(bag, digest) != 0)
        refuse("the bag's digest is %s, not the one given", digest);
    check_manifest("tagmanifest-sha256.txt", in_tags);
    check_manifest("manifest-sha256.txt", in_data);
    check_manifest("data/contents.txt", in_contents);
    for (size_t i = 0; i < file_count; i++)
        files[i].used = false; /* from here on it means: some statement is about it */
}

/* ---- 5: the lists -------------------------------------------------------------------------------- */

#define COLUMNS 7

/* A line's columns; there are no quotes in these lists. */
static void
columns(const struct reader *l, char *out[COLUMNS])
{
    const char *at = l->at;

    for (size_t i = 0; i < COLUMNS; i++) {
        const char *comma = at == NULL ? NULL : memchr(at, ',', (size_t)(l->end - at));
        const char *stop = comma != NULL ? comma : l->end;

        out[i] = at == NULL ? join("%s", "") : join("%.*s", (int)(stop - at), at);
        at = comma != NULL ? comma + 1 : NULL;
    }
}

static struct record *
find_record(const char *name)
{
    for (size_t i = 1; i < record_count; i++)
        if (strcmp(records[i].name, name) == 0)
            return &records[i];
    return NULL;
}

/* The content is where the line says, and what the record says; or it is withheld. */
static void
check_content(struct record *r, const char *path)
{
    struct file *f;

    if (r->content && *path == '\0') {
        lack(r->name, "FILE");
        r->lacks = true;
        return;
    }
    if (*path == '\0')
        return;
    f = need(path);
    if (!r->content || f->size != r->content_size ||
        memcmp(f->sum, r->content_sum, SUM) != 0)
        refuse("changed: %s", path);
}

static void
check_declared(const struct reader *l)
{
    char *column[COLUMNS], *name, hash[HEX + 1];
    struct record *r;

    columns(l, column);
    name = join("%s-v%s", column[0], column[1]);
    r = find_record(name);
    if (strcmp(column[5], "no") == 0) {
        if (r != NULL)
            refuse("not as declared: %s", name);
        for (size_t i = 0; i < absence_count; i++)
            if (strcmp(absences[i].record, name) == 0)
                refuse("the declaration contradicts itself: %s", name);
        lack(name, "ALL");
        return;
    }
    if (r == NULL)
        refuse("not as declared: %s", name);
    hex_of(r->hash, SUM, hash);
    if (strcmp(hash, column[4]) != 0 || strcmp(r->kind, column[2]) != 0)
        refuse("not as declared: %s", name);
    check_content(r, column[6]);
    if (r->declared || (strcmp(column[5], "whole") == 0) == r->lacks)
        refuse("the declaration contradicts itself: %s", name);
    r->declared = true;
}

static void
check_withheld(const struct reader *l)
{
    char *column[COLUMNS], *name;

    columns(l, column);
    name = join("%s-v%s", column[0], column[1]);
    for (size_t i = 0; i < absence_count; i++) {
        if (strcmp(absences[i].record, name) != 0 ||
            strcmp(absences[i].part, column[3]) != 0 || absences[i].listed)
            continue;
        absences[i].listed = true;
        return;
    }
    refuse("listed as withheld, but here: %s, %s", name, column[3]);
}

/* Each line but the first, which names the columns. */
static uint64_t
each_line(const char *path, const unsigned char sum[SUM],
    void (*check)(const struct reader *))
{
    struct reader all = plain(path), l;
    uint64_t count = 0;

    if (memcmp(need(path)->sum, sum, SUM) != 0)
        refuse("%s: not the list that the package is signed with", path);
    while (line(&all, &l))
        if (count++ > 0 && check != NULL)
            check(&l);
    return count - (count > 0);
}

static void
check_lists(void)
{
    unsigned char completeness[SUM], contents[SUM], withheld[SUM];
    struct reader r = part_text("data/package/core.part");
    uint64_t evidence, given, listed, absent;

    must(&r, "{\"completeness\":\"");
    hex(&r, SUM, completeness);
    must(&r, "\",\"contents\":\"");
    hex(&r, SUM, contents);
    must(&r, "\",\"evidence\":");
    evidence = number(&r);
    must(&r, ",\"given\":");
    given = number(&r);
    must(&r, ",\"records\":");
    listed = number(&r);
    must(&r, ",\"tool\":\"");
    role(&r);
    must(&r, "\",\"withheld\":\"");
    hex(&r, SUM, withheld);
    must(&r, "\"}");
    at_end(&r);
    each_line("data/contents.txt", contents, NULL);
    if (each_line("data/completeness.csv", completeness, check_declared) != listed)
        refuse("the declaration has not the lines that it is said to have");
    for (size_t i = 1; i < record_count; i++)
        if (!records[i].declared)
            refuse("not in the declaration: %s", records[i].name);
    absent = each_line("data/withheld.csv", withheld, check_withheld);
    for (size_t i = 0; i < absence_count; i++)
        if (!absences[i].listed)
            refuse("not here, and not listed as withheld: %s, %s", absences[i].record,
                absences[i].part);
    printf("lists       %" PRIu64 " of %" PRIu64 " pieces of evidence given, %" PRIu64
           " absences listed\n",
        given, evidence, absent);
}

/* ---- The whole -------------------------------------------------------------------------------------- */

/* The folder's name between two texts of a path; NULL when it is another path. */
static char *
between(const char *path, const char *first, const char *last)
{
    size_t len = strlen(path), before = strlen(first), after = strlen(last);

    if (!below(path, first) || len <= before + after ||
        strcmp(path + len - after, last) != 0)
        return NULL;
    return join("%.*s", (int)(len - before - after), path + before);
}

static void
check_all(const char *root)
{
    for (size_t i = 0; i < file_count; i++) {
        char *org = between(files[i].path, "data/identities/", "/inception.txt");

        if (org != NULL)
            check_identity(org);
    }
    check_record("package", "data/package");
    if ((root != NULL && strcmp(root, records[0].author) != 0) ||
        strcmp(records[0].kind, "package/1") != 0)
        refuse("made by another than the root given: %s", records[0].author);
    check_place(&records[0]);
    for (size_t i = 0; i < file_count; i++) {
        char *name = between(files[i].path, "data/records/", "/header.txt");

        if (name == NULL)
            continue;
        check_record(name, join("data/records/%s", name));
        check_place(&records[record_count - 1]);
    }
    check_lists();
    for (size_t i = 0; i < file_count; i++)
        if (in_data(files[i].path) && !files[i].used &&
            !below(files[i].path, "data/site/"))
            refuse("belongs to nothing: %s", files[i].path);
}

static void
report(const char *digest)
{
    printf("bag         %zu files as listed, none besides; digest %s\n", file_count,
        digest);
    printf("records     %zu, made %s by %s\n", record_count, records[0].time,
        records[0].author);
    for (size_t i = 1; i < record_count; i++) {
        bool said = strcmp(records[i].author, records[0].author) == 0;

        for (size_t k = 1; k < i; k++)
            said = said || strcmp(records[i].author, records[k].author) == 0;
        if (!said)
            printf("records     also by %s, whose fingerprint is to be compared too\n",
                records[i].author);
    }
    printf("signatures  %u, and all hashes that they stand on\n", signatures);
}

/* 64 hex digits, however they are grouped. */
static char *
digits(const char *name, const char *given)
{
    char out[HEX + 1];
    size_t count = 0;

    for (const char *c = given; *c != '\0'; c++) {
        if (*c == ' ' || *c == ':' || *c == '-')
            continue;
        if (!isxdigit((unsigned char)*c) || count == HEX)
            refuse("%s wants 64 hex digits", name);
        out[count++] = (char)tolower((unsigned char)*c);
    }
    if (count != HEX)
        refuse("%s wants 64 hex digits", name);
    out[HEX] = '\0';
    return join("%s", out);
}

int
main(int argc, char **argv)
{
    char digest[HEX + 1], *root = NULL, *bag = NULL;
    int at = 1;

    for (; at + 1 < argc; at += 2) {
        if (strcmp(argv[at], "--root") == 0)
            root = digits("--root", argv[at + 1]);
        else if (strcmp(argv[at], "--bag") == 0)
            bag = digits("--bag", argv[at + 1]);
        else
            break;
    }
    if (at + 1 != argc || argv[at][0] == '-')
        refuse("use: verify-second --root FINGERPRINT --bag DIGEST DIR");
    if (chdir(argv[at]) != 0)
        refuse("cannot enter the folder '%s'", argv[at]);
    check_bag(bag, digest);
    check_all(root);
    report(digest);
    if (root != NULL && bag != NULL) {
        printf("ALL HOLDS\n");
        return 0;
    }
    printf("CONSISTENT, BUT ORIGIN NOT CHECKED: give --root and --bag, got by another "
           "way\n");
    return 2;
}
