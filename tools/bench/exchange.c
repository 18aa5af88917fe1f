/*
 * exchange: two nodes over TLS on this machine -- the program itself serves one of them, this
 * process is the other: a first sync of many records, then contacts on the connection that is
 * still open, with a hundred new records at either end and with nothing new.
 *
 *     exchange FOLDER PROGRAM RECORDS      in an empty folder
 *
 * Prints a line each: group|name|seconds|units.  What else was counted, and what is wanted, goes
 * to standard error; FOLDER/records has the canonical texts of what was given, for a compressor.
 */
#include "tools/bench/pair.h"

#define AT_ONCE 1000 /* records made, signed and shared together */
#define FEW 100
#define AGAIN 21 /* contacts with nothing new */
#define CORE 600 /* bytes of what a record says, about */

/* ---- Records ------------------------------------------------------------------------------- */

/* Words that a compressor finds about as alike as those of real notes. */
static struct json *
core_of(struct work *w, uint64_t number)
{
    static const char *const words[] = {"assessment", "border", "crossing", "of", "the",
        "meeting", "on", "transit", "container", "seen", "by", "officer", "at", "port",
        "contact", "with", "office", "reported", "that", "no", "further", "payment",
        "was", "made", "through", "account", "in", "March", "according", "to", "source",
        "group", "vehicle", "two", "persons", "travelled", "from", "north", "route",
        "and", "a", "second", "shipment", "is", "expected", "before", "next", "review",
        "under", "framework", "agreed", "witness", "statement", "recorded", "translation",
        "pending", "request", "answered", "partly", "follow-up", "planned", "custody"};
    uint64_t state = number * UINT64_C(0x9e3779b97f4a7c15) + 1;
    struct buffer b = buffer_open(w, 65536);
    struct bytes text;
    struct json *core = NULL;

    buffer_format(&b,
        "{\"title\":[{\"lang\":\"en\",\"text\":\"Matter %llu of the measure\"}],"
        "\"description\":[{\"lang\":\"en\",\"text\":\"",
        (unsigned long long)number);
    while (b.len < CORE - 4) {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        if (state % 16 == 0)
            buffer_format(&b, "%u ", (unsigned)(state >> 32) % 100000);
        else
            buffer_format(&b, "%s ", words[(state >> 20) % COUNT_OF(words)]);
    }
    buffer_text(&b, ".\"}]}");
    NEED(w, buffer_bytes(&b, &text) && json_read(w, text, &json_written, &core));
    return core;
}

/* Made and shared; the texts, as a partner gets them, are added to ${to}. */
static void
make_some(struct node *n, const struct peer *with, uint64_t from, size_t count, FILE *to)
{
    static const struct actor who = {.person = {(const uint8_t *)"bench", 5}};
    struct work *w = work_open(&os_real);
    struct draft *drafts = work_alloc(w, count * sizeof(*drafts));
    struct receipt *receipts = work_alloc(w, count * sizeof(*receipts)), *deliveries;
    struct stored *stored = work_alloc(w, count * sizeof(*stored));
    struct json *terms_json;
    struct terms terms;
    size_t delivery_count;

    NEED(w, drafts != NULL && receipts != NULL && stored != NULL);
    terms_default(&node_identity(n)->id, &terms);
    NEED(w, terms_write(w, &terms, &terms_json));
    for (size_t i = 0; i < count; i++) {
        drafts[i] = (struct draft){.kind = "matter/1"};
        draft_part(&drafts[i], "core", core_of(w, from + i));
        draft_part(&drafts[i], "terms", terms_json);
    }
    NEED(w, node_make(n, w, drafts, count, receipts));
    for (size_t i = 0; i < count; i++) {
        struct record *r;
        struct bytes text;

        NEED(w, store_by_no(node_store(n), w, receipts[i].no, &stored[i]));
        if (to == NULL)
            continue;
        NEED(w,
            node_record(n, w, &stored[i], &r) && record_write(w, r, NULL, NULL, &text));
        fwrite(text.at, 1, text.len, to);
    }
    NEED(w,
        exchange_share(n, w, &who, with, 1, stored, count, &deliveries, &delivery_count));
    work_close(w);
}

/* New records at the node that is served, by commands to its server. */
static void
few_there(struct work *w, const char *name, const char *to, uint64_t from)
{
    char *words[WORDS] = {NULL, NULL, NULL, (char *)"share", (char *)"--to", (char *)to};
    const char *path = work_format(w, "%s/few", folder);
    FILE *f = fopen(path, "w");
    struct json *made;
    int count = 6;

    for (uint64_t i = 0; f != NULL && i < FEW; i++) {
        struct json *line = json_object(w);
        struct bytes text;

        json_put(line, "core", core_of(w, from + i));
        NEED(w, json_write(w, line, &text));
        fprintf(f, "%.*s\n", (int)text.len, (const char *)text.at);
    }
    if (f == NULL || fclose(f) != 0)
        end(w, path);
    made = ask(w, name, "new", "matter", "--batch", path, "--tlp", "amber", NULL);
    for (const struct json *i = json_get(made, "made")->first; i != NULL; i = i->next) {
        const char *id;

        NEED(w, work_string(w, json_get_text(i, "id"), &id));
        words[count++] = (char *)id;
    }
    (void)ask_all(w, name, words);
}

/* ---- A road that counts ------------------------------------------------------------------------ */

static struct {
    struct road road;
    unsigned trips;
    uint64_t sent, got; /* bytes of bodies */
} counted;

static bool
count_call(void *ctx, struct work *w, const char *verb, struct bytes body,
    struct bytes *reply)
{
    (void)ctx;
    counted.trips++;
    counted.sent += body.len;
    TRY(counted.road.call(counted.road.ctx, w, verb, body, reply));
    counted.got += reply->len;
    if (getenv("TELL") != NULL)
        fprintf(stderr, "    %s %zu: %zu\n", verb, body.len, reply->len);
    return true;
}

/* Bytes that went over this process's connections, both ways: what the kernel counted. */
static uint64_t
on_the_line(void)
{
    uint64_t total = 0;

    for (int fd = 3; fd < 256; fd++) {
        struct sockaddr_storage other;
        struct tcp_info info = {0};
        socklen_t len = sizeof(info), name = sizeof(other);

        if (getpeername(fd, (struct sockaddr *)&other, &name) == 0 &&
            other.ss_family == AF_INET &&
            getsockopt(fd, IPPROTO_TCP, TCP_INFO, &info, &len) == 0)
            total += info.tcpi_bytes_acked + info.tcpi_bytes_received;
    }
    return total;
}

/* One contact; what it took. */
static double
meet(struct hall *at, const struct peer *with, struct synced *done)
{
    static const struct actor who = {.person = {(const uint8_t *)"bench", 5}};
    const struct road road = {.call = count_call};
    struct work *w = work_open(&os_real);
    double began = now();

    counted.trips = 0;
    counted.sent = counted.got = 0;
    lock_take(at->turn);
    NEED(w, exchange_sync(at->node, w, &who, with, &road, done));
    lock_give(at->turn);
    work_close(w);
    return now() - began;
}

/* Did it go to the partner, or come from it?  The journal alone has what stays here. */
static bool
went(struct node *n, struct work *w, const struct stored *s)
{
    struct bytes *names;
    size_t count;
    bool yes = false;

    NEED(w, store_logs_of(node_store(n), w, &s->hash, &names, &count));
    for (size_t i = 0; i < count; i++)
        yes = yes || bytes_start(names[i], "outbox/") || bytes_start(names[i], "inbox/");
    return yes;
}

/* The texts of records behind number ${after} that went over: what a contact is about. */
static uint64_t
content_after(struct node *n, int64_t after)
{
    uint64_t bytes = 0;
    bool have = true;

    while (have) {
        struct work *w = work_open(&os_real);
        struct stored s;
        struct record *r;
        struct bytes text;

        NEED(w, store_next(node_store(n), w, after, (struct bytes){0}, &s, &have));
        after = have ? s.no : after;
        if (have && went(n, w, &s)) {
            NEED(w, node_record(n, w, &s, &r) && record_write(w, r, NULL, NULL, &text));
            bytes += text.len;
        }
        work_close(w);
    }
    return bytes;
}

/* ---- The measures ------------------------------------------------------------------------------ */

#define TIMES 5

static struct hall hall;
static struct peer peer;
static uint64_t number; /* of the next record */

static void
first_sync(size_t records)
{
    struct synced done;
    double took = meet(&hall, &peer, &done);
    uint64_t line = on_the_line();

    printf("sync|liaison, first sync|%.3f|%zu\n", took, records);
    printf("wire|liaison, first sync|1|%llu\n", (unsigned long long)line);
    fprintf(stderr,
        "  first sync of %llu entries: %.1f s, that is %.0f s for 1,000,000 (wanted: "
        "60); "
        "%u trips, %.1f MB on the line; memory at most %.0f MiB here, %.0f MiB there\n",
        (unsigned long long)done.received, took, took * 1e6 / (double)records,
        counted.trips, (double)line / 1e6, peak(getpid()), peak(server));
}

static void
say(const char *what, double took, const char *wanted, uint64_t content)
{
    uint64_t bodies = counted.sent + counted.got;

    printf("contact|%s|%.5f|1\n", what, took);
    printf("bodies|%s|1|%llu\n", what, (unsigned long long)bodies);
    fprintf(stderr,
        "  %s: %.1f ms, %u round trips, %llu bytes of bodies, %lld above the records' "
        "own "
        "%llu (wanted: %s)\n",
        what, took * 1000, counted.trips, (unsigned long long)bodies,
        (long long)(bodies - content), (unsigned long long)content, wanted);
}

static void
nothing_new(void)
{
    double took[AGAIN];
    struct synced done;

    (void)meet(&hall, &peer, &done);
    for (int i = 0; i < AGAIN; i++)
        took[i] = meet(&hall, &peer, &done);
    qsort(took, AGAIN, sizeof(*took), by_time);
    say("nothing new", took[AGAIN / 2], "5 ms, 1 trip, 512 bytes", 0);
}

static void
few_new(struct work *w, bool there)
{
    double took[TIMES];
    struct synced done;
    uint64_t content = 0;
    int64_t last;

    for (int i = 0; i < TIMES; i++) {
        NEED(w, store_count(node_store(hall.node), w, &last));
        if (there)
            few_there(w, "a", "b", number);
        else
            make_some(hall.node, &peer, number, FEW, NULL);
        number += FEW;
        took[i] = meet(&hall, &peer, &done);
        content = content_after(hall.node, last);
    }
    qsort(took, TIMES, sizeof(*took), by_time);
    say(there ? "100 new there" : "100 new here", took[TIMES / 2],
        "100 ms, 2 trips, 8 KB above", content);
}

/* Commands that open a node of so many records themselves: one that asks nothing of them, and one that
 * looks at what nobody has read yet, which is all of them. */
static void
starts(struct work *w, const char *name)
{
    static const struct {
        const char *what, *verb, *more;
    } commands[] = {{"open and close", "peer", "list"}, {"status", "status", NULL}};
    double took[TIMES];

    for (size_t c = 0; c < COUNT_OF(commands); c++) {
        for (int i = 0; i < TIMES; i++) {
            (void)ask(w, name, commands[c].verb, commands[c].more, NULL);
            took[i] = asked.seconds;
        }
        qsort(took, TIMES, sizeof(*took), by_time);
        printf("start|%s, all records|%.4f|1\n", commands[c].what, took[TIMES / 2]);
        fprintf(stderr, "  %s such a node: %.0f ms, %.0f MiB%s\n", commands[c].what,
            took[TIMES / 2] * 1000, asked.peak, c == 0 ? " (wanted: 200 ms, 60 MB)" : "");
    }
}

/* The giver, with its records shared, and their texts in a file. */
static void
make_giver(struct work *w, const struct hash *to, size_t records)
{
    FILE *texts = fopen(work_format(w, "%s/records", folder), "w");
    double began = now();
    struct peer there;
    struct node *n;

    NEED(w, node_open(w, work_format(w, "%s/a", folder), (struct bytes){0}, &n));
    pin(n, w, to, "b", "");
    NEED(w, node_peer(n, w, bytes_of("b"), &there));
    for (; number < records; number += AT_ONCE)
        make_some(n, &there, number,
            records - number < AT_ONCE ? records - number : AT_ONCE, texts);
    if (texts == NULL || fclose(texts) != 0)
        end(w, "records");
    node_close(n);
    fprintf(stderr, "  %zu records made and shared in %.1f s\n", records, now() - began);
}

int
main(int argc, char **argv)
{
    struct work *w = work_open(&os_real);
    struct desk desk = {0};
    struct hash a, b;
    const char *url;

    if (argc != 4) {
        fprintf(stderr, "usage: exchange FOLDER PROGRAM RECORDS\n");
        return 2;
    }
    folder = argv[1];
    program = argv[2];
    signal(SIGPIPE, SIG_IGN);
    NEED(w, w != NULL && crypt_start(w));
    make_node(w, "a", 1, &a);
    make_node(w, "b", 5, &b);
    make_giver(w, &b, strtoul(argv[3], NULL, 10));
    url = serve(w, "a");
    NEED(w, node_open(w, work_format(w, "%s/b", folder), (struct bytes){0}, &hall.node));
    NEED(w, lock_open(w, &hall.turn));
    pin(hall.node, w, &a, "a", url);
    NEED(w, node_peer(hall.node, w, bytes_of("a"), &peer));
    desk.node = hall.node;
    desk.hall = &hall;
    lock_take(hall.turn);
    NEED(w, peer_dial(&desk, w, &peer, &counted.road));
    lock_give(hall.turn);
    first_sync(strtoul(argv[3], NULL, 10));
    nothing_new();
    few_new(w, true);
    few_new(w, false);
    peer_hang_up(&counted.road);
    node_close(hall.node);
    lock_close(hall.turn);
    kill(server, SIGTERM);
    waitpid(server, NULL, 0);
    starts(w, "b");
    work_close(w);
    return 0;
}
