/*
 * screen, lists show, lists diff, with invented lists: what is asked for is found, with its
 * reasons, in the order of the rows whatever the number of threads; what cannot be meant is
 * refused in a line that says where.
 */
#include "tests/desks/sit.h"

#include <unistd.h>

#include "doors/cli/cli.h"
#include "engines/screen/screen.h"
#include "ground/archive/archive.h"

#define LIST                                         \
    "list,ref,type,kind,name,dob,country\n"          \
    "T,T.1,P,primary,Vladan Orsimov,1960-02-03,RS\n" \
    "T,T.1,P,alias,Orsimov Vladan,,\n"               \
    "T,T.2,E,primary,Northern Quartz,,\n"            \
    "T,T.3,P,primary,Karim Belhadi,1971,DZ\n"
#define HEAD "query_id,rank,list,ref,score,name,band\n"

static struct console typed = {.in = -1};
static void (*beside)(struct lock *turn, unsigned count,
    void (*run)(void *ctx, unsigned n), void *ctx);

static bool
ask(struct work *w, const char *verb, const char *arguments)
{
    struct desk d = {.console = typed.in >= 0 ? &typed : NULL,
        .beside = beside,
        .actor = {.person = bytes_of("ana")}};

    last = NULL;
    return verb_run(verb_find(bytes_of(verb)), &d, w, parse(w, arguments), &last);
}

/* Names in a file, asked for in the list. */
static bool
names(struct work *w, struct bytes rows, const char *more)
{
    const char *file = at(w, "names.csv");

    put_file(file, rows.at, rows.len);
    return ask(w, "screen",
        work_format(w, "{\"list\":[\"%s\"],\"queries\":[\"%s\"]%s}", at(w, "list.csv"),
            file, more));
}

static void
put(struct work *w, const char *name, const char *text)
{
    put_file(at(w, "%s", name), text, strlen(text));
}

/* ---- Hits ---------------------------------------------------------------------------------------- */

static void
found(struct work *w)
{
    const char *rows, *score;

    NEED(w,
        names(w,
            bytes_of("name,id\nKarim Belhadi,a\nNobody Here,b\n\"Orsimov, Vladan\",c\n"),
            ""));
    rows = said(w, "text");
    tap_ok(strncmp(rows, HEAD "a,1,T,T.3,", strlen(HEAD) + 10) == 0 &&
            strstr(rows, ",Karim Belhadi,good\nc,1,T,T.1,") != NULL &&
            strstr(rows, "\nb,") == NULL,
        "those who are listed, and no row for who is not");
    tap_ok(number("queries") == 3 && number("found") == 2 && number("hits") == 2,
        "they are counted");
    tap_ok(strcmp(said(w, "lists.0.list"), "T") == 0 && number("lists.0.entries") == 3 &&
            number("lists.0.names") == 4,
        "and the list is named");
    score = work_format(w, "%.6s", rows + strlen(HEAD) + 10);
    NEED(w,
        names(w, bytes_of("id,name\n1,Karim Belhadi\n"),
            work_format(w, ",\"threshold\":\"%s\"", score)));
    tap_ok(number("hits") == 1, "with its own points as the threshold it is found");
    NEED(w,
        names(w, bytes_of("id,name\n1,Karim Belhadi\n"),
            work_format(w, ",\"threshold\":\"%.3f\"", strtod(score, NULL) + 0.001)));
    tap_ok(number("hits") == 0, "with a thousandth more it is not");
    NEED(w, names(w, bytes_of("id\tname\n1\tKarim Belhadi\n"), ""));
    tap_ok(number("hits") == 1, "tabs part cells too");
}

/* The points of a line of JSON are the sum of those of its parts. */
static void
sums(struct work *w)
{
    const char *const sides[] = {"for", "against"};
    struct json *hit;
    double sum = 0;

    NEED(w,
        names(w,
            bytes_of("id,name,dob,country,gender,type\n"
                     "1,Vladan Petar Orsimov,1975,rs,male,entity\n"),
            ",\"format\":\"jsonl\",\"explain\":true,\"threshold\":\"1\",\"most\":\"1\""));
    NEED(w, json_read(w, bytes_of(said(w, "text")), &json_foreign, &hit));
    for (size_t side = 0; side < COUNT_OF(sides); side++)
        for (const struct json *p = json_get(hit, sides[side])->first; p != NULL;
             p = p->next) {
            double points = strtod((const char *)json_get_text(p, "points").at, NULL);

            tap_ok(json_get_text(p, "says").len > 0 && (points < 0) == (side == 1),
                "%s: %.*s", sides[side], (int)json_get_text(p, "says").len,
                (const char *)json_get_text(p, "says").at);
            sum += points;
        }
    tap_ok(sum - strtod((const char *)json_get_text(hit, "score").at, NULL) < 0.0001 &&
            sum - strtod((const char *)json_get_text(hit, "score").at, NULL) > -0.0001,
        "the score is the sum of what speaks for it and against");
    tap_ok(json_get(hit, "against")->count >= 3,
        "another birth, another type, a word more");
    tap_ok(json_holds_text(json_get(hit, "dates"), bytes_of("1960-02-03")) &&
            json_holds_text(json_get(hit, "countries"), bytes_of("RS")),
        "and what the entry says stands beside it");
}

static void
single(struct work *w)
{
    const char *list = at(w, "list.csv");

    NEED(w,
        ask(w, "screen",
            work_format(w,
                "{\"list\":[\"%s\"],\"name\":\"Karim Belhadi\",\"dob\":\"1971\","
                "\"country\":\"DZ\",\"explain\":true}",
                list)));
    tap_ok(number("hits") == 1 &&
            strstr(said(w, "text"), "year of birth agrees +3.000") &&
            strstr(said(w, "text"), "country agrees +2.000"),
        "one name from the command line, with reasons");
    tap_fault(w, FAULT_USAGE,
        ask(w, "screen", work_format(w, "{\"list\":[\"%s\"]}", list)),
        "nobody asked for");
    tap_fault(w, FAULT_USAGE, names(w, bytes_of("id,name\n1,A\n"), ",\"dob\":\"1970\""),
        "a file has its own dates of birth");
    tap_fault(w, FAULT_USAGE, ask(w, "screen", "{\"name\":\"A\"}"),
        "without a list there must be a node");
}

/* ---- Rows ----------------------------------------------------------------------------------------- */

static void
bad_rows(struct work *w)
{
    static const struct {
        const char *rows, *says;
    } bad[] = {{"", "it is empty"}, {"id,nom\n1,A\n", "line 1: \"nom\""},
        {"id\n1\n", "line 1: there is no column name"},
        {"name\nA\n", "line 1: there is no column id"},
        {"id,name,id\n", "line 1: the column id stands there twice"},
        {"id,name\n1,A\n2\n", "line 3: 1 cells"},
        {"id,name\n1,A\n2,B,C\n", "line 3: 3 cells"}, {"id,name\n,A\n", "line 2: id"},
        {"id,name\n1, \n", "line 2: name"},
        {"id,name,dob\n1,A,1970-02-30\n", "line 2: dob"},
        {"id,name,dob\n1,A,1972-02-29\n2,B,1900-02-29\n", "line 3: dob"},
        {"id,name,dob\n1,A,01/02/1970\n", "line 2: dob"},
        {"id,name,country\n1,A,Serbia\n", "line 2: country"},
        {"id,name,gender\n1,A,x\n", "line 2: gender"},
        {"id,name,type\n1,A,ship\n", "line 2: type"},
        {"id,name\n1,A\"B\n", "line 2: a quote"},
        {"id,name\n1,\"A\n", "line 2: a quote is not closed"},
        {"id,name\n1,\xff\n", "line 2: no UTF-8"}};

    for (size_t i = 0; i < COUNT_OF(bad); i++) {
        bool good = names(w, bytes_of(bad[i].rows), "");

        if (!tap_ok(!good && work_fault(w) == FAULT_INVALID &&
                    strstr(work_why(w), "names.csv") && strstr(work_why(w), bad[i].says),
                "refused: %s", bad[i].says))
            printf("# %s\n", work_why(w));
        work_clear(w);
    }
    tap_fault(w, FAULT_INVALID, names(w, bytes_from("id,name\n1,A\0B\n", 14), ""),
        "a NUL is no text");
    tap_fault(w, FAULT_MISSING,
        ask(w, "screen",
            work_format(w, "{\"list\":[\"%s\"],\"queries\":[\"%s\"]}", at(w, "list.csv"),
                at(w, "none"))),
        "a file that is not there");
}

/* What is strange, but may be meant, is told of, and screened. */
static void
remarked(struct work *w)
{
    struct buffer b = buffer_open(w, SIZE_MAX / 2);
    struct bytes rows, now;
    int year;

    NEED(w, time_write(w, os_real.now(), &now));
    year = (now.at[0] - '0') * 1000 + (now.at[1] - '0') * 100 + (now.at[2] - '0') * 10 +
        now.at[3] - '0';
    buffer_format(&b,
        "id,name,dob\n1,A B,%d\n2,A B,%d\n3,A B,%.10s\n4,A B,%.7s\n5,A B,%d-01\n"
        "2,A B,\n6,A B,%d-12-31\n1,A B,\n",
        year, year + 1, now.at, now.at, year + 1, year + 100);
    NEED(w, buffer_bytes(&b, &rows) && names(w, rows, ""));
    tap_ok(number("remarked") == 5 && number("queries") == 8 &&
            number("remarks.0.line") == 3 &&
            strstr(said(w, "remarks.0.text"), "still to come") &&
            number("remarks.1.line") == 6 && number("remarks.3.line") == 8,
        "of dates of birth that are still to come it is said");
    tap_ok(number("remarks.2.line") == 7 && strcmp(said(w, "remarks.2.id"), "2") == 0 &&
            strstr(said(w, "remarks.2.text"), "a row before") &&
            number("remarks.4.line") == 9,
        "and of ids that stand twice");
    b.len = 0;
    buffer_text(&b, "id,name\n");
    for (int i = 0; i < 20000; i++)
        buffer_format(&b, "row-%d,A B\n", i % 19990);
    NEED(w, buffer_bytes(&b, &rows) && names(w, rows, ""));
    tap_ok(number("remarked") == 10 && number("remarks.9.line") == 20001,
        "be they far from each other, and no others");
    NEED(w,
        ask(w, "screen",
            work_format(w, "{\"list\":[\"%s\"],\"name\":\"A B\",\"dob\":\"%d\"}",
                at(w, "list.csv"), year + 1)));
    tap_ok(number("remarked") == 1, "of one name, too");
}

static void
odd_names(struct work *w)
{
    struct buffer b = buffer_open(w, SIZE_MAX / 2);
    struct bytes rows;

    NEED(w, names(w, bytes_of("id,name\n1,\xcc\x81\xcc\x81\n2,x\n3,...\n"), ""));
    tap_ok(number("hits") == 0 && number("remarked") == 2 &&
            number("remarks.0.line") == 2 && number("remarks.1.line") == 4,
        "names of which nothing can be compared are told of");
    buffer_text(&b, "id,name\n1,Karim Belhadi");
    for (int i = 0; i < 5000; i++)
        buffer_text(&b, " x");
    buffer_byte(&b, '\n');
    NEED(w, buffer_bytes(&b, &rows));
    NEED(w, names(w, rows, ""));
    tap_ok(number("remarked") == 1 && strstr(said(w, "remarks.0.text"), "longer"),
        "of a name of 10,000 letters it is said that its end was not looked at");
    b.len = 0;
    buffer_text(&b, "id,name\n1,");
    for (int i = 0; i < 70000; i++)
        buffer_byte(&b, 'x');
    NEED(w, buffer_bytes(&b, &rows));
    tap_fault(w, FAULT_INVALID, names(w, rows, ""), "a cell has an end");
}

static bool
same_with(struct work *w, struct bytes rows, struct bytes want, const char *threads)
{
    NEED(w,
        names(w, rows,
            work_format(w, ",\"threads\":\"%s\",\"explain\":true,\"threshold\":\"40\"",
                threads)));
    return bytes_is(want, said(w, "text"));
}

/* Do the lines come in the order of the names?  Their ids count up, behind those that have none. */
static bool
in_order(const char *text)
{
    long before = -1;
    size_t lines = 0;

    for (const char *line = strchr(text, '\n'); line != NULL; line = strchr(line, '\n')) {
        long id = *++line == 'n' ? -1 : strtol(line, NULL, 10);

        if (id < before)
            return false;
        before = id;
        lines++;
    }
    return lines > 3000 && before > 7990;
}

static void
threads(struct work *w)
{
    struct buffer b = buffer_open(w, SIZE_MAX / 2);
    struct bytes rows, want;

    buffer_text(&b, "id,name\n");
    for (int i = 0; i < 1000; i++)
        buffer_text(&b, "n,Karim Belhadi\n");
    for (int i = 0; i < 8000; i++)
        buffer_format(&b, "%d,%s %c%c\n", i, i % 3 == 0 ? "Vladan Orsimov" : "Quartz",
            'a' + i % 26, 'a' + i / 26 % 26);
    NEED(w, buffer_bytes(&b, &rows));
    beside = NULL;
    NEED(w, names(w, rows, ",\"threads\":\"1\",\"explain\":true,\"threshold\":\"40\""));
    tap_ok(number("queries") == 9000 && number("found") > 3000, "many names, two blocks");
    NEED(w, work_keep(w, bytes_of(said(w, "text")), &want));
    tap_ok(in_order((const char *)want.at), "in their order");
    beside = thread_beside;
    tap_ok(same_with(w, rows, want, "2"), "two threads say the same");
    tap_ok(same_with(w, rows, want, "13"), "and so do thirteen");
    beside = NULL;
    tap_ok(same_with(w, rows, want, "3"), "and three that are one");
}

static void
standard_input(struct work *w)
{
    static const char rows[] = "id,name\n1,Karim Belhadi\n";
    int ends[2];
    const char *arguments =
        work_format(w, "{\"list\":[\"%s\"],\"queries\":[\"-\"]}", at(w, "list.csv"));

    tap_fault(w, FAULT_USAGE, ask(w, "screen", arguments),
        "who is asked from elsewhere has no standard input");
    NEED(w, pipe(ends) == 0 && write(ends[1], rows, sizeof(rows) - 1) > 0);
    close(ends[1]);
    typed.in = ends[0];
    tap_good(w, ask(w, "screen", arguments), "a command has");
    tap_ok(number("hits") == 1, "and it is read");
    typed.in = -1;
    close(ends[0]);
}

/* ---- Lists ------------------------------------------------------------------------------------------ */

static void
shown(struct work *w)
{
    const char *list = at(w, "list.csv");

    NEED(w,
        ask(w, "lists show",
            work_format(w, "{\"ref\":\"T.1\",\"list\":[\"%s\"]}", list)));
    tap_ok(number("count") == 1 &&
            strcmp(said(w, "items.0.names.1.text"), "Orsimov Vladan") == 0 &&
            strcmp(said(w, "items.0.says.0.text"), "1960-02-03") == 0,
        "an entry is shown with its names and what it says");
    tap_fault(w, FAULT_MISSING,
        ask(w, "lists show", work_format(w, "{\"ref\":\"T.9\",\"list\":[\"%s\"]}", list)),
        "one that is not there");
}

static void
differs(struct work *w)
{
    put(w, "new.csv",
        "list,ref,type,kind,name,dob,country\n"
        "T,T.9,P,primary,New Person,,\n"
        "T,T.3,P,primary,Karim Belhadi,1972,DZ\n"
        "T,T.1,P,primary,Vladan Orsimov,1960-02-03,RS\n"
        "T,T.1,P,alias,Orsimov Vladan,,\n");
    NEED(w,
        ask(w, "lists diff",
            work_format(w, "{\"from\":\"%s\",\"to\":\"%s\"}", at(w, "list.csv"),
                at(w, "new.csv"))));
    tap_ok(number("counts.added") == 1 && number("counts.removed") == 1 &&
            number("counts.changed") == 1 && number("counts.same") == 1,
        "what differs is counted; the order of a list is no difference");
    tap_ok(strcmp(said(w, "added.0.ref"), "T.9") == 0 &&
            strcmp(said(w, "removed.0.ref"), "T.2") == 0 &&
            strcmp(said(w, "changed.0.ref"), "T.3") == 0 &&
            strcmp(said(w, "changed.0.parts"), "dates") == 0 &&
            strcmp(said(w, "changed.0.was.dates.0"), "1971") == 0 &&
            strcmp(said(w, "changed.0.is.dates.0"), "1972") == 0,
        "and named, with the part that changed");
}

/* What xz made of the head of the list and its last line. */
static const uint8_t xz[] = {0xfd, 0x37, 0x7a, 0x58, 0x5a, 0x00, 0x00, 0x01, 0x69, 0x22,
    0xde, 0x36, 0x02, 0x00, 0x21, 0x01, 0x1c, 0x00, 0x00, 0x00, 0x10, 0xcf, 0x58, 0xcc,
    0x01, 0x00, 0x49, 0x6c, 0x69, 0x73, 0x74, 0x2c, 0x72, 0x65, 0x66, 0x2c, 0x74, 0x79,
    0x70, 0x65, 0x2c, 0x6b, 0x69, 0x6e, 0x64, 0x2c, 0x6e, 0x61, 0x6d, 0x65, 0x2c, 0x64,
    0x6f, 0x62, 0x2c, 0x63, 0x6f, 0x75, 0x6e, 0x74, 0x72, 0x79, 0x0a, 0x54, 0x2c, 0x54,
    0x2e, 0x33, 0x2c, 0x50, 0x2c, 0x70, 0x72, 0x69, 0x6d, 0x61, 0x72, 0x79, 0x2c, 0x4b,
    0x61, 0x72, 0x69, 0x6d, 0x20, 0x42, 0x65, 0x6c, 0x68, 0x61, 0x64, 0x69, 0x2c, 0x31,
    0x39, 0x37, 0x31, 0x2c, 0x44, 0x5a, 0x0a, 0x00, 0x00, 0x00, 0xe6, 0x8f, 0xe8, 0xbc,
    0x00, 0x01, 0x5e, 0x4a, 0x7f, 0x6d, 0xb7, 0x92, 0x90, 0x42, 0x99, 0x0d, 0x01, 0x00,
    0x00, 0x00, 0x00, 0x01, 0x59, 0x5a};

/* A packed list is read as it is; cut off anywhere, or with a byte that is another, it is
 * refused. */
static void
packed(struct work *w)
{
    const char *file = at(w, "packed.csv"),
               *arguments =
                   work_format(w, "{\"list\":[\"%s\"],\"name\":\"Karim Belhadi\"}", file);
    uint8_t damaged[sizeof(xz)];
    size_t refused = 0;

    put_file(file, xz, sizeof(xz));
    NEED(w, ask(w, "screen", arguments));
    tap_ok(number("hits") == 1, "a list that xz packed");
    for (size_t len = 1; len < sizeof(xz); len++) {
        put_file(file, xz, len);
        refused += !ask(w, "screen", arguments) && work_fault(w) == FAULT_INVALID;
        work_clear(w);
    }
    tap_ok(refused == sizeof(xz) - 1, "cut off at any place it is refused");
    refused = 0;
    for (size_t i = 0; i < sizeof(xz); i++) {
        memcpy(damaged, xz, sizeof(xz));
        damaged[i] ^= 1;
        put_file(file, damaged, sizeof(xz));
        refused += !ask(w, "screen", arguments) && work_fault(w) == FAULT_INVALID;
        work_clear(w);
    }
    tap_ok(refused == sizeof(xz), "and so it is with any bit that is another");
}

/* ---- Real lists --------------------------------------------------------------------------------------- */

/* Primary names of the list of the UN, written as people do, are found under their reference. */
static void
united_nations(struct work *w)
{
    static const struct {
        const char *name, *ref;
    } asked[] = {{"Aiman Muhammed Rabi al-Zawahiri", ",UN,QDi.006,"},
        {"ZAWAHIRI, Aiman Muhammad", ",UN,QDi.006,"},
        {"Abdul Aziz Abbasin", ",UN,TAi.155,"}};
    const char *list = tap_data("lists/un/consolidated_2026-02-27.xml.xz");

    if (list == NULL) {
        tap_skip(COUNT_OF(asked) + 1, "LIAISON_DATA is not set");
        return;
    }
    for (size_t i = 0; i < COUNT_OF(asked); i++) {
        NEED(w,
            ask(w, "screen",
                work_format(w, "{\"list\":[\"%s\"],\"name\":\"%s\"}", list,
                    asked[i].name)));
        tap_ok(strstr(said(w, "text"), asked[i].ref) != NULL, "found: %s", asked[i].name);
    }
    tap_ok(strcmp(said(w, "lists.0.date"), "2026-02-27") == 0 &&
            number("lists.0.entries") > 900,
        "on the list of its own date");
}

int
main(void)
{
    struct work *w = fixture_start();

    NEED(w, screen_start(w));
    put(w, "list.csv", LIST);
    found(w);
    sums(w);
    single(w);
    bad_rows(w);
    odd_names(w);
    remarked(w);
    threads(w);
    standard_input(w);
    shown(w);
    differs(w);
    packed(w);
    united_nations(w);
    work_close(w);
    return tap_end();
}
