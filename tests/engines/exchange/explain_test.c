/*
 * Explaining: it says of an act what the act itself meets, on which facts; what one may not
 * know of is missing; and what counsel said of a rule is what decides from then on.
 */
#include "engines/exchange/story.h"

static struct sim *eu, *un, *court;
static const char *open_item, *asking, *green, *secret, *un_secret, *derived;

/* ---- The world ------------------------------------------------------------------------- */

static const char *
matter(struct work *w, struct sim *s, const char *title, const char *terms,
    const char *more)
{
    const char *file = at(w, "terms.json"), *text = work_format(w, "{%s}", terms);

    put_file(file, text, strlen(text));
    return sim_text(w,
        sim_do(w, s, "new",
            "{\"kind\":\"matter\",\"set\":[\"core.title=%s\"],\"terms\":\"%s\"%s}", title,
            file, more),
        "id");
}

static void
make_world(struct work *w)
{
    eu = sim_new(w, "eu", 1);
    un = sim_new(w, "un", 11);
    court = sim_new(w, "court", 21);
    sim_pin(w, eu, un, SIM_URL, "none");
    sim_pin(w, eu, court, SIM_URL, "none");
    sim_pin(w, un, eu, SIM_URL, "none");
    sim_pin(w, un, court, SIM_URL, NULL);
    open_item = matter(w, eu, "Open",
        "\"tlp\":\"TLP:CLEAR\",\"owner_consent\":\"none\",\"onward_transfer\":"
        "\"same-terms\",\"third_country\":\"ask\",\"judicial_use\":\"yes\"",
        "");
    asking = matter(w, eu, "Asking", "\"tlp\":\"TLP:GREEN\"",
        ",\"purpose\":[\"investigation\"]");
    green = matter(w, eu, "Classified",
        "\"tlp\":\"TLP:GREEN\",\"owner_consent\":\"none\",\"onward_transfer\":"
        "\"same-terms\",\"classification\":{\"UN\":\"Confidential\"}",
        "");
    secret = matter(w, eu, "Barred",
        work_format(w, "\"tlp\":\"TLP:GREEN\",\"not_releasable_to\":[\"%s\"]", un->hex),
        "");
    sim_do(w, eu, "share", "{\"id\":[\"%s\",\"%s\",\"%s\"],\"to\":\"un\"}", open_item,
        asking, green);
    /* Sent ahead of its day: un's node has it, and nobody there knows. */
    un_secret = matter(w, eu, "Ahead",
        "\"tlp\":\"TLP:GREEN\",\"valid_from\":\"2090-01-01T00:00:00.000000Z\"", "");
    sim_do(w, eu, "share", "{\"id\":[\"%s\"],\"to\":\"un\"}", un_secret);
    sim_do(w, eu, "sync", "{\"org\":\"un\"}");
    derived = sim_text(w,
        sim_do(w, un, "new",
            "{\"kind\":\"assessment\",\"set\":[\"core.title=D\",\"core.language=en\","
            "\"core.judgements=[{\\\"text\\\":[{\\\"lang\\\":\\\"en\\\",\\\"text\\\":"
            "\\\"J\\\"}]}]\"],\"tlp\":\"green\",\"link\":[\"derived-from=%s\"]}",
            asking),
        "id");
}

/* ---- It says what the act meets ---------------------------------------------------------- */

static const char *
explained(struct work *w, struct sim *s, const char *id, const char *rest)
{
    struct json *said = sim_do(w, s, "terms explain", "{\"id\":\"%s\"%s}", id, rest);
    const char *rule = sim_text(w, said, "rule");

    return strcmp(sim_text(w, said, "verdict"), "allow") == 0 ? "allowed" : rule;
}

static void
same(struct work *w, struct sim *s, const char *id, const char *rest, const char *met,
    const char *what)
{
    const char *said = explained(w, s, id, rest);

    if (!tap_ok(strcmp(said, met) == 0, "%s: %s, explained and done", what, met))
        printf("#   explained %s\n", said);
}

static void
test_as_done(struct work *w)
{
    const struct {
        struct sim *s;
        const char *id, *name;
        struct sim *to;
    } shares[] = {{eu, open_item, "open, eu to un", un},
        {eu, secret, "barred, eu to un", un}, {eu, secret, "barred, eu to court", court},
        {un, open_item, "open, un to court", court},
        {un, asking, "asking, un to court", court}, {un, asking, "asking, un to eu", eu},
        {un, green, "classified, un to court", court},
        {un, derived, "derived, un to court", court}};
    struct json *seen;

    for (size_t i = 0; i < COUNT_OF(shares); i++) {
        seen = sim_do(w, shares[i].s, "share",
            "{\"id\":[\"%s\"],\"to\":\"%s\",\"preview\":true%s}", shares[i].id,
            shares[i].to->handle,
            shares[i].id == open_item ? ",\"purpose\":\"aid\"" : "");
        same(w, shares[i].s, shares[i].id,
            work_format(w, ",\"to\":\"%s\"", shares[i].to->handle),
            strcmp(sim_text(w, seen, "items.0.verdict"), "goes") == 0
                ? "allowed"
                : sim_text(w, seen, "items.0.rule"),
            shares[i].name);
    }
    same(w, un, asking, ",\"act\":\"read\",\"purpose\":\"gossip\"",
        sim_refused(w, un, "show", "{\"id\":\"%s\",\"purpose\":\"gossip\"}", asking),
        "read for gossip");
    same(w, un, asking, ",\"act\":\"read\",\"purpose\":\"investigation\"",
        sim_refused(w, un, "show", "{\"id\":\"%s\",\"purpose\":\"investigation\"}",
            asking),
        "read for what it is for");
    same(w, un, asking, ",\"act\":\"enter\"",
        sim_refused(w, un, "enter", "{\"id\":\"%s\",\"proceeding\":\"P\"}", asking),
        "enter");
    same(w, un, asking, ",\"act\":\"recall\"",
        sim_refused(w, un, "recall", "{\"id\":\"%s\",\"reason\":\"R\"}", asking),
        "recall by another");
    same(w, un, asking, ",\"act\":\"correct\"",
        sim_refused(w, un, "edit", "{\"id\":\"%s\",\"set\":[\"core.title=X\"]}", asking),
        "correct by another");
    same(w, un, asking, ",\"act\":\"release\"",
        sim_refused(w, un, "release",
            "{\"id\":\"%s\",\"to\":\"court\",\"purpose\":\"p\",\"until\":\"2090-01-01\"}",
            asking),
        "release by another");
    sim_do(w, un, "hold", "{\"id\":\"%s\",\"reason\":\"R\"}", open_item);
    same(w, un, open_item, ",\"act\":\"erase\"",
        sim_refused(w, un, "erase", "{\"id\":\"%s\",\"reason\":\"R\"}", open_item),
        "erase what is held");
    tap_ok(strcmp(sim_text(w,
                      sim_do(w, un, "terms explain", "{\"id\":\"%s\",\"act\":\"erase\"}",
                          open_item),
                      "verdict"),
               "mark") == 0,
        "which is a mark");
}

/* What its kind leaves to the purpose of oversight is refused beside the terms. */
static void
test_kind(struct work *w)
{
    static const char kind[] =
        "{\"kind\":\"file/1\",\"label\":[{\"lang\":\"en\",\"text\":\"F\"},{\"lang\":"
        "\"fr\",\"text\":\"F\"}],\"title\":\"core.title\",\"read\":{\"when\":[\"=\","
        "[\"purpose\"],\"oversight\"],\"message\":[{\"lang\":\"en\",\"text\":\"For "
        "oversight.\"},{\"lang\":\"fr\",\"text\":\"F\"}]},\"parts\":{\"core\":{"
        "\"required\":true,\"label\":[{\"lang\":\"en\",\"text\":\"C\"},{\"lang\":\"fr\","
        "\"text\":\"C\"}],\"schema\":{\"type\":\"object\",\"required\":[\"title\"],"
        "\"properties\":{\"title\":{\"label\":[{\"lang\":\"en\",\"text\":\"T\"},{"
        "\"lang\":"
        "\"fr\",\"text\":\"T\"}],\"type\":\"string\",\"maxLength\":99}}}},\"terms\":{"
        "\"required\":true}}}";
    const char *file = at(w, "kind.json"), *id;
    struct json *said;

    put_file(file, kind, sizeof(kind) - 1);
    sim_do(w, un, "kind adopt", "{\"file\":\"%s\"}", file);
    id = sim_text(w,
        sim_do(w, un, "new", "{\"kind\":\"file\",\"set\":[\"core.title=X\"]}"), "id");
    same(w, un, id, ",\"act\":\"read\",\"purpose\":\"other\"",
        sim_refused(w, un, "show", "{\"id\":\"%s\",\"purpose\":\"other\"}", id),
        "read what its kind keeps back");
    said = sim_do(w, un, "terms explain",
        "{\"id\":\"%s\",\"act\":\"read\",\"purpose\":\"other\"}", id);
    tap_ok(strcmp(sim_text(w, said, "reason"), "For oversight.") == 0,
        "in the kind's own words");
    same(w, un, id, ",\"act\":\"read\",\"purpose\":\"oversight\"",
        sim_refused(w, un, "show", "{\"id\":\"%s\",\"purpose\":\"oversight\"}", id),
        "and for what it gives it out");
}

/* ---- Facts in words ---------------------------------------------------------------------- */

static bool
says(struct work *w, const struct json *answer, const char *fact, const char *words)
{
    const struct json *facts = json_get(answer, "facts");
    const char *value;

    for (const struct json *i = facts != NULL ? facts->first : NULL; i != NULL;
         i = i->next) {
        if (!bytes_is(json_get_text(i, "fact"), fact))
            continue;
        value = sim_text(w, i, "value");
        if (strstr(value, words) == NULL)
            printf("#   %s: %s\n", fact, value);
        return strstr(value, words) != NULL;
    }
    printf("#   no fact %s\n", fact);
    return false;
}

static void
test_facts(struct work *w)
{
    struct json *said = sim_do(w, un, "terms explain",
        "{\"id\":\"%s\",\"to\":\"court\",\"purpose\":\"prosecution\"}", asking);

    tap_ok(says(w, said, "asker", "un, anna") && says(w, said, "recipient", "court") &&
            says(w, said, "originator", "eu") && says(w, said, "purpose", "prosecution"),
        "who asks, for whom, of whose, what for");
    tap_ok(says(w, said, "terms", "originator: eu; owner_consent: ask; tlp: TLP:GREEN"),
        "what the terms say, with organisations by name");
    tap_ok(says(w, said, "releases", "none"), "there is no release");
    tap_ok(strstr(sim_text(w, said, "change"), "release") != NULL,
        "and that is what would change it");
    sim_do(w, eu, "release",
        "{\"id\":\"%s\",\"to\":\"%s\",\"purpose\":\"prosecution\","
        "\"until\":\"2090-01-01\"}",
        asking, court->hex);
    sim_do(w, eu, "sync", "{\"org\":\"un\"}");
    said = sim_do(w, un, "terms explain",
        "{\"id\":\"%s\",\"to\":\"court\",\"purpose\":\"aid\"}", asking);
    tap_ok(says(w, said, "releases",
               "by eu to court for prosecution, until 2090-01-01T00:00:00Z"),
        "now there is one, for something else");
    said = sim_do(w, un, "terms explain", "{\"id\":\"%s\",\"to\":\"court\"}", asking);
    tap_ok(strcmp(sim_text(w, said, "rule"), "P17") == 0 &&
            says(w, said, "recipient", "risks: torture, death penalty, unfair trial") &&
            says(w, said, "assurances", "none for this recipient"),
        "for what it names, an assurance is what lacks");
    said = sim_do(w, un, "terms explain", "{\"id\":\"%s\",\"act\":\"erase\"}", open_item);
    tap_ok(says(w, said, "holds", "by un: possibly exonerating"), "holds are said");
    said = sim_do(w, un, "terms explain", "{\"id\":\"%s\",\"to\":\"court\"}", derived);
    tap_ok(strcmp(sim_text(w, said, "rule"), "P02") == 0 &&
            *sim_text(w, said, "under") != '\0' && says(w, said, "parents", " of eu"),
        "a parent speaks, by its own rule beneath");
}

static void
test_answer(struct work *w)
{
    struct json *said;

    said = sim_do(w, eu, "terms explain",
        "{\"id\":\"%s\",\"act\":\"answer\",\"to\":\"un\"}", asking);
    tap_ok(strcmp(sim_text(w, said, "rule"), "P19") == 0 &&
            says(w, said, "question", "none"),
        "nobody asked: nothing is given as an answer");
    sim_do(w, un, "ask",
        "{\"org\":\"eu\",\"about\":\"%s\",\"text\":\"Q\",\"urgency\":\"8h\"}", asking);
    sim_do(w, un, "sync", "{\"org\":\"eu\"}");
    tap_ok(strcmp(explained(w, eu, asking, ",\"act\":\"answer\",\"to\":\"un\""),
               "allowed") == 0 &&
            strcmp(explained(w, eu, asking, ",\"act\":\"answer\",\"to\":\"court\""),
                "P19") == 0,
        "who asked is answered, and nobody else");
}

static const struct json *
line(const struct json *table, const char *act, const char *member, const char *of)
{
    for (const struct json *i = json_get(table, "items")->first; i != NULL; i = i->next)
        if (bytes_is(json_get_text(i, "act"), act) &&
            (member == NULL || bytes_is(json_get_text(i, member), of)))
            return i;
    return NULL;
}

static void
test_table(struct work *w)
{
    struct json *table = sim_do(w, un, "terms explain", "{\"id\":\"%s\"}", asking);
    size_t acts = 0;

    for (enum terms_act act = ACT_READ; act < ACTS; act++)
        acts += line(table, terms_act_name(act), NULL, NULL) != NULL;
    tap_ok(acts == ACTS - 3, "every act has a line, but passing on and answering");
    tap_ok(bytes_is(json_get_text(line(table, "share", "to", "eu"), "verdict"),
               "allow") &&
            bytes_is(json_get_text(line(table, "share", "to", "court"), "rule"), "P17"),
        "sharing has one for each partner");
    tap_ok(bytes_is(json_get_text(line(table, "export", "surface", "public"), "rule"),
               "P03") &&
            line(table, "export", "surface", "court") != NULL,
        "and putting out one for each way");
    tap_ok(bytes_is(json_get_text(line(table, "read", NULL, NULL), "purpose"),
               "investigation"),
        "reading says what it is for");
}

/* ---- What one may not know of --------------------------------------------------------------- */

static const char *
why_not(struct work *w, struct sim *s, const char *id, const char *rest)
{
    struct json *answer;
    const char *args = work_format(w, "{\"id\":\"%s\"%s}", id, rest), *why;

    if (sim_try(w, s, "terms explain", args, &answer))
        return "explained";
    why = work_format(w, "%s: %s", fault_face(work_fault(w))->name, work_why(w));
    work_clear(w);
    return why;
}

static void
test_hidden(struct work *w)
{
    static const char *const rests[] = {"", ",\"act\":\"read\"", ",\"to\":\"eu\"",
        ",\"act\":\"export\",\"surface\":\"public\""};
    const char *absent = "01890000-0000-7000-8000-000000000000";

    tap_ok(sim_has(w, un, un_secret), "un's node has it");
    for (size_t i = 0; i < COUNT_OF(rests); i++)
        tap_ok(strcmp(why_not(w, un, un_secret, rests[i]),
                   why_not(w, un, absent, rests[i])) == 0,
            "what is hidden is answered as what is not there (%zu)", i);
    tap_ok(strncmp(why_not(w, un, asking, ",\"act\":\"dance\""), "usage", 5) == 0,
        "an act nobody knows is the asker's error");
    tap_ok(strncmp(why_not(w, un, asking, ",\"act\":\"share\""), "usage", 5) == 0 &&
            strncmp(why_not(w, un, asking, ",\"act\":\"read\",\"to\":\"eu\""), "usage",
                5) == 0 &&
            strncmp(why_not(w, un, asking, ",\"act\":\"export\""), "usage", 5) == 0 &&
            strncmp(why_not(w, un, asking, ",\"surface\":\"moon\""), "usage", 5) == 0,
        "so is one without its whereto, or with one too many");
}

/* ---- Counsel's word --------------------------------------------------------------------------- */

static const struct json *
rule_of(struct work *w, struct sim *s, const char *name)
{
    const struct json *items = json_get(sim_do(w, s, "terms rules", "{}"), "items");

    for (const struct json *i = items->first; i != NULL; i = i->next)
        if (bytes_is(json_get_text(i, "switch"), name))
            return i;
    return NULL;
}

static void
test_rules(struct work *w)
{
    const struct json *items = json_get(sim_do(w, un, "terms rules", "{}"), "items");
    uint32_t seen = 0;
    size_t confirm = 0;

    for (const struct json *i = items->first; i != NULL; i = i->next) {
        for (enum terms_rule r = RULE_P01; r < RULES; r++)
            if (bytes_is(json_get_text(i, "rule"), terms_rule_id(r)) &&
                json_get_text(i, "says").len > 0)
                seen |= UINT32_C(1) << r;
        confirm += bytes_is(json_get_text(i, "standing"), "to be confirmed by counsel") &&
            json_get_text(i, "switch").len > 0;
    }
    tap_ok(seen == UINT32_C(0x0ffffffe), "all 27 rules are listed, each with a sentence");
    tap_ok(confirm == SWITCHES, "those that counsel is to confirm can be switched");

    tap_ok(strcmp(explained(w, un, green, ",\"to\":\"court\""), "P03") == 0,
        "a UN level asks for consent");
    tap_ok(strcmp(sim_refused(w, un, "terms rule",
                      "{\"state\":\"off\",\"name\":\"un-levels\"}"),
               "usage") == 0,
        "nothing is switched without a reason");
    tap_ok(strcmp(sim_refused(w, un, "terms rule",
                      "{\"state\":\"off\",\"name\":\"P03\",\"reason\":\"R\"}"),
               "missing") == 0,
        "what was read in a public text cannot be switched");
    sim_do(w, un, "terms rule",
        "{\"state\":\"off\",\"name\":\"un-levels\",\"reason\":\"Note 12\"}");
    tap_ok(strcmp(explained(w, un, green, ",\"to\":\"court\""), "P17") == 0,
        "off, it asks no more; the next rule does");
    tap_ok(bytes_is(json_get_text(rule_of(w, un, "un-levels"), "state"), "off") &&
            bytes_is(json_get_text(rule_of(w, un, "un-levels"), "by"), "anna") &&
            bytes_is(json_get_text(rule_of(w, un, "un-levels"), "because"), "Note 12") &&
            bytes_is(json_get_text(rule_of(w, un, "limite"), "state"), "on"),
        "the list says who, and on whose word");
    tap_ok(strcmp(sim_refused(w, un, "terms rule",
                      "{\"state\":\"off\",\"name\":\"un-levels\",\"reason\":\"R\"}"),
               "conflict") == 0,
        "it is not switched twice");
    sim_do(w, un, "sync", "{\"org\":\"eu\"}");
    tap_ok(bytes_is(json_get_text(rule_of(w, eu, "un-levels"), "state"), "on") &&
            sim_each(w, eu, "terms-rule/1", NULL, NULL) == 0,
        "what un says of it stays at un");
    sim_reopen(w, un);
    tap_ok(strcmp(explained(w, un, green, ",\"to\":\"court\""), "P17") == 0,
        "it is so after a restart");
    sim_do(w, un, "terms rule",
        "{\"state\":\"on\",\"name\":\"un-levels\",\"reason\":\"Note 13\"}");
    tap_ok(strcmp(explained(w, un, green, ",\"to\":\"court\""), "P03") == 0,
        "on again, it asks");
    sim_do(w, un, "terms rule",
        "{\"state\":\"off\",\"name\":\"un-levels\",\"reason\":\"Note 14\"}");
    sim_do(w, un, "erase", "{\"id\":\"%s\",\"reason\":\"R\"}",
        sim_text(w, rule_of(w, un, "un-levels"), "record"));
    tap_ok(strcmp(explained(w, un, green, ",\"to\":\"court\""), "P03") == 0,
        "a word that was erased switches nothing off");
}

int
main(void)
{
    struct work *w = sim_start();

    make_world(w);
    test_as_done(w);
    test_kind(w);
    test_facts(w);
    test_answer(w);
    test_table(w);
    test_hidden(w);
    test_rules(w);
    sim_end();
    work_close(w);
    return tap_end();
}
