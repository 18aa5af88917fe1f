/*
 * Volumes: the files that a bundle is carried in, written frame by frame and read so.
 *
 *     "liaison/v1/volume\n", the envelope's length (4 bytes), the envelope, then frames:
 *     length (4 bytes), sealed bytes, which opened are a letter and what it brings
 *
 * Each volume is sealed by itself, frame i under item key i (ground/crypt/crypt.h), bound to its
 * envelope: so frames cannot change places, within a volume or between two.  Where the
 * recipient's seal key is not known yet the envelope names none, and frames are in the clear.
 */
#include "engines/exchange/bundle.h"

#include <fcntl.h>
#include <string.h>

#define VOLUME_TAG "liaison/v1/volume\n"
#define ENVELOPE_MAX 4096
#define END_ROOM 128 /* what the end takes, sealed, and more */
#define FRAME_MAX (EXCHANGE_BODY_MAX + 65536)

static const struct json_limits envelope_limits = {.size = ENVELOPE_MAX,
    .depth = 2,
    .doubles = false,
    .canonical = true};

/* ---- Out ---------------------------------------------------------------------------------- */

const char *
volume_name(struct work *w, const struct volumes *v, uint32_t number)
{
    return v->room == 0 ? v->file : work_format(w, "%s.%03u", v->file, (unsigned)number);
}

static bool
put_bytes(struct volumes *v, struct work *w, struct bytes bytes)
{
    TRY(file_write_at(w, &v->out, bytes, (off_t)v->at));
    v->at += bytes.len;
    return true;
}

static bool
put_length(struct volumes *v, struct work *w, size_t len)
{
    struct buffer b = buffer_open(w, 4);
    struct bytes text;

    buffer_u32(&b, (uint32_t)len);
    return buffer_bytes(&b, &text) && put_bytes(v, w, text);
}

static size_t
frame_length(const struct volumes *v, size_t len)
{
    return 4 + 1 + len + (v->sealed ? AEAD_NONCE + AEAD_TAG : 0);
}

static bool
write_frame(struct volumes *v, struct work *w, char letter, struct bytes first,
    struct bytes rest)
{
    struct buffer b = buffer_open(w, FRAME_MAX);
    struct bytes plain, sealed;
    struct hash key;

    buffer_byte(&b, (uint8_t)letter);
    buffer_add(&b, first);
    buffer_add(&b, rest);
    TRY(buffer_bytes(&b, &plain));
    sealed = plain;
    if (v->sealed) {
        TRY(seal_batch_item_key(w, &v->seal, v->frames, &key));
        TRY(seal_bytes(w, &key, hash_bytes(&v->context), plain, &sealed));
    }
    v->frames++;
    return put_length(v, w, sealed.len) && put_bytes(v, w, sealed);
}

/* What tells who may open it, and nothing else. */
static bool
put_envelope(struct volumes *v, struct work *w)
{
    struct json *e = json_object(w);
    struct bytes text;

    json_put(e, "format", json_string(w, "liaison/v1"));
    if (v->sealed) {
        TRY(seal_batch_new(w, &v->seal_public, &v->seal));
        json_put(e, "ephemeral", json_hex(w, hash_bytes(&v->seal.ephemeral)));
        json_put(e, "seal", json_hex(w, hash_bytes(&v->seal_public)));
    }
    TRY(json_write(w, e, &text));
    TRY(sha256_tagged(w, "volume", &text, 1, &v->context));
    TRY(put_bytes(v, w, bytes_of(VOLUME_TAG)));
    return put_length(v, w, text.len) && put_bytes(v, w, text);
}

static bool
begin(struct volumes *v, struct work *w)
{
    struct json *head = json_object(w);
    const char *name;
    struct bytes text;

    if (v->number == VOLUMES_MAX)
        return fail(w, FAULT_USAGE,
            "more than %d volumes of that size: give a larger one with --volume",
            VOLUMES_MAX);
    name = volume_name(w, v, v->number + 1);
    TRY(name != NULL);
    TRY(file_open(w, name, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW, 0600, &v->out));
    v->number++;
    v->at = 0;
    v->frames = 0;
    TRY(put_envelope(v, w));
    json_put(head, "from", json_hex(w, hash_bytes(&v->from)));
    json_put(head, "number", json_integer(w, v->number));
    json_put(head, "set", json_uuid(w, &v->set));
    json_put(head, "to", json_hex(w, hash_bytes(&v->to)));
    return json_write(w, head, &text) && write_frame(v, w, 'V', text, (struct bytes){0});
}

static bool
end(struct volumes *v, struct work *w, bool last)
{
    TRY(write_frame(v, w, 'E', bytes_of(last ? "{\"last\":true}" : "{\"last\":false}"),
        (struct bytes){0}));
    TRY(file_sync(w, &v->out));
    v->bytes += v->at;
    file_close(&v->out);
    return true;
}

bool
volumes_open(struct work *w, struct volumes *v)
{
    static const struct uuid none;

    v->out.fd = -1;
    if (memcmp(&v->set, &none, sizeof(none)) == 0)
        TRY(uuid_new(w, 7, &v->set));
    return begin(v, w);
}

bool
volumes_put(struct volumes *v, struct work *w, char letter, struct bytes first,
    struct bytes rest)
{
    size_t len = frame_length(v, first.len + rest.len);

    if (v->room > 0 && v->at + len + END_ROOM > v->room) {
        if (v->frames > 1)
            TRY(end(v, w, false) && begin(v, w));
        if (v->at + len + END_ROOM > v->room)
            return fail(w, FAULT_USAGE,
                "something of %zu bytes fits in no volume of that size: give at least "
                "%zuM "
                "with --volume",
                len, len / (1024 * 1024) + 2);
    }
    return write_frame(v, w, letter, first, rest);
}

bool
volumes_end(struct volumes *v, struct work *w)
{
    return end(v, w, true);
}

void
volumes_drop(struct volumes *v, struct work *w)
{
    struct work *own = work_open(work_os(w));

    file_close(&v->out);
    for (uint32_t i = 1; own != NULL && i <= v->number; i++) {
        const char *name = volume_name(own, v, i);

        if (name != NULL)
            work_os(w)->unlink(name);
    }
    work_close(own);
}

/* ---- In ------------------------------------------------------------------------------------- */

static bool
get_bytes(struct volume *v, struct work *w, uint64_t len, struct bytes *out)
{
    uint8_t *to;
    size_t got;

    if (len > v->size - v->at)
        return fail(w, FAULT_INVALID, "it ends early: it was cut short");
    to = work_alloc(w, (size_t)len + 1);
    TRY(to != NULL);
    TRY(file_read_at(w, &v->file, to, (size_t)len, (off_t)v->at, &got));
    if (got != len)
        return fail(w, FAULT_INVALID, "it ends early: it was cut short");
    v->at += len;
    *out = bytes_from(to, (size_t)len);
    return true;
}

static bool
get_length(struct volume *v, struct work *w, size_t max, uint32_t *out)
{
    struct cursor c = {.work = w};

    TRY(get_bytes(v, w, 4, &c.rest));
    TRY(take_u32(&c, out));
    return *out <= max ||
        fail(w, FAULT_INVALID, "it holds %u bytes where at most %zu may be",
            (unsigned)*out, max);
}

static bool
get_envelope(struct volume *v, struct work *w, struct node *n)
{
    struct bytes tag, text, format;
    struct hash seal, ephemeral, secret;
    struct json *e;
    uint32_t len;
    bool good;

    if (v->size < strlen(VOLUME_TAG))
        return fail(w, FAULT_INVALID, "this is no bundle of liaison");
    TRY(get_bytes(v, w, strlen(VOLUME_TAG), &tag));
    if (bytes_start(tag, "liaison/v1/bundle"))
        return fail(w, FAULT_INVALID,
            "an earlier liaison wrote this bundle: ask for one by the newer");
    if (!bytes_is(tag, VOLUME_TAG))
        return fail(w, FAULT_INVALID, "this is no bundle of liaison");
    TRY(get_length(v, w, ENVELOPE_MAX, &len));
    TRY(get_bytes(v, w, len, &text));
    TRY(json_read(w, text, &envelope_limits, &e));
    TRY(json_need_text(w, e, "format", &format));
    if (!bytes_is(format, "liaison/v1"))
        return fail(w, FAULT_INVALID, "it is of a format unknown here");
    TRY(sha256_tagged(w, "volume", &text, 1, &v->context));
    v->sealed = json_get(e, "seal") != NULL;
    if (!v->sealed)
        return true;
    TRY(json_need_hash(w, e, "seal", &seal));
    TRY(json_need_hash(w, e, "ephemeral", &ephemeral));
    if (!node_seal_secret(n, w, &seal, &secret)) {
        TRY(work_forgive(w, FAULT_MISSING));
        return fail(w, FAULT_DENIED,
            "it is sealed to another organisation, or to a key of ours that is no longer "
            "here: then ask the partner to write it again");
    }
    good = seal_batch_open(w, &secret, &ephemeral, &v->seal);
    secret_wipe(&secret, sizeof(secret));
    return good;
}

/* A frame, opened: its letter and what it brings. */
static bool
get_frame(struct volume *v, struct work *w, char *letter, struct bytes *body)
{
    struct bytes sealed, plain;
    struct hash key;
    uint32_t len;

    TRY(get_length(v, w, FRAME_MAX, &len));
    TRY(get_bytes(v, w, len, &sealed));
    plain = sealed;
    if (v->sealed) {
        TRY(seal_batch_item_key(w, &v->seal, v->frames, &key));
        if (!open_bytes(w, &key, hash_bytes(&v->context), sealed, &plain)) {
            TRY(work_forgive(w, FAULT_CORRUPT));
            return fail(w, FAULT_CORRUPT, "it is damaged at byte %llu: ask for it again",
                (unsigned long long)(v->at - len));
        }
    }
    v->frames++;
    if (plain.len == 0)
        return fail(w, FAULT_INVALID, "it holds an empty frame");
    *letter = (char)plain.at[0];
    *body = bytes_from(plain.at + 1, plain.len - 1);
    return true;
}

static bool
get_head(struct volume *v, struct work *w, struct node *n)
{
    struct bytes body, hex;
    struct peer peer;
    struct json *head;
    int64_t number;
    char letter;

    TRY(get_frame(v, w, &letter, &body));
    if (letter != 'V')
        return fail(w, FAULT_INVALID, "it does not begin with what it is");
    TRY(json_read(w, body, &envelope_limits, &head));
    TRY(json_need_hash(w, head, "from", &v->from));
    TRY(json_need_hash(w, head, "to", &v->to));
    TRY(json_need_uuid(w, head, "set", &v->set));
    TRY(json_need_integer(w, head, "number", 1, VOLUMES_MAX, &number));
    v->number = (uint32_t)number;
    if (!hash_equal(&v->to, &node_identity(n)->id))
        return fail(w, FAULT_DENIED, "it is meant for another organisation");
    TRY(hex_write(w, hash_bytes(&v->from), &hex));
    return node_peer(n, w, hex, &peer);
}

bool
volume_open(struct node *n, struct work *w, const char *path, struct volume *v)
{
    struct stat about;

    *v = (struct volume){.file = {.fd = -1}};
    TRY(file_open(w, path, O_RDONLY, 0, &v->file));
    if (v->file.os->fstat(v->file.fd, &about) != 0)
        return fail_errno(w, "cannot look at it");
    if (!S_ISREG(about.st_mode))
        return fail(w, FAULT_INVALID, "it is no file");
    v->size = (uint64_t)about.st_size;
    return get_envelope(v, w, n) && get_head(v, w, n);
}

bool
volume_next(struct volume *v, struct work *w, char *letter, struct bytes *body)
{
    struct json *said;

    TRY(get_frame(v, w, letter, body));
    if (!v->sealed && *letter != 'H' && *letter != 'E')
        return fail(w, FAULT_DENIED, "what is not sealed brings a greeting only");
    if (*letter != 'E')
        return true;
    TRY(json_read(w, *body, &envelope_limits, &said));
    TRY(json_need(w, said, "last", JSON_BOOL, &said));
    v->last = said->truth;
    v->ended = true;
    return v->at == v->size || fail(w, FAULT_INVALID, "it has bytes behind its end");
}

void
volume_close(struct volume *v)
{
    file_close(&v->file);
    secret_wipe(&v->seal, sizeof(v->seal));
}
