/*
 * Erasure: keys, salts and text of an item are in no file of the node any more, in no
 * form, and yesterday's backup does not open it with today's keys.
 */
#include "secrets.h"

static const struct actor ana = {.person = {(const uint8_t *)"ana", 3},
    .purpose = {(const uint8_t *)"trial", 5},
    .reason = {(const uint8_t *)"asked", 5}};

/* ---- Items with secrets ------------------------------------------------------------ */

/* Evidence with content, made as ingest makes it. */
static struct stored
make_evidence(struct work *w, struct node *n, const char *title, struct bytes content)
{
    struct draft d = fixture_draft(w, n, "evidence/1",
        work_format(w,
            "{\"core\":{\"title\":" TEXT("%s") ",\"acquired\":{\"how\":\"by post\"}}}",
            title));
    struct json *core = json_object(w), *name = json_object(w);
    ITEM_AUTO struct item *item = NULL;
    struct receipt r;
    struct hash sha;

    NEED(w, sha256(w, content, &sha));
    NEED(w, node_item_begin(n, w, content.len, bytes_of(title), &item));
    NEED(w, node_item_add(item, w, content));
    NEED(w, node_item_end(item, w, &sha, bytes_of("eu")));
    json_put(name, "display", json_string(w, title));
    json_put(core, "name", name);
    json_put(core, "size", json_integer(w, (int64_t)content.len));
    json_put(core, "sha256", json_hex(w, hash_bytes(&sha)));
    draft_part(&d, "content", core);
    draft_part(&d, "vault", node_item_vault(w, item));
    d.items = &item;
    d.item_count = 1;
    NEED(w, node_make(n, w, &d, 1, &r));
    return fixture_stored(w, n, &r);
}

/* ---- The control: the scanner finds what is there ---------------------------------- */

static void
test_control(struct work *w)
{
    uint8_t secret[40];
    const char *forms[] = {"raw", "hex", "HEX", "base64 0", "base64 1", "base64 2",
        "UTF-16LE", "UTF-16BE", "a piece of eight bytes"};
    struct scan s;

    for (size_t i = 0; i < sizeof(secret); i++)
        secret[i] = (uint8_t)(0x80 + chance(128));
    scan_open(w, &s);
    scan_add(&s, bytes_from(secret, sizeof(secret)), "control");
    scan_ready(&s);
    NEED(w, mkdir(at(w, "control"), 0700) == 0);
    put_file(at(w, "control/file"), "nothing of it", 13);
    tap_clean(&s, at(w, "control"), "control: nothing is found where there is nothing");
    for (size_t f = 0; f < COUNT_OF(forms); f++) {
        struct buffer b = buffer_open(w, 65536);
        struct bytes text, coded = {0};

        buffer_text(&b, "something before, ");
        if (f == 0)
            buffer_add(&b, bytes_from(secret, sizeof(secret)));
        for (size_t i = 0; (f == 1 || f == 2) && i < sizeof(secret); i++)
            buffer_format(&b, f == 1 ? "%02x" : "%02X", secret[i]);
        if (f >= 3 && f <= 5) {
            struct buffer with = buffer_open(w, 65536);

            buffer_add(&with, bytes_from("!?", f - 3));
            buffer_add(&with, bytes_from(secret, sizeof(secret)));
            NEED(w, buffer_bytes(&with, &text) && base64_write(w, text, &coded));
            buffer_add(&b, coded);
        }
        for (size_t i = 0; (f == 6 || f == 7) && i < sizeof(secret); i++) {
            if (f == 7)
                buffer_byte(&b, 0);
            buffer_byte(&b, secret[i]);
            if (f == 6)
                buffer_byte(&b, 0);
        }
        if (f == 8)
            buffer_add(&b, bytes_from(secret + 17, 8));
        buffer_text(&b, " and behind");
        NEED(w, buffer_bytes(&b, &text));
        put_file(at(w, "control/file"), text.at, text.len);
        tap_ok(scan_folder(&s, at(w, "control")) > 0, "control: it finds %s", forms[f]);
    }
}

/* ---- Erasure ----------------------------------------------------------------------- */

static bool
erase(struct work *w, struct node *n, const struct stored *item, struct erased *out)
{
    const struct json *why =
        parse(w, "{\"cause\":\"own-decision\",\"reason\":" TEXT("asked") "}");

    return node_erase(n, w, &ana, item, ACT_ERASE, NULL, why, out);
}

static bool
count_content(void *ctx, struct work *w, struct bytes plain)
{
    (void)w;
    *(size_t *)ctx += plain.len;
    return true;
}

/* Does this node open the item's title and content? */
static void
check_opens(struct work *w, const char *folder, const struct uuid *id, size_t content_len,
    bool want, const char *what)
{
    struct node *n = fixture_open(w, folder);
    struct stored_part part;
    struct stored_blob blob;
    struct verified v;
    struct stored s;
    struct record *r;
    struct hash tree;
    size_t got = 0;
    bool title, content;

    NEED(w, store_by_id(n->store, w, id, &s));
    title = store_part(n->store, w, &s, "core", &part);
    tap_ok(title == want && (want || work_fault(w) == FAULT_MISSING), "%s: its text %s",
        what, want ? "opens" : "does not open");
    work_clear(w);
    NEED(w, node_record(n, w, &s, &r));
    NEED(w, json_need_hash(w, record_part(r, "vault")->value, "tree", &tree));
    NEED(w, store_blob(n->store, w, &tree, &blob));
    content = store_blob_open(n->store, w, &blob, content_len, count_content, &got);
    tap_ok(content == want && (want ? got == content_len : got == 0),
        "%s: its content %s", what, want ? "opens" : "does not open");
    work_clear(w);
    tap_good(w, node_verify(n, w, true, NULL, NULL, &v), "%s: it verifies", what);
    node_close(n);
}

static size_t
found_by(struct work *w, struct node *n, const char *word)
{
    int64_t *records;
    size_t count;

    NEED(w, node_search(n, w, bytes_of(word), &records, &count));
    return count;
}

/* The whole of check 7: an item with a corrected text, content, and a second medium. */
static void
test_erase(struct work *w)
{
    const char *title = secret_text(w, 60), *other = secret_text(w, 60),
               *both = secret_text(w, 60);
    const char *content = secret_text(w, 200000), *mine = secret_text(w, 60);
    struct node_setup setup;
    struct stored item, kept, twin;
    struct erased erased;
    struct verified v;
    struct node *n;
    struct hash id;
    struct scan s;
    uint64_t size;
    int64_t epoch;

    fixture_setup(at(w, "eu"), "eu", 1, &setup);
    setup.mirror = at(w, "mirror");
    NEED(w, node_create(w, &setup, &id));
    n = fixture_open(w, setup.folder);
    scan_open(w, &s);
    for (int i = 0; i < 300; i++) /* more than one page of keys, before and behind */
        fixture_matter(w, n, "filler");
    item = make_evidence(w, n, title, bytes_from(content, 200000));
    twin = make_evidence(w, n, both, bytes_of("content that two have"));
    kept = make_evidence(w, n, other, bytes_of("content that two have"));
    for (int i = 0; i < 20; i++)
        fixture_matter(w, n, "filler");
    add_parts(w, n, &item, &s);
    add_content(w, n, &item, &s);
    add_parts(w, n, &twin, &s);
    add_content(w, n, &twin, &s);
    scan_add(&s, bytes_of(title), "a title");
    scan_add(&s, bytes_of(both), "a title");
    scan_add(&s, bytes_from(content + 1000, 400), "content");
    scan_ready(&s);
    node_close(n);

    put_file(at(w, "control/file"), content, 200000);
    tap_ok(scan_folder(&s, at(w, "control")) > 0, "the text is found in a plain copy");
    for (size_t i = 0; i < s.count; i += 97)
        put_file(at(w, "control/p%zu", i), s.patterns[i].at, s.patterns[i].len);
    tap_ok(scan_folder(&s, at(w, "control")) >= s.count / 97,
        "and so are keys and salts");
    n = fixture_open(w, at(w, "eu"));
    tap_good(w, node_backup(n, w, at(w, "yesterday"), &size), "yesterday's backup");
    tap_good(w, node_backup_keys(n, w, at(w, "yesterday-keys"), &size),
        "yesterday's keys");
    tap_ok(found_by(w, n, title) == 1, "its words are found");

    tap_good(w, erase(w, n, &item, &erased), "erased");
    tap_ok(erased.content && erased.same_as == 0, "with its content");
    tap_ok(found_by(w, n, title) == 0, "its words are not found any more");
    tap_good(w, erase(w, n, &twin, &erased), "another, whose content a third one has");
    tap_ok(!erased.content && erased.same_as == kept.no,
        "the content is kept as that one's");
    tap_clean(&s, at(w, "eu"), "at once no file of the node holds a piece of it");
    tap_fault(w, FAULT_CONFLICT, erase(w, n, &item, &erased),
        "there is nothing left to erase");
    tap_good(w, node_verify(n, w, true, NULL, NULL, &v), "the node verifies");
    tap_good(w, node_backup_keys(n, w, at(w, "today-keys"), &size), "today's keys");
    fixture_matter(w, n, mine);
    tap_ok(found_by(w, n, mine) == 1, "the node goes on");
    node_close(n);

    tap_clean(&s, at(w, "eu"), "no file of the node holds a piece of it");
    tap_clean(&s, at(w, "mirror"), "nor does the second medium");
    n = fixture_open(w, at(w, "eu"));
    NEED(w, node_rebuild(n, w, &epoch));
    node_close(n);
    tap_clean(&s, at(w, "eu"), "nor after a rebuild");
    check_opens(w, at(w, "eu"), &item.id, 200000, false, "the node");
    check_opens(w, at(w, "eu"), &kept.id, 21, true, "what has the same content");

    tap_good(w,
        node_restore(w, at(w, "yesterday"), at(w, "today-keys"), at(w, "mixed"),
            (struct bytes){0}, &id, &epoch),
        "yesterday's backup is restored with today's keys");
    check_opens(w, at(w, "mixed"), &item.id, 200000, false,
        "yesterday's data, today's keys");
    check_opens(w, at(w, "mixed"), &kept.id, 21, true, "and what was not erased");
    tap_good(w,
        node_restore(w, at(w, "yesterday"), at(w, "mirror"), at(w, "mixed2"),
            (struct bytes){0}, &id, &epoch),
        "or with the second medium");
    check_opens(w, at(w, "mixed2"), &item.id, 200000, false,
        "yesterday's data, the medium's keys");
    tap_good(w,
        node_restore(w, at(w, "yesterday"), at(w, "yesterday-keys"), at(w, "old"),
            (struct bytes){0}, &id, &epoch),
        "control: with yesterday's keys");
    check_opens(w, at(w, "old"), &item.id, 200000, true, "yesterday's data and keys");
    n = fixture_open(w, at(w, "mixed"));
    tap_ok(found_by(w, n, title) == 0 && found_by(w, n, other) == 1,
        "a restore finds the words of what is left only");
    node_close(n);
}

/* ---- What else an erasure means ---------------------------------------------------- */

static void
test_versions(struct work *w, struct node *n)
{
    const char *first = secret_text(w, 60), *second = secret_text(w, 60);
    struct stored one = fixture_matter(w, n, first), two, now;
    struct stored_part part;
    struct erased erased;
    struct scan s;

    scan_open(w, &s);
    add_parts(w, n, &one, &s);
    two = fixture_correct(w, n, &one, second);
    add_parts(w, n, &two, &s);
    scan_add(&s, bytes_of(first), "the first text");
    scan_add(&s, bytes_of(second), "the second text");
    scan_ready(&s);
    tap_good(w, erase(w, n, &two, &erased), "a corrected record");
    NEED(w, store_by_no(n->store, w, one.no, &now));
    tap_fault(w, FAULT_MISSING, store_part(n->store, w, &now, "core", &part),
        "its first version is erased with it");
    NEED(w, store_by_no(n->store, w, two.no, &now));
    tap_fault(w, FAULT_MISSING, store_part(n->store, w, &now, "core", &part),
        "and its second");
    tap_good(w, store_part(n->store, w, &now, "terms", &part), "its terms stay");
    node_close(n);
    tap_clean(&s, at(w, "un"), "no file of the node holds a piece of either");
}

/* Corrected evidence: both versions name the content, and it goes with them. */
static void
test_content_versions(struct work *w, struct node *n)
{
    struct stored one =
        make_evidence(w, n, "letter", bytes_of("a letter in two versions"));
    struct stored two;
    struct record *r;
    struct draft d = {.kind = "evidence/1", .id = &one.id, .version = 2};
    struct receipt receipt;
    struct stored_part core;
    struct json *body;
    struct erased erased;

    NEED(w, node_record(n, w, &one, &r));
    for (size_t i = 0; i < r->part_count; i++) {
        const char *name;

        NEED(w, work_string(w, r->parts[i].name, &name));
        draft_part(&d, name, r->parts[i].value);
    }
    draft_link(&d, "replaces", &one);
    NEED(w, node_make(n, w, &d, 1, &receipt));
    two = fixture_stored(w, n, &receipt);
    tap_good(w, erase(w, n, &two, &erased), "corrected evidence");
    tap_ok(erased.content && erased.same_as == 0, "is erased with its content");
    struct stored erasure = fixture_stored(w, n, &erased.record);
    NEED(w,
        store_part(n->store, w, &erasure, "core", &core) &&
            json_read(w, core.body, &json_record, &body));
    tap_ok(bytes_is(json_get_text(body, "content"), "erased"), "and its record says so");
}

/* Words that were erased are not taken out a second time. */
static void
test_after(struct work *w, struct node *n)
{
    struct stored item = make_evidence(w, n, "ephemeral", bytes_of("soon gone")), again;
    struct draft d = fixture_draft(w, n, "evidence/1",
        "{\"core\":{\"title\":" TEXT("reborn") ",\"acquired\":{\"how\":\"by post\"}}}");
    struct bytes grown, built;
    struct erased erased;
    struct receipt r;
    int64_t count;

    NEED(w, erase(w, n, &item, &erased));
    d.id = &item.id;
    d.version = 2;
    draft_link(&d, "replaces", &item);
    tap_good(w, node_make(n, w, &d, 1, &r), "a newer version of what was erased");
    again = fixture_stored(w, n, &r);
    tap_ok(found_by(w, n, "reborn") == 1 && found_by(w, n, "ephemeral") == 0,
        "is found by its words");
    (void)again;
    NEED(w,
        node_views_text(n, w, &grown) && node_rebuild(n, w, &count) &&
            node_views_text(n, w, &built));
    tap_ok(bytes_equal(grown, built) && found_by(w, n, "reborn") == 1,
        "and so it is after a rebuild");
}

static void
test_holds(struct work *w, struct node *n)
{
    struct stored item = fixture_matter(w, n, "kept");
    struct draft hold = fixture_draft(w, n, "hold/1",
        "{\"core\":{\"ground\":\"other\",\"reason\":" TEXT("Needed") "}}");
    struct draft lift =
        fixture_draft(w, n, "lift/1", "{\"core\":{\"reason\":" TEXT("Over") "}}");
    int64_t count = fixture_count(w, n);
    struct stored by;
    struct erased erased;
    struct receipt r;

    draft_link(&hold, "holds", &item);
    NEED(w, node_make(n, w, &hold, 1, &r));
    by = fixture_stored(w, n, &r);
    tap_ok(!erase(w, n, &item, &erased) && work_fault(w) == FAULT_DENIED &&
            work_rule(w) != NULL && strcmp(work_rule(w), "P27") == 0,
        "what is held is not erased: P27");
    work_clear(w);
    tap_ok(fixture_count(w, n) == count + 1 && found_by(w, n, "kept") == 1,
        "and is all there");
    draft_link(&lift, "lifts", &by);
    NEED(w, node_make(n, w, &lift, 1, &r));
    tap_good(w, erase(w, n, &item, &erased), "once the hold is lifted it is");
}

int
main(void)
{
    struct work *w = fixture_start();

    chance_start();
    test_control(w);
    test_erase(w);
    test_versions(w, fixture_node(w, "un", 3));
    struct node *n = fixture_node(w, "au", 5);
    test_content_versions(w, n);
    test_after(w, n);
    test_holds(w, n);
    node_close(n);
    work_close(w);
    return tap_end();
}
