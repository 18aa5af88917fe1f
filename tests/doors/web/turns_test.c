/*
 * Others have their turn while /api/screen searches: pages are answered, and lists may change.
 */
#include "doors/web/site.h"

#include <stdatomic.h>
#include <unistd.h>

#include "engines/screen/screen.h"

#define HEAD "list,ref,type,kind,name,dob,country\n"
#define KARIM "{\"class\":\"vendor\",\"query\":{\"name\":\"Karim Belhadi\"}}"

static uint16_t port;

/* How many hits; -1: another status than 200. */
static int64_t
ask(struct work *w, const char *body)
{
    const char *request = work_format(w,
        "POST /api/screen HTTP/1.1\r\nHost: localhost:%u\r\nContent-Type: "
        "application/json\r\nContent-Length: %zu\r\nConnection: close\r\n\r\n%s",
        (unsigned)port, strlen(body), body);
    struct json *answer;
    struct got got;

    NEED(w, request != NULL);
    got = browser_send(w, port, request);
    NEED(w, json_read(w, got.body, &json_foreign, &answer));
    return got.status == 200 ? json_get(answer, "hits")->integer : -1;
}

static void
import(struct work *w, const char *text)
{
    put_file(at(w, "list.csv"), text, strlen(text));
    NEED(w,
        json_get(DO(w, &site_eu, "lists import", "{\"file\":[\"%s\"]}",
                     at(w, "list.csv")),
            "refused")
                ->integer == 0);
}

/* ---- Others have their turn ------------------------------------------------------------------ */

static struct thread *asking;
static atomic_bool done;

/* Long, for each of them is near to all that is listed. */
static void
ask_many(void *ctx)
{
    struct work *w = work_open(&os_real);
    struct buffer b = buffer_open(w, (size_t)1 << 24);
    struct bytes text;
    const char *body;

    (void)ctx;
    buffer_text(&b, "{\"class\":\"vendor\",\"threshold\":1,\"most\":1,\"queries\":[");
    for (int i = 0; i < 10000; i++)
        buffer_format(&b, "%s{\"name\":\"Vladan Orsimov Karim Belhadi\"}",
            i > 0 ? "," : "");
    buffer_text(&b, "]}");
    NEED(w, buffer_bytes(&b, &text));
    body = work_format(w, "%.*s", (int)text.len, (const char *)text.at);
    NEED(w, body != NULL && ask(w, body) == 10000);
    work_close(w);
    atomic_store(&done, true);
}

static void
many_near(struct work *w)
{
    struct buffer b = buffer_open(w, (size_t)1 << 20);
    struct bytes text;
    const char *list;

    buffer_text(&b, HEAD);
    for (int i = 0; i < 200; i++)
        buffer_format(&b, "N,N.%d,P,primary,Karim %c%c%c Orsimov,,\n", i, 'a' + i % 20,
            'a' + i / 20, 'o');
    NEED(w, buffer_bytes(&b, &text));
    list = work_format(w, "%.*s", (int)text.len, (const char *)text.at);
    import(w, list);
}

/* The longest that somebody waits for a page is not the time that the batch takes. */
static void
answered_meanwhile(struct work *w)
{
    int64_t longest = 0, begun = os_real.ticks(), all;
    int pages = 0;

    NEED(w, thread_start(w, ask_many, NULL, &asking));
    while (!atomic_load(&done)) {
        int64_t from = os_real.ticks(), took;

        NEED(w, browser_get(w, port, "/records").status == 200);
        took = os_real.ticks() - from;
        longest = took > longest ? took : longest;
        pages++;
        usleep(2000);
    }
    thread_join(asking);
    all = os_real.ticks() - begun;
    tap_ok(pages > 3 && longest * 2 < all,
        "%d pages came while ten thousand names were searched: the longest wait was %lld "
        "of "
        "%lld ms",
        pages, (long long)longest / 1000, (long long)all / 1000);
}

static struct work *between;

/* What a door does, with something that happens meanwhile. */
static void
with_new_lists(struct lock *turn, unsigned count, void (*run)(void *ctx, unsigned n),
    void *ctx)
{
    lock_give(turn);
    import(between, HEAD "Q,Q.1,P,primary,Karim Belhadi,1971,DZ\n");
    tap_ok(ask(between, KARIM) == 1, "who asks meanwhile is answered by the new version");
    for (unsigned n = 0; n < count; n++)
        run(ctx, n);
    lock_take(turn);
}

static void
replaced_meanwhile(struct work *w)
{
    struct desk d = {.hall = &site_eu.hall,
        .actor = {.person = bytes_of("web")},
        .beside = with_new_lists};
    struct json *answer;

    between = w;
    lock_take(site_eu.hall.turn);
    d.node = site_eu.hall.node;
    NEED(w, desk_screen_these(&d, w, parse(w, KARIM), &answer));
    lock_give(site_eu.hall.turn);
    tap_ok(json_get(answer, "hits")->integer == 0,
        "a search goes on by the versions that it began with");
}

int
main(void)
{
    struct work *w = fixture_start();
    struct net_server *pages;

    NEED(w, screen_start(w));
    site_open(w, &site_eu, "eu", 10, false);
    NEED(w, web_open(w, &site_eu.hall, "127.0.0.1:0", NULL, &pages, &port));
    many_near(w);
    replaced_meanwhile(w);
    answered_meanwhile(w);
    web_close(pages);
    site_close(&site_eu);
    work_close(w);
    return tap_end();
}
