/* The facts of a step. */
#include "tests/model/driver.h"

static bool
one_item(struct work *w, const struct json *of, void *to)
{
    struct facts_item *i = to;
    unsigned duress = 0;

    TRY(say_hash(w, of, "hash", &i->hash));
    TRY(say_hash(w, of, "author", &i->author));
    TRY(say_integer(w, of, "made_at", &i->made_at));
    TRY(say_terms(w, of, "terms", &i->terms));
    TRY(say_bool(w, of, "originator_unknown", &i->originator_unknown));
    TRY(say_hash(w, of, "received_from", &i->received_from));
    TRY(say_integer(w, of, "received_at", &i->received_at));
    TRY(say_unsigned(w, of, "duress_later", &duress));
    i->duress_later = (enum terms_duress)duress;
    return true;
}

static bool
one_release(struct work *w, const struct json *of, void *to)
{
    struct facts_release *r = to;

    TRY(say_hash(w, of, "originator", &r->originator));
    TRY(say_hash(w, of, "item", &r->item));
    TRY(say_hash(w, of, "recipient", &r->recipient));
    TRY(say_text(w, of, "purpose", &r->purpose));
    TRY(say_unsigned(w, of, "permits", &r->permits));
    TRY(say_integer(w, of, "from", &r->from));
    TRY(say_integer(w, of, "until", &r->until));
    return say_integer(w, of, "withdrawn_at", &r->withdrawn_at);
}

static bool
one_hold(struct work *w, const struct json *of, void *to)
{
    struct facts_hold *h = to;
    unsigned ground = 0;

    TRY(say_hash(w, of, "body", &h->body));
    TRY(say_unsigned(w, of, "ground", &ground));
    h->ground = (enum terms_hold_ground)ground;
    TRY(say_integer(w, of, "told_at", &h->told_at));
    return say_integer(w, of, "lifted_at", &h->lifted_at);
}

static bool
one_assurance(struct work *w, const struct json *of, void *to)
{
    struct facts_assurance *a = to;

    TRY(say_uuid(w, of, "id", &a->id));
    TRY(say_hash(w, of, "recipient", &a->recipient));
    TRY(say_unsigned(w, of, "covers", &a->covers));
    TRY(say_integer(w, of, "from", &a->from));
    TRY(say_integer(w, of, "until", &a->until));
    return say_integer(w, of, "risk_assessed_at", &a->risk_assessed_at);
}

static bool
one_member(struct work *w, const struct json *of, void *to)
{
    struct facts_member *m = to;

    TRY(say_uuid(w, of, "group", &m->group));
    TRY(say_hash(w, of, "owner", &m->owner));
    TRY(say_hash(w, of, "org", &m->org));
    TRY(say_integer(w, of, "since", &m->since));
    return say_integer(w, of, "until", &m->until);
}

static bool
one_exception(struct work *w, const struct json *of, void *to)
{
    struct facts_exception *e = to;

    TRY(say_hash(w, of, "item", &e->item));
    TRY(say_text(w, of, "officer", &e->officer));
    TRY(say_integer(w, of, "from", &e->from));
    TRY(say_integer(w, of, "until", &e->until));
    return say_integer(w, of, "withdrawn_at", &e->withdrawn_at);
}

static bool
one_word(struct work *w, const struct json *of, void *to)
{
    struct bytes *word = to;

    if (of->type != JSON_TEXT)
        return fail(w, FAULT_INVALID, "a compartment is a text");
    *word = of->text;
    return true;
}

/* Lists that stand beside the item. */
static bool
beside(struct work *w, const struct json *of, struct facts *f)
{
    const void *at[7] = {NULL};

    TRY(say_array(w, of, "parents", sizeof(*f->parents), one_item, &at[0],
        &f->parent_count));
    TRY(say_array(w, of, "releases", sizeof(*f->releases), one_release, &at[1],
        &f->release_count));
    TRY(say_array(w, of, "holds", sizeof(*f->holds), one_hold, &at[2], &f->hold_count));
    TRY(say_array(w, of, "assurances", sizeof(*f->assurances), one_assurance, &at[3],
        &f->assurance_count));
    TRY(say_array(w, of, "members", sizeof(*f->members), one_member, &at[4],
        &f->member_count));
    TRY(say_array(w, of, "exceptions", sizeof(*f->exceptions), one_exception, &at[5],
        &f->exception_count));
    TRY(say_array(w, of, "compartments", sizeof(*f->compartments.at), one_word, &at[6],
        &f->compartments.count));
    f->compartments.set = at[6] != NULL;
    f->parents = at[0];
    f->releases = at[1];
    f->holds = at[2];
    f->assurances = at[3];
    f->members = at[4];
    f->exceptions = at[5];
    f->compartments.at = at[6];
    return true;
}

static bool
flags(struct work *w, const struct json *of, struct facts *f)
{
    TRY(say_bool(w, of, "recipient_third", &f->recipient_third));
    TRY(say_bool(w, of, "recipient_adequate", &f->recipient_adequate));
    TRY(say_bool(w, of, "shared_before", &f->shared_before));
    TRY(say_bool(w, of, "grouped", &f->grouped));
    TRY(say_bool(w, of, "recalled", &f->recalled));
    TRY(say_bool(w, of, "quarantined", &f->quarantined));
    TRY(say_bool(w, of, "resigned", &f->resigned));
    TRY(say_bool(w, of, "can_log", &f->can_log));
    return say_bool(w, of, "refusal", &f->refusal);
}

bool
say_facts(struct work *w, const struct json *of, struct facts *f)
{
    const struct json *item = json_get(of, "item");
    unsigned act = 0, surface = 0;

    TRY(say_unsigned(w, of, "act", &act));
    f->act = (enum terms_act)act;
    TRY(say_unsigned(w, of, "surface", &surface));
    f->surface = (enum terms_surface)surface;
    TRY(say_hash(w, of, "self", &f->self));
    TRY(say_hash(w, of, "asker", &f->asker));
    TRY(say_text(w, of, "who", &f->who));
    TRY(say_uuid(w, of, "person", &f->person));
    TRY(say_hash(w, of, "recipient", &f->recipient));
    TRY(say_unsigned(w, of, "assurance_needed", &f->assurance_needed));
    TRY(say_text(w, of, "purpose", &f->purpose));
    TRY(say_text(w, of, "reason", &f->reason));
    TRY(say_unsigned(w, of, "carries", &f->carries));
    TRY(say_terms(w, of, "proposed", &f->proposed));
    TRY(say_terms(w, of, "question", &f->question));
    TRY(say_terms(w, of, "about", &f->about));
    TRY(say_hash(w, of, "question_from", &f->question_from));
    TRY(say_integer(w, of, "asked_at", &f->asked_at));
    TRY(say_integer(w, of, "now", &f->now));
    TRY(say_unsigned(w, of, "rules_off", &f->rules_off));
    TRY(flags(w, of, f));
    if (item != NULL)
        TRY(one_item(w, item, &f->item));
    return beside(w, of, f);
}
