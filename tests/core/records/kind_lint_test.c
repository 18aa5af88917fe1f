/*
 * kind_lint_test: nothing is found in a sound kind nor in those that ship; each planted fault
 * is, by its name and place.
 */
#include "expr_text.h"

/* A sound kind, with holes in which a fault is planted. */
struct plant {
    const char *replaces, *by;
    const char *severity, *id, *path;
};

#define TEXT "[{'lang':'en','text':'T'},{'lang':'fr','text':'T'}]"
#define FIELD "'x':{" EXPR_LABEL ",'type':'string','maxLength':9}"
static const char sound[] =
    "{'kind':'thing/1'," EXPR_LABEL ",'title':'core.x','duplicates':[['core.x']],"
    "'build':{'of':'part-of','list':'core.list','item':{'y':['core.n']},"
    "'from':[{'kind':'task/1','link':'part-of','in':['open']}]},"
    "'parts':{'core':{'schema':{'type':'object','properties':{" FIELD
    ",'family':{" EXPR_LABEL
    ",'about':'family','type':'object','properties':{'born':{" EXPR_LABEL
    ",'format':'date'}}},'list':{" EXPR_LABEL
    ",'type':'array','maxItems':3,'items':{'type':'object',"
    "'properties':{'y':{" EXPR_LABEL ",'type':'integer'},'z':{" EXPR_LABEL
    ",'about':'legal','type':'boolean'}}}}}}},"
    "'who':{'class':'identity','schema':{'type':'string','maxLength':5}}},"
    "'links':{'part-of':{'to':['thing/1']},'other':{'to':['matter/1']}},"
    "'states':{'a':{" EXPR_LABEL ",'start':true},'b':{" EXPR_LABEL "},'c':{" EXPR_LABEL
    ",'final':true}},"
    "'moves':{'ab':{" EXPR_LABEL ",'from':['a'],'to':'b'},'bc':{" EXPR_LABEL
    ",'from':['b'],'to':'c','fill':{'type':'object','properties':{'w':{" EXPR_LABEL
    ",'type':'string','maxLength':7}}}}},"
    "'derived':{'d':{" EXPR_LABEL ",'value':1}},"
    "'read':{'message':" TEXT ",'when':['=',['role'],'clerk']},"
    "'views':{'l':{'as':'list'," EXPR_LABEL ",'show':['core.x','state','d']},"
    "'t':{'as':'matrix'," EXPR_LABEL
    ",'rows':'core.list.*.y','columns':'part-of','filter':{'state':'a'}},"
    "'f':{'as':'form'," EXPR_LABEL ",'sections':[{'show':['core.list','core.x']}]}},"
    "'rules':{'r':{'severity':'error','message':[{'lang':'en','text':'M'},{'lang':'fr',"
    "'text':'M'}],'when':['has',['get','core.x']]}}}";

/* A record that the second move needs, and may not or cannot. */
#define NEEDS(kind, state, link, id, path)                                              \
    {                                                                                   \
        "'to':'c','fill':{'type':'object','properties':{",                              \
            "'to':'c','needs':{'s':{'kind':'" kind "','in':['" state "'],'link':'" link \
            "'}},'fill':{'type':'object','properties':{'s':{" EXPR_LABEL                \
            ",'format':'uuid'},",                                                       \
            "error", id, path                                                           \
    }

/* A view that cannot be. */
#define VIEW(replaces, by, name)                                   \
    {                                                              \
        replaces, by, "error", "unreadable", "thing/1.views." name \
    }

static const struct plant plants[] = {
    {"'title':'core.x'", "'title':'who'", "error", "title-leaks", "title"},
    {"['thing/1']", "['thing/1','other/2']", "error", "unknown-kind", "links.part-of"},
    {"'from':['a'],'to':'b'", "'from':['a'],'to':'c'", "error", "unreachable-state",
        "states.b"},
    {"'from':['a'],'to':'b'", "'from':['a'],'to':'c'", "error", "unreachable-move",
        "moves.bc"},
    {"'from':['b'],'to':'c'", "'from':['b'],'to':'b'", "error", "dead-end", "states.b"},
    {",'final':true", "", "error", "dead-end", "states.c"},
    {"'from':['a'],'to':'b'", "'from':['a','c'],'to':'b'", "error", "final-leads-on",
        "states.c"},
    {"'type':'string','maxLength':9", "'type':'string'", "warning", "no-max-length",
        "parts.core.x"},
    {"'type':'string','maxLength':9", "'format':'lang-text'", "warning", "no-max-length",
        "parts.core.x"},
    {"'type':'string','maxLength':5", "'type':'string'", "warning", "no-max-length",
        "parts.who"},
    {"'type':'string','maxLength':7", "'type':'string'", "warning", "no-max-length",
        "moves.bc.fill.w"},
    {"'maxLength':9", "'maxLength':9,'hxl':['#org','#org']", "error", "tag-twice",
        "parts.core.x"},
    {"'maxItems':3,", "", "warning", "no-max-items", "parts.core.list"},
    {EXPR_LABEL ",'type':'integer'", "'type':'integer'", "warning", "no-label",
        "parts.core.list.*.y"},
    {EXPR_LABEL ",'type':'integer'",
        "'label':[{'lang':'en','text':'T'}],'type':'integer'", "warning",
        "label-language", "parts.core.list.*.y"},
    {"'of':'part-of'", "'of':'x'", "error", "unreadable", "thing/1.build.of"},
    {"'list':'core.list'", "'list':'core.x'", "error", "unreadable",
        "thing/1.build.list"},
    {"{'y':['core.n']}", "{'q':['core.n']}", "error", "unreadable",
        "thing/1.build.item.q"},
    {"{'y':['core.n']}", "{'y':'id'}", "error", "unreadable", "thing/1.build.item.y"},
    {"['open']", "['shut']", "error", "unknown-state", "build"},
    {"'link':'part-of'", "'link':'eats'", "error", "unknown-link", "build"},
    {"task/1", "task/9", "error", "unknown-kind", "build"},
    NEEDS("safeguard/2", "in-force", "covers", "unknown-kind", "moves.bc"),
    NEEDS("safeguard/1", "never", "covers", "unknown-state", "moves.bc"),
    NEEDS("safeguard/1", "in-force", "hides", "unknown-link", "moves.bc"),
    NEEDS("safeguard", "in-force", "covers", "unreadable",
        "thing/1.moves.bc.needs.s.kind"),
    NEEDS("safeguard/1", "In force", "covers", "unreadable",
        "thing/1.moves.bc.needs.s.in.0"),
    NEEDS("safeguard/1", "in-force", "c o", "unreadable",
        "thing/1.moves.bc.needs.s.link"),
    {"'to':'c','fill'",
        "'to':'c','needs':{'w':{'kind':'safeguard/1','in':['in-force']}},'fill'", "error",
        "unreadable", "thing/1.moves.bc.needs.w"},
    {"'to':'c','fill'", "'to':'c','needs':{},'fill'", "error", "unreadable",
        "thing/1.moves.bc.needs"},
    {"'type':'integer'", "'type':'integer','enum':[1,2],'labels':{'1':" TEXT "}",
        "warning", "no-label", "parts.core.list.*.y"},
    {"'type':'integer'",
        "'type':'integer','enum':[1],'labels':{'1':[{'lang':'en','text':'T'}]}",
        "warning", "label-language", "parts.core.list.*.y.1"},
    {"'when':['has',['get','core.x']]", "'when':['=',['state'],'d']", "warning",
        "never-broken", "rules.r"},
    {"'duplicates':[['core.x']]", "'side':'care'", "error", "broken-wall", "links.other"},
    {"'duplicates'", "'side':'care','duplicates'", "error", "unreadable",
        "thing/1.duplicates.0"},
    {"'duplicates':[['core.x']]", "'duplicates':[]", "error", "unreadable",
        "thing/1.duplicates"},
    {"'duplicates':[['core.x']]", "'duplicates':['core.x']", "error", "unreadable",
        "thing/1.duplicates.0"},
    {"'duplicates':[['core.x']]", "'duplicates':[[]]", "error", "unreadable",
        "thing/1.duplicates.0"},
    {"'duplicates':[['core.x']]", "'duplicates':[[1]]", "error", "unreadable",
        "thing/1.duplicates.0.0"},
    {"'duplicates':[['core.x']]", "'duplicates':[['core.q']]", "error", "unreadable",
        "thing/1.duplicates.0.0"},
    {"'duplicates':[['core.x']]", "'duplicates':[['who']]", "error", "unreadable",
        "thing/1.duplicates.0.0"},
    {"'duplicates':[['core.x']]", "'duplicates':[['core']]", "error", "unreadable",
        "thing/1.duplicates.0.0"},
    {"'duplicates':[['core.x']]", "'duplicates':[['core.list.*.y']]", "error",
        "unreadable", "thing/1.duplicates.0.0"},
    {"'duplicates':[['core.x']]", "'duplicates':[['core.family.born']]", "error",
        "unreadable", "thing/1.duplicates.0.0"},
    {"'duplicates':[['core.x']]", "'duplicates':[['core.x.*']]", "error", "unreadable",
        "thing/1.duplicates.0.0"},
    {FIELD, "'x':{'about':'person'," EXPR_LABEL ",'type':'string','maxLength':9}",
        "error", "unreadable", "thing/1.duplicates.0.0"},
    {"'core':{'schema'", "'core':{'class':'identity','schema'", "error", "unreadable",
        "thing/1.duplicates.0.0"},
    {"'value':1", "'value':['count',['get','core.family']]", "error", "unreadable",
        "thing/1.derived.d.value.1"},
    {"'value':1", "'value':['get','core.family.born']", "error", "unreadable",
        "thing/1.derived.d.value"},
    {"'value':1", "'value':['some',['get','core.list'],['has',['item','z']]]", "error",
        "unreadable", "thing/1.derived.d.value.2.1"},
    {"'from':['a'],'to':'b'", "'from':['a'],'to':'b','by':false", "error", "nobody-may",
        "moves.ab"},
    {"'from':['a'],'to':'b'",
        "'from':['a'],'to':'b','by':['in',['actor'],['get','core.x'],'UN']", "error",
        "nobody-may", "moves.ab"},
    {"'from':['a'],'to':'b'",
        "'from':['a'],'to':'b','by':['and',true,['in',['actor'],"
        "['get','core.list.*.y']]]",
        "error", "nobody-may", "moves.ab"},
    {"'from':['a'],'to':'b'",
        "'from':['a'],'to':'b','by':['in',['actor'],['moved','bc']]", "error",
        "nobody-may", "moves.ab"},
    {"'from':['a'],'to':'b'", "'from':['a'],'to':'b','all':['get','core.list.*.y']",
        "error", "nobody-may", "moves.ab"},
    {"'from':['a'],'to':'b'",
        "'from':['a'],'to':'b','when':['=',['get','core.list.*.y'],"
        "'x']",
        "error", "unreachable-move", "moves.ab"},
    {FIELD,
        "'x':{" EXPR_LABEL ",'type':'string','maxLength':9,'required-when':['not',true]}",
        "warning", "never-required", "parts.core.x"},
    {FIELD, "'x':{" EXPR_LABEL ",'type':'string','maxLength':9,'visible-when':['state']}",
        "error", "never-visible", "parts.core.x"},
    {FIELD,
        "'x':{" EXPR_LABEL ",'type':'string','maxLength':9,'visible-when':['has',"
        "['get','core.list']],'required-when':['not',['has',['get','core.list']]]}",
        "error", "required-hidden", "parts.core.x"},
    {"'properties':{'y':{" EXPR_LABEL ",'type':'integer'}",
        "'required':['y'],'properties':{'y':{" EXPR_LABEL
        ",'type':'integer','visible-when':['has',['get','core.x']]}",
        "error", "required-hidden", "parts.core.list.*.y"},
    {"'type':'string','maxLength':7}",
        "'type':'string','maxLength':7,'visible-when':false}", "error", "never-visible",
        "moves.bc.fill.w"},
    {"'type':'string','maxLength':7}",
        "'type':'string','maxLength':7,'required-when':['has',['moved','ab']]}",
        "warning", "never-required", "moves.bc.fill.w"},
    {"'properties':{'w':{" EXPR_LABEL ",'type':'string','maxLength':7}",
        "'required':['w'],'properties':{'w':{" EXPR_LABEL
        ",'type':'string','maxLength':7,'visible-when':['has',['get','core.x']]}",
        "error", "required-hidden", "moves.bc.fill.w"},
    {"'type':'string','maxLength':7}",
        "'type':'string','maxLength':7,'visible-when':['get','who']}", "error",
        "unreadable", "thing/1.moves.bc.fill.w.visible-when"},
    {"'links'", "'system':1,'links'", "error", "unreadable", "thing/1.system"},
    {"'value':1", "'value':['get','who']", "error", "unreadable",
        "thing/1.derived.d.value"},
    {"'value':1", "'value':['+',1,['nope']]", "error", "unreadable",
        "thing/1.derived.d.value.2"},
    VIEW("'show':['core.x'", "'show':['core.nope'", "l.show.0"),
    VIEW("'state','d'", "'state','e'", "l.show.2"),
    VIEW("'show':['core.x','state','d']", "'show':[]", "l.show"),
    VIEW("'show':['core.x'", "'from':'core.x','show':['core.x'", "l"),
    VIEW("'as':'list'", "'as':'timeline','from':'core.x'", "l.from"),
    VIEW("'as':'list'", "'as':'pie'", "l"),
    VIEW("'columns':'part-of'", "'columns':'eats'", "t.columns"),
    VIEW("'columns':'part-of'", "'columns':'core.family'", "t.columns"),
    VIEW("'columns':'part-of',", "", "t.columns"),
    VIEW("'filter':{'state':'a'}", "'filter':{'state':1}", "t.filter.state"),
    VIEW("'filter':{'state':'a'}", "'filter':{'core':'a'}", "t.filter.core"),
    VIEW("'show':['core.list','core.x']", "'show':['core.list','state']",
        "f.sections.0.show.1"),
    VIEW("'sections':[{'show':['core.list','core.x']}]", "'sections':[{}]",
        "f.sections.0.show"),
    {"'show':['core.x'", "'show':['core.family.born'", "error", "view-leaks", "views.l"},
    {"'show':['core.x'", "'show':['core.list.*'", "error", "view-leaks", "views.l"},
    VIEW("'as':'list'", "'as':'timeline','from':'core.family.born'", "l.from"),
    {"'rows':'core.list.*.y'", "'rows':'core.list.*.z'", "error", "view-leaks",
        "views.t"},
    {"'filter':{'state':'a'}", "'filter':{'core.list.*.z':'true'}", "error", "view-leaks",
        "views.t"},
    {"['=',['role'],'clerk']", "['=',['state'],'nope']", "error", "nobody-may", "read"},
    {"['=',['role'],'clerk']", "['get','who']", "error", "unreadable",
        "thing/1.read.when"},
    {"'read':{'message':" TEXT ",", "'read':{", "error", "unreadable",
        "thing/1.read.message"},
    {"'links'", "'logging':'never','links'", "error", "unreadable", "thing/1.logging"},
    {"'links'", "'logging':'day','links'", "error", "unreadable", "thing/1.logging"},
    {"'when':['has',['get','core.x']]", "'when':['=',['role'],'clerk']", "error",
        "unreadable", "thing/1.rules.r.when.1"},
    {"'when':['has',['get','core.x']]", "'when':['=',['purpose'],'clerk']", "error",
        "unreadable", "thing/1.rules.r.when.1"},
};

static const char *
planted(struct work *w, const struct plant *p)
{
    const char *found = strstr(sound, p->replaces), *text;

    NEED(w, found != NULL);
    text = work_format(w, "%.*s%s%s", (int)(found - sound), sound, p->by,
        found + strlen(p->replaces));
    NEED(w, text != NULL);
    return quoted(w, text);
}

static void
test_planted(struct work *w, const struct kinds *known)
{
    for (size_t i = 0; i < COUNT_OF(plants); i++) {
        const struct plant *p = &plants[i];
        const struct kind *kind;
        struct json *findings;
        size_t errors, there = 0;
        bool read = strcmp(p->id, "unreadable") != 0;
        struct bytes first;

        NEED(w,
            kind_lint_text(w, bytes_of(planted(w, p)), known, &kind, &findings, &errors));
        first = json_get_text(findings->first, "path");
        for (const struct json *f = findings->first; f != NULL; f = f->next) {
            there += bytes_is(json_get_text(f, "id"), p->id) &&
                bytes_is(json_get_text(f, "path"), p->path) &&
                bytes_is(json_get_text(f, "severity"), p->severity) &&
                json_get_text(f, "message").len > 0;
        }
        if (!tap_ok(there == 1 && (kind != NULL) == read &&
                    (errors > 0) == (strcmp(p->severity, "error") == 0),
                "%s at %s is found: %s", p->id, p->path, p->by))
            printf("# %.*s\n", (int)first.len, (const char *)first.at);
    }
}

static void
test_sound(struct work *w, const struct kinds *known)
{
    const struct kind *kind;
    struct json *findings;
    size_t errors;

    NEED(w,
        kind_lint_text(w, bytes_of(quoted(w, sound)), known, &kind, &findings, &errors));
    tap_ok(kind != NULL && findings->count == 0 && errors == 0,
        "nothing is found in a sound kind");
    for (const struct kind *k = kinds_next(known, NULL); k != NULL;
         k = kinds_next(known, k)) {
        struct bytes text;

        NEED(w, kind_lint(w, k, known, &findings, &errors));
        NEED(w, json_write(w, findings, &text));
        if (!tap_ok(findings->count == 0 && errors == 0, "nor in %.*s",
                (int)kind_name(k).len, (const char *)kind_name(k).at))
            printf("# %.*s\n", (int)text.len, (const char *)text.at);
    }
}

int
main(void)
{
    struct work *w = fixture_work();
    struct kinds *known;

    NEED(w, kinds_open(w, &known));
    test_sound(w, known);
    test_planted(w, known);
    work_close(w);
    return tap_end();
}
