/*
 * Records, content, identities and proofs, as the files that they are in a package.
 */
#include "engines/evidence/package.h"

#include <string.h>

/* A tag line and what it is put before: the bytes that are hashed or signed. */
static bool
put_tagged(struct package *p, struct work *w, const char *path, const char *what,
    struct bytes first, struct bytes second)
{
    struct buffer b = buffer_open(w, 2 * RECORD_PART_MAX);
    struct bytes text;

    buffer_format(&b, "liaison/v1/%s\n", what);
    buffer_add(&b, first);
    buffer_add(&b, second);
    TRY(buffer_bytes(&b, &text));
    return bag_put(&p->bag, w, path, text);
}

bool
package_takes(const struct package *p, const struct record *r, struct bytes part)
{
    const struct kind *kind = kinds_find(node_kinds(p->node), r->kind);

    return p->surface != SURFACE_PUBLIC || bytes_is(part, "links") ||
        (kind != NULL && kind_part_public(kind, part));
}

bool
package_write_record(struct package *p, struct work *w, const struct record *r,
    const char *folder)
{
    const char *path = work_format(w, "%s/header.txt", folder);
    struct bytes proof;

    TRY(path != NULL);
    TRY(put_tagged(p, w, path, "header", r->header, (struct bytes){0}));
    for (size_t i = 0; i < r->part_count; i++) {
        const struct part *part = &r->parts[i];

        if (!part->present || !package_takes(p, r, part->name))
            continue;
        path = work_format(w, "%s/%.*s.part", folder, (int)part->name.len,
            (const char *)part->name.at);
        TRY(path != NULL);
        TRY(put_tagged(p, w, path, "part", hash_bytes(&part->salt), part->body));
    }
    TRY(record_proof_write(w, r, &proof));
    return bag_put(&p->bag, w, work_format(w, "%s/proof.json", folder), proof);
}

/* ---- Parts that are not given ------------------------------------------------------------ */

static bool
was_erased(const struct stored_part *kept, size_t count, struct bytes name)
{
    for (size_t i = 0; i < count; i++)
        if (bytes_equal(kept[i].name, name))
            return kept[i].erased;
    return false;
}

static bool
list_absent(struct package *p, struct work *w, const struct record *r,
    struct package_row *row)
{
    struct stored_part *kept;
    size_t count;

    TRY(store_parts(node_store(p->node), w, row->no, &kept, &count));
    for (size_t i = 0; i < r->part_count; i++) {
        struct bytes name = r->parts[i].name;
        bool takes = package_takes(p, r, name);

        if (r->parts[i].present && takes)
            continue;
        package_withhold(p, row, name,
            !takes                              ? "not-public"
                : was_erased(kept, count, name) ? "erased"
                                                : "absent",
            NULL);
        row->given = GIVEN_PART;
    }
    return true;
}

/* ---- Content ------------------------------------------------------------------------------ */

/* The last step of a file's name, with bytes that every system takes. */
static const char *
safe_name(struct work *w, struct bytes name)
{
    struct buffer b = buffer_open(w, 256);
    struct bytes text;
    size_t from = name.len;

    while (from > 0 && name.at[from - 1] != '/')
        from--;
    if (name.len - from > 80)
        from = name.len - 80; /* its end tells what it is */
    for (size_t i = from; i < name.len; i++) {
        uint8_t c = name.at[i];
        bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
            (c >= '0' && c <= '9') || c == '-' || c == '_' ||
            (c == '.' && i + 1 < name.len);

        buffer_byte(&b, plain ? c : '_');
    }
    return buffer_bytes(&b, &text)
        ? work_format(w, "%.*s", (int)text.len, (const char *)text.at)
        : NULL;
}

/* The name's bytes: "hex" where they are no plain text. */
static bool
name_bytes(struct work *w, const struct json *content, struct bytes *out)
{
    const struct json *name = json_get(content, "name");
    struct bytes hex = json_get_text(name, "hex");
    uint8_t *raw;

    *out = json_get_text(name, "display");
    if (hex.len == 0)
        return true;
    raw = work_alloc(w, hex.len / 2 + 1);
    TRY(raw != NULL);
    TRY(hex_read(w, hex, raw, hex.len / 2));
    *out = bytes_from(raw, hex.len / 2);
    return true;
}

/* Content of an older version is most often the same. */
static const char *
given_before(const struct package *p, const struct package_row *row)
{
    for (const struct package_row *r = p->rows; r < p->rows + p->count; r++)
        if (r->item == row->item && r->file != NULL && r->size == row->size &&
            hash_equal(&r->sha256, &row->sha256))
            return r->file;
    return NULL;
}

static bool
pour(struct package *p, struct work *w, const struct stored_blob *blob,
    struct package_row *row, const char *path)
{
    STREAM_AUTO struct bag_stream to = {.file = {.fd = -1}};
    struct hash found;

    TRY(path != NULL);
    TRY(bag_stream_open(&p->bag, w, path, &to));
    TRY(store_blob_open(node_store(p->node), w, blob, row->size, bag_stream_add, &to));
    TRY(bag_stream_end(&to, w, &found));
    if (to.size != row->size || !hash_equal(&found, &row->sha256))
        return fail(w, FAULT_CORRUPT, "the content is not that of its record");
    row->file = work_format(p->work, "%s", path);
    return row->file != NULL;
}

/* Is the content here, and can it be opened? */
static bool
find_blob(struct package *p, struct work *w, const struct hash *tree,
    struct stored_blob *blob, bool *have)
{
    struct hash key;

    *have = store_blob(node_store(p->node), w, tree, blob) &&
        store_blob_key(node_store(p->node), w, blob, &key);
    secret_wipe(&key, sizeof(key));
    if (!*have && work_fault(w) != FAULT_MISSING)
        return false;
    work_clear(w);
    return true;
}

static bool
give_content(struct package *p, struct work *w, const struct record *r,
    struct package_row *row)
{
    const struct part *content = record_part(r, "content"),
                      *vault = record_part(r, "vault");
    const char *display;
    struct stored_blob blob;
    struct bytes name;
    struct hash tree;
    int64_t size;
    bool have;

    if (content == NULL || !content->present || vault == NULL || !vault->present)
        return true;
    TRY(json_need_hash(w, vault->value, "tree", &tree));
    TRY(json_need_hash(w, content->value, "sha256", &row->sha256));
    TRY(json_need_integer(w, content->value, "size", 0, JSON_INTEGER_MAX, &size));
    row->size = (uint64_t)size;
    TRY(name_bytes(w, content->value, &name));
    TRY(text_display(p->work, name, 4096, &display));
    row->name = display;
    row->file = given_before(p, row);
    if (row->file != NULL)
        return true;
    TRY(find_blob(p, w, &tree, &blob, &have));
    if (!have) {
        package_withhold(p, row, bytes_of("FILE"), "absent", NULL);
        row->given = GIVEN_PART;
        return true;
    }
    if (!pour(p, w, &blob, row,
            work_format(w, "data/evidence/%04zu-%s", row->item, safe_name(w, name))))
        return fail_in(w, "%s", display);
    return true;
}

/* ---- One record ------------------------------------------------------------------------------ */

static bool
give_inside(struct package *p, struct work *w, struct package_row *row)
{
    const char *folder = package_folder(w, row);
    struct stored s;
    struct record *r;

    TRY(store_by_no(node_store(p->node), w, row->no, &s));
    TRY(node_record(p->node, w, &s, &r));
    row->given = GIVEN_WHOLE;
    TRY(folder != NULL);
    TRY(list_absent(p, w, r, row));
    TRY(package_write_record(p, w, r, folder));
    return row->stage != STAGE_VERSION || give_content(p, w, r, row);
}

bool
package_give(struct package *p, struct package_row *row)
{
    struct work *w;
    bool good;

    if (row->rule != NULL) {
        package_withhold(p, row, bytes_of("ALL"), "terms", row->rule);
        return true;
    }
    w = work_open(work_os(p->work));
    good = w != NULL && give_inside(p, w, row);
    if (!good)
        fail_with(p->work, w);
    work_close(w);
    return good;
}

/* ---- Identities --------------------------------------------------------------------------------- */

static bool
give_statement(struct package *p, struct work *w, const char *folder, size_t number,
    const struct json *entry)
{
    const char *text = work_format(w, "%s/%03zu.txt", folder, number);
    const char *signature = work_format(w, "%s/%03zu.sig", folder, number);
    struct signature raw;
    struct bytes body;

    TRY(text != NULL && signature != NULL);
    TRY(json_write(w, json_get(entry, "statement"), &body));
    TRY(put_tagged(p, w, text, "statement", body, (struct bytes){0}));
    TRY(hex_read(w, json_get_text(entry, "signature"), raw.at, sizeof(raw.at)));
    return bag_put(&p->bag, w, signature, bytes_from(raw.at, sizeof(raw.at)));
}

bool
package_identity(struct package *p, struct work *w, const struct hash *org)
{
    static const struct json_limits limits = {.size = IDENTITY_MAX,
        .depth = 8,
        .doubles = false,
        .canonical = true};
    const char *hex = package_hex(w, org), *folder, *path;
    struct identity identity;
    struct json *document, *list;
    struct bytes body;
    size_t number = 0;

    TRY(hex != NULL);
    folder = work_format(w, "data/identities/%s", hex);
    path = work_format(w, "data/identities/%s/inception.txt", hex);
    TRY(folder != NULL && path != NULL);
    TRY(node_author(p->node, w, org, &identity));
    TRY(json_read(w, identity.text, &limits, &document));
    TRY(json_write(w, json_get(document, "inception"), &body));
    TRY(put_tagged(p, w, path, "inception", body, (struct bytes){0}));
    TRY(json_need(w, document, "statements", JSON_ARRAY, &list));
    for (const struct json *e = list->first; e != NULL; e = e->next)
        TRY(give_statement(p, w, folder, ++number, e));
    return true;
}

/* ---- Proofs ---------------------------------------------------------------------------------------- */

bool
package_prove(struct package *p, const struct hash *record, const char *name)
{
    struct work *w = work_open(work_os(p->work));
    struct log_head journal;
    struct bytes text;
    uint64_t at;
    bool good = w != NULL && name != NULL &&
        node_prove(p->node, w, record, &journal, &at, &text) &&
        bag_put(&p->bag, w, work_format(w, "data/proofs/%s.tlog-proof", name), text);

    if (!good)
        fail_with(p->work, w);
    work_close(w);
    return good;
}
