/*
 * watch, with invented lists and names: stored subjects are screened again when a list changed, and
 * only then; what is new, changed, gone and delisted is told; who acted on entries that are not
 * what they were gets a notice, a partner too.
 */
#include "engines/exchange/sim.h"

#include "engines/screen/screen.h"

#define HEAD "list,ref,type,kind,name,dob,country\n"
#define WITHOUT_OSTWALDT                   \
    "T,T.5,P,primary,Anselm Tarrago,,\n"   \
    "T,T.7,P,primary,Cesar Pimentos,,\n"   \
    "T,T.8,P,primary,Dario Quintanel,,\n"  \
    "T,T.9,P,primary,Emil Rastovic,,\n"    \
    "T,T.10,P,primary,Felix Sandoval,,\n"  \
    "T,T.11,P,primary,Gregor Tymoshen,,\n" \
    "T,T.12,P,primary,Hektor Ulfenau,,\n"
#define OTHERS WITHOUT_OSTWALDT "T,T.6,P,primary,Bruno Ostwaldt,,\n"
#define ORSIMOV "T,T.1,P,primary,Vladan Orsimov,1960,RS\n"
#define BELHADI "T,T.3,P,primary,Karim Belhadi,1971,DZ\n"
#define QUERMETH "T,T.4,P,primary,Zoltan Quermeth,1971,DZ\n"
#define NAMES                                                        \
    "id,name,dob\nx,Vladan Orsimov,1960\ny,Secret Person,1980\nz,Ka" \
    "rim Belhadi,\nq,Zoltan Quermeth,\nn,Helmut Nyeland,\n"

static struct sim *eu, *un;

static void
import(struct work *w, const char *text)
{
    put_file(at(w, "list.csv"), text, strlen(text));
    NEED(w,
        json_at(sim_do(w, eu, "lists import", "{\"file\":[\"%s\"]}", at(w, "list.csv")),
            "items.0.id") != NULL);
}

static const char *
file(struct work *w, const char *names)
{
    put_file(at(w, "names.csv"), names, strlen(names));
    return at(w, "names.csv");
}

static struct json *
add(struct work *w, const char *names, const char *more)
{
    return sim_do(w, eu, "watch add",
        "{\"file\":\"%s\",\"class\":\"vendor\",\"retain\":\"2027-01-01\"%s}",
        file(w, names), more);
}

static struct json *
watch(struct work *w)
{
    return sim_do(w, eu, "watch", "{}");
}

static int64_t
number(const struct json *answer, const char *path)
{
    const struct json *v = json_at(answer, path);

    return v != NULL && v->type == JSON_INTEGER ? v->integer : -1;
}

static bool
says(struct work *w, const struct json *answer, const char *path, const char *what)
{
    return strstr(sim_text(w, answer, path), what) != NULL;
}

/* "new:x:T.1 changed:q:T.4 ": what a watch told. */
static const char *
told(struct work *w, const struct json *answer)
{
    struct buffer b = buffer_open(w, 4096);
    const char *out;
    struct bytes text;

    for (const struct json *i = json_get(answer, "items")->first; i != NULL; i = i->next)
        buffer_format(&b, "%s:%s:%s ", sim_text(w, i, "what"), sim_text(w, i, "query_id"),
            sim_text(w, i, "ref"));
    NEED(w, buffer_bytes(&b, &text) && work_string(w, text, &out));
    return out;
}

/* ---- Who is watched ------------------------------------------------------------------------------ */

static const char *
refused(struct work *w, const char *names, const char *more)
{
    return sim_refused(w, eu, "watch add", "{\"file\":\"%s\"%s}", file(w, names), more);
}

static void
subjects(struct work *w)
{
    struct json *answer;

    tap_ok(!strcmp(refused(w, NAMES, ",\"class\":\"vendor\""), "usage"),
        "for how long they are kept must be said");
    tap_ok(!strcmp(refused(w, NAMES, ",\"class\":\"vendor\",\"retain\":\"2020-01-01\""),
               "usage"),
        "and is still to come");
    tap_ok(!strcmp(refused(w, NAMES, ",\"class\":\"friend\",\"retain\":\"2027-01-01\""),
               "usage"),
        "who they are is one of the classes");
    tap_ok(!strcmp(refused(w, NAMES,
                       ",\"class\":\"beneficiary\",\"retain\":\"2027-01-01\""),
               "denied"),
        "beneficiaries are not watched without a legal basis");
    tap_ok(!strcmp(refused(w, NAMES,
                       ",\"class\":\"support-case\",\"basis\":\"B\",\"retain\":\"2027-01-"
                       "01\""),
               "denied"),
        "subjects of support cases never");
    tap_ok(!strcmp(refused(w, "id,name\nx,Vladan Orsimov\ny\n",
                       ",\"class\":\"vendor\",\"retain\":\"2027-01-01\""),
               "invalid"),
        "a file with a bad row is refused");
    tap_ok(!strcmp(refused(w, "id,name\n",
                       ",\"class\":\"vendor\",\"retain\":\"2027-01-01\""),
               "invalid"),
        "and one with nobody in it");
    tap_ok(number(sim_do(w, eu, "watch list", "{}"), "count") == 0,
        "of what was refused nothing is kept");
    answer = add(w, NAMES, "");
    tap_ok(number(answer, "count") == 5 && !json_at(answer, "known")->truth,
        "subjects are kept");
    tap_ok(json_at(add(w, NAMES, ""), "known")->truth, "the same ones once");
    answer = sim_do(w, eu, "watch list", "{}");
    tap_ok(number(answer, "count") == 1 && says(w, answer, "items.0.class", "vendor") &&
            says(w, answer, "items.0.until", "2027-01-01") &&
            says(w, answer, "items.0.says", "not screened"),
        "and listed, with when they go");
}

/* ---- Watching --------------------------------------------------------------------------------------- */

static void
first(struct work *w)
{
    struct json *answer;

    tap_ok(!strcmp(sim_refused(w, eu, "watch", "{}"), "missing"),
        "without lists nobody is screened");
    tap_ok(!strcmp(sim_refused(w, eu, "watch", "{\"again\":true}"), "missing"),
        "nor is anything told again");
    import(w, HEAD ORSIMOV BELHADI QUERMETH OTHERS);
    answer = watch(w);
    tap_ok(!strcmp(told(w, answer), "new:x:T.1 new:z:T.3 new:q:T.4 ") &&
            number(answer, "new") == 3 && number(answer, "to_see") == 3 &&
            says(w, answer, "items.0.says", "first time"),
        "all hits are new at first: %s", told(w, answer));
    tap_ok(number(answer, "runs.0.queries") == 5 &&
            number(answer, "runs.0.looked") == 5 &&
            says(w, answer, "says", "all of 5 subjects were looked at; 3 new") &&
            says(w, answer, "items.0.run", sim_text(w, answer, "runs.0.id")) &&
            says(w, answer, "items.0.file", "names.csv"),
        "each is of a run, and of a file");
    answer = sim_do(w, eu, "replay", "{\"run\":\"%s\",\"queries\":\"%s\"}",
        sim_text(w, answer, "runs.0.id"), file(w, NAMES));
    tap_ok(json_at(answer, "same")->truth, "which can be replayed");
}

static void
again(struct work *w)
{
    int64_t before = fixture_count(w, eu->node);
    struct json *answer = watch(w);

    tap_ok(fixture_count(w, eu->node) == before && json_at(answer, "id") == NULL &&
            number(answer, "to_see") == 0 &&
            says(w, answer, "says", "nothing was read") &&
            number(answer, "lists.0.entries") == 11,
        "where no list changed nothing is read, and nothing recorded");
    tap_ok(number(sim_do(w, eu, "watch list", "{}"), "count") == 1 &&
            says(w, sim_do(w, eu, "watch list", "{}"), "items.0.says", "3 hits"),
        "the list of subjects says what was found");
}

/* Who screened by hand acted, too. */
static const char *run;

static void
changed(struct work *w)
{
    struct json *answer =
        sim_do(w, eu, "screen", "{\"class\":\"staff\",\"queries\":[\"%s\"]}",
            file(w, NAMES "k,Karim Belhadi,\n"));

    run = sim_text(w, answer, "id");
    import(w,
        HEAD ORSIMOV "T,T.4,P,primary,Zoltan Quermeth,1972,DZ\n"
                     "T,T.13,P,primary,Helmut Nyeland,,\n" OTHERS);
    answer = watch(w);
    tap_ok(!strcmp(told(w, answer), "delisted:z:T.3 changed:q:T.4 new:n:T.13 "),
        "what became of hits: %s", told(w, answer));
    tap_ok(number(answer, "runs.0.looked") == 4 &&
            says(w, answer, "says",
                "3 entries changed, 4 of 5 subjects were looked at; 1 new"),
        "who had no hit and can have none is not looked at: %s",
        sim_text(w, answer, "says"));
    tap_ok(says(w, answer, "items.0.says", "left the list") &&
            says(w, answer, "items.0.name", "Karim Belhadi") &&
            says(w, answer, "items.1.says", "its entry changed: dates") &&
            says(w, answer, "items.1.parts.0", "dates") &&
            says(w, answer, "items.2.says", "newly listed"),
        "and why, of a delisted one with the name it had");
    tap_ok(number(answer, "to_see") == 4 && json_get(answer, "notices")->count == 1 &&
            says(w, answer, "notices.0.about", run) &&
            says(w, answer, "notices.0.by", "anna") &&
            number(answer, "notices.0.changed") == 1 &&
            number(answer, "notices.0.delisted") == 1 &&
            says(w, answer, "notices.0.entries.0.ref", "T.3") &&
            says(w, answer, "notices.0.entries.0.what", "delisted") &&
            says(w, answer, "notices.0.entries.1.ref", "T.4"),
        "whoever acted on the entries is told, by run");
    answer = sim_do(w, eu, "status", "{}");
    tap_ok(number(answer, "to_sign_count") == 1 &&
            says(w, answer, "to_sign.0.moves", "review"),
        "and a notice waits until somebody says what follows");
    answer = watch(w);
    tap_ok(number(answer, "to_see") == 0 && json_at(answer, "id") == NULL,
        "nobody is told twice");
    answer = sim_do(w, eu, "watch", "{\"again\":true}");
    tap_ok(!strcmp(told(w, answer), "delisted:z:T.3 changed:q:T.4 new:n:T.13 ") &&
            says(w, answer, "items.0.name", "Karim Belhadi") &&
            number(answer, "runs.0.queries") == 5 &&
            number(answer, "runs.0.looked") == 4 && number(answer, "to_see") == 3,
        "but who asks again, from the records");
}

/* An entry that is called otherwise is no hit any more, though it is listed. */
static void
gone(struct work *w)
{
    struct json *answer;

    import(w,
        HEAD ORSIMOV "T,T.4,P,primary,Ibrahim Wexfordsen,1972,DZ\n"
                     "T,T.13,P,primary,Helmut Nyeland,,\n" OTHERS);
    answer = watch(w);
    tap_ok(!strcmp(told(w, answer), "gone:q:T.4 ") &&
            says(w, answer, "items.0.says", "its entry changed: names"),
        "a hit may be gone though its entry is listed: %s", told(w, answer));
    tap_ok(json_get(answer, "notices")->count == 1 &&
            json_at(answer, "notices.0.entries.1") == NULL &&
            says(w, answer, "notices.0.entries.0.ref", "T.4"),
        "of what came since the watch before is told, and of nothing else");
}

/* Other subjects alone are screened, by lists that are the same. */
static void
more(struct work *w)
{
    struct json *answer;

    add(w, "id,name\na,Bruno Ostwaldt\nb,Vladan Orsimov\n", ",\"tlp\":\"green\"");
    answer = watch(w);
    tap_ok(!strcmp(told(w, answer), "new:a:T.6 new:b:T.1 ") &&
            json_get(answer, "runs")->count == 1 &&
            json_get(answer, "notices")->count == 0,
        "subjects that come later are screened alone: %s", told(w, answer));
}

/* ---- A partner ------------------------------------------------------------------------------------------ */

#define AMBER ",\"tlp\":\"amber\",\"purpose\":[\"work\"]"

static const char *
settle(struct work *w, const char *of, int row, const char *ref, const char *verdict,
    const char *terms)
{
    return sim_text(w,
        sim_do(w, eu, "settle",
            "{\"hit\":\"%s/%d/%s\",\"verdict\":\"%s\",\"reason\":\"R\"%s}", of, row, ref,
            verdict, terms),
        "id");
}

/* Who was said to be another is told of to nobody while the entry is as it was. */
static void
quiet(struct work *w)
{
    const char *later = sim_text(w, sim_do(w, eu, "watch list", "{}"), "items.1.run"),
               *third;
    struct json *answer;

    settle(w, later, 1, "T.1", "false", AMBER);
    third = sim_text(w, add(w, "id,name\nc,Vladan Orsimov\nd,Emil Rastovic\n", ""), "id");
    answer = watch(w);
    tap_ok(!strcmp(told(w, answer), "new:d:T.9 ") && json_get(answer, "runs")->count == 1,
        "who was settled as another is not told of: %s", told(w, answer));
    sim_do(w, eu, "watch drop", "{\"id\":\"%s\",\"reason\":\"R\"}", third);
}

static bool
tells(struct work *w, const struct json *answer, const char *about)
{
    for (const struct json *i = json_get(answer, "notices")->first; i != NULL;
         i = i->next)
        if (!strcmp(sim_text(w, i, "about"), about))
            return true;
    return false;
}

static void
partner(struct work *w)
{
    const char *later = sim_text(w, sim_do(w, eu, "watch list", "{}"), "items.1.run"),
               *ostwaldt = settle(w, later, 0, "T.6", "true", AMBER),
               *orsimov = settle(w, later, 1, "T.1", "escalate", ""),
               *withdrawn = settle(w, run, 3, "T.4", "true", AMBER);
    struct json *answer;

    sim_do(w, eu, "move", "{\"id\":\"%s\",\"move\":\"withdraw\",\"set\":[\"reason=R\"]}",
        withdrawn);
    sim_do(w, eu, "share", "{\"id\":[\"%s\",\"%s\"],\"to\":\"un\"}", ostwaldt, orsimov);
    sim_do(w, eu, "sync", "{\"org\":\"un\"}");
    tap_ok(sim_has(w, un, ostwaldt) && !sim_has(w, un, later),
        "a settlement is shared, its run never");
    import(w,
        HEAD ORSIMOV "T,T.13,P,primary,Helmut Nyeland,,\n"
                     "T,T.14,P,primary,Ingmar Vasquelo,,\n" WITHOUT_OSTWALDT);
    answer = watch(w);
    tap_ok(!strcmp(told(w, answer), "delisted:a:T.6 "),
        "an entry of it left its list: %s", told(w, answer));
    tap_ok(json_get(answer, "notices")->count == 2 && !tells(w, answer, later) &&
            tells(w, answer, ostwaldt) && tells(w, answer, run) &&
            !tells(w, answer, orsimov) && !tells(w, answer, withdrawn),
        "who settled it is told, but not of what was withdrawn");
    sim_do(w, eu, "sync", "{\"org\":\"un\"}");
    answer = sim_do(w, un, "status", "{}");
    tap_ok(number(answer, "new_from_partners_count") == 3 &&
            says(w, answer, "new_from_partners.2.kind", "list-notice/1") &&
            says(w, answer, "new_from_partners.2.title", "T T.6 left its list"),
        "and the partner that has the settlement, of nothing else");
}

/* ---- Ends --------------------------------------------------------------------------------------------------- */

static void
over(struct work *w)
{
    struct json *answer = sim_do(w, eu, "watch list", "{}");
    const char *dropped = sim_text(w, answer, "items.0.id");

    tap_ok(!strcmp(sim_refused(w, eu, "watch drop", "{\"id\":\"%s\",\"reason\":\"R\"}",
                       run),
               "usage"),
        "only subjects are dropped");
    sim_do(w, eu, "watch drop", "{\"id\":\"%s\",\"reason\":\"no vendors\"}", dropped);
    answer = sim_do(w, eu, "watch list", "{}");
    tap_ok(number(answer, "count") == 1 && !says(w, answer, "items.0.id", dropped),
        "who is dropped is not there any more");
    tap_ok(strcmp(sim_refused(w, eu, "show",
                      "{\"id\":\"%s\",\"purpose\":\"work\",\"content\":\"%s\"}", dropped,
                      at(w, "names")),
               "allowed") &&
            !is_there(at(w, "names")),
        "and cannot be read");
    import(w, HEAD ORSIMOV BELHADI OTHERS);
    answer = sim_do(w, eu, "watch", "{\"again\":true}");
    tap_ok(!strcmp(told(w, answer), "delisted:a:T.6 ") &&
            json_get(answer, "runs")->count == 2,
        "what was told can be told when lists went on, and subjects went: %s",
        told(w, answer));
    sim_clock += 400 * TIME_DAY;
    import(w, HEAD ORSIMOV QUERMETH OTHERS);
    answer = watch(w);
    tap_ok(number(answer, "over") == 1 && number(answer, "new") == 0 &&
            json_get(answer, "runs")->count == 0 && json_at(answer, "id") != NULL &&
            says(w, answer, "says", "time of 1 files is over"),
        "who is kept no longer is not watched, and that is told");
    answer = sim_do(w, eu, "watch list", "{}");
    tap_ok(says(w, answer, "items.0.says", "time is over"), "and listed so");
}

/* ---- Several runs -------------------------------------------------------------------------------------------- */

static const char *
screened(struct work *w, const char *names)
{
    return sim_text(w,
        sim_do(w, eu, "screen", "{\"class\":\"staff\",\"queries\":[\"%s\"]}",
            file(w, names)),
        "id");
}

/* Of each entry those who acted on it are told once, however many they are. */
static void
cited(struct work *w)
{
    const char *both = screened(w, "id,name\na,Felix Sandoval\nb,Gregor Tymoshen\n"),
               *one = screened(w, "id,name\na,Felix Sandoval\n"),
               *another = screened(w, "id,name\na,Sandoval Felix\nb,Nobody Else\n"),
               *none = screened(w, "id,name\na,Emil Rastovic\n");
    int64_t before;
    struct json *answer;

    import(w,
        HEAD ORSIMOV QUERMETH "T,T.5,P,primary,Anselm Tarrago,,\n"
                              "T,T.6,P,primary,Bruno Ostwaldt,,\n"
                              "T,T.7,P,primary,Cesar Pimentos,,\n"
                              "T,T.8,P,primary,Dario Quintanel,,\n"
                              "T,T.9,P,primary,Emil Rastovic,,\n"
                              "T,T.11,P,primary,Gregor Tymoshen,1950,\n"
                              "T,T.12,P,primary,Hektor Ulfenau,,\n");
    before = fixture_count(w, eu->node);
    answer = watch(w);
    tap_ok(json_get(answer, "notices")->count == 2 && tells(w, answer, both) &&
            !tells(w, answer, none) && fixture_count(w, eu->node) == before + 3,
        "of two entries that three runs cite there are two notices");
    tap_ok(says(w, answer, "notices.0.entries.0.ref", "T.10") &&
            says(w, answer, "notices.0.about", both) &&
            says(w, answer, "notices.0.others.0.about", one) &&
            says(w, answer, "notices.0.others.1.about", another) &&
            json_at(answer, "notices.0.others.2") == NULL &&
            json_at(answer, "notices.0.entries.1") == NULL &&
            number(answer, "notices.0.delisted") == 1,
        "one names all runs that cite the entry which left its list");
    tap_ok(says(w, answer, "notices.1.entries.0.ref", "T.11") &&
            says(w, answer, "notices.1.about", both) &&
            json_get(json_at(answer, "notices.1"), "others")->count == 0 &&
            number(answer, "notices.1.changed") == 1,
        "the other the one that cites the entry which changed");
    answer = sim_do(w, eu, "show", "{\"id\":\"%s\",\"purpose\":\"work\"}",
        sim_text(w, answer, "notices.0.id"));
    tap_ok(json_get(answer, "links")->count == 3 &&
            says(w, answer, "parts.core.title.0.text",
                "and 2 others: T T.10 left its list"),
        "and says so: %s", sim_text(w, answer, "parts.core.title.0.text"));
}

/* Entries are found by their own names alone, whatever the watch goes by. */
static void
counterparts(struct work *w)
{
    const char *was, *is;

    import(w, HEAD "U,U.1,P,primary,Marek Dostalin,,\nU,U.1,P,alias,Sorel Vantrik,,\n");
    import(w, HEAD "V,V.1,P,primary,Marek Dostalin,,\n");
    (void)sim_do(w, eu, "watch add",
        "{\"file\":\"%s\",\"class\":\"vendor\",\"retain\":\"2028-01-01\"}",
        file(w, "id,name\nc,Sorel Vantrik\n"));
    was = told(w, watch(w));
    import(w,
        HEAD "V,V.1,P,primary,Marek Dostalin,,\nV,V.2,P,primary,Ilko Brandauer,,\n");
    is = told(w, watch(w));
    tap_ok(strstr(was, "new:c:U.1 ") != NULL && strstr(was, "V.1") == NULL &&
            strstr(is, ":c:") == NULL,
        "an entry is not found by the name of another list's: %s, then %s", was, is);
}

int
main(void)
{
    struct work *w = sim_start();

    NEED(w, screen_start(w));
    eu = sim_new(w, "eu", 1);
    un = sim_new(w, "un", 11);
    sim_pin(w, eu, un, SIM_URL, "none");
    sim_pin(w, un, eu, SIM_URL, "none");
    subjects(w);
    first(w);
    again(w);
    changed(w);
    gone(w);
    more(w);
    quiet(w);
    partner(w);
    over(w);
    cited(w);
    counterparts(w);
    sim_end();
    work_close(w);
    return tap_end();
}
