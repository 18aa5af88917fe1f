/*
 * The second check of court packages: identities, records and their places in the journal.
 */
#include "second.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

unsigned signatures;

/* ---- 2: identities ------------------------------------------------------------------------------- */

struct key {
    char org[HEX + 1];
    unsigned char public[32];
    char *use, *role, *level, *from, *to;
};
static struct key *keys;
static size_t key_count;

struct end {
    char org[HEX + 1];
    unsigned char public[32];
    char *time;
};
static struct end *ends_of_keys;
static size_t end_count;

/* Is the key stated for these times, and not revoked by the first? */
static bool
counts(const struct key *k, const char *from, const char *to)
{
    if (strcmp(k->from, from) > 0 || (to != NULL && strcmp(to, k->to) >= 0))
        return false;
    for (size_t i = 0; i < end_count; i++)
        if (strcmp(ends_of_keys[i].org, k->org) == 0 &&
            memcmp(ends_of_keys[i].public, k->public, 32) == 0 &&
            strcmp(ends_of_keys[i].time, from) <= 0)
            return false;
    return true;
}

static void
must_name(struct reader *r, const char *org)
{
    must(r, "\"org\":\"");
    must(r, org);
    must(r, "\"");
}

static void
read_key(struct reader *r, const char *org)
{
    struct key k = {.use = NULL};

    snprintf(k.org, sizeof(k.org), "%s", org);
    must(r, "{\"from\":\"");
    k.from = instant(r);
    must(r, "\",\"level\":\"");
    k.level = word(r);
    must(r, "\",");
    must_name(r, org);
    must(r, ",\"public\":\"");
    hex(r, 32, k.public);
    must(r, "\",\"role\":\"");
    k.role = role(r);
    must(r, "\",\"to\":\"");
    k.to = instant(r);
    must(r, "\",\"use\":\"");
    k.use = word(r);
    must(r, "\",\"what\":\"key\"}");
    at_end(r);
    keys = grow(keys, key_count + 1, sizeof(*keys));
    keys[key_count++] = k;
}

static void
read_revocation(struct reader *r, const char *org)
{
    static const char last[] =
        "\",\"time\":\"2000-01-01T00:00:00.000000Z\",\"what\":\"revocation\"}";
    struct end e = {.time = NULL};

    snprintf(e.org, sizeof(e.org), "%s", org);
    must(r, "{");
    must_name(r, org);
    must(r, ",\"public\":\"");
    hex(r, 32, e.public);
    must(r, "\",\"reason\":\"");
    if ((size_t)(r->end - r->at) < sizeof(last) - 1)
        odd(r);
    r->at = r->end - (sizeof(last) - 1); /* no quotation mark in a reason stands bare */
    must(r, "\",\"time\":\"");
    e.time = instant(r);
    must(r, "\",\"what\":\"revocation\"}");
    ends_of_keys = grow(ends_of_keys, end_count + 1, sizeof(*ends_of_keys));
    ends_of_keys[end_count++] = e;
}

/* The new root signs, if it is the one that was promised. */
static void
read_rotation(struct reader *r, const char *org, unsigned char root[32],
    unsigned char promise[SUM])
{
    static const char tag[] = "liaison/v1/next-root\n";
    unsigned char next[SUM], found[SUM];

    must(r, "{\"next\":\"");
    hex(r, SUM, next);
    must(r, "\",");
    must_name(r, org);
    must(r, ",\"root\":\"");
    hex(r, 32, root);
    must(r, "\",\"time\":\"");
    instant(r);
    must(r, "\",\"what\":\"rotation\"}");
    at_end(r);
    sha256((struct piece[]){{tag, sizeof(tag) - 1}, {root, 32}}, 2, found);
    if (memcmp(found, promise, SUM) != 0)
        refuse("%s: a root key that was not promised", r->where);
    memcpy(promise, next, SUM);
}

static void
check_statement(const char *path, const char *org, unsigned char root[32],
    unsigned char promise[SUM])
{
    struct reader whole = plain(join("%s.txt", path)),
                  r = tagged(whole.where, "statement");
    struct reader signature = plain(join("%s.sig", path));

    if (ends(&r, "\"what\":\"rotation\"}"))
        read_rotation(&r, org, root, promise);
    else if (ends(&r, "\"what\":\"key\"}"))
        read_key(&r, org);
    else if (ends(&r, "\"what\":\"revocation\"}"))
        read_revocation(&r, org);
    else if (!ends(&r, "\"what\":\"name\"}") ||
        memmem(r.at, (size_t)(r.end - r.at), join("\"org\":\"%s\"", org), HEX + 8) ==
            NULL)
        odd(&r);
    if (signature.end - signature.at != 64 ||
        !ed25519(root, whole.at, (size_t)(whole.end - whole.at),
            (const unsigned char *)signature.at))
        refuse("%s: its signature does not verify", whole.where);
    signatures++;
}

void
check_identity(const char *org)
{
    const char *path = join("data/identities/%s/inception.txt", org);
    unsigned char root[32], promise[SUM];
    struct reader r = tagged(path, "inception");
    char found[HEX + 1];

    hex_of(need(path)->sum, SUM, found);
    if (strcmp(found, org) != 0)
        refuse("%s: its fingerprint is another", path);
    must(&r, "{\"format\":\"liaison/v1\",\"next\":\"");
    hex(&r, SUM, promise);
    must(&r, "\",\"root\":\"");
    hex(&r, 32, root);
    must(&r, "\",\"suite\":1,\"what\":\"inception\"}");
    at_end(&r);
    for (unsigned n = 1;; n++) {
        path = join("data/identities/%s/%03u", org, n);
        if (have(join("%s.txt", path)) == NULL)
            break;
        check_statement(path, org, root, promise);
    }
}

/* ---- 3: records -------------------------------------------------------------------------------------- */

struct absence *absences;
size_t absence_count;
struct record *records;
size_t record_count;

void
lack(const char *record, const char *part)
{
    absences = grow(absences, absence_count + 1, sizeof(*absences));
    absences[absence_count++] =
        (struct absence){.record = join("%s", record), .part = join("%s", part)};
}

static void
read_parts(struct reader *r, struct record *rec)
{
    do {
        unsigned char commitment[SUM];
        char *name;
        struct file *f;

        must(r, "\"");
        name = word(r);
        must(r, "\":\"");
        hex(r, SUM, commitment);
        must(r, "\"");
        f = have(join("%s/%s.part", rec->folder, name));
        if (f == NULL) {
            lack(rec->name, name);
            rec->lacks = true;
        } else if (memcmp(f->sum, commitment, SUM) != 0) {
            refuse("%s: not what its header commits to", f->path);
        }
    } while (maybe(r, ","));
}

/* A signer of the header must be a key of its author, as stated, at that time. */
struct signer {
    unsigned char public[32];
    char *role, *level;
};

static bool
is_stated(const struct record *rec, const struct signer *s)
{
    for (size_t i = 0; i < key_count; i++) {
        const struct key *k = &keys[i];

        if (strcmp(k->org, rec->author) == 0 && memcmp(k->public, s->public, 32) == 0 &&
            (strcmp(k->use, "node") == 0 || strcmp(k->use, "person") == 0) &&
            strcmp(k->role, s->role) == 0 && strcmp(k->level, s->level) == 0 &&
            counts(k, rec->time, rec->time))
            return true;
    }
    return false;
}

static size_t
read_header(struct record *rec, struct signer signers[], size_t most)
{
    struct reader r = tagged(join("%s/header.txt", rec->folder), "header");
    unsigned char skipped[SUM];
    size_t count = 0;
    char *id;

    memcpy(rec->hash, need(r.where)->sum, SUM);
    must(&r, "{\"author\":\"");
    hex(&r, SUM, skipped);
    hex_of(skipped, SUM, rec->author);
    must(&r, "\",\"format\":\"liaison/v1\",\"id\":\"");
    id = uuid(&r);
    must(&r, "\",\"kind\":\"");
    rec->kind = word(&r);
    must(&r, "\",\"links\":[");
    if (maybe(&r, "\"")) {
        do {
            hex(&r, SUM, skipped);
            must(&r, "\"");
        } while (maybe(&r, ",\""));
    }
    must(&r, "],\"parts\":{");
    read_parts(&r, rec);
    must(&r, "},\"side\":\"main\",\"signers\":[");
    do {
        if (count == most)
            odd(&r);
        must(&r, "{\"key\":\"");
        hex(&r, 32, signers[count].public);
        must(&r, "\",\"level\":\"");
        signers[count].level = word(&r);
        must(&r, "\",\"role\":\"");
        signers[count++].role = role(&r);
        must(&r, "\"}");
    } while (maybe(&r, ","));
    must(&r, "],\"suite\":1,\"time\":\"");
    rec->time = instant(&r);
    must(&r, "\",\"version\":");
    id = join("%s-v%" PRIu64, id, number(&r));
    must(&r, "}");
    at_end(&r);
    if (strcmp(rec->name, "package") != 0 && strcmp(rec->name, id) != 0)
        refuse("%s: another record than its folder says", rec->folder);
    return count;
}

/* One entry of the proof: a path up, and the signature at its top. */
static void
check_signature(struct reader *r, const struct record *rec, const struct signer *s)
{
    static const char tag[] = "liaison/v1/group\n";
    unsigned char here[SUM], beside[SUM], signature[64];
    char message[sizeof(tag) - 1 + SUM];
    uint64_t index;

    must(r, "{\"index\":");
    index = number(r);
    must(r, ",\"path\":[");
    sha256((struct piece[]){{"", 1}, {rec->hash, SUM}}, 2, here);
    if (maybe(r, "\"")) {
        do {
            hex(r, SUM, beside);
            must(r, "\"");
            if ((index & 1) != 0)
                tree_node(beside, here, here);
            else
                tree_node(here, beside, here);
            index >>= 1;
        } while (maybe(r, ",\""));
    }
    must(r, "],\"signature\":\"");
    hex(r, 64, signature);
    must(r, "\"}");
    if (index != 0)
        odd(r);
    memcpy(message, tag, sizeof(tag) - 1);
    memcpy(message + sizeof(tag) - 1, here, SUM);
    if (!ed25519(s->public, message, sizeof(message), signature))
        refuse("%s: its signature does not verify", rec->folder);
    signatures++;
}

/* Size and hash at the end of the part "content": no string holds a bare quotation mark. */
static void
read_content(struct record *rec)
{
    struct reader r = part_text(join("%s/content.part", rec->folder));
    static const char first[] = "\"},\"sha256\":\"";
    const char *at = NULL, *next = r.at;
    unsigned char skipped[64];

    while (
        (next = memmem(next, (size_t)(r.end - next), first, sizeof(first) - 1)) != NULL)
        at = next++;
    if (at == NULL)
        odd(&r);
    r.at = at;
    must(&r, first);
    hex(&r, SUM, rec->content_sum);
    must(&r, "\",");
    if (maybe(&r, "\"sha512\":\"")) {
        hex(&r, 64, skipped);
        must(&r, "\",");
    }
    must(&r, "\"size\":");
    rec->content_size = number(&r);
    must(&r, "}");
    at_end(&r);
    rec->content = true;
}

void
check_record(const char *name, const char *folder)
{
    struct record rec = {.name = join("%s", name), .folder = join("%s", folder)};
    struct signer signers[4];
    size_t count = read_header(&rec, signers, 4);
    struct reader r = plain(join("%s/proof.json", folder));

    must(&r, "{\"signatures\":[");
    for (size_t i = 0; i < count; i++) {
        if (!is_stated(&rec, &signers[i]))
            refuse("%s: its signing key was not stated, or did not count then", folder);
        if (i > 0)
            must(&r, ",");
        check_signature(&r, &rec, &signers[i]);
    }
    must(&r, "]}");
    at_end(&r);
    if (strcmp(rec.kind, "evidence/1") == 0 &&
        have(join("%s/content.part", folder)) != NULL &&
        have(join("%s/vault.part", folder)) != NULL)
        read_content(&rec);
    records = grow(records, record_count + 1, sizeof(*records));
    records[record_count++] = rec;
}

/* ---- 4: places in the journal --------------------------------------------------------------------------- */

/* A checkpoint that was found good; there is one for each epoch of the journal. */
struct head {
    char *origin;
    char *note;
};
static struct head *heads;
static size_t head_count;

/* The key is named by the first bytes of a hash over the origin and itself. */
static bool
signs(const struct key *k, const char *origin, const unsigned char id[4])
{
    unsigned char sum[SUM];

    sha256((struct piece[]){{origin, strlen(origin)}, {"\n\x01", 2}, {k->public, 32}}, 3,
        sum);
    return memcmp(sum, id, 4) == 0;
}

/* A signature line of the checkpoint; true when a key of the journal made it. */
static bool
check_head_line(struct reader l, const char *origin, const char *body, size_t len,
    const struct record *rec)
{
    const struct record *package = &records[0];
    unsigned char raw[68];
    bool good = false;

    must(&l, "\xe2\x80\x94 ");
    if (!maybe(&l, origin) || !maybe(&l, " ") || l.end - l.at != 92)
        return false; /* a witness's */
    base64(&l, sizeof(raw), raw);
    for (size_t i = 0; i < key_count; i++) {
        const struct key *k = &keys[i];

        if (strcmp(k->org, package->author) != 0 || strcmp(k->use, "log") != 0 ||
            !counts(k, package->time, rec == package ? rec->time : NULL) ||
            !signs(k, origin, raw))
            continue;
        if (!ed25519(k->public, body, len, raw + 4))
            refuse("%s: its signature does not verify", l.where);
        signatures++;
        good = true;
    }
    return good;
}

/* The signed note at the end of a proof, ${body} of its ${len} bytes being what is signed. */
static void
check_head(const char *origin, const char *body, size_t len, const struct reader *note,
    const struct record *rec)
{
    struct reader rest = *note, l;
    bool good = false;

    for (size_t i = 0; i < head_count; i++) {
        if (strcmp(heads[i].origin, origin) != 0)
            continue;
        if (strcmp(heads[i].note, body) != 0)
            refuse("%s: another checkpoint of the same journal", note->where);
        return;
    }
    while (line(&rest, &l))
        good = check_head_line(l, origin, body, len, rec) || good;
    if (!good)
        refuse("%s: no key of that journal signed its checkpoint", note->where);
    heads = grow(heads, head_count + 1, sizeof(*heads));
    heads[head_count++] =
        (struct head){.origin = join("%s", origin), .note = join("%s", body)};
}

/* RFC 9162, 2.1.3.2: from the leaf to the root. */
static void
climb(struct reader *all, unsigned char here[SUM], uint64_t at, uint64_t last)
{
    unsigned char beside[SUM];
    struct reader l;

    for (;;) {
        if (!line(all, &l))
            odd(all);
        if (l.at == l.end)
            break;
        base64(&l, SUM, beside);
        if (last == 0 || at > last)
            odd(&l);
        if ((at & 1) != 0 || at == last) {
            tree_node(beside, here, here);
            while ((at & 1) == 0 && at != 0) {
                at >>= 1;
                last >>= 1;
            }
        } else {
            tree_node(here, beside, here);
        }
        at >>= 1;
        last >>= 1;
    }
    if (at != 0 || last != 0)
        odd(all);
}

static struct reader
next_line(struct reader *all)
{
    struct reader l;

    if (!line(all, &l))
        odd(all);
    return l;
}

void
check_place(const struct record *rec)
{
    static const char tag[] = "liaison/v1/leaf\n";
    struct reader all = plain(join("data/proofs/%s.tlog-proof", rec->name)), l, size,
                  path;
    unsigned char salt[SUM], here[SUM], root[SUM];
    const char *body;
    char *origin;
    uint64_t at;

    l = next_line(&all);
    must(&l, "c2sp.org/tlog-proof@v1");
    at_end(&l);
    l = next_line(&all);
    must(&l, "extra ");
    base64(&l, SUM, salt);
    l = next_line(&all);
    must(&l, "index ");
    at = number(&l);
    at_end(&l);
    sha256((struct piece[]){{tag, sizeof(tag) - 1}, {salt, SUM}, {rec->hash, SUM}}, 3,
        here);
    sha256((struct piece[]){{"", 1}, {here, SUM}}, 2, here);
    path = all;
    do /* the path is climbed when the size is known */
        l = next_line(&all);
    while (l.at != l.end);
    body = all.at;
    l = next_line(&all);
    origin = join("%.*s", (int)(l.end - l.at), l.at);
    must(&l, join("liaison/v1/%s/main/journal/", records[0].author));
    number(&l);
    at_end(&l);
    size = next_line(&all);
    l = next_line(&all);
    base64(&l, SUM, root);
    climb(&path, here, at, number(&size) - 1);
    at_end(&size);
    if (memcmp(here, root, SUM) != 0)
        refuse("%s: not in the journal under its checkpoint", all.where);
    l = next_line(&all);
    at_end(&l);
    check_head(origin, body, (size_t)(l.at - body), &all, rec);
}
