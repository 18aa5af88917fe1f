/*
 * export court, publish: a matter as a package that a court checks without this program; and
 * what is public, for anyone.
 */
#include "desks/iati_desk.h"
#include "desks/matrix_desk.h"
#include "engines/evidence/evidence.h"

#include <string.h>

/* A word for a shell, quoted where it needs to be. */
static const char *
shell_word(struct work *w, const char *text)
{
    static const char plain[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
                                "0123456789/._+-";
    struct buffer b = buffer_open(w, 64 * 1024);
    struct bytes out;

    if (*text != '\0' && text[strspn(text, plain)] == '\0')
        return text;
    buffer_byte(&b, '\'');
    for (const char *c = text; *c != '\0'; c++) {
        if (*c == '\'')
            buffer_text(&b, "'\\''");
        else
            buffer_byte(&b, (uint8_t)*c);
    }
    buffer_text(&b, "'");
    return buffer_bytes(&b, &out)
        ? work_format(w, "%.*s", (int)out.len, (const char *)out.at)
        : NULL;
}

static bool
add_counts(struct work *w, const struct packaged *done, struct json *out)
{
    json_put(out, "evidence", json_integer(w, (int64_t)done->evidence));
    json_put(out, "given", json_integer(w, (int64_t)done->given));
    json_put(out, "withheld", json_integer(w, (int64_t)done->withheld));
    json_put(out, "records", json_integer(w, (int64_t)done->records));
    json_put(out, "files", json_integer(w, (int64_t)done->files));
    json_put(out, "bytes", json_integer(w, (int64_t)done->bytes));
    return work_ok(w);
}

/* The line that checks it, with what the court must get by another way. */
static bool
add_command(struct work *w, const char *dir, const struct hash *root,
    const struct hash *digest, struct json *out)
{
    const char *tool = work_format(w, "%s/tools/verify.sh", dir), *command;
    struct bytes root_hex, digest_hex;

    TRY(tool != NULL);
    TRY(hex_write(w, hash_bytes(root), &root_hex));
    TRY(hex_write(w, hash_bytes(digest), &digest_hex));
    json_put(out, "root", json_text(w, root_hex));
    json_put(out, "digest", json_text(w, digest_hex));
    tool = shell_word(w, tool);
    dir = shell_word(w, dir);
    TRY(tool != NULL && dir != NULL);
    command = work_format(w, "sh %s --root %.*s --bag %.*s %s", tool, (int)root_hex.len,
        (const char *)root_hex.at, (int)digest_hex.len, (const char *)digest_hex.at, dir);
    TRY(command != NULL);
    json_put(out, "command", json_string(w, command));
    return work_ok(w);
}

static bool
add_package(struct desk *d, struct work *w, const char *dir, const struct packaged *done,
    struct json **answer)
{
    const struct hash *root = &node_identity(d->node)->id;
    struct bytes fingerprint;

    TRY(fingerprint_write(w, root, &fingerprint));
    *answer = json_object(w);
    json_put(*answer, "id", json_uuid(w, &done->id));
    json_put(*answer, "dir", json_string(w, dir));
    json_put(*answer, "fingerprint", json_text(w, fingerprint));
    TRY(add_counts(w, done, *answer));
    return add_command(w, dir, root, &done->digest, *answer);
}

DESK(publish)
{
    struct iati_site site = {.desk = d, .left = json_array(w)};
    struct publication about = {.who = d->actor,
        .attach = iati_of,
        .attach_ctx = &site,
        .attached = "activities.xml",
        .tabulate = table_of,
        .tabulate_ctx = d,
        .progress = d->progress,
        .ctx = d->progress_ctx};
    struct packaged done;

    TRY(work_string(w, desk_text(args, "dir"), &about.folder));
    TRY(evidence_publish(d->node, w, &about, &done));
    TRY(add_package(d, w, about.folder, &done, answer));
    json_put(*answer, "left", site.left);
    return work_ok(w);
}

/* Can evidence belong to a record of that kind? */
static bool
holds_evidence(struct desk *d, struct bytes kind)
{
    const struct kind *evidence = kinds_find(node_kinds(d->node), bytes_of("evidence/1"));

    return json_holds_text(json_at(kind_json(evidence), "links.matter.to"), kind);
}

DESK(export_court)
{
    struct court about = {.who = d->actor,
        .progress = d->progress,
        .ctx = d->progress_ctx};
    struct packaged done;
    struct stored matter;

    TRY(desk_find(d, w, args, "matter", &matter));
    if (!holds_evidence(d, matter.kind))
        return fail(w, FAULT_INVALID,
            "a court package is of a matter, and this is of kind %.*s",
            (int)matter.kind.len, (const char *)matter.kind.at);
    about.matter = &matter;
    TRY(work_string(w, desk_text(args, "dir"), &about.folder));
    TRY(evidence_package(d->node, w, &about, &done));
    return add_package(d, w, about.folder, &done, answer);
}
