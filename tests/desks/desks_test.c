/*
 * Desks: what people ask for is done as they said it, or not at all; arguments are
 * checked against the table, and answers say what is.
 */
#include "tests/desks/sit.h"

/* ---- At a desk --------------------------------------------------------------------- */

static const char *
make_matter(struct work *w, struct node *n, const char *title)
{
    NEED(w,
        sit(w, n, "new",
            work_format(w,
                "{\"kind\":\"matter\",\"set\":[\"core.title=[{\\\"lang\\\":\\\"en\\\","
                "\\\"text\\\":\\\"%s\\\"}]\"]}",
                title)));
    return said(w, "id");
}

#define denied(w, rule)                                       \
    (work_fault(w) == FAULT_DENIED && work_rule(w) != NULL && \
        strcmp(work_rule(w), rule) == 0)

#define tap_denied(w, rule, call, ...)                                            \
    do {                                                                          \
        bool denied_good = (call);                                                \
        if (!tap_ok(!denied_good && denied(w, rule), __VA_ARGS__))                \
            printf("#   %s: %s\n", fault_face(work_fault(w))->name, work_why(w)); \
        work_clear(w);                                                            \
    } while (0)

/* ---- The table --------------------------------------------------------------------- */

static void
test_table(struct work *w, struct node *n)
{
    size_t good = 0, count = 0;

    for (size_t i = 0; verb_at(i) != NULL; i++) {
        const struct verb *v = verb_at(i);
        bool door = strcmp(v->name, "serve") == 0; /* the door's own: no desk runs it */
        bool sound = v->does != NULL && (v->run != NULL) != door &&
            verb_find(bytes_of(v->name)) == v;

        for (const struct verb_argument *a = v->arguments; a->name != NULL; a++)
            sound = sound && a->help != NULL &&
                (a->form[0] == '-') ==
                    (a->type == ARGUMENT_OPTION || a->type == ARGUMENT_FLAG);
        if (door) {
            good += sound;
            count++;
            continue;
        }
        good += sound && !sit(w, n, v->name, "{\"no such argument\":true}") &&
            work_fault(w) == FAULT_USAGE;
        count++;
        work_clear(w);
    }
    tap_ok(good == count, "%zu of %zu verbs are sound, and take no unknown argument",
        good, count);
    tap_ok(verb_find(bytes_of("nonsense")) == NULL, "there is no other");
    tap_fault(w, FAULT_USAGE, sit(w, n, "show", "{\"id\":3}"), "a number for a word");
    tap_fault(w, FAULT_USAGE, sit(w, n, "show", "{\"id\":[\"x\"]}"), "a list for a word");
    tap_fault(w, FAULT_USAGE, sit(w, n, "verify", "{\"deep\":\"yes\"}"),
        "a word for a flag");
    tap_fault(w, FAULT_USAGE, sit(w, n, "new", "{\"kind\":\"matter\",\"set\":\"x=y\"}"),
        "a word for a list");
    tap_fault(w, FAULT_USAGE, sit(w, n, "new", "{\"kind\":\"matter\",\"set\":[3]}"),
        "a list of numbers");
    tap_fault(w, FAULT_USAGE, sit(w, n, "show", "{}"), "what is needed is missing");
    tap_fault(w, FAULT_USAGE, sit(w, NULL, "status", "{}"), "no node");
    tap_good(w, sit(w, NULL, "version", "{}"), "version needs none");
}

/* ---- new, correct ------------------------------------------------------------------ */

static void
test_new(struct work *w, struct node *n)
{
    const char *id = make_matter(w, n, "River"), *file = at(w, "body.json");
    int64_t count;

    tap_ok(strlen(id) == 36 && strcmp(said(w, "made.0.kind"), "matter/1") == 0, "new");
    put_file(file, "{\"core\":{\"title\":[{\"lang\":\"en\",\"text\":\"from a file\"}]}}",
        52);
    tap_fault(w, FAULT_INVALID,
        sit(w, n, "new", work_format(w, "{\"kind\":\"matter\",\"body\":\"%s\"}", file)),
        "half a file");
    put_file(file, "{\"core\":{\"title\":[{\"lang\":\"en\",\"text\":\"from a file\"}]}}",
        55);
    tap_good(w,
        sit(w, n, "new",
            work_format(w,
                "{\"kind\":\"matter/1\",\"body\":\"%s\","
                "\"set\":[\"core.reference=R "
                "7\"],\"tlp\":\"green\",\"purpose\":[\"trial\"],"
                "\"retain\":\"2098-01-01\"}",
                file)),
        "a body, a field and terms");
    tap_good(w,
        sit(w, n, "show",
            work_format(w, "{\"id\":\"%s\",\"purpose\":\"trial\"}", said(w, "id"))),
        "which is read for its purpose");
    tap_ok(strcmp(said(w, "parts.core.reference"), "R 7") == 0 &&
            strcmp(said(w, "parts.core.title.0.text"), "from a file") == 0 &&
            strcmp(said(w, "parts.terms.tlp"), "TLP:GREEN") == 0 &&
            strcmp(said(w, "parts.terms.purpose.0"), "trial") == 0 &&
            strcmp(said(w, "parts.terms.retain_until"), "2098-01-01T00:00:00.000000Z") ==
                0,
        "and says all of it");
    put_file(file,
        "{\"core\":{\"stance\":\"dissent\",\"text\":[{\"lang\":\"en\",\"text\":\"no\"}]},"
        "\"links\":{\"about\":\"",
        81);
    count = fixture_count(w, n);
    tap_good(w,
        sit(w, n, "new",
            work_format(w,
                "{\"kind\":\"opinion\",\"set\":[\"core.stance=comment\","
                "\"core.text=[{\\\"lang\\\":\\\"en\\\",\\\"text\\\":\\\"so\\\"}]\"],"
                "\"link\":[\"about=%s\"]}",
                id)),
        "an opinion about it");
    tap_good(w,
        sit(w, n, "show", work_format(w, "{\"id\":\"%s\",\"purpose\":\"x\"}", id)),
        "shown");
    tap_ok(strcmp(said(w, "about.0.type"), "about") == 0 &&
            strcmp(said(w, "about.0.kind"), "opinion/1") == 0,
        "what is about it is named");
    tap_ok(fixture_count(w, n) == count + 2, "one record, and one of the reading");
    tap_fault(w, FAULT_MISSING,
        sit(w, n, "new", "{\"kind\":\"opinion\",\"link\":[\"about=ffffffff\"]}"),
        "a link to nothing");
    tap_fault(w, FAULT_INVALID,
        sit(w, n, "new",
            work_format(w,
                "{\"kind\":\"matter\",\"set\":"
                "[\"core.reference=z\",\"core.reference.x=y\"]}")),
        "a field of a field");
    tap_ok(fixture_count(w, n) == count + 2, "and nothing more");
    tap_good(w,
        sit(w, n, "new",
            "{\"kind\":\"commitment\",\"set\":[\"core.title=Train "
            "12\",\"core.due=2026-12\","
            "\"core.owners=[{\\\"name\\\":[{\\\"lang\\\":\\\"en\\\",\\\"text\\\":"
            "\\\"EU\\\"}]}]\"]}"),
        "fields are set as their kind takes them");
    tap_good(w,
        sit(w, n, "show",
            work_format(w, "{\"id\":\"%s\",\"purpose\":\"x\"}", said(w, "id"))),
        "and read");
    tap_ok(strcmp(said(w, "parts.core.title.0.text"), "Train 12") == 0 &&
            strcmp(said(w, "parts.core.title.0.lang"), "en") == 0 &&
            strcmp(said(w, "parts.core.due.from"), "2026-12") == 0,
        "as text for people, and as a date");
}

static void
test_batch(struct work *w, struct node *n)
{
    static const char good[] =
        "{\"core\":{\"title\":[{\"lang\":\"en\",\"text\":\"b\"}]}}\n";
    struct buffer b = buffer_open(w, SIZE_MAX / 2);
    const char *file = at(w, "batch.jsonl"), *args;
    int64_t count = fixture_count(w, n);
    struct bytes text;

    args = work_format(w, "{\"kind\":\"matter\",\"batch\":\"%s\"}", file);
    for (int i = 0; i < 4200; i++)
        buffer_text(&b, good);
    buffer_text(&b, "{\"core\":{\"title\":\"bad\"}}\n");
    NEED(w, buffer_bytes(&b, &text));
    put_file(file, text.at, text.len);
    tap_fault(w, FAULT_INVALID, sit(w, n, "new", args),
        "4,201 lines of which the last is bad");
    tap_ok(fixture_count(w, n) == count, "nothing is written of them");
    put_file(file, text.at, 60 * (sizeof(good) - 1));
    tap_good(w, sit(w, n, "new", args), "60 good lines");
    tap_ok(fixture_count(w, n) == count + 60 && json_get(last, "made")->count == 60,
        "are 60 records");
    put_file(file, "\n\n", 2);
    tap_good(w, sit(w, n, "new", args), "no lines");
    tap_ok(fixture_count(w, n) == count + 60, "are no records");
}

static void
test_correct(struct work *w, struct node *n)
{
    const char *id = make_matter(w, n, "first");
    const char *args = "{\"id\":\"%s\",\"set\":[\"%s\"]}";
    int64_t count = fixture_count(w, n);

    tap_denied(w, "P24",
        sit(w, n, "correct",
            work_format(w, "{\"id\":\"%s\",\"set\":[\"terms.tlp=TLP:CLEAR\"]}", id)),
        "terms are not corrected");
    tap_denied(w, "P24",
        sit(w, n, "correct",
            work_format(w, "{\"id\":\"%s\",\"set\":[\"terms={}\"]}", id)),
        "nor all of them at once");
    tap_fault(w, FAULT_INVALID,
        sit(w, n, "correct",
            work_format(w,
                "{\"id\":\"%s\",\"set\":"
                "[\"core.title=[1]\"]}",
                id)),
        "nor is it made wrong");
    tap_ok(fixture_count(w, n) == count, "nothing was written");
    tap_good(w,
        sit(w, n, "show", work_format(w, "{\"id\":\"%s\",\"purpose\":\"x\"}", id)),
        "it is shown as it was");
    tap_ok(strstr(said(w, "parts.core.reference"), "-M-2") != NULL,
        "with the number that it was given");
    tap_good(w,
        sit(w, n, "correct",
            work_format(w, "{\"id\":\"%s\",\"set\":[\"core.reference=R\"]}", id)),
        "a field is corrected");
    tap_ok(number("version") == 2 && strcmp(said(w, "id"), id) == 0,
        "as the next version");
    tap_good(w,
        sit(w, n, "correct",
            work_format(w, "{\"id\":\"%s\",\"set\":[\"core.reference=S\"]}", id)),
        "and again");
    tap_good(w,
        sit(w, n, "show", work_format(w, "{\"id\":\"%s\",\"purpose\":\"x\"}", id)),
        "shown");
    tap_ok(number("version") == 3 && strcmp(said(w, "parts.core.reference"), "S") == 0 &&
            strcmp(said(w, "parts.core.title.0.text"), "first") == 0,
        "the newest, whole");
    tap_good(w,
        sit(w, n, "erase", work_format(w, "{\"id\":\"%s\",\"reason\":\"r\"}", id)),
        "erased");
    tap_fault(w, FAULT_CONFLICT,
        sit(w, n, "correct", work_format(w, args, id, "core.reference=T")),
        "what was erased is not corrected");
}

/* ---- edit, link ---------------------------------------------------------------------- */

static size_t
links(struct work *w, struct node *n, const char *id)
{
    NEED(w, sit(w, n, "show", work_format(w, "{\"id\":\"%s\",\"purpose\":\"x\"}", id)));
    return json_get(last, "links")->count;
}

static const char *
make_task(struct work *w, struct node *n)
{
    NEED(w, sit(w, n, "new", "{\"kind\":\"task\",\"set\":[\"core.title=T\"]}"));
    return said(w, "id");
}

static void
test_edit(struct work *w, struct node *n)
{
    const char *whole = make_task(w, n), *part = make_task(w, n);
    const char *link = "{\"id\":\"%s\",\"type\":\"%s\",\"to\":\"%s\"%s}";

    tap_good(w,
        sit(w, n, "edit",
            work_format(w,
                "{\"id\":\"%s\",\"set\":[\"core.urgency=high\"],"
                "\"link\":[\"part-of=%s\"]}",
                part, whole)),
        "a field and a link at once");
    tap_ok(number("version") == 2 && links(w, n, part) == 2,
        "it links to the whole, and to what it replaces");
    tap_good(w,
        sit(w, n, "edit",
            work_format(w, "{\"id\":\"%s\",\"unset\":[\"core.urgency\"]}", part)),
        "a field goes");
    tap_ok(links(w, n, part) == 2 && strcmp(said(w, "parts.core.urgency"), "") == 0,
        "its links stay");
    tap_fault(w, FAULT_MISSING,
        sit(w, n, "edit",
            work_format(w, "{\"id\":\"%s\",\"unset\":[\"core.urgency\"]}", part)),
        "not one that is not there");
    tap_fault(w, FAULT_INVALID,
        sit(w, n, "edit",
            work_format(w, "{\"id\":\"%s\",\"unset\":[\"core.title\"]}", part)),
        "nor one that it must have");
    tap_denied(w, "P24",
        sit(w, n, "edit",
            work_format(w, "{\"id\":\"%s\",\"unset\":[\"terms.tlp\"]}", part)),
        "nor any of its terms");
    tap_denied(w, "P24",
        sit(w, n, "edit", work_format(w, "{\"id\":\"%s\",\"unset\":[\"terms\"]}", part)),
        "nor all of them");
    tap_fault(w, FAULT_USAGE, sit(w, n, "edit", work_format(w, "{\"id\":\"%s\"}", part)),
        "something is to be changed");
    tap_good(w,
        sit(w, n, "link", work_format(w, link, part, "part-of", whole, ",\"off\":true")),
        "the link is taken off");
    tap_ok(links(w, n, part) == 1, "and is gone");
    tap_fault(w, FAULT_MISSING,
        sit(w, n, "link", work_format(w, link, part, "part-of", whole, ",\"off\":true")),
        "a second time there is none");
    tap_good(w, sit(w, n, "link", work_format(w, link, part, "part-of", whole, "")),
        "a link is put");
    tap_fault(w, FAULT_INVALID,
        sit(w, n, "link", work_format(w, link, part, "part-of", whole, "")),
        "not more than the kind takes");
    tap_fault(w, FAULT_INVALID,
        sit(w, n, "link", work_format(w, link, part, "eats", whole, "")),
        "nor of a type that it does not have");
    tap_ok(links(w, n, part) == 2, "nothing came of those");
}

/* ---- Evidence ---------------------------------------------------------------------- */

static void
test_evidence(struct work *w, struct node *n)
{
    const char *file = at(w, "letter"), *id, *out = at(w, "letter.out");
    const char *matter = make_matter(w, n, "Letters");

    put_file(file, "dear all", 8);
    tap_good(w,
        sit(w, n, "ingest",
            work_format(w, "{\"path\":[\"%s\"],\"matter\":\"%.13s\"}", file, matter)),
        "a letter");
    id = said(w, "id");
    tap_ok(number("offered") == 1 && number("stored") == 1 && number("refused") == 0 &&
            number("bytes") == 8,
        "its account adds up");
    tap_good(w,
        sit(w, n, "correct",
            work_format(w, "{\"id\":\"%s\",\"set\":[\"core.container=paper\"]}", id)),
        "its description is corrected");
    tap_good(w,
        sit(w, n, "show",
            work_format(w, "{\"id\":\"%s\",\"purpose\":\"x\",\"content\":\"%s\"}", id,
                out)),
        "the newer version gives the content");
    tap_is_text(get_file(w, out), "dear all", "byte for byte");
    tap_fault(w, FAULT_CONFLICT,
        sit(w, n, "show",
            work_format(w, "{\"id\":\"%s\",\"purpose\":\"x\",\"content\":\"%s\"}", id,
                out)),
        "not over a file");
    tap_good(w,
        sit(w, n, "erase", work_format(w, "{\"id\":\"%s\",\"reason\":\"r\"}", id)),
        "erased");
    tap_good(w,
        sit(w, n, "show", work_format(w, "{\"id\":\"%s\",\"purpose\":\"x\"}", id)),
        "what remains is shown");
    tap_ok(strcmp(said(w, "state"), "erased") == 0, "and said to be erased");
    tap_ok(strcmp(said(w, "parts.core"), "(not here)") == 0 &&
            strcmp(said(w, "parts.content"), "(not here)") == 0 &&
            json_at(last, "parts.vault.tree") != NULL,
        "without its text");
    tap_fault(w, FAULT_MISSING,
        sit(w, n, "show",
            work_format(w, "{\"id\":\"%s\",\"purpose\":\"x\",\"content\":\"%s.2\"}", id,
                out)),
        "and without content");
    tap_ok(!is_there(at(w, "letter.out.2")), "no file is made");
    tap_good(w, sit(w, n, "list", "{\"kind\":\"evidence\"}"), "it is listed");
    tap_ok(strcmp(said(w, "items.0.state"), "erased") == 0, "as erased");
    tap_good(w, sit(w, n, "list", "{\"search\":\"letter\"}"), "it is searched");
    tap_ok(number("count") == 0, "and not found");
}

static void
test_holds(struct work *w, struct node *n)
{
    const char *id = make_matter(w, n, "held"), *erase, *reason;

    reason = work_format(w, "{\"id\":\"%s\",\"reason\":\"r\"}", id);
    erase = reason;
    tap_fault(w, FAULT_DENIED, sit(w, n, "unhold", reason), "there is no hold yet");
    tap_good(w, sit(w, n, "hold", reason), "held");
    tap_denied(w, "P27", sit(w, n, "erase", erase), "not erased while it is held");
    tap_good(w, sit(w, n, "hold", reason), "held twice");
    tap_good(w, sit(w, n, "unhold", reason), "lifted");
    tap_fault(w, FAULT_DENIED, sit(w, n, "unhold", reason), "all of it");
    tap_good(w,
        sit(w, n, "enter",
            work_format(w, "{\"id\":\"%s\",\"proceeding\":\"Case 7\"}", id)),
        "entered in a proceeding");
    tap_denied(w, "P27", sit(w, n, "erase", erase), "not erased while it is entered");
    tap_good(w,
        sit(w, n, "enter",
            work_format(w, "{\"id\":\"%s\",\"proceeding\":\"Case 7\"}",
                make_matter(w, n, "other"))),
        "another, in the same");
    tap_good(w, sit(w, n, "list", "{\"kind\":\"proceeding\"}"), "proceedings");
    tap_ok(number("count") == 1, "there is one of that name");
    tap_good(w, sit(w, n, "unhold", reason), "lifted");
    tap_good(w, sit(w, n, "erase", erase), "erased");
}

/* ---- The clock --------------------------------------------------------------------- */

static const char *
level_of(struct work *w, const char *about)
{
    const struct json *findings = json_get(last, "findings");

    for (const struct json *f = findings->first; f != NULL; f = f->next) {
        const char *text;

        NEED(w, work_string(w, json_get_text(f, "text"), &text));
        if (strstr(text, about) != NULL) {
            NEED(w, work_string(w, json_get_text(f, "level"), &text));
            return text;
        }
    }
    return "";
}

static void
test_clock(struct work *w, struct node *n)
{
    tap_ok(sit(w, n, "status", "{}") && strcmp(said(w, "clock"), "good") == 0,
        "a good clock");
    tap_ok(sit(w, n, "doctor", "{}") && strcmp(level_of(w, "clock"), "good") == 0,
        "says the doctor");
    now_is = os_real.now() + 3 * TIME_DAY;
    make_matter(w, n, "ahead");
    now_is = os_real.now();
    tap_ok(sit(w, n, "status", "{}") && strcmp(said(w, "clock"), "behind node time") == 0,
        "status says that the clock is behind");
    tap_ok(sit(w, n, "doctor", "{}") && strcmp(level_of(w, "clock"), "warning") == 0,
        "and the doctor warns");
    now_is = os_real.now() + 5 * 365 * TIME_DAY - 30 * TIME_DAY;
    tap_ok(sit(w, n, "doctor", "{}") && strcmp(level_of(w, "node key"), "warning") == 0,
        "the doctor warns of a key that is about to end");
    now_is = 0;
}

/* What waits for our signature is listed while it does. */
static void
test_to_sign(struct work *w, struct node *n)
{
    const char *id;
    struct bytes hex;

    NEED(w, hex_write(w, hash_bytes(&node_identity(n)->id), &hex));
    tap_good(w,
        sit(w, n, "new",
            work_format(w,
                "{\"kind\":\"commitment\",\"set\":[\"core.title=Train 12\",\"core.owners="
                "[{\\\"name\\\":[{\\\"lang\\\":\\\"en\\\",\\\"text\\\":\\\"EU\\\"}],"
                "\\\"org\\\":\\\"%.*s\\\"}]\"]}",
                (int)hex.len, (const char *)hex.at)),
        "a commitment of ours");
    id = said(w, "id");
    NEED(w, sit(w, n, "status", "{}"));
    tap_ok(json_get(last, "to_sign")->count == 0, "a draft asks for no signature");
    NEED(w,
        sit(w, n, "move", work_format(w, "{\"id\":\"%s\",\"move\":\"propose\"}", id)));
    NEED(w, sit(w, n, "status", "{}"));
    tap_ok(strcmp(said(w, "to_sign.0.id"), id) == 0 &&
            strcmp(said(w, "to_sign.0.moves"), "accept") == 0,
        "once it is proposed, it asks for ours");
    tap_good(w, sit(w, n, "sign", work_format(w, "{\"id\":\"%s\"}", id)), "we sign");
    tap_ok(strcmp(said(w, "stage"), "accepted") == 0, "it is accepted");
    NEED(w, sit(w, n, "status", "{}"));
    tap_ok(json_get(last, "to_sign")->count == 0,
        "and nothing more is asked, though it could be withdrawn");
}

int
main(void)
{
    struct node *n;
    struct work *w;

    now_is = 0;
    w = sit_start(&n);
    test_table(w, n);
    test_new(w, n);
    test_batch(w, n);
    test_correct(w, n);
    test_edit(w, n);
    test_to_sign(w, n);
    test_evidence(w, n);
    test_holds(w, n);
    test_clock(w, n);
    return sit_end(w, n);
}
