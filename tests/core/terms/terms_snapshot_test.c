/*
 * The table terms x actor x act -> decision, as a file: a changed rule is a visible
 * difference.  TERMS_SNAPSHOT_WRITE=path writes it anew instead of comparing.
 */
#include "world.h"

#define TABLE_MAX (1024 * 1024)

static const struct bytes court_list[] = {ORG(court)}, un_list[] = {ORG(un)},
                          un_persons[] = {PERSON(mira)};
static const struct bytes purposes[] = {{(const uint8_t *)"prosecution", 11}};
static const struct bytes aid[] = {{(const uint8_t *)"aid", 3}};

/* A set of terms by name; the world of each is one in which all else is in order. */
struct profile {
    const char *name;
    void (*make)(struct world *s);
};

static void
make_open(struct world *s)
{
    (void)s;
}

static void
make_default(struct world *s)
{
    terms_default(&eu, &s->item);
}

static void
make_unreadable(struct world *s)
{
    s->item = (struct terms){.why = "odd"};
}

static void
make_green(struct world *s)
{
    s->item.tlp = TLP_GREEN;
}

static void
make_amber(struct world *s)
{
    s->item.tlp = TLP_AMBER;
}

static void
make_strict(struct world *s)
{
    s->item.tlp = TLP_AMBER_STRICT;
}

static void
make_red(struct world *s)
{
    s->item.tlp = TLP_RED;
}

static void
make_red_named(struct world *s)
{
    s->item.tlp = TLP_RED;
    s->item.releasable_to = (struct terms_list){un_persons, 1, true};
}

static void
make_h1(struct world *s)
{
    s->item.handling = HANDLING_H1;
}

static void
make_h2(struct world *s)
{
    s->item.handling = HANDLING_H2;
}

static void
make_no_court(struct world *s)
{
    s->item.judicial_use = JUDICIAL_NO;
}

static void
make_no_onward(struct world *s)
{
    s->item.onward_transfer = ONWARD_NO;
}

static void
make_over(struct world *s)
{
    s->item.retain_until = NOW;
}

static void
make_recalled(struct world *s)
{
    s->f.recalled = true;
}

static void
make_duress(struct world *s)
{
    s->item.duress = DURESS_ALLEGED;
}

static void
make_personal(struct world *s)
{
    s->item.personal = true;
}

static void
make_twins(struct world *s)
{
    s->f.quarantined = true;
}

static void
make_risk(struct world *s)
{
    s->f.assurance_needed = RISK_MASK;
}

static void
make_unknown(struct world *s)
{
    terms_default(&eu, &s->item);
    s->item.tlp = TLP_AMBER;
    s->f.item.originator_unknown = true;
}

static void
make_client(struct world *s)
{
    s->item.tlp = TLP_AMBER;
    s->item.releasable_to = (struct terms_list){court_list, 1, true};
}

static void
make_barred(struct world *s)
{
    s->item.not_releasable_to = (struct terms_list){un_list, 1, true};
}

static void
make_purpose(struct world *s)
{
    s->item.purpose = (struct terms_list){aid, 1, true};
}

static void
make_released(struct world *s)
{
    terms_default(&eu, &s->item);
    s->item.tlp = TLP_AMBER;
    s->item.purpose = (struct terms_list){purposes, 1, true};
    (void)world_release(s, &court, PERMIT_ONWARD);
}

static void
make_withdrawn(struct world *s)
{
    make_released(s);
    s->releases[0].withdrawn_at = NOW;
}

static void
make_permitted(struct world *s)
{
    make_released(s);
    s->releases[0].permits = PERMIT_ONWARD | PERMIT_JUDICIAL;
}

static void
make_entered(struct world *s)
{
    make_permitted(s);
    s->f.recalled = true;
    (void)world_hold(s, &court, HOLD_ENTERED);
}

static void
make_derived(struct world *s)
{
    s->item = open_terms(&un);
    s->f.item.author = un;
    world_parent(s, &eu)->owner_consent = CONSENT_ASK;
}

/* For EU's group, in which UN and the court are; UN left it; the court joined it when the
 * item was made already, without and with terms that speak of that. */
static void
make_group(struct world *s)
{
    static const struct bytes group[] = {GROUP};

    s->item.tlp = TLP_AMBER;
    s->item.releasable_to = (struct terms_list){group, 1, true};
    (void)world_member(s, &un, EARLIER, 0);
    (void)world_member(s, &court, EARLIER, 0);
}

static void
make_group_left(struct world *s)
{
    make_group(s);
    s->members[0].until = NOW;
    s->members[1].until = NOW;
}

/* The same, the item having come in that very instant. */
static void
make_group_came_after(struct world *s)
{
    make_group_left(s);
    s->f.item.received_at = NOW;
}

static void
make_group_joined(struct world *s)
{
    make_group(s);
    s->members[1].since = NOW;
}

static void
make_group_later(struct world *s)
{
    static const struct bytes later[] = {GROUP_LATER};

    make_group_joined(s);
    s->item.releasable_to.at = later;
}

static void
make_un_level(struct world *s)
{
    s->item.classification[SCHEME_UN] = 2;
}

static void
make_un_level_off(struct world *s)
{
    make_un_level(s);
    s->f.rules_off = SWITCH_UN_LEVELS;
}

static void
make_limite(struct world *s)
{
    s->item.caveats = CAVEAT_LIMITE;
}

static void
make_room(struct world *s)
{
    static const struct bytes rooms[] = {{(const uint8_t *)"red", 3}};

    s->item.need_to_know = (struct terms_list){rooms, 1, true};
}

static void
make_ahead(struct world *s)
{
    s->item.valid_from = LATER;
}

static void
make_no_third(struct world *s)
{
    s->item.third_country = THIRD_NO;
    s->f.recipient_third = true;
}

static void
make_assured(struct world *s)
{
    make_risk(s);
    (void)world_assurance(s, &court);
}

static void
make_mute(struct world *s)
{
    s->f.can_log = false;
}

static const struct profile profiles[] = {{"open", make_open}, {"default", make_default},
    {"unreadable", make_unreadable}, {"green", make_green}, {"amber", make_amber},
    {"amber-with-client", make_client}, {"amber-strict", make_strict}, {"red", make_red},
    {"red-to-a-person-of-un", make_red_named}, {"h1", make_h1}, {"h2", make_h2},
    {"no-judicial-use", make_no_court}, {"no-onward-transfer", make_no_onward},
    {"barred-to-un", make_barred}, {"other-purpose", make_purpose},
    {"past-retention", make_over}, {"recalled", make_recalled}, {"duress", make_duress},
    {"personal-incomplete", make_personal}, {"quarantined", make_twins},
    {"risk-unassured", make_risk}, {"originator-unknown", make_unknown},
    {"released-to-court", make_released}, {"release-withdrawn", make_withdrawn},
    {"released-for-court-use", make_permitted}, {"entered-and-recalled", make_entered},
    {"derived-from-asking", make_derived}, {"to-group", make_group},
    {"group-left", make_group_left}, {"group-came-after", make_group_came_after},
    {"group-joined-later", make_group_joined}, {"group-with-later", make_group_later},
    {"un-confidential", make_un_level}, {"un-level-off", make_un_level_off},
    {"limite", make_limite}, {"need-to-know", make_room}, {"not-yet-valid", make_ahead},
    {"no-third-country", make_no_third}, {"risk-assured", make_assured},
    {"no-log", make_mute}};

/* The originator; one who got the item from it; one who got it from that one; a stranger
 * who has nothing; the public. */
static const struct {
    const char *name;
    const struct hash *org;
    const struct hash *from;
} actors[] = {{"eu", &eu, &nobody}, {"un", &un, &eu}, {"court", &court, &un},
    {"ngo", &ngo, &nobody}, {"public", &nobody, &nobody}};

static const struct {
    const char *name;
    enum terms_surface surface;
} surfaces[] = {{"court", SURFACE_COURT}, {"csv", SURFACE_CSV},
    {"public", SURFACE_PUBLIC}};

static void
line(struct buffer *b, const struct profile *p, size_t actor, enum terms_act act,
    size_t surface)
{
    static struct world s;
    struct decision d;
    const char *allowed;

    world_open(&s, act, actors[actor].org);
    s.f.item.received_from = *actors[actor].from;
    if (act == ACT_EXPORT)
        s.f.surface = surfaces[surface].surface;
    p->make(&s);
    allowed = terms_decide(&s.f, &d) ? "allow" : terms_verdict_name(d.verdict);
    buffer_format(b, "%-22s %-6s %s%s%-*s %s%s%s%s%s%s\n", p->name, actors[actor].name,
        terms_act_name(act), act == ACT_EXPORT ? "/" : "",
        (int)(13 - strlen(terms_act_name(act)) - (act == ACT_EXPORT)),
        act == ACT_EXPORT ? surfaces[surface].name : "", allowed,
        d.rule != RULE_NONE ? " " : "", d.id, d.under != d.rule ? " under " : "",
        d.under != d.rule ? terms_rule_id(d.under) : "", d.hidden ? " hidden" : "");
}

static void
table(struct buffer *b)
{
    size_t p, actor, surface;
    enum terms_act act;

    buffer_text(b,
        "# terms, actor, act -> decision.  What leaves goes to the court; EU is"
        " the originator,\n# UN has the item from EU, the court from UN, NGO and"
        " the public have it from nobody.\n");
    for (p = 0; p < COUNT_OF(profiles); p++) {
        for (actor = 0; actor < COUNT_OF(actors); actor++) {
            for (act = ACT_READ; act < ACTS; act++) {
                for (surface = 0; surface < (act == ACT_EXPORT ? COUNT_OF(surfaces) : 1);
                     surface++)
                    line(b, &profiles[p], actor, act, surface);
            }
        }
    }
}

/* Beside this file, wherever the tests are started from. */
static const char *
snapshot_path(struct work *w)
{
    static const char here[] = __FILE__;
    const char *slash = strrchr(here, '/');

    return work_format(w, "%.*sdecisions.txt",
        slash == NULL ? 0 : (int)(slash - here + 1), here);
}

static void
compare(struct bytes got, struct bytes want)
{
    size_t i, line_at = 0, number = 1;

    for (i = 0; i < got.len && i < want.len && got.at[i] == want.at[i]; i++) {
        if (got.at[i] == '\n') {
            line_at = i + 1;
            number++;
        }
    }
    if (tap_ok(bytes_equal(got, want),
            "%zu bytes of decisions are those of decisions.txt", got.len))
        return;
    printf("# line %zu\n#   now    %.*s\n#   before %.*s\n", number,
        (int)strcspn((const char *)got.at + line_at, "\n"),
        (const char *)got.at + line_at,
        (int)strcspn((const char *)want.at + line_at, "\n"),
        (const char *)want.at + line_at);
    printf("# if that is meant: TERMS_SNAPSHOT_WRITE=decisions.txt, and read the "
           "difference\n");
}

int
main(void)
{
    struct work *w = work_open(&os_real);
    const char *to = getenv("TERMS_SNAPSHOT_WRITE");
    struct buffer b = buffer_open(w, TABLE_MAX);
    struct bytes got = {0}, want = {0};

    table(&b);
    buffer_byte(&b, 0);
    if (tap_ok(buffer_bytes(&b, &got), "the table is made")) {
        got.len--;
        if (to != NULL && *to != '\0')
            tap_ok(file_replace(w, to, 0644, got), "written to %s", to);
        else if (tap_ok(file_load(w, snapshot_path(w), TABLE_MAX, &want) &&
                         work_keep(w, want, &want),
                     "decisions.txt is there"))
            compare(got, want);
    }
    work_close(w);
    return tap_end();
}
