/*
 * board, due, list: records lie in the column of their state, what is late or soon due is
 * told with its day, and what one may not know of is in neither; pages of them, one after
 * the other, hold each once.
 */
#include "tests/desks/sit.h"

#define BOTH "[{\"lang\":\"en\",\"text\":\"T\"},{\"lang\":\"fr\",\"text\":\"T\"}]"

static void
move(struct work *w, struct node *n, const struct stored *s, const char *name)
{
    struct bytes id;

    NEED(w, uuid_write(w, &s->id, &id));
    NEED(w,
        sit(w, n, "move",
            work_format(w, "{\"id\":\"%s\",\"move\":\"%s\"}", (const char *)id.at,
                name)));
}

static struct stored
task(struct work *w, struct node *n, const char *title, const char *due)
{
    return fixture_make(w, n, "task/1",
        work_format(w, "{\"core\":{\"title\":" TEXT("%s") "%s%s%s}}", title,
            due != NULL ? ",\"due\":{\"from\":\"" : "", due != NULL ? due : "",
            due != NULL ? "\"}" : ""));
}

/* Titles in the list, in order, as "A B ". */
static const char *
titles(struct work *w, const struct json *list)
{
    struct buffer b = buffer_open(w, 4096);
    struct bytes out;

    for (const struct json *i = list != NULL ? list->first : NULL; i != NULL;
         i = i->next) {
        buffer_add(&b, json_get_text(i, "title"));
        buffer_byte(&b, ' ');
    }
    buffer_byte(&b, '\0');
    NEED(w, buffer_bytes(&b, &out));
    return (const char *)out.at;
}

static const struct json *
column(const char *state)
{
    for (const struct json *c = json_get(last, "columns")->first; c != NULL; c = c->next)
        if (bytes_is(json_get_text(c, "state"), state))
            return json_get(c, "items");
    return NULL;
}

#define tap_titles(w, list, want, ...)                           \
    do {                                                         \
        const char *titles_are = titles(w, list);                \
        if (!tap_ok(strcmp(titles_are, want) == 0, __VA_ARGS__)) \
            printf("#   %s, and not %s\n", titles_are, want);    \
    } while (0)

/* One that needs a compartment that nobody here is in. */
static void
make_hidden(struct work *w, struct node *n)
{
    struct draft d = fixture_draft(w, n, "task/1",
        "{\"core\":{\"title\":" TEXT("HIDDEN") ",\"due\":{\"from\":\"2026-06-01\"}}}");
    struct json *terms = fixture_terms(w, n);
    struct receipt r;

    json_put(terms, "need_to_know", parse(w, "[\"heron\"]"));
    for (size_t i = 0; i < d.part_count; i++)
        if (strcmp(d.part_names[i], "terms") == 0)
            d.part_bodies[i] = terms;
    NEED(w, node_make(n, w, &d, 1, &r));
}

/* ---- board --------------------------------------------------------------------------- */

static void
test_board(struct work *w, struct node *n)
{
    struct stored a = task(w, n, "A", NULL), b = task(w, n, "B", NULL);
    const struct json *item;
    int64_t since;

    task(w, n, "C", NULL);
    move(w, n, &a, "start");
    now_is += TIME_DAY;
    move(w, n, &b, "start");
    move(w, n, &b, "finish");
    tap_good(w, sit(w, n, "board", "{\"kind\":\"task\"}"), "a board");
    tap_titles(w, json_get(last, "columns"), "      ", "a column for each of six states");
    tap_titles(w, column("open"), "C ", "one is open");
    tap_titles(w, column("under-way"), "A ", "one under way");
    tap_titles(w, column("done"), "B ", "one done");
    tap_ok(json_get(last, "count")->integer == 3 &&
            json_get(json_get(last, "columns")->first, "count")->integer == 1,
        "three are counted, one in the first column");
    tap_ok(bytes_is(json_get_text(json_get(last, "columns")->first, "label"), "Open"),
        "columns are called as the kind calls its states");
    item = column("done")->first;
    NEED(w, time_read(w, json_get_text(item, "since"), &since));
    tap_ok(since > NOON + TIME_DAY && since < now_is, "it is done since its last move");
    NEED(w, time_read(w, json_get_text(column("open")->first, "since"), &since));
    tap_ok(since < NOON + TIME_DAY, "what nobody moved is there since it was made");
    tap_good(w, sit(w, n, "list", "{\"kind\":\"task\"}"), "a list");
    tap_ok(bytes_is(json_get_text(json_get(last, "items")->first, "stage"), "under-way"),
        "it says where each stands");
    tap_fault(w, FAULT_USAGE, sit(w, n, "board", "{\"kind\":\"assessment\"}"),
        "no board of what has no states");
    tap_fault(w, FAULT_USAGE, sit(w, n, "board", "{\"kind\":\"nonsense\"}"),
        "nor of no kind");
}

static void
test_hidden(struct work *w, struct node *n)
{
    make_hidden(w, n);
    NEED(w, sit(w, n, "board", "{\"kind\":\"task\"}"));
    tap_titles(w, column("open"), "C ", "what one may not know of is on no board");
    tap_ok(json_get(last, "count")->integer == 3, "and in no count");
    NEED(w, sit(w, n, "due", "{}"));
    tap_titles(w, json_get(last, "items"), "", "and is not due");
}

static void
test_erased(struct work *w, struct node *n)
{
    struct stored s = task(w, n, "GONE", "2026-06-01");
    struct bytes id;

    NEED(w, uuid_write(w, &s.id, &id));
    NEED(w,
        sit(w, n, "erase",
            work_format(w, "{\"id\":\"%s\",\"reason\":\"R\"}", (const char *)id.at)));
    NEED(w, sit(w, n, "board", "{\"kind\":\"task\"}"));
    tap_ok(json_get(last, "count")->integer == 3, "what is erased stands nowhere");
    NEED(w, sit(w, n, "due", "{}"));
    tap_titles(w, json_get(last, "items"), "", "and is owed by nobody");
}

/* ---- due ----------------------------------------------------------------------------- */

static void
test_due(struct work *w, struct node *n)
{
    struct stored done;
    const struct json *item;

    task(w, n, "SOON", "2026-07-16");  /* 30 days from the sixteenth */
    task(w, n, "LATER", "2026-07-17"); /* 31 */
    task(w, n, "TODAY", "2026-06-16");
    task(w, n, "LATE", "2026-06-15");
    task(w, n, "MONTH", "2026-06"); /* to its last day */
    task(w, n, "YEAR", "2026");
    done = task(w, n, "DONE", "2026-06-01");
    move(w, n, &done, "finish");
    fixture_make(w, n, "risk-assessment/1",
        "{\"core\":{\"title\":" TEXT(
            "RISK") ",\"recipient\":" ORG
                    ",\"risks\":[{\"risk\":\"torture\",\"level\":\"low\"}],"
                    "\"conclusion\":" TEXT(
                        "x") ",\"review\":\"2026-06-20T23:00:00.000000Z\"}}");
    tap_good(w, sit(w, n, "due", "{}"), "what is due");
    tap_titles(w, json_get(last, "items"), "LATE TODAY RISK MONTH SOON ",
        "by its day, of every kind that has one: not what is done, or later");
    item = json_get(last, "items")->first;
    tap_ok(bytes_is(json_get_text(item, "state"), "overdue") &&
            json_get(item, "days")->integer == -1,
        "yesterday's is overdue by a day");
    item = item->next;
    tap_ok(bytes_is(json_get_text(item, "state"), "due") &&
            json_get(item, "days")->integer == 0,
        "today's is not yet");
    tap_ok(bytes_is(json_get_text(item->next->next, "due"), "2026-06-30"),
        "a month is due on its last day");
    tap_ok(json_get(last, "count")->integer == 5, "five in all");
}

static void
test_questions(struct work *w, struct node *n)
{
    struct stored about = fixture_matter(w, n, "M");
    struct draft d = fixture_draft(w, n, "question/1",
        "{\"core\":{\"text\":" TEXT("Q") ",\"urgency\":\"72h\",\"purpose\":\"trial\","
                                         "\"to\":" ORG "}}");
    struct receipt r;

    draft_link(&d, "about", &about);
    NEED(w, node_make(n, w, &d, 1, &r) && sit(w, n, "due", "{}"));
    tap_ok(json_get(last, "asked")->count == 1 && json_get(last, "to_answer")->count == 0,
        "a question that we asked, and none to us");
    tap_ok(bytes_is(json_get_text(json_get(last, "asked")->first, "left"), "71 h 59 min"),
        "its clock runs: %s", titles(w, json_get(last, "asked")));
}

/* ---- Retention ------------------------------------------------------------------------ */

static const char visit_kind[] =
    "{\"kind\":\"visit/1\",\"label\":" BOTH
    ",\"title\":\"core.title\",\"retention\":\"P1M\","
    "\"number\":{\"at\":\"core.number\",\"mark\":\"V\"},"
    "\"parts\":{\"core\":{\"required\":true,\"schema\":{\"type\":\"object\","
    "\"properties\":{"
    "\"title\":{\"label\":" BOTH
    ",\"format\":\"lang-text\",\"maxLength\":99},\"number\":{\"label\":" BOTH
    ",\"type\":\"string\","
    "\"maxLength\":64}}}},\"terms\":{"
    "\"required\":true}},\"states\":{\"made\":{\"label\":" BOTH
    ",\"start\":true},\"over\":{\"label\":" BOTH ",\"final\":true}},"
    "\"moves\":{\"end\":{\"label\":" BOTH ",\"from\":[\"made\"],\"to\":\"over\"}}}";

/* ---- Numbers -------------------------------------------------------------------------- */

static const char *
number_of(struct work *w, struct node *n, struct bytes id)
{
    struct stored_part part;
    struct uuid uuid;
    struct stored s;
    struct json *core;

    NEED(w, uuid_read(w, id, &uuid) && store_by_id(node_store(n), w, &uuid, &s));
    NEED(w, store_part(node_store(n), w, &s, "core", &part));
    NEED(w, json_read(w, part.body, &json_record, &core));
    return work_format(w, "%.*s", (int)json_get_text(core, "number").len,
        (const char *)json_get_text(core, "number").at);
}

static const char *
new_visit(struct work *w, struct node *n, const char *set)
{
    NEED(w,
        sit(w, n, "new",
            work_format(w, "{\"kind\":\"visit\",\"set\":[\"core.title=A\"%s]}", set)));
    return number_of(w, n, json_get_text(last, "id"));
}

/* A visit is here by now that was not made by the desk, and so has no number. */
static void
test_numbers(struct work *w, struct node *n)
{
    tap_is_text(bytes_of(new_visit(w, n, "")), "EU-V-2026-0002",
        "a number of ours counts those that have none, too");
    tap_is_text(bytes_of(new_visit(w, n, "")), "EU-V-2026-0003", "and goes on");
    tap_is_text(bytes_of(new_visit(w, n, ",\"core.number=X-1\"")), "X-1",
        "what somebody says it is, it is");
    tap_is_text(bytes_of(new_visit(w, n, ",\"core.number=EU-V-2026-0040\"")),
        "EU-V-2026-0040", "even ahead of the count");
    tap_is_text(bytes_of(new_visit(w, n, "")), "EU-V-2026-0041",
        "which goes on from there");
    now_is += 365 * TIME_DAY;
    tap_is_text(bytes_of(new_visit(w, n, "")), "EU-V-2027-0001", "each year anew");
}

static const struct json *
kept_item(void)
{
    const struct json *item = json_get(last, "items")->first;

    while (item != NULL && !bytes_is(json_get_text(item, "state"), "retention"))
        item = item->next;
    return item;
}

static void
test_retention(struct work *w, struct node *n)
{
    struct receipt r;
    struct stored s;

    NEED(w, node_kind_adopt(n, w, bytes_of(visit_kind), fixture_terms(w, n), NULL, &r));
    s = fixture_make(w, n, "visit/1", "{\"core\":{\"title\":" TEXT("VISIT") "}}");
    NEED(w, sit(w, n, "due", "{}"));
    tap_ok(kept_item() == NULL, "what goes on is kept");
    move(w, n, &s, "end");
    NEED(w, sit(w, n, "due", "{}"));
    tap_is_text(json_get_text(kept_item(), "due"), "2026-07-16",
        "what is over is kept for a month more");
    tap_ok(kept_item() != NULL && json_get(kept_item(), "days")->integer == 30,
        "which is 30 days");
    now_is += 40 * TIME_DAY;
    NEED(w, sit(w, n, "due", "{}"));
    tap_ok(kept_item() != NULL && json_get(kept_item(), "days")->integer == -10,
        "and then told, until somebody erases it");
}

/* ---- pages --------------------------------------------------------------------------- */

/* All pages of a list, by its answer's "next": how many pages, and the titles in order. */
static const char *
turn_pages(struct work *w, struct node *n, const char *verb, const char *arguments,
    const char *list, size_t *pages)
{
    struct buffer b = buffer_open(w, 65536);
    struct bytes out, next = {0};

    *pages = 0;
    do {
        NEED(w,
            sit(w, n, verb,
                work_format(w, "{%s\"limit\":\"3\"%s%.*s%s}", arguments,
                    next.len > 0 ? ",\"after\":\"" : "", (int)next.len,
                    (const char *)next.at, next.len > 0 ? "\"" : "")));
        buffer_text(&b, titles(w, json_at(last, list)));
        next = json_get_text(last, "next");
        ++*pages;
    } while (next.len > 0 && *pages < 100);
    buffer_byte(&b, '\0');
    NEED(w, buffer_bytes(&b, &out));
    return (const char *)out.at;
}

static void
test_pages(struct work *w, struct node *n)
{
    const char *whole, *turned;
    int64_t count;
    size_t pages;

    make_hidden(w, n);
    task(w, n, "LAST", "2026-07-01");
    NEED(w, sit(w, n, "list", "{\"kind\":\"task\"}"));
    whole = titles(w, json_get(last, "items"));
    count = json_get(last, "count")->integer;
    tap_ok(count == (int64_t)json_get(last, "items")->count &&
            strstr(whole, "HIDDEN") == NULL && json_get(last, "next") == NULL,
        "a list that fits is whole");
    turned = turn_pages(w, n, "list", "\"kind\":\"task\",", "items", &pages);
    tap_ok(strcmp(whole, turned) == 0 && pages == ((size_t)count + 2) / 3,
        "%zu pages hold all of it, in order", pages);
    tap_ok(json_get(last, "count")->integer == count, "each says how many there are");
    turned =
        turn_pages(w, n, "list", "\"kind\":\"task\",\"newest\":true,", "items", &pages);
    tap_ok(pages == ((size_t)count + 2) / 3 && strncmp(turned, "LAST ", 5) == 0 &&
            strlen(turned) == strlen(whole),
        "the newest first, too");
    NEED(w,
        sit(w, n, "list",
            "{\"kind\":\"task\",\"newest\":true,\"skip\":\"1\","
            "\"limit\":\"2\"}"));
    tap_ok(json_get(last, "items")->count == 2 &&
            strstr(turned, titles(w, json_get(last, "items"))) == turned + 5,
        "and so many passed over");
    NEED(w, sit(w, n, "due", "{}"));
    whole = titles(w, json_get(last, "items"));
    count = json_get(last, "count")->integer;
    turned = turn_pages(w, n, "due", "", "items", &pages);
    tap_ok(strcmp(whole, turned) == 0 && pages > 1 && pages == ((size_t)count + 2) / 3,
        "what is due comes in %zu pages", pages);
    NEED(w, sit(w, n, "board", "{\"kind\":\"task\",\"state\":\"open\"}"));
    whole = titles(w, column("open"));
    tap_ok(json_get(last, "columns")->count == 1, "a board of one state");
    turned = turn_pages(w, n, "board", "\"kind\":\"task\",\"state\":\"open\",",
        "columns.0.items", &pages);
    tap_ok(strcmp(whole, turned) == 0 && pages > 2, "in %zu pages", pages);
    tap_fault(w, FAULT_USAGE, sit(w, n, "list", "{\"limit\":\"many\"}"), "not so many");
    tap_fault(w, FAULT_USAGE, sit(w, n, "list", "{\"after\":\"7\"}"), "no such place");
    tap_fault(w, FAULT_USAGE, sit(w, n, "list", "{\"after\":\"x/y\"}"), "nor that");
    tap_fault(w, FAULT_USAGE,
        sit(w, n, "board", "{\"kind\":\"task\",\"state\":\"none\"}"), "nor such a state");
}

int
main(void)
{
    struct node *n;
    struct work *w = sit_start(&n);

    test_board(w, n);
    test_hidden(w, n);
    test_erased(w, n);
    test_due(w, n);
    test_questions(w, n);
    test_retention(w, n);
    test_numbers(w, n);
    test_pages(w, n);
    return sit_end(w, n);
}
