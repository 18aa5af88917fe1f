/*
 * settle: what was settled as false stays quiet until the entry, or who is asked for, is another,
 * and then says so; what else was settled is told beside the hit; a replay gives the bytes that
 * the run gave, whatever was settled since; a partner's word silences nothing.
 */
#include "engines/exchange/sim.h"
#include "tests/desks/sit.h"

#include "doors/cli/cli.h"
#include "engines/screen/screen.h"

#define HEAD "list,ref,type,kind,name,dob,country\n"
#define ORSIMOV "T,T/1,P,primary,Vladan Orsimov,1960,RS\n"
#define ORSIMOW "T,T.2,P,primary,Vladan Orsimow,1970,RS\n"
#define BELHADI "T,T.3,P,primary,Karim Belhadi,1971,DZ\n"
#define OTHERS                                \
    "T,T.4,P,primary,Northern Quartz,,\n"     \
    "T,T.5,P,primary,Southern Basalt,,\n"     \
    "T,T.6,P,primary,Western Gneiss,,\n"      \
    "T,T.7,P,primary,Eastern Dolomite,,\n"    \
    "T,T.8,P,primary,Upper Feldspar,,\n"      \
    "T,T.9,P,primary,Lower Travertine,,\n"    \
    "U,T.3,P,primary,Karim Belhadi,1971,DZ\n" \
    "U,T.9,P,primary,Outer Obsidian,,\n"
#define LIST HEAD ORSIMOV ORSIMOW BELHADI OTHERS
#define NAMES "id,name\nx,Vladan Orsimov\ny,Nobody Here\nz,Karim Belhadi\n"

static void (*beside)(struct lock *turn, unsigned count,
    void (*run)(void *ctx, unsigned n), void *ctx);

/* Who sits at the desk. */
static bool
as(struct work *w, struct node *n, const char *person, const char *verb,
    const char *arguments)
{
    struct desk d = {.node = n,
        .folder = node_folder(n),
        .beside = beside,
        .actor = {.person = bytes_of(person)}};

    last = NULL;
    return verb_run(verb_find(bytes_of(verb)), &d, w, parse(w, arguments), &last);
}

static void
import(struct work *w, struct node *n, const char *text)
{
    put_file(at(w, "list.csv"), text, strlen(text));
    NEED(w,
        as(w, n, "ana", "lists import",
            work_format(w, "{\"file\":[\"%s\"]}", at(w, "list.csv"))));
    NEED(w, number("refused") == 0);
}

/* A run of these names; gives its id. */
static const char *
run(struct work *w, struct node *n, const char *names, const char *more)
{
    put_file(at(w, "names.csv"), names, strlen(names));
    NEED(w,
        as(w, n, "ana", "screen",
            work_format(w, "{\"class\":\"vendor\",\"queries\":[\"%s\"]%s}",
                at(w, "names.csv"), more)));
    return said(w, "id");
}

/* Is it in the rows of the last run? */
static bool
row(struct work *w, const char *what)
{
    return strstr(said(w, "text"), what) != NULL;
}

static bool
settle(struct work *w, struct node *n, const char *person, const char *run,
    const char *hit, const char *verdict)
{
    return as(w, n, person, "settle",
        work_format(w,
            "{\"hit\":\"%s/%s\",\"verdict\":\"%s\",\"reason\":\"Born in 1985\","
            "\"tlp\":\"amber\"}",
            run, hit, verdict));
}

static bool
again(struct work *w, struct node *n, const char *run, const char *names)
{
    put_file(at(w, "names.csv"), names, strlen(names));
    NEED(w,
        as(w, n, "ana", "replay",
            work_format(w, "{\"run\":\"%s\",\"queries\":\"%s\"}", run,
                at(w, "names.csv"))));
    return json_at(last, "same")->truth;
}

static bool
move(struct work *w, struct node *n, const char *person, const char *id, const char *what)
{
    return as(w, n, person, "move",
        work_format(w, "{\"id\":\"%s\",\"move\":%s}", id, what));
}

static bool
withdraw(struct work *w, struct node *n, const char *id)
{
    return move(w, n, "ana", id, "\"withdraw\",\"set\":[\"reason=It was wrong\"]");
}

/* ---- One node ---------------------------------------------------------------------------------------- */

static void
named(struct work *w, struct node *n)
{
    const char *id = run(w, n, NAMES, "");

    tap_ok(number("hits") == 4 && number("quiet") == 0, "four hits, none settled");
    tap_fault(w, FAULT_USAGE, settle(w, n, "ana", id, "0", "false"),
        "a hit has a row and a reference");
    tap_fault(w, FAULT_USAGE, settle(w, n, "ana", id, "first/T.3", "false"),
        "a row is a number");
    tap_fault(w, FAULT_USAGE, settle(w, n, "ana", id, "0/T/1", "perhaps"),
        "a verdict is one of three");
    tap_fault(w, FAULT_MISSING, settle(w, n, "ana", id, "0/T.3", "false"),
        "another row's hit is none of this one");
    tap_fault(w, FAULT_MISSING, settle(w, n, "ana", id, "1/T.3", "false"),
        "a row without hits");
    tap_fault(w, FAULT_USAGE, settle(w, n, "ana", id, "2/T.3", "false"),
        "a reference that two lists have is not enough");
    tap_fault(w, FAULT_USAGE,
        as(w, n, "ana", "settle",
            work_format(w, "{\"hit\":\"%s/0/T.2\",\"verdict\":\"true\",\"reason\":\"\"}",
                id)),
        "nothing is settled without a reason");
    NEED(w, as(w, n, "ana", "lists list", "{}"));
    tap_fault(w, FAULT_USAGE, settle(w, n, "ana", said(w, "items.0.id"), "0/T/1", "true"),
        "a list is no run");
    tap_fault(w, FAULT_USAGE,
        as(w, n, "ana", "screen",
            work_format(w, "{\"list\":[\"%s\"],\"settled\":true,\"name\":\"A\"}",
                at(w, "list.csv"))),
        "what was settled is a node's, and not of a list from elsewhere");
    run(w, n, NAMES, "");
    tap_ok(number("quiet") == 0 && number("remarked") == 0,
        "of all that nothing is kept");
}

static bool
holds(struct bytes text, const char *what)
{
    return memmem(text.at, text.len, what, strlen(what)) != NULL;
}

/* Gives the settlement's id. */
static const char *
quiet(struct work *w, struct node *n)
{
    const char *before = run(w, n, NAMES, ",\"explain\":true"), *id, *after, *rows;
    struct bytes record;

    tap_ok(row(w, work_format(w, "%s/0/T/T/1,\n", before)), "--explain names each hit");
    NEED(w, settle(w, n, "ana", before, "0/T/1", "false"));
    id = said(w, "id");
    tap_ok(strcmp(said(w, "stage"), "in-force") == 0 && *id != '\0', "one is settled");
    NEED(w,
        as(w, n, "ana", "show",
            work_format(w, "{\"id\":\"%s\",\"purpose\":\"oversight\"}", id)));
    NEED(w, json_write(w, last, &record));
    tap_ok(!holds(record, "Orsimov") && holds(record, "Born in 1985"),
        "no name is kept, but what the reason says");
    after = run(w, n, NAMES, "");
    tap_ok(number("hits") == 3 && number("quiet") == 1 && number("found") == 2 &&
            !row(w, ",T/1,") && row(w, "x,2,T,T.2,"),
        "it stays quiet and is counted; the other hit of that name keeps its rank");
    NEED(w, as(w, n, "ana", "replay", work_format(w, "{\"run\":\"%s\"}", after)));
    tap_ok(json_at(last, "hits.0.quiet")->truth && !json_at(last, "hits.1.quiet")->truth,
        "the run keeps that there was a hit");
    NEED(w,
        as(w, n, "ana", "show",
            work_format(w, "{\"id\":\"%s\",\"purpose\":\"oversight\"}", after)));
    tap_ok(number("parts.core.quiet") == 1, "and how many were not shown");
    run(w, n, NAMES, ",\"most\":\"1\"");
    tap_ok(row(w, "x,2,T,T.2,") && row(w, "z,1,") && number("hits") == 2 &&
            number("left_out") == 1,
        "it takes no other's place among so many at most");
    run(w, n, NAMES, ",\"settled\":true,\"explain\":true");
    rows = said(w, "text");
    tap_ok(number("quiet") == 0 &&
            strstr(rows, "/0/T/T/1,\"settled: false, 2026-05-28: Born in 1985\"\n"),
        "--settled shows it, with the day and the reason");
    tap_ok(again(w, n, before, NAMES) && again(w, n, after, NAMES),
        "runs from before and after are replayed byte for byte");
    return id;
}

static void
told(struct work *w, struct node *n)
{
    const char *id = run(w, n, NAMES, ""), *plain, *lines;

    NEED(w, settle(w, n, "ana", id, "0/T.2", "escalate"));
    tap_fault(w, FAULT_MISSING, settle(w, n, "ana", id, "2/V/T.3", "true"),
        "no such list");
    NEED(w, settle(w, n, "ana", id, "2/U/T.3", "true"));
    plain = run(w, n, NAMES, "");
    tap_ok(number("hits") == 3 && number("remarked") == 2 &&
            strcmp(said(w, "remarks.0.text"),
                "T T.2: settled: escalate, 2026-05-28: Born in 1985") == 0 &&
            strcmp(said(w, "remarks.1.id"), "z") == 0 &&
            strncmp(said(w, "remarks.1.text"), "U T.3: settled: true, ", 22) == 0,
        "what was settled otherwise is shown, and told of");
    lines = run(w, n, NAMES, ",\"explain\":true,\"format\":\"jsonl\"");
    tap_ok(row(w, "\"reason\":\"Born in 1985\"") && row(w, "\"verdict\":\"escalate\"") &&
            row(w, "\"settled\":[]") && number("remarked") == 0,
        "with --explain beside each");
    NEED(w, settle(w, n, "ana", id, "0/T.2", "true") == false);
    tap_ok(work_fault(w) == FAULT_USAGE, "a newer word has the terms of the older one");
    work_clear(w);
    NEED(w,
        as(w, n, "ana", "settle",
            work_format(w,
                "{\"hit\":\"%s/0/T.2\",\"verdict\":\"true\",\"reason\":\"It is he\"}",
                id)));
    tap_ok(number("version") == 2, "it is a version of what was said before");
    run(w, n, NAMES, "");
    tap_ok(strstr(said(w, "remarks.0.text"), "settled: true") &&
            strstr(said(w, "remarks.0.text"), "It is he"),
        "and the one that counts");
    tap_ok(again(w, n, plain, NAMES) && again(w, n, lines, NAMES) &&
            strstr(said(w, "text"), "escalate"),
        "replays say what was said then");
}

/* The entry changes, or who is asked for is described otherwise. */
static void
reopened(struct work *w, struct node *n)
{
    const char *other, *with = "id,name,dob\nx,VLADAN ORSIMOV,\ny,Vladan Orsimov,1960\n";

    run(w, n, with, "");
    tap_ok(number("quiet") == 0 && number("remarked") == 3 && row(w, ",T/1,") &&
            strcmp(said(w, "remarks.0.text"),
                "T T/1: settled before: false, 2026-05-28, but who was asked for then "
                "was "
                "described otherwise: Born in 1985") == 0,
        "who is described otherwise is a hit again, and it says why it was none");
    other = run(w, n, "id,name\nx,Vladan Orsimof\n", "");
    tap_ok(number("quiet") == 0 && row(w, ",T/1,") && number("remarked") == 0,
        "of somebody else nothing was settled");
    import(w, n, HEAD "T,T/1,P,primary,Vladan Orsimov,1961,RS\n" ORSIMOW BELHADI OTHERS);
    run(w, n, NAMES, "");
    tap_ok(number("quiet") == 0 && row(w, ",T/1,") &&
            strstr(said(w, "remarks.0.text"),
                "settled before: false, 2026-05-28, but the entry has changed since: "),
        "an entry that changed is a hit again");
    NEED(w, settle(w, n, "ana", said(w, "id"), "0/T/1", "false"));
    tap_ok(number("version") == 1, "it is settled anew, beside the older one");
    run(w, n, NAMES, "");
    tap_ok(number("quiet") == 1, "and quiet again");
    import(w, n, LIST "T,T.10,P,primary,Inner Chalk,,\n");
    run(w, n, NAMES, "");
    tap_ok(number("quiet") == 1, "an entry as it was before is settled as it was");
    tap_ok(again(w, n, other, "id,name\nx,Vladan Orsimof\n"), "replays go on");
}

/* ${id} is the settlement of the entry as it stands now. */
static void
ended(struct work *w, struct node *n, const char *id)
{
    const char *told = run(w, n, NAMES, ",\"settled\":true,\"explain\":true"), *was;

    tap_ok(row(w, "settled: false"), "it is in force");
    NEED(w, withdraw(w, n, id));
    was = run(w, n, NAMES, "");
    tap_ok(number("quiet") == 0 && row(w, ",T/1,") &&
            strstr(said(w, "remarks.0.text"), "but the entry has changed"),
        "what is withdrawn silences nothing; what was said of another state is told");
    tap_ok(again(w, n, told, NAMES), "the run that it was told in is as it was");
    NEED(w, settle(w, n, "ana", was, "0/T/1", "false"));
    id = said(w, "id");
    tap_ok(number("version") == 1, "a new one does not follow from what is withdrawn");
    run(w, n, NAMES, "");
    tap_ok(number("quiet") == 1, "it counts");
    told = run(w, n, NAMES, ",\"settled\":true,\"explain\":true");
    NEED(w,
        as(w, n, "ana", "erase", work_format(w, "{\"id\":\"%s\",\"reason\":\"R\"}", id)));
    run(w, n, NAMES, "");
    tap_ok(number("quiet") == 0 && row(w, ",T/1,"), "what is erased silences nothing");
    tap_ok(!again(w, n, told, NAMES) && number("errors") == 1 &&
            strstr(said(w, "says"), "erased") && strstr(said(w, "text"), "/0/T/T/1,"),
        "a replay says that it lacks it");
}

static void
four_eyes(struct work *w, struct node *n)
{
    const char *id, *hit = run(w, n, NAMES, "");

    NEED(w, as(w, n, "ana", "four-eyes", "{}"));
    tap_ok(strcmp(said(w, "four_eyes"), "off") == 0, "one person settles");
    tap_fault(w, FAULT_USAGE, as(w, n, "ana", "four-eyes", "{\"on\":\"yes\"}"),
        "on or off");
    NEED(w, as(w, n, "ana", "four-eyes", "{\"on\":\"on\"}"));
    NEED(w, settle(w, n, "ana", hit, "0/T/1", "false"));
    id = said(w, "id");
    tap_ok(strcmp(said(w, "stage"), "proposed") == 0, "with four eyes one proposes");
    run(w, n, NAMES, "");
    tap_ok(number("quiet") == 0 &&
            strstr(said(w, "remarks.0.text"),
                "settled: false, 2026-05-28, waits for a second person: "),
        "and nothing is quiet until");
    NEED(w, as(w, n, "ben", "status", "{}"));
    tap_ok(strcmp(said(w, "to_sign.0.id"), id) == 0, "what waits is to be signed");
    tap_fault(w, FAULT_DENIED, move(w, n, "ana", id, "\"confirm\""),
        "not by who settled it");
    tap_fault(w, FAULT_DENIED,
        as(w, n, "ana", "sign", work_format(w, "{\"id\":\"%s\"}", id)),
        "nor by another word for it");
    tap_fault(w, FAULT_DENIED, move(w, n, "ana", id, "\"confirm\",\"set\":[\"by=ben\"]"),
        "nor in another's name");
    NEED(w,
        as(w, n, "ana", "edit",
            work_format(w,
                "{\"id\":\"%s\",\"set\":[\"core.second=false\",\"core.by=ben\"]}", id)));
    run(w, n, NAMES, "");
    tap_ok(number("quiet") == 0 &&
            strstr(said(w, "remarks.0.text"), "waits for a second"),
        "nor by writing that none is needed");
    NEED(w,
        as(w, n, "ana", "edit",
            work_format(w,
                "{\"id\":\"%s\",\"set\":[\"core.second=true\",\"core.by=ben\"]}", id)));
    tap_fault(w, FAULT_DENIED, move(w, n, "ana", id, "\"confirm\""),
        "nor by writing that another did");
    tap_good(w, as(w, n, "ben", "sign", work_format(w, "{\"id\":\"%s\"}", id)),
        "but by another person");
    run(w, n, NAMES, "");
    tap_ok(number("quiet") == 1, "now it is quiet");
    NEED(w,
        as(w, n, "ben", "settle",
            work_format(w,
                "{\"hit\":\"%s/0/T/1\",\"verdict\":\"false\",\"reason\":\"Another\"}",
                hit)));
    run(w, n, NAMES, "");
    tap_ok(number("quiet") == 0, "a newer word waits for its own confirmation");
    NEED(w, as(w, n, "ana", "sign", work_format(w, "{\"id\":\"%s\"}", id)));
    NEED(w, settle(w, n, "ana", hit, "2/T/T.3", "escalate"));
    tap_ok(strcmp(said(w, "stage"), "in-force") == 0, "to escalate one is enough");
    run(w, n, NAMES, "");
    tap_ok(number("quiet") == 1, "what was settled so is quiet");
}

static bool
is_on(struct work *w, struct node *n)
{
    NEED(w, as(w, n, "ana", "four-eyes", "{}"));
    return strcmp(said(w, "four_eyes"), "on") == 0;
}

/* The rule protects itself, too. */
static void
two_switch_off(struct work *w, struct node *n)
{
    const char *id, *hit = run(w, n, NAMES, "");

    NEED(w, as(w, n, "ana", "four-eyes", "{\"on\":\"off\"}"));
    id = said(w, "id");
    tap_ok(strcmp(said(w, "four_eyes"), "on") == 0 &&
            strstr(said(w, "says"), "waits for another person"),
        "one person alone does not switch it off");
    NEED(w,
        as(w, n, "ana", "settle",
            work_format(w,
                "{\"hit\":\"%s/2/T/T.3\",\"verdict\":\"false\",\"reason\":\"R\"}", hit)));
    tap_ok(strcmp(said(w, "stage"), "proposed") == 0,
        "hits are settled by two until then");
    tap_fault(w, FAULT_DENIED, move(w, n, "ana", id, "\"confirm\""),
        "not by a word of the same person for it");
    tap_fault(w, FAULT_USAGE,
        as(w, n, "ana", "edit",
            work_format(w, "{\"id\":\"%s\",\"set\":[\"core.second=false\"]}", id)),
        "nor by writing otherwise");
    NEED(w, as(w, n, "ana", "four-eyes", "{\"on\":\"off\"}"));
    tap_ok(json_get(last, "version") == NULL && is_on(w, n), "nor by saying it twice");
    NEED(w, as(w, n, "ben", "status", "{}"));
    tap_ok(json_at(last, "to_sign.1") != NULL, "it is to be signed");
    NEED(w, as(w, n, "ben", "four-eyes", "{\"on\":\"on\"}"));
    tap_ok(is_on(w, n) && json_get(last, "says") == NULL, "or is taken back");
    NEED(w, as(w, n, "ana", "four-eyes", "{\"on\":\"off\"}"));
    NEED(w, as(w, n, "ben", "sign", work_format(w, "{\"id\":\"%s\"}", id)));
    tap_ok(!is_on(w, n), "a second person switches it off");
    run(w, n, NAMES, "");
    tap_ok(number("quiet") == 1, "what was settled stays so");
    NEED(w, as(w, n, "ana", "four-eyes", "{\"on\":\"on\"}"));
    NEED(w,
        as(w, n, "ana", "erase", work_format(w, "{\"id\":\"%s\",\"reason\":\"R\"}", id)));
    tap_ok(is_on(w, n), "erased it stays on");
    NEED(w, as(w, n, "ana", "four-eyes", "{\"on\":\"off\"}"));
    NEED(w, as(w, n, "ben", "sign", work_format(w, "{\"id\":\"%s\"}", said(w, "id"))));
    tap_ok(!is_on(w, n), "until two say otherwise");
}

static void
threads(struct work *w, struct node *n)
{
    struct buffer b = buffer_open(w, SIZE_MAX / 2);
    struct bytes names, want;
    const char *id;

    buffer_text(&b, "id,name\n");
    for (int i = 0; i < 1000; i++)
        buffer_format(&b, "%d,%s\n", i,
            i % 3 == 0       ? "Vladan Orsimov"
                : i % 3 == 1 ? "Karim Belhadi"
                             : "Vladan Orsimof");
    buffer_byte(&b, '\0');
    NEED(w, buffer_bytes(&b, &names));
    id = run(w, n, (const char *)names.at, ",\"format\":\"jsonl\",\"threads\":\"1\"");
    NEED(w, work_keep(w, bytes_of(said(w, "text")), &want));
    tap_ok(number("quiet") == 334 && number("remarked") > 300, "many of one name");
    beside = thread_beside;
    run(w, n, (const char *)names.at, ",\"format\":\"jsonl\",\"threads\":\"5\"");
    tap_ok(number("quiet") == 334 && bytes_is(want, said(w, "text")),
        "five threads say the same");
    beside = NULL;
    tap_ok(again(w, n, id, (const char *)names.at), "and so does a replay");
}

/* ---- Two nodes ---------------------------------------------------------------------------------------- */

static void
shared(struct work *w, struct sim *eu, struct sim *un)
{
    const char *id, *run_eu = run(w, eu->node, NAMES, ""), *said_then, *other;

    NEED(w,
        as(w, eu->node, "ana", "settle",
            work_format(w,
                "{\"hit\":\"%s/0/T.2\",\"verdict\":\"false\",\"reason\":\"R\"}",
                run_eu)));
    id = said(w, "id");
    import(w, un->node, LIST);
    run(w, un->node, NAMES, "");
    tap_ok(number("hits") == 4 && number("remarked") == 0, "a partner has its own hits");
    sim_do(w, eu, "share", "{\"id\":[\"%s\"],\"to\":\"un\"}", id);
    sim_do(w, eu, "sync", "{\"org\":\"un\"}");
    run(w, un->node, NAMES, "");
    tap_ok(number("hits") == 4 && number("quiet") == 0 &&
            strcmp(said(w, "remarks.0.text"),
                "T T.2: settled by eu: false, 2026-05-28, of whom is not known here") ==
                0,
        "what is shared is told of, and silences nothing");
    said_then = run(w, un->node, NAMES, ",\"explain\":true");
    NEED(w,
        as(w, eu->node, "ana", "settle",
            work_format(w, "{\"hit\":\"%s/0/T.2\",\"verdict\":\"true\",\"reason\":\"R\"}",
                run_eu)));
    sim_do(w, eu, "sync", "{\"org\":\"un\"}");
    run(w, un->node, NAMES, "");
    tap_ok(number("remarked") == 1 &&
            strstr(said(w, "remarks.0.text"), "settled by eu: true"),
        "a newer word goes to all who have the older one, and takes its place");
    run(w, eu->node, "id,name\nx,Vladan Orsimow\n", "");
    NEED(w, settle(w, eu->node, "ana", said(w, "id"), "0/T.2", "true"));
    other = said(w, "id");
    sim_do(w, eu, "share", "{\"id\":[\"%s\"],\"to\":\"un\"}", other);
    sim_do(w, eu, "sync", "{\"org\":\"un\"}");
    run(w, un->node, NAMES, "");
    tap_ok(number("remarked") == 1 &&
            strcmp(said(w, "remarks.0.text"),
                "T T.2: settled by eu: true, 2026-05-28, of whom is not known here") == 0,
        "of several of an entry each verdict is told once");
    NEED(w, settle(w, un->node, "zoe", said(w, "id"), "0/T.2", "false"));
    run(w, un->node, NAMES, ",\"settled\":true,\"explain\":true");
    tap_ok(row(w, "\"settled: false, 2026-05-28: Born in 1985; settled by eu: true, "),
        "it stands beside our own");
    run(w, un->node, NAMES, "");
    tap_ok(number("quiet") == 1, "which does what it does");
    NEED(w, withdraw(w, eu->node, id) && withdraw(w, eu->node, other));
    sim_do(w, eu, "sync", "{\"org\":\"un\"}");
    run(w, un->node, NAMES, ",\"settled\":true,\"explain\":true");
    tap_ok(!row(w, "settled by eu"), "what is withdrawn there is told of no more");
    tap_ok(again(w, un->node, said_then, NAMES),
        "a run that was told is replayed as it was");
    run(w, un->node, "id,name\n1,Vladan Orsimov\n", "");
    tap_ok(number("quiet") == 1, "row and id are nothing to a settlement");
}

/* A recall is obeyed, and what was erased is told of no more. */
static void
recalled(struct work *w, struct sim *eu, struct sim *un)
{
    static const char *const basalt = "id,name\nq,Southern Basalt\n";
    const char *id;

    run(w, eu->node, basalt, "");
    NEED(w, settle(w, eu->node, "ana", said(w, "id"), "0/T.5", "true"));
    id = said(w, "id");
    sim_do(w, eu, "share", "{\"id\":[\"%s\"],\"to\":\"un\"}", id);
    sim_do(w, eu, "sync", "{\"org\":\"un\"}");
    run(w, un->node, basalt, "");
    tap_ok(number("remarked") == 1, "a partner's word is told of");
    sim_do(w, eu, "recall", "{\"id\":\"%s\",\"reason\":\"R\"}", id);
    sim_do(w, eu, "sync", "{\"org\":\"un\"}");
    run(w, un->node, basalt, "");
    tap_ok(number("hits") == 1 && number("remarked") == 0, "until it is recalled");
}

/* Terms are asked as for any record. */
static void
kept_to_us(struct work *w, struct sim *eu)
{
    const char *id = run(w, eu->node, "id,name\nq,Northern Quartz\n", "");

    NEED(w,
        as(w, eu->node, "ana", "settle",
            work_format(w,
                "{\"hit\":\"%s/0/T.4\",\"verdict\":\"false\",\"reason\":\"R\","
                "\"tlp\":\"red\"}",
                id)));
    tap_ok(strncmp(sim_refused(w, eu, "share", "{\"id\":[\"%s\"],\"to\":\"un\"}",
                       said(w, "id")),
               "P", 1) == 0,
        "what its terms keep here is not shared");
}

int
main(void)
{
    struct work *w = sim_start();
    struct sim *eu, *un;
    const char *first;

    NEED(w, screen_start(w));
    eu = sim_new(w, "eu", 1);
    un = sim_new(w, "un", 3);
    sim_pin(w, eu, un, SIM_URL, "none");
    sim_pin(w, un, eu, SIM_URL, "none");
    import(w, eu->node, LIST);
    named(w, eu->node);
    first = quiet(w, eu->node);
    told(w, eu->node);
    reopened(w, eu->node);
    ended(w, eu->node, first);
    four_eyes(w, eu->node);
    two_switch_off(w, eu->node);
    threads(w, eu->node);
    shared(w, eu, un);
    recalled(w, eu, un);
    kept_to_us(w, eu);
    sim_end();
    work_close(w);
    return tap_end();
}
