/*
 * What stands in all worlds, and what is hidden in one of two.
 */
#ifndef TESTS_DOORS_WORLDS_TOLD_H
#define TESTS_DOORS_WORLDS_TOLD_H

#include "doors/worlds.h"

static struct sim *eu, *un, *ke;

/* A verb that must work, its arguments with their quotation marks turned. */
static struct json *
does(struct work *w, struct sim *s, const char *person, const char *verb,
    const char *arguments)
{
    const char *before = sim_person;
    struct json *answer;

    sim_person = person;
    answer = sim_do(w, s, verb, "%s", worlds_text(w, arguments));
    sim_person = before;
    return answer;
}

static const char *
id_in(struct work *w, const struct json *answer)
{
    const char *id = sim_text(w, answer, "made.0.id");

    if (*id == '\0')
        id = sim_text(w, answer, "items.0.id");
    if (*id == '\0')
        id = sim_text(w, answer, "id");
    NEED(w, *id != '\0');
    return id;
}

/* The same, which makes something: called by that letter from then on. */
static void
made(struct work *w, struct sim *s, const char *person, char name, const char *verb,
    const char *arguments)
{
    worlds_names[(unsigned char)name] = id_in(w, does(w, s, person, verb, arguments));
}

static void
in_file(struct work *w, char name, const char *called, const char *text)
{
    worlds_names[(unsigned char)name] = at(w, "%s", called);
    put_file(at(w, "%s", called), text, strlen(text));
}

#define SAYS(text) "[{\\'lang\\':\\'en\\',\\'text\\':\\'" text "\\'}]"
#define OWNERS "'core.owners=[{\\'name\\':" SAYS("We") ",\\'org\\':\\'@5\\'}]'"
#define PARTIES "'core.parties=[{\\'name\\':" SAYS("We") "}]'"
#define JUDGED "'core.language=en','core.judgements=[{\\'text\\':" SAYS("It rains") "}]'"
#define DUE "'core.due={\\'from\\':\\'2026-06-10\\'}'"
#define COUNTRY "'core.countries=[{\\'code\\':\\'ML\\'}]'"
#define BUDGET                                                                    \
    "'core.budgets=[{\\'value\\':\\'10\\',\\'currency\\':\\'EUR\\',\\'period\\':" \
    "{\\'from\\':\\'2026-01-01\\'}}]'"
#define LIST                                                                          \
    "list,ref,type,kind,name,dob,country\n"                                           \
    "T,T.1,P,primary,Vladan Orsimov,1960,RS\nT,T.3,P,primary,Karim Belhadi,1971,DZ\n" \
    "T,T.5,P,primary,Anselm Tarrago,,\nT,T.7,P,primary,Cesar Pimentos,,\n"            \
    "T,T.8,P,primary,Dario Quintanel,,\nT,T.9,P,primary,Emil Rastovic,,\n"

/* ---- What stands in all worlds -------------------------------------------------------- */

static void
set_up_people(struct work *w)
{
    eu = sim_new(w, "eu", 1);
    un = sim_new(w, "un", 3);
    ke = sim_new(w, "ke", 5);
    worlds_names['5'] = eu->hex;
    for (size_t i = 0; i < sim_count; i++)
        for (size_t k = 0; k < sim_count; k++)
            if (i != k)
                sim_pin(w, &sims[i], &sims[k], SIM_URL, "none");
    for (size_t i = 0; i < sim_count; i++) {
        does(w, &sims[i], "anna", "person add", "{'name':'anna','role':'analyst'}");
        does(w, &sims[i], "anna", "person add",
            "{'name':'bo','role':'analyst','compartment':['blue']}");
    }
    does(w, eu, "anna", "person add", "{'name':'dpo','role':'data-protection-officer'}");
    does(w, ke, "anna", "person add", "{'name':'dpo','role':'data-protection-officer'}");
    does(w, eu, "anna", "peer add",
        "{'handle':'guest','url':'-','fingerprint':'"
        "11112233445566778899aabbccddeeff00112233445566778899aabbccddeeff','risks':"
        "'none'}");
    made(w, eu, "bo", 'B', "person key", "{'name':'bo','secret':'correct horse'}");
}

static void
set_up_records(struct work *w)
{
    made(w, eu, "anna", 'O', "new",
        "{'kind':'matter','set':['core.title=Harbour'],'tlp':'amber'}");
    in_file(w, 'W', "letter", "the same letter");
    put_file(at(w, "photo"), "a photo", 7);
    worlds_names['1'] = at(w, "photo");
    made(w, eu, "anna", 'E', "ingest", "{'path':['@1'],'matter':'@O','tlp':'amber'}");
    made(w, eu, "anna", 'C', "new",
        "{'kind':'commitment','set':['core.title=Lamps'," OWNERS "," DUE "," COUNTRY
        "],'tlp':'amber'}");
    does(w, eu, "anna", "move", "{'id':'@C','move':'propose'}");
    made(w, eu, "anna", 'T', "new",
        "{'kind':'activity','set':['core.title=Lighting','core.identifier=XM-1'," COUNTRY
        "," BUDGET "],'link':['serves=@C'],'tlp':'clear'}");
    made(w, eu, "anna", 'A', "new",
        "{'kind':'assessment','set':['core.title=Outlook'," JUDGED "],'tlp':'amber',"
        "'link':['evidence=@E']}");
    made(w, eu, "anna", 'D', "new",
        "{'kind':'dialogue','set':['core.title=Talks'," PARTIES "],'tlp':'amber'}");
    does(w, eu, "anna", "new",
        "{'kind':'outcome','set':['core.title=Agreed','core.source={\\'document\\':\\'"
        "D\\'}'," PARTIES "],'link':['of=@D'],'tlp':'amber'}");
    made(w, eu, "anna", 'G', "new",
        "{'kind':'group','set':['core.name=Grain'],'tlp':'amber'}");
    made(w, eu, "anna", 'R', "release",
        "{'id':'@A','to':'un','purpose':'investigation','until':'2099-01-01'}");
    does(w, eu, "anna", "new",
        "{'kind':'document','set':['core.title=Leaflet'],'tlp':'clear'}");
}

static void
set_up_lists(struct work *w)
{
    in_file(w, 'U', "list.csv", LIST);
    in_file(w, '0', "others.csv", "id,name,dob\ny,Cesar Pimentos,1960\n");
    in_file(w, 'M', "names.csv", "id,name,dob\nx,Vladan Orsimov,1960\n");
    does(w, eu, "anna", "lists import", "{'file':['@U']}");
    made(w, eu, "anna", 'L', "screen", "{'class':'vendor','queries':['@M']}");
    does(w, eu, "anna", "watch add",
        "{'file':'@M','class':'vendor','retain':'2030-01-31'}");
    does(w, eu, "anna", "watch", "{}");
}

/* All partners have what all may have, and have said something about it. */
static void
set_up_partners(struct work *w)
{
    static const char *const to[] = {"un", "ke"};

    for (size_t i = 0; i < COUNT_OF(to); i++) {
        worlds_names['2'] = to[i];
        does(w, eu, "anna", "share",
            "{'id':['@O','@E','@C','@T','@A','@D','@B'],'to':'@2'}");
        does(w, eu, "anna", "sync", "{'org':'@2'}");
        does(w, eu, "anna", "sync", "{'org':'@2'}");
    }
    made(w, un, "anna", 'Q', "ask",
        "{'org':'eu','about':'@A','text':'When?','urgency':'168h'}");
    made(w, ke, "anna", 'Z', "ask",
        "{'org':'eu','hit':'Submarine REF77','urgency':'168h'}");
    made(w, un, "anna", 'V', "opine", "{'id':'@A','text':'We differ'}");
    for (size_t i = 0; i < 2 * sim_count; i++)
        does(w, &sims[i % 3], "anna", "sync", "{}");
}

static void
set_up(struct work *w)
{
    set_up_people(w);
    set_up_records(w);
    set_up_lists(w);
    set_up_partners(w);
    in_file(w, 'S', "table.csv",
        "#meta+id,#activity,#activity+id\n@H,Dredging,XM-1\n,Submarine,XM-77\n");
    worlds_names['N'] = "01900000-0000-7000-8000-000000000000";
    worlds_names['X'] = "Submarine";
}

#endif
