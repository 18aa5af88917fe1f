/*
 * ask, answer, opine, release, withdraw, recall: what organisations say to each other about
 * records.  Each is a record that goes its ways by itself.
 */
#include "desks/desk_inner.h"

struct bytes
desk_english(const struct json *text)
{
    const struct json *first = text != NULL ? text->first : NULL;

    for (const struct json *e = first; e != NULL; e = e->next)
        if (bytes_is(json_get_text(e, "lang"), "en"))
            return json_get_text(e, "text");
    return json_get_text(first, "text");
}

struct json *
desk_words(struct work *w, const struct json *text)
{
    return text != NULL && text->first != NULL ? json_text(w, desk_english(text)) : NULL;
}

struct bytes
desk_label_of(const struct json *of, struct bytes otherwise)
{
    struct bytes label = desk_english(json_get(of, "label"));

    return label.len > 0 ? label : otherwise;
}

struct json *
desk_said(struct work *w, struct bytes text)
{
    struct json *out = json_array(w), *one = json_object(w);

    json_put(one, "lang", json_string(w, "en"));
    json_put(one, "text", json_text(w, text));
    json_add(out, one);
    return out;
}

/* Decide an act on a record; the caller may add what it proposes. */
static bool
may(struct desk *d, struct work *w, enum terms_act act, const struct stored *s,
    const struct hash *recipient, const struct terms *proposed)
{
    struct decision decision;
    struct facts facts;

    TRY(node_facts(d->node, w, &d->actor, act, s, &facts));
    if (recipient != NULL)
        facts.recipient = *recipient;
    facts.proposed = proposed;
    return node_decide(d->node, w, &facts, &decision);
}

/* Terms for what is said about a record: ours, no wider than for one partner. */
static bool
own_terms(struct desk *d, struct work *w, struct bytes urgency, const struct json **out,
    struct terms *read)
{
    static const struct json none = {.type = JSON_OBJECT};
    struct json *terms;

    TRY(desk_terms(d, w, &none, out));
    TRY(json_keep(w, *out, &terms));
    if (urgency.len > 0)
        json_put(terms, "urgency", json_text(w, urgency));
    *out = terms;
    return terms_read(w, terms, read);
}

DESK(ask)
{
    struct json *core = json_object(w);
    struct draft draft = {.kind = "question/1"};
    const struct json *terms;
    struct bytes purpose = desk_text(args, "for");
    struct terms read;
    struct stored s;
    struct hash to;

    TRY(desk_org(d, w, desk_text(args, "org"), &to));
    TRY(desk_find(d, w, args, "about", &s));
    TRY(own_terms(d, w, desk_text(args, "urgency"), &terms, &read));
    TRY(may(d, w, ACT_ASK, &s, &to, &read));
    json_put(core, "text", desk_said(w, desk_text(args, "text")));
    json_put(core, "urgency", json_text(w, desk_text(args, "urgency")));
    json_put(core, "purpose",
        purpose.len > 0 ? json_text(w, purpose) : json_string(w, "clarification"));
    json_put(core, "to", json_hex(w, hash_bytes(&to)));
    draft_part(&draft, "core", core);
    draft_part(&draft, "terms", terms);
    draft_link(&draft, "about", &s);
    TRY(desk_make(d, w, &draft, answer));
    json_put(*answer, "due",
        json_time(w,
            terms_deadline(bytes_is(desk_text(args, "urgency"), "8h") ? URGENCY_8H
                    : bytes_is(desk_text(args, "urgency"), "72h")     ? URGENCY_72H
                                                                      : URGENCY_168H,
                work_os(w)->now())));
    return true;
}

/* The terms of what the question is about, when it is here: the answer is no wider. */
static bool
about_terms(struct desk *d, struct work *w, const struct stored *question,
    const struct terms **out)
{
    struct terms *terms = work_alloc(w, sizeof(*terms));
    struct view_link *links;
    struct stored about;
    struct record *r;
    size_t count;

    *out = NULL;
    TRY(terms != NULL);
    TRY(node_links_from(d->node, w, &question->id, &links, &count));
    for (size_t i = 0; i < count && *out == NULL; i++) {
        if (!bytes_is(links[i].type, "about"))
            continue;
        if (!store_by_hash(node_store(d->node), w, &links[i].hash, &about)) {
            TRY(work_fault(w) == FAULT_MISSING);
            work_clear(w);
            continue;
        }
        TRY(node_record(d->node, w, &about, &r));
        TRY(node_terms(d->node, w, r, terms));
        *out = terms;
    }
    return true;
}

/* The strictest of the question and of what it is about, with us as originator. */
static bool
answer_terms(struct desk *d, struct work *w, const struct facts *f, struct terms *read,
    const struct json **out)
{
    struct json *terms;

    *read = *f->question;
    if (f->about != NULL)
        TRY(terms_join(w, f->question, f->about, read));
    /* Nothing goes to a group under AMBER+STRICT, as which the question itself was sent. */
    if (f->about != NULL && terms_names_group(&f->about->releasable_to))
        read->tlp = f->about->tlp;
    read->originator = node_identity(d->node)->id;
    read->urgency = URGENCY_NONE;
    TRY(terms_write(w, read, &terms));
    *out = terms;
    return true;
}

/* P18 and P19: an answer is at most as wide as the question and what it is about; a
 * refusal says why. */
static bool
may_answer(struct desk *d, struct work *w, const struct stored *question,
    struct bytes refusal, const struct json **out, bool *late)
{
    struct decision decision;
    struct terms terms;
    struct facts facts;

    TRY(node_facts(d->node, w, &d->actor, ACT_ANSWER, question, &facts));
    facts.question = facts.item.terms;
    facts.question_from = question->author;
    facts.asked_at = question->time;
    TRY(about_terms(d, w, question, &facts.about));
    facts.recipient = question->author;
    facts.refusal = refusal.len > 0;
    facts.reason = refusal;
    TRY(answer_terms(d, w, &facts, &terms, out));
    facts.item =
        (struct facts_item){.author = facts.self, .made_at = facts.now, .terms = &terms};
    TRY(node_facts_groups(d->node, w, &facts));
    TRY(node_decide(d->node, w, &facts, &decision));
    *late = decision.late;
    return true;
}

DESK(answer)
{
    struct json *core = json_object(w), *refusal = json_object(w);
    struct draft draft = {.kind = "answer/1"};
    const struct json *terms;
    struct stored s;
    bool late;

    TRY(desk_find(d, w, args, "id", &s));
    if (!bytes_is(s.kind, "question/1"))
        return fail(w, FAULT_USAGE, "only a question is answered; this is %.*s",
            (int)s.kind.len, (const char *)s.kind.at);
    if ((json_get(args, "text") != NULL) == (json_get(args, "refuse") != NULL))
        return fail(w, FAULT_USAGE, "give --text, or --refuse with a code");
    TRY(may_answer(d, w, &s, desk_text(args, "refuse"), &terms, &late));
    if (json_get(args, "refuse") != NULL) {
        json_put(refusal, "code", json_text(w, desk_text(args, "refuse")));
        json_put(core, "refusal", refusal);
    } else {
        json_put(core, "text", desk_said(w, desk_text(args, "text")));
    }
    draft_part(&draft, "core", core);
    draft_part(&draft, "terms", terms);
    draft_link(&draft, "answers", &s);
    TRY(desk_make(d, w, &draft, answer));
    json_put(*answer, "late", json_bool(w, late));
    return true;
}

DESK(opine)
{
    struct json *core = json_object(w);
    struct draft draft = {.kind = "opinion/1"};
    const struct json *terms;
    struct terms read;
    struct stored s;

    TRY(desk_find(d, w, args, "id", &s));
    TRY(own_terms(d, w, (struct bytes){0}, &terms, &read));
    json_put(core, "stance",
        json_string(w, desk_flag(args, "comment") ? "comment" : "dissent"));
    json_put(core, "text", desk_said(w, desk_text(args, "text")));
    draft_part(&draft, "core", core);
    draft_part(&draft, "terms", terms);
    draft_link(&draft, "about", &s);
    return desk_make(d, w, &draft, answer);
}

DESK(release)
{
    struct json *core = json_object(w), *permits = json_array(w);
    struct draft draft = {.kind = "release/1"};
    struct stored s;
    struct hash to;
    int64_t now, until;

    TRY(desk_find(d, w, args, "id", &s));
    TRY(desk_org(d, w, desk_text(args, "to"), &to));
    TRY(time_read_person(w, desk_text(args, "until"), &until));
    TRY(may(d, w, ACT_RELEASE, &s, &to, NULL));
    TRY(node_now(d->node, w, &now));
    if (until <= now)
        return fail(w, FAULT_USAGE, "--until is in the past");
    json_add(permits, json_string(w, "onward"));
    if (desk_flag(args, "judicial"))
        json_add(permits, json_string(w, "judicial"));
    json_put(core, "recipient", json_hex(w, hash_bytes(&to)));
    json_put(core, "purpose", json_text(w, desk_text(args, "purpose")));
    json_put(core, "permits", permits);
    json_put(core, "from", json_time(w, now));
    json_put(core, "until", json_time(w, until));
    draft_part(&draft, "core", core);
    draft_link(&draft, "releases", &s);
    return desk_make(d, w, &draft, answer);
}

DESK(withdraw)
{
    struct json *core = json_object(w);
    struct draft draft = {.kind = "withdrawal/1"};
    struct stored s;

    TRY(desk_find(d, w, args, "id", &s));
    if (!bytes_is(s.kind, "release/1") ||
        !hash_equal(&s.author, &node_identity(d->node)->id))
        return fail(w, FAULT_USAGE, "only a release of ours is withdrawn");
    json_put(core, "reason", desk_said(w, desk_text(args, "reason")));
    draft_part(&draft, "core", core);
    draft_link(&draft, "withdraws", &s);
    return desk_make(d, w, &draft, answer);
}

DESK(recall)
{
    struct json *core = json_object(w);
    struct bytes code = desk_text(args, "code");
    struct draft draft = {.kind = "recall/1"};
    struct stored s;

    TRY(desk_find(d, w, args, "id", &s));
    TRY(may(d, w, ACT_RECALL, &s, NULL, NULL));
    json_put(core, "code", code.len > 0 ? json_text(w, code) : json_string(w, "other"));
    json_put(core, "text", desk_said(w, desk_text(args, "reason")));
    draft_part(&draft, "core", core);
    draft_link(&draft, "recalls", &s);
    return desk_make(d, w, &draft, answer);
}
