/*
 * Combining terms as an algebra, and the promise it is for: no restriction that is added
 * lets anybody do more.  Every seed is printed and can be given again.
 */
#include "random.h"

static struct work *w;
static struct dice dice;

/* The acts by which something gets out; the others end, keep or manage an item. */
static const enum terms_act opening[] = {ACT_READ, ACT_LIST, ACT_SHARE, ACT_FORWARD,
    ACT_EXPORT, ACT_ENTER, ACT_GRADE, ACT_ASK, ACT_HOLD};

/* Equal terms are equal bytes; two unreadable ones are equal. */
static bool
same_terms(const struct terms *a, const struct terms *b)
{
    struct json *x, *y;
    struct bytes text_x, text_y;

    if (!a->readable || !b->readable)
        return a->readable == b->readable;
    return terms_write(w, a, &x) && terms_write(w, b, &y) && json_write(w, x, &text_x) &&
        json_write(w, y, &text_y) && bytes_equal(text_x, text_y);
}

static struct terms
join(const struct terms *a, const struct terms *b)
{
    struct terms out;

    if (!terms_join(w, a, b, &out))
        out = (struct terms){0};
    return out;
}

/* Random terms as they can be written: a condition for third countries, and a list where
 * a caveat asks for one. */
static void
random_written(const struct hash *originator, struct terms *t, struct rooms *rooms)
{
    struct terms read;
    struct json *part;

    random_terms(&dice, originator, t, rooms);
    if (t->third_country == 0)
        t->third_country = THIRD_ASK;
    if ((t->caveats & (CAVEAT_EYES_ONLY | CAVEAT_RELEASABLE_TO)) != 0)
        t->releasable_to.set = true;
    /* What is read names the owner of every group. */
    if (t->readable && terms_write(w, t, &part) && terms_read(w, part, &read))
        *t = read;
}

static void
test_algebra(size_t count)
{
    static struct rooms rooms[3];
    struct terms a, b, c, ab, ba, left, right;
    size_t i, commutes = 0, associates = 0, idem = 0, narrower = 0, rereads = 0;
    struct json *part;

    for (i = 0; i < count; i++) {
        if (i % 1000 == 0) {
            work_close(w);
            w = work_open(&os_real);
        }
        random_written(one_in(&dice, 3) ? &un : &eu, &a, &rooms[0]);
        random_written(&eu, &b, &rooms[1]);
        random_written(&eu, &c, &rooms[2]);
        ab = join(&a, &b);
        ba = join(&b, &a);
        commutes += same_terms(&ab, &ba);
        ba = join(&b, &c);
        left = join(&ab, &c);
        right = join(&a, &ba);
        associates += same_terms(&left, &right);
        left = join(&a, &a);
        right = join(&ab, &a);
        idem += same_terms(&left, &a) && same_terms(&right, &ab);
        narrower += terms_narrower_or_equal(&ab, &a) &&
            terms_narrower_or_equal(&ab, &b) && terms_narrower_or_equal(&a, &a);
        right = (struct terms){0};
        rereads += !ab.readable ||
            (terms_write(w, &ab, &part) && terms_read(w, part, &right) &&
                (hash_is_zero(&ab.originator) ||
                    (right.readable && same_terms(&ab, &right))));
    }
    tap_ok(commutes == count, "join commutes: %zu of %zu", commutes, count);
    tap_ok(associates == count, "join associates: %zu", associates);
    tap_ok(idem == count, "join is idempotent: %zu", idem);
    tap_ok(narrower == count, "what is joined is narrower than each: %zu", narrower);
    tap_ok(rereads == count, "what is joined can be written and read: %zu", rereads);
}

/* ${b}'s terms allow whatever ${a}'s do. */
static bool
widens(struct facts *f, const struct terms *narrow, const struct terms *wide,
    bool *allowed)
{
    struct decision d;

    f->item.terms = narrow;
    *allowed = terms_decide(f, &d);
    f->item.terms = wide;
    return *allowed && !terms_decide(f, &d);
}

static void
test_join_never_widens(size_t count)
{
    static struct random_world r;
    static struct rooms rooms;
    struct terms other, joined;
    size_t i, wider = 0, allowed_count = 0;
    bool allowed;

    for (i = 0; i < count; i++) {
        if (i % 1000 == 0) {
            work_close(w);
            w = work_open(&os_real);
        }
        random_facts(&dice, &r);
        r.s.f.act = opening[roll(&dice, COUNT_OF(opening))];
        random_terms(&dice, &r.s.item.originator, &other, &rooms);
        joined = join(&r.s.item, &other);
        joined.originator = r.s.item.originator;
        /* The author of unreadable terms may look: that is no one else's gain. */
        if (!joined.readable)
            continue;
        wider += widens(&r.s.f, &joined, &r.s.item, &allowed);
        wider += widens(&r.s.f, &joined, &other, &allowed);
        allowed_count += allowed;
    }
    tap_ok(wider == 0, "joined terms allow nothing that either refused: %zu of %zu",
        wider, count);
    tap_ok(allowed_count > count / 50, "and allowed something %zu times", allowed_count);
}

/* One restriction more, of the kind ${which}. */
#define RESTRICTIONS 20
static void
restrict_terms(struct terms *t, unsigned which)
{
    static const struct bytes nobody_list[1];
    static const struct bytes un_list[] = {ORG(un)};
    static const struct bytes room[] = {{(const uint8_t *)"red", 3}};

    switch (which) {
    case 0:
        t->tlp += t->tlp < TLP_RED;
        break;
    case 1:
        t->owner_consent = CONSENT_ASK;
        break;
    case 2:
        t->onward_transfer += t->onward_transfer < ONWARD_NO;
        break;
    case 3:
        t->judicial_use += t->judicial_use < JUDICIAL_NO;
        break;
    case 4:
        t->third_country = THIRD_NO;
        break;
    case 5:
        t->third_country |= t->third_country == THIRD_NO ? 0 : THIRD_ASSURED;
        break;
    case 6:
        t->third_country |= t->third_country == THIRD_NO ? 0 : THIRD_ASK;
        break;
    case 7:
        t->handling |= HANDLING_H1;
        break;
    case 8:
        t->handling |= HANDLING_H2;
        break;
    case 9:
        t->classification[SCHEME_EU] += 1;
        break;
    case 10:
        t->classification[SCHEME_UN] = 3;
        break;
    case 11:
        t->caveats |= CAVEAT_LIMITE;
        break;
    case 12:
        t->caveats |= CAVEAT_EYES_ONLY;
        break;
    case 13:
        t->releasable_to = (struct terms_list){nobody_list, 0, true};
        break;
    case 14:
        t->not_releasable_to = (struct terms_list){un_list, 1, true};
        break;
    case 15:
        t->need_to_know = (struct terms_list){room, 1, true};
        break;
    case 16:
        t->retain_until = NOW;
        break;
    case 17:
        t->valid_from = NOW + 1;
        break;
    case 18:
        t->duress = DURESS_ESTABLISHED;
        break;
    default:
        t->purpose = (struct terms_list){nobody_list, 0, true};
        break;
    }
}

static void
test_restrictions(size_t count)
{
    static struct random_world r;
    size_t took[RESTRICTIONS] = {0}, i, wider = 0;
    struct terms restricted;
    struct decision d;
    unsigned which;
    bool allowed, idle = false;

    for (i = 0; i < count; i++) {
        random_facts(&dice, &r);
        if (!r.s.item.readable)
            continue;
        r.s.f.act = opening[roll(&dice, COUNT_OF(opening))];
        which = roll(&dice, RESTRICTIONS);
        restricted = r.s.item;
        if (which == 14 && r.s.item.not_releasable_to.count > 0)
            continue; /* replacing a list is not adding to it */
        if (which == 15 && r.s.item.need_to_know.count > 0)
            continue;
        restrict_terms(&restricted, which);
        if (terms_incomplete(&r.s.item) && !terms_incomplete(&restricted))
            continue; /* an end date may be what personal data lacked */
        wider += widens(&r.s.f, &restricted, &r.s.item, &allowed);
        took[which] += terms_decide(&r.s.f, &d) && !allowed;
    }
    for (which = 0; which < RESTRICTIONS; which++)
        idle = idle || took[which] < 20;
    tap_ok(wider == 0, "a restriction more never allows more: %zu of %zu", wider, count);
    for (which = 0; which < RESTRICTIONS; which++)
        printf("# restriction %u took an act away %zu times\n", which, took[which]);
    tap_ok(!idle, "each of the %d kinds took acts away", RESTRICTIONS);
}

/* The order of P07 is the order of the decision. */
static void
test_narrower_decides(size_t count)
{
    static struct random_world r;
    static struct rooms rooms;
    struct terms other;
    size_t i, wider = 0, ordered = 0;
    bool allowed;

    for (i = 0; i < count; i++) {
        random_facts(&dice, &r);
        r.s.f.act = opening[roll(&dice, COUNT_OF(opening))];
        if (one_in(&dice, 2)) {
            other = r.s.item;
            restrict_terms(&other, roll(&dice, RESTRICTIONS));
        } else {
            random_terms(&dice, &r.s.item.originator, &other, &rooms);
        }
        if (!other.readable || !terms_narrower_or_equal(&other, &r.s.item))
            continue;
        ordered++;
        wider += widens(&r.s.f, &other, &r.s.item, &allowed);
    }
    tap_ok(wider == 0, "narrower terms allow no more: %zu of %zu pairs", wider, ordered);
    tap_ok(ordered > count / 20, "and there were pairs");
}

/* AMBER without a list has no clients, and a list from elsewhere gives it none. */
static void
test_clients(void)
{
    static const struct bytes court_list[] = {ORG(court)};
    struct terms a = open_terms(&eu), b = open_terms(&eu), ab;

    a.tlp = TLP_AMBER;
    b.tlp = TLP_GREEN;
    b.releasable_to = (struct terms_list){court_list, 1, true};
    ab = join(&a, &b);
    tap_ok(ab.tlp == TLP_AMBER_STRICT && ab.releasable_to.count == 1,
        "AMBER without clients, joined with a list, is AMBER+STRICT");
    ab.tlp = TLP_AMBER;
    tap_ok(!terms_narrower_or_equal(&ab, &a), "AMBER with clients is wider than without");
    a.releasable_to = (struct terms_list){NULL, 0, true};
    ab = join(&a, &b);
    tap_ok(ab.tlp == TLP_AMBER && ab.releasable_to.set && ab.releasable_to.count == 0,
        "AMBER for nobody stays that");
    a.language = bytes_of("fr");
    ab = join(&a, &b);
    tap_is_text(ab.language, "mul", "two languages are several");
    a.originator = un;
    ab = join(&a, &b);
    tap_ok(hash_is_zero(&ab.originator), "two originators are none");
    b = (struct terms){0};
    ab = join(&a, &b);
    tap_ok(!ab.readable && ab.why != NULL, "what is joined with the unreadable is that");
}

static struct terms
for_parties(enum terms_tlp tlp, const struct bytes *parties, size_t count)
{
    struct terms t = open_terms(&eu);

    t.tlp = tlp;
    t.third_country = THIRD_ASK;
    t.releasable_to = (struct terms_list){parties, count, true};
    return t;
}

/* Of two parties of whom one is within the other, both lists have the narrower. */
static void
test_parties(void)
{
    static const uint8_t of_eu[49] = {9, [16] = 0x50, [48] = 1};
    static const struct bytes group[] = {{of_eu, 48}}, later[] = {{of_eu, 49}},
                              org[] = {ORG(un)}, person[] = {PERSON(mira)},
                              both[] = {ORG(un), PERSON(mira)};
    struct terms a = for_parties(TLP_AMBER, group, 1),
                 b = for_parties(TLP_AMBER, later, 1), ab = join(&b, &a);

    tap_ok(same_terms(&ab, &a),
        "a group is what it and its later members have in common");
    tap_ok(terms_narrower_or_equal(&a, &b) && !terms_narrower_or_equal(&b, &a),
        "and is narrower than with them");
    a = for_parties(TLP_AMBER, person, 1);
    b = for_parties(TLP_AMBER, org, 1);
    ab = join(&b, &a);
    tap_ok(same_terms(&ab, &a),
        "a person is what it and its organisation have in common");
    tap_ok(terms_narrower_or_equal(&a, &b) && !terms_narrower_or_equal(&b, &a),
        "and is narrower than it");
    b = for_parties(TLP_AMBER, both, 2);
    ab = join(&a, &b);
    tap_ok(same_terms(&ab, &a) && terms_narrower_or_equal(&b, &b),
        "as it is of a list that has both");
    b = for_parties(TLP_RED, org, 1);
    ab = join(&a, &b);
    tap_ok(ab.tlp == TLP_RED && ab.releasable_to.set && ab.releasable_to.count == 0,
        "an organisation under RED lets no person of it in");
    ab = for_parties(TLP_RED, person, 1);
    tap_ok(!terms_narrower_or_equal(&ab, &b), "so a person named is wider");
    b = for_parties(TLP_AMBER, org, 1);
    ab = join(&ab, &b);
    tap_ok(ab.tlp == TLP_RED && ab.releasable_to.count == 1 &&
            bytes_equal(ab.releasable_to.at[0], person[0]),
        "and goes on being named where the other allows the organisation");
}

int
main(void)
{
    uint64_t seed = from_environment("TERMS_SEED", 20240608);
    size_t count = (size_t)from_environment("TERMS_COUNT", 200000);

    printf("# seed %llu\n", (unsigned long long)seed);
    dice.state = seed != 0 ? seed : 1;
    w = work_open(&os_real);
    test_clients();
    test_parties();
    test_algebra(count / 10);
    test_join_never_widens(count);
    test_restrictions(count);
    test_narrower_decides(count);
    work_close(w);
    return tap_end();
}
