/*
 * ask, answer, opine, release, withdraw: what organisations say to each other about records.  Each is a record that goes its ways by itself.
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

/* Terms for what is said about a record: ours, no wider than for one partner, nor than what is
 * ${quoted}, where anything is. */
static bool
own_terms(struct desk *d, struct work *w, struct bytes urgency,
    const struct stored *quoted, const struct json **out, struct terms *read)
{
    static const struct json none = {.type = JSON_OBJECT};
    struct json *terms;

    TRY(desk_terms_from(d, w, &none, quoted, quoted != NULL, out));
    TRY(json_keep(w, *out, &terms));
    if (urgency.len > 0)
        json_put(terms, "urgency", json_text(w, urgency));
    *out = terms;
    return terms_read(w, terms, read);
}

/* Of a question about a record, its text and link; of one whether anything is held, what on. */
static bool
put_question(struct desk *d, struct work *w, const struct json *args,
    const struct hash *to, const struct terms *terms, struct draft *draft,
    struct json *core)
{
    struct stored s;

    if (json_get(args, "hit") != NULL) {
        if (json_get(args, "about") != NULL || json_get(args, "text") != NULL)
            return fail(w, FAULT_USAGE,
                "--hit asks whether anything is held: it goes without --about and "
                "--text");
        draft->kind = "hit-question/1";
        json_put(core, "on", json_text(w, desk_text(args, "hit")));
        return terms->urgency != URGENCY_NONE ||
            fail_rule(w, "P18", "a question says how urgent it is: 8h, 72h or 168h");
    }
    if (json_get(args, "about") == NULL || json_get(args, "text") == NULL)
        return fail(w, FAULT_USAGE,
            "give --about and --text; or --hit, for whether anything is held");
    TRY(desk_find(d, w, args, "about", &s));
    TRY(may(d, w, ACT_ASK, &s, to, terms));
    json_put(core, "text", desk_said(w, desk_text(args, "text")));
    draft_link(draft, "about", &s);
    return true;
}

DESK(ask)
{
    struct json *core = json_object(w);
    struct draft draft = {.kind = "question/1"};
    struct bytes purpose = desk_text(args, "for");
    const struct json *terms;
    struct terms read;
    struct hash to;

    TRY(desk_org(d, w, desk_text(args, "org"), &to));
    TRY(own_terms(d, w, desk_text(args, "urgency"), NULL, &terms, &read));
    TRY(put_question(d, w, args, &to, &read, &draft, core));
    json_put(core, "urgency", json_text(w, desk_text(args, "urgency")));
    json_put(core, "purpose",
        purpose.len > 0 ? json_text(w, purpose) : json_string(w, "clarification"));
    json_put(core, "to", json_hex(w, hash_bytes(&to)));
    draft_part(&draft, "core", core);
    draft_part(&draft, "terms", terms);
    TRY(desk_make(d, w, &draft, answer));
    json_put(*answer, "due", json_time(w, desk_deadline(core, work_os(w)->now())));
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

/* What a hit question is answered is not for the answerer to write: it follows from what is
 * held and its terms, so that it says no more than these allow. */
static bool
put_hit(struct desk *d, struct work *w, const struct stored *question, struct json *core,
    struct json **held)
{
    struct json *asked;
    struct bytes hex;
    struct peer to;
    bool told;

    TRY(hex_write(w, hash_bytes(&question->author), &hex));
    TRY(node_peer(d->node, w, hex, &to));
    TRY(node_part(d->node, w, question, "core", &asked));
    if (asked == NULL)
        return fail(w, FAULT_MISSING, "what it asks is not here any more");
    TRY(desk_hit(d, w, &to, asked, &told, held));
    json_put(core, "says", json_string(w, told ? "holds-something" : "nothing-to-say"));
    return true;
}

/* It is one of the two, of which a hit question has no text. */
static bool
check_answer(struct work *w, const struct stored *s, bool hit, const struct json *args)
{
    bool text = json_get(args, "text") != NULL, refuse = json_get(args, "refuse") != NULL;

    if (!desk_is_question(s->kind))
        return fail(w, FAULT_USAGE, "only a question is answered; this is %.*s",
            (int)s->kind.len, (const char *)s->kind.at);
    if (hit && text)
        return fail(w, FAULT_USAGE,
            "whether anything is held is told by what is: give no --text");
    return hit || text != refuse ||
        fail(w, FAULT_USAGE, "give --text, or --refuse with a code");
}

DESK(answer)
{
    struct json *core = json_object(w), *refusal = json_object(w), *held = NULL;
    struct draft draft = {.kind = "answer/1"};
    const struct json *terms;
    struct stored s;
    bool late, hit;

    TRY(desk_find(d, w, args, "id", &s));
    hit = bytes_is(s.kind, "hit-question/1");
    TRY(check_answer(w, &s, hit, args));
    TRY(may_answer(d, w, &s, desk_text(args, "refuse"), &terms, &late));
    if (hit)
        draft.kind = "hit-answer/1";
    if (json_get(args, "refuse") != NULL) {
        json_put(refusal, "code", json_text(w, desk_text(args, "refuse")));
        json_put(core, "refusal", refusal);
    } else if (hit) {
        TRY(put_hit(d, w, &s, core, &held));
    } else {
        json_put(core, "text", desk_said(w, desk_text(args, "text")));
    }
    draft_part(&draft, "core", core);
    draft_part(&draft, "terms", terms);
    draft_link(&draft, "answers", &s);
    TRY(desk_make(d, w, &draft, answer));
    json_put(*answer, "late", json_bool(w, late));
    if (held == NULL)
        return true;
    json_put(*answer, "says", json_text(w, json_get_text(core, "says")));
    json_put(*answer, "held", held);
    return work_ok(w);
}

DESK(opine)
{
    const struct json *quote = json_get(args, "quote");
    struct json *core = json_object(w);
    struct draft draft = {.kind = "opinion/1"};
    const struct json *terms;
    struct terms read;
    struct stored s;

    TRY(desk_find(d, w, args, "id", &s));
    TRY(own_terms(d, w, (struct bytes){0}, quote != NULL ? &s : NULL, &terms, &read));
    /* It goes to whose record it is about, in the open: what is RED does not. */
    if (quote != NULL && read.tlp == TLP_RED)
        return fail_rule(w, "P06",
            "what quotes TLP:RED is TLP:RED, and would not reach whom it answers: say it "
            "without --quote");
    json_put(core, "stance",
        json_string(w, desk_flag(args, "comment") ? "comment" : "dissent"));
    json_put(core, "text", desk_said(w, desk_text(args, "text")));
    draft_part(&draft, "core", core);
    draft_part(&draft, "terms", terms);
    draft_link(&draft, "about", &s);
    if (quote != NULL) {
        /* A part of its own: what is quoted can go, and what is said of it stays. */
        struct json *quotes = json_object(w), *texts = json_array(w);

        for (const struct json *q = quote->first; q != NULL; q = q->next)
            json_add(texts, desk_said(w, q->text));
        json_put(quotes, "texts", texts);
        draft_part(&draft, "quotes", quotes);
        draft_link(&draft, "quotes", &s);
    }
    TRY(desk_may_make(d, w, &draft, 0, NULL));
    return desk_make(d, w, &draft, answer);
}

DESK(release)
{
    struct json *core = json_object(w), *permits = json_array(w);
    struct draft draft = {.kind = "release/1"};
    struct stored s;
    struct second second;
    struct hash to;
    int64_t now, until;
    bool go;

    TRY(desk_find(d, w, args, "id", &s));
    TRY(desk_org(d, w, desk_text(args, "to"), &to));
    TRY(time_read_person(w, desk_text(args, "until"), &until));
    TRY(may(d, w, ACT_RELEASE, &s, &to, NULL));
    TRY(node_now(d->node, w, &now));
    if (until <= now)
        return fail(w, FAULT_USAGE, "--until is in the past");
    second = (struct second){"release", "releases", &s};
    TRY(desk_second(d, w, &second, args, &go, answer));
    if (!go)
        return true;
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
    TRY(desk_make(d, w, &draft, answer));
    json_put(*answer, "released", json_uuid(w, &s.id));
    return work_ok(w);
}

/* ---- Withdrawing ---------------------------------------------------------------------------- */

/* Does another release still let it go there? */
static bool
other_release(struct desk *d, struct work *w, const struct stored *item,
    const struct stored *withdrawn, const struct hash *to, bool *yes)
{
    struct view_link *links;
    struct facts facts;
    size_t count, at = 0;

    *yes = false;
    TRY(node_facts(d->node, w, &d->actor, ACT_RECALL, item, &facts));
    /* Facts have releases in the order of these links. */
    TRY(node_links_to(d->node, w, &item->id, "releases", &links, &count));
    for (; at < count && at < facts.release_count; at++) {
        const struct facts_release *r = &facts.releases[at];

        *yes = *yes ||
            (links[at].record != withdrawn->no && hash_equal(&r->recipient, to) &&
                (r->permits & PERMIT_ONWARD) != 0 && r->withdrawn_at == 0 &&
                r->until > facts.now);
    }
    return true;
}

/* Why an item is not called back from whom the release names; NULL: it is. */
static bool
spared(struct desk *d, struct work *w, const struct stored *item,
    const struct stored *release, const struct hash *to, const char **why)
{
    bool recalled, given = false, released;
    struct hash *orgs;
    size_t count;

    TRY(node_recalled(d->node, w, item, &recalled));
    TRY(exchange_given(d->node, w, item, &orgs, &count));
    for (size_t i = 0; i < count; i++)
        given = given || hash_equal(&orgs[i], to);
    TRY(other_release(d, w, item, release, to, &released));
    *why = recalled  ? "it was recalled before"
        : count == 0 ? "it was given to nobody"
        : given      ? "you gave it there yourselves"
        : released   ? "another release lets it go there"
                     : NULL;
    return true;
}

/* P04: what went there by this release is recalled, from that organisation alone. */
static bool
draft_recalls(struct desk *d, struct work *w, const struct json *args,
    const struct stored *release, struct draft drafts[], size_t *count,
    struct json *items)
{
    struct record *r;
    struct json *core;
    struct hash to;

    TRY(node_record(d->node, w, release, &r));
    TRY(node_part(d->node, w, release, "core", &core));
    if (core == NULL)
        return fail(w, FAULT_MISSING, "what this release said is erased");
    TRY(json_need_hash(w, core, "recipient", &to));
    for (size_t i = 0; i < r->link_count; i++) {
        struct json *one = json_object(w), *said = json_object(w),
                    *holders = json_array(w);
        struct draft *draft = &drafts[*count];
        struct stored item;
        const char *why;

        if (!r->links[i].open || !bytes_is(r->links[i].type, "releases"))
            continue;
        TRY(store_by_id(node_store(d->node), w, &r->links[i].id, &item));
        TRY(spared(d, w, &item, release, &to, &why));
        json_put(one, "item", json_uuid(w, &item.id));
        json_put(one, "from", desk_org_name(d, w, &to));
        json_put(one, "what",
            json_string(w,
                why != NULL ? work_format(w, "not recalled: %s", why) : "recalled"));
        json_add(items, one);
        if (why != NULL)
            continue;
        *draft = (struct draft){.kind = "recall/1"};
        json_put(said, "code", json_string(w, "consent-withdrawn"));
        json_put(said, "text", desk_said(w, desk_text(args, "reason")));
        json_add(holders, json_hex(w, hash_bytes(&to)));
        json_put(said, "holders", holders);
        draft_part(draft, "core", said);
        draft_link(draft, "recalls", &item);
        draft_link_made(draft, "because-of", 0);
        ++*count;
    }
    return work_ok(w);
}

DESK(withdraw)
{
    struct json *core = json_object(w), *items = json_array(w), *one;
    struct draft *drafts = work_alloc(w, (1 + RECORD_LINKS) * sizeof(*drafts));
    struct receipt made[1 + RECORD_LINKS];
    struct stored s;
    size_t count = 1, next = 1;

    TRY(drafts != NULL && desk_find(d, w, args, "id", &s));
    if ((!bytes_is(s.kind, "release/1") && !bytes_is(s.kind, "exception/1")) ||
        !hash_equal(&s.author, &node_identity(d->node)->id))
        return fail(w, FAULT_USAGE,
            "only a release or an exception of ours is withdrawn");
    drafts[0].kind = "withdrawal/1";
    json_put(core, "reason", desk_said(w, desk_text(args, "reason")));
    draft_part(&drafts[0], "core", core);
    draft_link(&drafts[0], "withdraws", &s);
    TRY(!bytes_is(s.kind, "release/1") ||
        draft_recalls(d, w, args, &s, drafts, &count, items));
    TRY(node_make(d->node, w, drafts, count, made));
    for (one = items->first; one != NULL && next < count; one = one->next)
        if (bytes_is(json_get_text(one, "what"), "recalled"))
            json_put(one, "recall", json_uuid(w, &made[next++].id));
    *answer = desk_receipt(w, "withdrawal/1", &made[0]);
    json_put(*answer, "items", items);
    return work_ok(w);
}
