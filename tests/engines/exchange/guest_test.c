/*
 * A guest signs: with keys of its own, without a node, by a file each way; what it signs counts
 * on every node as if it had been signed at one.
 */
#include "engines/exchange/guest.h"

static struct sim *eu, *un;
static struct guest_org ngo;

static const char *
has_text(struct work *w, const struct json *list, const char *member, const char *value,
    const char *then)
{
    for (const struct json *i = list != NULL ? list->first : NULL; i != NULL; i = i->next)
        if (bytes_is(json_get_text(i, member), value))
            return sim_text(w, i, then);
    return "";
}

static void
meet(struct work *w)
{
    sim_do(w, eu, "sync", "{\"org\":\"un\"}");
    sim_do(w, eu, "sync", "{\"org\":\"un\"}");
}

/* Does that node hold the guest's move, signed by the guest as far as it can tell? */
static bool
proves(struct work *w, struct sim *s, const char *move)
{
    struct stored of = sim_find(w, s, move);
    struct identity author;
    struct record *r;
    struct bytes hex;
    bool good = node_author(s->node, w, &of.author, &author) &&
        hex_write(w, hash_bytes(&author.id), &hex) && bytes_is(hex, ngo.hex) &&
        node_record(s->node, w, &of, &r) && record_verify(w, r, &author) &&
        of.state == STORED_IN_FORCE;

    work_clear(w);
    return good;
}

/* Does it say behind which move it was made? */
static bool
comes_after(struct work *w, struct sim *s, const char *move)
{
    struct stored of = sim_find(w, s, move);
    struct view_link *links;
    size_t count;
    bool yes = false;

    NEED(w, node_links_from(s->node, w, &of.id, &links, &count));
    for (size_t i = 0; i < count; i++)
        yes = yes || bytes_is(links[i].type, "after");
    return yes;
}

/* ---- The story ------------------------------------------------------------------------------ */

static void
test_letter(struct work *w, const char *letter, const char *id)
{
    struct json *shown = sim_do(w, &guest_desk, "guest show",
        "{\"file\":\"%s\",\"from\":\"%s\"}", letter, eu->hex);
    struct stat about;

    tap_ok(strcmp(sim_text(w, shown, "id"), id) == 0 &&
            strcmp(sim_text(w, shown, "title"), "Wells") == 0 &&
            strcmp(sim_text(w, shown, "label"), "Commitment") == 0 &&
            strcmp(sim_text(w, shown, "by"), "eu") == 0 &&
            strcmp(sim_text(w, shown, "stage"), "proposed") == 0 &&
            strcmp(sim_text(w, shown, "to"), ngo.hex) == 0,
        "a letter says what it brings, of whom, for whom, and how that stands");
    tap_ok(strcmp(has_text(w, json_get(shown, "fields"), "path", "core.owners.1.org",
                      "value"),
               ngo.hex) == 0 &&
            strcmp(has_text(w, json_get(shown, "fields"), "path", "core.title.0",
                       "value"),
                "Wells") == 0,
        "all that would be signed can be read, value by value");
    tap_ok(strcmp(has_text(w, json_get(shown, "possible"), "move", "accept", "label"),
               "Accept") == 0 &&
            json_get(shown, "possible")->count == 2 &&
            strcmp(has_text(w, json_get(shown, "moves"), "move", "propose", "why"),
                "counts") == 0,
        "what was done, and what the guest can do");
    tap_ok(json_get(shown, "beside")->count == 1 &&
            strcmp(has_text(w, json_get(json_get(shown, "beside")->first, "fields"),
                       "path", "core.move", "value"),
                "propose") == 0 &&
            strcmp(sim_text(w, json_get(shown, "beside")->first, "by_id"), eu->hex) == 0,
        "what comes with it is shown whole, and by whom it is");
    tap_ok(stat(letter, &about) == 0 && (about.st_mode & 0777) == 0600,
        "the letter is its owner's alone");
    tap_ok(guest_refused(w, &guest_desk, "guest show", "from another",
               "{\"file\":\"%s\",\"from\":\"%s\"}", letter, un->hex),
        "a letter from another than the one whose fingerprint was compared");
}

static void
test_accept(struct work *w)
{
    const char *id = guest_commitment(w, eu, ngo.hex), *letter, *reply, *move;
    struct json *in;
    int64_t records;

    sim_do(w, eu, "share", "{\"id\":[\"%s\"],\"to\":\"un\"}", id);
    letter = guest_out(w, eu, "ngo", id);
    test_letter(w, letter, id);
    tap_ok(*has_text(w, json_get(sim_do(w, eu, "status", "{}"), "receipts_missing"),
               "partner", "ngo", "id") != '\0',
        "what the guest was given is shared as with any partner");
    reply = guest_sign(w, &ngo, letter, ",\"note\":\"With pleasure\"");
    in = sim_do(w, eu, "guest in", "{\"file\":\"%s\"}", reply);
    move = sim_text(w, in, "id");
    tap_ok(strcmp(sim_text(w, in, "partner"), "ngo") == 0 &&
            strcmp(sim_text(w, in, "move"), "accept") == 0 && proves(w, eu, move) &&
            comes_after(w, eu, move),
        "the guest's signature comes in, behind what the guest saw");
    meet(w);
    tap_ok(strcmp(guest_stage(w, eu, id), "proposed") == 0 &&
            strcmp(guest_stage(w, un, id), "proposed") == 0 && proves(w, un, move),
        "it goes on to the others by itself, and alone it is not enough");
    tap_ok(sim_waits(w, eu, "receipts_missing") == 0,
        "the guest says that it received what it answers");
    sim_do(w, eu, "sign", "{\"id\":\"%s\"}", id);
    tap_ok(strcmp(guest_stage(w, eu, id), "accepted") == 0 &&
            strcmp(guest_stage(w, un, id), "proposed") == 0,
        "where both signatures are, it is accepted, and nowhere else");
    meet(w);
    tap_ok(strcmp(guest_stage(w, un, id), "accepted") == 0, "and then there too");
    tap_ok(strcmp(has_text(w,
                      json_get(sim_do(w, un, "history", "{\"id\":\"%s\"}", id), "moves"),
                      "by", "ngo (introduced)", "move"),
               "accept") == 0,
        "who never met the guest sees who introduced it");
    records = fixture_count(w, eu->node);
    in = sim_do(w, eu, "guest in", "{\"file\":\"%s\"}", reply);
    tap_ok(json_get(in, "known")->truth && fixture_count(w, eu->node) == records &&
            strcmp(guest_stage(w, eu, id), "accepted") == 0,
        "the same answer again has no effect");
    tap_ok(sim_holds(w, eu) && sim_holds(w, un), "both nodes hold");
}

/* The node signs before the guest does; and the guest lets it choose the move. */
static void
test_last(struct work *w)
{
    const char *id = guest_commitment(w, eu, ngo.hex), *reply, *letter;

    sim_do(w, eu, "share", "{\"id\":[\"%s\"],\"to\":\"un\"}", id);
    sim_do(w, eu, "sign", "{\"id\":\"%s\"}", id);
    letter = guest_out(w, eu, "ngo", id);
    reply = guest_sign(w, &ngo, letter, "");
    sim_do(w, eu, "guest in", "{\"file\":\"%s\"}", reply);
    meet(w);
    tap_ok(strcmp(guest_stage(w, eu, id), "accepted") == 0 &&
            strcmp(guest_stage(w, un, id), "accepted") == 0,
        "the last signature may be the guest's");
    letter = guest_out(w, eu, "ngo", id);
    reply = guest_sign(w, &ngo, letter,
        ",\"move\":\"finish\",\"set\":[\"proof=Six wells were dug\"]");
    sim_do(w, eu, "guest in", "{\"file\":\"%s\"}", reply);
    meet(w);
    tap_ok(strcmp(guest_stage(w, eu, id), "done") == 0 &&
            strcmp(guest_stage(w, un, id), "done") == 0,
        "it may come back to it, and bring what a move has to bring");
}

/* A machine that is seldom on may have any clock. */
static void
test_clock(struct work *w)
{
    const char *id = guest_commitment(w, eu, ngo.hex), *letter, *reply;
    int64_t now = sim_clock;

    sim_do(w, eu, "sign", "{\"id\":\"%s\"}", id);
    letter = guest_out(w, eu, "ngo", id);
    sim_clock -= 400 * TIME_DAY;
    reply = guest_sign(w, &ngo, letter, "");
    sim_clock = now + TIME_SECOND;
    sim_do(w, eu, "guest in", "{\"file\":\"%s\"}", reply);
    tap_ok(strcmp(guest_stage(w, eu, id), "accepted") == 0,
        "a guest whose clock is behind signs after what it saw");
}

static void
test_statement(struct work *w)
{
    const char *id = guest_record(w, eu, "joint-statement/1", "parties",
        ",\"languages\":[\"en\"],\"sentences\":[{\"text\":" TEXT(
            "We met.") "}],\"silence\":\"2099-01-01T00:00:00.000000Z\"",
        ngo.hex);
    const char *reply;

    sim_do(w, eu, "share", "{\"id\":[\"%s\"],\"to\":\"un\"}", id);
    sim_do(w, eu, "move", "{\"id\":\"%s\",\"move\":\"circulate\"}", id);
    sim_do(w, eu, "sign", "{\"id\":\"%s\"}", id);
    reply = guest_sign(w, &ngo, guest_out(w, eu, "ngo", id), "");
    sim_do(w, eu, "guest in", "{\"file\":\"%s\"}", reply);
    sim_do(w, eu, "sign", "{\"id\":\"%s\"}", id);
    reply = guest_sign(w, &ngo, guest_out(w, eu, "ngo", id), "");
    sim_do(w, eu, "guest in", "{\"file\":\"%s\"}", reply);
    meet(w);
    tap_ok(strcmp(guest_stage(w, eu, id), "signed") == 0 &&
            strcmp(guest_stage(w, un, id), "signed") == 0,
        "a joint statement is agreed and signed by the guest as a party");
}

/* ---- What a move needs, and types of one's own ------------------------------------------------ */

static void
test_needs(struct work *w)
{
    const char *id = guest_record(w, eu, "activity/1", "participating", "", ngo.hex);
    const char *reply = guest_sign(w, &ngo, guest_out(w, eu, "ngo", id),
        ",\"move\":\"start\",\"set\":[\"safeguard=01900000-0000-7000-8000-000000000001\","
        "\"review=2099-01\"]");

    tap_ok(guest_refused(w, eu, "guest in", "is not here", "{\"file\":\"%s\"}", reply),
        "what others must have signed for a move is asked where the answer comes in");
}

/* JSON with single quotes, which is easier on the eye; @ is a label. */
static const char visit[] =
    "{'kind':'visit/1',@,'title':'core.title','parts':{'core':{'required':true,'schema':"
    "{'type':'object','required':['title'],'properties':{"
    "'title':{'format':'lang-text','maxLength':200},"
    "'fee':{'type':'object','properties':{'lang':{'format':'language'},"
    "'text':{'type':'string','maxLength':99},'amount':{'type':'integer'}}},"
    "'owners':{'type':'array','maxItems':9,'items':{'type':'object','properties':{"
    "'name':{'format':'lang-text','maxLength':99},'org':{'format':'org'}}}}}}},"
    "'terms':{'required':true}},"
    "'states':{'planned':{@,'start':true},'made':{@,'final':true}},"
    "'moves':{'make':{@,'from':['planned'],'to':'made','sign':true,'asked':true,"
    "'by':['in',['actor'],['get','core.owners.*.org']]}}}";

static const char *
visit_file(struct work *w)
{
    const char *path = at(w, "visit.json");
    struct buffer b = buffer_open(w, 8192);
    struct bytes text;

    for (const char *c = visit; *c != '\0'; c++) {
        if (*c == '@')
            buffer_text(&b,
                "\"label\":[{\"lang\":\"en\",\"text\":\"Visit\"},"
                "{\"lang\":\"fr\",\"text\":\"Visite\"}]");
        else
            buffer_byte(&b, *c == '\'' ? '"' : (uint8_t)*c);
    }
    NEED(w, buffer_bytes(&b, &text));
    put_file(path, text.at, text.len);
    return path;
}

static void
test_adopted(struct work *w)
{
    const char *id, *letter, *reply;
    struct json *shown;

    sim_do(w, eu, "kind adopt", "{\"file\":\"%s\",\"tlp\":\"green\"}", visit_file(w));
    id = guest_record(w, eu, "visit", "owners",
        ",\"fee\":{\"lang\":\"en\",\"text\":\"small\",\"amount\":900}", ngo.hex);
    letter = guest_out(w, eu, "ngo", id);
    shown = sim_do(w, &guest_desk, "guest show", "{\"file\":\"%s\"}", letter);
    tap_ok(strcmp(sim_text(w, shown, "label"), "Visit") == 0 &&
            strcmp(sim_text(w, shown, "title"), "Wells") == 0,
        "a record type of the node's own comes along");
    tap_ok(*has_text(w, json_get(shown, "fields"), "path", "core.fee.amount", "path") !=
            '\0',
        "in which nothing hides behind a text");
    reply = guest_sign(w, &ngo, letter, "");
    sim_do(w, eu, "guest in", "{\"file\":\"%s\"}", reply);
    tap_ok(strcmp(guest_stage(w, eu, id), "made") == 0, "and can be signed under");
}

/* ---- What cannot be ---------------------------------------------------------------------------- */

static void
test_may_not(struct work *w)
{
    const char *id = guest_commitment(w, eu, un->hex), *file = at(w, "no-letter");
    const char *list = sim_text(w,
        sim_do(w, eu, "new",
            "{\"kind\":\"question\",\"set\":[\"core.text=When?\",\"core.to=%s\","
            "\"core.urgency=8h\",\"core.purpose=planning\"],\"link\":[\"about=%s\"]}",
            un->hex, id),
        "made.0.id");
    const char *red;

    tap_ok(guest_refused(w, eu, "guest out", "nothing that this guest could do",
               "{\"org\":\"ngo\",\"id\":\"%s\",\"file\":\"%s\"}", id, file),
        "nothing is handed out that the guest could not answer");
    tap_ok(guest_refused(w, eu, "guest out", "no states",
               "{\"org\":\"ngo\",\"id\":\"%s\",\"file\":\"%s\"}", list, file),
        "nor a record that has no states");
    tap_ok(guest_refused(w, eu, "guest out", "no partner",
               "{\"org\":\"nobody\",\"id\":\"%s\",\"file\":\"%s\"}", id, file),
        "nor anything to somebody whose fingerprint nobody compared");
    red = sim_text(w,
        sim_do(w, eu, "new",
            "{\"kind\":\"commitment\",\"tlp\":\"red\",\"set\":[\"core.title=T\","
            "\"core.owners=[{\\\"name\\\":[{\\\"lang\\\":\\\"en\\\",\\\"text\\\":"
            "\\\"N\\\"}],\\\"org\\\":\\\"%s\\\"}]\"]}",
            ngo.hex),
        "made.0.id");
    sim_do(w, eu, "move", "{\"id\":\"%s\",\"move\":\"propose\"}", red);
    tap_ok(guest_refused(w, eu, "guest out", "TLP:RED",
               "{\"org\":\"ngo\",\"id\":\"%s\",\"file\":\"%s\"}", red, file) &&
            !is_there(file),
        "nor what its terms forbid, as for any partner; and there is no file");
}

int
main(void)
{
    struct work *w = sim_start();

    eu = sim_new(w, "eu", 1);
    un = sim_new(w, "un", 11);
    sim_pin(w, eu, un, SIM_URL, "none");
    sim_pin(w, un, eu, SIM_URL, "none");
    sim_do(w, eu, "sync", "{\"org\":\"un\"}");
    ngo = guest_new(w, "ngo");
    guest_pin(w, eu, &ngo, "ngo");
    test_accept(w);
    test_last(w);
    test_clock(w);
    test_statement(w);
    test_needs(w);
    test_adopted(w);
    test_may_not(w);
    sim_end();
    work_close(w);
    return tap_end();
}
