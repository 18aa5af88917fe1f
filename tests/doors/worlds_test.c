/*
 * Two worlds at every door: whoever may not know of something gets the same bytes as where it is
 * not, whichever verb, page or message is asked, and as much is made durable.
 */
#include "doors/worlds.h"

#include "doors/worlds_asked.h"
#include "doors/worlds_doors.h"
#include "doors/worlds_times.h"
#include "doors/worlds_told.h"

/* ---- What is hidden ---------------------------------------------------------------------- */

/* So many that are perhaps the same as one that is not hidden, as others of them are looked at. */
static const char *
alike(struct work *w)
{
    struct buffer b = buffer_open(w, 65536);
    struct bytes text;

    for (int i = 0; i < 25; i++)
        buffer_text(&b,
            "{\"core\":{\"title\":[{\"lang\":\"en\",\"text\":\"Lighting\"}],"
            "\"identifier\":\"XM-1\"}}\n");
    buffer_byte(&b, 0);
    NEED(w, buffer_bytes(&b, &text));
    return (const char *)text.at;
}

/* By bo, as those terms say ("'compartment':['blue']"): one of many kinds, and what is done with
 * it. */
static void
hide_all(struct work *w, const char *terms)
{
    const char *many = alike(w);

    worlds_names['9'] = worlds_text(w, terms);
    made(w, eu, "bo", 'H', "new",
        "{'kind':'matter','set':['core.title=Submarine pen','core.reference=REF77'],@9}");
    made(w, eu, "bo", 'I', "ingest", "{'path':['@W'],'matter':'@H',@9}");
    does(w, eu, "bo", "ingest", "{'path':['@W'],'matter':'@O',@9}");
    does(w, eu, "bo", "show", "{'id':'@H','purpose':'investigation'}");
    does(w, eu, "bo", "opine", "{'id':'@H','text':'About the Submarine'}");
    made(w, eu, "bo", '7', "hold", "{'id':'@I','reason':'r','exonerating':true}");
    does(w, eu, "bo", "unhold", "{'id':'@I','reason':'r'}");
    made(w, eu, "bo", '3', "new",
        "{'kind':'commitment','set':['core.title=Submarine'," OWNERS "," DUE "," COUNTRY
        "],@9}");
    does(w, eu, "bo", "move", "{'id':'@3','move':'propose'}");
    does(w, eu, "bo", "new",
        "{'kind':'activity','set':['core.title=Submarine','core.identifier=XM-77'"
        "," COUNTRY "," BUDGET "],'link':['serves=@C'],@9}");
    made(w, eu, "bo", '4', "new",
        "{'kind':'assessment','set':['core.title=Submarine'," JUDGED
        "],'link':['evidence=@I','derived-from=@A'],@9}");
    does(w, eu, "bo", "new",
        "{'kind':'outcome','set':['core.title=Submarine'," PARTIES
        "],'link':['of=@D'],@9}");
    does(w, eu, "bo", "new",
        "{'kind':'document','set':['core.title=Submarine'],'link':['about=@O'],@9}");
    does(w, eu, "bo", "new", "{'kind':'group','set':['core.name=Submarine'],@9}");
    does(w, eu, "bo", "statement build", "{'id':'@D','set':['core.title=Submarine'],@9}");
    put_file(at(w, "many.jsonl"), many, strlen(many));
    worlds_names['8'] = at(w, "many.jsonl");
    does(w, eu, "bo", "new", "{'kind':'activity','batch':'@8',@9}");
    does(w, eu, "bo", "watch add",
        "{'file':'@0','class':'vendor','retain':'2030-01-31',@9}");
    does(w, eu, "bo", "settle", "{'hit':'@L/0/T.1','verdict':'false','reason':'r',@9}");
}

/* Ke was given nothing of it; un was, and was asked. */
static void
tell_un(struct work *w)
{
    does(w, eu, "bo", "share", "{'id':['@H','@4'],'to':'un'}");
    made(w, eu, "bo", '6', "ask",
        "{'org':'un','about':'@H','text':'Where?','urgency':'168h'}");
    made(w, eu, "bo", '7', "release",
        "{'id':'@4','to':'un','purpose':'investigation','until':'2099-01-01'}");
    does(w, eu, "bo", "sync", "{'org':'un'}");
    does(w, un, "bo", "answer", "{'id':'@6','text':'There'}");
    does(w, un, "bo", "opine", "{'id':'@4','text':'We doubt it'}");
    does(w, eu, "bo", "withdraw", "{'id':'@7','reason':'r'}");
}

/* In both worlds, and at the same time. */
static void
meet(struct work *w)
{
    worlds_moment(0);
    for (size_t i = 0; i < 4; i++)
        does(w, i % 2 == 0 ? eu : un, "anna", "sync", "{}");
}

static void
hide_compartment(struct work *w)
{
    hide_all(w, "'tlp':'amber','compartment':['blue']");
    tell_un(w);
}

/* By un, and given to eu under those terms. */
static void
hide_from_un(struct work *w, const char *terms, const char *given)
{
    worlds_names['9'] = worlds_text(w, terms);
    made(w, un, "anna", 'H', "new",
        "{'kind':'matter','set':['core.title=Submarine pen','core.reference=REF77'],@9}");
    made(w, un, "anna", 'I', "ingest", "{'path':['@W'],'matter':'@H',@9}");
    made(w, un, "anna", '3', "new",
        "{'kind':'commitment','set':['core.title=Submarine'," OWNERS "," DUE "," COUNTRY
        "],@9}");
    does(w, un, "anna", "move", "{'id':'@3','move':'propose'}");
    made(w, un, "anna", '4', "new",
        "{'kind':'assessment','set':['core.title=Submarine'," JUDGED
        "],'link':['evidence=@I'],@9}");
    does(w, un, "anna", "share", given);
    does(w, un, "anna", "ask", "{'org':'eu','about':'@H','text':'When?','urgency':'8h'}");
    does(w, un, "anna", "opine", "{'id':'@3','text':'Soon'}");
}

/* RED, for bo alone: another's eyes only, at the node that it was given to. */
static void
hide_red(struct work *w)
{
    hide_from_un(w, "'tlp':'red','person':['@B']", "{'id':['@H','@3','@4'],'to':'eu'}");
}

/* Put off: nobody may know of it before its day. */
static void
hide_until(struct work *w)
{
    static const char later[] = "{\"valid_from\":\"2099-01-01T00:00:00.000000Z\"}";

    put_file(at(w, "later.json"), later, sizeof(later) - 1);
    worlds_names['6'] = at(w, "later.json");
    hide_from_un(w, "'tlp':'amber','terms':'@6'",
        "{'id':['@H','@I','@3','@4'],'to':'eu'}");
}

/* In a compartment, recalled from whom it was given, and erased. */
static void
hide_erased(struct work *w)
{
    hide_compartment(w);
    does(w, eu, "bo", "sync", "{'org':'un'}");
    does(w, eu, "bo", "recall", "{'id':'@H','reason':'r','code':'error'}");
    does(w, eu, "bo", "erase", "{'id':'@4','reason':'r'}");
    does(w, eu, "bo", "erase", "{'id':'@H','reason':'r'}");
}

/* What un says of its own that is kept to bo's compartment, and gave before: in the other world eu
 * was not given that, so that what is said of it leads nowhere. */
static void
refer(struct work *w)
{
    made(w, un, "bo", 'H', "new",
        "{'kind':'commitment','set':['core.title=Submarine'," OWNERS "," DUE "," COUNTRY
        "],'tlp':'amber','compartment':['blue']}");
    made(w, un, "bo", 'I', "ingest",
        "{'path':['@W'],'tlp':'amber','compartment':['blue']}");
    made(w, un, "bo", '3', "new",
        "{'kind':'group','set':['core.name=Submarine'],'tlp':'amber','compartment':["
        "'blue']}");
    made(w, un, "bo", '4', "new",
        "{'kind':'activity','set':['core.title=Dredging'],'link':['serves=@H'],'tlp':"
        "'amber'}");
    made(w, un, "bo", '5', "new",
        "{'kind':'document','set':['core.title=Sheet'],'link':['content=@I'],"
        "'tlp':'amber'}");
    made(w, un, "bo", '6', "new",
        "{'kind':'assessment','set':['core.title=Depths'," JUDGED
        "],'link':['evidence=@I'],'tlp':'amber'}");
    made(w, un, "bo", '7', "new",
        "{'kind':'assessment','set':['core.title=Quoted'," JUDGED
        "],'link':['quotes=@H'],'tlp':'amber'}");
    made(w, un, "bo", '8', "new",
        "{'kind':'group','set':['core.name=Grain two'],'link':['part-of=@3'],'tlp':"
        "'amber'}");
    does(w, un, "bo", "share", "{'id':['@4','@5','@6','@7','@8'],'to':'eu'}");
    worlds_names['5'] = eu->hex;
}

static void
hide_referred(struct work *w)
{
    does(w, un, "bo", "share", "{'id':['@H','@I','@3'],'to':'eu'}");
}

/* ---- Asking all ----------------------------------------------------------------------------- */

static struct asked all_asked[1024];
static size_t all_count;

/* What stands in the list, and a list of each kind there is. */
static void
gather(struct work *w)
{
    const struct kinds *kinds = node_kinds(eu->node);

    for (size_t i = 0; i < COUNT_OF(asked_verbs); i++)
        all_asked[all_count++] = asked_verbs[i];
    for (const struct kind *k = kinds_next(kinds, NULL); k != NULL;
         k = kinds_next(kinds, k)) {
        struct bytes name = kind_name(k);

        if (bytes_is(name, CONTACT_KIND))
            continue;
        all_asked[all_count++] = (struct asked){"list",
            work_format(w, "{'kind':'%.*s'}", (int)name.len, (const char *)name.at)};
    }
}

struct world {
    const char *name;
    struct sim **asker;
    void (*both)(struct work *w); /* in both, before; or NULL */
    void (*hide)(struct work *w); /* in one */
    struct sim **by;              /* whose it is; NULL: eu's */
};

static void
fresh(struct work *w, struct sim *s)
{
    scratch_remove(s->folder);
    copy_folder(work_format(w, "%s.base", s->folder), s->folder);
    sim_open(w, s);
}

/* Files that name what is hidden. */
static void
write_files(struct work *w)
{
    worlds_names['J'] = work_format(w, "%.18s", worlds_names['H']);
    in_file(w, 'K', "body.json",
        worlds_text(w,
            "{'core':{'title':[{'lang':'en','text':'D'}]},'links':{'about':['@H']}}"));
    in_file(w, 'S', "table.csv",
        worlds_text(w,
            "Id,Title,Code\n#meta+id,#activity,#activity+id\n@H,Dredging,XM-1\n"
            ",Submarine,XM-77\n,Lighting,\n"));
    in_file(w, 'Y', "activities.xml",
        worlds_text(w,
            "<iati-activities version='2.03'><iati-activity><iati-identifier>XM-77"
            "</iati-identifier><title><narrative>Submarine</narrative></title>"
            "</iati-activity></iati-activities>"));
}

struct answers {
    struct bytes verbs[COUNT_OF(all_asked)];
    unsigned long steps[COUNT_OF(all_asked)];
    struct bytes pages[COUNT_OF(asked_pages)], officer[COUNT_OF(asked_pages)];
    struct bytes messages[MESSAGES], after[MESSAGES];
};

/* The tree of hidden content, as a partner would name it. */
static const char *
tree_of(struct work *w, struct sim *s, const char *id)
{
    struct stored of = sim_find(w, s, id);
    struct json *vault;

    NEED(w, node_part(s->node, w, &of, "vault", &vault) && vault != NULL);
    return sim_text(w, vault, "tree");
}

static void
ask_all(struct work *w, const struct world *world, bool hide, struct answers *to)
{
    size_t at = 1;

    for (size_t i = 0; i < sim_count; i++)
        fresh(w, &sims[i]);
    worlds_moment(0);
    sim_clock = INT64_C(1780100000) * TIME_SECOND;
    if (world->both != NULL)
        world->both(w);
    if (hide) {
        world->hide(w);
        write_files(w);
        worlds_names['9'] =
            tree_of(w, world->by != NULL ? *world->by : eu, worlds_names['I']);
    }
    meet(w);
    for (size_t i = 0; i < sim_count; i++)
        sim_reopen(w, &sims[i]);
    worlds_names['P'] = sim_person;
    ask_pages(w, *world->asker, "anna", at, to->pages);
    ask_pages(w, *world->asker, "dpo", at += COUNT_OF(asked_pages), to->officer);
    ask_messages(w, eu, ke, at += COUNT_OF(asked_pages), to->messages);
    at += MESSAGES;
    for (size_t i = 0; i < all_count; i++)
        to->verbs[i] = worlds_ask(w, *world->asker, &all_asked[i], at++, &to->steps[i]);
    ask_messages(w, eu, ke, at, to->after);
    for (size_t i = 0; i < sim_count; i++)
        sim_close(&sims[i]);
}

/* Does it ask for what is hidden?  What walks over all there is takes longer the more there is. */
static bool
names_it(const struct asked *q)
{
    static const char *const walks[] = {"list", "matrix", "status"};

    for (size_t i = 0; i < COUNT_OF(walks); i++)
        if (strcmp(q->verb, walks[i]) == 0)
            return false;
    return strstr(q->arguments, "@H") != NULL || strstr(q->arguments, "@I") != NULL ||
        strstr(q->arguments, "@J") != NULL;
}

/* Whoever names it gets an answer that takes as much as where it is not. */
static void
compare_steps(const struct world *world, const struct answers *without,
    const struct answers *with)
{
    size_t asked = 0, apart = 0;

    for (size_t i = 0; i < all_count; i++) {
        if (!names_it(&all_asked[i]))
            continue;
        asked++;
        if (worlds_class(without->steps[i], with->steps[i]))
            continue;
        apart++;
        printf("#   %s %s: %lu steps without, %lu with\n", all_asked[i].verb,
            all_asked[i].arguments, without->steps[i], with->steps[i]);
    }
    tap_ok(asked > 50 && apart == 0, "%s: %zu answers take as much as where it is not",
        world->name, asked);
}

static void
compare(struct work *w, const struct world *world)
{
    static struct answers with, without;

    ask_all(w, world, true, &with);
    ask_all(w, world, false, &without);
    for (size_t i = 0; i < COUNT_OF(asked_pages); i++) {
        if (getenv("WORLDS_TELL") != NULL)
            printf("# %s -> %.20s, %zu; officer %.20s\n", asked_pages[i].target,
                (const char *)without.pages[i].at, without.pages[i].len,
                (const char *)without.officer[i].at);
        worlds_same(without.pages[i], with.pages[i], world->name, "page",
            asked_pages[i].target);
        worlds_same(without.officer[i], with.officer[i], world->name, "officer's page",
            asked_pages[i].target);
    }
    for (size_t i = 0; i < MESSAGES; i++) {
        worlds_same(without.messages[i], with.messages[i], world->name, "message",
            message_name(i));
        worlds_same(without.after[i], with.after[i], world->name, "message after all",
            message_name(i));
    }
    for (size_t i = 0; i < all_count; i++) {
        if (getenv("WORLDS_TELL") != NULL)
            printf("# %s %s -> %.300s\n", all_asked[i].verb, all_asked[i].arguments,
                (const char *)without.verbs[i].at);
        worlds_same(without.verbs[i], with.verbs[i], world->name, all_asked[i].verb,
            all_asked[i].arguments);
    }
    compare_steps(world, &without, &with);
}

/* ---- Every verb is in one of the lists --------------------------------------------------------- */

static void
every_verb(void)
{
    const struct verb *v;

    for (size_t n = 0; (v = verb_at(n)) != NULL; n++) {
        bool yes = false, no = false;

        for (size_t i = 0; i < COUNT_OF(asked_verbs); i++)
            yes = yes || strcmp(asked_verbs[i].verb, v->name) == 0;
        for (size_t i = 0; i < COUNT_OF(unasked_verbs); i++)
            no = no || strcmp(unasked_verbs[i].name, v->name) == 0;
        tap_ok(yes != no, "%s is asked, or a reason is given why not", v->name);
    }
}

/* One matter in a compartment, and the same node without it. */
static void
measure(struct work *w)
{
    struct sim other = *eu;

    if (!torture()) {
        tap_skip((int)COUNT_OF(timed), "times are measured in torture");
        return;
    }
    fresh(w, eu);
    copy_folder(work_format(w, "%s.base", eu->folder),
        work_format(w, "%s.other", eu->folder));
    other.folder = work_format(w, "%s.other", eu->folder);
    sim_open(w, &other);
    worlds_moment(0);
    made(w, eu, "bo", 'H', "new",
        "{'kind':'matter','set':['core.title=Submarine'],'tlp':'amber','compartment':["
        "'blue']}");
    worlds_names['J'] = work_format(w, "%.18s", worlds_names['H']);
    compare_times(eu, &other);
    sim_close(eu);
    sim_close(&other);
}

int
main(void)
{
    static const struct world worlds[] = {
        {"a compartment", &eu, NULL, hide_compartment, NULL},
        {"red to another", &eu, NULL, hide_red, &un},
        {"not before its day", &eu, NULL, hide_until, &un},
        {"recalled and erased", &eu, NULL, hide_erased, NULL},
        {"spoken of", &eu, refer, hide_referred, &un},
        {"not given to a partner", &ke, NULL, hide_compartment, NULL},
    };
    struct work *w = sim_start();

    worlds_start();
    set_up(w);
    gather(w);
    for (size_t i = 0; i < sim_count; i++)
        sim_close(&sims[i]);
    for (size_t i = 0; i < sim_count; i++)
        copy_folder(sims[i].folder, work_format(w, "%s.base", sims[i].folder));
    every_verb();
    every_page();
    every_message();
    for (size_t i = 0; i < COUNT_OF(worlds); i++)
        compare(w, &worlds[i]);
    measure(w);
    sim_count = 0;
    work_close(w);
    return tap_end();
}
