/*
 * recall: items that seven partners hold are recalled, and all seven meet their originator at once,
 * each the program itself: the time until the last of them has erased and said so.
 *
 *     recall FOLDER PROGRAM ITEMS       in an empty folder
 *
 * Prints a line: group|name|seconds|units.
 */
#include "tools/bench/pair.h"

#define HOLDERS 7
#define AT_ONCE 1000

static const struct actor who = {.person = {(const uint8_t *)"bench", 5},
    .purpose = {(const uint8_t *)"bench", 5}};

static void
make_and_share(struct node *n, const struct peer to[], size_t count)
{
    struct work *w = work_open(&os_real);
    struct draft *drafts = work_alloc(w, count * sizeof(*drafts));
    struct receipt *made = work_alloc(w, count * sizeof(*made)), *given;
    struct stored *stored = work_alloc(w, count * sizeof(*stored));
    struct json *core, *of_it;
    struct terms terms;
    size_t given_count;

    NEED(w, drafts != NULL && made != NULL && stored != NULL);
    terms_default(&node_identity(n)->id, &terms);
    NEED(w,
        terms_write(w, &terms, &of_it) &&
            json_read(w,
                bytes_of("{\"title\":[{\"lang\":\"en\",\"text\":\"To be recalled\"}]}"),
                &json_written, &core));
    for (size_t i = 0; i < count; i++) {
        drafts[i] = (struct draft){.kind = "matter/1"};
        draft_part(&drafts[i], "core", core);
        draft_part(&drafts[i], "terms", of_it);
    }
    NEED(w, node_make(n, w, drafts, count, made));
    for (size_t i = 0; i < count; i++)
        NEED(w, store_by_no(node_store(n), w, made[i].no, &stored[i]));
    NEED(w, exchange_share(n, w, &who, to, HOLDERS, stored, count, &given, &given_count));
    work_close(w);
}

/* Each by the verb, as a person would. */
static void
recall_all(struct node *n)
{
    struct desk d = {.node = n, .actor = who};
    int64_t after = 0;
    bool have = true;

    while (have) {
        struct work *w = work_open(&os_real);
        struct json *args = json_object(w), *answer;
        struct stored s;

        NEED(w, store_next(node_store(n), w, after, bytes_of("matter/1"), &s, &have));
        after = s.no;
        json_put(args, "id", json_uuid(w, &s.id));
        json_put(args, "reason", json_string(w, "a measure"));
        if (have)
            NEED(w, verb_run(verb_find(bytes_of("recall")), &d, w, args, &answer));
        work_close(w);
    }
}

/* All at once. */
static void
meet_all(struct work *w)
{
    pid_t children[HOLDERS];
    int status, out;

    for (int i = 0; i < HOLDERS; i++) {
        char *words[] = {(char *)"liaison", (char *)"-C",
            (char *)work_format(w, "%s/h%d", folder, i), (char *)"sync", (char *)"o",
            NULL};

        children[i] = start(words, &out);
    }
    for (int i = 0; i < HOLDERS; i++)
        if (waitpid(children[i], &status, 0) != children[i] || status != 0)
            end(NULL, "a holder does not meet the originator");
}

int
main(int argc, char **argv)
{
    struct work *w = work_open(&os_real);
    struct peer holders[HOLDERS];
    struct hash origin, ids[HOLDERS];
    struct json *status;
    const char *url;
    struct node *n;
    double began;
    size_t items;

    if (argc != 4) {
        fprintf(stderr, "usage: recall FOLDER PROGRAM ITEMS\n");
        return 2;
    }
    folder = argv[1];
    program = argv[2];
    items = strtoul(argv[3], NULL, 10);
    NEED(w, w != NULL && crypt_start(w));
    make_node(w, "o", 1, &origin);
    NEED(w, node_open(w, work_format(w, "%s/o", folder), (struct bytes){0}, &n));
    for (int i = 0; i < HOLDERS; i++) {
        const char *name = work_format(w, "h%d", i);

        make_node(w, name, (uint8_t)(11 + 3 * i), &ids[i]);
        pin(n, w, &ids[i], name, "");
        NEED(w, node_peer(n, w, bytes_of(name), &holders[i]));
    }
    for (size_t i = 0; i < items; i += AT_ONCE)
        make_and_share(n, holders, items - i < AT_ONCE ? items - i : AT_ONCE);
    node_close(n);
    url = serve(w, "o");
    for (int i = 0; i < HOLDERS; i++) {
        NEED(w, node_open(w, work_format(w, "%s/h%d", folder, i), (struct bytes){0}, &n));
        pin(n, w, &origin, "o", url);
        node_close(n);
    }
    meet_all(w);
    kill(server, SIGTERM);
    waitpid(server, NULL, 0);
    NEED(w, node_open(w, work_format(w, "%s/o", folder), (struct bytes){0}, &n));
    began = now();
    recall_all(n);
    node_close(n);
    fprintf(stderr, "  recall: %zu items called back in %.1f s\n", items, now() - began);
    url = serve(w, "o");
    for (int i = 0; i < HOLDERS; i++) {
        NEED(w, node_open(w, work_format(w, "%s/h%d", folder, i), (struct bytes){0}, &n));
        pin(n, w, &origin, "o", url);
        node_close(n);
    }
    began = now();
    meet_all(w);
    printf("recall|items at %d holders|%.3f|%zu\n", HOLDERS, now() - began, items);
    fprintf(stderr,
        "  recall: %zu items gone at %d holders after %.1f s (wanted: 10,000 in 10 s)\n",
        items, HOLDERS, now() - began);
    kill(server, SIGTERM);
    waitpid(server, NULL, 0);
    status = ask(w, "o", "status", NULL);
    if (json_get(status, "recalls_open") == NULL ||
        json_get(status, "recalls_open")->count > 0)
        end(NULL, "recalls are open");
    work_close(w);
    return 0;
}
