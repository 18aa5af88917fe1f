/*
 * guest init, out, show, sign, in: an organisation without a node signs a record from a file
 * with keys of its own, and its signature counts like any other.
 */
#include "desks/desk_inner.h"

#include <fcntl.h>
#include <string.h>

#define FIELDS_MAX 20000
#define PATH_LONGEST 500

static bool
load_letter(struct work *w, const struct json *args, struct bytes *out)
{
    const char *path;

    TRY(work_string(w, desk_text(args, "file"), &path));
    return desk_file_load(w, path, LETTER_MAX, out);
}

/* ---- The guest's keys ----------------------------------------------------------------------- */

DESK(guest_init)
{
    struct bytes lang = desk_text(args, "lang"), name, text, fingerprint, pass = {0};
    const char *path, *handle, *language = "en";
    struct guest_key key = {.sealed = false};
    bool good;

    TRY(work_string(w, desk_text(args, "file"), &path));
    TRY(desk_handle(w, args, &handle) && desk_name(w, args, &name));
    if (lang.len > 0)
        TRY(work_string(w, lang, &language));
    if (!desk_flag(args, "no-passphrase"))
        pass = d->passphrase;
    TRY(desk_file_free(w, path));
    good = guest_key_new(w, handle, language, name, pass.len > 0, &key) &&
        guest_key_write(w, &key, pass, &text) && desk_file_new(w, path, 0600, text) &&
        fingerprint_write(w, &key.identity.id, &fingerprint);
    guest_key_wipe(&key);
    TRY(good);
    *answer = json_object(w);
    json_put(*answer, "id", json_hex(w, hash_bytes(&key.identity.id)));
    json_put(*answer, "fingerprint", json_text(w, fingerprint));
    json_put(*answer, "handle", json_string(w, handle));
    json_put(*answer, "file", desk_path(w, path));
    json_put(*answer, "protection",
        json_string(w, key.sealed ? "a passphrase" : "file permissions only"));
    return true;
}

/* ---- What a letter brings -------------------------------------------------------------------- */

/* By its own word, for nobody here knows it otherwise. */
static struct json *
name_of(struct work *w, const struct guest_asked *a, const struct hash *org)
{
    for (size_t i = 0; i < a->author_count; i++)
        if (hash_equal(&a->authors[i].id, org) && a->authors[i].handle.len > 0)
            return json_text(w, a->authors[i].handle);
    return json_hex(w, hash_bytes(org));
}

static bool
open_asked(struct work *w, const struct json *args, struct guest_asked *out)
{
    struct bytes from = desk_text(args, "from"), text;
    struct hash expected;

    TRY(load_letter(w, args, &text));
    TRY(guest_asked_read(w, text, out));
    if (from.len == 0)
        return true;
    TRY(fingerprint_read(w, from, &expected));
    return hash_equal(&expected, &out->from) ||
        fail(w, FAULT_CORRUPT, "the letter is from another than --from says");
}

static bool
add_field(struct work *w, const char *path, const struct json *value, struct json *to)
{
    struct json *one = json_object(w), *copy;

    if (to->count == FIELDS_MAX || strlen(path) > PATH_LONGEST)
        return fail(w, FAULT_INVALID, "the letter holds more than can be shown");
    TRY(json_keep(w, value, &copy));
    json_put(one, "path", json_string(w, path));
    json_put(one, "value", copy);
    json_add(to, one);
    return work_ok(w);
}

/* What stands there, one value a line: a person is to read it before it is signed.  Of a text
 * for people that says no more, the line is its text. */
static bool
add_fields(struct work *w, const char *path, const struct json *value, struct json *to)
{
    const struct json *text = json_get(value, "text");
    size_t at = 0;

    if (text != NULL && json_get(value, "lang") != NULL && value->count == 2)
        return add_field(w, path, text, to);
    if (value->type != JSON_ARRAY && value->type != JSON_OBJECT)
        return add_field(w, path, value, to);
    for (const struct json *m = value->first; m != NULL; m = m->next) {
        const char *next = value->type == JSON_ARRAY
            ? work_format(w, "%s.%zu", path, at++)
            : work_format(w, "%s.%.*s", path,
                  (int)(m->name.len < PATH_LONGEST ? m->name.len : PATH_LONGEST),
                  (const char *)m->name.at);

        TRY(next != NULL && add_fields(w, next, m, to));
    }
    return true;
}

static bool
fields_json(struct work *w, const struct record *r, struct json **out)
{
    *out = json_array(w);
    TRY(*out != NULL);
    for (size_t i = 0; i < r->part_count; i++) {
        const char *name;

        if (!r->parts[i].present || bytes_is(r->parts[i].name, "links"))
            continue;
        TRY(work_string(w, r->parts[i].name, &name));
        TRY(add_fields(w, name, r->parts[i].value, *out));
    }
    return true;
}

/* What came with it, each whole: the answer's receipt says that all of it was received, and
 * what moves bring is part of where the record stands. */
static bool
beside_json(struct work *w, const struct guest_asked *a, struct json **out)
{
    *out = json_array(w);
    for (size_t i = 2; i < a->record_count; i++) {
        const struct record *r = a->records[i];
        struct json *one = json_object(w), *fields;

        TRY(fields_json(w, r, &fields));
        json_put(one, "id", json_uuid(w, &r->id));
        json_put(one, "version", json_integer(w, r->version));
        json_put(one, "kind", json_text(w, r->kind));
        json_put(one, "hash", json_hex(w, hash_bytes(&r->hash)));
        json_put(one, "by", name_of(w, a, &r->author));
        json_put(one, "by_id", json_hex(w, hash_bytes(&r->author)));
        json_put(one, "time", json_time(w, r->time));
        json_put(one, "fields", fields);
        json_add(*out, one);
    }
    return work_ok(w);
}

static struct json *
moves_json(struct work *w, const struct guest_asked *a)
{
    struct json *out = json_array(w);

    for (size_t i = 0; i < a->at.move_count; i++) {
        const struct kind_moved *m = &a->at.moves[i];
        struct json *one = json_object(w);

        json_put(one, "time", json_time(w, m->time));
        json_put(one, "by", name_of(w, a, &m->by));
        json_put(one, "by_id", json_hex(w, hash_bytes(&m->by)));
        json_put(one, "move", json_text(w, m->move));
        json_put(one, "counts", json_bool(w, m->counts));
        json_put(one, "why", json_string(w, m->why));
        json_add(out, one);
    }
    return out;
}

static bool
possible_json(struct work *w, const struct guest_asked *a, struct json **out)
{
    struct kind_move_about about;
    struct mover guest;
    bool yes;

    *out = json_array(w);
    guest_mover(w, a, &guest);
    for (size_t i = 0; kind_move_at(a->at.kind, i, &about); i++) {
        const struct json *move = kind_move_json(a->at.kind, about.name);
        struct json *one = json_object(w);

        TRY(move_possible(w, &a->at, &guest, about.name, &yes));
        if (!yes)
            continue;
        json_put(one, "move", json_text(w, about.name));
        json_put(one, "label", json_text(w, desk_label_of(move, move->name)));
        json_put(one, "sign", json_bool(w, about.sign));
        json_add(*out, one);
    }
    return true;
}

static bool
put_says(struct work *w, const struct guest_asked *a, struct json *to)
{
    struct codebook *codes;
    struct json *says;

    TRY(codebook_open(w, a->kinds, &codes));
    TRY(kind_says(w, a->at.kind, a->at.record, codes, &says));
    json_put(to, "says", says);
    return true;
}

DESK(guest_show)
{
    const struct record *r;
    struct guest_asked a;
    struct bytes fingerprint, title;
    struct json *possible, *fields, *beside;

    (void)d;
    TRY(open_asked(w, args, &a));
    r = a.at.record;
    TRY(fingerprint_write(w, &a.from, &fingerprint));
    TRY(desk_title_of(w, a.at.kind, r, &title));
    TRY(possible_json(w, &a, &possible));
    TRY(fields_json(w, r, &fields));
    TRY(beside_json(w, &a, &beside));
    *answer = json_object(w);
    json_put(*answer, "id", json_uuid(w, &r->id));
    json_put(*answer, "version", json_integer(w, r->version));
    json_put(*answer, "kind", json_text(w, r->kind));
    json_put(*answer, "label",
        json_text(w, desk_label_of(kind_json(a.at.kind), kind_name(a.at.kind))));
    json_put(*answer, "title", json_text(w, title));
    json_put(*answer, "by", name_of(w, &a, &r->author));
    json_put(*answer, "by_id", json_hex(w, hash_bytes(&r->author)));
    json_put(*answer, "time", json_time(w, r->time));
    json_put(*answer, "hash", json_hex(w, hash_bytes(&r->hash)));
    json_put(*answer, "partner", name_of(w, &a, &a.from));
    json_put(*answer, "fingerprint", json_text(w, fingerprint));
    json_put(*answer, "given", json_time(w, a.time));
    json_put(*answer, "to", json_hex(w, hash_bytes(&a.to)));
    json_put(*answer, "stage", json_text(w, a.at.stage.state));
    desk_contents(w, r, *answer);
    json_put(*answer, "fields", fields);
    TRY(put_says(w, &a, *answer));
    json_put(*answer, "moves", moves_json(w, &a));
    json_put(*answer, "beside", beside);
    json_put(*answer, "possible", possible);
    return work_ok(w);
}

/* ---- Signing it ------------------------------------------------------------------------------ */

static bool
load_key(struct desk *d, struct work *w, const struct json *args, struct guest_key *out)
{
    const char *path;
    struct bytes text;

    TRY(work_string(w, desk_text(args, "key"), &path));
    TRY(desk_file_load(w, path, GUEST_KEY_MAX, &text));
    return guest_key_read(w, text, d->passphrase, out) || fail_in(w, "%s", path);
}

DESK(guest_sign)
{
    struct bytes move = desk_text(args, "move"), reply;
    struct guest_asked a;
    struct guest_key key;
    struct moving moving;
    struct mover guest;
    struct json *core;
    struct uuid id;
    const char *out;
    bool good;

    TRY(work_string(w, desk_text(args, "out"), &out));
    TRY(desk_file_free(w, out));
    TRY(open_asked(w, args, &a));
    guest_mover(w, &a, &guest);
    if (move.len == 0)
        TRY(moves_to_sign(w, &a.at, &guest, &move));
    TRY(moves_say(w, &a.at, &guest, (struct bytes){0}, move, args, &core, &moving));
    TRY(load_key(d, w, args, &key));
    good = guest_reply_write(w, &a, &key, &guest, core, &id, &reply) &&
        desk_file_new(w, out, 0600, reply);
    guest_key_wipe(&key);
    TRY(good);
    *answer = json_object(w);
    json_put(*answer, "id", json_uuid(w, &id));
    json_put(*answer, "of", json_uuid(w, &a.at.record->id));
    json_put(*answer, "hash", json_hex(w, hash_bytes(&a.at.record->hash)));
    json_put(*answer, "time", json_time(w, guest.time));
    json_put(*answer, "partner", name_of(w, &a, &a.from));
    json_put(*answer, "file", desk_path(w, out));
    moves_said(w, &moving, *answer);
    return work_ok(w);
}

/* ---- At a node ------------------------------------------------------------------------------- */

/* The file is there before the journal says that something was given; nothing is in it, and it
 * is gone again, where nothing could be. */
static bool
give_letter(struct desk *d, struct work *w, const struct peer *peer,
    const struct stored *item, const char *path, struct receipt *delivery,
    struct bytes *letter)
{
    FILE_AUTO struct file to = {.fd = -1};

    TRY(file_open(w, path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW, 0600, &to));
    if (exchange_guest_out(d->node, w, &d->actor, peer, item, delivery, letter) &&
        file_write_at(w, &to, *letter, 0) && file_sync(w, &to))
        return true;
    work_os(w)->unlink(path);
    return false;
}

DESK(guest_out)
{
    struct bytes letter, one, list;
    struct receipt delivery;
    struct standing at;
    struct stored item;
    struct mover guest;
    struct json *title;
    const char *path;
    struct peer peer;
    size_t count;

    TRY(node_peer(d->node, w, desk_text(args, "org"), &peer));
    TRY(desk_find(d, w, args, "id", &item));
    TRY(work_string(w, desk_text(args, "file"), &path));
    TRY(desk_file_free(w, path));
    TRY(node_standing(d->node, w, &item, &at));
    TRY(moves_any(w, &at, item.kind));
    TRY(node_mover(d->node, w, &guest));
    guest.org = peer.org;
    TRY(moves_possible(w, &at, &guest, MOVES_ANY, &one, &list, &count));
    if (count == 0)
        return fail(w, FAULT_DENIED,
            "there is nothing that this guest could do: it is %.*s",
            (int)at.stage.state.len, (const char *)at.stage.state.at);
    TRY(give_letter(d, w, &peer, &item, path, &delivery, &letter));
    title = desk_title(d, w, &item);
    *answer = json_object(w);
    json_put(*answer, "file", desk_path(w, path));
    json_put(*answer, "bytes", json_integer(w, (int64_t)letter.len));
    json_put(*answer, "to", json_text(w, peer.handle));
    json_put(*answer, "id", json_uuid(w, &item.id));
    json_put(*answer, "title", title != NULL ? title : json_string(w, ""));
    json_put(*answer, "moves", json_text(w, list));
    json_put(*answer, "delivery", json_uuid(w, &delivery.id));
    json_put(*answer, "journal", json_integer(w, (int64_t)delivery.journal_at));
    return work_ok(w);
}

DESK(guest_in)
{
    struct guest_reply reply;
    struct receipt receipt;
    struct bytes letter;

    TRY(load_letter(w, args, &letter));
    TRY(exchange_guest_read(d->node, w, letter, &reply));
    if (!reply.known) {
        TRY(desk_met(d, w, reply.at.kind, &reply.item, reply.move.move, reply.move.fill));
        TRY(exchange_guest_in(d->node, w, &d->actor, &reply, &receipt));
    }
    *answer = json_object(w);
    json_put(*answer, "id", json_uuid(w, &reply.records[0]->id));
    json_put(*answer, "of", json_uuid(w, &reply.item.id));
    json_put(*answer, "partner", json_text(w, reply.guest.handle));
    json_put(*answer, "known", json_bool(w, reply.known));
    if (!reply.known)
        json_put(*answer, "journal", json_integer(w, (int64_t)receipt.journal_at));
    moves_said(w,
        &(struct moving){reply.move.move, reply.at.stage.state, reply.then.state},
        *answer);
    return work_ok(w);
}
