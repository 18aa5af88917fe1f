/*
 * kind_iati_test: what a kind says of IATI is read as it is meant; what cannot be read, stands
 * twice or does not fit its field is refused, where it stands.
 */
#include "expr_text.h"

/* Holes are the texts that a case puts another in the place of. */
static const char sound[] =
    "{'kind':'thing/1'," EXPR_LABEL ",'title':'core.name','$defs':{'share':{'type':"
    "'string','maxLength':9}},'parts':{'core':{'schema':{'type':'object','iati':"
    "'iati-activity','properties':{'name':{'format':'lang-text','maxLength':50,'iati':"
    "'title'},'whole':{'type':'boolean','iati':'@humanitarian'},'when':{'format':"
    "'uncertain-date','iati':[{'path':'activity-date/@iso-date','at':'from','has':{"
    "'type':['1','start-planned']}},{'path':'activity-date/@iso-date','at':'to','has':{"
    "'type':['3','end-planned']}}]},'stands':{'type':'string','enum':['2','4'],'iati':{"
    "'path':'activity-status/@code','derived':'d'}},'who':{'type':'array','maxItems':7,"
    "'items':{'type':'object','properties':{'called':{'format':'lang-text','iati':['.',"
    "'@ref']},'part':{'type':'string','enum':['pays','does'],'iati':{'path':'@role',"
    "'codes':{'pays':['1','Funding'],'does':'4'}}},'how':{'$ref':'#/$defs/share','iati':{"
    "'path':'@x-share','key':true,'must':true}},'only':{'type':'integer'}}},'iati':"
    "'participating-org'},'words':{'type':'array','items':{'type':'string'},'iati':{"
    "'path':'tag/narrative','has':{'vocabulary':'99','code':'.'}}},'n':{'type':"
    "'integer'}}}},'iati':{'schema':{'type':'object','properties':{'text':{'type':"
    "'string'}}}}},'derived':{'d':{" EXPR_LABEL ",'value':'4'}}}";

static const struct {
    const char *replaces, *by, *why;
} cases[] = {
    {"'iati':'iati-activity'", "'iati':'iati-result'", "core: iati: neither"},
    {"'iati':'iati-activity'", "'iati':1", "core: iati: neither"},
    {"'iati':{'schema'", "'kept':{'schema'", "core: iati: no part iati"},
    {"'iati':'title'", "'iati':'Title'", "core.name.iati: no path"},
    {"'iati':'title'", "'iati':''", "core.name.iati: no path"},
    {"'iati':'title'", "'iati':1", "core.name.iati: not an object"},
    {"'iati':'title'", "'iati':[]", "core.name.iati: an empty list"},
    {"'iati':'title'", "'iati':'a//b'", "core.name.iati: no path"},
    {"'iati':'title'", "'iati':'a/'", "core.name.iati: no path"},
    {"'iati':'title'", "'iati':'@a/b'", "core.name.iati: no path"},
    {"'iati':'title'", "'iati':'@@a'", "core.name.iati: no path"},
    {"'iati':'title'", "'iati':'-a'", "core.name.iati: no path"},
    {"'iati':'title'", "'iati':'.'", "core.name.iati: no path"},
    {"'iati':'title'", "'iati':['title','../@a']", "core.name.iati.1: no path"},
    {"'iati':'title'", "'iati':{'at':'title'}", "core.name.iati: no path"},
    {"'iati':'title'", "'iati':{'path':'title','as':'x'}", "unknown keyword as"},
    {"'iati':'title'", "'iati':{'path':'title','at':'from'}", "of an uncertain date"},
    {"'at':'from',", "", "core.when.iati.0: of an uncertain date"},
    {"'at':'from',", "'at':'note',", "core.when.iati.0: of an uncertain date"},
    {"'derived':'d'", "'derived':'e'", "core.stands.iati.derived: no derived"},
    {"'derived':'d'", "'derived':4", "core.stands.iati.derived: no derived"},
    {"'key':true", "'key':1", "key: not true or false"},
    {"'must':true", "'must':'yes'", "must: not true or false"},
    {"'has':{'type':['1','start-planned']}", "'has':'type'",
        "core.when.iati.0.has: not an object of"},
    {"'has':{'type':['1','start-planned']}", "'has':{}",
        "core.when.iati.0.has: not an object of"},
    {"'has':{'type':['1','start-planned']}", "'has':{'a b':'1'}",
        "iati.0.has.a b: not a name"},
    {"'has':{'type':['1','start-planned']}", "'has':{'type':['1']}", "type: not a name"},
    {"'has':{'type':['1','start-planned']}", "'has':{'type':['1',2]}", "type: not a"},
    {"'has':{'type':['1','start-planned']}", "'has':{'type':1}", "type: not a name"},
    {"'codes':{'pays'", "'codes':{'owns'", "core.who.part.iati.codes.owns: not a name"},
    {"'derived':'d'", "'codes':{'3':'x'}", "core.stands.iati.codes.3: not a name"},
    {"'iati':'@humanitarian'", "'iati':{'path':'@humanitarian','codes':{'a':'1'}}",
        "core.whole.iati.codes.a: not a name"},
    {"'n':{'type':'integer'", "'n':{'type':'integer','iati':'@n'", "does not fit"},
    {"'items':{'type':'string'},", "'items':{'type':'boolean'},", "does not fit"},
    {"'items':{'type':'string'},", "'items':{'format':'lang-text'},", "does not fit"},
    {"'only':{'type':'integer'",
        "'only':{'type':'array','items':{'type':'string'},"
        "'iati':'@a'",
        "core.who.only: iati: does not fit"},
    {"'iati':'@humanitarian'", "'iati':'activity-status/@other'",
        "core.stands: iati: activity-status/@code is another field already"},
    {"['3','end-planned']", "['1','start-planned']", "core.when: iati: activity-date"},
    {"'only':{'type':'integer'", "'only':{'type':'string','iati':'@role'",
        "core.who.only: iati: @role is another field already"},
};

static const char *
changed(struct work *w, const char *from, const char *to)
{
    const char *at = strstr(sound, from);

    NEED(w, at != NULL);
    return quoted(w,
        work_format(w, "%.*s%s%s", (int)(at - sound), sound, to, at + strlen(from)));
}

static const struct kind_iati *
of(const struct kind_iati *up, const char *name, size_t nth)
{
    const struct kind_iati *f = up->members;

    while (f != NULL && (strcmp(f->name, name) != 0 || nth-- > 0))
        f = f->next;
    return f;
}

static void
test_read(struct work *w)
{
    const struct kind *k = kind_of(w, quoted(w, sound));
    const struct kind_iati *map = kind_iati(k), *who = of(map, "who", 0),
                           *when = of(map, "when", 1), *f;
    const struct json bad = {.type = JSON_TEXT, .text = bytes_of("owns")},
                      good = {.type = JSON_TEXT, .text = bytes_of("does")};

    tap_ok(bytes_is(map->path, "iati-activity") && of(map, "n", 0) == NULL,
        "the core is the element, and a field that says nothing is none");
    f = of(map, "name", 0);
    tap_ok(f->title && f->sort == FIELD_LANG_TEXT && f->most == 50 && !f->list,
        "the title is told as such");
    tap_ok(when->end != NULL && strcmp(when->end, "to") == 0 && !when->other &&
            bytes_is(when->first, "activity-date") &&
            bytes_is(json_get(when->has, "type")->last->text, "end-planned"),
        "each end of a date has a place of its own");
    tap_ok(who->list && who->most_items == 7 && who->sort == FIELD_OTHER &&
            of(who, "only", 0) == NULL && of(who, "how", 0)->key &&
            of(who, "how", 0)->must && !of(who, "called", 0)->other &&
            of(who, "called", 1)->other,
        "a list of objects has members, and the first place is the one that is written");
    f = of(who, "part", 0);
    tap_ok(!kind_iati_holds(w, f, &bad) && work_ok(w) && kind_iati_holds(w, f, &good),
        "it holds what its schema says, and nothing is wrong else");
    tap_ok(strcmp(of(map, "stands", 0)->derived, "d") == 0,
        "what goes out in its place is a derived value");
    tap_ok(kind_extends(w, k, kind_of(w, changed(w, "'iati':'title'", "'iati':'other'"))),
        "it may become another within a major: nothing of the records hangs on it");
}

static void
test_refused(struct work *w)
{
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        const char *text = changed(w, cases[i].replaces, cases[i].by);
        bool good = is_kind(w, text);

        if (!tap_ok(!good && strstr(work_why(w), cases[i].why) != NULL, "%s is refused",
                cases[i].by))
            printf("# %s\n", good ? "read" : work_why(w));
        work_clear(w);
    }
}

int
main(void)
{
    struct work *w = fixture_work();

    test_read(w);
    test_refused(w);
    work_close(w);
    return tap_end();
}
